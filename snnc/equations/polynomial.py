"""Expressions of one population as polynomials in its states: parameters are numbers by then, and vanish.

A coefficient is a float64 array, [] or [size].
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from snnc.equations.expression import Call, Compared, Expression, Junction, Name, Not, Numeral, Power, Quotient, Terms
from snnc.equations.source import Source
from snnc.equations.units import UNITS
from snnc.numbers.transcendental import exp

#: Names of states, input and function values, in order, as often as each is multiplied; () for the constant.
Monomial = tuple[str, ...]
Array = np.ndarray

_MOST_TERMS = 64
#: Beyond these a number is a mistake, and would overflow in what follows.
_LARGEST = 1e100


@dataclass(frozen=True, eq=False)
class Polynomial:
    """The sum of ``terms``: monomial -> coefficient other than 0 (of some neuron)."""

    terms: Mapping[Monomial, Array] = field(default_factory=dict)

    @property
    def constant(self) -> Array:
        """The term without any state."""
        return self.terms.get((), np.zeros(()))

    @property
    def varying(self) -> dict[Monomial, Array]:
        """All other terms."""
        return {key: value for key, value in self.terms.items() if key}

    @property
    def names(self) -> list[str]:
        """What it depends on."""
        return list(dict.fromkeys(name for key in self.terms for name in key))

    @property
    def linear(self) -> bool:
        """Whether no two states are multiplied."""
        return all(len(key) <= 1 for key in self.terms)

    def of(self, name: str) -> Array:
        """The coefficient of ``name`` alone."""
        return self.terms.get((name,), np.zeros(()))

    def plus(self, other: Polynomial, factor: Any = 1.0) -> Polynomial:
        """``self + factor * other``."""
        found = dict(self.terms)
        for key, value in other.terms.items():
            found[key] = found[key] + factor * value if key in found else factor * value
        return _without_zeros(found)

    def times(self, other: Polynomial) -> Polynomial:
        """The product of both."""
        found: dict[Monomial, Array] = {}
        for a, x in self.terms.items():
            for b, y in other.terms.items():
                key = tuple(sorted(a + b))
                found[key] = found[key] + x * y if key in found else x * y
        return _without_zeros(found)


def number(value: Any) -> Polynomial:
    """A constant."""
    return _without_zeros({(): np.asarray(value, dtype=np.float64)})


def variable(name: str) -> Polynomial:
    """What has a name."""
    return Polynomial({(name,): np.ones(())})


def _without_zeros(terms: dict[Monomial, Array]) -> Polynomial:
    return Polynomial({key: np.asarray(value) for key, value in terms.items() if np.any(value != 0)})


#: Functions of one number without a unit.
_OF_NUMBERS: dict[str, Callable[..., Any]] = {
    "exp": exp,
    "tanh": lambda x: 1.0 - 2.0 / (exp(2.0 * np.asarray(x)) + 1.0),
    "sigmoid": lambda x: 1.0 / (1.0 + exp(-np.asarray(x))),
    "sqrt": np.sqrt,
    "abs": np.abs,
    "min": np.minimum,
    "max": np.maximum,
    "clip": np.clip,
}


@dataclass(frozen=True, eq=False)
class Called:
    """A ``function`` of polynomials in states, whose names mean what they do in ``scope``."""

    function: str
    arguments: tuple[Polynomial, ...]
    scope: str


@dataclass
class Evaluator:
    """Makes polynomials of the expressions of one text. ``names``: what is known, by name.

    ``calls``: the functions of states so far, by the name of their value; ``scope``: where states have the values
    that they have now, which is in one equation alone if the next one sees others.
    """

    source: Source
    names: Mapping[str, Polynomial]
    calls: dict[str, Called] = field(default_factory=dict)
    scope: str = ""

    def polynomial(self, e: Expression) -> Polynomial:
        """``e``; :class:`UserError` E193 for what cannot be built, E195 for numbers that have no value."""
        with np.errstate(all="ignore"):
            found = self._of(e)
        if len(found.terms) > _MOST_TERMS:
            raise self.source.error(e.at, "E193", f"more than {_MOST_TERMS} terms when it is multiplied out")
        if not all(np.all(np.abs(value) < _LARGEST) for value in found.terms.values()):
            raise self.source.error(e.at, "E195", "this has no value, or one beyond all use, with these parameters")
        return found

    def _of(self, e: Expression) -> Polynomial:
        match e:
            case Numeral(value, unit):
                return number(unit.into(value) if unit else value)
            case Name(name):
                return self.names[name] if name in self.names else number(UNITS[name].into(1.0))
            case Terms(terms):
                total = Polynomial()
                for sign, term in terms:
                    total = total.plus(self.polynomial(term), sign)
                return total
            case Quotient(factors):
                total = number(1.0)
                for power, factor in factors:
                    other = self.polynomial(factor)
                    total = self._checked(total.times(other if power > 0 else self.inverse(other, factor)), e)
                return total
            case Power(base, power):
                one = self.polynomial(base)
                one, total = (one if power >= 0 else self.inverse(one, e)), number(1.0)
                for _ in range(abs(power)):
                    total = self._checked(total.times(one), e)
                return total
            case Call(function, arguments):
                return self._call(function, tuple(self.polynomial(each) for each in arguments))
            case Compared() | Junction() | Not():
                raise self.source.error(e.at, "E190", "a condition where a number is expected")

    def _checked(self, made: Polynomial, e: Expression) -> Polynomial:
        if len(made.terms) > _MOST_TERMS:
            raise self.source.error(e.at, "E193", f"more than {_MOST_TERMS} terms when it is multiplied out")
        return made

    def inverse(self, of: Polynomial, e: Expression) -> Polynomial:
        """``1 / of``; E193 where that has states in it, E195 where it is 0."""
        if of.varying:
            name = of.names[0]
            raise self.source.error(
                e.at, "E193", f"a division by '{name}', which changes from step to step, cannot be built"
            )
        if not np.all(of.constant != 0):
            raise self.source.error(e.at, "E195", "a division by 0")
        return number(1.0 / of.constant)

    def _call(self, function: str, arguments: tuple[Polynomial, ...]) -> Polynomial:
        if not any(argument.varying for argument in arguments):
            return number(_OF_NUMBERS[function](*(argument.constant for argument in arguments)))
        key = (function, [_text(argument) for argument in arguments])
        for name, known in self.calls.items():
            if (*key, self.scope) == (known.function, [_text(argument) for argument in known.arguments], known.scope):
                return variable(name)
        name = f"{function}_{len(self.calls) + 1}"
        self.calls[name] = Called(function, arguments, self.scope)
        return variable(name)


def _text(of: Polynomial) -> list[tuple[Monomial, list[float]]]:
    """``of`` as plain values, to be compared."""
    return sorted((key, np.atleast_1d(value).tolist()) for key, value in of.terms.items())
