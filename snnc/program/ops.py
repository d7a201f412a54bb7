"""The operations of neuron update programs.

A program is a list of statements ``target = operation(operands)``; operands are names. Every
consumer (float reference, golden model, Verilog, interval analysis) is a ``match`` over
:data:`Op` that ends in ``assert_never``, so the type checker finds a missing case.

Real programs use all but :class:`Multiply`, :class:`ShiftLeft`, :class:`RoundShift` and
:class:`Clamp`; lowering replaces :class:`Scale`, :class:`Convert`, :class:`Saturate` and parameters by those.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import assert_never

from snnc.numbers.fixed import Rounding
from snnc.program.quantity import COUNT, Quantity


class MultiplyStyle(Enum):
    """How hardware multiplies by a constant; the result is the same."""

    MULTIPLIER = "multiply"
    SHIFT_ADD = "shift_add"


@dataclass(frozen=True)
class Literal:
    """A constant; in real programs only a count, or the zero of a linear quantity."""

    value: int
    quantity: Quantity = COUNT


@dataclass(frozen=True)
class Add:
    """``a + b``."""

    a: str
    b: str


@dataclass(frozen=True)
class Subtract:
    """``a - b``."""

    a: str
    b: str


@dataclass(frozen=True)
class Scale:
    """``a * factor``, factor being a parameter in [0, 1]; rounded once in integers."""

    a: str
    factor: str


@dataclass(frozen=True)
class Convert:
    """``a`` as a value of another linear ``quantity``: a current of 1 moves a potential by 1."""

    a: str
    quantity: Quantity


@dataclass(frozen=True)
class AtLeast:
    """``a >= b``."""

    a: str
    b: str


@dataclass(frozen=True)
class Above:
    """``a > b``."""

    a: str
    b: str


@dataclass(frozen=True)
class Both:
    """Logical and of two flags."""

    a: str
    b: str


@dataclass(frozen=True)
class Invert:
    """Logical not of a flag."""

    a: str


@dataclass(frozen=True)
class Select:
    """``then`` where ``condition`` holds, else ``otherwise``."""

    condition: str
    then: str
    otherwise: str


@dataclass(frozen=True)
class Saturate:
    """``a`` limited to the format of state variable ``state``; the identity in real numbers."""

    a: str
    state: str


@dataclass(frozen=True)
class Multiply:
    """``a * b``, exact. ``style`` says how hardware does it when ``b`` is a literal."""

    a: str
    b: str
    style: MultiplyStyle


@dataclass(frozen=True)
class ShiftLeft:
    """``a * 2**shift``, exact."""

    a: str
    shift: int


@dataclass(frozen=True)
class RoundShift:
    """``a / 2**shift``, rounded."""

    a: str
    shift: int
    mode: Rounding


@dataclass(frozen=True)
class Clamp:
    """``a`` limited to ``lo`` … ``hi``."""

    a: str
    lo: int
    hi: int


Op = (
    Literal
    | Add
    | Subtract
    | Scale
    | Convert
    | AtLeast
    | Above
    | Both
    | Invert
    | Select
    | Saturate
    | Multiply
    | ShiftLeft
    | RoundShift
    | Clamp
)


def operands(op: Op) -> tuple[str, ...]:
    """The names ``op`` reads."""
    match op:
        case Literal():
            return ()
        case Scale(a, factor):
            return (a, factor)
        case Add(a, b) | Subtract(a, b) | AtLeast(a, b) | Above(a, b) | Both(a, b) | Multiply(a, b, _):
            return (a, b)
        case Select(condition, then, otherwise):
            return (condition, then, otherwise)
        case Invert(a) | Convert(a, _) | Saturate(a, _) | ShiftLeft(a, _) | RoundShift(a, _, _) | Clamp(a, _, _):
            return (a,)
        case _:
            assert_never(op)
