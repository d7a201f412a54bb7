"""``core/input_buffer.v.j2``: the buffer of arriving spikes."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import Section, View


@dataclass(frozen=True)
class _Context:
    axon_high: int
    axon_bits: int


def section(view: View) -> Section:
    """The section."""
    axon_bits = view.core.axon_bits
    return Section(render("core/input_buffer.v.j2", _Context(axon_high=axon_bits - 1, axon_bits=axon_bits)))
