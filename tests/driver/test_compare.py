"""Float beside golden: cases worked out by hand, and random networks counted the slow way."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from support.networks import random_network, random_options, random_stimulus

import snnc
from snnc.driver import compare as module
from snnc.driver.classify import accuracy, decide
from snnc.driver.comparison import Comparison, NeuronStep, Pair
from snnc.golden import run, variables
from snnc.ir.network import SPIKES
from snnc.passes.pipeline import quantise

#: Largest weight 1.0 -> 7: a unit is 1/7 wherever no other rule of scaling applies.
FOUR_BITS = snnc.QuantiseOptions(snnc.WeightOptions(4, units=7.0), snnc.StateOptions(bits=10, fraction_bits=0))


def _two(**options: object) -> snnc.NetworkBuilder:
    """Neuron 0 spikes with its input; neuron 1 counts 0.25 towards 0.8, built as 2/7 towards 6/7."""
    b = snnc.NetworkBuilder("two")
    b.input("x", 1)
    b.population("pair", 2, model="if", threshold=[0.5, 0.8], reset="value", reset_value=0.0, **options)
    b.connect("x", "pair", [[1.0, 0.25]])
    b.output("pair")
    return b


def _spikes(*samples: list[int]) -> dict[str, np.ndarray]:
    return {"x": np.array(samples, bool)[:, :, None]}


#: Sample 0 is silent; in sample 1 the third spike makes golden's neuron 1 fire in step 3.
ONE = _spikes([0, 0, 0, 0, 0], [1, 0, 1, 1, 0])


@pytest.fixture(params=["one batch", "a sample a batch"])
def batches(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is said of samples does not depend on how many run at once."""
    if request.param != "one batch":
        monkeypatch.setattr(module, "_VALUES", 1)


@pytest.mark.usefixtures("batches")
def test_exactly_one_place() -> None:
    result = snnc.compare(_two().build(), ONE, quantise=FOUR_BITS)
    assert (result.samples, result.steps, result.places, result.unequal) == (2, 5, 20, 1)
    (pair,) = result.populations
    assert pair.spikes is not None
    assert pair.spikes.counts == Pair(3, 4)
    assert (pair.spikes.unequal, pair.spikes.samples_unequal, pair.spikes.samples_own) == (1, 1, 1)
    assert pair.spikes.rates == Pair(3 / 20, 4 / 20)
    assert pair.spikes.neuron_rates.tolist() == [[0.3, 0.0], [0.3, 0.1]]
    first = result.first
    assert first is not None and pair.spikes.first == first.place == NeuronStep(1, 3, 1)
    assert (first.population, first.spikes) == ("pair", Pair(0, 1))
    assert first.state_before == (("v", Pair(0.5, pytest.approx(4 / 7))),)
    assert first.threshold == Pair(0.8, pytest.approx(6 / 7))
    (v,) = pair.potentials
    off = [2 / 7 - 0.25, 2 / 7 - 0.25, 4 / 7 - 0.5, 0.75, 0.75]
    assert v.error.largest == 0.75 and v.largest_at == NeuronStep(1, 3, 1)
    assert v.error.rms == pytest.approx(np.sqrt(np.square(off).sum() / 20))
    assert v.error.largest_relative == pytest.approx(0.75 / 0.8)
    # Of sample 1 three steps are before the difference, of sample 0 all five.
    assert v.while_equal is not None and v.while_equal.largest == pytest.approx(4 / 7 - 0.5)
    assert v.while_equal.rms == pytest.approx(np.sqrt(np.square(off[:3]).sum() / 16))
    assert v.while_equal.rms_relative == pytest.approx(v.while_equal.rms / 0.8)
    assert (v.saturated, v.first_saturated) == (0, None)
    trace = result.trace
    assert (trace.population, trace.place) == ("pair", NeuronStep(1, 3, 1))
    assert trace.potential == pytest.approx(np.array([[0.25, 0.25, 0.5, 0.75, 0.75], [2 / 7, 2 / 7, 4 / 7, 0, 0]]))
    assert trace.spikes is not None and trace.spikes.tolist() == [[0] * 5, [0, 0, 0, 1, 0]]
    assert str(result) == (
        "golden differs from float in 1 of 20 places (5.00 %), first in population pair, neuron 1, at sample 1, step 3"
    )


