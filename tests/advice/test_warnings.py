"""Every warning: a network that triggers it, what it says, and one beside it that does not."""

from __future__ import annotations

import numpy as np
import pytest
from support.told import codes

import snnc
from snnc.core.errors import SnncWarning
from snnc.ir.options import ScaleMethod
from snnc.passes.dequantise import dequantise

WEIGHTS = np.random.default_rng(0).normal(0.2, 0.3, (6, 4))


def _network(
    *,
    weights: np.ndarray = WEIGHTS,
    steps: int | None = None,
    delay: int = 0,
    output: bool = True,
    feed: bool = True,
    extra_input: bool = False,
    **options: object,
) -> snnc.Network:
    b = snnc.NetworkBuilder("n", steps=steps)
    b.input("x", 6)
    if extra_input:
        b.input("deaf", 1)
    given = {"model": "lif", "decay": 0.75, "threshold": 1.0} | options
    b.population("y", 4, **{key: value for key, value in given.items() if value is not None})
    b.population("z", 4, model="lif", decay=0.75, threshold=2.0)
    if feed:
        b.connect("x", "y", weights, delay=delay)
    b.connect("x", "z", np.ones((6, 4)))
    b.output("z")
    if output:
        b.output("y", "v" if options.get("model") == "li" else "spikes")
    return b.build()


def _with(tiny: float) -> np.ndarray:
    weights = WEIGHTS.copy()
    weights[2, 1] = tiny
    return weights


CASES = {
    "W101": ({"weights": _with(9.6e-31)}, "1 weights of 'x_y' are smaller than 1e-30 and count as 0; the first is"),
    "W102": ({"feed": False}, "population 'y' gets no input"),
    "W103": ({"output": False}, "nothing reads population 'y'"),
    "W104": ({"weights": -np.abs(WEIGHTS)}, "no neuron of 'y' can fire: with every input at once in every step"),
    "W106": ({"decay": 2e-22}, "'y' keeps 2e-22 of its potential from a step to the next"),
    "W105": ({"steps": 5, "delay": 5}, "delay of 'x_y' is 5 steps, a sample 5"),
}


def test_a_network_without_surprises() -> None:
    assert codes(_network()) == {}


@pytest.mark.parametrize("code", CASES)
def test_of_the_network(code: str) -> None:
    options, said = CASES[code]
    assert said in codes(_network(**options))[code]


@pytest.mark.parametrize(
    "options",
    [
        {"weights": _with(2e-30)},
        {"feed": False, "bias": 0.5},
        {"steps": 5, "delay": 4},
        {"steps": 5, "refractory": 4},
        {"weights": -np.abs(WEIGHTS), "bias": 0.26},  # 0.26 / (1 - 0.75) > 1
        {"weights": -np.abs(WEIGHTS), "rest": 1.1},
        {"weights": -np.abs(WEIGHTS), "initial": {"v": 1.5}},
    ],
)
def test_at_the_edge_of_a_warning(options: dict[str, object]) -> None:
    assert codes(_network(**options)) == {}


def test_more_of_the_network() -> None:
    assert codes(_network(steps=5, refractory=5))["W105"].startswith("refractory of 'y' is 5 steps, a sample 5")
    assert codes(_network(extra_input=True)) == {"W103": "nothing listens to input 'deaf'"}
    # The bound of a leaky neuron is a hair away: 0.24 / (1 - 0.75) < 1.
    assert "4 is" not in codes(_network(weights=-np.abs(WEIGHTS), bias=0.24))["W104"]
    some = np.abs(WEIGHTS)
    some[:, 2] *= -1
    assert "1 of 4 neurons of 'y' can never fire" in codes(_network(weights=some))["W104"]
    assert "neuron 2 reaches 0, its threshold is 1" in codes(_network(weights=some))["W104"]


def test_of_weights() -> None:
    clipping = snnc.QuantiseOptions(snnc.WeightOptions(5, ScaleMethod.PERCENTILE, 80.0))
    clipped = codes(_network(), clipping)
    report = next(r for r in snnc.compile(_network(), quantise=clipping).quantised.projection_reports if r.clipped)
    assert f"{report.clipped} of 24 weights of 'x_y' are clipped to 5 bits" in clipped["W201"]
    b = snnc.NetworkBuilder("n")
    b.input("x", 6)
    b.population("y", 4, model="lif", decay=0.75, threshold=1.0)
    b.connect("x", "y", WEIGHTS)
    b.connect("x", "y", WEIGHTS * 1e-8, delay=1)
    b.output("y")
    options = snnc.QuantiseOptions(snnc.WeightOptions(4))
    assert "all 24 weights of 'x_y_2' are built as 0" in codes(b.build(), options)["W202"]


