"""The processes of the cycle model outside cores: each mirrors one module of ``hw/rtl``."""

from __future__ import annotations

from collections.abc import Generator, Sequence

from snnc.plan.kahn import Beat, Condition, Events, Kahn, Process, Queue
from snnc.plan.stream import Tap

_NULL: Beat = (0, True, False, False)


class Branch:
    """A branch of a source's fork: filter, delay, queue. Each branch takes its beats by itself."""

    def __init__(self, kahn: Kahn, tap: Tap) -> None:
        self._kahn = kahn
        self.tap = tap
        self.queue = kahn.stream_fifo(tap.depth)
        self._offsets = {k: r.offset for r in tap.ranges for k in range(r.first, r.last + 1)}
        self._silence = kahn.events()  # silences that are over
        self._silences = 0  # silences that have begun
        # The silent packets after reset; the queue holds at least that many beats.
        for clock in range(tap.delay):
            self.queue.send(_NULL, clock)

    def offer(self, beat: Beat, offered: int) -> Events:
        """Offer a beat from clock ``offered`` on; the event of its acceptance, past or to come."""
        accepted = self._kahn.events()
        event, last, keep, _ = beat
        if not last and not (keep and event in self._offsets):
            accepted.add(offered)
        elif self._silence.has(self._silences - 1) and self.queue.has_room():
            self._enter(beat, offered, accepted)
        else:
            self._kahn.spawn(self._later(beat, offered, accepted))
        return accepted

    def _later(self, beat: Beat, offered: int, accepted: Events) -> Process:
        while not self._silence.has(self._silences - 1):
            yield self._silence.condition
        while not self.queue.has_room():
            yield self.queue.room
        self._enter(beat, offered, accepted)

    def _enter(self, beat: Beat, offered: int, accepted: Events) -> None:
        event, last, keep, user = beat
        keep = keep and event in self._offsets
        clock = self.queue.send((event + self._offsets[event] if keep else 0, last, keep, user), offered)
        if last and user and self.tap.delay:
            self._silences += 1
            self._kahn.spawn(self._silent(clock + 1))
        accepted.add(clock)

    def _silent(self, clock: int) -> Process:
        """The silent packets that each sample starts with; the next beat waits for them."""
        for _ in range(self.tap.delay):
            while not self.queue.has_room():
                yield self.queue.room
            clock = self.queue.send(_NULL, clock) + 1
        self._silence.add(clock)


class SourcePort:
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
        for accepted in [branch.offer(beat, offered) for branch in self.branches]:
            while not accepted.has(0):
                yield accepted.condition
            clock = max(clock, accepted.clocks[0])
        if self.out is not None and beat[1]:
            self.out.append(clock)
        return clock


def host(packets: Sequence[list[int]], steps: int, port: SourcePort, first: list[int]) -> Process:
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
