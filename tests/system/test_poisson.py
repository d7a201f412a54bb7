"""Random spikes on the chip: their rates, that nothing but seed and index decides them, and golden beside the RTL."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.chance import chance_network, chance_stimulus
from support.verilog import SIMULATOR

import snnc
from snnc.cli.main import main
from snnc.core.errors import InternalError, UserError
from snnc.driver.simulate import Bench, Scenario
from snnc.golden import run, variables
from snnc.ir.network import CODEC
from snnc.ir.quantised import CODEC as QUANTISED
from snnc.ir.quantised import verify
from snnc.passes.pipeline import quantise

Given = dict[str, Any]


def _alone(size: int, *, dt: float = 1.0, steps: int = 50, **given: Any) -> snnc.Network:
    b = snnc.NetworkBuilder("alone", dt=dt, steps=steps)
    b.input("clock", 1)
    b.population("y", size, model="poisson", **given)
    b.output("y")
    b.probe("y", "p")
    b.probe("y", "draw")
    return b.build()


def _silence(samples: int, steps: int) -> dict[str, np.ndarray]:
    return {"clock": np.zeros((samples, steps, 1), bool)}


def _runs(network: snnc.Network, steps: int, samples: int = 1, **options: Any) -> list[Any]:
    """The float run, and golden."""
    silence = _silence(samples, steps)
    made = quantise(network, snnc.QuantiseOptions(**options))[1]
    return [run(each, silence, variables(each)) for each in (network, made)]


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize(
    "size, fold",
    [
        (7, {"lanes": 4}),
        (1, {"lanes": 1}),
        (5, {"lanes": 2, "update_lanes": 1, "overlap": False, "cores": 3, "clock_mhz": 250}),
    ],
)
def test_rtl_equals_golden_whatever_the_host_does(size: int, fold: Given, tmp_path: Path) -> None:
    compiled = snnc.compile(chance_network(size), architecture=snnc.Architecture(**fold))
    bench = Bench(compiled, chance_stimulus(), tmp_path / "sim", tool=SIMULATOR)
    for scenario in (Scenario(), Scenario(idle=90, stall=200, reset_after=40)):
        verdict = bench.run(scenario, name=f"s{scenario.stall}")
        assert (verdict.mismatches, verdict.difference) == (0, "")
        assert verdict.cycle_mismatches == (None if scenario.stall else 0)
    # All that could go wrong has something to go wrong with.
    p = verdict.golden.state("driven", "p")
    assert p.min() == 0 and p.max() == 1 << 16 and np.unique(p).size > 10
    spikes = verdict.golden.spikes("driven")
    assert spikes.any() and not spikes.all()
    assert np.array_equal(verdict.outputs["p"], p)


@pytest.mark.usefixtures("icarus")
def test_a_population_alone_gets_its_steps(tmp_path: Path) -> None:
    """Nothing projects to it, and every sample draws the same numbers."""
    compiled = snnc.compile(_alone(3, rate=[0.2, 0.5, 1.0]))
    verdict = Bench(compiled, _silence(3, 20), tmp_path / "sim", tool=SIMULATOR).run(Scenario(stall=100), name="s")
    assert (verdict.mismatches, verdict.difference) == (0, "")
    spikes = verdict.rtl.spikes("y")
    assert spikes[0].any() and np.array_equal(spikes[0], spikes[1]) and np.array_equal(spikes[0], spikes[2])


def test_first_draws_by_hand() -> None:
    """The start word of a neuron decides its first step, and the generator goes on from there."""
    network = _alone(2, rate=[0.66, 0.44], initial={"draw": [1.0, 2856213345.0]})
    # 1, 0x42021, 0x04080601, and 2856213345 / 2**32 = 0.665; 0.66 and 0.44 are 43254 and 28836 of 65536.
    draws = [[0x42021, 0x04080601], [None, None]]
    for each in _runs(network, 2):
        assert each.state("y", "draw")[0, :, 0].tolist() == draws[0]
        assert each.spikes("y")[0].tolist() == [[True, False], [True, each.state("y", "draw")[0, 0, 1] < 0.44 * 2**32]]


def test_a_draw_at_the_probability_is_no_spike() -> None:
    """Half of all words are below 1/2: 2**31 is the first that is not."""
    network = _alone(3, rate=0.5, initial={"draw": [2.0**31 - 1, 2.0**31, 2.0**31 + 1]})
    for each in _runs(network, 1):
        assert each.spikes("y")[0, 0].tolist() == [True, False, False]


def test_probabilities_end_at_0_and_1() -> None:
    """Whatever arrives; and the rate counts from there, not from what is beyond."""
    b = snnc.NetworkBuilder("ends", steps=3)
    b.input("x", 1, current=(-4.0, 4.0), bits=4)
    b.population("y", 50, model="poisson", rate=0.5)
    b.connect("x", "y", 1.0)
    b.output("y")
    network = b.build()
    x = {"x": np.array([[[-4.0], [4.0], [0.0]]])}
    for each, one in ((network, 1.0), (quantise(network, snnc.QuantiseOptions())[1], 1 << 16)):
        found = run(each, x, variables(each))
        assert np.array_equal(found.state("y", "p")[0, :, 0], np.array([0.0, 1.0, 0.5]) * one)
        assert not found.spikes("y")[0, 0].any() and found.spikes("y")[0, 1].all()


@pytest.mark.parametrize("rate, p", [(0.0, 0), (1.0, 1 << 16), (0.5, 1 << 15)])
def test_certain_events_are_certain(rate: float, p: int) -> None:
    """Of a probability of 0 none, of 1 one in each step, in floats and in integers."""
    network = _alone(400, rate=rate)
    for each, one in zip(_runs(network, 250), (1.0, 1 << 16), strict=True):
        mean = each.spikes("y").mean()
        assert (mean == rate) if rate in (0.0, 1.0) else abs(mean - rate) < 5 * 0.5 / np.sqrt(100_000)
        assert np.all(each.state("y", "p") * (1 << 16) / one == p)


def test_small_rates_keep_their_mean() -> None:
    """A rate of 0.02 % has more fraction bits than others, and is off by less than 0.4 %."""
    network = _alone(2000, rate=0.0002)
    real, golden = _runs(network, 1000)
    report = quantise(network, snnc.QuantiseOptions())[1].population_reports[0]
    built = float(golden.state("y", "p")[0, 0, 0]) / report.scale("probability")
    assert built == pytest.approx(0.0002, rel=0.004)
    for each in (real, golden):
        assert abs(each.spikes("y").sum() - 400) < 5 * 20
    # They differ only where a draw lies between the two probabilities.
    differ = real.spikes("y") != golden.spikes("y")
    assert differ.sum() < 10
    assert np.array_equal(real.state("y", "draw"), golden.state("y", "draw"))


def test_float_differs_only_between_the_two_probabilities() -> None:
    """With few bits that is often, and always there."""
    network = _alone(500, rate=0.3)
    real, golden = _runs(network, 100, state=snnc.StateOptions(bits=6))
    # 0.3 of 16 units is 5, which is 0.3125.
    assert set(np.unique(golden.state("y", "p"))) == {5}
    start = np.asarray(dict(network.populations[0].initial)["draw"])
    draws = np.concatenate([start[None], golden.state("y", "draw")[0, :-1]]) / 2**32
    assert np.array_equal(real.spikes("y")[0], draws < 0.3)
    assert np.array_equal(golden.spikes("y")[0], draws < 0.3125)


def test_only_seed_and_index_decide() -> None:
    """Neither the size, nor what else there is, nor how it is cut into cores: see also the RTL above."""
    few, many = (_runs(_alone(size, rate=0.4, seed=9), 30)[1].spikes("y") for size in (3, 50))
    assert np.array_equal(few, many[:, :, :3])
    other = _runs(_alone(50, rate=0.4, seed=10), 30)[1].spikes("y")
    assert 0.3 < (other == many).mean() < 0.7
    # A rate of one neuron changes no draw of another.
    rates = np.full(50, 0.4)
    rates[7] = 0.9
    changed = _runs(_alone(50, rate=rates, seed=9), 30)[1].spikes("y")
    assert np.array_equal(np.delete(changed, 7, 2), np.delete(many, 7, 2))


@pytest.mark.parametrize(
    "rate, dt, expected",
    [(0.04, 1.0, 0.04), (0.04, 0.5, 0.02), ("40 Hz", 1.0, 0.04), ("0.5 kHz", 0.1, 0.05), ("1000 Hz", 1.0, 1.0)],
)
def test_rates_count_as_those_of_codings_do(rate: float | str, dt: float, expected: float) -> None:
    assert dict(_alone(1, rate=rate, dt=dt).populations[0].parameters) == {"rate": pytest.approx(expected)}
    b = snnc.NetworkBuilder("coding", dt=dt)
    b.input("x", 1, coding="poisson", steps=3, rate=rate)
    b.population("y", 1, model="if", threshold=1.0)
    b.output("y")
    assert b.build().inputs[0].coding.scale == pytest.approx(expected)


def test_a_rate_for_each_neuron_and_each_step() -> None:
    """Texts in a list; and an input of real values, whose weight is 1, gives a rate in each step."""
    assert dict(_alone(2, rate=["40 Hz", 0.5]).populations[0].parameters)["rate"].tolist() == [0.04, 0.5]
    b = snnc.NetworkBuilder("steps", steps=40)
    b.input("rates", 300, current=(0.0, 1.0), bits=12)
    b.population("y", 300, model="poisson")
    b.connect("rates", "y", 1.0, kind="one_to_one")
    b.output("y")
    network = b.build()
    profile = np.where(np.arange(40) < 20, 0.1, 0.8)
    x = {"rates": np.broadcast_to(profile[None, :, None], (1, 40, 300))}
    for each in (network, quantise(network, snnc.QuantiseOptions())[1]):
        found = run(each, x, None).spikes("y")[0]
        assert found[:20].mean() == pytest.approx(0.1, abs=0.02) and found[20:].mean() == pytest.approx(0.8, abs=0.03)


@pytest.mark.parametrize(
    "given, what",
    [
        ({"rate": 1.5}, "rate of 'y'; got 1.5 spikes per step, expected 0 to 1"),
        ({"rate": [0.1, -0.1]}, "rate of 'y'; got -0.1 spikes per step"),
        ({"rate": "2 kHz"}, "got 2 spikes per step"),
        ({"rate": "40"}, "rate of 'y'; got '40', expected a number, or one with Hz"),
        ({"rate": ["40 Hz", "fast"]}, "rate of 'y'; got 'fast'"),
        ({"rate": 0.1, "seed": -1}, "seed of 'y'; expected one whole number for all neurons"),
        ({"rate": 0.1, "seed": [1, 2]}, "seed of 'y'; expected one whole number for all neurons"),
        ({"rate": 0.1, "seed": 0.5}, "seed of 'y'; expected one whole number for all neurons"),
        ({"rate": 0.1, "initial": {"draw": 0}}, "initial draw of 'y'; expected whole numbers, 1 … 4294967295"),
        ({"rate": 0.1, "initial": {"draw": 2.0**32}}, "initial draw of 'y'; expected whole numbers"),
        ({"rate": 0.1, "initial": {"p": 0.5}}, "no initial value can be given for 'p'; state: draw"),
    ],
)
def test_what_is_no_rate_or_seed_is_refused(given: Given, what: str) -> None:
    with pytest.raises(UserError) as caught:
        _alone(2, **given)
    assert what in str(caught.value)


def test_the_text_of_a_network_brings_the_draws_back() -> None:
    network = chance_network(4)
    again = CODEC.parse(CODEC.print(network), "again")
    x = chance_stimulus(1)
    first, second = (run(each, x, [("free", "spikes")]).spikes("free") for each in (network, again))
    assert np.array_equal(first, second)
    made = quantise(network, snnc.QuantiseOptions())[1]
    again = QUANTISED.parse(QUANTISED.print(made), "again")
    first, second = (run(each, x, [("free", "spikes")]).spikes("free") for each in (made, again))
    assert np.array_equal(first, second)
    stuck = tuple(
        replace(p, initial=tuple((name, 0) for name, _ in p.initial)) if p.name == "free" else p
        for p in made.populations
    )
    with pytest.raises(InternalError, match="'draw' is no random number, or starts at 0"):
        verify(replace(made, populations=stuck))


def test_the_spec_of_the_readme_runs(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a stimulus, for its clock is silent by itself, and without a warning."""
    text = (Path(__file__).parents[2] / "README.md").read_text().split("**Random spikes**")[1]
    spec = tmp_path / "noise.yaml"
    spec.write_text("\n".join(re.findall(r"^    (.*)$", text.split("\nThe models from")[0], re.M)) + "\n")
    assert main(["run", str(spec), "--strict"]) == 0
    assert re.search(r"cells.spikes: \d+ spikes", capsys.readouterr().out)
    assert main(["compile", str(spec), "-o", str(tmp_path / "out"), "--strict"]) == 0


def test_bits_that_are_asked_for_are_given() -> None:
    """``state_bits`` are those of the probability, with a sign and one for 1 itself; no rate needs more than 32."""
    for bits in (3, 8, 20, 32):
        made = quantise(_alone(2, rate=0.5), snnc.QuantiseOptions(state=snnc.StateOptions(bits=bits)))[1]
        assert made.populations[0].program.port("p").type.width == bits
        assert made.population_reports[0].scale("probability") == 2.0 ** min(bits - 2, 30)
    tiny = quantise(_alone(1, rate=1e-12), snnc.QuantiseOptions())[1]
    assert tiny.population_reports[0].scale("probability") == 2.0**30
