"""The two processes of a core in the cycle model: gathering spikes, and sweeping neurons."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field

from snnc.analysis.cycle_processes import SourcePort
from snnc.analysis.kahn import Condition, Kahn, Process, Queue
from snnc.plan.blocks.rows import RowSource
from snnc.plan.blocks.sweep import SweepSequencer
from snnc.plan.blocks.tags import Tags
from snnc.plan.hardware import Core
from snnc.plan.stream import StreamName


@dataclass
class CoreLog:
    """What a core did, one entry per step.

    ``done``: the clock in which the last group of its sweep left stage issue; ``words``: the words of
    synapses that it added; ``gather``: clocks from the first to the last of them.
    """

    done: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    gather: list[int] = field(default_factory=list)


class Handshake:
    """What gathering and sweeping tell each other: clocks of closed steps, clocks of swept ones."""

    def __init__(self, kahn: Kahn) -> None:
        self.closed = kahn.events()
        self.swept = kahn.events()
        self.users: list[bool] = []


def gather_process(core: Core, skid: Queue, handshake: Handshake, steps: int, log: CoreLog) -> Process:
    """``row_fetch`` and ``gather_sequencer``."""
    table, lengths = RowSource(core).table, core.rows.length.tolist()
    fetch_free = 0  # the clock in which row_fetch may accept a beat
    row_free = 0  # the clock in which its row registers may be loaded
    left = 0  # the clock in which the last word of the row ahead is in stage fetch
    # After reset tags are cleared, and no row is taken.
    ready = Tags(core).clearing_clocks
    for step in range(steps):
        if step >= core.banks:
            # The bank that this step adds to is still swept for the step that had it before.
            while not handshake.swept.has(step - core.banks):
                yield handshake.swept.condition
            ready = max(ready, handshake.swept.clocks[step - core.banks] + 1)
        closed = False
        words = 0
        first = last = -1
        while not closed:
            while not skid.has_beat():
                yield skid.beat
            (axon, closed, keep, user), offered = skid.peek()
            accepted = max(offered, fetch_free)
            skid.take(accepted)
            # A table is read between the beat and the row registers: a beat more may be under way.
            loaded = max(accepted + 1, row_free) if table else accepted
            # A row follows the one ahead without a bubble, as its last word leaves stage fetch.
            taken = max(loaded + 1, left, ready)
            row_free = taken
            fetch_free = loaded if table else taken
            length = lengths[axon] if keep else 0
            if length:
                words += length
                first = taken + 1 if first < 0 else first
                last = taken + length
            # A row without words takes a clock of stage fetch only where it must close the step.
            left = taken + length if length else taken + closed
        log.words.append(words)
        # From the first word to the last, waiting in between included.
        log.gather.append(last - first + 1 if words else 0)
        handshake.users.append(user)
        handshake.closed.add(left + core.gather_stages)


class _Pipeline:
    """The stages of a sweep: all stand still while a group cannot leave the last."""

    def __init__(self, stages: int) -> None:
        # Groups on their way can only meet the halts of as many groups ahead; older ones are forgotten.
        self._kept = stages + 1
        self._frozen: list[tuple[int, int]] = []

    def advance(self, clock: int) -> int:
        """The first clock from ``clock`` on in which the stages move."""
        for start, end in self._frozen:
            if start <= clock < end:
                clock = end
        return clock

    def freeze(self, start: int, end: int) -> None:
        """No stage moves from ``start`` up to, not including, ``end``."""
        if end > start:
            self._frozen = [*self._frozen[-self._kept :], (start, end)]


class SerialiserClocks:
    """``event_serialiser``: two groups wait in its buffer, one is being emitted."""

    def __init__(self, port: SourcePort) -> None:
        self._port = port
        self._taken = [-1, -1]  # the clocks in which the last two groups left the buffer
        self._free = 0  # the clock in which the next may

    def room(self) -> int:
        """The first clock in which the buffer takes a group."""
        return self._taken[-2] + 1

    def emit(self, slots: list[int] | None, left: int, final: bool, user: bool) -> Generator[Condition, None, None]:
        """Emit the events of a group that left the pipeline in clock ``left``."""
        clock = max(left + 1, self._free)
        self._taken = [self._taken[-1], clock]
        if slots:
            for k, slot in enumerate(slots):
                last = final and k == len(slots) - 1
                clock = yield from self._port.send((slot, last, True, last and user), clock + 1)
            self._free = clock
        elif final:
            self._free = yield from self._port.send((0, True, False, user), clock + 1)
        else:
            self._free = clock + 1


def sweep_process(
    core: Core, handshake: Handshake, ports: Mapping[StreamName, SourcePort], spikes: Sequence[list[int]], log: CoreLog
) -> Process:
    """``sweep_sequencer`` and the serialisers; ``spikes``: the slots that spike, per step."""
    stages, short = core.sweep_stages, SweepSequencer(core).short
    pipe = _Pipeline(stages)
    values = _by_group(_value_slots(core), core.update_lanes)
    serialisers = [SerialiserClocks(ports[core.spike_stream.name])] if core.spiking else []
    serialisers += [SerialiserClocks(ports[core.value_stream.name])] if core.values else []
    groups = core.groups
    issued = -1  # the clock in which a group last left stage issue
    settled = -1  # the clock from which a short sweep finds the pipeline empty
    for step, slots in enumerate(spikes):
        while not handshake.closed.has(step):
            yield handshake.closed.condition
        # The first group follows the last one of the sweep ahead without a bubble, unless the states
        # that it reads may still be on their way.
        start = max(handshake.closed.clocks[step], issued)
        if short:
            start = max(start, settled)
        user = handshake.users[step]
        emitted = [_by_group(slots, core.update_lanes)] if core.spiking else []
        emitted += [values] if core.values else []
        entered = start + 1
        for group in range(groups):
            issued = pipe.advance(entered)
            entered = issued + 1
            # Each stage takes a clock, and more while some group ahead holds all stages in the last.
            read = arrived = pipe.advance(issued + 1)
            for _ in range(stages - 2):
                arrived = pipe.advance(arrived + 1)
            left = max([arrived + 1, *(serialiser.room() for serialiser in serialisers)])
            pipe.freeze(arrived + 1, left)
            for serialiser, by_group in zip(serialisers, emitted, strict=True):
                yield from serialiser.emit(by_group.get(group), left, group == groups - 1, user)
        log.done.append(issued)
        settled = left + 1
        # The bank is free once its sums were read; of a short sweep later, so that no second step waits.
        handshake.swept.add(left if short else read)


def _value_slots(core: Core) -> list[int]:
    streamed = {name for name, _ in core.values}
    valued = [part.slots(core.lanes) for part in core.slices if part.population in streamed]
    return [slot for slots in valued for slot in range(slots.start, slots.stop)]


def _by_group(slots: list[int], lanes: int) -> dict[int, list[int]]:
    groups: dict[int, list[int]] = {}
    for slot in slots:
        groups.setdefault(slot // lanes, []).append(slot)
    return groups
