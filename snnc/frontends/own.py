"""Populations of a model that a user wrote as equations: values of its parameters, with units or without."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from snnc.core.errors import Diagnostic, UserError
from snnc.core.words import closest, either
from snnc.equations.build import build_program
from snnc.equations.lines import value_of
from snnc.equations.model import EquationModel, Method
from snnc.equations.source import Source
from snnc.equations.units import NO_DIMENSION, Measure, dimension_text, number_text
from snnc.frontends import parts
from snnc.frontends.population import ValueCheck
from snnc.ir.network import Population


def own_population(
    name: str,
    shape: tuple[int, ...],
    model: EquationModel,
    given: Mapping[str, Any],
    initial: Mapping[str, Any],
    method: str | None,
    dt: float,
) -> tuple[Population | None, tuple[Diagnostic, ...]]:
    """The population called ``name``; None, and why, where ``model`` cannot be built with what is ``given``.

    Values are numbers in the unit that the model gives them in, arrays of such, or texts such as ``10 ms``.
    """
    check = ValueCheck(name, shape, dt)
    values = _values(check, model, given)
    methods = [str(each.value) for each in Method]
    if method is not None and (not model.differential or method not in methods):
        expected = either(methods) if model.differential else "none: the equations of the model give the next values"
        check.say("method", "E108", f"method; got '{str(method)[:40]}', expected {expected}")
    start = {}
    for key, value in initial.items():
        unit = model.states[key].unit if key in model.states else None
        start[key] = _value(check, ("initial", key), value, unit) if unit else check.number(key, value, "initial ")
    if check.found:
        return None, tuple(check.found)
    try:
        built = build_program(model, values, model.method if method is None else Method(method), dt)
    except UserError as err:
        hint, part = f"in population '{name}'", ("populations", name)
        return None, tuple(replace(each, hint=each.hint or hint, part=part) for each in err.diagnostics)
    population = Population(
        name=name,
        shape=shape,
        model=model.name,
        choices=(),
        parameters=tuple((key, parts.parameter(value)) for key, value in sorted(built.parameters.items())),
        initial=tuple(sorted(start.items())),
        program=built.program,
    )
    return population, ()


def _values(check: ValueCheck, model: EquationModel, given: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The value of every parameter of ``model``: as ``given``, or its default."""
    values: dict[str, float | np.ndarray | None] = {key: default.value for key, default in model.parameters.items()}
    for key, value in given.items():
        if key in values:
            values[key] = _value(check, (key,), value, model.parameters[key].unit)
        else:
            near, known = closest(key, values), ", ".join(values)
            check.say(key, "E122", f"model {model.name} has no parameter '{key[:80]}'{near}", f"parameters: {known}")
    for key in (key for key, value in values.items() if value is None):
        check.say((), "E121", f"population '{check.name}' lacks parameter '{key}' of model {model.name}")
    return {key: np.asarray(value, dtype=np.float64) for key, value in values.items() if value is not None}


def _value(check: ValueCheck, path: tuple[str, ...], value: Any, unit: Measure) -> float | np.ndarray:
    """``value`` at ``path`` in ``unit``: texts with units of their own, or plain numbers; one, or one per neuron."""
    key, what = path[-1], "initial " if len(path) > 1 else ""
    if isinstance(value, np.ndarray) and value.dtype.kind in "OU":
        value = value.tolist()
    if _textual(value):
        known = len(check.found)
        value = _measured(check, path, value, unit=unit, key=key)
        if len(check.found) > known:
            return 1.0
    return check.number(key, value, what)


def _textual(value: Any) -> bool:
    """Whether ``value`` is a text, or a list in which one is."""
    return isinstance(value, str) or (isinstance(value, list | tuple) and any(map(_textual, value)))


def _measured(check: ValueCheck, path: tuple[str, ...], value: Any, unit: Measure, key: str) -> Any:
    """The numbers in ``unit`` that texts stand for, in lists as they are; of what is wrong the first is told."""
    if isinstance(value, list | tuple):
        known, numbers = len(check.found), list[Any]()
        for k, each in enumerate(value):
            if len(check.found) == known:
                numbers.append(_measured(check, (*path, str(k)), each, unit=unit, key=f"{key}[{k}]"))
        return numbers
    try:
        found, own = value_of(Source(str(value), key))
    except UserError as err:
        check.say(path, err.diagnostics[0].code, f"{key} of '{check.name}': {err.diagnostics[0].message}")
        return 1.0
    if found is None or own.dimension != unit.dimension:
        got = "no number" if found is None else dimension_text(own.dimension)
        message = f"{key} of population '{check.name}'; got {got}, expected {number_text(unit.dimension)}"
        plain = unit.dimension == NO_DIMENSION and path[0] != "initial"
        hint = f"'{path[0]}' has no unit in the model: leave the unit out here, or give its default one there, too"
        check.say(path, "E192", message, hint if plain else "")
        return 1.0
    return float(unit.out_of(own.into(found)))
