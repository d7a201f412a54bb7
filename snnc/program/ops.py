"""The operations of neuron update programs.

A program is a list of statements ``target = operation(operands)``; operands are names. An operation
is a class that answers what the compiler asks about it. What it means stands in golden's table,
``snnc/golden/tables.py``; what hardware makes of it in ``snnc/program/expand.py``.

Real programs use all but those of ``integer_ops.py``; lowering replaces :class:`Scale`, :class:`Convert`,
:class:`Saturate`, those of ``nonlinear.py``, most of ``random_ops.py`` and parameters by those.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from snnc.numbers.fixed import Interval
from snnc.program.facts import Fact, Forms, Holds, OrderFact, Ranges
from snnc.program.integer_ops import Clamp, Divide, Entry, LowBits, Multiply, RoundShift, ShiftLeft
from snnc.program.nonlinear import Gain, Lookup, Product, Ratio
from snnc.program.operation import Binary, Op, Quantities, Unary
from snnc.program.quantity import COUNT, FLAG, Kind, Quantity
from snnc.program.random_ops import DrawnBelow, NextRandom, WithinOne


@dataclass(frozen=True)
class Literal(Op):
    """A constant; in real programs only a count, or the zero of a linear quantity."""

    value: int
    quantity: Quantity = COUNT

    def operands(self) -> tuple[str, ...]:
        return ()

    def text(self) -> str:
        return str(self.value)

    def measures(self, of: Quantities) -> Quantity | None:
        zero = self.quantity.kind is Kind.LINEAR and self.value == 0
        return self.quantity if self.quantity.kind is Kind.COUNT or zero else None

    def interval(self, ranges: Ranges) -> Interval:
        return Interval(self.value, self.value)

    def form(self, forms: Forms) -> Any:
        return forms.constant(float(self.value), self.quantity.kind is Kind.LINEAR)


class Add(Binary):
    """``a + b``."""

    symbol = "+"

    def measures(self, of: Quantities) -> Quantity | None:
        return self._number(of)

    def interval(self, ranges: Ranges) -> Interval:
        a, b = ranges.range(self.a), ranges.range(self.b)
        return Interval(a.lo + b.lo, a.hi + b.hi)

    def form(self, forms: Forms) -> Any:
        return forms.sum(self.a, self.b, 1.0)


class Subtract(Binary):
    """``a - b``."""

    symbol = "-"

    def measures(self, of: Quantities) -> Quantity | None:
        return self._number(of)

    def interval(self, ranges: Ranges) -> Interval:
        a, b = ranges.range(self.a), ranges.range(self.b)
        return Interval(a.lo - b.hi, a.hi - b.lo)

    def form(self, forms: Forms) -> Any:
        return forms.sum(self.a, self.b, -1.0)


@dataclass(frozen=True)
class Scale(Op):
    """``a * factor``, factor being a parameter in [0, 1]; rounded once in integers."""

    a: str
    factor: str

    integer = False

    def operands(self) -> tuple[str, ...]:
        return (self.a, self.factor)

    def text(self) -> str:
        return f"{self.a} * {self.factor}"

    def measures(self, of: Quantities) -> Quantity | None:
        fits = of[self.a].kind is Kind.LINEAR and of[self.factor].kind is Kind.FACTOR
        return of[self.a] if fits else None

    def form(self, forms: Forms) -> Any:
        return forms.scaled(self.a, self.factor)


class Shrink(Binary):
    """``a`` moved toward 0 by ``b``, which is not negative, and no further."""

    symbol = "toward 0 by"

    def measures(self, of: Quantities) -> Quantity | None:
        return self._number(of)

    def interval(self, ranges: Ranges) -> Interval:
        a, b = ranges.range(self.a), ranges.range(self.b)
        low = min(0, a.lo + b.lo) if a.lo < 0 else max(0, a.lo - b.hi)
        high = max(0, a.hi - b.lo) if a.hi > 0 else min(0, a.hi + b.hi)
        return Interval(low, high)

    def form(self, forms: Forms) -> Any:
        # What errors do to a value that is not at rest: they stay.
        return forms.bent(self.a)


@dataclass(frozen=True)
class Convert(Unary):
    """``a`` as a value of another linear ``quantity``: a current of 1 moves a potential by 1."""

    quantity: Quantity

    integer = False

    def text(self) -> str:
        return f"{self.a} as {self.quantity.name}"

    def measures(self, of: Quantities) -> Quantity | None:
        return self.quantity if of[self.a].kind is self.quantity.kind is Kind.LINEAR else None

    def form(self, forms: Forms) -> Any:
        # What was rounded stays so: a target that is coarser rounds it again.
        return forms[self.a]


class _Flag(Op):
    def interval(self, ranges: Ranges) -> Interval:
        return Interval(0, 1)


class _Comparison(Binary, _Flag):
    def measures(self, of: Quantities) -> Quantity | None:
        return FLAG if self._number(of) else None


class AtLeast(_Comparison):
    """``a >= b``."""

    symbol = ">="

    def facts(self, outcome: bool) -> tuple[Fact, ...]:
        return (OrderFact(self.b, self.a, 0) if outcome else OrderFact(self.a, self.b, 1),)

    def form(self, forms: Forms) -> Any:
        return forms.meets(self.a, self.b, above=False)


class Above(_Comparison):
    """``a > b``."""

    symbol = ">"

    def facts(self, outcome: bool) -> tuple[Fact, ...]:
        return (OrderFact(self.b, self.a, 1) if outcome else OrderFact(self.a, self.b, 0),)

    def form(self, forms: Forms) -> Any:
        return forms.meets(self.a, self.b, above=True)


class Both(Binary, _Flag):
    """Logical and of two flags."""

    symbol = "and"

    def measures(self, of: Quantities) -> Quantity | None:
        return FLAG if of[self.a] == of[self.b] == FLAG else None

    def facts(self, outcome: bool) -> tuple[Fact, ...]:
        return (Holds(self.a, True), Holds(self.b, True)) if outcome else ()

    def form(self, forms: Forms) -> Any:
        return forms[self.a] & forms[self.b]


class Invert(Unary, _Flag):
    """Logical not of a flag."""

    def text(self) -> str:
        return f"not {self.a}"

    def measures(self, of: Quantities) -> Quantity | None:
        return FLAG if of[self.a] == FLAG else None

    def facts(self, outcome: bool) -> tuple[Fact, ...]:
        return (Holds(self.a, not outcome),)

    def form(self, forms: Forms) -> Any:
        return ~forms[self.a]


@dataclass(frozen=True)
class Select(Op):
    """``then`` where ``condition`` holds, else ``otherwise``."""

    condition: str
    then: str
    otherwise: str

    def operands(self) -> tuple[str, ...]:
        return (self.condition, self.then, self.otherwise)

    def text(self) -> str:
        return f"{self.then} if {self.condition} else {self.otherwise}"

    def measures(self, of: Quantities) -> Quantity | None:
        fits = of[self.condition] == FLAG and of[self.then] == of[self.otherwise]
        return of[self.then] if fits else None

    def interval(self, ranges: Ranges) -> Interval:
        return ranges.either(self.condition, self.then, self.otherwise)

    def form(self, forms: Forms) -> Any:
        return forms.either(self.condition, self.then, self.otherwise)


@dataclass(frozen=True)
class Saturate(Unary):
    """``a`` limited to the format of state variable ``state``; the identity in real numbers."""

    state: str

    integer = False

    def text(self) -> str:
        return f"saturate({self.a}, {self.state})"

    def measures(self, of: Quantities) -> Quantity | None:
        return of[self.a] if of[self.a].kind is Kind.LINEAR and of[self.a] == of.get(self.state) else None

    def form(self, forms: Forms) -> Any:
        return forms.saturated(self.a, self.state)


#: Every operation: a class above, its meaning in golden and its expansion have their tests by this list.
OPERATIONS: list[type[Op]] = [
    *(Literal, Add, Subtract, Scale, Shrink, Convert, AtLeast, Above, Both, Invert, Select, Saturate),
    *(Gain, Product, Ratio, Lookup),
    *(NextRandom, WithinOne, DrawnBelow),
    *(Multiply, Divide, ShiftLeft, RoundShift, Clamp, LowBits, Entry),
]
