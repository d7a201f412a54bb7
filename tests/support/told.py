"""What compiling a network warns of."""

from __future__ import annotations

import warnings

import snnc
from snnc.core.errors import SnncWarning


def codes(network: snnc.Network, quantise: snnc.QuantiseOptions | None = None) -> dict[str, str]:
    """Codes and messages of what compiling says."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        compiled = snnc.compile(network, quantise=quantise)
    assert [str(w.message) for w in told if w.category is SnncWarning] == [str(d) for d in compiled.warnings]
    return {d.code: d.message for d in compiled.warnings}
