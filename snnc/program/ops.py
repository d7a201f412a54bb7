"""The operations of neuron update programs.

A program is a list of statements ``target = operation(operands)``; operands are names. An operation
is a class that answers what the compiler asks about it. What it means stands in golden's table,
``snnc/golden/tables.py``; what hardware makes of it in ``snnc/program/expand.py``.

Real programs use all but :class:`Multiply`, :class:`ShiftLeft`, :class:`RoundShift` and
:class:`Clamp`; lowering replaces :class:`Scale`, :class:`Convert`, :class:`Saturate` and parameters by those.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar

from snnc.core.errors import internal_error
from snnc.numbers.fixed import Interval, Rounding, round_shift
from snnc.program.facts import Fact, Forms, Holds, Order, Ranges
from snnc.program.quantity import COUNT, FLAG, Kind, Quantity

#: The quantity of every name.
Quantities = Mapping[str, Quantity]


class MultiplyStyle(Enum):
    """How hardware multiplies by a constant; the result is the same."""

    MULTIPLIER = "multiply"
    SHIFT_ADD = "shift_add"


class Op(ABC):
    """An operation: a frozen dataclass whose fields are its operands and its constants."""

    #: Whether real programs may have it, and integer programs.
    real: ClassVar[bool] = True
    integer: ClassVar[bool] = True

    @abstractmethod
    def operands(self) -> tuple[str, ...]:
        """The names it reads."""

    @abstractmethod
    def text(self) -> str:
        """It as an infix expression, for people."""

    def measures(self, of: Quantities) -> Quantity | None:
        """The quantity of its result, given that of every name; None where its operands do not fit together."""
        return None

    def interval(self, ranges: Ranges) -> Interval:
        """All values that it can take."""
        raise internal_error(f"interval analysis runs on integer programs only, not on {self.text()}")

    def facts(self, outcome: bool) -> tuple[Fact, ...]:
        """What is known of its operands where its result, a flag, is ``outcome``."""
        return ()

    def form(self, forms: Forms) -> Any:
        """What its result is as a function of states and input, see :mod:`snnc.program.affine`."""
        raise internal_error(f"the linear response is one of real programs only, not of {self.text()}")


@dataclass(frozen=True)
class _Unary(Op):
    a: str

    def operands(self) -> tuple[str, ...]:
        return (self.a,)


@dataclass(frozen=True)
class _Binary(Op):
    a: str
    b: str

    symbol: ClassVar[str]

    def operands(self) -> tuple[str, ...]:
        return (self.a, self.b)

    def text(self) -> str:
        return f"{self.a} {self.symbol} {self.b}"

    def _number(self, of: Quantities) -> Quantity | None:
        """The quantity that both operands share, if they are numbers on one scale."""
        quantity = of[self.a]
        return quantity if quantity == of[self.b] and quantity.kind in (Kind.LINEAR, Kind.COUNT) else None


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


class Add(_Binary):
    """``a + b``."""

    symbol = "+"

    def measures(self, of: Quantities) -> Quantity | None:
        return self._number(of)

    def interval(self, ranges: Ranges) -> Interval:
        a, b = ranges.range(self.a), ranges.range(self.b)
        return Interval(a.lo + b.lo, a.hi + b.hi)

    def form(self, forms: Forms) -> Any:
        return forms.sum(self.a, self.b, 1.0)


class Subtract(_Binary):
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


@dataclass(frozen=True)
class Convert(_Unary):
    """``a`` as a value of another linear ``quantity``: a current of 1 moves a potential by 1."""

    quantity: Quantity

    integer = False

    def text(self) -> str:
        return f"{self.a} as {self.quantity.name}"

    def measures(self, of: Quantities) -> Quantity | None:
        return self.quantity if of[self.a].kind is self.quantity.kind is Kind.LINEAR else None

    def form(self, forms: Forms) -> Any:
        # No error of its own: the finer unit of the two is on the side of the source.
        return forms.exact(self.a)


class _Flag(Op):
    def interval(self, ranges: Ranges) -> Interval:
        return Interval(0, 1)


class _Comparison(_Binary, _Flag):
    def measures(self, of: Quantities) -> Quantity | None:
        return FLAG if self._number(of) else None


class AtLeast(_Comparison):
    """``a >= b``."""

    symbol = ">="

    def facts(self, outcome: bool) -> tuple[Fact, ...]:
        return (Order(self.b, self.a, 0) if outcome else Order(self.a, self.b, 1),)

    def form(self, forms: Forms) -> Any:
        return forms.meets(self.a, self.b, above=False)


class Above(_Comparison):
    """``a > b``."""

    symbol = ">"

    def facts(self, outcome: bool) -> tuple[Fact, ...]:
        return (Order(self.b, self.a, 1) if outcome else Order(self.a, self.b, 0),)

    def form(self, forms: Forms) -> Any:
        return forms.meets(self.a, self.b, above=True)


class Both(_Binary, _Flag):
    """Logical and of two flags."""

    symbol = "and"

    def measures(self, of: Quantities) -> Quantity | None:
        return FLAG if of[self.a] == of[self.b] == FLAG else None

    def facts(self, outcome: bool) -> tuple[Fact, ...]:
        return (Holds(self.a, True), Holds(self.b, True)) if outcome else ()

    def form(self, forms: Forms) -> Any:
        return forms[self.a] & forms[self.b]


class Invert(_Unary, _Flag):
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
class Saturate(_Unary):
    """``a`` limited to the format of state variable ``state``; the identity in real numbers."""

    state: str

    integer = False

    def text(self) -> str:
        return f"saturate({self.a}, {self.state})"

    def measures(self, of: Quantities) -> Quantity | None:
        return of[self.a] if of[self.a].kind is Kind.LINEAR and of[self.a] == of.get(self.state) else None

    def form(self, forms: Forms) -> Any:
        return forms.saturated(self.a, self.state)


@dataclass(frozen=True)
class Multiply(_Binary):
    """``a * b``, exact. ``style`` says how hardware does it when ``b`` is a literal."""

    style: MultiplyStyle

    real = False
    symbol = "*"

    def interval(self, ranges: Ranges) -> Interval:
        a, b = ranges.range(self.a), ranges.range(self.b)
        products = [x * y for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
        return Interval(min(products), max(products))


@dataclass(frozen=True)
class ShiftLeft(_Unary):
    """``a * 2**shift``, exact."""

    shift: int

    real = False

    def text(self) -> str:
        return f"{self.a} * 2**{self.shift}"

    def interval(self, ranges: Ranges) -> Interval:
        return Interval(ranges.range(self.a).lo << self.shift, ranges.range(self.a).hi << self.shift)


@dataclass(frozen=True)
class RoundShift(_Unary):
    """``a / 2**shift``, rounded."""

    shift: int
    mode: Rounding

    real = False

    def text(self) -> str:
        return f"round({self.a} / 2**{self.shift}, {self.mode.value})"

    def interval(self, ranges: Ranges) -> Interval:
        a = ranges.range(self.a)
        return Interval(round_shift(a.lo, self.shift, self.mode), round_shift(a.hi, self.shift, self.mode))


@dataclass(frozen=True)
class Clamp(_Unary):
    """``a`` limited to ``lo`` … ``hi``."""

    lo: int
    hi: int

    real = False

    def text(self) -> str:
        return f"clamp({self.a}, {self.lo}, {self.hi})"

    def interval(self, ranges: Ranges) -> Interval:
        a = ranges.range(self.a)
        return Interval(min(max(a.lo, self.lo), self.hi), min(max(a.hi, self.lo), self.hi))


#: Every operation: a class above, its meaning in golden and its expansion have their tests by this list.
OPERATIONS: tuple[type[Op], ...] = (
    *(Literal, Add, Subtract, Scale, Convert, AtLeast, Above, Both, Invert, Select, Saturate),
    *(Multiply, ShiftLeft, RoundShift, Clamp),
)
