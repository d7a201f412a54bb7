"""Real numbers with the largest error that the formats allow, carried through the operations of a program.

Half a step of a factor, or what a gain is off by, times what it scales; one rounding for each product and each
conversion to a coarser quantity, in the unit of its quantity; all of it propagated by the operations themselves. Where
a model says between which values a state is kept, as with numbers, float ends where the format does.

A function that is looked up is one that only rises, or only falls. So what an error of its argument makes is the larger
step from the function at the value to that at either end of the error (for exp: ``exp(x) * (exp(e) - 1)``). A table
adds to that, written down here from what a table is, and not taken from what its maker says of it:

* between entries ``h`` apart a chord is off by ``h**2 / 2`` times the shares of the way behind and ahead, times the
  largest second derivative, at most: nowhere by more than ``h**2 / 8`` times that, and next to entries by nothing;
* each entry is rounded, by half a unit, and so is each value between two of them, by half a unit or one;
* where a table is not of the most entries, what is more than rounding is at most ``tolerance`` of the function.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from meaning.exact import xorshift

from snnc.ir.reports import PopulationReport, TableReport
from snnc.program import ops
from snnc.program.program import Statement
from snnc.program.quantity import Quantity

#: Entries of the largest tables, and the relative error up to which smaller ones are made.
_MOST_ENTRIES, _TOLERANCE = 1 << 10, 2.0**-10

#: What reals may be off by themselves.
_FLOAT = 1e-9


@dataclass(frozen=True, eq=False)
class Near:
    """A number known within ``error``; both [samples, size] or what broadcasts to it."""

    value: Any
    error: Any


@dataclass(frozen=True, eq=False)
class Flag:
    """A decision, and where no error could have turned it."""

    value: Any
    sure: Any


@dataclass(frozen=True)
class Curve:
    """A function that only rises, or only falls; ``bend``: the largest second derivative up to an argument.

    ``low`` … ``high``: the arguments that tables hold.
    """

    real: Callable[[Any], Any]
    bend: Callable[[Any], Any]
    low: float
    high: float


_CURVES = {
    "exp": Curve(np.exp, np.exp, low=-16.0, high=16.0),
    "tanh": Curve(np.tanh, lambda x: 0.7699 + 0.0 * x, low=-6.0, high=6.0),
    "sigmoid": Curve(lambda x: 0.5 + 0.5 * np.tanh(0.5 * x), lambda x: 0.0963 + 0.0 * x, low=-12.0, high=12.0),
    "expm1": Curve(np.expm1, np.exp, low=-8.0, high=8.0),
    "log1m": Curve(lambda x: np.log1p(-x), lambda x: (1.0 - np.minimum(x, 0.9375)) ** -2.0, low=-7.0, high=0.875),
}


@dataclass(frozen=True)
class Rounds:
    """Where a population rounds.

    ``unit``: of its currents; ``step``: the largest error of a rounding, by quantity, and ``fraction``: its fraction
    bits; ``share``: that error in units; ``formats``: the ends of states that have bounds, in real numbers;
    ``tables``: by statement.
    """

    unit: float
    share: float
    step: Mapping[str, float]
    fraction: Mapping[str, int]
    formats: Mapping[str, tuple[float, float]]
    tables: Mapping[str, TableReport]

    @classmethod
    def of(cls, report: PopulationReport, bounded: frozenset[str] = frozenset()) -> Rounds:
        """To nearest, a product moves by half a unit at most; otherwise by less than one."""
        share = 0.5 if report.rounding == "nearest_even" else 1.0
        return cls(
            unit=report.unit,
            share=share,
            step={name: share / (report.unit * 2.0**bits) for name, bits in report.fractions},
            fraction=dict(report.fractions),
            formats={
                state.name: (-(2.0 ** (state.bits - 1)) / state.scale, (2.0 ** (state.bits - 1) - 1) / state.scale)
                for state in report.states
                if state.name in bounded
            },
            tables={table.name: table for table in report.tables},
        )

    def scale(self, quantity: Quantity) -> float:
        """Units of ``quantity`` per real unit."""
        return float(self.unit * 2.0 ** self.fraction[quantity.name])

    def converted(self, source: Quantity, target: Quantity) -> float:
        """The largest error of a conversion: none to a unit that is as fine, or finer."""
        return self.step[target.name] if self.fraction[target.name] < self.fraction[source.name] else 0.0

    def received(self, quantity: Quantity) -> float:
        """The largest error of a sum of weights as a value of ``quantity``: none unless its unit is coarser."""
        return self.step[quantity.name] if self.fraction[quantity.name] < 0 else 0.0


def compute(
    statement: Statement, env: Mapping[str, Any], measured: Mapping[str, Quantity], rounds: Rounds
) -> Near | Flag:
    """The result of a real ``statement``; ``measured``: the quantity of every value."""
    match statement.op:
        case ops.Literal(value, _):
            return Near(float(value), 0.0)
        case ops.Add(a, b):
            return Near(env[a].value + env[b].value, env[a].error + env[b].error)
        case ops.Subtract(a, b):
            return Near(env[a].value - env[b].value, env[a].error + env[b].error)
        case ops.Scale(a, b):
            return _times(env[a], env[b], rounds.step[measured[a].name])
        case ops.Gain(a, gain, quantity):
            return _times(env[a], env[gain], rounds.step[quantity.name])
        case ops.Product(a, b, quantity):
            return _times(env[a], env[b], rounds.step[quantity.name])
        case ops.Ratio(a, b, most, quantity):
            return _divided(env[a], env[b], env[most], rounded=1.0 / rounds.scale(quantity))
        case ops.Lookup(a, _, quantity):
            table = rounds.tables[statement.target]
            return _looked_up(
                env[a], table, given=rounds.scale(measured[a]), made=rounds.scale(quantity), rounds=rounds
            )
        case ops.Shrink(a, b):
            x, step = env[a], env[b]
            return Near(np.sign(x.value) * np.maximum(np.abs(x.value) - step.value, 0.0), x.error + step.error)
        case ops.Convert(a, quantity):
            return Near(env[a].value, env[a].error + rounds.converted(measured[a], quantity))
        case ops.Saturate(a, state):
            return _limited(env[a], rounds.formats.get(state))
        case ops.AtLeast(a, b):
            return _compared(env[a], env[b], env[a].value >= env[b].value)
        case ops.Above(a, b):
            return _compared(env[a], env[b], env[a].value > env[b].value)
        case ops.Both(a, b):
            x, y = env[a], env[b]
            sure = (x.sure & y.sure) | (x.sure & ~x.value) | (y.sure & ~y.value)
            return Flag(x.value & y.value, sure)
        case ops.Invert(a):
            return Flag(~env[a].value, env[a].sure)
        case ops.NextRandom(a):
            words = np.vectorize(xorshift, otypes=[float])
            return Near(words(env[a].value.astype(int)), 0.0)
        case ops.WithinOne(a):
            return Near(np.clip(env[a].value, 0.0, 1.0), env[a].error)
        case ops.DrawnBelow(a, b):
            drawn, p = env[a].value / 2**32, env[b]
            return Flag(drawn < p.value, np.abs(drawn - p.value) > p.error + _FLOAT)
        case ops.Select(condition, then, otherwise):
            return _selected(env[condition], env[then], env[otherwise])
        case _:
            raise AssertionError(f"no meaning is written down for {statement.op}")


def _times(x: Near, y: Near, rounded: float) -> Near:
    spread = np.abs(x.value) * y.error + np.abs(y.value) * x.error + x.error * y.error
    return Near(x.value * y.value, spread + rounded)


def _limited(x: Near, ends: tuple[float, float] | None) -> Near:
    """``x`` in a format that ends there: both sides of what is beyond it, error and all, are equal."""
    if ends is None:
        return x
    value, below, above = (np.clip(x.value + error, *ends) for error in (0.0, -x.error, x.error))
    return Near(value, np.maximum(above - value, value - below))


def _looked_up(x: Near, table: TableReport, given: float, made: float, rounds: Rounds) -> Near:
    """The function of ``table``; ``given``, ``made``: units per real unit of its argument and of its value."""
    curve = _CURVES[table.function]
    # Tables end at a whole unit, half of one away from the end of the function at most.
    ends = (x.value + x.error >= curve.high - 1.0 / given) | (x.value - x.error <= curve.low + 1.0 / given)
    argument, error = np.clip(x.value, curve.low, curve.high), x.error + np.where(ends, 0.5 / given, 0.0)
    value, before, after = (curve.real(np.clip(argument + e, curve.low, curve.high)) for e in (0.0, -error, error))
    width = 2.0**table.shift / given
    # How far on from an entry, as a share of the way to the next one.
    on = np.mod((argument * given - table.first) / 2.0**table.shift, 1.0)
    way = np.minimum(0.25, on * (1.0 - on) + error / width)
    chord = width**2 / 2.0 * way * curve.bend(argument + error + width) if table.shift else 0.0
    finest = max(0, (table.last - table.first).bit_length() - (_MOST_ENTRIES.bit_length() - 1))
    if table.shift > finest:
        chord = np.minimum(chord, _TOLERANCE * np.maximum(np.abs(after), np.abs(before)) + 1.0 / made)
    entries = (0.5 + (rounds.share if table.shift else 0.0)) / made
    return Near(value, np.maximum(np.abs(after - value), np.abs(before - value)) + chord + entries)


def _divided(a: Near, b: Near, most: Near, rounded: float) -> Near:
    """``a / b`` up to ``most``: from the smallest over the largest to the largest over the smallest, rounded down."""

    def quotient(over: Any, under: Any, limit: Any) -> Any:
        whole = np.divide(over, under, out=np.broadcast_to(limit, np.shape(over)) + 0.0, where=under > 0)
        return np.minimum(np.where(over > 0, whole, 0.0), limit)

    over, under, limit = np.broadcast_arrays(a.value, b.value, most.value)
    value = quotient(over, under, limit)
    below = quotient(over - a.error, under + b.error, limit - most.error)
    above = quotient(over + a.error, under - b.error, limit + most.error)
    return Near(value, np.maximum(above - value, value - below) + rounded)


def _compared(a: Near, b: Near, outcome: np.ndarray) -> Flag:
    room = a.error + b.error
    return Flag(outcome, (np.abs(a.value - b.value) > room) | (room == 0))


def _selected(condition: Flag, then: Near, otherwise: Near) -> Near:
    """The branch that is taken, and where that is unsure, room for the other one."""
    value = np.where(condition.value, then.value, otherwise.value)
    error = np.where(condition.value, then.error, otherwise.error)
    apart = np.abs(then.value - otherwise.value) + np.maximum(then.error, otherwise.error)
    return Near(value, np.where(condition.sure, error, apart))
