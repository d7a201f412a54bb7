"""``core/accumulators.v.j2``: the lanes that an update lane serves in turn."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, View, parameter_lines


@dataclass(frozen=True)
class _Context:
    sum_bits: int
    weight_bits: int
    parameters: tuple[ParameterLine, ...]


def section(view: View) -> str:
    """The text of the section."""
    parameters = parameter_lines(view.blocks.accumulators.parameters)
    return render("core/accumulators.v.j2", _Context(view.core.sum_bits, view.core.weight_bits, parameters))
