"""Folds of one dependency level by itself: what its cores take, and how long they are busy at least.

Cores of different levels share nothing but the streams between them, so that a fold of one level
can be judged before it is combined with folds of the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.partition import Assignment, Partition
from snnc.passes.place import Place
from snnc.passes.route import route
from snnc.plan.hardware import Core, HardwarePlan
from snnc.plan.resources import estimate_core
from snnc.plan.verify import verify as verify_plan
from snnc.target.architecture import LIMITS, Accumulators, Architecture, Fold
from snnc.target.devices import Device
from snnc.target.resources import Resources

#: Lanes that share a datapath of updates, at most; a sweep then takes as many clocks for each word.
_MOST_SHARED = 16


@dataclass(frozen=True)
class Choice:
    """What all cores have in common."""

    overlap: bool
    accumulators: Accumulators


CHOICES = tuple(Choice(two, kind) for two in (True, False) for kind in (Accumulators.DISTRIBUTED, Accumulators.BLOCK))


@dataclass(frozen=True)
class LevelFold:
    """A fold of one level: what its cores take, and the clocks per sample that the busiest needs at least.

    ``step``: clocks of a step in the mean, gathering and sweeping, which levels behind it wait once.
    """

    fold: Fold
    used: Resources
    busy: float
    step: float


class Planner:
    """Plans of one network on many architectures; partitions are kept, as they depend on lanes only."""

    def __init__(self, network: QuantisedNetwork, architecture: Architecture) -> None:
        self.network = network
        self.architecture = architecture
        levels = network.levels()
        names = [p.name for p in network.populations]
        self.levels = [[n for n in names if levels[n] == level] for level in sorted({levels[n] for n in names})]
        self._assignments: dict[tuple[int, ...], tuple[Assignment, ...]] = {}

    def sizes(self) -> list[int]:
        """Neurons of every level."""
        return [sum(self.network.population(name).size for name in level) for level in self.levels]

    def architecture_of(self, choice: Choice, folds: Sequence[Fold]) -> Architecture:
        """The architecture with a fold for each level; folds of populations only where levels differ."""
        populations: tuple[tuple[str, Fold], ...] = ()
        if len(set(folds)) > 1:
            populations = tuple((name, fold) for level, fold in zip(self.levels, folds, strict=True) for name in level)
        widest = max(fold.lanes for fold in folds)
        return replace(
            self.architecture,
            lanes=widest,
            update_lanes=max(fold.update_lanes for fold in folds if fold.lanes == widest),
            overlap=choice.overlap,
            accumulators=choice.accumulators,
            populations=populations,
        )

    def cores(self, choice: Choice, folds: Sequence[Fold]) -> tuple[Core, ...]:
        """The cores, by level."""
        architecture = self.architecture_of(choice, folds)
        lanes = tuple(fold.lanes for fold in folds)
        if lanes not in self._assignments:
            self._assignments[lanes] = Partition(architecture)(self.network)
        return Place(architecture)(self.network, self._assignments[lanes])

    def plan(self, choice: Choice, folds: Sequence[Fold]) -> HardwarePlan:
        """The whole plan, verified."""
        return verify_plan(route(self.network, self.cores(choice, folds)), self.network)


def level_folds(
    planner: Planner, device: Device, choice: Choice, spikes: Mapping[str, np.ndarray]
) -> Iterator[list[list[LevelFold]]]:
    """For each fold that is given to all levels at once, what it means for each; one list per level."""
    limit = min(planner.architecture.neurons_per_core, LIMITS["lanes"][1])
    widest = [min(limit, 1 << max(0, (size - 1).bit_length())) for size in planner.sizes()]
    steps = next(iter(spikes.values())).shape[1]
    for fold in _folds(limit, max(widest)):
        found: list[list[LevelFold]] = []
        cores = planner.cores(choice, [_narrow(fold, lanes) for lanes in widest])
        ranks = sorted({core.level for core in cores})
        for rank, lanes in zip(ranks, widest, strict=True):
            own = [core for core in cores if core.level == rank]
            used = Resources()
            for core in own:
                used += estimate_core(core, planner.network, device)
            loads = [busy_clocks(core, spikes) for core in own]
            busy = max(max(load) if choice.overlap else sum(load) for load in loads)
            found.append([LevelFold(_narrow(fold, lanes), used, busy, max(sum(load) for load in loads) / steps)])
        yield found


def _narrow(fold: Fold, lanes: int) -> Fold:
    return Fold(min(fold.lanes, lanes), min(fold.update_lanes, lanes))


def _folds(limit: int, widest: int) -> Iterable[Fold]:
    lanes = 1
    while lanes <= min(limit, widest):
        updates = lanes
        while updates >= max(1, lanes // _MOST_SHARED):
            yield Fold(lanes, updates)
            updates //= 2
        lanes *= 2


def busy_clocks(core: Core, spikes: Mapping[str, np.ndarray]) -> tuple[float, float]:
    """Clocks per sample in which ``core`` adds synapses, and in which it sweeps its groups, at least."""
    samples, steps = next(iter(spikes.values())).shape[:2]
    words = 0
    for block in core.axons:
        arrived = spikes[block.source][:, : max(0, steps - block.delay)].sum(axis=(0, 1))
        words += int(arrived @ core.rows.length[block.first : block.first + block.size])
    return words / samples, float(steps * core.groups)
