"""``core/accumulators.v.j2``: the lanes that an update lane serves in turn."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, View, parameter_lines


@dataclass(frozen=True)
class _Sums:
    """The sums of one receptor; ``suffix``: see :attr:`View.receptors`."""

    suffix: str
    bits: int
    parameters: tuple[ParameterLine, ...]


@dataclass(frozen=True)
class _Context:
    weight_bits: int
    receptors: tuple[_Sums, ...]


def section(view: View) -> str:
    """The text of the section."""
    receptors = tuple(
        _Sums(suffix, block.sum_bits, parameter_lines(block.parameters))
        for suffix, block in zip(view.receptors, view.blocks.accumulators, strict=True)
    )
    return render("core/accumulators.v.j2", _Context(view.core.added_bits, receptors))