def test_before_step_0_is_the_initial_state() -> None:
    result = snnc.compare(_two(initial={"v": [0.0, 0.5]}).build(), _spikes([1]), quantise=FOUR_BITS)
    assert result.first is not None and result.first.place == NeuronStep(0, 0, 1)
    assert result.first.state_before == (("v", Pair(0.5, pytest.approx(4 / 7))),)
    (pair,) = result.populations
    assert pair.potentials[0].while_equal is None


@pytest.mark.parametrize("delay", [0, 1])
def test_a_consequence_is_not_the_cause(delay: int) -> None:
    """A population before the cause in the spec follows it, in the same step or in the next one."""
    b = snnc.NetworkBuilder("chain")
    b.input("x", 1)
    b.population("after", 1, model="if", threshold=0.5, reset="value", reset_value=0.0)
    b.population("pair", 2, model="if", threshold=[0.5, 0.8], reset="value", reset_value=0.0)
    b.connect("x", "pair", [[1.0, 0.25]])
    b.connect("pair", "after", [[0.0], [1.0]], delay=delay)
    b.population("sum", 1, model="li", decay=1.0)
    b.connect("pair", "sum", [[0.0], [1.0]], delay=delay)
    b.output("after")
    result = snnc.compare(b.build(), ONE, quantise=FOUR_BITS)
    after, pair, total = result.populations
    assert after.spikes is not None and pair.spikes is not None
    assert after.spikes.first == NeuronStep(1, 3 + delay, 0)
    assert (after.spikes.unequal, after.spikes.samples_unequal, after.spikes.samples_own) == (1, 1, 0)
    assert pair.spikes.samples_own == 1
    assert result.first is not None and (result.first.population, result.first.place) == ("pair", NeuronStep(1, 3, 1))
    while_equal = after.potentials[0].while_equal
    assert while_equal is not None and while_equal.largest == 0
    # The readout gets a spike that float does not have; before that it is exact.
    v = total.potentials[0]
    assert v.error.largest == 1 and v.largest_at == NeuronStep(1, 3 + delay, 0)
    assert v.while_equal is not None and v.while_equal.largest == 0


def test_a_spike_under_way_is_no_cause_yet() -> None:
    """Both populations begin to differ in step 3; spikes of the first take a step to the second."""
    b = snnc.NetworkBuilder("both")
    b.input("x", 1)
    for name in ("first", "second"):
        b.population(name, 2, model="if", threshold=[0.5, 0.8], reset="value", reset_value=0.0)
        b.connect("x", name, [[1.0, 0.25]])
    b.connect("first", "second", [[0.0, 0.0], [0.0, 0.25]], delay=1)
    b.output("second")
    result = snnc.compare(b.build(), ONE, quantise=FOUR_BITS)
    for population in result.populations:
        assert population.spikes is not None
        assert (population.spikes.first, population.spikes.samples_own) == (NeuronStep(1, 3, 1), 1)


def test_rest_is_where_shares_are_counted_from() -> None:
    """Millivolts: 0.8 above a rest of -65."""
    b = snnc.NetworkBuilder("millivolts")
    b.input("x", 1)
    b.population("n", 2, model="lif", decay=1.0, threshold=-64.2, rest=-65.0, reset="none", initial={"v": -65.0})
    b.connect("x", "n", [[1.0, 0.25]])
    b.output("n")
    error = snnc.compare(b.build(), _spikes([1, 1]), quantise=FOUR_BITS).populations[0].potentials[0].error
    assert error.largest == pytest.approx(4 / 7 - 0.5)
    assert error.largest_relative == pytest.approx(error.largest / 0.8)


def test_a_time_is_no_share_of_a_potential() -> None:
    """Nengo's neurons wait in steps; a current is none of what meets the threshold, either. An adaptation is."""
    b = snnc.NetworkBuilder("times")
    b.input("x", 1)
    b.population("n", 2, model="nengo_lif", tau=20.0, tau_ref=2.5, bias=1.5)
    b.population("c", 2, model="cuba_lif", decay=0.9, decay_syn=0.8, threshold=1.0)
    b.population("a", 2, model="alif", decay=0.9, threshold=1.0, jump=0.3, decay_adapt=0.7)
    for name in "nca":
        b.connect("x", name, [[0.3, 0.7]])
        b.output(name)
    result = snnc.compare(b.build(), {"x": np.ones((1, 30, 1), bool)})
    found = {(p.name, s.variable): s.error for p in result.populations for s in p.potentials}
    assert {key for key, error in found.items() if error.largest_relative is None} == {("n", "wait"), ("c", "i")}
    assert found["n", "wait"].largest > 0 and found["n", "wait"].rms_relative is None
    assert all(error.largest_relative in (None, pytest.approx(error.largest)) for error in found.values())


