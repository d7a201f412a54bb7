"""What is said of states that were limited in a run: by their format, by the bits of another, by their model."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest

import snnc
from snnc.advice.run import run_warnings


def _told(network: snnc.Network, values: np.ndarray, options: snnc.QuantiseOptions | None = None) -> list[str]:
    """Codes, messages and hints of a run of golden over ``values`` [steps] of the input ``x``."""
    with warnings.catch_warnings(action="ignore"):
        quantised = snnc.compile(network, quantise=options).quantised
    result = snnc.golden.run(quantised, {"x": values[None, :, None]}, watch=True)
    told = run_warnings(network, quantised, (1, len(values)), result.saturations)
    return [f"{said.code}: {said.message}; {said.hint}" for said in told]


def _behind(model: str, weight: float, **given: Any) -> snnc.Network:
    b = snnc.NetworkBuilder("n", steps=10)
    b.input("x", 1, current=(-100.0, 100.0))
    b.population("y", 2, model=model, **given)
    b.connect("x", "y", weight)
    b.output("y")
    return b.build()


@pytest.mark.parametrize("share", [0, 1, 4, 5])
def test_a_probability_of_1_is_no_saturation(share: int) -> None:
    """Its model limits it to 0 … 1, at both ends; above 1 in up to half of all steps that is nobody's mistake."""
    values = np.array([100.0] * share + [-100.0] * (10 - share))
    assert _told(_behind("poisson", 1.0), values) == []


@pytest.mark.parametrize("share, shown", [(6, "60%"), (10, "100%")])
def test_rates_in_hz_in_place_of_probabilities(share: int, shown: str) -> None:
    values = np.array([2.0] * share + [-100.0] * (10 - share))
    (said,) = _told(_behind("poisson", 1.0), values)
    assert said.startswith(f"W303: p of 'y' is above 1 in {shown} of all places, and counts as 1 there; ")
    assert "are these rates per unit of dt? Multiply the weights by dt" in said
    assert _told(_behind("poisson", 0.4), values) == []


def test_a_relay_whose_own_value_has_room() -> None:
    """4 bits and no fraction of them: -8 to 7 in the unit of the weights. ``largest`` is not to blame."""
    network = _behind("relay", 1.0, decay=0.5, largest=1000.0)
    narrow = snnc.QuantiseOptions(state=snnc.StateOptions(bits=9, fraction_bits=0))
    (said,) = _told(network, np.full(10, 100.0), narrow)
    assert said.startswith("W301: v of 'y' saturated in ")
    assert "; 9 state_bits, set by hand, have room for -" in said and "largest" not in said


def test_a_relay_that_sends_more_than_it_declares() -> None:
    (said,) = _told(_behind("relay", 1.0, largest=10.0), np.full(10, 100.0))
    assert said.startswith("W301: value of 'y' saturated in 20 of 20 places (100.00%)")
    assert said.endswith("; give 'y' a larger 'largest': numbers up to twice as large fit")


@pytest.mark.parametrize("largest, code", [(1.5, ""), (4.0, "W207")])
def test_a_wide_relay_has_room_for_all_that_it_declares(largest: float, code: str) -> None:
    """Weights into a slow relay that differ by 2**14: 32 bits of v have room for numbers up to 4, and no more."""
    b = snnc.NetworkBuilder("n", steps=1000)
    b.input("x", 1, current=(-6.0, 6.0))
    b.input("z", 20)
    b.population("y", 1, model="relay", tau=100.0, largest=largest)
    b.connect("x", "y", 1e-3)
    b.connect("z", "y", np.full((20, 1), 0.013))
    b.output("y")
    options = snnc.QuantiseOptions(snnc.WeightOptions(16), snnc.StateOptions(number_bits=16))
    with warnings.catch_warnings(action="ignore"):
        compiled = snnc.compile(b.build(), quantise=options)
    told = [(each.code, each.hint) for each in compiled.warnings]
    assert told == ([(code, "calibrate: --calibrate X.npz")] if code else [])
