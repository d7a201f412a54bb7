"""What models say of themselves is what their equations do: needed and neutral parameters, whatever is registered."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from meaning.reference import by_equation, simulate
from meaning.space import derived, every_choice, missing, random_words, sets_of_parameters, transient

import snnc
from snnc.ir.network import Network
from snnc.neurons.model import Model
from snnc.neurons.registry import MODELS
from snnc.passes.normalise import Normalise
from snnc.program.program import verify
from snnc.program.quantity import Kind

NEUTRAL = [(name, s.name) for name, model in sorted(MODELS.items()) for s in model.settings if s.neutral is not None]
#: Values of parameters that say something, by kind.
SAYING = {Kind.LINEAR: 0.5, Kind.FACTOR: 0.5, Kind.COUNT: 2.0, Kind.GAIN: 0.125}


def _network(model: Model, words: dict[str, str], values: dict[str, Any]) -> Network:
    """Two neurons under an input that excites and inhibits."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 2)
    b.population("y", 2, model=model.name, **words, **values)
    b.connect("x", "y", [[0.8, 0.7], [-0.5, 1.6]])
    sent = model.program(model.defaults, model.parameters).spike is not None
    b.output("y", None if sent else "v")
    return b.build()


def _cases(model: Model, without: str) -> list[tuple[dict[str, str], dict[str, float]]]:
    """Choices that go together by chance, and every other parameter that they need."""
    rng = np.random.default_rng(0)
    found = []
    settings = {s.name: s for s in model.settings}
    while len(found) < 8:
        words = random_words(model, rng)
        needed = model.needed(model.chosen(words)) - {without} - derived(model)
        values = {name: SAYING[settings[name].parameter.quantity.kind] for name in sorted(needed)}
        if not list(model.complaints("y", model.chosen(words), values)):
            found.append((words, values))
    return found


@pytest.mark.parametrize("model", sorted(MODELS))
def test_what_is_needed_is_what_is_read(model: str) -> None:
    """A program with what its choices need lacks nothing, and without any of it something, or is no such model."""
    found = MODELS[model]
    always = {setting.name for setting in found.settings if not setting.default}
    for chosen in every_choice(found):
        needed = found.needed(chosen)
        assert always <= needed
        for given in itertools.islice(sets_of_parameters(found, chosen), 0, None, 7):
            verify(found.program(chosen, given))
        for name in needed - always:
            assert name in missing(found.program(chosen, needed - {name}))


@pytest.mark.parametrize("model, name", NEUTRAL)
def test_a_neutral_value_says_nothing(model: str, name: str) -> None:
    """The equation does as if it were not given; the normal form drops it, unless a neuron has another value."""
    found = MODELS[model]
    (setting,) = (s for s in found.settings if s.name == name)
    spikes = {"x": np.random.default_rng(1).random((2, 20, 2)) < 0.6}
    for words, values in _cases(found, name):
        plain = _network(found, words, values)
        expected = simulate(plain, spikes, None, by_equation)
        for neutral in (setting.neutral, np.full(2, setting.neutral)):
            given = _network(found, words, {**values, name: neutral})
            got = simulate(given, spikes, None, by_equation)
            assert all(np.array_equal(got[key], expected[key]) for key in expected)
            kept = dict(given.populations[0].parameters).keys() - {name} - derived(found)
            assert kept == values.keys() - transient(found)
            assert Normalise()(given).populations[0].program == Normalise()(plain).populations[0].program
            assert name not in dict(Normalise()(given).populations[0].parameters)
        says = SAYING[setting.parameter.quantity.kind]
        for value in (says, 1.0, np.array([says, setting.neutral]), np.array([setting.neutral, says])):
            kept = dict(Normalise()(_network(found, words, {**values, name: value})).populations[0].parameters)
            assert np.array_equal(kept[name], value)


@pytest.mark.parametrize("model, name", NEUTRAL)
def test_the_comparison_sees_a_parameter(model: str, name: str) -> None:
    """The equation reads it: another value leads to another run, under some choices."""
    found = MODELS[model]
    kind = next(s for s in found.settings if s.name == name).parameter.quantity.kind
    spikes = {"x": np.random.default_rng(1).random((2, 20, 2)) < 0.6}
    differ = 0
    for words, values in _cases(found, name):
        runs = [
            simulate(_network(found, words, each), spikes, None, by_equation)
            for each in (values, {**values, name: SAYING[kind]})
        ]
        differ += any(not np.array_equal(runs[0][key], runs[1][key]) for key in runs[0])
    assert differ


@pytest.mark.parametrize(
    "model", [name for name, model in sorted(MODELS.items()) if any(s.tau and not s.transient for s in model.settings)]
)
def test_every_time_constant_stands_for_its_own_factor(model: str) -> None:
    """exp(-dt / tau) by default, 1 - dt / tau by Euler's method, all at once; dt / tau where it is a gain."""
    found = MODELS[model]
    taus = {s.tau: (s.name, 3.0 + 4.0 * k) for k, s in enumerate(each for each in found.settings if each.tau)}
    assert len(taus) == sum(bool(s.tau) for s in found.settings)
    kinds = {s.name: s.parameter.quantity.kind for s in found.settings}
    values = {name: 1.0 for name in found.needed(found.defaults) - derived(found) - {name for name, _ in taus.values()}}
    for word, factor in (("exact", lambda tau: np.exp(-0.5 / tau)), ("euler", lambda tau: 1.0 - 0.5 / tau)):
        b = snnc.NetworkBuilder("n", dt=0.5)
        b.input("x", 1)
        method = {"method": word} if Kind.FACTOR in kinds.values() else {}
        b.population("y", 1, model=model, **method, **values, **{key: tau for key, (_, tau) in taus.items()})
        b.output("y", "v")
        built = dict(b.build().populations[0].parameters)
        assert {name: built[name] for name, _ in taus.values()} == {
            name: pytest.approx(0.5 / tau if kinds[name] is Kind.GAIN else factor(tau)) for name, tau in taus.values()
        }
