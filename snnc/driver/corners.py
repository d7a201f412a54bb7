"""Stimuli that reach what can happen: drawn in patterns, bent, and kept where golden shows something new.

A search by coverage: many samples run through golden, which takes little; the few that show something new are
what the RTL is given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from snnc.driver.covered import edges, packets
from snnc.driver.simulate import Scenario
from snnc.golden.coverage import Coverage, Occurrence
from snnc.golden.run import run, sent_events
from snnc.ir.network import SPIKES, Input
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.hardware import HardwarePlan

Stimulus = dict[str, np.ndarray]

#: What a host does while they run: nothing, waits of all kinds, and a reset in mid-run, at moments of no pattern.
SCENARIOS = {
    "free": Scenario(),
    "stalled": Scenario(idle=60, stall=200),
    "busy": Scenario(stall=245),
    "reset": Scenario(idle=20, stall=90, reset_after=150),
    "reset_early": Scenario(reset_after=15),
    "reset_stalled": Scenario(stall=235, reset_after=71),
}
#: Samples that run through golden together, and the most of such batches; after so many without news it is enough.
_BATCH, _BATCHES, _PATIENCE = 48, 40, 8
#: Random numbers of each neuron that a sample is to draw, half of its steps.
_DRAWS = 60
#: Fewest and most steps of a sample.
_STEPS = (16, 256)
#: Numbers of a batch: that many neurons, steps and samples at most.
_NUMBERS = 1 << 24


def corners(plan: HardwarePlan, network: QuantisedNetwork, seed: int = 0) -> Stimulus:
    """Events [samples, steps, size] of every input that show as much of ``network`` on ``plan`` as the search found."""
    search = _Search(plan, network, np.random.default_rng(seed), steps=_steps(network))
    search.look(search.fixed())
    quiet = 0
    for number in range(_BATCHES):
        stimulus = search.bent() if number % 2 else search.drawn()
        quiet = 0 if search.look(stimulus) else quiet + 1
        if quiet >= _PATIENCE:
            break
    return {name: np.stack([sample[name] for sample in search.kept]) for name in search.kept[0]}


def _steps(network: QuantisedNetwork) -> int:
    """Steps enough for the longest delay and the longest count, twice, and for many random numbers."""
    delays = [projection.delay for projection in network.projections]
    counts = [
        port.type.range.hi for population in network.populations for port in population.program.states if port.counts
    ]
    # All samples draw the same random numbers: only more steps bring others.
    draws = any(port.random for population in network.populations for port in population.program.states)
    longest = max([0, *delays, *counts, *([_DRAWS] if draws else [])])
    return int(np.clip(2 * longest + 8, *_STEPS))


def _ends(source: Input) -> tuple[float, float]:
    """The least and the most that ``source`` may send."""
    return (0, source.events) if source.current is None else (source.current.low, source.current.high)


@dataclass
class _Search:
    """``kept``: samples [steps, size] by input, each of which showed something first; ``met``: what they showed."""

    plan: HardwarePlan
    network: QuantisedNetwork
    rng: np.random.Generator
    steps: int
    kept: list[Stimulus] = field(default_factory=list)
    met: set[Occurrence] = field(default_factory=set)

    @property
    def batch(self) -> int:
        """Samples of a batch: fewer where the network is large."""
        widest = max(*(source.size for source in self.network.inputs), *(p.size for p in self.network.populations))
        return max(2, min(_BATCH, _NUMBERS // (widest * self.steps)))

    def look(self, stimulus: Stimulus) -> bool:
        """Run ``stimulus`` [samples, steps, size] by input, and keep the samples that show something new."""
        coverage = Coverage(self.network)
        spiking = [(p.name, SPIKES) for p in self.network.populations if p.program.spike is not None]
        done = run(self.network, stimulus, spiking, coverage=coverage)
        spikes = sent_events(self.network, stimulus, done)
        shown = {**coverage.first, **dict(self._outside(spikes))}
        new = {goal: sample for goal, sample in shown.items() if goal not in self.met}
        self.met |= new.keys()
        for sample in sorted(set(new.values())):
            self.kept.append({name: events[sample] for name, events in stimulus.items()})
        return bool(new)

    def _outside(self, spikes: Mapping[str, np.ndarray]) -> Iterator[tuple[Occurrence, int]]:
        """What packets and edges of cores show, and the first sample that shows it."""
        found = [*packets(self.network, spikes)]
        for core in self.plan.cores:
            found += edges(core, spikes)
        yield from ((goal, int(np.argmax(at))) for goal, at in found if at.any())

    def fixed(self) -> Stimulus:
        """Silence, all at once, and both in turn: what chance would take long for."""
        made = {}
        for source in self.network.inputs:
            full = np.full((self.steps, source.size), _ends(source)[1])
            turns = full * (np.arange(self.steps) % 4 < 2)[:, None]
            once = full * (np.arange(self.steps) == 0)[:, None]
            made[source.name] = np.stack([np.zeros_like(full), full, turns, once])
        return made

    def drawn(self) -> Stimulus:
        """A batch of samples in patterns: how dense, which neurons, when."""
        return {source.name: self._patterns(source) for source in self.network.inputs}

    def _patterns(self, source: Input) -> np.ndarray:
        shape = (self.batch, self.steps, source.size)
        density = self.rng.choice([0.0, 0.02, 0.1, 0.3, 0.6, 0.95, 1.0], (self.batch, 1, 1))
        active = self.rng.random((self.batch, 1, source.size)) < self.rng.choice([0.05, 0.3, 1.0], (self.batch, 1, 1))
        period = self.rng.integers(1, self.steps + 1, (self.batch, 1, 1))
        on = np.arange(self.steps)[None, :, None] % period < self.rng.integers(1, period + 1)
        return self._sent(source, shape, least=1) * ((self.rng.random(shape) < density) & active & on)

    def _sent(self, source: Input, shape: tuple[int, ...], least: int) -> np.ndarray:
        """What ``source`` may send, in an array of ``shape``: ``least`` events or more, or real values."""
        low, high = _ends(source)
        if not source.graded:
            return self.rng.integers(least, int(high) + 1, shape)
        ends = np.where(self.rng.random(shape) < 0.5, low, high)
        return np.where(self.rng.random(shape) < 0.3, ends, self.rng.uniform(low, high, shape))

    def bent(self) -> Stimulus:
        """A batch of what was kept, with some events more or less, or another time."""
        chosen = [self.kept[k] for k in self.rng.integers(len(self.kept), size=self.batch)]
        made = {}
        for source in self.network.inputs:
            samples = np.stack([sample[source.name] for sample in chosen])
            samples = samples if source.graded else samples.astype(np.int64)
            share = self.rng.choice([0.5 / self.steps / source.size, 0.02, 0.1], (self.batch, 1, 1))
            other = self._sent(source, samples.shape, least=0)
            late = self.rng.integers(0, self.steps, self.batch)
            moved = np.stack([np.roll(sample, k, axis=0) for sample, k in zip(samples, late, strict=True)])
            made[source.name] = np.where(self.rng.random(samples.shape) < share, other, moved)
        return made
