"""What a run of golden has seen: both sides of every choice, ties, saturations, counts.

A run that equals golden says nothing about what it never did: a ``>`` built as ``>=`` is equal until a sum meets
the threshold exactly. What the ranges of all values prove impossible is no goal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from snnc.golden.engine import Cell
from snnc.golden.tables import Environment
from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation, accumulator_range
from snnc.numbers.fixed import Interval
from snnc.program.integer import IntegerProgram
from snnc.program.integer_ops import Clamp
from snnc.program.operation import Binary, Op
from snnc.program.ops import Above, AtLeast, Select
from snnc.program.ranges import analyse

#: Whether any neuron of any sample meets a goal in an update: bool [batch, size], or one for all.
Test = Callable[[Environment], Any]
_Spans = Mapping[str, Interval]
#: Of an operation and of what every value stays in: the goals, each in words and as a test.
Asked = Callable[[Any, _Spans], Iterator[tuple[str, Test]]]

#: A count of at most so many is to be seen at every value, a longer one at both ends.
_EVERY_VALUE = 16
#: Updates after which a count that still grows is taken to fill its format.
_SETTLED = 8


@dataclass(frozen=True)
class Occurrence:
    """Something that can happen, and so is a goal: ``what`` happens to the ``subject``, a part of ``owner``."""

    owner: str
    subject: str
    what: str

    def __str__(self) -> str:
        return f"{self.owner}: {self.subject}: {self.what}"


def _compared(op: Binary, spans: _Spans) -> Iterator[tuple[str, Test]]:
    a, b = spans[op.a], spans[op.b]
    if a.lo < b.hi:
        yield "less", lambda env: env[op.a] < env[op.b]
    if a.lo <= b.hi and b.lo <= a.hi:
        yield "equal", lambda env: env[op.a] == env[op.b]
    if a.hi > b.lo:
        yield "greater", lambda env: env[op.a] > env[op.b]


def _chosen(op: Select, spans: _Spans) -> Iterator[tuple[str, Test]]:
    if spans[op.condition].hi:
        yield f"takes {op.then}", lambda env: env[op.condition]
    if not spans[op.condition].lo:
        yield f"takes {op.otherwise}", lambda env: np.logical_not(env[op.condition])


def _limited(op: Clamp, spans: _Spans) -> Iterator[tuple[str, Test]]:
    if spans[op.a].lo < op.lo:
        yield "saturates at the lower end", lambda env: env[op.a] < op.lo
    if spans[op.a].hi > op.hi:
        yield "saturates at the upper end", lambda env: env[op.a] > op.hi
    yield "does not saturate", lambda env: (env[op.a] >= op.lo) & (env[op.a] <= op.hi)


#: What is asked of each operation; of the others there is nothing to ask.
ASKED: dict[type[Op], Asked] = {AtLeast: _compared, Above: _compared, Select: _chosen, Clamp: _limited}


class Coverage:
    """Is shown every update of a run of ``network``, and knows which goals were met."""

    def __init__(self, network: QuantisedNetwork) -> None:
        asked = {p.name: list(_goals(p, _entering(p, network))) for p in network.populations}
        #: All goals.
        self.goals = tuple(goal for goals in asked.values() for goal, _ in goals)
        #: The sample that met a goal first, in the order of steps.
        self.first: dict[Occurrence, int] = {}
        self._left = asked

    def look(self, cell: Cell, env: Environment, sample: int, step: int) -> None:
        """See :class:`~snnc.golden.watch.Watch`."""
        for goal, test in self._left[cell.name]:
            at = np.asarray(test(env))
            if at.any():
                self.first[goal] = sample + (int(np.argmax(at.any(axis=1))) if at.ndim == 2 else 0)
        self._left[cell.name] = [(goal, test) for goal, test in self._left[cell.name] if goal not in self.first]

    @property
    def missing(self) -> tuple[Occurrence, ...]:
        """The goals that were not met."""
        return tuple(goal for left in self._left.values() for goal, _ in left)


def _entering(population: QuantisedPopulation, network: QuantisedNetwork) -> dict[str, Interval]:
    """What enters the program: states in their formats, parameters and sums as they are."""
    program = population.program
    spans = {port.name: port.type.range for port in program.ports}
    for name, values in population.parameters:
        spans[name] = Interval(int(values.min()), int(values.max()))
    for port in program.inputs:
        spans[port.name] = accumulator_range(
            network.sent, network.projections, target=population.name, size=population.size, receptor=port.name
        )
    return spans


def spans_of(population: QuantisedPopulation, network: QuantisedNetwork) -> dict[str, Interval]:
    """What every value of the program of ``population`` is proved to stay in, whatever ``network`` is sent."""
    return _reached(population, _entering(population, network))


def _goals(population: QuantisedPopulation, entering: dict[str, Interval]) -> Iterator[tuple[Occurrence, Test]]:
    program = population.program
    spans = _reached(population, entering)
    for statement in program.body:
        asked = ASKED.get(type(statement.op))
        for what, test in asked(statement.op, spans) if asked else ():
            yield Occurrence(population.name, f"{statement.target} = {statement.op.text()}", what), test
    for name, value in program.next_state:
        yield from (
            (Occurrence(population.name, name, f"is {k}"), test) for k, test in _counted(program, name, value, spans)
        )


def _reached(population: QuantisedPopulation, entering: dict[str, Interval]) -> dict[str, Interval]:
    """What every value stays in, where a count begins at its initial value and goes as far as its updates take it.

    A format has room for more: a refractory count of 5 steps has 3 bits, and is never 6. Where the updates do not
    come to rest soon, the count is taken to fill its format.
    """
    program = population.program
    updates, body = dict(program.next_state), {s.target: s.op for s in program.body}
    counts = {
        port.name: Interval(int(np.min(first)), int(np.max(first)))
        for port, (_, first) in zip(program.states, population.initial, strict=True)
        if port.counts
    }
    for _ in range(_SETTLED):
        start = entering | counts
        spans = start | analyse(start, body)
        grown = {
            name: Interval(min(span.lo, spans[updates[name]].lo), max(span.hi, spans[updates[name]].hi))
            for name, span in counts.items()
        }
        if grown == counts:
            return spans
        counts = grown
    return entering | analyse(entering, body)


def _counted(program: IntegerProgram, name: str, value: str, spans: _Spans) -> Iterator[tuple[int, Test]]:
    """The values that the state ``name`` counts through; none of one that does not count."""
    port = program.port(name)
    if not port.counts:
        return
    highest = spans[value].hi
    every = range(highest + 1) if highest <= _EVERY_VALUE else (0, 1, highest)
    for k in every:
        yield k, partial(_is, value, k)


def _is(name: str, number: int, env: Environment) -> Any:
    return np.asarray(env[name]) == number
