"""Interval analysis: which integers can every value of a program take?

The analysis is sound and looks through conditions: in ``select(x >= t, x - t, x)`` the first
branch knows ``x >= t`` and the second ``x < t``. Moore, *Interval Analysis* (1966), gives the
arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

from snnc.core.errors import internal_error
from snnc.numbers.fixed import Interval
from snnc.program.facts import Holds, OrderFact
from snnc.program.operation import Op


class _Unreachable(Exception):
    """The assumptions contradict each other: this branch is never taken."""


class _Analysis:
    """Ranges of one program under one set of assumptions about some of its names.

    ``places``: a bit for every name, and those of all that it depends on. Under further assumptions than ``outer``
    has, only what depends on their names, ``narrowed``, can have another range: the rest is looked up there. A long
    chain of choices is then not followed anew for every choice behind it.
    """

    def __init__(
        self,
        body: Mapping[str, Op],
        assumed: Mapping[str, Interval],
        places: Mapping[str, int],
        *,
        outer: _Analysis | None = None,
    ) -> None:
        self.body = body
        self.assumed = assumed
        self.known: dict[str, Interval] = {}
        self._places = places
        self._outer = outer
        self._narrowed = 0
        if outer is not None:
            for name, span in assumed.items():
                if outer.assumed.get(name) != span and outer.range(name) != span:
                    self._narrowed |= _own_bit(places[name])

    def range(self, name: str) -> Interval:
        """The interval of ``name``."""
        if name not in self.known:
            self.known[name] = self._range(name)
        return self.known[name]

    def _range(self, name: str) -> Interval:
        place, span = self._places.get(name, 0), self.assumed.get(name)
        if self._outer is not None and not place & self._narrowed:
            return self._outer.range(name)
        if self._outer is not None and not (place ^ _own_bit(place)) & self._narrowed:
            # It is narrowed itself, and nothing that it is computed from.
            computed = self._outer.range(name)
            return computed if span is None else _meet(span, computed)
        if name in self.body:
            computed = self.body[name].interval(self)
            span = computed if span is None else _meet(span, computed)
        if span is None:
            raise internal_error(f"'{name}' has no range")
        return span

    def either(self, condition: str, then: str, otherwise: str) -> Interval:
        """The union of ``then`` under ``condition`` and of ``otherwise`` without it."""
        spans = []
        for branch, outcome in ((then, True), (otherwise, False)):
            try:
                assumed = dict(self.assumed)
                self._assume(condition, outcome, assumed)
                spans.append(_Analysis(self.body, assumed, self._places, outer=self).range(branch))
            except _Unreachable:
                continue
        if not spans:
            raise _Unreachable
        return spans[0].union(spans[-1])

    def _assume(self, flag: str, outcome: bool, assumed: dict[str, Interval]) -> None:
        """Narrow ``assumed`` by the fact that ``flag`` is ``outcome``."""
        for fact in self.body[flag].facts(outcome) if flag in self.body else ():
            match fact:
                case OrderFact(low, high, gap):
                    self._order(low, high, gap, assumed)
                case Holds(operand, value):
                    self._assume(operand, value, assumed)
                case _:
                    assert_never(fact)

    def _order(self, low: str, high: str, gap: int, assumed: dict[str, Interval]) -> None:
        """Narrow by ``low + gap <= high``."""
        below = assumed.get(low, self.range(low))
        above = assumed.get(high, self.range(high))
        assumed[low] = _meet(below, Interval(below.lo, above.hi - gap))
        assumed[high] = _meet(above, Interval(below.lo + gap, above.hi))


def _own_bit(place: int) -> int:
    """The bit of a name, the highest of its place: what it depends on came before it."""
    return 1 << (place.bit_length() - 1)


def _places(ports: Mapping[str, Interval], body: Mapping[str, Op]) -> dict[str, int]:
    """A bit for every name, and those of all that it depends on."""
    found: dict[str, int] = {}
    for bit, name in enumerate((*(port for port in ports if port not in body), *body)):
        found[name] = 1 << bit
        for operand in body[name].operands() if name in body else ():
            found[name] |= found[operand]  # it is known: a range that misses one would be too narrow
    return found


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
    analysis = _Analysis(body, ports, _places(ports, body))
    result: dict[str, Interval] = {}
    for name in body:
        try:
            result[name] = analysis.range(name)
        except _Unreachable:
            result[name] = Interval(0, 0)
    return result
