"""The judge itself: rounding is let pass, anything else is not. Values worked out by hand, no recordings."""

from __future__ import annotations

import numpy as np
import pytest
from meaning.conformance.case import INPUT, Layer, chain
from meaning.conformance.explain import states_of, unexplained
from meaning.conformance.rounding import Float32, Integers

import snnc
from snnc.passes.pipeline import quantise

#: One neuron, decay 1/2, threshold 1, weight 3/4, a spike in every step: v before its reset is
#: 0.75, 1.125, 0.75, 1.125, …
NEURON = {"model": "lif", "decay": 0.5, "threshold": 1.0, "fire": ">=", "reset": "value", "reset_value": 0.0}
STIMULUS = np.ones((1, 6, 1), bool)
SPIKES = np.array([0, 1, 0, 1, 0, 1], bool).reshape(1, 6, 1)
POTENTIALS = np.array([0.75, 0.0] * 3).reshape(1, 6, 1)


def network(weight: float = 0.75, **changes: object) -> snnc.Network:
    return chain("judge", 1, [Layer("out", np.array([[weight]]), NEURON | changes)])


def judge(net: snnc.Network, spikes: np.ndarray, potentials: np.ndarray) -> list[str]:
    return unexplained(net, {INPUT: STIMULUS, "out": spikes}, {("out", "v"): potentials}, Float32())


def test_the_exact_run_passes() -> None:
    assert judge(network(), SPIKES, POTENTIALS) == []


def test_a_potential_off_by_more_than_rounding_is_found() -> None:
    moved = POTENTIALS.copy()
    moved[0, 2, 0] += 1e-5
    (line,) = judge(network(), SPIKES, moved)
    assert "out[0], sample 0, step 2" in line
    moved[0, 2, 0] = POTENTIALS[0, 2, 0] + 1e-8
    assert judge(network(), SPIKES, moved) == []


@pytest.mark.parametrize("threshold", [1.125 - 1e-3, 1.125 + 1e-3])
def test_a_spike_missed_or_made_away_from_the_threshold_is_found(threshold: float) -> None:
    """The run is that of a threshold on the other side of 1.125: a thousandth is no rounding."""
    observed = SPIKES if threshold > 1.125 else np.zeros_like(SPIKES)
    seen = np.full(SPIKES.shape, 1.125)
    seen[0, ::2, 0] = 0.75
    assert len(judge(network(threshold=threshold), observed, np.where(observed, 0.0, seen))) == 1


@pytest.mark.parametrize("threshold", [1.125 - 1e-8, 1.125 + 1e-8])
def test_a_spike_missed_or_made_at_the_threshold_is_explained(threshold: float) -> None:
    observed = SPIKES if threshold > 1.125 else np.zeros_like(SPIKES)
    seen = np.array([0.75, 1.125, 0.0, 0.0, 0.0, 0.0]).reshape(1, 6, 1)
    assert judge(network(threshold=threshold), observed, np.where(observed, 0.0, seen)) == []


def test_a_missed_spike_without_a_potential_is_not_explained() -> None:
    assert len(judge(network(threshold=1.125), np.zeros_like(SPIKES), np.full(SPIKES.shape, np.nan))) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"fire": ">", "threshold": 1.21875},
        {"threshold": 0.75},
        {"reset": "subtract"},
        {"reset_time": "next_end"},
        {"order": "input_first"},
        {"decay": 0.75},
        {"bias": 0.01},
        {"weight": 0.76},
        {"refractory": 1},
    ],
    ids=lambda change: ",".join(change),
)
def test_every_other_meaning_is_found(change: dict[str, object]) -> None:
    """Integers of one meaning beside the floats of another: v is 0.75, 0.375, 0.9375, 1.21875, then 0.75, 0.375."""
    stimulus = np.array([1, 0, 1, 1, 1, 0], bool).reshape(1, 6, 1)
    meant = network(**({"threshold": change["threshold"]} if "fire" in change else {}))
    _, quantised = quantise(network(**change), snnc.QuantiseOptions(snnc.WeightOptions(bits=16)))
    run = snnc.golden.run(quantised, {INPUT: stimulus}, snnc.golden.variables(quantised))
    spikes = {INPUT: stimulus, "out": run.spikes("out")}
    found = unexplained(meant, spikes, states_of(quantised, run), Integers(quantised))
    # An exact tie is within rounding of the threshold by definition: only its potentials could tell, and they agree.
    assert bool(found) is ("fire" not in change)


