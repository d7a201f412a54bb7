"""``snnc fit``: what is chosen satisfies what was asked, lies on the front, and compiles to what was told."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.networks import feed_forward, random_network

import snnc
from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.driver.fit import Candidate, Fit, Goal, fit
from snnc.driver.fit_front import dominates, front, thin
from snnc.driver.fit_levels import CHOICES, Planner
from snnc.driver.fit_stimulus import Activity, assumed, recorded
from snnc.frontends.yaml_architecture import architecture_text, with_architecture
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.pipeline import run
from snnc.plan.cycles import predict
from snnc.plan.resources import estimate
from snnc.target.architecture import Accumulators, Architecture, Fold
from snnc.target.devices import device

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def _quantised(network: snnc.Network) -> QuantisedNetwork:
    return run(network, snnc.QuantiseOptions(), Architecture()).quantised


def _fit(network: QuantisedNetwork, name: str = "xc7a35t", goal: Goal | None = None) -> Fit:
    return fit(network, Architecture(), device(name), assumed(network), goal)


def test_fronts() -> None:
    points = [(3.0, 1.0), (1.0, 3.0), (2.0, 2.0), (2.0, 2.0), (3.0, 3.0)]
    assert front(points, lambda point: point) == [(1.0, 3.0), (2.0, 2.0), (3.0, 1.0)]
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
    assert activity.steps == 64 and activity.said == "these, the first 64 of 90 steps"
    golden = snnc.golden.run(network, stimulus, [("hidden", "spikes")]).spikes("hidden")
    assert np.array_equal(activity.spikes["hidden"], golden[:, :64])


@pytest.fixture(scope="module")
def network() -> QuantisedNetwork:
    return _quantised(feed_forward(30, 24, 6))


def _check(network: QuantisedNetwork, item: Candidate, activity: Activity) -> None:
    """What was told of a candidate is what compiling its architecture gives."""
    plan = Planner(network, item.architecture).plan(item.choice, item.folds)
    again = run_plan(network, item.architecture)
    assert [core.lanes for core in again.cores] == [core.lanes for core in plan.cores]
    assert estimate(again, network, device("xc7a35t")) == item.area
    assert float(predict(again, activity.spikes).latencies(activity.steps).mean()) == item.latency


def run_plan(network: QuantisedNetwork, architecture: Architecture):
    from snnc.passes.partition import Partition
    from snnc.passes.place import Place
    from snnc.passes.route import route

    return route(network, Place(architecture)(network, Partition(architecture)(network)))


def test_the_fastest_that_fits(network: QuantisedNetwork) -> None:
    result = _fit(network)
    assert result.chosen in result.front
    assert result.chosen.latency == min(item.latency for item in result.front)
    keys = [item.key for item in result.front]
    assert keys == sorted(keys)
    assert not any(dominates(a, b) for a in keys for b in keys if a is not b)
    for item in result.front:
        _check(network, item, assumed(network))
    assert "sets the pace" in result.reasons[0]


def test_nothing_tried_alone_is_better(network: QuantisedNetwork) -> None:
    """Every fold of all levels at once, one by one: none dominates a point of the front."""
    result = _fit(network)
    planner, activity = Planner(network, Architecture()), assumed(network)
    for choice in CHOICES:
        for lanes in (1, 2, 4, 8, 16, 32):
            folds = [Fold(min(lanes, size), 1) for size in (32, 8)]
            plan = planner.plan(choice, folds)
            area = estimate(plan, network, device("xc7a35t")).total
            key = (float(predict(plan, activity.spikes).latencies(activity.steps).mean()), area.lut, area.bram)
            assert any(dominates(item.key, key) for item in result.front), (choice, lanes, key)


def test_a_latency_is_reached_with_little(network: QuantisedNetwork) -> None:
    fastest = _fit(network).chosen
    goal = Goal(latency=int(3 * fastest.latency))
    chosen = _fit(network, goal=goal).chosen
    assert chosen.latency <= goal.latency
    assert chosen.area.total.lut < fastest.area.total.lut
    with pytest.raises(UserError, match=r"error\[E411\]: .* at most 1 clocks per sample; the fastest takes"):
        _fit(network, goal=Goal(latency=1))


def test_budgets(network: QuantisedNetwork) -> None:
    free = _fit(network)
    lut = sorted(item.area.total.lut for item in free.front)[len(free.front) // 2]
    chosen = _fit(network, goal=Goal(lut=lut)).chosen
    assert chosen.area.total.lut <= lut and chosen.latency >= free.chosen.latency
    assert chosen.latency == min(item.latency for item in free.front if item.area.total.lut <= lut)
    with pytest.raises(UserError, match=r"error\[E410\]: no fold of feed_forward fits xc7a35t: .*LUT .* of 50 \("):
        _fit(network, goal=Goal(lut=50))


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["xc7a35t", "ecp5-85f"])
def test_random_networks(seed: int, name: str) -> None:
    network = _quantised(random_network(seed))
    seen: list[tuple[int, int]] = []
    result = fit(network, Architecture(), device(name), assumed(network), None, lambda *done: seen.append(done))
    assert not device(name).excess(result.chosen.area.total)
    assert seen[-1][0] == seen[-1][1] >= result.tried
    assert estimate(run_plan(network, result.chosen.architecture), network, device(name)) == result.chosen.area


def test_architecture_text() -> None:
    architecture = Architecture(16, 512, update_lanes=4, overlap=False, accumulators=Accumulators.BLOCK)
    architecture = Architecture(**{**vars(architecture), "populations": (("on", Fold(16, 4)), ("b", Fold(2, 1)))})
    assert architecture_text(architecture) == (
        "architecture:\n  lanes: 16\n  neurons_per_core: 512\n  update_lanes: 4\n  overlap: false\n"
        "  accumulators: block\n  populations:\n"
        '    "on": {lanes: 16, update_lanes: 4}\n    b: {lanes: 2, update_lanes: 1}\n'
    )


SPEC = (EXAMPLES / "two_neurons" / "network.yaml").read_text()


@pytest.mark.parametrize(
    "old,new",
    [
        ("architecture: {lanes: 2}\n", ""),
        ("architecture: {lanes: 2}\n", "architecture:\n  # wide\n  lanes: 2\n\n# the end\n"),
        ("architecture: {lanes: 2}\n", "architecture: {\n  lanes: 2\n  }\n# the end"),
        ("name: two_neurons\n", "architecture:\n\n  lanes: 2 # two\n\n# a name\nname: two_neurons\n"),
    ],
)
def test_only_the_architecture_is_replaced(old: str, new: str, tmp_path: Path) -> None:
    text = SPEC.replace(old, new)
    if old.startswith("name"):
        text = text.replace("architecture: {lanes: 2}\n", "")
    written = with_architecture(text, Architecture(lanes=1, update_lanes=1), tmp_path / "x.yaml")
    assert written.count("architecture:") == 1 and "lanes: 2" not in written
    for line in SPEC.splitlines():
        assert line in written or line.startswith("architecture")
    assert ("# the end" in written) == ("# the end" in text) and ("# a name" in written) == ("# a name" in text)


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, fitted, result = tmp_path / "network.yaml", tmp_path / "fitted.yaml", tmp_path / "r.json"
    spec.write_text(SPEC)
    np.savez(tmp_path / "x.npz", stimulus=np.random.default_rng(0).random((3, 10, 2)) < 0.5)
    arguments = ["fit", str(spec), "--device", "up5k", "-o", str(fitted), "--json", str(result)]
    assert main([*arguments, "--input", str(tmp_path / "x.npz"), "--clock", "20"]) == 0
    shown = capsys.readouterr().out
    assert "the first 2 samples of" in shown and "clocks  LUT4" in shown and "sets the pace" in shown
    assert "  clock_mhz: 20" in shown
    told = json.loads(result.read_text())
    assert told["chosen"] in told["front"] and told["samples"] == 2
    assert main(["compile", str(fitted), "-o", str(tmp_path / "net")]) == 0
    compiled = snnc.driver.compile.load(tmp_path / "net")
    area = estimate(compiled.plan, compiled.quantised, device("up5k")).total
    assert told["chosen"]["area"] == {name: getattr(area, name) for name in ("lut", "lutram", "ff", "bram", "dsp")}
    assert fitted.read_text().splitlines()[:12] == SPEC.splitlines()[:12]


@pytest.mark.parametrize(
    "options,code",
    [
        (["--device", "up9k"], "E400"),
        (["--device", "up5k", "--latency", "1"], "E411"),
        (["--device", "up5k", "--lut", "9"], "E410"),
        (["--device", "up5k", "--clock", "9999"], "E170"),
        (["--device", "up5k", "--input", "none.npz"], "E200"),
        (["--device", "up5k", "-o", str(EXAMPLES / "two_neurons" / "network.yaml")], "E006"),
    ],
)
def test_errors(options: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(EXAMPLES / "two_neurons" / "network.yaml"), *options]) == 2
    assert f"error[{code}]" in capsys.readouterr().err
