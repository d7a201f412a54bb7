"""What streams take: buffers, serialisers, and routers with their taps, queues and merges."""

from __future__ import annotations

from collections.abc import Sequence

from snnc.analysis.parts import Parts, Piece, logic, registers
from snnc.analysis.resources_storage import fours, held, ram_parts
from snnc.plan.blocks.streams import Serialiser, SkidBuffer, StreamFifo
from snnc.plan.stream import Router, Stream, Tap
from snnc.target.fabrics import Fabric, ram


def skid_buffer_parts(buffer: SkidBuffer, fabric: Fabric) -> Parts:
    """``skid_buffer``: its registers, and the choice between the new beat and the one that waits."""
    return held(buffer, fabric) + logic(Piece.STREAM, buffer.bits)


def serialiser_parts(serialiser: Serialiser, fabric: Fabric) -> Parts:
    """``event_serialiser``: its buffer, the group at hand, the number of the lowest lane, its payload."""
    parts = skid_buffer_parts(serialiser.buffer, fabric) + held(serialiser, fabric)
    parts += logic(Piece.EMIT, serialiser.kept_lanes)
    return parts + logic(Piece.CHOOSE, serialiser.payload_bits * fours(serialiser.kept_lanes))


def queue_parts(queue: StreamFifo, fabric: Fabric) -> Parts:
    """``stream_fifo``: pointers and a count, the memory and its read register."""
    parts = held(queue, fabric) + logic(Piece.COUNT, 3 * queue.address_bits + 1)
    return parts + ram_parts(ram(fabric, queue.depth, queue.bits), queue.bits, reads=1, registered=True)


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
    return parts + queue_parts(StreamFifo(tap.depth, sink.id_bits + sink.payload_bits), fabric)


def _merge(sink: Stream, taps: Sequence[Tap]) -> Parts:
    """``packet_merge``: whose turn it is, and a multiplexer of all streams."""
    if len(taps) < 2:
        return Parts()
    state = registers((len(taps) - 1).bit_length() + 1 + any(tap.delay for tap in taps))
    return state + logic(Piece.CHOOSE, fours(len(taps)) * (sink.id_bits + sink.payload_bits + 4))
