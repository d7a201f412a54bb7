"""Handshaked streams for the unit benches: sources, sinks, and the clock that drives them.

Every clock has one shape: inputs are driven on the falling edge, and outputs are sampled when
they have settled, long before the rising edge acts on both. Nothing depends on the order of
processes within a simulator, so every simulator sees the same run.

A transfer is a tuple of integers, one for each field of its :class:`Channel`. A packed port may
hold many streams side by side (``count``). While a stream is not valid, its source shows noise.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from cocotb.clock import Clock
from cocotb.triggers import FallingEdge, ReadOnly, Timer
from packets import normal

Transfer = tuple[int, ...]
#: A transfer as read from the pins: a field with an unknown bit is None.
Sampled = tuple["int | None", ...]

#: Chances of an idle source and of a stalled sink, in every run of random packets.
RATES = ((0.0, 0.0), (0.6, 0.0), (0.0, 0.6), (0.3, 0.3), (0.8, 0.1), (0.1, 0.8))


def scenario() -> dict[str, Any]:
    """What the test asked for: ``parameters`` of the module, and more for some benches."""
    return json.loads(os.environ["SNNC_SCENARIO"])


def bits(handle: Any) -> str:
    """The value of a port as a string of ``0``, ``1``, ``x`` and ``z``, highest bit first."""
    return str(handle.value)


def number(text: str) -> int | None:
    """The value of a string of bits, or None when one of them is unknown."""
    return int(text, 2) if set(text) <= {"0", "1"} else None


def known(handle: Any) -> int:
    """The value of a port, which must have no unknown bit."""
    value = number(bits(handle))
    assert value is not None, f"{handle._path} is {bits(handle)}"
    return value


def exact(transfer: Sampled) -> Transfer:
    """All fields of a transfer, which must be known."""
    assert None not in transfer, f"unknown bits in {transfer}"
    return tuple(field for field in transfer if field is not None)


class Channel:
    """The pins of ``count`` streams: valid, ready and fields with their widths."""

    def __init__(self, dut: Any, valid: str, ready: str, fields: Mapping[str, int], count: int = 1) -> None:
        self.valid = getattr(dut, valid)
        self.ready = getattr(dut, ready)
        self.fields = [(getattr(dut, name), width) for name, width in fields.items()]
        self.count = count
        self.driven: dict[Any, int] = {}

    @classmethod
    def packets(cls, dut: Any, prefix: str, width: int, count: int = 1) -> Channel:
        """Packet streams: ``tdata`` of ``width`` bits, ``tlast``, ``tkeep``, ``tuser``."""
        fields = {f"{prefix}_tdata": width, f"{prefix}_tlast": 1, f"{prefix}_tkeep": 1, f"{prefix}_tuser": 1}
        return cls(dut, valid=f"{prefix}_tvalid", ready=f"{prefix}_tready", fields=fields, count=count)

    def flags(self, handle: Any) -> list[bool]:
        """One known bit for each stream."""
        text = bits(handle)
        assert set(text) <= {"0", "1"} and len(text) == self.count, f"{handle._path} is {text}"
        return [bit == "1" for bit in reversed(text)]

    def read(self) -> list[Sampled]:
        """The fields of every stream."""
        columns = []
        for handle, width in self.fields:
            text = bits(handle)
            high = len(text)
            columns.append([number(text[high - (i + 1) * width : high - i * width]) for i in range(self.count)])
        return [tuple(column[i] for column in columns) for i in range(self.count)]

    def write(self, valid: Sequence[bool], transfers: Sequence[Transfer]) -> None:
        """Drive valid and the fields of every stream."""
        self.drive(self.valid, pack(valid, 1))
        for place, (handle, width) in enumerate(self.fields):
            self.drive(handle, pack([transfer[place] for transfer in transfers], width))

    def drive(self, handle: Any, value: int) -> None:
        """Drive a port, if its value changes."""
        if self.driven.get(handle) != value:
            self.driven[handle] = handle.value = value

    def noise(self, rng: Random) -> Transfer:
        """What an idle stream shows."""
        return tuple(rng.getrandbits(width) for _, width in self.fields)


def pack(values: Sequence[int], width: int) -> int:
    """``values`` side by side, the first lowest."""
    return sum(value << (place * width) for place, value in enumerate(values))


def gaps(rng: Random, rate: float) -> Callable[[], int]:
    """Idle clocks before each transfer: each clock is idle by chance ``rate``."""

    def draw() -> int:
        count = 0
        while rng.random() < rate:
            count += 1
        return count

    return draw


def stalls(rng: Random, rate: float) -> Callable[[], bool]:
    """Whether the sink is ready in this clock: not, by chance ``rate``."""
    return lambda: rng.random() >= rate


class Source:
    """Drives a list of transfers into each stream; holds each until it is accepted."""

    def __init__(
        self,
        bench: Bench,
        channel: Channel,
        streams: Sequence[Sequence[Transfer]],
        gap: Callable[[], int] | None = None,
    ) -> None:
        assert len(streams) == channel.count
        self.bench = bench
        self.channel = channel
        self.streams = streams
        self.gap = gap or (lambda: 0)
        self.index = [0] * channel.count
        self.wait = [self.gap() for _ in streams]
        self.offered = [False] * channel.count
        self.shown = [channel.noise(bench.rng)] * channel.count
        #: Clocks in which transfers were accepted.
        self.clocks: list[list[int]] = [[] for _ in streams]
        bench.parts.append(self)

    def done(self) -> bool:
        """Whether everything was accepted."""
        return all(index == len(stream) for index, stream in zip(self.index, self.streams, strict=True))

    def drive(self) -> None:
        """Offer the next transfers."""
        for place, stream in enumerate(self.streams):
            offered = self.index[place] < len(stream) and self.wait[place] == 0
            if offered:
                self.shown[place] = stream[self.index[place]]
            elif self.offered[place]:
                self.shown[place] = self.channel.noise(self.bench.rng)
            self.offered[place] = offered
        self.channel.write(self.offered, self.shown)

    def sample(self) -> None:
        """Note what is accepted in this clock."""
        ready = self.channel.flags(self.channel.ready)
        for place, offered in enumerate(self.offered):
            if offered and ready[place]:
                self.clocks[place].append(self.bench.clock)
                self.index[place] += 1
                self.wait[place] = self.gap()
            elif not offered and self.wait[place]:
                self.wait[place] -= 1


class Sink:
    """Takes transfers and compares them with what is expected, stream by stream.

    It also checks the rule of every handshake: once valid, a transfer stays as it is until it is
    taken. Without ``expected`` everything is taken and kept in ``received``.
    """

    def __init__(
        self,
        bench: Bench,
        channel: Channel,
        expected: Sequence[Sequence[Transfer]] | None = None,
        ready: Callable[[], bool] | None = None,
        form: Callable[[Sampled], Transfer] = normal,
    ) -> None:
        assert expected is None or len(expected) == channel.count
        self.bench = bench
        self.channel = channel
        self.expected = None if expected is None else [[form(item) for item in stream] for stream in expected]
        self.ready = ready or (lambda: True)
        self.form = form
        self.received: list[list[Transfer]] = [[] for _ in range(channel.count)]
        #: Clocks in which transfers were taken, and in which they were first offered.
        self.clocks: list[list[int]] = [[] for _ in range(channel.count)]
        self.offered: list[list[int]] = [[] for _ in range(channel.count)]
        self.held: list[Transfer | None] = [None] * channel.count
        self.is_ready = [False] * channel.count
        bench.parts.append(self)

    def done(self) -> bool:
        """Whether everything expected has come."""
        return self.expected is None or all(
            len(got) == len(wanted) for got, wanted in zip(self.received, self.expected, strict=True)
        )

    def drive(self) -> None:
        """Decide where to be ready in this clock."""
        self.is_ready = [self.ready() for _ in self.held]
        self.channel.drive(self.channel.ready, pack(self.is_ready, 1))

    def sample(self) -> None:
        """Check and take what is offered in this clock."""
        valid = self.channel.flags(self.channel.valid)
        fields = self.channel.read() if any(valid) else []
        for place, offered in enumerate(valid):
            held = self.held[place]
            where = f"stream {place}, clock {self.bench.clock}"
            assert offered or held is None, f"{where}: {held} was withdrawn before it was taken"
            if not offered:
                continue
            transfer = self.form(fields[place])
            if held is None:
                self.offered[place].append(self.bench.clock)
                self._check(place, transfer, where)
            assert held in (None, transfer), f"{where}: {held} became {transfer} before it was taken"
            self.held[place] = None if self.is_ready[place] else transfer
            if self.is_ready[place]:
                self.received[place].append(transfer)
                self.clocks[place].append(self.bench.clock)

    def _check(self, place: int, transfer: Transfer, where: str) -> None:
        """Compare a transfer with the one expected next."""
        if self.expected is None:
            return
        count, wanted = len(self.received[place]), self.expected[place]
        assert count < len(wanted), f"{where}: {transfer} after the last of {count} transfers"
        assert transfer == wanted[count], f"{where}: transfer {count} is {transfer}, not {wanted[count]}"


class Bench:
    """Clock, reset and the parts of a bench: objects with ``drive``, ``sample`` and ``done``."""

    def __init__(self, dut: Any, seed: int = 1) -> None:
        self.dut = dut
        self.rng = Random(f"{scenario().get('seed', 1)}/{seed}")
        self.parts: list[Any] = []
        #: Clocks since reset.
        self.clock = 0
        self.edge = FallingEdge(dut.clk) if hasattr(dut, "clk") else Timer(10, "ns")

    async def start(self) -> Bench:
        """Start the clock and reset."""
        if hasattr(self.dut, "clk"):
            Clock(self.dut.clk, 10, "ns").start()
        await self.reset(3)
        return self

    async def reset(self, clocks: int = 1) -> None:
        """Reset for some clocks, one of which must do; all parts are gone after it."""
        self.parts.clear()
        if hasattr(self.dut, "rst"):
            self.dut.rst.value = 1
        for _ in range(clocks):
            await self.edge
        if hasattr(self.dut, "rst"):
            self.dut.rst.value = 0
        self.clock = 0

    async def tick(self, clocks: int = 1) -> None:
        """Pass some clocks."""
        for _ in range(clocks):
            for part in self.parts:
                part.drive()
            await ReadOnly()
            for part in self.parts:
                part.sample()
            self.clock += 1
            await self.edge

    async def finish(self, limit: int, parts: Iterable[Any] = (), drain: int = 24) -> None:
        """Run until all parts are done, then some clocks more in which nothing may come."""
        watched = list(parts) or self.parts
        while not all(part.done() for part in watched):
            waiting = [type(part).__name__ for part in watched if not part.done()]
            assert self.clock < limit, f"after {limit} clocks not done: {', '.join(waiting)}"
            await self.tick()
        await self.tick(drain)


async def start(dut: Any, seed: int = 1) -> Bench:
    """A bench at the first clock after reset."""
    return await Bench(dut, seed).start()
