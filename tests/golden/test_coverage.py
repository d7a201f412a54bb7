"""What a run has seen: goals that ranges allow, met exactly when they happen."""

from __future__ import annotations

import numpy as np
import pytest
from support.networks import random_network, random_options, random_stimulus

import snnc
from snnc.golden.coverage import Coverage
from snnc.passes.pipeline import quantise


def integrator(threshold: float, weight: float = 1.0, **given: object) -> snnc.QuantisedNetwork:
    """One neuron that adds ``weight`` for every event, and fires from its ``threshold`` on."""
    builder = snnc.NetworkBuilder("net")
    builder.input("x", 1)
    builder.population("p", 1, model="if", threshold=threshold, **given)
    builder.connect("x", "p", weight)
    builder.output("p")
    return quantise(builder.build(), snnc.QuantiseOptions())[1]


def seen(network: snnc.QuantisedNetwork, *steps: int) -> dict[str, bool]:
    """Whether each goal was met, by its words, for one sample of so many events in its steps."""
    coverage = Coverage(network)
    snnc.golden.run(network, {"x": np.array(steps)[None, :, None]}, coverage=coverage)
    assert len(set(coverage.goals)) == len(coverage.goals)
    return {str(goal): goal not in coverage.missing for goal in coverage.goals}


def met(found: dict[str, bool], words: str) -> bool:
    """Whether the one goal that ends in ``words`` was met."""
    ((_, each),) = [(name, each) for name, each in found.items() if name.endswith(words)]
    return each


def test_a_tie_is_seen_where_there_is_one() -> None:
    network = integrator(3.0, reset="value", reset_value=0.0)
    for steps, less, equal in (((0, 0), True, False), ((1, 1), True, False), ((1, 1, 1), True, True)):
        found = seen(network, *steps)
        assert met(found, ">= threshold: less") == less and met(found, ">= threshold: equal") == equal
        assert not met(found, ">= threshold: greater")
    beyond = seen(integrator(3.0, 2.0, reset="value", reset_value=0.0), 1, 1)
    assert met(beyond, ">= threshold: greater") and not met(beyond, ">= threshold: equal")


def test_what_ranges_forbid_is_no_goal() -> None:
    """A threshold that no sum can miss by less than one: between whole numbers there is no tie."""
    builder = snnc.NetworkBuilder("net")
    builder.input("x", 1)
    builder.population("p", 1, model="lif", decay=0.0, threshold=3.0)
    builder.connect("x", "p", 1.0)
    builder.output("p")
    _, network = quantise(builder.build(), snnc.QuantiseOptions())
    found = seen(network, 1, 0, 1)
    assert not any(name.endswith("threshold: equal") or name.endswith("threshold: greater") for name in found)


def test_counts_are_seen_one_by_one() -> None:
    network = integrator(1.0, refractory=3)
    assert [met(seen(network, 1, 0, 0), f"refractory_left: is {k}") for k in range(4)] == [False, True, True, True]
    assert all(met(seen(network, 1, 0, 0, 0), f"refractory_left: is {k}") for k in range(4))
    assert [met(seen(network, 0, 0), f"refractory_left: is {k}") for k in range(4)] == [True, False, False, False]


def test_saturation_at_both_ends() -> None:
    builder = snnc.NetworkBuilder("net")
    builder.input("x", 2)
    builder.population("p", 1, model="if", threshold=7.0, reset="none")
    builder.connect("x", "p", [[3.0], [-3.0]])
    builder.output("p")
    _, network = quantise(builder.build(), snnc.QuantiseOptions(state=snnc.StateOptions(bits=5, fraction_bits=0)))
    for neuron, end in ((0, "upper"), (1, "lower")):
        # Five times 3 is 15, the highest of five bits; -16 is the lowest.
        for steps, expected in ((3, False), (5, False), (6, True)):
            x = np.zeros((1, steps, 2), bool)
            x[:, :, neuron] = True
            coverage = Coverage(network)
            run = snnc.golden.run(network, {"x": x}, coverage=coverage, watch=True)
            saturates = not any(f"the {end} end" in goal.what for goal in coverage.missing)
            assert saturates == expected == bool(run.saturations)


@pytest.mark.parametrize("seed", range(12))
def test_looking_changes_nothing_and_goals_are_met_once_and_for_all(seed: int) -> None:
    network = random_network(seed)
    _, quantised = quantise(network, random_options(seed))
    stimulus = random_stimulus(network, seed)
    plain = snnc.golden.run(quantised, stimulus, snnc.golden.variables(quantised))
    short, long = Coverage(quantised), Coverage(quantised)
    looked = snnc.golden.run(quantised, stimulus, snnc.golden.variables(quantised), coverage=long)
    snnc.golden.run(quantised, {name: x[:, :1] for name, x in stimulus.items()}, coverage=short)
    for key, trace in plain.traces.items():
        np.testing.assert_array_equal(trace, looked.traces[key])
    assert short.goals == long.goals and set(long.missing) <= set(short.missing)
    fired = {p.name: bool(plain.spikes(p.name).any()) for p in quantised.populations if p.program.spike}
    for name, any_spike in fired.items():
        compared = [g for g in long.goals if g.owner == name and g.subject.startswith("crossed = ")]
        above = [g for g in compared if g.what == "greater" or (g.what == "equal" and ">=" in g.subject)]
        if any_spike:
            assert any(goal not in long.missing for goal in above)


def test_a_count_is_not_asked_for_beyond_what_it_can_be() -> None:
    """A refractory time of 4 steps takes 3 bits; nothing ever counts 5, 6 or 7."""
    b = snnc.NetworkBuilder("counting")
    b.input("x", 1)
    b.population("y", 1, model="if", threshold=1.0, refractory=4, refractory_fire="blocked")
    b.connect("x", "y", [[1.0]])
    b.output("y")
    asked = {str(goal) for goal in Coverage(snnc.compile(b.build()).quantised).goals}
    assert {f"y: refractory_left: is {k}" for k in range(5)} == {goal for goal in asked if "_left: is" in goal}
