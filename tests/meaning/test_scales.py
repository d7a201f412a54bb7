"""Scales and formats keep what a network means: values worked out by hand, one kind of network each."""

from __future__ import annotations

import numpy as np
import pytest
from meaning.networks import most, random_network
from meaning.single import single

import snnc
from snnc.core.errors import UserError
from snnc.golden.run import variables
from snnc.ir.options import ScaleMethod
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.pipeline import quantise


def _built(quantised: QuantisedNetwork) -> np.ndarray:
    """What every source does to every target, in the unit of the weights, read back from the integers."""
    population = quantised.populations[0]
    unit = quantised.population_reports[0].unit
    total = np.zeros((quantised.inputs[0].size, population.size))
    for projection in quantised.projections:
        source, target, weight = projection.connection.synapses()
        np.add.at(total, (source, target), weight / unit)
    return total


@pytest.mark.parametrize("ratio", [1.01, 1.2, 1.4, 1.42, 1.9, 2.0, 2.5, 2.83, 3.9, 7.3, 100.0])
@pytest.mark.parametrize("bits", [4, 8, 16])
def test_max_never_clips(bits: int, ratio: float) -> None:
    """Two projections, one with weights ``ratio`` times as large: no weight is off by more than half of its step."""
    small = np.random.default_rng(0).uniform(-1, 1, (20, 10))
    large = np.random.default_rng(1).uniform(-ratio, ratio, (20, 10))
    network = single(small, large, threshold=1.0)
    _, quantised = quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(bits)))
    for real, integer, report in zip(
        network.projections, quantised.projections, quantised.projection_reports, strict=True
    ):
        assert report.clipped == 0
        values = integer.connection.weights
        assert np.all(values % 2**report.shift == 0)
        stored = values >> report.shift
        assert np.abs(stored).max() <= 2 ** (bits - 1) - 1
        error = np.abs(stored / report.scale - real.connection.weights)
        assert error.max() <= 0.5 / report.scale * (1 + 1e-9)
        # At most a bit is lost to the common unit.
        own = (2 ** (bits - 1) - 1) / np.abs(real.connection.weights).max()
        assert report.scale > own / 2 * (1 - 1e-9)


def test_the_unit_is_the_one_that_loses_least() -> None:
    """At 8 bits 1.0 asks for 127 units and 1.1 for 115.45: 115.45 suits both, 127 would cost the second a bit."""
    rng = np.random.default_rng(0)
    first, second = rng.uniform(-1, 1, (20, 10)), rng.uniform(-1, 1, (20, 10))
    first[0, 0], second[0, 0] = 1.0, 1.1
    _, quantised = quantise(single(first, second, threshold=1.0), snnc.QuantiseOptions())
    assert [r.shift for r in quantised.projection_reports] == [0, 0]
    assert quantised.projection_reports[0].scale == pytest.approx(127 / 1.1)


def test_two_projections_between_the_same_populations() -> None:
    """All to all 2.5 and one to one -2.0 leave 0.5 on the diagonal."""
    b = snnc.NetworkBuilder("pair")
    b.input("x", 2)
    b.population("y", 2, model="if", threshold=100.0)
    b.connect("x", "y", 2.5)
    b.connect("x", "y", -2.0, kind="one_to_one")
    b.output("y", "v")
    for bits in (4, 8, 16):
        _, quantised = quantise(b.build(), snnc.QuantiseOptions(snnc.WeightOptions(bits)))
        assert np.array_equal(_built(quantised), [[0.5, 2.5], [2.5, 0.5]])
        assert all(r.exact for r in quantised.projection_reports)


@pytest.mark.parametrize("magnitude", [0.025, 0.003, 0.0001])
def test_a_projection_of_one_magnitude_is_held(magnitude: float) -> None:
    """It needs no resolution of its own: the others lose less than a bit for it, unless it is far below their step."""
    spread = np.random.default_rng(0).normal(0.05, 0.1, (30, 20))
    flat = np.full((30, 20), -magnitude)
    _, quantised = quantise(single(spread, flat, threshold=1.0), snnc.QuantiseOptions())
    first, second = quantised.projection_reports
    assert second.rms_error < 2.0**-8
    assert first.scale > 127 / np.abs(spread).max() / 2
    assert first.shift == 0 or magnitude * 127 / np.abs(spread).max() < 1


