"""Networks whose parts have names that no Verilog can hold."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

import snnc

#: Names that clash with the language, with the design, with each other, or with the tools.
AWFUL = (
    *("input", "bool", "wreal", "clk", "u_core0", "module", "core0_done", "s_input_tdata", "rom"),
    *("fc1.weight", "fc1_weight", "fc1-weight", "conv-1", "layer 2", "layer  2", "1st", "_", "__", "a_", "a__b"),
    *("Layer", "layer", "LAYER", "größe", "grosse", "ñ", "层", "層", "µ", "ﬁ", "🧠", "½"),
    *("x; endmodule", "*/", "// `define x", "\\", "a\\", "`include", "%0d", '"', "'", "$finish", "{{ x }}", "{% if %}"),
    *("synopsys translate_off", "verilator lint_off WIDTH", "verilator", "../../up", "/etc/passwd", "C:\\", "a|b"),
    *(
        "$x^$",
        "<b>",
        "-",
        "null",
        "true",
        "1e3",
        "~",
        "labels",
        "samples",
        "x" * 63,
        "ä" * 63,
        "con",
        "nul",
        "x.events",
    ),
)


def awful_network(name: str, sources: list[str], outputs: list[str]) -> snnc.Network:
    """An input, and a chain of populations that each also spike into the first one, called ``sources``."""
    rng = np.random.default_rng(len(sources))
    b = snnc.NetworkBuilder(name)
    b.input(sources[0], 3)
    for source, target in pairwise(sources):
        b.population(target, 3, model="lif", decay=0.875, threshold=rng.uniform(0.5, 1.0, 3))
        b.connect(source, target, rng.normal(0.4, 0.5, (3, 3)))
    for source in sources[2:]:
        b.connect(source, sources[1], rng.normal(0.0, 0.3, (3, 3)), delay=1)
    for population, output in zip(sources[1:], outputs, strict=True):
        b.output(population, name=output)
    return b.build()
