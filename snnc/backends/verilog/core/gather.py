"""``core/gather.v.j2``: the engine that adds the rows of a step."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines

_OFFERS = ("fetch_valid", "locate_bank", "locate_word", "add_bank", "add_word", "add_first")


@dataclass(frozen=True)
class _Context:
    addr_high: int
    word_high: int
    parameters: tuple[ParameterLine, ...]


def section(view: View) -> Section:
    """The section."""
    context = _Context(
        addr_high=view.blocks.rows.address_bits - 1,
        word_high=view.core.word_bits - 1,
        parameters=parameter_lines(view.blocks.gather.parameters),
    )
    return Section(render("core/gather.v.j2", context), _OFFERS)
