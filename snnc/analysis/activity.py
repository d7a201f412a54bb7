"""What spikes make a plan do: operations, traffic and clocks. An analysis, exact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from snnc.analysis.cycles import Cycles, predict
from snnc.analysis.worst import alone, bound, full_events
from snnc.ir.events import event_dtype
from snnc.plan.hardware import Core, HardwarePlan, receptor_stride
from snnc.plan.stream import StreamKind, StreamName, Tap

#: Events of full activity up to which the bound is computed: some seconds.
BOUND_LIMIT = 300_000


@dataclass(frozen=True)
class CoreActivity:
    """One core over a whole run of ``clocks`` clocks, which outlasts the chip's if the core ends after the last output.

    ``events``: that arrived, one whatever number it carries; ``words``: synapse words added, one a clock; ``gather``:
    clocks from the first to the last of every step; ``slots``: weights read; ``operations``: of
    these, the ones that are not 0; ``sweep``: groups of neurons swept, one a clock; ``added``: words of synapses
    at each receptor.
    """

    name: str
    clocks: int
    events: int
    words: int
    gather: int
    slots: int
    operations: int
    sweep: int
    added: tuple[int, ...]

    @property
    def gathering(self) -> float:
        """Share of all clocks in which a synapse word is added."""
        return self.words / self.clocks

    @property
    def sweeping(self) -> float:
        """Share of all clocks in which a group of neurons enters its pipeline."""
        return self.sweep / self.clocks

    @property
    def rate_gathering(self) -> float | None:
        """Weights added per clock of the accumulate phase; None for a core without any."""
        return self.slots / self.gather if self.gather else None

    @property
    def rate(self) -> float:
        """Weights added per clock of the whole run."""
        return self.slots / self.clocks


@dataclass(frozen=True)
class Traffic:
    """One tap over a whole run: events that passed, the most in one step, and beats in its queue."""

    source: StreamName
    sink: StreamName
    delay: int
    events: int
    peak: int
    beats: int


@dataclass(frozen=True, eq=False)
class Activity:
    """A run of ``samples`` samples of ``steps`` steps.

    ``alone``: clocks of each sample on a chip at rest; ``latencies``: of each in the run, where a
    sample waits for the one before; ``intervals``: between the ends of successive samples;
    ``step_clocks``: between the ends of successive steps, from the first input beat on: they add
    up to ``clocks``. ``bound``: clocks that no sample exceeds on a chip at rest, None where not
    computed. ``spikes``: by input and population.
    """

    samples: int
    steps: int
    clocks: int
    alone: np.ndarray
    latencies: np.ndarray
    intervals: np.ndarray
    step_clocks: np.ndarray
    bound: int | None
    cores: tuple[CoreActivity, ...]
    traffic: tuple[Traffic, ...]
    spikes: tuple[tuple[str, int], ...]
    sizes: tuple[tuple[str, int], ...]

    @property
    def operations(self) -> float:
        """Synaptic operations per sample; each adds one non-zero weight, once or times a number, for an event."""
        return sum(core.operations for core in self.cores) / self.samples

    @property
    def slots(self) -> float:
        """Weights read per sample, zeros included."""
        return sum(core.slots for core in self.cores) / self.samples

    @property
    def interval(self) -> float:
        """Clocks from one sample to the next: the mean interval; with a single sample, all of its clocks."""
        return float(self.intervals.mean()) if self.intervals.size else float(self.clocks)


def activity(plan: HardwarePlan, spikes: Mapping[str, np.ndarray], limit: int | None = BOUND_LIMIT) -> Activity:
    """The activity of ``plan`` for ``spikes`` of inputs and spiking populations, as :func:`predict` takes them.

    The bound is left out where it takes more than ``limit`` events; None: never.
    """
    samples, steps = next(iter(spikes.values())).shape[:2]
    sizes = {name: value.shape[2] for name, value in spikes.items()}
    cycles = predict(plan, spikes)
    first = min(int(clock[0]) for clock in cycles.first_in.values())
    ends = np.max(list(cycles.last_out.values()), axis=0)
    clocks = int(ends[-1]) - first + 1
    # The number of spikes that an event carries makes no more events of it.
    arriving = {name: value != 0 if plan.sends_numbers(name) else value for name, value in spikes.items()}
    return Activity(
        samples=samples,
        steps=steps,
        clocks=clocks,
        alone=alone(plan, spikes),
        latencies=cycles.latencies(steps),
        intervals=cycles.intervals(steps),
        step_clocks=np.diff(ends, prepend=first - 1),
        bound=bound(plan, sizes, steps) if limit is None or full_events(plan, steps) <= limit else None,
        cores=tuple(
            _core_activity(core, arriving, cycles, max(clocks, int(cycles.step_done[core.name][-1]) - first + 1))
            for core in plan.cores
        ),
        traffic=tuple(_traffic(plan, tap, spikes) for router in plan.routers for tap in router.taps),
        spikes=tuple((name, int(_number(value))) for name, value in spikes.items()),
        sizes=tuple(sizes.items()),
    )


def _core_activity(core: Core, sent: Mapping[str, np.ndarray], cycles: Cycles, clocks: int) -> CoreActivity:
    """``sent``: events [samples, steps, size] of inputs and populations."""
    samples, steps = next(iter(sent.values())).shape[:2]
    events, rows = np.zeros(len(core.rows.base), np.int64), core.rows
    for block in core.axons:
        arrived = sent[block.source][:, : max(0, steps - block.delay)]
        events[block.first : block.first + block.size] = _number(arrived, (0, 1))
    before = np.concatenate([[0], np.cumsum(np.count_nonzero(core.weights, axis=1))])
    nonzero = before[rows.base + rows.length] - before[rows.base]
    return CoreActivity(
        name=core.name,
        clocks=clocks,
        events=int(events.sum()),
        words=int(cycles.words[core.name].sum()),
        gather=int(cycles.gather[core.name].sum()),
        slots=int(events @ rows.length) * core.lanes,
        added=tuple((events @ _words_at(core)).tolist()),
        operations=int(events @ nonzero),
        sweep=core.groups * samples * steps,
    )


def _words_at(core: Core) -> np.ndarray:
    """The words of every row at each receptor of ``core``: int64 [axons, receptors]."""
    rows = core.rows
    axon = np.repeat(np.arange(len(rows.base)), rows.length)
    within = np.arange(axon.size) - np.repeat(np.cumsum(rows.length) - rows.length, rows.length)
    from_start = within if core.offsets is None else core.offsets[rows.base[axon] + within]
    receptor = (rows.start[axon] + from_start) // receptor_stride(core.words)
    counts = np.bincount(axon * core.receptors + receptor, minlength=len(rows.base) * core.receptors)
    return np.asarray(counts.reshape(-1, core.receptors))


def _number(events: np.ndarray, axis: int | tuple[int, ...] | None = None) -> np.ndarray:
    """How many events, over ``axis``: those of bool arrays are faster to count than to add."""
    if events.dtype == bool:
        return np.asarray(np.count_nonzero(events, axis=axis))
    return np.asarray(events.sum(axis=axis, dtype=np.int64))


def _traffic(plan: HardwarePlan, tap: Tap, spikes: Mapping[str, np.ndarray]) -> Traffic:
    """A tap's events that reach its sink within their sample, and all beats its queue takes."""
    events, final = _events(plan, tap.source, spikes)
    samples, steps = events.shape[:2]
    admitted = np.zeros(events.shape[2], bool)
    for part in tap.ranges:
        admitted[part.first : part.last + 1] = True
    counts = _number(events * admitted, 2)
    # A packet's last event closes it, unless the tap leaves that out or the source had none to end on.
    ids = np.arange(events.shape[2])
    last = np.where(events[:, :, final:], ids[final:], -1).max(axis=2)
    closed = (last >= 0) & admitted[last]
    beats = int(counts.sum()) + int(np.count_nonzero(~closed)) + tap.delay * samples
    arriving = counts[:, : max(0, steps - tap.delay)]
    return Traffic(
        source=tap.source,
        sink=tap.sink,
        delay=tap.delay,
        events=int(arriving.sum()),
        peak=int(arriving.max(initial=0)),
        beats=beats if tap.depth else 0,
    )


def _events(plan: HardwarePlan, source: StreamName, spikes: Mapping[str, np.ndarray]) -> tuple[np.ndarray, int]:
    """The events of a stream [samples, steps, ids], and the first id that may close a packet."""
    if source.kind is StreamKind.INPUT:
        return spikes[source.owner], 0
    core = plan.core(source.owner)
    samples, steps = next(iter(spikes.values())).shape[:2]
    kind = event_dtype(1 if source.kind is StreamKind.VALUES else core.events)
    events = np.zeros((samples, steps, max(core.words * core.lanes, core.groups * core.update_lanes)), kind)
    streamed = {population for population, _ in core.values}
    for part in core.slices:
        slots = part.slots(core.lanes)
        if source.kind is StreamKind.VALUES:
            events[:, :, slots] = part.population in streamed
        elif part.population in spikes:
            events[:, :, slots] = spikes[part.population][:, :, part.neurons]
    return events, (core.groups - 1) * core.update_lanes
