"""Fitting: the fold of every population that suits a device, a latency or a budget.

Every candidate is a plan, judged without synthesis: its area by the estimates of
:mod:`snnc.analysis.resources`, its clocks by the exact cycle model on given or assumed spikes. Levels
are folded one by one, their useful folds combined, and the combinations judged; the best of these
is then changed in one thing at a time until no single change makes it better.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from snnc.core.errors import user_error
from snnc.fitting.changes import FoldChange, neighbours
from snnc.fitting.front import dominates, front, thin
from snnc.fitting.goal import FoldCandidate, FoldJudge, Goal, lack
from snnc.fitting.levels import LevelFold, amounts, busy_clocks, level_folds
from snnc.fitting.planner import Planner
from snnc.fitting.stimulus import Workload
from snnc.ir.options import Calibration
from snnc.ir.quantised import QuantisedNetwork
from snnc.target.architecture import Architecture, Fold
from snnc.target.device import Device
from snnc.target.resources import Resources

#: Told how much of the work is done, from 0 to 1.
ShareObserver = Callable[[float], None]
#: Where of the whole the folds of levels are known, and where the combinations.
_FOLDED, _COMBINED = 0.5, 0.9
#: How often the aim is moved where plans are compared by some of the steps.
_AIMS = 4
#: From so many plans the search begins anew where none is fast enough.
_STARTS = 8
#: So many combinations of folds of levels are judged one by one, all of them.
_ALL = 400
#: Of more, what is not better by this share is left out while levels are combined, and so many are kept.
_SLACK, _KEPT = 0.02, 400


@dataclass(frozen=True, eq=False)
class Fit:
    """``chosen`` from ``front``, which is all that fit and no other is as good as.

    ``tried``: plans judged; ``pace``: what binds the chosen one; ``changes``: what else could be
    done to it, and why it is not.
    """

    chosen: FoldCandidate
    front: tuple[FoldCandidate, ...]
    tried: int
    pace: str
    changes: tuple[FoldChange, ...]


@dataclass(frozen=True)
class _Combination:
    levels: tuple[LevelFold, ...]

    @property
    def folds(self) -> tuple[Fold, ...]:
        return tuple(level.fold for level in self.levels)

    @cached_property
    def used(self) -> Resources:
        total = Resources()
        for level in self.levels:
            total += level.used
        return total

    @property
    def bound(self) -> tuple[float, ...]:
        """The least that can come of :attr:`FoldCandidate.all`."""
        return max(level.busy for level in self.levels), *amounts(self.used)

    @property
    def guess(self) -> tuple[float, ...]:
        """What will come: at the pace of the slowest, after steps in which levels wait for each other."""
        clocks = max(level.pace for level in self.levels) + sum(level.step for level in self.levels)
        return clocks, *amounts(self.used)


def fit(
    network: QuantisedNetwork,
    architecture: Architecture,
    device: Device,
    activity: Workload,
    goal: Goal | None = None,
    observe: ShareObserver = lambda done: None,
    calibration: Calibration | None = None,
) -> Fit:
    """The best fold of ``network`` on ``device``.

    ``architecture`` gives limits of cores and the clock, which stay; ``activity``: the spikes whose
    clocks count; ``calibration`` weighs the traffic between cores, as in compiling. By default the
    fastest that fits is chosen; with a latency the smallest that reaches it, by its largest share
    of the device. Raises :class:`UserError` E410 when nothing fits, E411 when nothing that fits is
    fast enough.
    """
    goal = goal or Goal()
    judge = FoldJudge(Planner(network, architecture, calibration), goal.within(device), activity)
    judged = _judge_all(judge, _combinations(judge, observe), observe)
    exact, changes = _aim(judge, goal, judged)
    observe(1)
    if goal.late(exact):
        raise user_error(
            "E411",
            f"no fold was found that fits {device.name} and takes at most {goal.latency:,g} clocks per sample; "
            f"the fastest that was takes {exact.latency:,.1f}",
            hint="raise --latency, or name a larger --device",
        )
    fitting = [
        item for item in judged if item.folds != exact.folds and not judge.device.expected_excess(item.area.total)
    ]
    best = front([exact, *fitting], lambda item: item.key)
    return Fit(chosen=exact, front=tuple(best), tried=judge.judged, pace=_pace(judge, exact), changes=tuple(changes))


def _aim(judge: FoldJudge, goal: Goal, judged: list[FoldCandidate]) -> tuple[FoldCandidate, list[FoldChange]]:
    """The best of ``judged`` and its neighbours, its latency over all steps; and its changes.

    Where plans are compared by some of the steps, the aim moves by as much as all steps take more
    or less than these say.
    """
    chosen, changes = _climb(judge, goal, judged)
    best, told = judge.exact(chosen), changes
    aimed, exact = goal, best
    for _ in range(_AIMS):
        if goal.latency is None or exact.latency == chosen.latency:
            break
        # Some steps may be busier than most. If all steps take longer than these say, the plan must be faster by that
        # ratio, and the other way round.
        aimed = replace(aimed, latency=goal.latency * chosen.latency / exact.latency)
        chosen, changes = _climb(judge, aimed, judged)
        exact = judge.exact(chosen)
        if goal.rank(exact, judge.device) < goal.rank(best, judge.device):
            best, told = exact, changes
    return best, told


def _climb(judge: FoldJudge, goal: Goal, judged: list[FoldCandidate]) -> tuple[FoldCandidate, list[FoldChange]]:
    """The best of ``judged``, changed in one thing at a time until no change is better; and those changes.

    Where that is too slow, the same from others of ``judged``. What is judged on the way joins them.
    """

    def rank(item: FoldCandidate) -> tuple[float, ...]:
        return goal.rank(item, judge.device)

    best = _rise(judge, goal, judged, _fitting(judge, goal, judged))
    if goal.late(best[0]):
        fitting = sorted((item for item in judged if not judge.device.expected_excess(item.area.total)), key=rank)
        # The first climb ended where no single change helps, which need not be the best there is: others are tried from
        # far apart, and the first that is fast enough will do.
        for start in thin(fitting, _STARTS):
            best = min(best, _rise(judge, goal, judged, start), key=lambda found: rank(found[0]))
            if not goal.late(best[0]):
                break
    return best


def _rise(
    judge: FoldJudge, goal: Goal, judged: list[FoldCandidate], chosen: FoldCandidate
) -> tuple[FoldCandidate, list[FoldChange]]:
    """``chosen``, changed until no single change is better; and those changes."""
    while True:
        changes = neighbours(judge, chosen, goal)
        judged += [change.candidate for change in changes]
        # Each round ranks strictly better than the one before, so this ends.
        better = [change.candidate for change in changes if not change.verdict]
        if not better:
            return chosen, changes
        chosen = min(better, key=lambda item: goal.rank(item, judge.device))


def _combinations(judge: FoldJudge, observe: ShareObserver) -> list[_Combination]:
    """Folds of all levels that may be on the front, by what is known of each level alone."""
    options: list[list[LevelFold]] = []
    count = len(judge.planner.levels)
    for level in range(count):
        options.append(level_folds(judge.planner, level, judge.device, judge.activity.sample()))
        observe(_FOLDED * (level + 1) / count)
    # Few combinations are all judged. Many would multiply with every level: then each level brings only its own
    # front, and what comes of it is thinned.
    few = math.prod(len(own) for own in options) <= _ALL
    partial = [_Combination(())]
    for own in options:
        useful = own if few else front(own, lambda item: item.key)
        partial = [_Combination((*before.levels, item)) for before in partial for item in useful]
        if len(partial) > _ALL:
            partial = thin(front(partial, lambda item: item.guess, _SLACK), _KEPT)
    # What seems to fit comes first, the fastest ahead: once judged, it rules out most of the others.
    return sorted(partial, key=lambda item: (bool(judge.device.expected_excess(item.used)), item.guess))


def _judge_all(judge: FoldJudge, combinations: Sequence[_Combination], observe: ShareObserver) -> list[FoldCandidate]:
    """All combinations as candidates, but for those that cannot be better than one that is known to fit."""
    judged: list[FoldCandidate] = []
    fitting: list[FoldCandidate] = []
    for done, item in enumerate(combinations):
        observe(_FOLDED + (_COMBINED - _FOLDED) * done / len(combinations))
        over = bool(judge.device.expected_excess(item.used))
        # Bounds are the least that can come of a combination, so one that is no better by its bound need not be judged.
        # What is too large by its bound is judged only while nothing fits, to tell how far it is from fitting.
        if fitting and (over or any(dominates(other.all, item.bound) for other in fitting)):
            continue
        judged.append(judge.candidate(item.folds))
        if not judge.device.expected_excess(judged[-1].area.total):
            fitting.append(judged[-1])
    return judged


def _fitting(judge: FoldJudge, goal: Goal, judged: Sequence[FoldCandidate]) -> FoldCandidate:
    """The best of ``judged`` that fits."""
    fitting = [item for item in judged if not judge.device.expected_excess(item.area.total)]
    if not fitting:
        nearest = min(judged, key=lambda item: lack(item, judge.device))
        lacking = ", ".join(str(row) for row in judge.device.expected_excess(nearest.area.total))
        raise user_error(
            "E410",
            f"no fold of {judge.planner.network.name} was found that fits {judge.device.name}: "
            f"the nearest takes {lacking}",
            hint=f"quantise to fewer bits, raise the budget, or name a larger --device{_limits(nearest)}",
        )
    return min(fitting, key=lambda item: goal.rank(item, judge.device))


def _limits(item: FoldCandidate) -> str:
    """A hint for designs that need several cores because of the limits of a core, not because of the network."""
    if max(item.cores) == 1:
        return ""
    return "; fewer, larger cores take less: raise neurons_per_core or synapse_words_per_core of the architecture"


def _pace(judge: FoldJudge, chosen: FoldCandidate) -> str:
    """The core that is busy for longest."""
    loads = {core.name: busy_clocks(core, judge.activity.spikes) for core in chosen.plan.cores}
    slowest = max(chosen.plan.cores, key=lambda core: (max(loads[core.name]), core.name))
    gathering, sweeping = loads[slowest.name]
    hosted = ", ".join(datapath.population for datapath in slowest.datapaths)
    return (
        f"{slowest.name} ({hosted}) sets the pace: {gathering:,.0f} clocks of a sample add synapses, "
        f"{sweeping:,.0f} sweep neurons"
    )
