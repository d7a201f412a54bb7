"""Real-valued update programs: what a neuron model is, before any number has a width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

from snnc.core.errors import internal_error
from snnc.program.ops import (
    Above,
    Add,
    AtLeast,
    Both,
    Clamp,
    Invert,
    Kind,
    Literal,
    Multiply,
    Op,
    RoundShift,
    Saturate,
    Scale,
    Select,
    ShiftLeft,
    Subtract,
    operands,
)

#: The name of the synaptic input of this step in every program.
INPUT = "input"


@dataclass(frozen=True)
class Parameter:
    """A constant of the model, one for all neurons or one per neuron."""

    name: str
    kind: Kind
    doc: str


@dataclass(frozen=True)
class StateVariable:
    """A value kept from step to step; ``limit`` names the parameter that bounds a count."""

    name: str
    kind: Kind
    doc: str
    limit: str = ""


@dataclass(frozen=True)
class Statement:
    """``target = op``, with the reason as ``comment``."""

    target: str
    op: Op
    comment: str = ""


@dataclass(frozen=True)
class Program:
    """One step of one neuron.

    ``next_state`` pairs each state variable with the name of its new value; ``spike`` is the
    flag that fires, or None for a neuron that never spikes.
    """

    name: str
    equation: str
    parameters: tuple[Parameter, ...]
    states: tuple[StateVariable, ...]
    body: tuple[Statement, ...]
    next_state: tuple[tuple[str, str], ...]
    spike: str | None


def verify(program: Program) -> dict[str, Kind]:
    """Check single assignment, definition before use, and kinds; returns the kind of every name.

    Raises :class:`InternalError` naming the statement at fault.
    """
    kinds: dict[str, Kind] = {INPUT: Kind.POTENTIAL}

    def define(name: str, kind: Kind) -> None:
        if name in kinds:
            raise internal_error(f"{program.name}: '{name}' is defined twice")
        kinds[name] = kind

    for parameter in program.parameters:
        define(parameter.name, parameter.kind)
    for state in program.states:
        define(state.name, state.kind)
    for statement in program.body:
        for name in operands(statement.op):
            if name not in kinds:
                raise internal_error(f"{program.name}: '{statement.target}' reads undefined '{name}'")
        kind = _result_kind(statement.op, kinds)
        if kind is None:
            raise internal_error(f"{program.name}: kinds of '{statement.target}' do not fit")
        define(statement.target, kind)
    if [state for state, _ in program.next_state] != [state.name for state in program.states]:
        raise internal_error(f"{program.name}: next_state must list every state variable in order")
    for name, value in program.next_state:
        if kinds.get(value) is not kinds[name]:
            raise internal_error(f"{program.name}: next value '{value}' of '{name}' has another kind")
    if program.spike is not None and kinds.get(program.spike) is not Kind.FLAG:
        raise internal_error(f"{program.name}: spike '{program.spike}' is not a flag")
    return kinds


def _result_kind(op: Op, kinds: dict[str, Kind]) -> Kind | None:
    """The kind of ``op``'s result, or None when its operands do not fit together."""
    match op:
        case Literal(value, kind):
            return kind if kind is Kind.COUNT or (kind is Kind.POTENTIAL and value == 0) else None
        case Add(a, b) | Subtract(a, b):
            fits = kinds[a] is kinds[b] and kinds[a] in (Kind.POTENTIAL, Kind.COUNT)
            return kinds[a] if fits else None
        case Scale(a, factor):
            fits = kinds[a] is Kind.POTENTIAL and kinds[factor] is Kind.FACTOR
            return Kind.POTENTIAL if fits else None
        case AtLeast(a, b) | Above(a, b):
            fits = kinds[a] is kinds[b] and kinds[a] in (Kind.POTENTIAL, Kind.COUNT)
            return Kind.FLAG if fits else None
        case Both(a, b):
            return Kind.FLAG if kinds[a] is kinds[b] is Kind.FLAG else None
        case Invert(a):
            return Kind.FLAG if kinds[a] is Kind.FLAG else None
        case Select(condition, then, otherwise):
            fits = kinds[condition] is Kind.FLAG and kinds[then] is kinds[otherwise]
            return kinds[then] if fits else None
        case Saturate(a, state):
            return Kind.POTENTIAL if kinds[a] is kinds.get(state) is Kind.POTENTIAL else None
        case Multiply() | ShiftLeft() | RoundShift() | Clamp():
            return None
        case _:
            assert_never(op)
