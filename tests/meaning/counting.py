"""How the populations of a network count: in floats, or in integers of the formats that reports state."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from meaning.exact import ROUND

from snnc.ir.reports import PopulationReport, ProjectionReport
from snnc.numbers.fixed import Rounding
from snnc.program.program import Parameter
from snnc.program.quantity import Kind, Quantity

#: The functions of tables, by name.
FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": lambda x: math.exp(min(x, 700.0)),
    "tanh": math.tanh,
    "sigmoid": lambda x: 1.0 / (1.0 + math.exp(-x)),
    "expm1": lambda x: math.expm1(min(x, 700.0)),
    "log1m": lambda x: math.log1p(-min(x, 1.0 - 2.0**-53)),
}


@dataclass(frozen=True)
class Table:
    """The table of the statement ``name``: a ``function`` of values of the quantity ``of``."""

    name: str
    function: str
    of: str


@dataclass(frozen=True)
class Numbers:
    """How one population counts.

    ``linear``: a number as a value of a quantity, and ``factor``: one as the factor or gain of that name. ``gathered``:
    a sum of weights as a value of a quantity. ``times``: the product with a factor, rounded to the quantity of the
    first. ``convert``: a value of one quantity as one of another. ``limit``: what a state keeps of a value. ``gain``:
    the product of a value of one quantity with a gain, as one of another; ``product``: of two values, as one of a
    third; ``ratio``: the quotient of two, from 0 to a third number, as one of a quantity; ``function``: the value of a
    table, as one of a quantity. ``one``: 1 as a value of a quantity; ``drawn``: whether a random number of 32 bits is
    below a probability, which is a value of a quantity. Quantities and states are given by their names.
    """

    linear: Callable[[float, str], Any]
    factor: Callable[[float, str], Any]
    gathered: Callable[[Any, str], Any]
    times: Callable[[Any, Any], Any]
    convert: Callable[[Any, str, str], Any]
    limit: Callable[[Any, str], Any]
    gain: Callable[[Any, Any, str, str], Any]
    product: Callable[[Any, Any, tuple[str, str], str], Any]
    ratio: Callable[[Any, Any, Any, str], Any]
    function: Callable[[Table, Any, str], Any]
    one: Callable[[str], Any]
    drawn: Callable[[int, Any, str], bool]

    def constant(self, parameter: Parameter, value: float) -> Any:
        """The ``value`` of ``parameter`` as this population counts it."""
        if parameter.quantity.kind in (Kind.FACTOR, Kind.GAIN):
            return self.factor(value, parameter.name)
        return self.of(parameter.quantity, value)

    def of(self, quantity: Quantity, value: float) -> Any:
        """``value`` of a ``quantity`` that is no factor."""
        return self.linear(value, quantity.name) if quantity.kind is Kind.LINEAR else int(value)


def reals() -> Numbers:
    """Floats, as they are."""
    return Numbers(
        linear=lambda value, quantity: float(value),
        factor=lambda value, name: float(value),
        gathered=lambda total, quantity: total,
        times=lambda a, b: a * b,
        convert=lambda value, source, target: value,
        limit=lambda value, state: value,
        gain=lambda a, gain, of, to: a * gain,
        product=lambda a, b, of, to: a * b,
        ratio=lambda a, b, most, to: _within(a / b if b > 0 else most, a, most),
        function=lambda table, a, to: FUNCTIONS[table.function](a),
        one=lambda quantity: 1.0,
        drawn=lambda word, p, quantity: word / 2**32 < p,
    )


def _within(quotient: Any, a: Any, most: Any) -> Any:
    return min(quotient if a > 0 else 0, most)


def integers(report: PopulationReport) -> Numbers:
    """Integers in the formats of ``report``; products and conversions are rounded as it says."""
    mode = ROUND[Rounding(report.rounding)]
    fraction = dict(report.fractions)
    bits = {state.name: state.bits for state in report.states}
    shift = dict(report.factors) | {decay.name: decay.shift for decay in report.decays}
    tables = {table.name: table for table in report.tables}
    per_unit = reciprocal(report.unit)

    def limit(value: int, state: str) -> int:
        top = 2 ** (bits[state] - 1) - 1
        return max(-top - 1, min(top, value))

    def function(table: Table, value: int, to: str) -> int:
        stored, call = tables[table.name], FUNCTIONS[table.function]
        given, made = (report.unit * 2.0 ** fraction[name] for name in (table.of, to))
        place = max(stored.first, min(stored.last, value)) - stored.first
        entry, beyond = divmod(place, 2**stored.shift)
        ends = (round(call((stored.first + k * 2**stored.shift) / given) * made) for k in (entry, entry + 1))
        # An entry times the distance to the next one fits golden's integers.
        low, high = (max(-(2 ** (61 - stored.shift)), min(2 ** (61 - stored.shift), end)) for end in ends)
        return low + mode(Fraction((high - low) * beyond, 2**stored.shift))

    def one(quantity: str) -> int:
        return max(1, round(report.unit * 2.0 ** fraction[quantity]))

    return Numbers(
        linear=lambda value, quantity: round(value * (report.unit * 2 ** fraction[quantity])),
        factor=lambda value, name: Fraction(round(value * 2 ** shift[name]), 2 ** shift[name]),
        gathered=lambda total, quantity: mode(total * Fraction(2) ** fraction[quantity]),
        times=lambda a, b: mode(a * b),
        convert=lambda value, source, target: mode(value * Fraction(2) ** (fraction[target] - fraction[source])),
        limit=limit,
        gain=lambda a, gain, of, to: mode(a * gain * Fraction(2) ** (fraction[to] - fraction[of])),
        product=lambda a, b, of, to: mode(
            a * b * per_unit * Fraction(2) ** (fraction[to] - fraction[of[0]] - fraction[of[1]])
        ),
        ratio=lambda a, b, most, to: quotient(a, b, most, Fraction(report.unit * 2.0 ** fraction[to])),
        function=function,
        one=one,
        # Of as many numbers as there are units in 1, the one that the word falls on.
        drawn=lambda word, p, quantity: word * one(quantity) // 2**32 < p,
    )


def quotient(a: int, b: int, most: int, scale: Fraction) -> int:
    """``a / b`` in ``scale`` units per unit, rounded down, from 0 to ``most``.

    Of a scale that is no power of two: in the next one, and then its share of that, of 16 bits.
    """
    above = Fraction(2) ** math.ceil(math.log2(scale))
    if b <= 0:
        return int(_within(most, a, most))
    whole = Fraction(a, b) * above // 1
    return int(_within(whole * Fraction(round(scale / above * 2**16), 2**16) // 1, a, most))


def reciprocal(unit: float) -> Fraction:
    """``1 / unit``: exactly for a power of two, else to 16 bits, of which the first is 1."""
    exact = 1 / Fraction(unit)
    if unit in (2.0**k for k in range(-120, 121)):
        return exact
    scale = Fraction(1)
    while exact * scale >= 2**16:
        scale /= 2
    while exact * scale < 2**15:
        scale *= 2
    return Fraction(round((1.0 / unit) * float(scale))) / scale


def weight(value: float, report: ProjectionReport) -> int:
    """A weight in the format of ``report``: nearest even, symmetric; one bit keeps the sign."""
    if report.bits == 1:
        stored = (value > 0) - (value < 0)
    else:
        top = 2 ** (report.bits - 1) - 1
        stored = max(-top, min(top, round(value * report.scale)))
    return int(stored) * 2**report.shift


def check_unit(stored: ProjectionReport, population: PopulationReport, sent: float) -> None:
    """Every projection into a population adds in one unit of current, whatever shift it is stored with.

    ``sent``: units of the numbers that its source sends; 1 for spikes.
    """
    added = stored.scale * 2**stored.shift * sent
    assert math.isclose(added, population.unit, rel_tol=1e-12), (
        f"{stored.name} adds in units of {added}, not {population.unit}"
    )
