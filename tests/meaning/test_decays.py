"""Decays keep their time constants, and small ones their gain: values worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from meaning.single import single

import snnc
from snnc.passes.formats import factor_bits, factor_errors, leak_errors
from snnc.passes.pipeline import quantise
from snnc.passes.scales import realise_factor


@pytest.mark.parametrize("tau", [1.0, 3.0, 10.0, 20.0, 100.0, 200.0, 1000.0, 1e4])
def test_tau_is_built_within_its_tolerance(tau: float) -> None:
    for weight_bits, tolerance in ((4, 0.01), (8, 0.01), (9, 1 / 512), (10, 1 / 1024), (16, 1 / 65536)):
        network = single(np.array([[0.3, 0.17]]), model="lif", threshold=1.0, decay=float(np.exp(-1 / tau)))
        _, quantised = quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(weight_bits)))
        (decay,) = quantised.population_reports[0].decays
        leak, built = -np.expm1(-1 / tau), 1 - decay.integer / 2**decay.shift
        assert abs(built - leak) <= tolerance * leak and decay.built == decay.integer / 2**decay.shift
        assert decay.tau == pytest.approx(tau)
        # A bit less would not do.
        fewer = np.rint(np.exp(-1 / tau) * 2 ** (decay.shift - 1)) / 2 ** (decay.shift - 1)
        smaller = min(leak, np.exp(-1 / tau))
        assert decay.shift == 1 or abs(fewer - np.exp(-1 / tau)) > tolerance * smaller


def test_a_tolerance_by_hand_and_bits_by_hand() -> None:
    factors = np.array([0.999])
    assert factor_bits(factors, snnc.StateOptions(tau_error=0.5), 0.5) == 10  # 511 / 512 is 95 % off, 1023 / 1024 2 %
    assert factor_bits(factors, snnc.StateOptions(decay_bits=4), 0.01) == 4
    assert leak_errors(factors, realise_factor(factors, 4, None) / 16) == pytest.approx(1.0)
    asked, built = np.array([1.0, 0.0, 1.0, 0.0, 0.01]), np.array([1.0, 0.0, 0.5, 0.25, 0.0])
    assert leak_errors(asked, built).tolist() == [0.0, 0.0, np.inf, 0.25, pytest.approx(0.01 / 0.99)]
    assert factor_errors(asked, built).tolist() == [0.0, 0.0, np.inf, np.inf, 1.0]


@pytest.mark.parametrize(
    "decay, order, weight, threshold",
    [
        (0.009, "input_first", 100.0, 0.5),
        (0.0067, "input_first", 200.0, 1.0),
        (float(np.exp(-1 / 0.3)), "input_first", 30.0, 1.0),
        (0.04, "input_first", 30.0, 1.18),
        (0.1, "input_first", 11.0, 1.08),
    ],
)
def test_a_small_decay_is_a_gain(decay: float, order: str, weight: float, threshold: float) -> None:
    """What is left of the input of a step meets the threshold, by some per cent."""
    options = {"decay": decay, "order": order, "threshold": threshold, "reset": "value", "reset_value": 0.0}
    network = single(np.array([[weight]]), model="lif", **options)
    _, quantised = quantise(network, snnc.QuantiseOptions())
    stimulus = {"x": np.ones((1, 20, 1), bool)}
    runs = [snnc.golden.run(each, stimulus, [("y", "spikes")]).spikes("y").sum() for each in (network, quantised)]
    assert runs == [20, 20]


@pytest.mark.parametrize("tau", [1e5, 2e5, 5e5, 1e7])
@pytest.mark.parametrize("order", ["input_first", "decay_first"])
@pytest.mark.parametrize("rest", [0.0, -70.0])
def test_the_slowest_leaks_fit_golden(tau: float, order: str, rest: float) -> None:
    network = single(np.array([[0.8, 0.3]]), model="li", decay=float(np.exp(-1 / tau)), order=order, rest=rest)
    quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(16)))


def test_a_slow_leak_acts() -> None:
    """0.03 in every step against a leak of 1 in 1,000: v rises to 20 in 1,098 steps, 18 spikes in 20,000 steps."""
    b = snnc.NetworkBuilder("slow")
    b.input("x", 1)
    b.population("y", 1, model="lif", tau=1000.0, threshold=20.0)
    b.connect("x", "y", [[0.03]])
    b.output("y")
    network = b.build()
    stimulus = {"x": np.ones((1, 20_000, 1), bool)}
    _, quantised = quantise(network, snnc.QuantiseOptions())
    assert snnc.golden.run(network, stimulus).spikes("y").sum() == 18
    assert snnc.golden.run(quantised, stimulus).spikes("y").sum() == 18
