"""``core/rows.v.j2``: the row of every arriving spike."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines


@dataclass(frozen=True)
class _Number:
    high: int


@dataclass(frozen=True)
class _Context:
    """``axon``: where it is in a beat; ``user``: what goes along to ``row_user``; ``number``: None without numbers."""

    comment: str
    addr_high: int
    place_high: int
    length_high: int
    number: _Number | None
    axon: str
    user: str
    row_user: str
    parameters: tuple[ParameterLine, ...]


def section(view: View) -> Section:
    """The section."""
    core, rows = view.core, view.blocks.rows
    top = core.axon_bits + core.number_bits - 1
    file = view.file("rows") if rows.table else {}
    context = _Context(
        comment="from a table" if rows.table else "computed, all alike",
        addr_high=rows.address_bits - 1,
        place_high=core.place_bits - 1,
        length_high=rows.length_bits - 1,
        number=_Number(core.number_bits - 1) if core.scaled else None,
        axon=f"in_tdata[{core.axon_bits - 1}:0]" if core.scaled else "in_tdata",
        user=f"{{in_tdata[{top}:{core.axon_bits}], in_tuser}}" if core.scaled else "in_tuser",
        row_user="{row_number, row_user}" if core.scaled else "row_user",
        parameters=parameter_lines({**rows.parameters, **file}),
    )
    return Section(render("core/rows.v.j2", context))
