"""What streams take: buffers, serialisers, and routers with their taps, queues and merges."""

from __future__ import annotations

from collections.abc import Sequence

from snnc.analysis.parts import Parts, Piece, logic, registers
from snnc.plan.hardware import Router, Stream, Tap
from snnc.target.fabrics import Fabric, Layout, ram
from snnc.target.resources import Resources

#: tlast, tkeep and tuser.
FLAGS = 3


def skid_buffer(bits: int) -> Parts:
    """``skid_buffer`` of ``bits``, flags included: two places, and the two bits that say which are taken."""
    return registers(2 * bits + 2) + logic(Piece.STREAM, bits)


def serialiser(lanes: int, word_bits: int, payload_bits: int) -> Parts:
    """``event_serialiser``: its buffer, the word at hand, the number of the lowest lane, its payload."""
    payload = lanes * payload_bits
    held = payload + word_bits + lanes + 2
    parts = skid_buffer(held) + registers(held + 1)
    parts += logic(Piece.EMIT, lanes)
    return parts + logic(Piece.CHOOSE, payload_bits * fours(lanes))


def fours(ways: int) -> int:
    """Multiplexers of 4 to 1 that choose among ``ways``; wider ones are joined by cells beside the tables."""
    return -(-ways // 4) if ways > 1 else 0


def queue(bits: int, depth: int, fabric: Fabric) -> Parts:
    """``stream_fifo``: two pointers, a count, the memory and its read register; ``bits`` with flags."""
    address = max(1, (depth - 1).bit_length())
    parts = registers(3 * address + 2) + logic(Piece.COUNT, 3 * address + 1)
    return parts + ram_parts(ram(fabric, depth, bits), bits, reads=1, registered=True)


def ram_parts(layout: Layout, bits: int, *, reads: int, registered: bool, words: int = 0) -> Parts:
    """A memory of ``bits`` as it was laid out, with the read registers that are not in its blocks."""
    parts = Parts(exact=Resources(layout.tables, layout.tables, layout.registers, layout.blocks))
    if layout.registers:
        words = layout.registers // bits
        parts += logic(Piece.DECODE, words) + logic(Piece.CHOOSE, reads * bits * fours(words))
    elif layout.banks > 1:
        parts += logic(Piece.CHOOSE, reads * bits * fours(layout.banks)) + logic(Piece.DECODE, layout.banks)
    return parts + (registers(bits) if registered and not layout.absorbed else Parts())


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
    return parts + queue(sink.id_bits + sink.payload_bits + FLAGS, tap.depth, fabric)


def _merge(sink: Stream, taps: Sequence[Tap]) -> Parts:
    """``packet_merge``: whose turn it is, and a multiplexer of all streams."""
    if len(taps) < 2:
        return Parts()
    state = registers((len(taps) - 1).bit_length() + 1 + any(tap.delay for tap in taps))
    return state + logic(Piece.CHOOSE, fours(len(taps)) * (sink.id_bits + sink.payload_bits + 4))
