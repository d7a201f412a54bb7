"""What a fit is asked for, and which of two candidates meets it better."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from snnc.fitting.planner import Planner
from snnc.fitting.stimulus import Activity
from snnc.plan.cycles import predict
from snnc.plan.hardware import HardwarePlan
from snnc.plan.resources import Estimate, estimate
from snnc.target.architecture import Architecture, Fold
from snnc.target.devices import Device


@dataclass(frozen=True, eq=False)
class Candidate:
    """A fold for each level, the architecture that says so, what it takes, its clocks per sample (the mean)."""

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
    def cores(self) -> tuple[int, ...]:
        """The number of cores of each level."""
        levels = [core.level for core in self.plan.cores]
        return tuple(levels.count(level) for level in sorted(set(levels)))


@dataclass(frozen=True)
class Judge:
    """What all candidates have in common."""

    planner: Planner
    device: Device
    activity: Activity

    def candidate(self, folds: Sequence[Fold]) -> Candidate:
        """The plan of ``folds``, one for each level, its area and its clocks."""
        plan = self.planner.plan(folds)
        latency = float(predict(plan, self.activity.spikes).latencies(self.activity.steps).mean())
        area = estimate(plan, self.planner.network, self.device)
        return Candidate(tuple(folds), self.planner.architecture_of(folds), plan, area, latency)


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

    def late(self, item: Candidate) -> bool:
        """Whether ``item`` takes more clocks than are asked for."""
        return bool(self.latency) and item.latency > self.latency

    def rank(self, item: Candidate, device: Device) -> tuple[float, ...]:
        """Less is better: the fastest; with a latency the smallest that reaches it."""
        if not self.latency:
            return item.key
        if self.late(item):
            return 1, *item.key
        return 0, share(item, device), *item.key[1:], item.latency


def share(item: Candidate, device: Device) -> float:
    """The largest share of a resource of ``device`` that ``item`` takes."""
    used, has = item.area.total, device.capacity
    pairs = ((used.lut, has.lut), (used.ff, has.ff), (used.bram, has.bram), (used.dsp, has.dsp))
    return max(need / there if there else float(need > 0) * 1e9 for need, there in pairs)
