"""``core/serialisers.v.j2``: the streams that leave the core, and what they make the sweep wait for."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines


@dataclass(frozen=True)
class _Counted:
    """The events of a serialiser that come with their number, and what repeats them."""

    parameters: tuple[ParameterLine, ...]
    high: int


@dataclass(frozen=True)
class _Serialiser:
    """``sent``: the prefix of the nets that its events leave on."""

    prefix: str
    parameters: tuple[ParameterLine, ...]
    events: str
    payload: str
    sent: str
    counted: _Counted | None


@dataclass(frozen=True)
class _Context:
    serialisers: tuple[_Serialiser, ...]
    enable: str


#: Ports, events and payload of each stream that a core may send.
_STREAMS = {"spikes": ("m", "spikes & spike_lanes", "1'b0"), "values": ("v", "value_lanes", "values")}


def section(view: View) -> Section:
    """The section."""
    made = []
    for name, block in view.blocks.serialisers.items():
        prefix, events, payload = _STREAMS[name]
        parameters = parameter_lines({**block.parameters, "LANES": "UPDATES"})
        if name == "spikes" and view.core.spike_payload:
            payload = view.beside
        counted = None
        if name == "spikes" and view.blocks.repeaters:
            (repeater,) = view.blocks.repeaters
            counted = _Counted(parameter_lines(repeater.parameters), repeater.id_bits + repeater.count_bits - 1)
        made.append(
            _Serialiser(
                prefix, parameters, events, payload=payload, sent="counted" if counted else prefix, counted=counted
            )
        )
    ready = " && ".join(["1'b1", *(f"{each.prefix}_ready" for each in made)])
    text = render("core/serialisers.v.j2", _Context(tuple(made), f"!store_valid || ({ready})"))
    return Section(text, reads=frozenset(("store_last", "store_user")) if made else frozenset())
