"""Interval analysis: which integers can every value of a program take?

The analysis is sound and looks through conditions: in ``select(x >= t, x - t, x)`` the first
branch knows ``x >= t`` and the second ``x < t``. Moore, *Interval Analysis* (1966), gives the
arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from snnc.core.errors import internal_error
from snnc.numbers.fixed import Interval, round_shift
from snnc.program.ops import (
    Above,
    Add,
    AtLeast,
    Both,
    Clamp,
    Convert,
    Invert,
    Literal,
    Multiply,
    Op,
    RoundShift,
    Saturate,
    Scale,
    Select,
    ShiftLeft,
    Subtract,
)

_BOOL = Interval(0, 1)


class _Unreachable(Exception):
    """The assumptions contradict each other: this branch is never taken."""


class _Analysis:
    """Ranges of one program under one set of assumptions about some of its names."""

    def __init__(self, body: Mapping[str, Op], assumed: Mapping[str, Interval]) -> None:
        self.body = body
        self.assumed = assumed
        self.known: dict[str, Interval] = {}

    def range(self, name: str) -> Interval:
        """The interval of ``name``."""
        if name not in self.known:
            span = self.assumed.get(name)
            if name in self.body:
                computed = self._compute(self.body[name])
                span = computed if span is None else _meet(span, computed)
            if span is None:
                raise internal_error(f"'{name}' has no range")
            self.known[name] = span
        return self.known[name]

    def _compute(self, op: Op) -> Interval:
        match op:
            case Literal(value, _):
                return Interval(value, value)
            case Add(a, b):
                left, right = self.range(a), self.range(b)
                return Interval(left.lo + right.lo, left.hi + right.hi)
            case Subtract(a, b):
                left, right = self.range(a), self.range(b)
                return Interval(left.lo - right.hi, left.hi - right.lo)
            case Multiply(a, b, _):
                left, right = self.range(a), self.range(b)
                products = [x * y for x in (left.lo, left.hi) for y in (right.lo, right.hi)]
                return Interval(min(products), max(products))
            case ShiftLeft(a, shift):
                return Interval(self.range(a).lo << shift, self.range(a).hi << shift)
            case RoundShift(a, shift, mode):
                span = self.range(a)
                return Interval(round_shift(span.lo, shift, mode), round_shift(span.hi, shift, mode))
            case Clamp(source, lo, hi):
                span = self.range(source)
                return Interval(min(max(span.lo, lo), hi), min(max(span.hi, lo), hi))
            case AtLeast() | Above() | Both() | Invert():
                return _BOOL
            case Select(condition, then, otherwise):
                spans = []
                for branch, outcome in ((then, True), (otherwise, False)):
                    try:
                        assumed = dict(self.assumed)
                        self._assume(condition, outcome, assumed)
                        spans.append(_Analysis(self.body, assumed).range(branch))
                    except _Unreachable:
                        continue
                if not spans:
                    raise _Unreachable
                return spans[0].union(spans[-1])
            case Scale() | Convert() | Saturate():
                raise internal_error("interval analysis runs on integer programs only")
            case _:
                assert_never(op)

    def _assume(self, flag: str, outcome: bool, assumed: dict[str, Interval]) -> None:
        """Narrow ``assumed`` by the fact that ``flag`` is ``outcome``."""
        match self.body.get(flag):
            case Invert(a):
                self._assume(a, not outcome, assumed)
            case Both(a, b) if outcome:
                self._assume(a, True, assumed)
                self._assume(b, True, assumed)
            case AtLeast(a, b) if outcome:
                self._order(b, a, 0, assumed)
            case AtLeast(a, b):
                self._order(a, b, 1, assumed)
            case Above(a, b) if outcome:
                self._order(b, a, 1, assumed)
            case Above(a, b):
                self._order(a, b, 0, assumed)
            case _:
                return

    def _order(self, low: str, high: str, gap: int, assumed: dict[str, Interval]) -> None:
        """Narrow by ``low + gap <= high``."""
        below = assumed.get(low, self.range(low))
        above = assumed.get(high, self.range(high))
        assumed[low] = _meet(below, Interval(below.lo, above.hi - gap))
        assumed[high] = _meet(above, Interval(below.lo + gap, above.hi))


def _meet(a: Interval, b: Interval) -> Interval:
    lo, hi = max(a.lo, b.lo), min(a.hi, b.hi)
    if lo > hi:
        raise _Unreachable
    return Interval(lo, hi)


def analyse(ports: Mapping[str, Interval], body: Mapping[str, Op]) -> dict[str, Interval]:
    """The interval of every statement of ``body`` (name -> operation, in order).

    ``ports`` gives the intervals of the values that enter. A statement no input can reach is
    given the interval [0, 0].
    """
    analysis = _Analysis(body, ports)
    result: dict[str, Interval] = {}
    for name in body:
        try:
            result[name] = analysis.range(name)
        except _Unreachable:
            result[name] = Interval(0, 0)
    return result
