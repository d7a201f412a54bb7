"""Neurons that send up to 1,023 spikes in a step, of every model that may: golden and float against the equations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
from meaning.reference import by_equation, by_program, simulate
from meaning.space import random_words

import snnc
from snnc.golden import variables
from snnc.neurons.registry import MODELS
from snnc.neurons.several import MAX_SPIKES, MOST_SPIKES, counting_steps
from snnc.passes.pipeline import quantise

SEVERAL = [name for name, model in sorted(MODELS.items()) if MAX_SPIKES in model.choices]
SIZE = 4


def _network(model: str, seed: int) -> snnc.Network:
    """Neurons of ``model`` with thresholds of their own, that excite each other one step late."""
    rng = np.random.default_rng(seed)
    found = MODELS[model]
    words = {**random_words(found, rng), "max_spikes": str(rng.integers(2, MOST_SPIKES + 1))}
    words |= {"reset": "subtract"} if words["reset"] == "subtract_snntorch" else {}
    threshold = float(rng.uniform(0.1, 0.4)) if seed % 2 else rng.uniform(0.1, 0.4, SIZE)
    given: dict[str, Any] = {"threshold": threshold, "reset_value": -0.5}
    given |= {"refractory": 1} if seed % 3 == 0 else {}
    for setting in found.settings:
        if not setting.default and setting.name not in given and setting.value is None and setting.derived is None:
            given[setting.name] = 4.0 if setting.name.startswith("e_exc") else float(rng.uniform(0.3, 0.9))
    given |= {"e_inh": -1.0} if "e_inh" in given else {}
    b = snnc.NetworkBuilder("many")
    b.input("x", 3)
    b.population("y", SIZE, model=model, **words, **given)
    b.connect("x", "y", rng.uniform(-5, 60, (3, SIZE)))
    b.connect("y", "y", rng.uniform(-0.02, 0.02, (SIZE, SIZE)), delay=1)
    b.output("y")
    return b.build()


def _equal(traces: Mapping, run: snnc.golden.Run, tolerance: float = 0.0) -> None:
    for key, trace in run.traces.items():
        wanted = traces[key]
        near = tolerance * np.maximum(1.0, np.abs(wanted))
        assert np.all(np.abs(trace.astype(wanted.dtype) - wanted) <= near), key


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("model", SEVERAL)
def test_golden_and_float_do_what_the_equation_says(model: str, seed: int) -> None:
    network = _network(model, 2 * len(model) + seed)
    x = {"x": np.random.default_rng(seed).random((1, 12, 3)) < 0.4}
    _, integers = quantise(network, snnc.QuantiseOptions())
    run = snnc.golden.run(integers, x, variables(integers))
    for neuron in (by_equation, by_program):
        _equal(simulate(network, x, integers, neuron), run)
    assert run.spikes("y").max() > 1, "too little happens"
    _equal(simulate(network, x, None, by_equation), snnc.golden.run(network, x, variables(network)), 1e-9)


@pytest.mark.parametrize("most", [*range(1, 70), 255, 256, 257, 700, 1022, 1023])
def test_the_steps_of_counting_reach_every_number_and_no_other(most: int) -> None:
    """As a neuron takes them: the first that goes into what is left, then the next."""
    for wanted in range(most + 3):
        rest = wanted
        for step in counting_steps(most):
            rest -= step if rest >= step else 0
        assert wanted - rest == min(wanted, most)
    assert len(counting_steps(most)) == most.bit_length()
