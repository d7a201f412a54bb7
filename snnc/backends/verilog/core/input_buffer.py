"""``core/input_buffer.v.j2``: the buffer of arriving spikes."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import Parameter, Section, View, parameter_lines


@dataclass(frozen=True)
class _Context:
    axon_high: int
    parameters: tuple[Parameter, ...]


def section(view: View) -> Section:
    """The section."""
    context = _Context(view.core.axon_bits - 1, parameter_lines(view.blocks.input.parameters))
    return Section(render("core/input_buffer.v.j2", context))
