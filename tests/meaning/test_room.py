"""Room for the steps of a sample: no state is cut short where the report says that it cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from meaning.single import single

import snnc
from snnc.golden.run import variables
from snnc.ir.reports import PopulationReport
from snnc.passes.pipeline import quantise


def _room(network: snnc.Network, spikes: np.ndarray, bits: int = 8) -> tuple[PopulationReport, np.ndarray, np.ndarray]:
    """The report, and float and golden potentials of ``spikes`` in the unit of the network; nothing is limited."""
    _, quantised = quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(bits)))
    real = snnc.golden.run(network, {"x": spikes}, variables(network)).state("y")
    run = snnc.golden.run(quantised, {"x": spikes}, variables(quantised), watch=True)
    assert run.saturations == ()
    return quantised.population_reports[0], real, run.state("y") / quantised.populations[0].scale("v")


@pytest.mark.parametrize("bits, tau, fan_in", [(16, 200.0, 20), (8, 1e4, 64), (16, 1e5, 300)])
def test_a_slow_readout_gives_up_fraction_bits(bits: int, tau: float, fan_in: int) -> None:
    """All inputs in all of 100 steps; with every fraction bit it asks for the state would need more than 32."""
    weights = np.random.default_rng(0).random((fan_in, 2))
    network = single(weights, steps=100, model="li", tau=tau)
    report, real, golden = _room(network, np.ones((1, 100, fan_in), bool), bits)
    assert report.potential.bits <= 32 and report.potential.saturation == "impossible in 100 steps"
    assert np.abs(golden - real).max() < 0.01 * np.abs(real).max()


def test_a_slow_neuron_under_inhibition() -> None:
    """60 steps of -0.9 lead to about -52, far below what a threshold of 1 suggests."""
    spikes = np.zeros((1, 400, 2), bool)
    spikes[0, :60, 1] = spikes[0, 60:, 0] = True
    network = single([[0.37], [-0.9]], steps=400, model="lif", tau=1000.0, threshold=1.0)
    report, real, golden = _room(network, spikes)
    assert report.potential.saturation == "impossible in 400 steps"
    assert real.min() < -52 and golden.min() == pytest.approx(real.min(), rel=0.01)


def test_a_reset_that_becomes_possible_late() -> None:
    """The threshold is met after 1,000 steps, and the reset leads far below what 64 steps could."""
    spikes = np.zeros((1, 1100, 2), bool)
    spikes[0, :1000, 0] = spikes[0, 1000:, 1] = True
    options = {"model": "if", "threshold": 1000.0, "reset": "value", "reset_value": -2000.0}
    report, real, golden = _room(single([[1.0], [-1.0]], steps=1100, **options), spikes)
    assert report.exact and real.min() == golden.min() == -2100


def test_a_subtraction_that_raises_becomes_possible_late() -> None:
    """A threshold of -100, met from below: every spike then adds 100."""
    options = {"model": "if", "threshold": -100.0, "initial": {"v": -200.0}}
    spikes = np.ones((1, 400, 1), bool)
    report, real, golden = _room(single([[1.0]], steps=400, **options), spikes)
    assert np.array_equal(real, golden) and real.max() > 20_000
    assert report.potential.saturation == "impossible in 400 steps"
    assert report.potential.bits == 17  # 336 times 101, and a little


def test_every_state_has_room_from_its_own_start() -> None:
    """-100 and 100 times -1 is -200, whatever the current starts from; -128 would be the end of 8 bits."""
    options = {"decay": 1.0, "decay_syn": 0.0, "threshold": 5.0, "initial": {"v": -100.0, "i": 1.0}}
    network = single([[-1.0]], steps=100, model="cuba_lif", **options)
    report, real, golden = _room(network, np.ones((1, 100, 1), bool))
    assert report.potential.bits == 9 and real.min() == golden.min() == -200


def test_a_limit_that_is_met_exactly_is_no_saturation() -> None:
    """128 times -1 is the lowest number of 8 bits."""
    spikes = np.zeros((1, 128, 2), bool)
    spikes[0, :, 1] = True
    report, real, golden = _room(single([[1.0], [-1.0]], steps=128, model="if", threshold=5.0), spikes)
    assert report.potential.bits == 8 and real.min() == golden.min() == -128


@pytest.mark.parametrize("bias, steps", [(0.0004, 6000), (0.003, 400), (0.0171, 60)])
@pytest.mark.parametrize("model, leak", [("if", {}), ("cuba_lif", {"decay": 1.0, "decay_syn": 0.0})])
def test_a_bias_does_not_drift(model: str, leak: dict[str, float], bias: float, steps: int) -> None:
    """What its rounding adds up to in a sample is a small part of the threshold."""
    network = single([[0.51], [1.0], [0.333]], steps=steps, model=model, threshold=1.0, bias=bias, **leak)
    _, quantised = quantise(network, snnc.QuantiseOptions())
    silence = {"x": np.zeros((1, steps, 3), bool)}
    real = snnc.golden.run(network, silence, [("y", "spikes")]).spikes("y").sum()
    golden = snnc.golden.run(quantised, silence, [("y", "spikes")]).spikes("y").sum()
    assert real == golden == int(bias * steps + 1e-9)


def test_a_bias_that_never_reaches_the_potential() -> None:
    """Input first and a decay of 0: v is 0 whatever the current; the bias asks for no bits of it."""
    options = {"decay": 0.0, "decay_syn": 0.3, "order": "input_first", "threshold": 1.0, "bias": 0.37}
    network = single([[0.51], [0.333]], model="cuba_lif", **options)
    _, real, golden = _room(network, np.ones((1, 20, 2), bool))
    assert not real.any() and not golden.any()


def test_what_no_format_holds_is_told() -> None:
    """Fraction bits by hand that leave no room: the report does not claim any, and a warning says so."""
    network = single(np.ones((64, 1)) * [[0.731]], steps=2000, model="li", decay=1.0)
    options = snnc.QuantiseOptions(snnc.WeightOptions(16), snnc.StateOptions(fraction_bits=20))
    compiled = snnc.compile(network, quantise=options)
    assert compiled.quantised.population_reports[0].potential.saturation == "too narrow for 2000 steps"
    assert [w.code for w in compiled.warnings] == ["W207"]


def test_a_wide_state_that_forgets_needs_no_room_for_its_steps() -> None:
    """A million steps of 1.31717, of which 15/16 are kept: no sum passes 16 * 1.31717 = 21.07472.

    Units of 16-bit weights, 32,767 to 1, and 2**6 of them each: 44.2 million. The threshold of 100 is 209.7 million,
    below 2**28, and so decides: 28 bits and a sign.
    """
    options = {"decay": 1 - 2.0**-4, "threshold": 100.0, "reset": "none"}
    network = single([[1.0], [0.31717]], model="lif", steps=1_000_000, **options)
    given = snnc.QuantiseOptions(snnc.WeightOptions(16), snnc.StateOptions(fraction_bits=6))
    state = quantise(network, given)[1].population_reports[0].potential
    assert (state.saturation, state.bits) == ("proved unneeded", 29)
