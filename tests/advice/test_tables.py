"""Exponentials in a user's own equations: what is said where their table ends, beside what golden makes of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from support.own_models import CONDUCTANCE, EXPONENTIAL, IZHIKEVICH, one_population, run

import snnc
from snnc.advice.tables import table_warnings
from snnc.passes.dequantise import dequantise

WEIGHTS = np.random.default_rng(0).normal(1.2, 1.8, (6, 4))
SPIKES = np.random.default_rng(1).random((4, 200, 6)) < 0.3
EIF: dict[str, Any] = {
    "equations": "dv/dt = (El - v + D*exp((v - Vr)/D) + input)/tau",
    "parameters": {"El": 0.0, "Vr": 0.8, "D": 0.1, "tau": 20},
    "threshold": "v >= 1.5",
    "reset": "v = 0",
    "method": "euler",
    "bounds": {"v": (-4, 4)},
}


def _told(network: snnc.Network) -> list[str]:
    return [said.message for said in table_warnings(network.population("y"))]


@pytest.mark.parametrize("slope, late", [(0.1, False), (1e-3, False), (1e-4, False), (1e-6, True)])
def test_spikes_that_come_late(slope: float, late: bool) -> None:
    """The same slopes as of the library's neuron: where it is warned of, spikes differ, and elsewhere they do not."""
    network = one_population(snnc.equation_model("m", **EIF), WEIGHTS, steps=200, D=slope)
    compiled = snnc.compile(network)
    built = dequantise(compiled.network, compiled.quantised)
    real, golden = (run(stage, SPIKES).traces["y", "spikes"] for stage in (built, compiled.quantised))
    assert bool(np.count_nonzero(real != golden) > 20) is late
    assert [said.code for said in compiled.warnings if said.code == "W210"] == ["W210"] * late


def test_what_is_said_of_late_spikes() -> None:
    """v = 0.8 + 16 D, and a step adds (D e**16 - v)/20: 0.404 for D = 1e-6."""
    model = snnc.equation_model("m", **EIF)
    assert _told(one_population(model, WEIGHTS, D=1e-6)) == [
        "in 'y' exp ends at exponents of 16, where v is 0.800016 and a step does not lift it to the threshold of 1.5: "
        "it fires later than in floating point"
    ]
    each = _told(one_population(model, WEIGHTS, D=np.array([0.1, 1e-6, 0.1, 1e-7])))
    assert each[0].startswith("in 2 of 4 neurons (the first is 1) of 'y' exp ends")


@pytest.mark.parametrize("text", [EXPONENTIAL, CONDUCTANCE, IZHIKEVICH])
def test_models_without_surprises(text: dict[str, Any]) -> None:
    assert _told(one_population(snnc.equation_model("m", **text), WEIGHTS, dt=0.1)) == []


@pytest.mark.parametrize(
    "low, high, told",
    [
        (-1.0, 7.9, []),
        (-1.0, 9.0, ["let an exponent reach 18; exp ends at 16"]),
        (-9.0, 7.9, []),
    ],
)
def test_bounds_beyond_a_table(low: float, high: float, told: list[str]) -> None:
    """Of 2 v; what is below its table is as good as 0."""
    text = {"equations": "w = exp(2*v)/1000000\nv = 0.5*v + input", "bounds": {"v": (low, high), "w": (0, 16)}}
    found = _told(one_population(snnc.equation_model("m", **text), WEIGHTS))
    assert len(found) == len(told) and all(part in said for part, said in zip(told, found, strict=True))


def test_a_falling_exponent_is_judged_by_the_lower_bound() -> None:
    text = {"equations": "v = 0.5*v + exp(-v - 4)/1000 + input", "bounds": {"v": (-24, 8)}}
    (said,) = _told(one_population(snnc.equation_model("m", **text), WEIGHTS))
    assert "reach 20" in said


def test_tables_that_are_flat_at_their_ends() -> None:
    text = {"equations": "v = 0.5*v + tanh(9*v) + sigmoid(9*v) + input", "bounds": {"v": (-24, 24)}}
    assert _told(one_population(snnc.equation_model("m", **text), WEIGHTS)) == []
