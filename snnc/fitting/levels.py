"""Folds of one dependency level by itself: what its cores take, and how long they are busy at least.

Cores of different levels share nothing but the streams between them, so that a fold of one level
can be judged before it is combined with folds of the others.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from snnc.analysis.resources import estimate_core
from snnc.core.errors import UserError
from snnc.fitting.planner import Planner
from snnc.plan.hardware import Core
from snnc.target.architecture import Accumulators, Fold
from snnc.target.device import Device
from snnc.target.resources import Resources

#: Lanes that share a datapath of updates, at most; a sweep then takes as many clocks for each word.
_MOST_SHARED = 16
#: Most cores of a level; more are used only where one level needs them.
_MOST_CORES = 64
#: Where sums can live, by choice; AUTO is one of these.
ACCUMULATORS = (Accumulators.DISTRIBUTED, Accumulators.BLOCK)


@dataclass(frozen=True)
class LevelFold:
    """A fold of one level, and what its cores take.

    ``busy``: clocks per sample that the busiest core needs at least; ``pace``: those it will need by
    a guess, its pipelines filled and drained; ``step``: clocks from a step's last spike in to its
    last one out, in the mean, which levels behind it wait once.
    """

    fold: Fold
    used: Resources
    busy: float
    pace: float
    step: float

    @property
    def key(self) -> tuple[float, ...]:
        """What folds of a level are compared by."""
        return self.pace, self.step, *amounts(self.used)


def amounts(used: Resources) -> tuple[float, ...]:
    """What is taken, in the order in which it counts."""
    return used.lut, used.bram, used.ff, used.dsp


def level_folds(planner: Planner, level: int, device: Device, spikes: Mapping[str, np.ndarray]) -> list[LevelFold]:
    """The folds of ``level`` (an index).

    More cores are tried where they fit and are busy for less than half as many with twice the lanes.
    Of folds that do not fit none is kept, unless none fits. Raises :class:`UserError` E171 or
    E172 when no fold is possible.
    """
    found: list[LevelFold] = []
    busy: dict[tuple[int, int], float] = {}
    refused: UserError | None = None
    lanes = planner.widest(level)
    while lanes:
        cores = 1
        while cores <= _MOST_CORES and lanes * cores < 2 * planner.sizes[level]:
            folds = list(_variants(lanes, cores))
            try:
                placed = planner.cores(level, folds[0])
            except UserError as err:  # E171, E172: more cores may do
                refused = err
                cores *= 2
                continue
            busy[lanes, cores] = max(max(busy_clocks(core, spikes)) for core in placed)
            if busy[lanes, cores] >= busy.get((2 * lanes, cores // 2), np.inf):
                break
            judged = [_judge(planner, level=level, fold=fold, device=device, spikes=spikes) for fold in folds]
            found += judged
            if all(device.expected_excess(item.used) for item in judged):
                break
            cores *= 2
        lanes //= 2
    if refused and not found:
        raise refused
    fitting = [item for item in found if not device.expected_excess(item.used)]
    return fitting or found


def _variants(lanes: int, cores: int) -> Iterator[Fold]:
    for kind in ACCUMULATORS:
        for overlap in (True, False):
            updates = lanes
            while updates >= max(1, lanes // _MOST_SHARED):
                yield Fold(lanes=lanes, update_lanes=updates, cores=cores, overlap=overlap, accumulators=kind)
                updates //= 2


def _judge(planner: Planner, level: int, fold: Fold, device: Device, spikes: Mapping[str, np.ndarray]) -> LevelFold:
    cores = planner.cores(level, fold)
    used = Resources()
    for core in cores:
        used += estimate_core(core, planner.network, device)
    steps = next(iter(spikes.values())).shape[1]
    busy = pace = step = 0.0
    for core in cores:
        gathering, sweeping = busy_clocks(core, spikes)
        turn = 2 + core.gather_stages
        alone = gathering + sweeping
        busy = max(busy, max(gathering, sweeping) if fold.overlap else alone)
        pace = max(pace, max(gathering, sweeping + steps) if fold.overlap else alone + steps * turn)
        step = max(step, alone / steps + turn + core.sweep_stages)
    return LevelFold(fold=fold, used=used, busy=busy, pace=pace, step=step)


def busy_clocks(core: Core, spikes: Mapping[str, np.ndarray]) -> tuple[float, float]:
    """Clocks per sample in which ``core`` adds synapses, and in which it sweeps its groups, at least."""
    samples, steps = next(iter(spikes.values())).shape[:2]
    words = 0
    for block in core.axons:
        arrived = spikes[block.source][:, : max(0, steps - block.delay)].sum(axis=(0, 1))
        words += int(arrived @ core.rows.length[block.first : block.first + block.size])
    return words / samples, float(steps * core.groups)
