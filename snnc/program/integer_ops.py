"""Operations that integer programs only have; lowering puts them in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from snnc.numbers.fixed import Interval, Rounding, round_shift
from snnc.program.facts import Ranges
from snnc.program.operation import Binary, Unary


class MultiplyStyle(Enum):
    """How hardware multiplies by a constant; the result is the same."""

    MULTIPLIER = "multiply"
    SHIFT_ADD = "shift_add"


@dataclass(frozen=True)
class Multiply(Binary):
    """``a * b``, exact. ``style`` says how hardware does it when ``b`` is a literal."""

    style: MultiplyStyle

    real = False
    symbol = "*"

    def interval(self, ranges: Ranges) -> Interval:
        a, b = ranges.range(self.a), ranges.range(self.b)
        products = [x * y for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
        return Interval(min(products), max(products))


@dataclass(frozen=True)
class ShiftLeft(Unary):
    """``a * 2**shift``, exact."""

    shift: int

    real = False

    def text(self) -> str:
        return f"{self.a} * 2**{self.shift}"

    def interval(self, ranges: Ranges) -> Interval:
        return Interval(ranges.range(self.a).lo << self.shift, ranges.range(self.a).hi << self.shift)


@dataclass(frozen=True)
class RoundShift(Unary):
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
class Clamp(Unary):
    """``a`` limited to ``lo`` … ``hi``."""

    lo: int
    hi: int

    real = False

    def text(self) -> str:
        return f"clamp({self.a}, {self.lo}, {self.hi})"

    def interval(self, ranges: Ranges) -> Interval:
        a = ranges.range(self.a)
        return Interval(min(max(a.lo, self.lo), self.hi), min(max(a.hi, self.lo), self.hi))


@dataclass(frozen=True)
class LowBits(Unary):
    """``a`` modulo ``2**bits``: what :class:`RoundShift` by ``bits`` leaves where it rounds down."""

    bits: int

    real = False

    def text(self) -> str:
        return f"{self.a} mod 2**{self.bits}"

    def interval(self, ranges: Ranges) -> Interval:
        return Interval(0, (1 << self.bits) - 1)


@dataclass(frozen=True)
class Divide(Binary):
    """``a / b`` as a fraction of ``bits`` bits: ``a * 2**bits / b``, rounded down, and limited to 0 … ``2**bits - 1``.

    It is 0 where ``a`` is not above 0, and else ``2**bits - 1`` where ``b`` is not above 0.
    """

    bits: int

    real = False
    symbol = "/"

    def text(self) -> str:
        return f"min({self.a} * 2**{self.bits} / {self.b}, 2**{self.bits} - 1)"

    def interval(self, ranges: Ranges) -> Interval:
        # All of it, also where a is never above 0: its expansion builds a quotient of so many bits in any case.
        return Interval(0, (1 << self.bits) - 1)


@dataclass(frozen=True)
class Entry(Unary):
    """``entries[a]``; ``a`` is proved to be one of 0 … ``len(entries) - 1``."""

    entries: tuple[int, ...]

    real = False

    def text(self) -> str:
        return f"table[{self.a}], {len(self.entries)} entries of {min(self.entries)} … {max(self.entries)}"

    def interval(self, ranges: Ranges) -> Interval:
        return Interval(min(self.entries), max(self.entries))