def test_a_spike_after_saturation_is_not_explained() -> None:
    """A potential that met the end of its format is unknown from there on."""
    weights = np.array([[-4.0], [4.0]])
    neuron = {"model": "if", "threshold": 1.0, "reset": "value", "reset_value": 0.0}
    net = chain("saturating", 2, [Layer("out", weights, neuron)])
    stimulus = np.zeros((1, 50, 2), bool)
    stimulus[0, :20, 0] = True
    stimulus[0, 20:, 1] = True
    _, quantised = quantise(net, snnc.QuantiseOptions(state=snnc.StateOptions(bits=6)))
    run = snnc.golden.run(quantised, {INPUT: stimulus}, snnc.golden.variables(quantised))
    potentials = states_of(quantised, run)
    assert np.isnan(potentials["out", "v"][0, -1, 0])
    (line,) = unexplained(net, {INPUT: stimulus, "out": run.spikes("out")}, potentials, Integers(quantised))
    assert "expected spike False" in line


#: One neuron whose current decays by 1/2, weight 3/8: i is 0.375, 0.5625, 0.65625, …, and v before its reset 0.375,
#: 0.75, 1.03125, 0.703125, …
CURRENT = NEURON | {"model": "cuba_lif", "decay_syn": 0.5}


def currents(**changes: object) -> snnc.Network:
    return network(**({"weight": 0.375} | CURRENT | changes))


def test_the_exact_run_of_a_current_passes() -> None:
    """And a hair more of the current does not, nor one of the potential."""
    net, spikes = currents(), np.array([0, 0, 1, 0, 1, 0], bool).reshape(1, 6, 1)
    run = snnc.golden.run(net, {INPUT: STIMULUS}, snnc.golden.variables(net))
    assert np.array_equal(run.spikes("out"), spikes)
    assert run.state("out", "i")[0, :3, 0].tolist() == [0.375, 0.5625, 0.65625]
    assert run.state("out")[0, :3, 0].tolist() == [0.375, 0.75, 0.0]
    for state in ("v", "i"):
        for error, lines in ((0.0, 0), (1e-8, 0), (1e-5, 1)):
            states = {("out", name): run.state("out", name).copy() for name in ("v", "i")}
            states["out", state][0, 1, 0] += error
            found = unexplained(net, {INPUT: STIMULUS, "out": spikes}, states, Float32())
            assert len(found) == lines
            assert not lines or f"{state} of out[0], sample 0, step 1" in found[0]


@pytest.mark.parametrize(
    "change",
    [
        {"decay_syn": 0.75},
        {"decay": 0.75},
        {"order": "input_first"},
        {"bias": 0.01},
        {"weight": 0.38},
        {"threshold": 0.75},
        {"reset": "subtract"},
        {"reset_time": "next_end"},
        {"refractory": 1},
        {"initial": {"i": 0.01}},
        {"model": "lif"},
    ],
    ids=lambda change: ",".join(change),
)
def test_every_other_meaning_of_a_current_is_found(change: dict[str, object]) -> None:
    """Integers of one meaning beside the floats of another."""
    stimulus = np.array([1, 1, 1, 0, 1, 1], bool).reshape(1, 6, 1)
    changed = network(weight=0.375) if "model" in change else currents(**change)
    _, quantised = quantise(changed, snnc.QuantiseOptions(snnc.WeightOptions(bits=16)))
    run = snnc.golden.run(quantised, {INPUT: stimulus}, snnc.golden.variables(quantised))
    spikes = {INPUT: stimulus, "out": run.spikes("out")}
    states = states_of(quantised, run)
    _, meant = quantise(currents(), snnc.QuantiseOptions(snnc.WeightOptions(bits=16)))
    assert unexplained(currents(), spikes, states, Integers(meant))
    assert not unexplained(changed, spikes, states, Integers(quantised))
