"""``core/rows.v.j2``: the row of every arriving spike."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines


@dataclass(frozen=True)
class _Context:
    comment: str
    addr_high: int
    place_high: int
    length_high: int
    parameters: tuple[ParameterLine, ...]


def section(view: View) -> Section:
    """The section."""
    rows = view.blocks.rows
    file = view.file("rows") if rows.table else {}
    context = _Context(
        comment="from a table" if rows.table else "computed, all alike",
        addr_high=rows.address_bits - 1,
        place_high=view.core.place_bits - 1,
        length_high=rows.length_bits - 1,
        parameters=parameter_lines({**rows.parameters, **file}),
    )
    return Section(render("core/rows.v.j2", context))
