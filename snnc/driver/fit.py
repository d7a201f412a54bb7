"""Fitting: the fold of every population that suits a device, a latency or a budget.

Every candidate is a plan, judged without synthesis: its area by the estimates of
:mod:`snnc.plan.resources`, its clocks by the exact cycle model on given or assumed spikes. What is
kept is the Pareto front over (clocks per sample, look-up tables, memory blocks).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from snnc.core.errors import user_error
from snnc.driver.fit_front import dominates, front, thin
from snnc.driver.fit_levels import CHOICES, Choice, LevelFold, Planner, busy_clocks, level_folds
from snnc.driver.fit_stimulus import Activity
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.cycles import predict
from snnc.plan.hardware import HardwarePlan
from snnc.plan.resources import Estimate, estimate
from snnc.target.architecture import LIMITS, Architecture, Fold
from snnc.target.devices import Device
from snnc.target.resources import Resources

#: Combinations of folds of levels that are kept while levels are combined, for each common choice.
_KEPT = 60


@dataclass(frozen=True)
class Goal:
    """What is asked for: clocks per sample, and budgets below those of the device; 0: no such wish."""

    latency: int = 0
    lut: int = 0
    bram: int = 0

    def within(self, device: Device) -> Device:
        """``device`` with no more than the budgets."""
        has = device.capacity
        lut = min(has.lut, self.lut or has.lut)
        bram = min(has.bram, self.bram or has.bram)
        return replace(device, capacity=replace(has, lut=lut, lutram=min(has.lutram, lut), bram=bram))


@dataclass(frozen=True, eq=False)
class Candidate:
    """An architecture, what it takes, and its clocks per sample (the mean)."""

    choice: Choice
    folds: tuple[Fold, ...]
    architecture: Architecture
    plan: HardwarePlan
    area: Estimate
    latency: float

    @property
    def key(self) -> tuple[float, float, float]:
        """What candidates are compared by."""
        return self.latency, self.area.total.lut, self.area.total.bram


@dataclass(frozen=True, eq=False)
class Fit:
    """``chosen`` from ``front``, which is all that fit; ``tried``: plans judged; ``reasons``: what binds."""

    chosen: Candidate
    front: tuple[Candidate, ...]
    tried: int
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class _Combination:
    choice: Choice
    levels: tuple[LevelFold, ...]

    @property
    def folds(self) -> tuple[Fold, ...]:
        return tuple(level.fold for level in self.levels)

    @property
    def used(self) -> Resources:
        total = Resources()
        for level in self.levels:
            total += level.used
        return total

    @property
    def bound(self) -> tuple[float, float, float]:
        """The least that (clocks, tables, blocks) can be."""
        return max(level.busy for level in self.levels), self.used.lut, self.used.bram

    @property
    def guess(self) -> tuple[float, float, float]:
        """The same with the steps in which later levels wait for earlier ones."""
        clocks, lut, bram = self.bound
        return clocks + sum(level.step for level in self.levels), lut, bram


def fit(
    network: QuantisedNetwork,
    architecture: Architecture,
    device: Device,
    activity: Activity,
    goal: Goal | None = None,
    observe: Callable[[int, int], None] = lambda done, total: None,
) -> Fit:
    """The best fold of ``network`` on ``device``.

    ``architecture`` gives limits of cores and the clock, which stay; ``activity``: the spikes whose
    clocks count; ``observe`` is told how many candidates of how many are done. By default the
    fastest that fits is chosen; with a latency the smallest that reaches it, by its largest share
    of the device. Raises :class:`UserError` E410 when nothing fits, E411 when nothing that fits is
    fast enough.
    """
    goal = goal or Goal()
    target = goal.within(device)
    planner = Planner(network, architecture)
    combinations = _combinations(planner, target, activity.spikes)
    judged = _judge(planner, target, activity, combinations, observe)
    fitting = [item for item in judged if not target.excess(item.area.total)]
    if not fitting:
        nearest = min(judged, key=lambda item: _share(item, target))
        lacking = ", ".join(str(row) for row in target.excess(nearest.area.total))
        raise user_error(
            "E410",
            f"no fold of {network.name} fits {device.name}: the nearest takes {lacking}",
            hint="quantise to fewer bits, raise the budget, or name a larger --device",
        )
    best = front(fitting, lambda item: item.key)
    chosen = _choose(best, goal, target)
    return Fit(chosen, tuple(best), len(judged), tuple(_reasons(planner, target, activity, chosen, goal)))


def _combinations(planner: Planner, device: Device, spikes: Mapping[str, np.ndarray]) -> list[_Combination]:
    """Folds of all levels that may be on the front, by what is known of each level alone."""
    found: list[_Combination] = []
    for choice in CHOICES:
        options: list[list[LevelFold]] = [[] for _ in planner.levels]
        for levels in level_folds(planner, device, choice, spikes):
            for own, more in zip(options, levels, strict=True):
                own.extend(more)
        partial: list[tuple[LevelFold, ...]] = [()]
        for own in options:
            useful = front(own, lambda level: (level.busy, level.step, level.used.lut, level.used.bram))
            grown = [_Combination(choice, (*before, level)) for before in partial for level in useful]
            partial = [item.levels for item in thin(front(grown, lambda item: item.guess), _KEPT)]
        found += [_Combination(choice, levels) for levels in partial]
    return sorted(front(found, lambda item: item.guess), key=lambda item: (_over(item, device), item.guess))


def _over(item: _Combination, device: Device) -> bool:
    return bool(device.excess(item.used))


def _judge(
    planner: Planner,
    device: Device,
    activity: Activity,
    combinations: Sequence[_Combination],
    observe: Callable[[int, int], None],
) -> list[Candidate]:
    """All combinations as candidates, but for those that cannot be better than one that is known."""
    judged: list[Candidate] = []
    fits = False
    for done, item in enumerate(combinations):
        observe(done, len(combinations))
        if fits and (_over(item, device) or any(dominates(other.key, item.bound) for other in judged)):
            continue
        judged.append(candidate(planner, device, activity, item.choice, item.folds))
        fits = fits or not device.excess(judged[-1].area.total)
    observe(len(combinations), len(combinations))
    return judged


def candidate(
    planner: Planner, device: Device, activity: Activity, choice: Choice, folds: tuple[Fold, ...]
) -> Candidate:
    """The plan of one architecture, its area and its clocks."""
    plan = planner.plan(choice, folds)
    latency = float(predict(plan, activity.spikes).latencies(activity.steps).mean())
    architecture = planner.architecture_of(choice, folds)
    return Candidate(choice, folds, architecture, plan, estimate(plan, planner.network, device), latency)


def _share(item: Candidate, device: Device) -> tuple[float, float, float, float]:
    """The largest share of a resource that ``item`` takes; then its numbers, so that no two are equal."""
    used, has = item.area.total, device.capacity
    pairs = ((used.lut, has.lut), (used.ff, has.ff), (used.bram, has.bram), (used.dsp, has.dsp))
    share = max(need / there if there else float(need > 0) * 1e9 for need, there in pairs)
    return share, item.area.total.lut, item.area.total.bram, item.latency


def _choose(best: Sequence[Candidate], goal: Goal, device: Device) -> Candidate:
    fastest = min(best, key=lambda item: item.key)
    if not goal.latency:
        return fastest
    enough = [item for item in best if item.latency <= goal.latency]
    if not enough:
        raise user_error(
            "E411",
            f"no fold that fits {device.name} takes at most {goal.latency} clocks per sample; "
            f"the fastest takes {fastest.latency:,.1f}",
            hint="raise --latency, or name a larger --device",
        )
    return min(enough, key=lambda item: _share(item, device))


def _reasons(planner: Planner, device: Device, activity: Activity, chosen: Candidate, goal: Goal) -> list[str]:
    """Which core sets the pace, and what twice its lanes would mean."""
    loads = {core.name: busy_clocks(core, activity.spikes) for core in chosen.plan.cores}
    slowest = max(chosen.plan.cores, key=lambda core: (max(loads[core.name]), core.name))
    gathering, sweeping = loads[slowest.name]
    hosted = ", ".join(datapath.population for datapath in slowest.datapaths)
    lines = [
        f"{slowest.name} ({hosted}) sets the pace: {gathering:,.0f} clocks of a sample add synapses, "
        f"{sweeping:,.0f} sweep neurons"
    ]
    level = sorted({core.level for core in chosen.plan.cores}).index(slowest.level)
    fold = chosen.folds[level]
    what = "lanes" if gathering >= sweeping else "update lanes"
    wider = Fold(2 * fold.lanes, 2 * fold.update_lanes)
    if gathering < sweeping:
        wider = Fold(max(fold.lanes, 2 * fold.update_lanes), 2 * fold.update_lanes)
    most = min(planner.architecture.neurons_per_core, LIMITS["lanes"][1], 2 * planner.sizes()[level] - 1)
    if wider.lanes > most:
        return [*lines, f"twice its {what} would be more than there are neurons, or than a core can have"]
    folds = (*chosen.folds[:level], wider, *chosen.folds[level + 1 :])
    other = candidate(planner, device, activity, chosen.choice, folds)
    lacking = ", ".join(str(row) for row in device.excess(other.area.total))
    used = other.area.total
    if lacking:
        lines.append(f"with twice its {what}: {lacking}")
    else:
        reason = "more than is asked for" if goal.latency and other.latency < chosen.latency else "no gain"
        taken = f"{other.latency:,.1f} clocks, {used.lut:,} {device.family.lut}, {used.bram:g} {device.family.bram}"
        lines.append(f"with twice its {what}: {taken}: {reason}")
    return lines
