"""``core/input_buffer.v.j2``: the buffer of arriving spikes."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import Section, View


@dataclass(frozen=True)
class _Context:
    high: int
    bits: int


def section(view: View) -> Section:
    """The section."""
    bits = view.core.axon_bits + view.core.number_bits
    return Section(render("core/input_buffer.v.j2", _Context(high=bits - 1, bits=bits)))
