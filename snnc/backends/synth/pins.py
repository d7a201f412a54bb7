"""``synth/pins.v.j2``: all streams of a design on one shift register, for a chip with few pins."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.reports.text import table
from snnc.backends.templates import render
from snnc.backends.verilog.layout import wrap_lines
from snnc.backends.verilog.naming import port_prefix, top_module
from snnc.core.names import in_comment
from snnc.plan.hardware import HardwarePlan
from snnc.plan.stream import Stream


@dataclass(frozen=True)
class ChainField:
    """A stream's bits of the chain: its beat in ``[high:low]``, then ``full``.

    The beat is {tuser, tkeep, tlast, tdata}; the other numbers are places within it.
    """

    port: str
    low: int
    high: int
    full: int
    data_high: int
    last: int
    keep: int
    user: int
    beat_high: int


@dataclass(frozen=True)
class _Context:
    purpose: str
    name: str
    design: str
    length: int
    high: int
    fields: tuple[str, ...]
    sources: tuple[ChainField, ...]
    sinks: tuple[ChainField, ...]


def pins_name(plan: HardwarePlan) -> str:
    """The module name of the wrapper of ``plan``."""
    return f"{top_module(plan)}__pins"


def fields(plan: HardwarePlan) -> tuple[tuple[ChainField, ...], tuple[ChainField, ...]]:
    """The fields of the chain, of inputs and of outputs: inputs lowest, in the order of the ports."""
    rows, low = [], 0
    for stream in (*plan.inputs, *plan.outputs):
        rows.append(_field(port_prefix(plan.names, stream.name), stream, low))
        low = rows[-1].full + 1
    return tuple(rows[: len(plan.inputs)]), tuple(rows[len(plan.inputs) :])


def _field(port: str, stream: Stream, low: int) -> ChainField:
    width = stream.id_bits + stream.payload_bits
    user = width + 2
    return ChainField(
        port=port,
        low=low,
        high=low + user,
        full=low + user + 1,
        data_high=width - 1,
        last=width,
        keep=width + 1,
        user=user,
        beat_high=user,
    )


def pins(plan: HardwarePlan) -> str:
    """The Verilog of the wrapper of ``plan``."""
    sources, sinks = fields(plan)
    rows = [(f.port, f.low, f.full) for f in (*sources, *sinks)]
    length = rows[-1][2] + 1
    context = _Context(
        purpose=f"Network {in_comment(plan.name)} behind a few pins",
        name=pins_name(plan),
        design=top_module(plan),
        length=length,
        high=length - 1,
        fields=tuple(table(("stream", "first bit", "last bit"), rows)),
        sources=sources,
        sinks=sinks,
    )
    return wrap_lines(render("synth/pins.v.j2", context))