def test_clipping_is_asked_for_and_told() -> None:
    weights = np.random.default_rng(0).standard_t(2, (50, 20))
    for method in (ScaleMethod.PERCENTILE, ScaleMethod.LEAST_SQUARES):
        options = snnc.QuantiseOptions(snnc.WeightOptions(4, method, 90.0))
        network = single(weights, threshold=1.0)
        _, quantised = quantise(network, options)
        (report,) = quantised.projection_reports
        wanted = np.rint(weights * report.scale)
        assert report.clipped == np.count_nonzero(np.abs(wanted) > 7) > 0
        assert any(w.code == "W201" for w in snnc.compile(network, quantise=options).warnings)


def test_scales_by_hand() -> None:
    weights = np.array([[0.3, -0.55], [0.127, 1.9]])
    _, quantised = quantise(single(weights, threshold=1.0), snnc.QuantiseOptions(snnc.WeightOptions(8, units=64.0)))
    assert quantised.projections[0].connection.weights.tolist() == [[19, -35], [8, 122]]  # 19.2, -35.2, 8.128, 121.6
    with pytest.raises(UserError, match=r"E165.*a weight of 1.9, which is 190 units, expected at most 127"):
        quantise(single(weights, threshold=1.0), snnc.QuantiseOptions(snnc.WeightOptions(8, units=100.0)))
    own = (("x_y", snnc.WeightOptions(8, units=10.0)), ("x_y_2", snnc.WeightOptions(8, units=24.0)))
    with pytest.raises(UserError, match=r"E161.*got 10 and 24, expected a power of two between them"):
        quantise(single(weights, weights, threshold=1.0), snnc.QuantiseOptions(projections=own))
    own = (("x_y", snnc.WeightOptions(8, units=10.0)), ("x_y_2", snnc.WeightOptions(8, units=40.0)))
    _, quantised = quantise(single(weights, weights, threshold=1.0), snnc.QuantiseOptions(projections=own))
    assert [r.shift for r in quantised.projection_reports] == [2, 0]


def test_a_scale_by_hand_can_be_exact() -> None:
    whole = np.array([[3.0, -5.0], [12.0, 0.5]])
    for threshold, fraction in ((2.0, 0), (2.25, 1), (0.125, 2)):
        options = snnc.QuantiseOptions(snnc.WeightOptions(8, units=2.0))
        _, quantised = quantise(single(whole, threshold=threshold), options)
        assert quantised.projection_reports[0].exact
        report = quantised.population_reports[0]
        assert (report.exact, report.fraction_bits, report.potential.scale) == (True, fraction, 2.0 * 2**fraction)
    _, quantised = quantise(single(whole, threshold=2.0), snnc.QuantiseOptions(snnc.WeightOptions(8, units=1.0)))
    assert not quantised.projection_reports[0].exact


@pytest.mark.parametrize("bits", [8, 16])
def test_whole_numbers_stay_themselves(bits: int) -> None:
    """Weights 1, 2, 3, 100 and a threshold of 6 met exactly; 5 with '>' the same."""
    weights = np.array([[1.0], [2.0], [3.0], [100.0]])
    rng = np.random.default_rng(0)
    for threshold, fire in ((6.0, ">="), (5.0, ">")):
        network = single(weights, threshold=threshold, fire=fire, reset="value", reset_value=0.0)
        spikes = rng.random((8, 30, 4)) < 0.2
        _, quantised = quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(bits)))
        run = snnc.golden.run(quantised, {"x": spikes}, variables(quantised))
        assert quantised.population_reports[0].exact and quantised.populations[0].scale("v") == 1.0
        for sample in range(8):
            v = 0
            for t in range(30):
                v += int(spikes[sample, t] @ [1, 2, 3, 100])
                fired = v >= 6
                v = 0 if fired else v
                assert (run.state("y")[sample, t, 0], run.spikes("y")[sample, t, 0]) == (v, fired)


