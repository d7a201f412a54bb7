"""Two's complement integer formats and the operations that lose bits.

Everything else in snnc is exact; a bit is lost only in a function of this file.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np


class Rounding(Enum):
    """How ``x / 2**k`` becomes an integer."""

    FLOOR = "floor"
    TOWARD_ZERO = "toward_zero"
    NEAREST_EVEN = "nearest_even"


@dataclass(frozen=True)
class Interval:
    """All integers from ``lo`` to ``hi``, both included."""

    lo: int
    hi: int

    def __contains__(self, other: Interval) -> bool:
        return self.lo <= other.lo and other.hi <= self.hi

    def union(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        return Interval(min(self.lo, other.lo), max(self.hi, other.hi))


@dataclass(frozen=True)
class IntType:
    """A two's complement (``signed``) or unsigned format of ``width`` bits."""

    signed: bool
    width: int

    @property
    def range(self) -> Interval:
        """All values of the format."""
        if self.signed:
            return Interval(-(1 << (self.width - 1)), (1 << (self.width - 1)) - 1)
        return Interval(0, (1 << self.width) - 1)

    @staticmethod
    def holding(span: Interval) -> IntType:
        """The narrowest signed format that holds ``span``."""
        return IntType(True, signed_width(span))


def signed_width(span: Interval) -> int:
    """Bits of the narrowest two's complement format that holds ``span`` (at least 1)."""
    negative = (-span.lo - 1).bit_length() + 1 if span.lo < 0 else 1
    positive = span.hi.bit_length() + 1 if span.hi > 0 else 1
    return max(negative, positive)


def unsigned_width(largest: int) -> int:
    """Bits that hold 0 … ``largest`` (at least 1)."""
    return max(1, largest.bit_length())


def round_shift(value: Any, shift: int, mode: Rounding) -> Any:
    """``value / 2**shift`` rounded by ``mode``; ``value``: int or integer array of any shape."""
    if shift == 0:
        return value
    if mode is Rounding.FLOOR:
        return value >> shift
    if mode is Rounding.TOWARD_ZERO:
        return (value + ((value < 0) * ((1 << shift) - 1))) >> shift
    odd = (value >> shift) & 1
    return (value + odd + ((1 << (shift - 1)) - 1)) >> shift


def round_real(value: np.ndarray | float, mode: Rounding) -> np.ndarray:
    """Real numbers to int64 by ``mode``."""
    if mode is Rounding.FLOOR:
        return np.floor(value).astype(np.int64)
    if mode is Rounding.TOWARD_ZERO:
        return np.trunc(value).astype(np.int64)
    return np.rint(value).astype(np.int64)


def canonical_signed_digits(value: int) -> tuple[tuple[int, int], ...]:
    """``value`` as a sum of few ``sign * 2**shift``; pairs ``(sign, shift)``, largest shift first.

    The canonical signed digit form: no two neighbouring digits are non-zero, and no
    representation has fewer digits (Reitwiesner, 1960).
    """
    digits: list[tuple[int, int]] = []
    shift = 0
    while value:
        if value & 1:
            sign = 2 - (value & 3)
            digits.append((sign, shift))
            value -= sign
        value >>= 1
        shift += 1
    return tuple(reversed(digits))
