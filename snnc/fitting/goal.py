"""The goal of a fit, and how two candidates compare by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from snnc.analysis.cycles import predict
from snnc.analysis.resources import Estimate, estimate_chip, estimate_core
from snnc.fitting.levels import amounts
from snnc.fitting.planner import Planner
from snnc.fitting.stimulus import Workload
from snnc.plan.hardware import HardwarePlan
from snnc.target.architecture import Architecture, Fold
from snnc.target.device import Device
from snnc.target.resources import Resources


@dataclass(frozen=True, eq=False)
class FoldCandidate:
    """A fold for each level, the architecture that says so, what it takes, its clocks per sample (the mean).

    ``latency`` is exact where all steps are looked at, else in proportion to those that are.
    """

    folds: tuple[Fold, ...]
    architecture: Architecture
    plan: HardwarePlan
    area: Estimate
    latency: float

    @property
    def key(self) -> tuple[float, float, float]:
        """What candidates are compared by."""
        return self.latency, self.area.total.lut, self.area.total.bram

    @property
    def all(self) -> tuple[float, ...]:
        """Everything that a goal may ask for: none that is as good in all of it is better."""
        return self.latency, *amounts(self.area.total)

    @property
    def cores(self) -> tuple[int, ...]:
        """The number of cores of each level."""
        levels = [core.level for core in self.plan.cores]
        return tuple(levels.count(level) for level in sorted(set(levels)))


@dataclass(frozen=True)
class FoldJudge:
    """What all candidates have in common."""

    planner: Planner
    device: Device
    activity: Workload
    _known: dict[tuple[Fold, ...], FoldCandidate] = field(default_factory=dict)
    _areas: dict[tuple[int, Fold], tuple[Resources, ...]] = field(default_factory=dict)

    @property
    def judged(self) -> int:
        """Plans that were judged so far."""
        return len(self._known)

    def candidate(self, folds: Sequence[Fold]) -> FoldCandidate:
        """The plan of ``folds``, one for each level, its area and its clocks."""
        key = tuple(folds)
        if key not in self._known:
            plan, seen = self.planner.plan(folds), self.activity.looked_at
            clocks = float(predict(plan, self.activity.sample()).latencies(len(seen)).mean())
            latency = clocks * self.activity.steps / len(seen)
            areas = [used for level, fold in enumerate(folds) for used in self._cores(level, fold)]
            area = estimate_chip(plan, areas, self.device)
            self._known[key] = FoldCandidate(
                folds=key, architecture=self.planner.architecture_of(folds), plan=plan, area=area, latency=latency
            )
        return self._known[key]

    def _cores(self, level: int, fold: Fold) -> tuple[Resources, ...]:
        """What each core of ``level`` (an index) takes in ``fold``: the same beside all folds of the others."""
        if (level, fold) not in self._areas:
            cores = self.planner.cores(level, fold)
            self._areas[level, fold] = tuple(estimate_core(core, self.planner.network, self.device) for core in cores)
        return self._areas[level, fold]

    def exact(self, item: FoldCandidate) -> FoldCandidate:
        """``item`` with the latency over all steps."""
        if self.activity.whole:
            return item
        latencies = predict(item.plan, self.activity.spikes).latencies(self.activity.steps)
        return replace(item, latency=float(latencies.mean()))


@dataclass(frozen=True)
class Goal:
    """What is asked for: clocks per sample, and budgets below those of the device; None: no such wish."""

    latency: float | None = None
    lut: int | None = None
    bram: int | None = None

    def within(self, device: Device) -> Device:
        """``device`` with no more than the budgets."""
        has = device.capacity
        lut = has.lut if self.lut is None else min(has.lut, self.lut)
        bram = has.bram if self.bram is None else min(has.bram, self.bram)
        return replace(device, capacity=replace(has, lut=lut, lutram=min(has.lutram, lut), bram=bram))

    def late(self, item: FoldCandidate) -> bool:
        """Whether ``item`` takes more clocks than are asked for."""
        return self.latency is not None and item.latency > self.latency

    def rank(self, item: FoldCandidate, device: Device) -> tuple[float, ...]:
        """Less is better: the fastest; with a latency the smallest that reaches it."""
        if self.latency is None:
            return item.key
        if self.late(item):
            return 1, *item.key
        return 0, max(shares(item, device)), *item.key[1:], item.latency


def shares(item: FoldCandidate, device: Device) -> list[float]:
    """The share of each resource of ``device`` that ``item`` takes."""
    used, has = item.area.total, device.capacity
    pairs = [*zip(amounts(used), amounts(has), strict=True), (device.packed(used), has.ff)]
    return [need / there if there else float(need > 0) * 1e9 for need, there in pairs]


def lack(item: FoldCandidate, device: Device) -> tuple[float, ...]:
    """How far ``item`` is from fitting: by how many resources, then by how much of them."""
    over = [row.used / row.available if row.available else 1e9 for row in device.expected_excess(item.area.total)]
    return len(over), sum(over)