@pytest.mark.parametrize("unit", [1.0, 0.1, 0.05, 1 / 3, 2.0**-20, 1e6])
def test_any_unit_is_found(unit: float) -> None:
    weights = unit * np.random.default_rng(0).integers(-100, 101, (20, 5)).astype(float)
    _, quantised = quantise(single(weights, threshold=7 * unit), snnc.QuantiseOptions())
    report = quantised.population_reports[0]
    assert report.exact and quantised.projection_reports[0].exact
    assert report.unit == pytest.approx(1 / unit)
    finer = quantise(single(weights, threshold=7.125 * unit), snnc.QuantiseOptions())[1]
    assert finer.population_reports[0].exact and finer.population_reports[0].fraction_bits == 3


@pytest.mark.parametrize("unit", [0.1, 0.0173, 1 / 3])
def test_units_of_single_precision_are_found(unit: float) -> None:
    """As frameworks store what was trained for few bits: every weight rounded to float32."""
    whole = np.random.default_rng(0).integers(-100, 101, (20, 5))
    weights = (whole * unit).astype(np.float32).astype(float)
    _, quantised = quantise(single(weights, threshold=9 * unit), snnc.QuantiseOptions())
    assert quantised.projection_reports[0].exact and quantised.population_reports[0].exact
    assert np.array_equal(quantised.projections[0].connection.weights, whole)


def test_trained_weights_are_not_taken_for_whole_numbers() -> None:
    weights = np.random.default_rng(0).normal(0, 1, (20, 5)).astype(np.float32).astype(float)
    _, quantised = quantise(single(weights, threshold=1.0), snnc.QuantiseOptions())
    assert not quantised.projection_reports[0].exact and not quantised.population_reports[0].exact


def test_exact_weights_with_another_threshold() -> None:
    """Weights of -1, 0 and 1 are exact whatever the threshold; that gets fraction bits."""
    weights = np.sign(np.random.default_rng(0).normal(0, 1, (20, 5)))
    _, quantised = quantise(single(weights, threshold=np.pi), snnc.QuantiseOptions())
    assert quantised.projection_reports[0].exact and not quantised.population_reports[0].exact
    assert quantised.population_reports[0].threshold_error < 2.0**-10


@pytest.mark.parametrize("small", [[[0.0123456], [-0.0071]], [[-1.14013], [0.38341]], [[0.3], [0.0777]]])
@pytest.mark.parametrize("threshold", [1.0, 2.0])
def test_one_magnitude_meets_its_threshold(small: list[list[float]], threshold: float) -> None:
    """Weights of 1.0 meet thresholds of 1.0 and 2.0 whatever else projects into the population."""
    b = snnc.NetworkBuilder("n", steps=20)
    b.input("a", 1)
    b.input("s", 2)
    b.population("y", 1, model="if", threshold=threshold, reset="value", reset_value=0.0)
    b.connect("a", "y", [[1.0]])
    b.connect("s", "y", small)
    b.output("y")
    _, quantised = quantise(b.build(), snnc.QuantiseOptions())
    run = snnc.golden.run(quantised, {"a": np.ones((1, 20, 1), bool), "s": np.zeros((1, 20, 2), bool)})
    assert run.spikes("y").sum() == 20 / threshold


def test_signs_by_hand_are_not_called_exact() -> None:
    network = single(np.array([[14.0], [-3.0]]), threshold=5.0)
    _, quantised = quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(1, units=1.0)))
    (report,) = quantised.projection_reports
    assert not report.exact and report.rms_error > 0.5 and not quantised.population_reports[0].exact


@pytest.mark.parametrize("steps", [None, 64])
def test_a_readout_has_room_for_its_steps(steps: int | None) -> None:
    weights = np.array([[1.0, 0.9]] * 6 + [[0.5, 0.6], [0.3, 0.2]])
    network = single(weights, model="li", decay=1.0, steps=steps)
    _, quantised = quantise(network, snnc.QuantiseOptions())
    run = snnc.golden.run(quantised, {"x": np.ones((1, 64, 8), bool)}, watch=True)
    assert run.state("y")[0, -1].tolist() == [4352, 3968]  # 64 times 6.8 and 6.2, in tenths
    assert run.saturations == ()
    # 64 times 68 needs 14 bits, 256 times 68 needs 16.
    assert quantised.population_reports[0].potential.bits == (14 if steps else 16)
    assert quantised.population_reports[0].potential.saturation == (
        "impossible in 64 steps" if steps else "room for 256 steps"
    )