def test_integers_stay_what_they_are() -> None:
    b = snnc.NetworkBuilder("whole")
    b.input("x", 3)
    b.population("n", 2, model="if", threshold=6.0)
    b.connect("x", "n", [[7.0, 1.0], [3.0, -2.0], [-5.0, 2.0]])
    b.output("n")
    x = {"x": np.random.default_rng(1).random((20, 50, 3)) < 0.5}
    result = snnc.compare(b.build(), x, quantise=snnc.QuantiseOptions(snnc.WeightOptions(4)))
    (n,) = result.populations
    assert n.spikes is not None and n.spikes.counts.real > 100
    assert result.unequal == 0 and result.first is None
    assert (n.potentials[0].error.largest, n.potentials[0].error.rms) == (0, 0)
    assert str(result) == "golden equals float in all 2,000 places"


def _readout(options: snnc.QuantiseOptions, calibration: dict[str, np.ndarray] | None = None) -> Comparison:
    b = snnc.NetworkBuilder("readout")
    b.input("x", 1)
    b.population("sum", 2, model="li", decay=1.0)
    b.connect("x", "sum", [[1.0, 0.25]])
    b.output("sum", "v")
    x = {"x": np.repeat([[[False]], [[True]]], 64, axis=1)}
    return snnc.compare(b.build(), x, quantise=options, calibration=calibration)


@pytest.mark.usefixtures("batches")
def test_a_readout_that_saturates() -> None:
    """In sample 1: 127 a step against a limit of 511, there in step 4; 32 a step, there in step 15."""
    options = snnc.QuantiseOptions(snnc.WeightOptions(8, units=127.0), snnc.StateOptions(bits=10, fraction_bits=0))
    result = _readout(options)
    (found,) = result.populations
    assert found.spikes is None and result.places == 0 and result.first is None
    (v,) = found.potentials
    assert v.saturated == 60 + 49
    assert v.first_saturated == NeuronStep(1, 4, 0)
    assert v.error.largest == pytest.approx(64 - 511 / 127) and v.largest_at == NeuronStep(1, 63, 0)
    assert v.error.largest_relative is None and v.while_equal == v.error
    assert result.trace.limits == pytest.approx((-512 / 127, 511 / 127))
    assert str(result) == (
        "no population spikes; golden is 60 off float at most, in population sum, neuron 0, at sample 1, step 63; "
        "v of sum saturates in 109 of 256 places (42.58 %)"
    )


def test_calibration_sizes_states() -> None:
    short, whole = ({"x": np.ones((1, steps, 1), bool)} for steps in (2, 64))
    saturated = [_readout(snnc.QuantiseOptions(), x).populations[0].potentials[0].saturated for x in (short, whole)]
    assert saturated[0] > 0 == saturated[1]


def _slowly(network: snnc.Network, options: snnc.QuantiseOptions, x: dict[str, np.ndarray]) -> tuple[int, object]:
    """Unequal spikes, and the first of them by a plain search."""
    real, integers = quantise(network, options)
    sides = [run(stage, x, variables(real)) for stage in (real, integers)]
    levels = integers.levels()
    spiking = [p for p in integers.populations if p.program.spike is not None]
    ordered = sorted(spiking, key=lambda p: levels[p.name])
    samples, steps = next(iter(x.values())).shape[:2]
    places = [
        (population.name, NeuronStep(sample, step, neuron))
        for sample in range(samples)
        for step in range(steps)
        for population in ordered
        for neuron in range(population.size)
        if sides[0].spikes(population.name)[sample, step, neuron]
        != sides[1].spikes(population.name)[sample, step, neuron]
    ]
    return len(places), places[0] if places else None


