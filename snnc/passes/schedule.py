"""Schedule: the statements of a neuron's program into pipeline stages for a target clock.

Every statement starts as early as its operands allow; one that would end after the clock edge
moves to the next stage. Delays are those of 4-input look-up tables with carry chains and average
routing, in nanoseconds, calibrated against place and route on a mid-range device (ECP5, speed
grade 6): the schedule decides where registers go, never what is computed.
"""

from __future__ import annotations

from snnc.core.errors import internal_error
from snnc.numbers.fixed import Rounding, canonical_signed_digits
from snnc.program.integer import IntegerProgram, IntegerStatement, types_of
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
    MultiplyStyle,
    RoundShift,
    Saturate,
    Scale,
    Select,
    ShiftLeft,
    Subtract,
)

#: Clock to output and routing from a register, plus set-up at the next one.
_REGISTER = 1.4
#: One look-up table with the routing to it; a carry chain's start, and each of its bits.
_TABLE = 1.0
_CARRY = 1.5
_CARRY_BIT = 0.04
#: A multiplier block, with the routing to and from it.
_MULTIPLIER = 5.0
#: A stage starts behind a multiplexer of states or sums and ends in one of results.
_EDGE = 1.0


def schedule(program: IntegerProgram, clock_mhz: int) -> tuple[int, ...]:
    """The stage of each statement of ``program``, from 0; a stage fits a period of ``clock_mhz``.

    A statement that is longer than a period by itself has a stage of its own.
    """
    budget = 1000.0 / clock_mhz - _REGISTER
    width = {name: kind.width for name, kind in types_of(program).items()}
    literals = {s.target: s.op.value for s in program.body if isinstance(s.op, Literal)}
    ready: dict[str, tuple[int, float]] = {port.name: (0, 0.0) for port in program.ports}
    stages = []
    for statement in program.body:
        delay = _delay(statement, width, literals)
        known = [ready[name] for name in statement.op.operands() if name not in literals]
        stage = max((at for at, _ in known), default=0)
        start = max((end for at, end in known if at == stage), default=0.0)
        if start + delay > budget - (_EDGE if stage == 0 or _is_result(program, statement) else 0.0) and start > 0.0:
            stage, start = stage + 1, 0.0
        ready[statement.target] = (stage, start + delay)
        stages.append(stage)
    return tuple(stages)


def _is_result(program: IntegerProgram, statement: IntegerStatement) -> bool:
    return statement.target == program.spike or statement.target in {value for _, value in program.next_state}


def _delay(statement: IntegerStatement, width: dict[str, int], literals: dict[str, int]) -> float:
    """Nanoseconds from the operands of ``statement`` to its value."""
    own = statement.type.width
    match statement.op:
        case Literal() | ShiftLeft() | Invert():
            return 0.0
        case Add() | Subtract():
            return _chain(own)
        case Multiply(_, b, MultiplyStyle.SHIFT_ADD) if b in literals:
            terms = len(canonical_signed_digits(literals[b]))
            return max(0, terms - 1) * _chain(own)
        case Multiply():
            return _MULTIPLIER
        case RoundShift(a, shift, mode):
            return _chain(width[a]) if shift and mode is not Rounding.FLOOR else 0.0
        case Clamp(a, _, _):
            return _chain(width[a]) + _TABLE
        case AtLeast(a, b) | Above(a, b):
            return _chain(max(width[a], width[b]))
        case Select() | Both():
            return _TABLE
        case Scale() | Convert() | Saturate():
            return 0.0
        case _:
            raise internal_error(f"no hardware for {statement.op.text()}")


def _chain(width: int) -> float:
    return _CARRY + _CARRY_BIT * width
