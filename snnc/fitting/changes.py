"""What one change of a fold would mean: the neighbours of a candidate, and why they are not chosen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from snnc.core.errors import UserError
from snnc.fitting.goal import FoldCandidate, FoldJudge, Goal
from snnc.fitting.levels import ACCUMULATORS
from snnc.fitting.planner import Planner
from snnc.target.architecture import Fold
from snnc.target.device import Device

#: Populations of a level that are named.
_NAMED = 3


@dataclass(frozen=True, eq=False)
class FoldChange:
    """One change, in words, what becomes of the candidate, and why it is not chosen."""

    said: str
    candidate: FoldCandidate
    verdict: str


def neighbours(judge: FoldJudge, item: FoldCandidate, goal: Goal) -> list[FoldChange]:
    """Every single change of ``item``; those that no core is large enough for are left out."""
    found = []
    for said, folds in _changes(judge.planner, item.folds):
        try:
            other = judge.candidate(folds)
        except UserError:  # E171: no such cores
            continue
        found.append(FoldChange(said, other, _verdict(other, item, goal, judge.device)))
    return found


def _verdict(other: FoldCandidate, chosen: FoldCandidate, goal: Goal, device: Device) -> str:
    """Why ``other`` is not better than ``chosen``; empty when it is."""
    lacking = device.expected_excess(other.area.total)
    if lacking:
        return f"does not fit: {', '.join(str(row) for row in lacking)}"
    if goal.rank(other, device) < goal.rank(chosen, device):
        return ""
    if goal.late(other):
        return "too slow"
    if goal.latency is not None:
        return "takes more of the device" if goal.rank(other, device)[:2] > goal.rank(chosen, device)[:2] else "no gain"
    if other.latency > chosen.latency:
        return "slower"
    if other.key == chosen.key:
        return "no gain"
    return f"no faster, more {device.family.lut if other.key[:2] > chosen.key[:2] else device.family.bram}"


def _changes(planner: Planner, folds: Sequence[Fold]) -> Iterator[tuple[str, list[Fold]]]:
    for level, fold in enumerate(folds):
        for said, changed in _of_fold(planner, level, fold):
            yield f"{_named(planner.levels[level])}: {said}", [*folds[:level], changed, *folds[level + 1 :]]


def _of_fold(planner: Planner, level: int, fold: Fold) -> Iterator[tuple[str, Fold]]:
    for lanes in (2 * fold.lanes, fold.lanes // 2):
        if 1 <= lanes <= planner.widest(level):
            yield _counted(lanes, "lane"), replace(fold, lanes=lanes, update_lanes=min(lanes, fold.update_lanes))
    for updates in (2 * fold.update_lanes, fold.update_lanes // 2):
        if 1 <= updates <= fold.lanes:
            yield _counted(updates, "update lane"), replace(fold, update_lanes=updates)
    there = _count(planner, level, fold)
    for cores in (2 * there, there // 2):
        changed = replace(fold, cores=cores)
        if (
            cores
            and fold.lanes * cores < 2 * planner.sizes[level]
            and _count(planner, level, changed) not in (0, there)
        ):
            yield _counted(cores, "core"), changed
        lanes = fold.lanes * there // cores if cores else 0
        if cores and 1 <= lanes <= planner.widest(level) and not lanes & (lanes - 1):
            traded = replace(fold, lanes=lanes, update_lanes=min(lanes, fold.update_lanes), cores=cores)
            yield f"{_counted(cores, 'core')} of {_counted(lanes, 'lane')}", traded
    yield "no overlap" if fold.overlap else "overlap", replace(fold, overlap=not fold.overlap)
    other = next(kind for kind in ACCUMULATORS if kind is not fold.accumulators)
    yield f"sums in {other.value} RAM", replace(fold, accumulators=other)


def _count(planner: Planner, level: int, fold: Fold) -> int:
    """The cores that ``fold`` comes to; 0 where it is impossible."""
    try:
        return len(planner.cores(level, fold))
    except UserError:  # E171, E172
        return 0


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'s' if count > 1 else ''}"


def _named(names: Sequence[str]) -> str:
    shown = ", ".join(names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {len(names) - _NAMED} more"
