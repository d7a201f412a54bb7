"""``core/parameters.v.j2``: the memory of what differs between neurons."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines


@dataclass(frozen=True)
class _Context:
    bits: int
    parameters: tuple[ParameterLine, ...]


def section(view: View) -> Section:
    """The section; empty where no neuron has anything of its own."""
    block = view.blocks.parameters
    if not block.bits:
        return Section("")
    # The width is written as a product, which tells the reader more than its value.
    parameters = {**block.parameters, "WIDTH": f"UPDATES * {block.bits}", **view.file("parameters")}
    return Section(render("core/parameters.v.j2", _Context(block.bits, parameter_lines(parameters))))
