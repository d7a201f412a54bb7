"""One discrete step of differential equations: what each method makes of them, term by term."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.equations.exponential import leads_back, matrix_exponential
from snnc.equations.lines import Equation
from snnc.equations.model import EquationModel, Method
from snnc.equations.polynomial import Array, Evaluator, Polynomial, number, variable
from snnc.numbers.transcendental import exp
from snnc.program.program import INPUT

#: Below this, ``(e**z - 1) / z`` is the start of its series, to the rounding of float64.
_SMALL = 1e-3
#: Numbers in the matrices of all neurons that are solved exactly.
_MOST_NUMBERS = 1 << 24
#: Digits that are no noise of a division, and how far that moves a number, relative to it.
_DIGITS, _NOISE = 14, 1e-15


@dataclass(frozen=True, eq=False)
class Row:
    """The next value of ``state``; ``rest``: what its constant term pulls it to, None where that is not known."""

    state: str
    value: Polynomial
    rest: Array | None


def rows_of(model: EquationModel, method: Method, dt: float, evaluator: Evaluator) -> list[Row]:
    """The next value of every state in its own unit; :class:`UserError` E193 for what the method cannot do.

    Discrete equations are rows already, each of which sees the new values of those above it; rows of
    differential equations all see the old values.
    """
    sides = []
    for line, each in enumerate(model.equations):
        evaluator.scope = "equations" if model.differential else f"equations {line}"
        side = evaluator.polynomial(each.value)
        unit = each.unit
        sides.append(Polynomial({key: np.asarray(unit.out_of(value)) for key, value in side.terms.items()}))
    if not model.differential:
        return [Row(e.name, side, None) for e, side in zip(model.equations, sides, strict=True)]
    if method is Method.EXACT:
        return _exact(model.equations, sides, dt, evaluator)
    step = {Method.EULER: _euler, Method.EXPONENTIAL_EULER: _exponential_euler}[method]
    return [step(each, side, dt, evaluator) for each, side in zip(model.equations, sides, strict=True)]


def _euler(equation: Equation, side: Polynomial, dt: float, evaluator: Evaluator) -> Row:
    """``x + dt * f``; E195 where a step is so long that a decay overshoots."""
    if np.any(side.of(equation.name) * dt < -1.0):
        message = f"method euler: '{equation.name}' decays faster than a step of {dt:g} can follow"
        hint = "give a shorter dt, or 'method: exact' or 'method: exponential_euler'"
        raise evaluator.source.error(equation.at, "E195", message, hint)
    return Row(equation.name, variable(equation.name).plus(side, dt), _rest(equation.name, side))


def _exponential_euler(equation: Equation, side: Polynomial, dt: float, evaluator: Evaluator) -> Row:
    """``x e**(a dt) + (f - a x) (e**(a dt) - 1) / a``, of ``f = a x + …`` in which a is a constant."""
    name = equation.name
    others = Polynomial({key: value for key, value in side.terms.items() if key != (name,)})
    if name in reaching(others, evaluator):
        message = f"method exponential_euler needs '{name}' in its own equation times a constant only"
        hint = "give 'method: euler', which takes every equation"
        raise evaluator.source.error(equation.at, "E193", message, hint)
    rate = side.of(name)
    moved = Polynomial({key: value * _integral(rate, dt) for key, value in others.terms.items()})
    return Row(name, variable(name).times(number(exp(rate * dt))).plus(moved), _rest(name, side))


def reaching(of: Polynomial, evaluator: Evaluator) -> set[str]:
    """All names that ``of`` depends on, those in functions included."""
    found, todo = set[str](), list(of.names)
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            arguments = evaluator.calls[name].arguments if name in evaluator.calls else ()
            todo += [each for argument in arguments for each in argument.names]
    return found


def _integral(rate: Array, dt: float) -> Array:
    """The integral of ``e**(rate t)`` over a step."""
    z = np.asarray(rate * dt)
    series = 1.0 + z / 2 * (1.0 + z / 3 * (1.0 + z / 4 * (1.0 + z / 5)))
    direct = np.divide(exp(z) - 1.0, z, out=np.ones(z.shape), where=z != 0)
    return np.asarray(dt * np.where(np.abs(z) < _SMALL, series, direct))


def _exact(equations: tuple[Equation, ...], sides: list[Polynomial], dt: float, evaluator: Evaluator) -> list[Row]:
    """The solution of ``x' = A x + b + c I`` over a step in which the input I is constant."""
    names = [each.name for each in equations]
    for equation, side in zip(equations, sides, strict=True):
        if not side.linear or set(side.names) - {*names, INPUT}:
            message = f"method exact needs linear equations; that of '{equation.name}' is not"
            hint = "give 'method: euler' or 'method: exponential_euler'"
            raise evaluator.source.error(equation.at, "E193", message, hint)
    shape = np.broadcast_shapes((1,), *(value.shape for side in sides for value in side.terms.values()))
    columns = [*names, INPUT, ""]
    if shape[0] * len(columns) ** 2 > _MOST_NUMBERS:
        message = f"method exact of {len(names)} states for {shape[0]:,} neurons that differ takes too much memory"
        raise evaluator.source.error(equations[0].at, "E195", message, "give 'method: exponential_euler'")
    matrix = np.zeros((*shape, len(columns), len(columns)))
    for k, side in enumerate(sides):
        for j, column in enumerate(columns):
            matrix[:, k, j] = side.of(column) if column else side.constant
    with np.errstate(all="ignore"):
        moved = matrix_exponential(matrix * dt)
    if not np.all(np.isfinite(moved)):
        raise evaluator.source.error(equations[0].at, "E195", "a step of these equations goes beyond all numbers")
    rows = []
    for k, name in enumerate(names):
        terms = {(column,) if column else (): _shared(moved[:, k, j]) for j, column in enumerate(columns)}
        value = Polynomial({key: each for key, each in terms.items() if np.any(each != 0)})
        alone = all(not np.any(matrix[:, j, -1]) for j in range(len(names)) if j != k and np.any(moved[:, k, j]))
        alone = alone and not leads_back(matrix, k)
        rows.append(Row(name, value, _rest(name, sides[k]) if alone else None))
    return rows


def _shared(values: np.ndarray) -> Array:
    """One number where all are the same."""
    return values[0] if np.all(values == values[0]) else values


def _rest(name: str, side: Polynomial) -> Array | None:
    """Where ``name`` is pulled to by its derivative ``side`` without anything else; None where it is not."""
    rate = side.of(name)
    return rounded(-side.constant / rate) if np.all(rate < 0) else None


def rounded(values: Any) -> Array:
    """``values`` without the noise of a division in their last digits."""
    array = np.asarray(values, dtype=np.float64)
    short = np.array([float(f"{value:.{_DIGITS}g}") for value in array.reshape(-1)]).reshape(array.shape)
    return np.where(np.abs(short - array) <= _NOISE * np.abs(array), short, array)


def digits(values: Array) -> int:
    """The most digits that any of ``values`` is written with, without zeros at both ends."""
    written = (f"{value:.{_DIGITS}e}".partition("e")[0] for value in values.reshape(-1))
    return max(len(text.replace("-", "").replace(".", "").strip("0")) for text in written)
