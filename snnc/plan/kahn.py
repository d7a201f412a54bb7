"""A timed Kahn network: exact clocks of registered packet streams, without simulating clocks.

Every block of the hardware serves its streams in a fixed order, so the clock of every transfer
follows from earlier ones by maxima and additions. A :class:`Queue` models a buffer; a process is
a generator that peeks, sends and takes; :func:`run` resumes processes until none can move.

A beat is ``(event, last, keep, user)``. Clock 0 is the first after reset.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable

from snnc.core.errors import internal_error

Beat = tuple[int, bool, bool, bool]
#: A process yields a condition that does not hold yet.
Process = Generator["Condition", None, None]


class Condition:
    """Room in a queue, or a beat in it; at most one process waits for each."""

    def __init__(self, ready: list[Process], room: bool) -> None:
        self._ready = ready
        self.room = room
        self.waiting: Process | None = None

    def signal(self) -> None:
        """Resume the process that waits, if any."""
        if self.waiting is not None:
            self._ready.append(self.waiting)
            self.waiting = None


class Events:
    """Clocks of an event that one process causes and one waits for, in order."""

    def __init__(self, ready: list[Process]) -> None:
        self.clocks: list[int] = []
        self.condition = Condition(ready, False)

    def has(self, index: int) -> bool:
        """Whether event ``index`` has happened."""
        return index < len(self.clocks)

    def add(self, clock: int) -> None:
        """The next event happens in ``clock``."""
        self.clocks.append(clock)
        self.condition.signal()


class Queue:
    """A buffer between two processes.

    ``depth`` beats of memory and, with ``output``, a register behind it. A beat is offered one
    clock after it entered the last stage.
    """

    def __init__(self, ready: list[Process], depth: int, output: bool) -> None:
        self.depth = depth
        self.beats: list[Beat] = []
        self.entered: list[int] = []
        self.taken: list[int] = []
        #: Clocks in which beats leave the memory for the output register (or the reader).
        self.moved: list[int] = [] if output else self.taken
        self.output = output
        self.room = Condition(ready, True)
        self.beat = Condition(ready, False)

    def has_room(self) -> bool:
        """Whether the clock of the next entry is decided."""
        return len(self.beats) - self.depth < len(self.moved)

    def has_beat(self) -> bool:
        """Whether a beat waits to be taken."""
        return len(self.taken) < len(self.beats)

    def send(self, beat: Beat, offered: int) -> int:
        """Enter ``beat``, offered from clock ``offered`` on; the clock in which it is accepted."""
        index = len(self.beats)
        clock = offered
        if index and self.entered[-1] >= clock:
            clock = self.entered[-1] + 1
        if index >= self.depth and self.moved[index - self.depth] >= clock:
            clock = self.moved[index - self.depth] + 1
        self.beats.append(beat)
        self.entered.append(clock)
        if self.output:
            self._move()
        self.beat.signal()
        return clock

    def _move(self) -> None:
        """A beat moves to the output register when that is free or being emptied."""
        index = len(self.moved)
        while index < len(self.beats) and index <= len(self.taken):
            previous = self.taken[index - 1] if index else 0
            self.moved.append(max(self.entered[index] + 1, previous))
            index += 1

    def peek(self) -> tuple[Beat, int]:
        """The next beat and the first clock in which it is offered."""
        index = len(self.taken)
        ready = (self.moved if self.output else self.entered)[index] + 1
        if index and self.taken[-1] >= ready:
            ready = self.taken[-1] + 1
        return self.beats[index], ready

    def take(self, clock: int) -> None:
        """Take the next beat in ``clock``."""
        self.taken.append(clock)
        if self.output:
            self._move()
        self.room.signal()


class Kahn:
    """Queues and processes of one chip."""

    def __init__(self) -> None:
        self._ready: list[Process] = []

    def skid_buffer(self) -> Queue:
        """``hw/rtl/stream/skid_buffer.v``."""
        return Queue(self._ready, 2, False)

    def stream_fifo(self, depth: int) -> Queue:
        """``hw/rtl/stream/stream_fifo.v``."""
        return Queue(self._ready, depth, True)

    def spawn(self, process: Process) -> None:
        """Start one more process."""
        self._ready.append(process)

    def events(self) -> Events:
        """A series of events between two processes."""
        return Events(self._ready)

    def finish(self, processes: Iterable[Process]) -> None:
        """Run all processes to their ends, or until each waits for a beat that never comes.

        Raises :class:`InternalError` when one is left waiting for room: a deadlock.
        """
        blocked: dict[int, Condition] = {}
        self._ready.extend(processes)
        while self._ready:
            process = self._ready.pop()
            blocked.pop(id(process), None)
            condition = next(process, None)
            if condition is not None:
                condition.waiting = process
                blocked[id(process)] = condition
        if any(condition.room for condition in blocked.values()):
            raise internal_error("the cycle model met a full queue that nobody empties")
