"""Names: what users may call things, and what those names become in Verilog."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable

_LEGAL = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,62}\Z")

#: Reserved words of Verilog-2005 and SystemVerilog that could collide with a generated name.
_KEYWORDS = frozenset(
    """always and assign automatic begin bit break buf case casex casez cell class const continue cover
    deassign default defparam design disable do edge else end endcase endfunction endgenerate endmodule
    endpackage endprimitive endspecify endtable endtask enum event export extern final for force forever
    fork function generate genvar if import initial inout input instance int integer interface join
    large liblist library local localparam logic longint macromodule medium modport module nand negedge
    new nmos nor not null or output package packed parameter pmos posedge primitive priority program
    property protected pulldown pullup pure rand real realtime ref reg release repeat return scalared
    sequence shortint shortreal signed small specify specparam static string strong0 strong1 struct super
    supply0 supply1 table tagged task this time tri tri0 tri1 type typedef union unique unsigned use var
    vectored virtual void wait wand weak0 weak1 while wire with wor xnor xor""".split()
)

#: Names the generated top level uses for itself.
_RESERVED = frozenset({"clk", "rst"})


def illegal_name_reason(name: str) -> str | None:
    """Why ``name`` cannot name a part of a network; None when it can."""
    if not _LEGAL.match(name):
        return "a name is a letter followed by up to 62 letters, digits or underscores"
    if "__" in name or name.endswith("_"):
        return "a double or trailing underscore is reserved for generated names"
    if name.lower() in _KEYWORDS:
        return "it is a reserved word of Verilog"
    if name.lower() in _RESERVED:
        return "snnc uses it for a port of the top level"
    return None


def closest(name: str, candidates: Iterable[str]) -> str:
    """``"; did you mean 'x'?"`` for the candidate nearest to ``name``, or an empty string."""
    near = difflib.get_close_matches(name, sorted(candidates), n=1)
    return f"; did you mean '{near[0]}'?" if near else ""
