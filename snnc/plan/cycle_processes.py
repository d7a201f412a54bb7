"""The processes of the cycle model: each mirrors one module of ``hw/rtl``."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence

from snnc.plan.hardware import CORE_STAGES, Core, Tap
from snnc.plan.kahn import Beat, Condition, Process, Queue

_NULL: Beat = (0, True, False, False)


class Branch:
    """A branch of a source's fork: filter, delay, queue."""

    def __init__(self, tap: Tap, queue: Queue) -> None:
        self.tap = tap
        self.queue = queue
        self.offsets = {k: r.offset for r in tap.ranges for k in range(r.first, r.last + 1)}
        # The silent packets after reset; the queue holds at least that many beats.
        for clock in range(tap.delay):
            queue.send(_NULL, clock)

    def _silent(self, clock: int) -> Process:
        for _ in range(self.tap.delay):
            while not self.queue.has_room():
                yield self.queue.room
            clock = self.queue.send(_NULL, clock) + 1

    def send(self, beat: Beat, offered: int) -> Generator[Condition, None, int]:
        """Offer a beat; the clock in which this branch accepts it."""
        event, last, keep, user = beat
        keep = keep and event in self.offsets
        if not keep and not last:
            return offered
        while not self.queue.has_room():
            yield self.queue.room
        clock = self.queue.send((event + self.offsets[event] if keep else 0, last, keep, user), offered)
        if last and user:
            yield from self._silent(clock + 1)
        return clock


class Port:
    """A source stream: where its beats go. Without branches, beats are taken at once."""

    def __init__(self) -> None:
        self.branches: list[Branch] = []
        self.wire: Queue | None = None
        self.out: list[int] | None = None

    def send(self, beat: Beat, offered: int) -> Generator[Condition, None, int]:
        """Offer a beat; the clock in which it is accepted by all."""
        if self.wire is not None:
            while not self.wire.has_room():
                yield self.wire.room
            return self.wire.send(beat, offered)
        clock = offered
        for branch in self.branches:
            clock = max(clock, (yield from branch.send(beat, offered)))
        if self.out is not None and beat[1]:
            self.out.append(clock)
        return clock


def host(packets: Sequence[list[int]], steps: int, port: Port, first: list[int]) -> Process:
    """The host: one packet per step; its last event closes it, a null beat if it is silent."""
    clock = -1
    for index, events in enumerate(packets):
        user = (index + 1) % steps == 0
        for k, event in enumerate(events or [0]):
            last = k == max(0, len(events) - 1)
            clock = yield from port.send((event, last, bool(events), last and user), clock + 1)
            if k == 0:
                first.append(clock)


def merge(sources: list[tuple[Queue, bool]], sink: Queue | None, out: list[int] | None) -> Process:
    """``packetmerge``: sources in turn, each to the end of its packet."""
    free = 0
    final = len(sources) - 1
    while True:
        ends = False
        for index, (queue, delayed) in enumerate(sources):
            last = False
            while not last:
                while not queue.has_beat():
                    yield queue.beat
                (event, last, keep, user), clock = queue.peek()
                clock = max(clock, free)
                if last and user and not delayed:
                    ends = True
                close = last and index == final
                if keep or close:
                    if sink is not None:
                        while not sink.has_room():
                            yield sink.room
                        clock = sink.send((event, close, keep, close and ends), clock)
                    elif out is not None and close:
                        out.append(clock)
                queue.take(clock)
                free = clock + 1
        for queue, delayed in sources if ends else ():
            dropping = delayed
            while dropping:
                while not queue.has_beat():
                    yield queue.beat
                (_, last, _, user), clock = queue.peek()
                clock = max(clock, free)
                queue.take(clock)
                free = clock + 1
                dropping = not (last and user)


class _Pipeline:
    """Stages behind the sequencer: all stand still while a sweep word cannot leave the last."""

    def __init__(self) -> None:
        self.frozen: list[tuple[int, int]] = []

    def advance(self, clock: int) -> int:
        """The first clock from ``clock`` on in which the stages move."""
        for start, end in self.frozen:
            if start <= clock < end:
                clock = end
        return clock

    def freeze(self, start: int, end: int) -> None:
        """No stage moves from ``start`` up to, not including, ``end``."""
        if end > start:
            self.frozen = [*self.frozen[-CORE_STAGES - 1 :], (start, end)]


def core_process(
    core: Core,
    skid: Queue,
    ports: Mapping[str, Port],
    spikes: Sequence[list[int]],
    done: list[int],
    words: list[int],
    gather: list[int],
) -> Process:
    """``row_fetch``, ``core_sequencer`` and ``event_serialiser`` of one core."""
    lengths = core.rows.length.tolist()
    pipe = _Pipeline()
    spike_port = ports[f"core.{core.name}"] if core.spiking else None
    value_port = ports[f"values.{core.name}"] if core.values else None
    value_slots = [
        part.word * core.lanes + k
        for part in core.slices
        if any(part.population == name for name, _ in core.values)
        for k in range(part.size)
    ]
    fetched = 0  # the clock in which row_fetch may accept a beat
    issued = core.words - 1  # the clock in which stage 0 was last left; at first by the boot sweep
    allowed = core.words  # the clock from which rows may be taken
    stored = 0  # the clock from which a core of one word may sweep again
    spikes_free = values_free = 0
    for slots in spikes:
        closed = False
        work = 0
        started = last_word = -1
        while not closed:
            while not skid.has_beat():
                yield skid.beat
            (axon, closed, keep, user), offered = skid.peek()
            accepted = max(offered, fetched)
            skid.take(accepted)
            taken = max(accepted + 1, issued, allowed)
            fetched = taken
            length = lengths[axon] if keep else 0
            if length:
                issued = pipe.advance(taken + 1)
                started = issued if started < 0 else started
                for _ in range(min(length - 1, CORE_STAGES + 1)):
                    issued = pipe.advance(issued + 1)
                issued += max(0, length - 2 - CORE_STAGES)
                work += length
                last_word = issued
            elif closed:
                if core.words == 1:
                    taken = max(taken, stored)
                    fetched = taken
                issued = taken
        words.append(work)
        gather.append(last_word - started + 1 if work else 0)
        spiking = _by_word(slots, core.lanes) if spike_port else {}
        values = _by_word(value_slots, core.lanes) if value_port else {}
        for word in range(core.words):
            issued = pipe.advance(issued + 1)
            arrived = issued
            for _ in range(CORE_STAGES - 1):
                arrived = pipe.advance(arrived + 1)
            left = max(arrived + 1, spikes_free, values_free)
            pipe.freeze(arrived + 1, left)
            final = word == core.words - 1
            if spike_port:
                spikes_free = yield from _serialise(spike_port, spiking.get(word), left, final, user)
            if value_port:
                values_free = yield from _serialise(value_port, values.get(word), left, final, user)
        done.append(issued)
        allowed, stored = issued + 1, arrived + 1


def _by_word(slots: list[int], lanes: int) -> dict[int, list[int]]:
    words: dict[int, list[int]] = {}
    for slot in slots:
        words.setdefault(slot // lanes, []).append(slot)
    return words


def _serialise(
    port: Port, slots: list[int] | None, left: int, final: bool, user: bool
) -> Generator[Condition, None, int]:
    """Emit one word's events; the clock in which the serialiser is ready for the next word."""
    if not slots:
        if not final:
            return left + 1
        return (yield from port.send((0, True, False, user), left + 1))
    clock = left
    for k, slot in enumerate(slots):
        last = final and k == len(slots) - 1
        clock = yield from port.send((slot, last, True, last and user), clock + 1)
    return clock
