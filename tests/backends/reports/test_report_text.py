"""``report.txt``: which rows tell of a threshold."""

from __future__ import annotations

import warnings

import snnc
from snnc.backends.reports.text import quantisation


def test_only_what_is_compared_has_an_error_of_its_threshold() -> None:
    """A relay sends, a Poisson neuron fires by chance, a current is not compared."""
    b = snnc.NetworkBuilder("n", steps=5)
    b.input("x", 1)
    b.population("fires", 1, model="cuba_lif", decay=0.5, decay_syn=0.5, threshold=1.0)
    b.population("relays", 1, model="relay", decay=0.5, largest=1.0)
    b.population("sums", 1, model="li", decay=0.5)
    b.population("draws", 1, model="poisson", rate=0.1)
    for name in ("fires", "relays", "sums"):
        b.connect("x", name, 0.5)
        b.output(name, "v" if name == "sums" else None)
    b.output("draws")
    with warnings.catch_warnings(action="ignore"):
        lines = quantisation(snnc.compile(b.build()).quantised)
    start, end = lines.index("State") + 2, lines.index("", lines.index("State") + 2)
    header, *rows = lines[start:end]
    at = header.index("threshold error")
    errors = {row.split()[0]: row[at:].split()[0] for row in rows}
    silent = dict.fromkeys(("fires.i", "relays.v", "relays.value", "sums", "draws"), "-")
    assert errors == {"fires.v": "exact", **silent}