def test_a_summing_readout_decides_as_in_float() -> None:
    """Iris-like, 4-16-3 over 64 steps: the decisions of golden at 8 bits are those of float."""
    rng = np.random.default_rng(0)
    b = snnc.NetworkBuilder("iris")
    b.input("x", 4, coding="poisson", steps=64, seed=1)
    b.population("hidden", 16, model="lif", decay=0.9, threshold=1.0)
    b.population("class", 3, model="li", decay=1.0)
    b.connect("x", "hidden", rng.normal(0.2, 0.5, (4, 16)))
    b.connect("hidden", "class", rng.normal(0.0, 0.5, (16, 3)))
    b.output("class", "v")
    network = b.build()
    values = rng.random((150, 4))
    stimulus = {"x": snnc.golden.encode(values, network.inputs[0].coding)}
    real = snnc.golden.run(network, stimulus).state("class")[:, -1].argmax(axis=1)
    for fraction in (None, 0, 4, 8):
        options = snnc.QuantiseOptions(state=snnc.StateOptions(fraction_bits=fraction))
        _, quantised = quantise(network, options)
        run = snnc.golden.run(quantised, stimulus, watch=True)
        assert run.saturations == ()
        got = run.state("class")[:, -1].argmax(axis=1)
        if fraction != 0:
            assert np.mean(got == real) > 0.98


@pytest.mark.parametrize("seed", range(20))
def test_no_default_saturates_within_its_steps(seed: int) -> None:
    """With the steps of a sample known, every input may spike in every step of it."""
    network = random_network(seed)
    network = snnc.Network(**{**vars(network), "steps": 12})
    _, quantised = quantise(network, snnc.QuantiseOptions())
    full = {i.name: most(i, np.ones((1, 12, i.size), bool)) for i in network.inputs}
    run = snnc.golden.run(quantised, full, watch=True)
    roomy = {
        (report.name, state.name)
        for report in quantised.population_reports
        for state in report.states
        if state.saturation.startswith(("proved", "impossible"))
    }
    assert not [s for s in run.saturations if (s.population, s.state) in roomy]


def test_tiny_weights_count_as_zero() -> None:
    weights = np.array([[0.5, 9.6e-31], [1e-40, -0.25]])
    normal, quantised = quantise(single(weights, threshold=1.0), snnc.QuantiseOptions())
    assert normal.projections[0].connection.weights.tolist() == [[0.5, 0.0], [0.0, -0.25]]
    assert quantised.projection_reports[0].exact


def test_weights_a_million_times_smaller_are_told_not_refused() -> None:
    weights = np.random.default_rng(0).normal(0, 1, (20, 5))
    network = single(weights, weights * 1e-7, threshold=1.0)
    _, quantised = quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(12)))
    first, second = quantised.projection_reports
    assert first.rms_error < 2.0**-11
    assert second.vanished > 50


@pytest.mark.parametrize("weights", [[[0.3]], [[0.0015], [0.002]], [[0.25], [0.1]], [[3.0], [1.7]]])
def test_a_unit_that_is_a_power_of_two_is_as_fine_as_any(weights: list) -> None:
    """Products need such a unit. Whole multiples of another number that are few units each must not be taken for it."""
    b = snnc.NetworkBuilder("n")
    b.input("x", len(weights))
    b.population("y", 1, model="izhikevich", a=0.02, b=0.2, c=-65.0, d=8.0)
    b.connect("x", "y", weights)
    b.output("y")
    _, quantised = quantise(b.build(), snnc.QuantiseOptions(snnc.WeightOptions(8)))
    unit, (projection,) = quantised.population_reports[0].unit, quantised.projections
    assert np.log2(unit) == np.rint(np.log2(unit))
    stored = np.asarray(projection.connection.weights).ravel() / unit
    largest = np.abs(weights).max()
    # Half a step of 8 bits, of which a power of two may leave one unused.
    assert np.abs(stored - np.ravel(weights)).max() <= largest * 2.0**-7
