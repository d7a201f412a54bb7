"""Models of the library, written as equations: the same spikes and states in float, in golden and in hardware."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.own_models import one_population, run
from support.verilog import SIMULATOR

import snnc
from snnc.driver.simulate import Bench, Scenario
from snnc.passes.pipeline import quantise

STEPS, INPUTS, SIZE = 120, 5, 4
HELD = "dv/dt = (El - v)/tau : 1 (unless refractory)"
LEAK = {"El": 0.2, "tau": 10, "th": 1}
VALUE = {"threshold": "v > th", "reset": "v = 0.1", "input": "v"}
LIF = {"tau": 10.0, "rest": 0.2, "threshold": 1.0, "fire": ">"}
#: Name: the model as equations, its parts and parameters, and what the library calls it.
PAIRS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "lif, discrete": (
        {"equations": "v = d*v + input", "parameters": {"d": 0.9, "th": 1}, "threshold": "v >= th", "reset": "v -= th"},
        {"model": "lif", "decay": 0.9, "threshold": 1.0, "reset": "subtract"},
    ),
    "if": (
        {"equations": "v = v + input + 0.02", "threshold": "v >= 1", "reset": "v = v - 1"},
        {"model": "if", "threshold": 1.0, "bias": 0.02, "reset": "subtract"},
    ),
    "li": (
        {"equations": "dv/dt = -v/12", "input": "v"},
        {"model": "li", "tau": 12.0},
    ),
    "lif, differential": (
        {"equations": "dv/dt = (El - v)/tau", "parameters": LEAK, **VALUE},
        {"model": "lif", **LIF, "reset": "value", "reset_value": 0.1},
    ),
    "lif, each its own": (
        {"equations": "dv/dt = (El - v)/tau", "parameters": LEAK, **VALUE},
        {"model": "lif", **LIF, "tau": np.array([5.0, 8.0, 13.0, 40.0]), "reset": "value", "reset_value": 0.1},
    ),
    "lif, held": (
        {"equations": HELD, "parameters": LEAK, **VALUE, "refractory": 3},
        {"model": "lif", **LIF, "reset": "value", "reset_value": 0.1, "refractory": 3},
    ),
    "lif, input first": (
        {"equations": HELD, "parameters": LEAK, **VALUE, "refractory": 3, "order": "input_first", "method": "euler"},
        {
            **{"model": "lif", **LIF, "reset": "value", "reset_value": 0.1, "refractory": 3},
            **{"order": "input_first", "method": "euler"},
        },
    ),
    "cuba_lif": (
        {"equations": "i = 0.8*i + input\nv = 0.9*v + i", "threshold": "v >= 2", "reset": "v -= 2"},
        {"model": "cuba_lif", "decay_syn": 0.8, "decay": 0.9, "threshold": 2.0, "reset": "subtract"},
    ),
    "cuba_lif, rest and bias": (
        {
            "equations": "i = 0.8*i + input + 0.05\nv = 0.3 + 0.9*(v - 0.3) + i",
            "threshold": "v > 2",
            "reset": "v = 0.25",
        },
        {
            **{"model": "cuba_lif", "decay_syn": 0.8, "decay": 0.9, "threshold": 2.0, "rest": 0.3, "bias": 0.05},
            **{"reset": "value", "reset_value": 0.25, "fire": ">"},
        },
    ),
}


def _pair(name: str) -> tuple[snnc.Network, snnc.Network]:
    """Both networks, with the same random weights."""
    text, library = PAIRS[name]
    weights = np.random.default_rng(7).normal(0.25, 0.4, (INPUTS, SIZE))
    given = {"tau": library["tau"]} if name.endswith("own") else {}
    own = one_population(snnc.equation_model("own", **text), weights, steps=STEPS, **given)
    states = ("i", "v") if library["model"] == "cuba_lif" else ("v",)
    return own, one_population(**library, weights=weights, steps=STEPS, shown=states)


def _spikes(samples: int = 3) -> np.ndarray:
    return np.random.default_rng(8).random((samples, STEPS, INPUTS)) < 0.25


@pytest.mark.parametrize("bits", [4, 8, 16])
@pytest.mark.parametrize("name", PAIRS)
def test_same_in_float_and_golden(name: str, bits: int) -> None:
    own, library = _pair(name)
    options = snnc.QuantiseOptions(snnc.WeightOptions(bits))
    integers = [quantise(network, options)[1] for network in (own, library)]
    a, b = run(own, _spikes()), run(library, _spikes())
    x, y = (run(each, _spikes()) for each in integers)
    shown = [state.name for state in own.population("y").program.linear_states]
    spiking = own.population("y").program.spike is not None
    for state in shown:
        assert np.allclose(a.traces["y", state], b.traces["y", state], rtol=1e-12, atol=1e-12)
        assert np.array_equal(x.traces["y", state], y.traces["y", state])
    if spiking:
        assert np.array_equal(a.traces["y", "spikes"], b.traces["y", "spikes"])
        assert np.array_equal(x.traces["y", "spikes"], y.traces["y", "spikes"])
        assert a.traces["y", "spikes"].sum() > 50
    scales = [dict(each.population("y").scales) for each in integers]
    assert scales[0] == scales[1]


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("name", ["lif, held", "lif, each its own", "cuba_lif, rest and bias"])
def test_same_in_hardware(name: str, tmp_path: Path) -> None:
    """Not a difference at any step, not a clock off; and no logic that the model of the library has not."""
    own, library = _pair(name)
    compiled = snnc.compile(own)
    other = snnc.compile(library)
    bench = Bench(compiled, {"x": _spikes(2)}, tmp_path, tool=SIMULATOR)
    verdict = bench.run(Scenario())
    assert (verdict.mismatches, verdict.cycle_mismatches) == (0, 0)
    assert bench.run(Scenario(stall=60, idle=60), name="stalled").mismatches == 0
    bodies = [sorted(type(s.op).__name__ for s in c.quantised.population("y").program.body) for c in (compiled, other)]
    assert bodies[0] == bodies[1]
