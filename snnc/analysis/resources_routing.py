"""What routers take, with their taps, queues and merges."""

from __future__ import annotations

from collections.abc import Sequence

from snnc.plan.blocks.storage import fours
from snnc.plan.blocks.streams import StreamFifo
from snnc.plan.stream import Router, Stream, Tap
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic, registers


def router_parts(router: Router, fabric: Fabric) -> Parts:
    """``spike_router``, or nothing for a wire."""
    if router.wire:
        return Parts()
    sources = {stream.name: stream for stream in router.sources}
    total = Parts()
    for stream in router.sources:
        count = sum(tap.source == stream.name for tap in router.taps)
        total += registers(count if count > 1 else 0)
    for sink in router.sinks:
        taps = [tap for tap in router.taps if tap.sink == sink.name]
        total += _merge(sink, taps)
        for tap in taps:
            total += _tap(tap, sources[tap.source], sink, fabric)
    return total


def _tap(tap: Tap, source: Stream, sink: Stream, fabric: Fabric) -> Parts:
    """``router_tap``: filter, delay, queue."""
    parts = logic(Piece.TAP, 1) + logic(Piece.FILTER, len(tap.ranges) * source.id_bits)
    parts += registers(tap.delay.bit_length())
    return parts + StreamFifo(tap.depth, sink.id_bits + sink.payload_bits).parts(fabric)


def _merge(sink: Stream, taps: Sequence[Tap]) -> Parts:
    """``packet_merge``: whose turn it is, and a multiplexer of all streams."""
    if len(taps) < 2:
        return Parts()
    state = registers((len(taps) - 1).bit_length() + 1 + any(tap.delay for tap in taps))
    return state + logic(Piece.CHOOSE, fours(len(taps)) * (sink.id_bits + sink.payload_bits + 4))
