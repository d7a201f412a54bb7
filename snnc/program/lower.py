"""From a real program to an integer program, given how each quantity is represented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from snnc.core.errors import internal_error
from snnc.numbers.fixed import Interval, IntType, Rounding, unsigned_width
from snnc.program.integer import FLAG, IntegerProgram, IntegerStatement, Port, Role
from snnc.program.ops import (
    Above,
    AtLeast,
    Both,
    Clamp,
    Invert,
    Kind,
    Literal,
    Multiply,
    MultiplyStyle,
    Op,
    RoundShift,
    Saturate,
    Scale,
    ShiftLeft,
    operands,
)
from snnc.program.program import INPUT, Program, verify
from snnc.program.ranges import analyse

#: Bits of a state that saturates nowhere, and steps whose growth is analysed one by one.
_UNLIMITED, _ANALYSED_STEPS = 62, 64
#: How often something that only becomes possible later may move the interval of a state.
_JUMPS = 4


@dataclass(frozen=True)
class Representation:
    """How the quantities of one population become integers.

    * ``state_bits``: width of every potential kept in memory;
    * ``input_range``: the proved interval of the accumulator;
    * ``input_shift``: the accumulator counts in steps of ``2**input_shift`` state units;
    * ``factor_shift``: a factor ``f`` is the integer ``round(f * 2**factor_shift)``;
    * ``shared``: integer values of parameters that all neurons share;
    * ``per_neuron``: interval of each parameter that differs between neurons;
    * ``limits``: largest value of each count state.
    """

    state_bits: int
    input_range: Interval
    input_shift: int
    factor_shift: int
    rounding: Rounding
    style: MultiplyStyle
    shared: Mapping[str, int]
    per_neuron: Mapping[str, Interval]
    limits: Mapping[str, int]


@dataclass(frozen=True)
class Lowered:
    """The integer program, and the states whose saturation was proved unneeded."""

    program: IntegerProgram
    saturation_removed: tuple[str, ...]
    saturation_kept: tuple[str, ...]


def lower(program: Program, how: Representation) -> Lowered:
    """Lower ``program``: constants in, scales to multiply and rounded shift, all widths proved.

    A saturation is dropped when the value before it provably stays in the state's format,
    assuming only that the state did so one step earlier (an inductive invariant).
    """
    verify(program)
    ports = _ports(program, how)
    body = dict(_expand(program, how))
    spans = {port.name: port.type.range for port in ports}
    spans.update(how.per_neuron)
    spans[INPUT] = how.input_range
    ranges = analyse(spans, body)
    removed, kept = [], []
    for statement in program.body:
        if isinstance(statement.op, Saturate):
            source = statement.op.a
            state = IntType(True, how.state_bits).range
            span = ranges[source] if source in ranges else spans[source]
            if span in state:
                removed.append(statement.op.state)
                _substitute(body, statement.target, source)
            else:
                kept.append(statement.op.state)
    comments = {s.target: s.comment for s in program.body}
    aliases = {s.target: s.op.a for s in program.body if isinstance(s.op, Saturate) and s.target not in body}
    next_state = tuple((state, aliases.get(value, value)) for state, value in program.next_state)
    types = {port.name: port.type.range for port in ports} | {INPUT: how.input_range}
    for name, value in next_state:
        if (ranges[value] if value in ranges else spans[value]) not in types[name]:
            raise internal_error(f"{program.name}: '{value}' may leave the format of '{name}'")
    used = _used(body, [*(value for _, value in next_state), *([program.spike] if program.spike else [])])
    statements = tuple(
        IntegerStatement(name, FLAG if _is_flag(op) else IntType.holding(ranges[name]), op, comments.get(name, ""))
        for name, op in body.items()
        if name in used
    )
    lowered = IntegerProgram(program.name, program.equation, ports, statements, next_state, program.spike)
    return Lowered(lowered, tuple(removed), tuple(kept))


def reach(program: Program, how: Representation, start: Mapping[str, Interval], steps: int) -> Interval:
    """What every potential of ``program`` stays in for ``steps`` steps from the intervals ``start``.

    States not in ``start`` begin at 0. The first steps are analysed one by one; after them the interval
    is taken to grow by as much in every step. What only becomes possible later, such as the reset for a
    threshold that is first met then, is found by a step from the result: where that leaves it by
    more, the interval may grow on from there for as long again.
    """
    free = replace(how, state_bits=_UNLIMITED)
    body = dict(_expand(program, free))
    fixed = {port.name: port.type.range for port in _ports(program, free)}
    fixed.update(how.per_neuron)
    fixed[INPUT] = how.input_range
    next_state = dict(program.next_state)
    spans = {
        state.name: start.get(state.name, Interval(0, 0)) for state in program.states if state.kind is Kind.POTENTIAL
    }

    def after(spans: Mapping[str, Interval]) -> dict[str, Interval]:
        known = {**fixed, **spans}
        ranges = analyse(known, body)
        values = {name: next_state[name] for name in spans}
        return {name: spans[name].union(ranges.get(v, known.get(v, spans[name]))) for name, v in values.items()}

    growth = (0, 0)
    for _ in range(min(steps, _ANALYSED_STEPS)):
        now = after(spans)
        growth = _growth(spans, now)
        spans = now
        if growth == (0, 0):
            break
    rest = max(0, steps - _ANALYSED_STEPS)
    for _ in range(_JUMPS if rest else 0):
        reached = {name: Interval(s.lo - rest * growth[0], s.hi + rest * growth[1]) for name, s in spans.items()}
        later = _growth(reached, after(reached))
        if later[0] <= growth[0] and later[1] <= growth[1]:
            spans = reached
            break
        spans = after(reached)
        settled = _growth(spans, after(spans))
        growth = (max(growth[0], settled[0]), max(growth[1], settled[1]))
    else:
        if rest:
            return Interval(-(1 << _UNLIMITED), 1 << _UNLIMITED)
    return Interval(min(span.lo for span in spans.values()), max(span.hi for span in spans.values()))


def _growth(before: Mapping[str, Interval], after: Mapping[str, Interval]) -> tuple[int, int]:
    """How far the intervals ``after`` lie below and above those ``before``."""
    below = max(before[name].lo - after[name].lo for name in before)
    return below, max(after[name].hi - before[name].hi for name in before)


def _ports(program: Program, how: Representation) -> tuple[Port, ...]:
    ports = []
    for state in program.states:
        if state.kind is Kind.POTENTIAL:
            kind = IntType(True, how.state_bits)
        elif state.kind is Kind.COUNT:
            kind = IntType(False, unsigned_width(how.limits[state.name]))
        else:
            kind = FLAG
        ports.append(Port(state.name, Role.STATE, kind))
    for parameter in program.parameters:
        if parameter.name in how.per_neuron:
            span = how.per_neuron[parameter.name]
            ports.append(Port(parameter.name, Role.PARAMETER, IntType.holding(span)))
    ports.append(Port(INPUT, Role.INPUT, IntType.holding(how.input_range)))
    return tuple(ports)


def _expand(program: Program, how: Representation) -> list[tuple[str, Op]]:
    """The body in integer operations, in order, without types."""
    body: list[tuple[str, Op]] = [
        (p.name, Literal(how.shared[p.name])) for p in program.parameters if p.name in how.shared
    ]
    if how.input_shift:
        body.append(("current", ShiftLeft(INPUT, how.input_shift)))
    current = "current" if how.input_shift else INPUT
    for statement in program.body:
        op = statement.op if statement.target == INPUT else _rename(statement.op, INPUT, current)
        match op:
            case Scale(a, factor):
                product = f"{statement.target}_product"
                body.append((product, Multiply(a, factor, how.style)))
                body.append((statement.target, RoundShift(product, how.factor_shift, how.rounding)))
            case Saturate(a, _):
                span = IntType(True, how.state_bits).range
                body.append((statement.target, Clamp(a, span.lo, span.hi)))
            case _:
                body.append((statement.target, op))
    return body


def _rename(op: Op, old: str, new: str) -> Op:
    """``op`` reading ``new`` wherever it read ``old``."""
    if old not in operands(op):
        return op
    fields: dict[str, Any] = {key: new if value == old else value for key, value in vars(op).items()}
    renamed: Op = type(op)(**fields)
    return renamed


def _substitute(body: dict[str, Op], gone: str, source: str) -> None:
    """Remove statement ``gone`` from ``body``; its readers read ``source``."""
    del body[gone]
    for name, op in body.items():
        body[name] = _rename(op, gone, source)


def _used(body: Mapping[str, Op], roots: list[str]) -> set[str]:
    """The statements that ``roots`` depend on."""
    used: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name in body and name not in used:
            used.add(name)
            todo.extend(operands(body[name]))
    return used


def _is_flag(op: Op) -> bool:
    return isinstance(op, AtLeast | Above | Both | Invert)
