"""What every program operation does to NumPy arrays: one table for integers, one for reals.

A compiled program is a list of ``(target, function)``; each function reads an environment of
named arrays [batch, size] and returns the array of its target.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, assert_never

import numpy as np

from snnc.core.errors import internal_error
from snnc.numbers.fixed import round_shift
from snnc.program.integer import IntegerProgram
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
from snnc.program.program import Program

Environment = dict[str, Any]
Step = Callable[[Environment], Any]


def compile_integer(program: IntegerProgram) -> list[tuple[str, Step]]:
    """The statements of an integer program as functions."""
    return [(statement.target, _integer(statement.op)) for statement in program.body]


def compile_real(program: Program) -> list[tuple[str, Step]]:
    """The statements of a real program as functions."""
    return [(statement.target, _real(statement.op)) for statement in program.body]


def _integer(op: Op) -> Step:
    match op:
        case Multiply(a, b, _):
            return lambda env: env[a] * env[b]
        case ShiftLeft(a, shift):
            return lambda env: env[a] << shift
        case RoundShift(a, shift, mode):
            return lambda env: round_shift(env[a], shift, mode)
        case Clamp(a, lo, hi):
            return lambda env: np.clip(env[a], lo, hi)
        case Scale() | Convert() | Saturate():
            raise internal_error("an integer program holds real operations")
        case _:
            return _common(op)


def _real(op: Op) -> Step:
    match op:
        case Scale(a, factor):
            return lambda env: env[a] * env[factor]
        case Convert(a, _) | Saturate(a, _):
            return lambda env: env[a]
        case Multiply() | ShiftLeft() | RoundShift() | Clamp():
            raise internal_error("a real program holds integer operations")
        case _:
            return _common(op)


def _common(
    op: Literal | Add | Subtract | AtLeast | Above | Both | Invert | Select,
) -> Step:
    match op:
        case Literal(value, _):
            return lambda env: value
        case Add(a, b):
            return lambda env: env[a] + env[b]
        case Subtract(a, b):
            return lambda env: env[a] - env[b]
        case AtLeast(a, b):
            return lambda env: env[a] >= env[b]
        case Above(a, b):
            return lambda env: env[a] > env[b]
        case Both(a, b):
            return lambda env: env[a] & env[b]
        case Invert(a):
            return lambda env: ~env[a]
        case Select(condition, then, otherwise):
            return lambda env: np.where(env[condition], env[then], env[otherwise])
        case _:
            assert_never(op)
