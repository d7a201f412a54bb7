"""``core/core.v.j2``: one core, section by section."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core import (
    gather,
    input_buffer,
    masks,
    parameters,
    ports,
    rows,
    serialisers,
    sweep,
    synapses,
    tags,
    update,
)
from snnc.backends.verilog.core.section import View, unread
from snnc.backends.verilog.layout import wrap_lines
from snnc.core.names import in_comment
from snnc.plan.hardware import Slice

#: The sections, in the order of the Verilog.
_SECTIONS = (input_buffer, rows, gather, sweep, tags, synapses, parameters, ports, update, masks, serialisers)


@dataclass(frozen=True)
class _Stream:
    """The data of a stream that leaves the core."""

    high: int


@dataclass(frozen=True)
class _Context:
    purpose: str
    layout: tuple[str, ...]
    memory: str
    name: str
    arriving: str
    axon_high: int
    leaving: str
    spikes: _Stream | None
    values: _Stream | None
    lanes: int
    update_lanes: int
    share: int
    sections: tuple[str, ...]
    unused: str


def core_text(view: View, network: str) -> str:
    """The Verilog of a core of the network called ``network``."""
    core, depth = view.core, view.blocks.synapses.depth
    sections = [each.section(view) for each in _SECTIONS]
    context = _Context(
        purpose=f"Core {core.name} of network {in_comment(network)}: {core.lanes} lanes, {core.words} words of neurons",
        layout=(
            *(_placed(view, part) for part in core.slices),
            f"{core.groups} groups of {core.update_lanes} are updated, one per clock, in {core.update_stages} stages.",
        ),
        memory=f"Synapse memory: {depth} words of {core.lanes} weights, {core.weight_bits} bits each.",
        name=view.module,
        arriving="Events in: {number, axon}" if core.scaled else "Spikes in: the axon of each event",
        axon_high=core.axon_bits + core.number_bits - 1,
        leaving="Events out: {number, group, lane}" if core.sent_bits else "Spikes out: {group, lane}",
        spikes=_Stream(core.sent_bits + core.slot_bits - 1) if core.spiking else None,
        values=_Stream(core.value_bits + core.slot_bits - 1) if core.values else None,
        lanes=core.lanes,
        update_lanes=core.update_lanes,
        share=core.share,
        sections=tuple(section.text for section in sections),
        unused=", ".join(unread(sections)),
    )
    return wrap_lines(render("core/core.v.j2", context))


def _placed(view: View, part: Slice) -> str:
    words = part.words(view.core.lanes)
    neurons = f"{in_comment(part.population)}[{part.first}:{part.first + part.size - 1}]"
    return f"words {words[0]:>4} … {words[-1]:<4} {neurons}"
