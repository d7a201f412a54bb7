"""Equations that are not linear: beside the library, beside float, and in hardware."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.own_models import CONDUCTANCE, EXPONENTIAL, IZHIKEVICH, one_population, run
from support.verilog import SIMULATOR

import snnc
from snnc.driver.simulate import Bench, Scenario
from snnc.passes.pipeline import quantise
from snnc.program.nonlinear import Lookup, Product

STEPS = 600


def _spikes(inputs: int, rate: float, seed: int = 3) -> np.ndarray:
    return np.random.default_rng(seed).random((2, STEPS, inputs)) < rate


def _izhikevich() -> snnc.Network:
    model = snnc.equation_model("own", **IZHIKEVICH)
    return one_population(model, np.array([[12.0, 8.0], [4.0, 12.0]]), STEPS, 0.25, initial={"v": -65.0, "u": -13.0})


def _exponential() -> snnc.Network:
    model = snnc.equation_model("own", **EXPONENTIAL)
    return one_population(model, np.array([[0.5, 0.25], [0.25, 0.375]]), STEPS, 0.1, initial={"v": -65.0})


def _conductance() -> snnc.Network:
    model = snnc.equation_model("own", **CONDUCTANCE)
    return one_population(model, np.array([[3.0, 2.5], [2.0, 4.5]]), STEPS, 0.1, initial={"v": -70.0})


def test_izhikevich_is_that_of_the_library() -> None:
    given = {"a": 0.02, "b": 0.2, "c": -65.0, "d": 8.0, "initial": {"v": -65.0, "u": -13.0}}
    library = one_population("izhikevich", np.array([[12.0, 8.0], [4.0, 12.0]]), STEPS, 0.25, shown=("v", "u"), **given)
    own, other = run(_izhikevich(), _spikes(2, 0.6)), run(library, _spikes(2, 0.6))
    assert own.traces["y", "spikes"].sum() >= 12
    assert np.array_equal(own.traces["y", "spikes"], other.traces["y", "spikes"])
    for name in ("v", "u"):
        assert np.allclose(own.traces["y", name], other.traces["y", name], rtol=1e-9)


@pytest.mark.parametrize(
    "make, rate, near", [(_izhikevich, 0.6, 0.6), (_exponential, 0.3, 0.1), (_conductance, 0.1, 0.1)]
)
def test_golden_follows_float(make: Any, rate: float, near: float) -> None:
    """Until the first spike of a neuron potentials differ by a small share of their span; spikes by few steps."""
    network = make()
    integers = quantise(network, snnc.QuantiseOptions(snnc.WeightOptions(8)))[1]
    a, b = run(network, _spikes(2, rate)), run(integers, _spikes(2, rate))
    scale = integers.population("y").scale("v")
    for sample in range(2):
        for neuron in range(2):
            fires = np.flatnonzero(a.traces["y", "spikes"][sample, :, neuron])
            first = int(fires[0]) if fires.size else STEPS
            wanted = a.traces["y", "v"][sample, : first - 3, neuron]
            got = b.traces["y", "v"][sample, : first - 3, neuron] / scale
            assert np.abs(got - wanted).max() < near
            there = np.flatnonzero(b.traces["y", "spikes"][sample, :, neuron])
            # A spike of the last steps may come after the end.
            count = min(there.size, fires.size)
            assert count >= 2
            assert all(fires[count:] >= STEPS - 3) and all(there[count:] >= STEPS - 3)
            assert np.abs(there[:count] - fires[:count]).max() <= 3


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("make", [_izhikevich, _exponential, _conductance])
def test_hardware_equals_golden(make: Any, tmp_path: Path) -> None:
    compiled = snnc.compile(make())
    body = make().population("y").program.body
    assert any(isinstance(s.op, Product | Lookup) for s in body)
    verdict = Bench(compiled, {"x": _spikes(2, 0.5)[:1, :150]}, tmp_path, tool=SIMULATOR).run(Scenario())
    assert (verdict.mismatches, verdict.cycle_mismatches) == (0, 0)


@pytest.mark.usefixtures("icarus")
def test_pieces_by_hand(tmp_path: Path) -> None:
    """clip, abs, min, max of whole numbers: float, golden and hardware give the table.

    x is the input; a = |x - 3|, b = min(x, 2) + 10*[…] = min(x, 2), c = max(x, -x/2), d = clip(x, -1, 2), and e is
    what a was in the step before.
    """
    model = snnc.equation_model(
        "pieces",
        equations="x = input\ne = a\na = abs(x - 3)\nb = min(x, 2)\nc = max(x, -x/2)\nd = clip(x, -1, 2)",
    )
    weights = np.array([[4.0], [-2.0], [1.0]])
    network = one_population(model, weights)
    arriving = np.array([[[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1], [0, 0, 0]]], bool)
    expected = {
        "x": [4, -2, 1, 3, 0],
        "a": [1, 5, 2, 0, 3],
        "b": [2, -2, 1, 2, 0],
        "c": [4, 1, 1, 3, 0],
        "d": [2, -1, 1, 2, 0],
        "e": [0, 1, 5, 2, 0],
    }
    compiled = snnc.compile(network)
    for stage in (network, compiled.quantised):
        found = run(stage, arriving)
        for name, values in expected.items():
            scale = 1.0 if stage is network else compiled.quantised.population("y").scale(name)
            assert (found.traces["y", name][0, :, 0] / scale).tolist() == values, name
    verdict = Bench(compiled, {"x": arriving}, tmp_path, tool=SIMULATOR).run(Scenario())
    assert (verdict.mismatches, verdict.cycle_mismatches) == (0, 0)