def test_of_decays() -> None:
    def leak(decay: float, **state: object) -> dict[str, str]:
        return codes(_network(decay=decay), snnc.QuantiseOptions(state=snnc.StateOptions(**state)))

    assert leak(0.999) == {}
    assert "a decay of 0.999 is built as 1 with 8 bits" in leak(0.999, decay_bits=8)["W203"]
    assert "is 0.98 and built as 0.98046875: it or 1 - decay is off by 2.344%" in leak(0.98, decay_bits=8)["W204"]
    assert leak(0.98, decay_bits=8, tau_error=0.03) == {}
    assert "vanished below a potential of" in leak(0.999, fraction_bits=0)["W203"]


def test_of_every_neuron() -> None:
    """At 6 bits tau 200 and 1,000 are built as no leak at all, and tau 70 as 63.5: 10 % off."""
    decay = np.exp(-1 / np.array([10.0, 200.0, 1000.0, 70.0]))
    told = codes(_network(decay=decay), snnc.QuantiseOptions(state=snnc.StateOptions(decay_bits=6)))
    assert "the leak of 2 of 4 neurons (the first is 1) of 'y' vanished" in told["W203"]
    assert "the decay of 2 of 4 neurons (the first is 0) of 'y' is" in told["W204"]


def test_of_gains() -> None:
    """A gain has 36 bits behind the point at most: 2**-37 and less is built as 0, and 1e-10 is off by some per cent."""

    def told(pace: object, **state: object) -> dict[str, str]:
        given = {"rest": 0.0, "critical": 0.5, "threshold": 1.0, "reset_value": 0.0, "curvature": 1.0, "pace": pace}
        network = _network(model="qif", decay=None, **given)
        return codes(network, snnc.QuantiseOptions(state=snnc.StateOptions(**state)))

    assert "W209" not in told(0.05) | told(1e-5)
    assert told(2.0**-37)["W209"] == ("pace of 'y' is 7.27596e-12 and built as 0: off by 100.000%, more than 0.002%")
    assert "built as 1.01863e-10: off by 1.863%, more than 0.002%" in told(1e-10)["W209"]
    assert "W209" not in told(1e-10, gain_error=0.02)
    assert "pace of 2 of 4 neurons (the first is 1) of 'y'" in told(np.array([0.5, 1e-12, 0.1, 1e-13]))["W209"]


def test_of_exponentials() -> None:
    """The table of exp ends at 16: where a step from there does not reach the threshold, spikes come late."""
    given = {"rest": 0.0, "rheobase": 0.8, "threshold": 1.5, "reset_value": 0.0, "decay": None}
    adapting = {"pace_w": 0.01, "a": 0.1, "b": 0.05}
    rng = np.random.default_rng(1)
    spikes = {"x": rng.random((4, 200, 6)) < 0.3}

    def build(slope: object, **more: object) -> snnc.Network:
        return _network(weights=WEIGHTS * 6, **{"model": "eif", "pace": 0.05, "slope_factor": slope, **given, **more})

    def differences(slope: float, **more: object) -> int:
        compiled = snnc.compile(build(slope, **more))
        built = dequantise(compiled.network, compiled.quantised)
        real, golden = (snnc.golden.run(each, spikes).spikes("y") for each in (built, compiled.quantised))
        return int(np.count_nonzero(real != golden))

    for slope in (0.1, 1e-3, 1e-4, 1e-5):
        assert "W210" not in codes(build(slope)) | codes(build(slope, model="adex", **adapting))
        assert differences(slope) <= 4
    assert codes(build(1e-6))["W210"] == (
        "slope_factor of 'y' is 1e-06: exp ends at exponents of 16, where a step lifts v by 0.404, and the threshold "
        "is 0.7 away: it fires later than in floating point"
    )
    with pytest.warns(SnncWarning, match="W210"):
        assert differences(1e-6) > 20
    assert "W210" in codes(build(1e-6, model="adex", **adapting))
    assert "W210" in codes(build(1e-5, pace=0.005))
    assert "is 1e-06 in neuron 1: " in codes(build(np.array([0.1, 1e-6, 0.1, 1e-7])))["W210"]


def test_of_leaks_of_readouts_and_mixed_ones() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 6)
    b.population("y", 4, model="li", tau=1000.0)
    b.population("z", 2, model="li", decay=np.array([1.0, 0.9]))
    b.connect("x", "y", WEIGHTS)
    b.connect("x", "z", WEIGHTS[:, :2])
    b.output("y", "v")
    b.output("z", "v")
    told = codes(b.build(), snnc.QuantiseOptions(state=snnc.StateOptions(fraction_bits=0)))
    assert "the leak of 'y' vanished below a potential of" in told["W203"]
    assert "'z' sums its input without a leak" in told["W206"]


def test_of_a_threshold_at_rest() -> None:
    assert "W203" not in codes(_network(rest=0.5, threshold=0.5, decay=0.9))


def test_of_what_cannot_be_meant() -> None:
    said = codes(_network(rest=-70.0, threshold=-50.0))["W107"]
    assert said == "the threshold of 'y' is below 0, and a spike subtracts it: that raises the potential"
    assert "W107" not in codes(_network(rest=-70.0, threshold=-50.0, reset="value", reset_value=-70.0))
    exactly = np.array([[1.0] * 4, [2.0] * 4, *[[-1.0] * 4] * 4])
    assert "W104" in codes(_network(weights=exactly, decay=0.0, threshold=3.0, fire=">"))
    assert "W104" not in codes(_network(weights=exactly, decay=0.0, threshold=3.0, fire=">="))


