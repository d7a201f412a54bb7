"""Populations from plain values: which keys a population has, and what they come to.

All that is known of a model is what the model itself says; every front end comes through here.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from snnc.core.digits import unit_hint
from snnc.core.errors import Diagnostic
from snnc.core.words import Topic, closest, either, meaning
from snnc.frontends import parts
from snnc.frontends.rates import RATE_HINT, per_unit_of_time
from snnc.ir.network import Population
from snnc.neurons.model import POPULATION_KEYS, Choice, Model, Setting, TimeConstant, Values
from snnc.neurons.registry import MODELS, words_of_models
from snnc.program.quantity import Kind

#: How a factor follows from a time constant; the first is the default.
METHODS = ("exact", "euler")


@dataclass(frozen=True, eq=False)
class Draft:
    """A population whose model was not looked at yet: ``words`` of choices, real ``values`` of parameters.

    ``dt``: the length of a step; ``written``: the keys of time constants, by the parameters that follow from them.
    """

    name: str
    shape: tuple[int, ...]
    model: str
    words: Mapping[str, str]
    values: Mapping[str, float | np.ndarray]
    initial: tuple[tuple[str, float | np.ndarray], ...]
    dt: float = 1.0
    written: Mapping[str, str] = field(default_factory=dict)


def keys_of_model(model: str) -> Mapping[str, Choice | Setting | TimeConstant]:
    """What each key gives in a population of the model of that name; :func:`keys_of_models` where there is none."""
    return MODELS[model].keys if model in MODELS else keys_of_models(model)


def keys_of_models(model: str) -> Mapping[str, Choice | Setting | TimeConstant]:
    """What each key gives: as the model of that name says, else as any other model does."""
    found: dict[str, Choice | Setting | TimeConstant] = {}
    for each in (*MODELS.values(), *(own for name, own in MODELS.items() if name == model)):
        found |= each.keys
    return found


def resembling(key: str, model: str) -> str:
    """What ``key``, which populations of ``model`` lack, may have been meant for, as the end of a message.

    What only other models have is told with their names.
    """
    own, word = {*POPULATION_KEYS, *keys_of_model(model)}, meaning(key, Topic.POPULATION)
    if _models_with(key):
        return f", which is of model {_models_with(key)}"
    if word is not None and (own.issuperset(word.instead) or "of model" in word.note):
        return closest(key, own, Topic.POPULATION)
    others = word.instead if word else ()
    return closest(key, own) or "".join(f"; '{each}' is of model {_models_with(each)}" for each in others)


def _models_with(key: str) -> str:
    """The names of the models that have ``key``; empty for none."""
    names = [name for name, model in MODELS.items() if key in model.keys]
    return either(names) if len(names) > 1 else "".join(names)


def draft(
    name: str,
    shape: tuple[int, ...],
    model: str,
    given: Mapping[str, Any],
    initial: Mapping[str, Any],
    method: str | None,
    dt: float,
) -> tuple[Draft, tuple[Diagnostic, ...]]:
    """The population called ``name``, and what is wrong with it whatever the model.

    ``given``: words and numbers by key, of any model; ``method``: how factors follow from time
    constants, None where nobody said.
    """
    check = ValueCheck(name, shape, dt)
    words, values, written = {}, {}, {}
    known = keys_of_models(model)
    check.method(method, any(_decays(known.get(key)) for key in given))
    for key, value in given.items():
        match known.get(key):
            case Choice() as choice:
                word = str(value) if choice.numbers and not isinstance(value, bool) else value
                if check.word(choice, word):
                    words[key] = word
            case TimeConstant(of):
                values[of.name] = check.factor(of, value, method or METHODS[0], given)
                written[of.name] = key
            case Setting(timed=True):
                values[key] = check.rate(key, value)
            case None if meaning(key, Topic.POPULATION):
                message = f"population '{name}' has no parameter '{key}'{resembling(key, model)}"
                check.say(key, "E122", message)
            case _:
                values[key] = check.number(key, value)
    start = {key: check.number(key, value, "initial ") for key, value in initial.items()}
    first = tuple(sorted(start.items()))
    made = Draft(
        name=name,
        shape=shape,
        model=model,
        words=words,
        values=values,
        initial=first,
        dt=dt,
        written=written,
    )
    return made, tuple(check.found)


def _decays(key: Choice | Setting | TimeConstant | None) -> bool:
    """Whether ``key`` gives a time constant from which a factor follows, by one method or another."""
    return isinstance(key, TimeConstant) and key.of.parameter.quantity.kind is Kind.FACTOR


class ValueCheck:
    """Checks single values, and collects what is wrong with them."""

    def __init__(self, name: str, shape: tuple[int, ...], dt: float) -> None:
        self.name, self.shape, self.dt = name, shape, dt
        self.found: list[Diagnostic] = []

    def say(self, key: str | tuple[str, ...], code: str, message: str, hint: str = "") -> None:
        """Complain about ``key`` of the population, or about what lies behind several keys, or none."""
        path = (key,) if isinstance(key, str) else key
        self.found.append(Diagnostic(code, message, hint=hint, part=("populations", self.name, *path)))

    def method(self, method: str | None, needed: bool) -> None:
        """That ``method`` is one, and of use."""
        if method is not None and method not in METHODS:
            self.say("method", "E108", f"method; got '{str(method)[:40]}', expected {either(METHODS)}")
        elif method is not None and not needed:
            self.say("method", "E119", f"population '{self.name}' gives 'method' without 'tau'")

    def word(self, choice: Choice, word: Any) -> bool:
        """Whether ``word`` is a value of ``choice``."""
        values = [str(option.value) for option in choice.options]
        if word in values:
            return True
        near = closest(str(word), values, choice.topic)
        what = f"{choice.key} of population '{self.name}'"
        expected = f"{values[0]} … {values[-1]}" if choice.numbers else either(values)
        self.say(choice.key, "E108", f"{what}; got '{str(word)[:40]}', expected {expected}{near}")
        return False

    def number(self, key: str, value: Any, what: str = "") -> float | np.ndarray:
        """``value``, which must be one number or one for each neuron; ``what``: in front of ``key`` in messages."""
        where = "initial" if what else key
        try:
            array = parts.reals(value)
        except ValueError:
            message = f"{what}{key} of '{self.name}'; expected real numbers in a regular array"
            self.say(where, "E104", message, unit_hint(value))
            return 0.0
        if array.ndim and array.shape not in (self.shape, (math.prod(self.shape),)):
            got, wanted = list(array.shape), list(self.shape)
            message = f"{what}{key} of population '{self.name}'; got shape {got}, expected one number or {wanted}"
            self.say(where, "E125", message)
        return parts.parameter(array)

    def rate(self, key: str, value: Any) -> float | np.ndarray:
        """``value`` per step: numbers count per unit of ``dt``, texts in Hz per second, with ``dt`` in milliseconds."""
        texts = value if isinstance(value, list | tuple) else [value]
        if not any(isinstance(each, str) for each in texts):
            return self.number(key, value) * self.dt
        rates = [per_unit_of_time(each) if isinstance(each, str | float | int) else None for each in texts]
        wrong = next((each for each, rate in zip(texts, rates, strict=True) if rate is None), None)
        if wrong is not None:
            message = f"{key} of '{self.name}'; got '{str(wrong)[:40]}', expected a number, or one with Hz"
            self.say(key, "E104", message, RATE_HINT)
            return 0.0
        known = [rate for rate in rates if rate is not None]
        return self.number(key, known if isinstance(value, list | tuple) else known[0]) * self.dt

    def factor(self, setting: Setting, tau: Any, method: str, given: Mapping[str, Any]) -> float | np.ndarray:
        """The factor that the time constant ``tau`` stands for."""
        key, value = setting.tau, self.number(setting.tau, tau)
        if setting.name in given:
            self.say(key, "E119", f"population '{self.name}' gives both '{setting.name}' and '{key}'")
        elif np.any(np.asarray(value) <= 0):
            self.say(key, "E107", f"{key} of population '{self.name}'; expected positive numbers")
        elif np.any(np.asarray(value) < setting.shortest * self.dt):
            least = float(np.min(value))
            self.say(
                key,
                "E107",
                f"{key} of population '{self.name}'; got {least:g}, expected at least "
                f"{setting.shortest * self.dt:g}, which is {setting.shortest:g} times dt",
                "are tau and dt in one unit?",
            )
        elif setting.parameter.quantity.kind is Kind.GAIN:
            return self.dt / value
        elif method == "euler" and np.any(np.asarray(value) < self.dt):
            least = float(np.min(value))
            self.say(
                key,
                "E107",
                f"{key} of population '{self.name}'; got {least:g}, expected at least dt, which is {self.dt:g}, "
                "for method euler",
                "tau and dt share one unit",
            )
        else:
            return parts.parameter(parts.decay_from_tau(value, self.dt, method))
        return 0.0


def finish(given: Draft) -> tuple[Population | None, tuple[Diagnostic, ...]]:
    """The population that ``given`` describes; None, and why, where its model cannot have it."""
    path = ("populations", given.name)
    model = MODELS.get(given.model)
    if model is None:
        return None, (_unknown(path, given.model),)
    found = []
    own = {choice.key for choice in model.choices}
    for key in sorted(given.words.keys() - own):
        message = f"model {model.name} has no choice '{key}'{resembling(key, given.model)}"
        found.append(Diagnostic("E122", message, part=(*path, key)))
    chosen = model.chosen({key: word for key, word in given.words.items() if key in own})
    needed, values = model.needed(chosen), dict(given.values)
    values |= {s.name: s.value for s in model.settings if s.value is not None and s.name not in values}
    derived = {s.name: s.derived for s in model.settings if s.derived is not None and s.name in needed}
    for name in sorted(needed - values.keys() - derived.keys()):
        tau = next((setting.tau for setting in model.settings if setting.name == name), "")
        hint = f"give '{name}', or '{tau}' in the unit of dt" if tau else ""
        message = f"population '{given.name}' lacks parameter '{name}' of model {model.name}"
        found.append(Diagnostic("E121", message, hint=hint, part=path))
    known = {setting.name for setting in model.settings if setting.derived is None}
    for name in sorted(given.values.keys() - known):
        key = given.written.get(name, name)
        message = f"model {model.name} has no parameter '{key[:80]}'{resembling(key, given.model)}"
        found.append(Diagnostic("E122", message, part=(*path, key)))
    if not found:
        complaints = model.complaints(given.name, chosen, values)
        found = [Diagnostic(c.code, c.message, hint=c.hint, part=(*path, *c.part)) for c in complaints]
    if found:
        return None, tuple(found)
    initial = _initial(model, values, given)
    with np.errstate(all="ignore"):  # what is no finite number is complained about with all others
        values |= {name: parts.parameter(np.asarray(derive(values, given.dt))) for name, derive in derived.items()}
    values = {s.name: values[s.name] for s in model.settings if s.name in values and not s.transient}
    population = Population(
        name=given.name,
        shape=given.shape,
        model=model.name,
        choices=tuple((key, str(value.value)) for key, value in chosen.items()),
        parameters=tuple(sorted(values.items())),
        initial=initial,
        program=model.program(chosen, values.keys()),
    )
    return population, ()


def _initial(model: Model, values: Values, given: Draft) -> tuple[tuple[str, float | np.ndarray], ...]:
    """The initial values that are given, and those of the model beside them."""
    initial = dict(given.initial)
    sizes = (np.shape(value) for value in (*values.values(), *initial.values()))
    if all(size in ((), (math.prod(given.shape),)) for size in sizes):  # else it is refused for its shape
        initial = {**model.start(values, initial, math.prod(given.shape)), **initial}
    return tuple(sorted(initial.items()))


def _unknown(path: tuple[str, ...], name: str) -> Diagnostic:
    """The complaint about a model that does not exist."""
    models, word = ", ".join(sorted(MODELS)), meaning(name, Topic.MODEL, words_of_models())
    if word and not word.instead:
        message, hint = f"model '{name[:80]}' is not supported; models: {models}", word.note
    else:
        near = closest(name, MODELS, Topic.MODEL, words_of_models())
        message, hint = f"unknown neuron model '{name[:80]}'{near}", f"models: {models}"
    return Diagnostic("E120", message, hint=hint, part=(*path, "model"))
