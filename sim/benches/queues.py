"""Checks that every buffer of packet streams must pass; shared by the benches of the buffers."""

from __future__ import annotations

from typing import Any

from packets import Beat, beats, corner_packets, draw, random_packets, sample_ends
from streams import RATES, Bench, Channel, Sink, Source, gaps, stalls

from snnc.plan.kahn import Kahn, Process, Queue


def attach(bench: Bench, width: int, data: list[Beat], idle: float = 0.0, stall: float = 0.0) -> tuple[Source, Sink]:
    """A source and a sink that expects what the source sends."""
    source = Source(bench, Channel.packets(bench.dut, "s", width), [data], gaps(bench.rng, idle))
    sink = Sink(bench, Channel.packets(bench.dut, "m", width), [data], stalls(bench.rng, stall))
    return source, sink


def some_beats(bench: Bench, width: int, samples: int = 15) -> list[Beat]:
    """Corner packets, then random ones, then beats with every combination of the side bits."""
    top = (1 << width) - 1
    corners = beats(corner_packets(0, top, 0)) + beats(corner_packets(top, 0, 1))
    packets = beats(random_packets(bench.rng, draw(width), sample_ends(bench.rng, samples)))
    anything = [Beat(bench.rng.getrandbits(width), *map(int, f"{side:03b}")) for side in range(8)] * 2
    return corners + packets + anything


async def latency(bench: Bench, width: int, clocks: int) -> None:
    """A single beat appears ``clocks`` after it was accepted, again and again."""
    data = some_beats(bench, width, 4)
    source, sink = attach(bench, width, data)
    source.gap = lambda: 7
    await bench.finish(20 * len(data))
    taken = [clock - clocks for clock in sink.clocks[0]]
    assert taken == source.clocks[0], "a lone beat has another latency than promised"


async def throughput(bench: Bench, width: int, period: int) -> None:
    """Beats without a gap leave without a gap: one every ``period`` clocks."""
    data = some_beats(bench, width)
    source, sink = attach(bench, width, data)
    await bench.finish(10 * len(data))
    for clocks in (source.clocks[0], sink.clocks[0]):
        first = clocks[0]
        assert clocks == [first + period * index for index in range(len(data))], "gaps in a full stream"


async def capacity(bench: Bench, width: int, room: int) -> None:
    """A stalled sink leaves room for exactly ``room`` beats; then all of them come out."""
    data = some_beats(bench, width)
    source, sink = attach(bench, width, data)
    for start in (0, room + 3):  # the second time with the pointers elsewhere
        sink.ready = lambda: False
        await bench.tick(3 * room + 10)
        assert source.index[0] - start == room, f"{source.index[0] - start} beats entered, not {room}"
        sink.ready = lambda: len(sink.received[0]) < room + 3
        source.streams = [data[: room + 3]]
        await bench.tick(3 * room + 20)
        assert sink.received[0] == sink.expected[0][: room + 3]
        source.streams = [data]
    sink.ready = lambda: True
    await bench.finish(100 * len(data))


async def reset_in_mid_run(bench: Bench, width: int) -> None:
    """After a reset nothing of an earlier run is left, and a second run is like the first."""
    runs = []
    for clocks in (1, 2, 3, 5, 9, 30, 31):
        await bench.reset()
        attach(bench, width=width, data=some_beats(bench, width, 4), idle=0.1, stall=0.5)
        await bench.tick(clocks)
        await bench.reset()
        bench.rng.seed(7)
        source, sink = attach(bench, width=width, data=some_beats(bench, width, 4), idle=0.2, stall=0.2)
        await bench.finish(4000)
        runs.append((source.clocks, sink.clocks))
    assert all(run == runs[0] for run in runs)


async def cycle_model(bench: Bench, width: int, depth: int | None) -> None:
    """Everything arrives under every rate of idle and stall, in the clocks that the model predicts.

    ``depth`` of a FIFO, None for a skid buffer.
    """
    for idle, stall in RATES:
        await bench.reset()
        data = some_beats(bench, width)
        waits = [gaps(bench.rng, idle)() for _ in range(len(data) + 1)]
        ready = [stalls(bench.rng, stall)() for _ in range(60 * len(data))]
        queue = predict(data, waits, ready, depth)
        source, sink = attach(bench, width, data)
        drawn = iter(waits)
        source.gap, source.wait = (lambda drawn=drawn: next(drawn)), [next(drawn)]
        sink.ready = lambda ready=ready: ready[bench.clock]
        await bench.finish(len(ready) - 30)
        assert source.clocks[0] == queue.entered, f"idle {idle}, stall {stall}: other clocks of entry"
        assert sink.clocks[0] == queue.taken, f"idle {idle}, stall {stall}: other clocks of leaving"


def predict(data: list[Beat], waits: list[int], ready: list[bool], depth: int | None) -> Queue:
    """The model of a source with gaps, a buffer, and a sink that is ready in given clocks."""
    chip = Kahn()
    queue: Any = chip.skid_buffer() if depth is None else chip.stream_fifo(depth)

    def source() -> Process:
        clock = -1
        for beat, wait in zip(data, waits, strict=False):
            while not queue.has_room():
                yield queue.room
            clock = queue.send((beat.data, bool(beat.last), bool(beat.keep), bool(beat.user)), clock + 1 + wait)

    def sink() -> Process:
        for _ in data:
            while not queue.has_beat():
                yield queue.beat
            _, clock = queue.peek()
            while not ready[clock]:
                clock += 1
            queue.take(clock)

    chip.finish([source(), sink()])
    return queue
