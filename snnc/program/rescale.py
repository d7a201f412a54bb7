"""Lowering of what a scale decides: gains, products, functions, quotients, and events of a given probability.

A value ``x`` of a linear quantity is the integer ``x * unit * 2**fraction``; the unit is that of the population's
weights. A gain, a product and the value of a function are an exact integer product and one rounded shift each.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from snnc.numbers.fixed import Interval, Rounding
from snnc.numbers.xorshift import WORD_BITS
from snnc.program.integer_ops import (
    Clamp,
    Divide,
    Entry,
    LowBits,
    Multiply,
    MultiplyStyle,
    RoundShift,
    ShiftLeft,
)
from snnc.program.lookup import Tabulated
from snnc.program.operation import Op
from snnc.program.ops import Above, Add, Literal, Select, Subtract

#: Bits of the mantissa of ``1 / unit`` where the unit is no power of two.
RECIPROCAL_BITS = 16


def reciprocal(unit: float) -> tuple[int, int]:
    """``1 / unit`` as ``mantissa / 2**shift``; the mantissa is 1 for a power of two, else of :data:`RECIPROCAL_BITS`.

    ``shift`` is negative for units below 1.
    """
    mantissa, exponent = math.frexp(1.0 / unit)
    if mantissa == 0.5:
        return 1, 1 - exponent
    return round(mantissa * 2**RECIPROCAL_BITS), RECIPROCAL_BITS - exponent


@dataclass(frozen=True)
class Rescaling:
    """Where the integer operations of one statement go.

    ``target``: the statement; ``body``: takes them, in order; ``taken``: every name that is in use.
    """

    target: str
    body: dict[str, Op]
    taken: set[str]
    rounding: Rounding
    style: MultiplyStyle

    def put(self, suffix: str, op: Op) -> str:
        """``op`` as a value on the way, called after the statement."""
        name = free(f"{self.target}_{suffix}", self.taken)
        self.body[name] = op
        return name

    def finish(self, op: Op, shift: int) -> None:
        """The statement as ``op / 2**shift``, rounded where anything is shifted out."""
        if not shift:
            self.body[self.target] = op
            return
        whole = self.put("product", op)
        self.body[self.target] = RoundShift(whole, shift, self.rounding) if shift > 0 else ShiftLeft(whole, -shift)

    def gain(self, a: str, gain: str, shift: int) -> None:
        """``a * gain / 2**shift``."""
        self.finish(Multiply(a, gain, self.style), shift)

    def product(self, a: str, b: str, shift: int, unit: float) -> None:
        """``a * b / (unit * 2**shift)``."""
        mantissa, more = reciprocal(unit)
        both = Multiply(a, b, MultiplyStyle.MULTIPLIER)
        if mantissa == 1:
            self.finish(both, shift + more)
            return
        exact, constant = self.put("exact", both), self.put("per_unit", Literal(mantissa))
        self.finish(Multiply(exact, constant, self.style), shift + more)

    def within_one(self, a: str, units: int) -> None:
        """``a`` within 0 … 1, which is ``units``."""
        self.body[self.target] = Clamp(a, 0, units)

    def drawn_below(self, word: str, b: str, units: int) -> None:
        """Whether ``b`` of ``units`` is above the random ``word``, which is cut down to as many values."""
        power = units.bit_length() - 1
        if units == 1 << power:
            cut = RoundShift(word, WORD_BITS - power, Rounding.FLOOR)
        else:
            whole = self.put("whole", Multiply(word, self.put("units", Literal(units)), self.style))
            cut = RoundShift(whole, WORD_BITS, Rounding.FLOOR)
        self.body[self.target] = Above(b, self.put("at", cut))

    def ratio(self, a: str, b: str, most: str, limit: int, scale: float) -> None:
        """``a / b`` times ``scale``, from 0 to ``most``, which is at most ``limit``."""
        mantissa, exponent = math.frexp(scale)
        # A scale that is no power of two: the quotient is in the next power above it, and then made smaller.
        digits = exponent - 1 if mantissa == 0.5 else exponent
        bits = max(1, math.ceil((max(limit, 0) + 1) * 2.0**digits / scale).bit_length())
        if digits > bits:
            a = self.put("moved", ShiftLeft(a, digits - bits))
        elif digits < bits:
            b = self.put("moved", ShiftLeft(b, bits - digits))
        quotient = self.put("quotient", Divide(a, b, bits))
        if mantissa != 0.5:
            share = self.put("share", Literal(round(mantissa * 2**RECIPROCAL_BITS)))
            product = self.put("product", Multiply(quotient, share, self.style))
            quotient = self.put("scaled", RoundShift(product, RECIPROCAL_BITS, Rounding.FLOOR))
        beyond = self.put("beyond", Above(quotient, most))
        self.body[self.target] = Select(beyond, most, quotient)

    def lookup(self, a: str, table: Tabulated) -> None:
        """The value of ``table`` for ``a``."""
        limited = self.put("within", Clamp(a, table.span.lo, table.span.hi))
        lowest = self.put("lowest", Literal(table.span.lo))
        offset = self.put("offset", Subtract(limited, lowest))
        if not table.shift:
            self.body[self.target] = Entry(offset, table.base)
            return
        index = self.put("index", RoundShift(offset, table.shift, Rounding.FLOOR))
        beyond = self.put("beyond", LowBits(offset, table.shift))
        base, step = self.put("base", Entry(index, table.base)), self.put("step", Entry(index, table.step))
        rise = self.put("rise", Multiply(step, beyond, MultiplyStyle.MULTIPLIER))
        self.body[self.target] = Add(base, self.put("more", RoundShift(rise, table.shift, self.rounding)))


def free(name: str, taken: set[str]) -> str:
    """``name``, or a longer one that is not ``taken``; taken from now on."""
    while name in taken:
        name += "_"
    taken.add(name)
    return name


def within(spans: Mapping[str, Interval], name: str) -> Interval:
    """The interval of ``name`` as far as 62 bits go, which is where golden's integers end."""
    span = spans[name]
    return Interval(max(span.lo, -(1 << 61)), min(span.hi, 1 << 61))
