"""Golden against the second reference: the same spikes and states, on random networks of every kind.

SNNC_MEANING holds the first seed and the number of seeds; ``make meaning`` runs many.
"""

from __future__ import annotations

import os
from collections import Counter

import numpy as np
import pytest
from meaning.connections import READERS
from meaning.equations import EQUATIONS
from meaning.networks import any_format, random_network, random_stimulus
from meaning.reference import Traces, by_equation, by_program, simulate
from meaning.space import derived, some, transient

from snnc import golden
from snnc.connections.registry import KINDS
from snnc.golden import Run, variables
from snnc.ir.network import SPIKES, Network
from snnc.neurons.graded import LARGEST
from snnc.neurons.model import Model
from snnc.neurons.registry import MODELS
from snnc.program.program import StateVariable

#: Drawn networks that hold every choice and parameter of every model a few times.
NETWORKS = 2600
FIRST, COUNT = (int(part) for part in os.environ.get("SNNC_MEANING", "0 100").split())


def _compare(seed: int, run: Run, traces: Traces, tolerance: float = 0.0) -> None:
    for (population, variable), trace in run.traces.items():
        expected = traces[population, variable]
        near = tolerance * np.maximum(1.0, np.abs(expected)) if tolerance else 0
        wrong = np.argwhere(np.abs(trace.astype(expected.dtype) - expected) > near)
        where = tuple(int(k) for k in wrong[0]) if wrong.size else ()
        assert not wrong.size, (
            f"network {seed}: {variable} of {population} at sample, step, neuron {where}; "
            f"golden has {trace[where]}, the reference {expected[where]}"
        )


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_golden_equals_the_second_reference(seed: int) -> None:
    network = random_network(seed)
    quantised = any_format(network, seed)
    stimulus = random_stimulus(network, seed)
    run = golden.run(quantised, stimulus, variables(quantised))
    _compare(seed, run, simulate(network, stimulus, quantised, by_program))
    _compare(seed, run, simulate(network, stimulus, quantised, by_equation))


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT, 5))
def test_float_equals_the_equations(seed: int) -> None:
    network = random_network(seed)
    stimulus = random_stimulus(network, seed, samples=2)
    run = golden.run(network, stimulus, variables(network))
    _compare(seed, run, simulate(network, stimulus, None, by_equation), tolerance=1e-9)


def test_every_connection_kind_is_read_by_hand() -> None:
    assert set(READERS) == set(KINDS.values()), "say in connections.py what the docstring of the new kind says"


def test_every_model_has_an_equation_of_its_own() -> None:
    assert set(EQUATIONS) == set(MODELS), "write the new model's equation in equations.py, from its docstring"


def _linear_states(model: Model) -> tuple[StateVariable, ...]:
    return model.program(model.defaults, model.parameters).linear_states


def test_the_networks_hold_everything() -> None:
    """Every model, choice, parameter in each form, connection kind and delay, and what makes a case hard."""
    seen: Counter = Counter()
    for seed in range(NETWORKS):
        network = random_network(seed)
        for p in network.populations:
            seen[p.model] += 1
            for key, word in p.choices:
                seen[p.model, key, word] += 1
            for name, value in (*p.parameters, *p.initial):
                seen[p.model, name, np.ndim(value)] += 1
        for q in network.projections:
            seen[q.connection.name] += 1
            seen["delay", q.delay] += 1
            seen["loop"] += q.source == q.target
    wanted = [*MODELS, *KINDS, "loop", *(("delay", d) for d in range(4))]
    for name, model in MODELS.items():
        wanted += [(name, choice.key, str(value.value)) for choice in model.choices for value in some(choice)]
        named = (model.parameters | {s.name for s in _linear_states(model)}) - derived(model) - transient(model)
        program = model.program(model.defaults, model.parameters)
        # What is made anew in every step.
        named -= {program.sends, *(s.name for s in program.linear_states if s.quantity.name == program.chance)}
        wanted += [(name, each, form) for each in named for form in (0, 1) if not (each == LARGEST.name and form)]
        wanted += [(name, each, 0) for each in derived(model)]
    rare = {what: seen[what] for what in wanted if seen[what] < 3}
    assert not rare, f"too few of {rare} in {NETWORKS} networks"


def test_the_formats_hold_everything() -> None:
    """States that saturate, weights that are clipped, shifts, wide sums, busy and silent neurons."""
    saturated: Counter = Counter()
    clipped = shifted = 0
    rates = []
    # States with bounds of their own saturate in the tests of their models.
    free = [state for model in MODELS.values() for state in _linear_states(model) if state.bounds is None]
    wanted = {state.quantity.name for state in free}
    for seed in range(NETWORKS):
        rare = {name for name in wanted if saturated[name] < 5}
        if seed >= 120 and not rare:
            break
        network = random_network(seed)
        # Of what is rare more networks are looked at.
        kept = {state.quantity.name for population in network.populations for state in population.program.states}
        if seed >= 120 and not rare & kept:
            continue
        quantised = any_format(network, seed)
        run = golden.run(quantised, random_stimulus(network, seed), variables(quantised))
        clipped += any(report.clipped for report in quantised.projection_reports)
        shifted += any(report.shift for report in quantised.projection_reports)
        for report in quantised.population_reports:
            for state in report.states:
                ends = (-(2 ** (state.bits - 1)), 2 ** (state.bits - 1) - 1)
                met = np.isin(run.state(report.name, state.name), ends).any()
                saturated[state.quantity] += bool(state.saturation == "kept" and met)
            if (report.name, SPIKES) in run.traces and not network.population(report.name).graded:
                rates.append(float(run.spikes(report.name).mean()))
    assert clipped >= 5 and shifted >= 5, (clipped, shifted)
    for quantity in wanted:
        assert saturated[quantity] >= 5, f"{saturated[quantity]} states of the quantity {quantity} saturate"
    assert 0.1 < np.mean(rates) < 0.6, "the networks are nearly silent, or fire in nearly every step"


def test_a_difference_is_seen() -> None:
    """The comparison itself: one unit of one potential is enough."""
    network: Network = random_network(0)
    quantised = any_format(network, 0)
    stimulus = random_stimulus(network, 0)
    run = golden.run(quantised, stimulus, variables(quantised))
    traces = simulate(network, stimulus, quantised)
    key = (network.populations[0].name, "v")
    traces[key] = traces[key].copy()
    traces[key][-1, -1, -1] += 1
    with pytest.raises(AssertionError, match="network 0: v of"):
        _compare(0, run, traces)