def test_random_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Counts and first places are those of a plain search, whatever the size of a batch."""
    differing = 0
    for seed in range(25):
        network, options = random_network(seed), random_options(seed)
        x = random_stimulus(network, seed, samples=4, steps=9)
        unequal, first = _slowly(network, options, x)
        differing += unequal > 0
        for values in (1 << 20, 1):
            monkeypatch.setattr(module, "_VALUES", values)
            result = snnc.compare(network, x, quantise=options)
            assert result.unequal == unequal
            assert (result.first and (result.first.population, result.first.place)) == first
            json.dumps(result.as_json(), allow_nan=False)
    assert differing > 10


def test_batches_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    x = {"x": np.random.default_rng(3).random((7, 30, 1)) < 0.6}
    labels = np.arange(7) % 2
    done: list[int] = []
    found = []
    for values in (1 << 20, 3 * 30 * 3):
        monkeypatch.setattr(module, "_VALUES", values)
        result = snnc.compare(_two().build(), x, quantise=FOUR_BITS, labels=labels, progress=done.append)
        found.append(result)
    assert done == [7, 3, 6, 7]
    whole, parts = (result.as_json() for result in found)
    errors = [result.populations[0].potentials[0].error for result in found]
    assert errors[0].rms == pytest.approx(errors[1].rms)
    for tree in (whole, parts):
        potential = tree["populations"][0]["potentials"]["v"]  # type: ignore[index]
        del potential["error"], potential["while_equal"]
    assert whole == parts
    assert found[0].trace.potential == pytest.approx(found[1].trace.potential)


@pytest.mark.usefixtures("batches")
@pytest.mark.parametrize("variable", [SPIKES, "v"])
def test_accuracy_is_that_of_each_run(variable: str) -> None:
    rng = np.random.default_rng(5)
    b = snnc.NetworkBuilder("classes")
    b.input("x", 8)
    b.population("y", 4, model="lif", decay=0.9, threshold=1.0)
    b.connect("x", "y", rng.normal(0.2, 0.4, (8, 4)))
    b.output("y", variable)
    network, options = b.build(), snnc.QuantiseOptions(snnc.WeightOptions(2))
    x = {"x": rng.random((50, 12, 8)) < 0.3}
    traces = [run(stage, x).traces["y", variable] for stage in quantise(network, options)]
    labels = traces[0].sum(axis=1).argmax(axis=1)
    result = snnc.compare(network, x, quantise=options, labels=labels)
    assert result.decisions is not None
    expected = [accuracy(trace, variable, labels) for trace in traces]
    assert result.decisions.accuracies == Pair(*expected)
    assert expected[0] != expected[1]
    chosen = [decide(trace, variable) for trace in traces]
    assert result.decisions.unequal == np.count_nonzero(chosen[0] != chosen[1]) > 1
    assert f"; accuracy {100 * expected[1]:.2f} % beside {100 * expected[0]:.2f} % in float" in str(result)
    assert replace(result, decisions=None).as_json().keys() == result.as_json().keys() - {
        "accuracy_float",
        "accuracy_golden",
        "decisions_unequal",
    }


def test_wrong_input() -> None:
    network = _two().build()
    with pytest.raises(snnc.UserError, match="E202"):
        snnc.compare(network, {"x": np.zeros((0, 5, 1), bool)})
    with pytest.raises(snnc.UserError, match="E201"):
        snnc.compare(network, {})
    with pytest.raises(snnc.UserError, match=r"E202.*got shape \[3\], expected \[2\]"):
        snnc.compare(network, ONE, labels=np.zeros(3, int))


def test_a_tie_in_float_is_called_one() -> None:
    """0.7 + 0.1 is 0.8, but not in float64; in tenths it is 8."""
    b = snnc.NetworkBuilder("tenths")
    b.input("x", 3)
    b.population("y", 1, model="if", threshold=0.8)
    b.connect("x", "y", [[0.1], [0.2], [0.7]])
    b.output("y")
    x = np.zeros((1, 3, 3), bool)
    x[0, 0, 2] = x[0, 1, 0] = True
    result = snnc.compare(b.build(), {"x": x})
    assert result.first is not None and result.first.tie and result.first.spikes == Pair(0, 1)
    assert result.as_json()["first_difference"]["tie"] is True
    other = snnc.compare(_two().build(), ONE, quantise=FOUR_BITS)
    assert other.first is not None and not other.first.tie
