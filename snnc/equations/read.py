"""A user's model from its texts, read and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum
from typing import TypeVar

from snnc.core.errors import user_error
from snnc.core.words import closest, either
from snnc.equations.dimensions import check_dimensions
from snnc.equations.lines import (
    Equation,
    assignments_of,
    condition_of,
    equations_of,
    expression_of,
    unit_of,
    value_of,
)
from snnc.equations.model import MODEL_KEYS, STEP, TIME_NAME, Default, EquationModel, Method
from snnc.equations.source import Source
from snnc.equations.units import ONE, Measure, dimension_text, number_text
from snnc.neurons.choices import Order
from snnc.neurons.model import POPULATION_KEYS
from snnc.neurons.registry import MODELS
from snnc.program.program import INPUT

E = TypeVar("E", bound=Enum)

_NOT_NAMES = (INPUT, STEP, TIME_NAME, "spikes", "and", "or", "not", "refractory_left", *POPULATION_KEYS)


#: The two ends of what a state is kept between.
TwoEnds = tuple[Source, Source]


def read_model(
    name: str, parts: Mapping[str, Source], parameters: Mapping[str, Source], bounds: Mapping[str, TwoEnds]
) -> EquationModel:
    """The model ``name`` of ``parts`` by key, all but ``parameters`` and ``bounds`` of :data:`MODEL_KEYS`.

    Raises :class:`UserError` E19x at the character that is wrong.
    """
    equations = tuple(equations_of(parts["equations"]))
    states = [each.name for each in equations]
    jump, unit = "", ONE
    if "input" in parts:
        word = parts["input"].text.strip()
        jump = word if word in states else ""
        unit = equations[states.index(jump)].unit if jump else _input_unit(parts["input"], states)
    resets = "reset" in parts and parts["reset"].text.strip() != "none"
    found = EquationModel(
        name=name,
        equations=equations,
        parameters={key: Default(*value_of(source)) for key, source in parameters.items()},
        jump=jump,
        input_unit=unit,
        order=_choice(parts, "order", Order, Order.DECAY_FIRST),
        threshold=condition_of(parts["threshold"]) if "threshold" in parts else None,
        reset=tuple(assignments_of(parts["reset"])) if resets else (),
        refractory=expression_of(parts["refractory"]) if "refractory" in parts else None,
        sends=_sent(parts["sends"], states) if "sends" in parts else "",
        method=_choice(parts, "method", Method, Method.EXACT),
        bounds={key: _bounds(key, ends, equations) for key, ends in bounds.items()},
        sources={**parts, **{f"parameters.{key}": source for key, source in parameters.items()}},
    )
    _check_parts(found)
    _check_names(found)
    check_dimensions(found)
    return found


def _input_unit(source: Source, states: list[str]) -> Measure:
    word = source.text.strip()
    if word.isidentifier() and len(word) > 1 and closest(word, states):
        raise source.error(0, "E191", f"input; '{word[:40]}' is no state and no unit{closest(word, states)}")
    return unit_of(source)


def _sent(source: Source, states: list[str]) -> str:
    """The one state that is sent; E191 for what is none, E194 for several."""
    word = source.text.strip()
    if word in states:
        return word
    if [each for each in re.split(r"[\s,;]+", word) if each in states]:
        raise source.error(0, "E194", f"sends; got '{word[:40]}', expected one state: an event carries one number")
    raise source.error(
        0, "E191", f"sends; '{word[:40]}' is no state{closest(word, states)}", f"states: {', '.join(states)}"
    )


def _bounds(name: str, ends: TwoEnds, equations: tuple[Equation, ...]) -> tuple[float, float]:
    """The two numbers in the unit of the state ``name``, as plain ones are; E191, E192, E194 for no range of it."""
    state, found = next((each for each in equations if each.name == name), None), list[float]()
    if state is None:
        near, states = closest(name, [each.name for each in equations]), ", ".join(each.name for each in equations)
        raise ends[0].error(0, "E191", f"bounds of '{name[:40]}', which is no state{near}", f"states: {states}")
    for source in ends:
        value, unit = value_of(source)
        unit = state.unit if unit is ONE else unit
        if value is None or unit.dimension != state.unit.dimension:
            got, wanted = dimension_text(unit.dimension), number_text(state.unit.dimension)
            raise source.error(0, "E192", f"bounds of '{name}'; got {got}, expected {wanted}")
        found.append(float(state.unit.out_of(unit.into(value))))
    if not found[0] < found[1]:
        raise ends[1].error(
            0, "E194", f"bounds of '{name}'; got {found[0]:g} and {found[1]:g}, expected the lower first"
        )
    return found[0], found[1]


def _choice(parts: Mapping[str, Source], key: str, options: type[E], default: E) -> E:
    if key not in parts:
        return default
    values = {str(option.value): option for option in options}
    word = parts[key].text.strip()
    if word not in values:
        raise parts[key].error(0, "E108", f"{key}; got '{word[:40]}', expected {either(values)}{closest(word, values)}")
    return values[word]


def _check_parts(model: EquationModel) -> None:
    """What a model needs beside what."""
    sources, first = model.sources, model.equations[0]
    equations = sources["equations"]
    for each in model.equations:
        if each.derivative is not first.derivative:
            message = f"'{each.name}' and '{first.name}': one is differential and the other is not"
            raise equations.error(each.at, "E194", message, "write all of them as dv/dt = …, or all as v = …")
    if not first.derivative and "method" in sources:
        raise sources["method"].error(0, "E194", "a method is for differential equations; these give the next values")
    if model.sends:
        _check_sent(model)
    elif model.threshold is None:
        for key in ("reset", "refractory"):
            if key in sources:
                raise sources[key].error(0, "E194", f"'{key}' without a threshold: nothing ever spikes")
    elif "reset" not in sources:
        message = "a threshold without a reset: what does a spike change?"
        raise sources["threshold"].error(0, "E194", message, "give 'reset: v = Vr', or 'reset: none' for nothing")
    held = next((each for each in model.equations if each.held), None)
    if held and model.refractory is None:
        message = f"'{held.name}' is held in refractory steps, of which there are none"
        raise equations.error(held.at, "E194", message, "give 'refractory: 2 ms', or leave out '(unless refractory)'")
    if "order" in sources and not model.jump:
        raise sources["order"].error(0, "E194", "an order is for weights that are added to a state, as with 'input: v'")


def _check_sent(model: EquationModel) -> None:
    """That numbers are sent in place of spikes, and how large they get."""
    sources = model.sources
    for key in ("threshold", "reset", "refractory"):
        if key in sources:
            message = f"'{key}' beside 'sends': a model sends spikes or numbers, not both"
            raise sources[key].error(0, "E194", message)
    if model.sends not in model.bounds:
        hint = f"give 'bounds: {{{model.sends}: [-1, 1]}}': between which values it stays"
        message = f"'{model.sends}' is sent and has no bounds, so that nothing says how large numbers get"
        raise sources["sends"].error(0, "E194", message, hint)


def _check_names(model: EquationModel) -> None:
    """That every name is defined once and means one thing."""
    seen: set[str] = set()
    for each in model.equations:
        source = model.sources["equations"]
        if each.name in seen:
            raise source.error(each.at, "E194", f"'{each.name}' has two equations")
        if each.name in _NOT_NAMES:
            raise source.error(each.at, "E194", f"no state can be called '{each.name}': that has a meaning already")
        seen.add(each.name)
    for name in model.parameters:
        source = model.sources[f"parameters.{name}"]
        if not name.isidentifier() or not name.isascii():
            message = f"no parameter can be called '{name[:40]}'; expected letters, digits and underscores"
            raise source.error(0, "E194", message)
        if name in _NOT_NAMES or name in MODEL_KEYS:
            raise source.error(0, "E194", f"no parameter can be called '{name}': that has a meaning already")
        if name in seen:
            raise source.error(0, "E194", f"'{name}' is a parameter and a state")
    states = model.states
    for assignment in model.reset:
        if assignment.name not in states:
            message = f"reset assigns '{assignment.name}', which is no state{closest(assignment.name, states)}"
            raise model.sources["reset"].error(assignment.at, "E191", message, f"states: {', '.join(states)}")


def equation_model(
    name: str,
    *,
    equations: str,
    parameters: Mapping[str, str | float | None] | None = None,
    bounds: Mapping[str, tuple[str | float, str | float]] | None = None,
    **parts: str | float,
) -> EquationModel:
    """A neuron model from equations, to be given to :meth:`NetworkBuilder.population` as ``model``.

    ``equations``: one a line, differential (``dv/dt = (El - v)/tau : mV``) or discrete (``v = 0.9*v + input``).
    ``parameters``: defaults by name, such as ``"20 ms"`` or 0.5, a unit alone or None for what every population
    must give. ``bounds``: between which values, such as ``("-100 mV", "60 mV")``, a state is kept in integers;
    equations that are not linear need them, or a calibration, and so does a state that is sent. ``parts``: ``input``,
    ``order``, ``threshold``, ``reset``, ``refractory``, ``sends`` and ``method``, as in a spec.
    """
    if name in MODELS:
        raise user_error("E111", f"a model of your own cannot be called '{name}': snnc has one of that name")
    unknown = next((key for key in parts if key not in MODEL_KEYS), None)
    if unknown is not None:
        near = closest(unknown, MODEL_KEYS)
        raise user_error(
            "E105", f"model '{name}' has no property '{unknown}'{near}", hint=f"properties: {', '.join(MODEL_KEYS)}"
        )
    sources = {key: Source(str(text), f"{name}.{key}") for key, text in {"equations": equations, **parts}.items()}
    given = {
        key: Source("1" if value is None else str(value), f"{name}.parameters.{key}")
        for key, value in (parameters or {}).items()
    }
    ends = {
        key: (Source(str(low), f"{name}.bounds.{key}"), Source(str(high), f"{name}.bounds.{key}"))
        for key, (low, high) in (bounds or {}).items()
    }
    return read_model(name, sources, given, ends)