def test_of_lowest_potentials() -> None:
    def told(**options: object) -> dict[str, str]:
        return codes(_network(**options))

    assert told(v_min=-1.0) == told(v_min=0.0) == told(v_min=-1.0, rest=0.5) == {}
    assert told(v_min=1.0) == {"W108": "v_min of 'y' is 1, its threshold 1: its potential is never below that"}
    assert told(v_min=0.5) == {"W108": "v_min of 'y' is 0.5, its rest 0: its potential never comes to rest"}
    assert "its rest 0:" in told(v_min=1.0, fire=">")["W108"]
    assert "its threshold 1:" in told(v_min=1.1, fire=">")["W108"]
    assert "its rest 0.4:" in told(v_min=0.5, rest=0.4, initial={"v": 0.5})["W108"]
    assert told(v_min=0.5, rest=0.5, initial={"v": 0.5}) == {}
    assert told(v_min=0.5, rest=0.5) == {"W108": "v_min of 'y' is 0.5, its initial potential 0: it is raised at once"}
    assert "W108" in told(v_min=0.5, model="linear_lif", decay=None, leak=0.1)
    some = told(v_min=np.array([0.0, 2.0, -1.0, 1.0]), threshold=np.array([1.0, 2.0, 3.0, 0.75]))
    assert some["W108"].startswith("v_min of 2 of 4 neurons (the first is 1) of 'y' is 2, its threshold 2: ")
    assert "initial potential 0" in told(v_min=0.5, model="if", decay=None)["W108"]
    assert told(v_min=0.5, model="if", decay=None, initial={"v": 0.5}) == {}
    assert "its rest 0:" in told(v_min=0.5, model="li", threshold=None)["W108"]
    # Whatever the weights, a neuron that is kept above its threshold can fire.
    assert set(told(v_min=1.5, weights=-np.abs(WEIGHTS))) == {"W108"}


def test_of_signs_and_biases() -> None:
    signs = np.array([[1.0] * 4, *[[0.01] * 4] * 5])
    assert (
        "the error of the weights of 'x_y' is"
        in codes(_network(weights=signs), snnc.QuantiseOptions(snnc.WeightOptions(1)))["W208"]
    )
    options = snnc.QuantiseOptions(state=snnc.StateOptions(fraction_bits=0))
    b = snnc.NetworkBuilder("n", steps=1000)
    b.input("x", 6)
    b.population("y", 4, model="if", threshold=1.0, bias=0.0004)
    b.connect("x", "y", WEIGHTS)
    b.output("y")
    assert (
        "the bias of 'y', 0.0004 in neuron 0, is built as 0; in a sample of 1000 steps"
        in codes(b.build(), options)["W205"]
    )
    assert "W205" not in codes(b.build())


def test_of_thresholds_and_sums() -> None:
    wide = WEIGHTS * 100
    coarse = snnc.QuantiseOptions(snnc.WeightOptions(4), snnc.StateOptions(fraction_bits=0))
    assert "the threshold of 'y' is built" in codes(_network(weights=wide), coarse)["W205"]
    b = snnc.NetworkBuilder("n")
    b.input("x", 6)
    b.population("y", 4, model="li", decay=1.0)
    b.connect("x", "y", WEIGHTS)
    b.output("y", "v")
    assert "it is sized for 256 steps, and may saturate after that" in codes(b.build())["W206"]


@pytest.mark.parametrize(
    "dt, frequency, turns, slower",
    [
        (1.0, 0.5, None, None),
        (1.0, -0.5, None, None),
        (0.1, 5.0, None, None),
        (1.0, 0.75, 0.75, 0.25),
        (0.5, 2.25, 1.125, 0.25),
        (10.0, "95 Hz", 0.95, 0.005),
    ],
)
def test_of_sines(dt: float, frequency: float | str, turns: float | None, slower: float | None) -> None:
    """Its values are those of the slower sine, or of that turning backwards."""
    b = snnc.NetworkBuilder("n", dt=dt, steps=20)
    b.input("x", 1, wave={"kind": "sine", "amplitude": 1.0, "frequency": frequency})
    b.population("y", 1, model="lif", decay=0.5, threshold=1.0)
    b.connect("x", "y", 1.0)
    b.output("y")
    network = b.build()
    told = codes(network)
    assert ("W109" in told) is (turns is not None)
    if turns:
        assert f"'x' turns {turns:g} times in a step" in told["W109"] and f"of {slower:g} turns per" in told["W109"]
        times = np.arange(20) * dt
        current = network.inputs[0].current
        assert current and current.wave
        values = current.wave.values(times)
        alias = np.sin(2 * np.pi * slower * times)
        assert np.allclose(values, alias, atol=1e-9) or np.allclose(values, -alias, atol=1e-9)
