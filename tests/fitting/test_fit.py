"""``snnc fit``: what is chosen satisfies what was asked, lies on the front, and compiles to what was told."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from support.networks import feed_forward, random_network

import snnc
from snnc.analysis.cycles import predict
from snnc.analysis.resources import estimate
from snnc.core.errors import UserError
from snnc.fitting.fit import Fit, fit
from snnc.fitting.front import dominates, front, thin
from snnc.fitting.goal import FoldCandidate, FoldJudge, Goal
from snnc.fitting.planner import Planner
from snnc.fitting.stimulus import Workload, assumed, recorded
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.pipeline import cores, quantise
from snnc.passes.route import Route
from snnc.plan import hardware
from snnc.target.architecture import Accumulators, Architecture, Fold
from snnc.target.devices import device

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def _quantised(network: snnc.Network) -> QuantisedNetwork:
    return quantise(network, snnc.QuantiseOptions())[1]


def _fit(network: QuantisedNetwork, name: str = "xc7a35t", goal: Goal | None = None) -> Fit:
    return fit(network, Architecture(), device(name), activity=assumed(network), goal=goal)


def test_fronts() -> None:
    points = [(3.0, 1.0), (1.0, 3.0), (2.0, 2.0), (2.0, 2.0), (3.0, 3.0)]
    assert front(points, lambda point: point) == [(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]
    close = [(100.0, 50.0), (101.0, 49.5), (101.0, 40.0), (103.0, 39.9)]
    assert front(close, lambda point: point, 0.02) == [(100.0, 50.0), (101.0, 40.0)]
    assert dominates((1.0, 1.0), (1.0, 1.0)) and not dominates((1.0, 2.0), (2.0, 1.0))
    assert thin(range(10), 3) == [0, 4, 9] and thin([1, 2], 3) == [1, 2]


def test_assumed_spikes() -> None:
    network = _quantised(feed_forward(25, 20, 4))
    activity = assumed(network, 3)
    assert (activity.samples, activity.steps) == (3, 10)
    assert np.all(activity.spikes["stimulus"].sum(axis=1) == 1)
    assert np.all(activity.spikes["hidden"].sum(axis=2) == 2)
    assert "assumed" in activity.said


def test_recorded_spikes_are_those_of_golden() -> None:
    network = _quantised(feed_forward())
    stimulus = {"stimulus": np.random.default_rng(0).random((2, 90, 12)) < 0.3}
    activity = recorded(network, stimulus, "these")
    assert activity.steps == activity.looked_at.size == 90 and activity.whole and activity.said == "these"
    golden = snnc.golden.run(network, stimulus, [("hidden", "spikes")]).spikes("hidden")
    assert np.array_equal(activity.spikes["hidden"], golden)


@pytest.fixture(scope="module")
def network() -> QuantisedNetwork:
    return _quantised(feed_forward(30, 24, 6))


@pytest.fixture(scope="module")
def free(network: QuantisedNetwork) -> Fit:
    """The fit of ``network`` without a goal."""
    return _fit(network)


def _check(network: QuantisedNetwork, item: FoldCandidate, activity: Workload, name: str = "xc7a35t") -> None:
    """What was told of a candidate is what compiling its architecture gives."""
    again = run_plan(network, item.architecture)
    assert hardware.CODEC.print(again) == hardware.CODEC.print(item.plan)
    assert estimate(again, network, device(name)) == item.area
    assert float(predict(again, activity.spikes).latencies(activity.steps).mean()) == item.latency


def run_plan(network: QuantisedNetwork, architecture: Architecture) -> hardware.HardwarePlan:
    return cores(architecture).then(Route()).apply(network).after(Route)


def test_the_fastest_that_fits(network: QuantisedNetwork, free: Fit) -> None:
    result = free
    assert result.chosen in result.front
    assert result.chosen.latency == min(item.latency for item in result.front)
    keys = [item.key for item in result.front]
    assert keys == sorted(keys)
    assert not any(dominates(a, b) for a in keys for b in keys if a is not b)
    for item in result.front:
        _check(network, item, assumed(network))
    assert "sets the pace" in result.pace


KINDS = (Accumulators.DISTRIBUTED, Accumulators.BLOCK)


def _all_folds(most: int) -> list[Fold]:
    return [
        Fold(lanes=lanes, update_lanes=updates, cores=1, overlap=overlap, accumulators=kind)
        for lanes in (1, 2, 4, 8, 16, 32)
        for updates in (1, 2, 4, 8, 16, 32)
        for overlap in (True, False)
        for kind in KINDS
        if updates <= lanes <= most
    ]


def _judge(network: QuantisedNetwork, name: str = "xc7a35t") -> FoldJudge:
    return FoldJudge(Planner(network, Architecture()), device(name), assumed(network))


@pytest.mark.parametrize("fold", _all_folds(32)[::7], ids=str)
def test_one_fold_for_all_is_not_better(network: QuantisedNetwork, fold: Fold) -> None:
    """What is found for the latency of a plan takes no more of the device than that plan."""
    judge = _judge(network)
    second = replace(fold, lanes=min(fold.lanes, 8), update_lanes=min(fold.update_lanes, 8))
    other = judge.candidate([fold, second])
    goal = Goal(latency=math.ceil(other.latency))
    assert goal.rank(_fit(network, goal=goal).chosen, judge.device) <= goal.rank(other, judge.device)


def test_no_choice_of_two_levels_is_better() -> None:
    """A small network, by brute force: every fold of each of two levels with every fold of the other."""
    network = _quantised(feed_forward(12, 8, 4))
    judge = _judge(network, "ecp5-25f")
    found = [judge.candidate([one, two]) for one in _all_folds(8) for two in _all_folds(4)]
    for goal in (Goal(), Goal(latency=700)):
        chosen = _fit(network, "ecp5-25f", goal).chosen
        assert goal.rank(chosen, judge.device) == min(goal.rank(item, judge.device) for item in found)


def _side_by_side(groups: int, size: int) -> snnc.Network:
    """Populations side by side, each with an input of its own."""
    rng = np.random.default_rng(0)
    b = snnc.NetworkBuilder("side_by_side")
    for k in range(groups):
        b.input(f"x{k}", 16)
        b.population(f"y{k}", size, model="lif", decay=0.9, threshold=1.0)
        b.connect(f"x{k}", f"y{k}", rng.normal(0, 1, (16, size)))
        b.output(f"y{k}")
    return b.build()


def test_more_cores_where_they_help() -> None:
    """One core for four separate populations would add their synapses one after the other."""
    network = _quantised(_side_by_side(4, 8))
    chosen = _fit(network, "ecp5-85f").chosen
    assert chosen.cores == (4,) and chosen.architecture.cores == 4
    judge = _judge(network, "ecp5-85f")
    one = [judge.candidate([fold]) for fold in _all_folds(32)]
    assert chosen.latency < min(item.latency for item in one)
    _check(network, chosen, assumed(network), "ecp5-85f")


def test_every_single_change_is_told_and_none_is_better(network: QuantisedNetwork, free: Fit) -> None:
    for goal in (Goal(), Goal(latency=2000), Goal(lut=600)):
        result = free if goal == Goal() else _fit(network, goal=goal)
        target = goal.within(device("xc7a35t"))
        said = [change.said for change in result.changes]
        assert len(set(said)) == len(said) >= 8
        assert any("lane" in line for line in said) and any("overlap" in line for line in said)
        assert any(line.endswith(" RAM") for line in said)
        for change in result.changes:
            assert change.candidate.folds != result.chosen.folds
            fits = not target.expected_excess(change.candidate.area.total)
            assert change.verdict.startswith("does not fit: ") != fits
            if fits:
                assert goal.rank(change.candidate, target) >= goal.rank(result.chosen, target)
            assert (change.verdict == "too slow") == (fits and goal.late(change.candidate))


def test_a_latency_is_reached_with_little(network: QuantisedNetwork, free: Fit) -> None:
    fastest = free.chosen
    goal = Goal(latency=int(3 * fastest.latency))
    chosen = _fit(network, goal=goal).chosen
    assert chosen.latency <= goal.latency
    assert chosen.area.total.lut < fastest.area.total.lut
    with pytest.raises(UserError, match=r"error\[E411\]: .* at most 1 clocks per sample; the fastest that was takes"):
        _fit(network, goal=Goal(latency=1))


def test_budgets(network: QuantisedNetwork, free: Fit) -> None:
    lut = sorted(item.area.total.lut for item in free.front)[len(free.front) // 2]
    chosen = _fit(network, goal=Goal(lut=lut)).chosen
    assert chosen.area.total.lut <= lut and chosen.latency >= free.chosen.latency
    assert chosen.latency == min(item.latency for item in free.front if item.area.total.lut <= lut)
    with pytest.raises(
        UserError, match=r"error\[E410\]: no fold of feed_forward was found that fits xc7a35t: .*LUT .* of 50 \("
    ):
        _fit(network, goal=Goal(lut=50))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["xc7a35t", "ecp5-85f"])
def test_random_networks(seed: int, name: str) -> None:
    network = _quantised(random_network(seed))
    seen: list[float] = []
    result = fit(network, Architecture(), device(name), activity=assumed(network), observe=seen.append)
    assert not device(name).expected_excess(result.chosen.area.total)
    assert seen == sorted(seen) and seen[-1] == 1 and len(result.front) <= result.tried
    assert estimate(run_plan(network, result.chosen.architecture), network, device(name)) == result.chosen.area


def test_a_latency_holds_over_all_steps(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """Of long samples the first steps are compared; the plan that is chosen is counted over all."""
    network = _quantised(feed_forward(60, 24, 6))
    spikes = np.random.default_rng(0).random((1, 200, 60)) < np.linspace(0.05, 0.9, 200)[:, None]  # ever more
    activity = recorded(network, {"stimulus": spikes}, "these")
    assert activity.looked_at.size < activity.steps == 200 and not activity.whole
    assert activity.looked_at[0] < 10 and activity.looked_at[-1] >= 190
    free = fit(network, Architecture(), device("xc7a35t"), activity)
    goal = Goal(latency=2 * free.chosen.latency)
    chosen = fit(network, Architecture(), device("xc7a35t"), activity=activity, goal=goal).chosen
    exact = float(predict(chosen.plan, activity.spikes).latencies(200).mean())
    assert exact == chosen.latency <= goal.latency
    with pytest.raises(UserError, match=r"E411.* at most 500 clocks per sample; the fastest that was takes"):
        fit(network, Architecture(), device("xc7a35t"), activity=activity, goal=Goal(latency=500))


def test_no_memory_blocks_at_all(network: QuantisedNetwork) -> None:
    assert _fit(_quantised(feed_forward(6, 4, 2)), goal=Goal(bram=0)).chosen.area.total.bram == 0
    with pytest.raises(UserError, match=r"E410.*RAMB36 .*, and the device has none"):
        _fit(network, goal=Goal(bram=0))
