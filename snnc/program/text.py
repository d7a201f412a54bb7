"""Operations as people write them, for the header comments of generated Verilog."""

from __future__ import annotations

from typing import assert_never

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


def expression(op: Op) -> str:
    """``op`` as an infix expression."""
    match op:
        case Literal(value, _):
            return str(value)
        case Add(a, b):
            return f"{a} + {b}"
        case Subtract(a, b):
            return f"{a} - {b}"
        case Scale(a, b) | Multiply(a, b, _):
            return f"{a} * {b}"
        case AtLeast(a, b):
            return f"{a} >= {b}"
        case Above(a, b):
            return f"{a} > {b}"
        case Both(a, b):
            return f"{a} and {b}"
        case Invert(a):
            return f"not {a}"
        case Select(condition, then, otherwise):
            return f"{then} if {condition} else {otherwise}"
        case Convert(a, quantity):
            return f"{a} as {quantity.name}"
        case Saturate(a, state):
            return f"saturate({a}, {state})"
        case ShiftLeft(a, shift):
            return f"{a} * 2**{shift}"
        case RoundShift(a, shift, mode):
            return f"round({a} / 2**{shift}, {mode.value})"
        case Clamp(a, lo, hi):
            return f"clamp({a}, {lo}, {hi})"
        case _:
            assert_never(op)
