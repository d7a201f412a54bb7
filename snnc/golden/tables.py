"""What every program operation does to NumPy arrays: one table, for integers and for reals.

A compiled program is a list of ``(target, function)``; each function reads an environment of
named arrays [batch, size] and returns the array of its target. Hardware has a table of its own,
``snnc/program/expand.py``, which golden must not know: that the two agree is evidence.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from snnc.core.errors import internal_error
from snnc.numbers.fixed import round_shift
from snnc.numbers.functions import FUNCTIONS
from snnc.numbers.xorshift import WORD_BITS, following
from snnc.program.integer import IntegerProgram
from snnc.program.integer_ops import Clamp, Divide, Entry, LowBits, Multiply, RoundShift, ShiftLeft
from snnc.program.nonlinear import Gain, Lookup, Product, Ratio
from snnc.program.operation import Op
from snnc.program.ops import (
    Above,
    Add,
    AtLeast,
    Both,
    Convert,
    Invert,
    Literal,
    Saturate,
    Scale,
    Select,
    Shrink,
    Subtract,
)
from snnc.program.program import Program
from snnc.program.random_ops import DrawnBelow, NextRandom, WithinOne

Environment = dict[str, Any]
Step = Callable[[Environment], Any]


def _shrunk(a: Any, b: Any) -> Any:
    """``a`` moved toward 0 by ``b``, and no further."""
    return np.where(a > b, a - b, np.where(a < -b, a + b, 0))


def _ratio(a: Any, b: Any, most: Any) -> Any:
    """``a / b``, from 0 to ``most``."""
    quotient = np.divide(a, b, out=np.zeros(np.broadcast_shapes(np.shape(a), np.shape(b))), where=b > 0)
    return np.minimum(np.where(a > 0, np.where(b > 0, quotient, most), 0.0), most)


def _fraction(a: Any, b: Any, bits: int) -> Any:
    """``a * 2**bits / b`` rounded down, from 0 to ``2**bits - 1``."""
    whole = np.maximum(b, 1).astype(np.int64)
    # Only what is below b is a fraction of it, so that the products stay as short as b allows.
    quotient = (np.clip(a, 0, whole) << bits) // whole
    limited = np.where(b > 0, np.minimum(quotient, (1 << bits) - 1), (1 << bits) - 1)
    return np.where(a > 0, limited, 0).astype(np.asarray(a).dtype)


#: What an operation and an environment give.
MEANING: dict[type[Op], Callable[[Any, Environment], Any]] = {
    Literal: lambda op, env: op.value,
    Add: lambda op, env: env[op.a] + env[op.b],
    Subtract: lambda op, env: env[op.a] - env[op.b],
    AtLeast: lambda op, env: env[op.a] >= env[op.b],
    Above: lambda op, env: env[op.a] > env[op.b],
    Both: lambda op, env: env[op.a] & env[op.b],
    Invert: lambda op, env: ~env[op.a],
    Shrink: lambda op, env: _shrunk(env[op.a], env[op.b]),
    Select: lambda op, env: np.where(env[op.condition], env[op.then], env[op.otherwise]),
    NextRandom: lambda op, env: following(env[op.a]),
    # Of real programs.
    Scale: lambda op, env: env[op.a] * env[op.factor],
    Convert: lambda op, env: env[op.a],
    Saturate: lambda op, env: env[op.a],
    Gain: lambda op, env: env[op.a] * env[op.gain],
    Product: lambda op, env: env[op.a] * env[op.b],
    Ratio: lambda op, env: _ratio(env[op.a], env[op.b], env[op.most]),
    Lookup: lambda op, env: FUNCTIONS[op.function].real(env[op.a]),
    WithinOne: lambda op, env: np.clip(env[op.a], 0.0, 1.0),
    DrawnBelow: lambda op, env: env[op.a] / 2.0**WORD_BITS < env[op.b],
    # Of integer programs.
    Multiply: lambda op, env: env[op.a] * env[op.b],
    Divide: lambda op, env: _fraction(env[op.a], env[op.b], op.bits),
    ShiftLeft: lambda op, env: env[op.a] << op.shift,
    RoundShift: lambda op, env: round_shift(env[op.a], op.shift, op.mode),
    Clamp: lambda op, env: np.clip(env[op.a], op.lo, op.hi),
    LowBits: lambda op, env: env[op.a] & ((1 << op.bits) - 1),
    Entry: lambda op, env: np.asarray(op.entries, env[op.a].dtype)[env[op.a]],
}


def compile_integer(program: IntegerProgram) -> list[tuple[str, Step]]:
    """The statements of an integer program as functions."""
    if any(not statement.op.integer for statement in program.body):
        raise internal_error("an integer program holds real operations")
    return [(statement.target, _step(statement.op)) for statement in program.body]


def compile_real(program: Program) -> list[tuple[str, Step]]:
    """The statements of a real program as functions."""
    if any(not statement.op.real for statement in program.body):
        raise internal_error("a real program holds integer operations")
    return [(statement.target, _step(statement.op)) for statement in program.body]


def _step(op: Op) -> Step:
    meaning = MEANING[type(op)]
    return lambda env: meaning(op, env)
