"""Programs run by the book: integers in Python's unbounded ``int``, reals in ``Fraction``.

Nothing of snnc runs here; only the frozen dataclasses of its programs are read. An operation
that has no meaning below is an error, so a new one cannot slip through.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction

from snnc.numbers.fixed import IntType, Rounding
from snnc.program import ops
from snnc.program.integer import IntegerProgram
from snnc.program.operation import Op

#: Every rounding of a real number, as its definition says.
ROUND: dict[Rounding, Callable[[Fraction], int]] = {
    Rounding.FLOOR: math.floor,
    Rounding.TOWARD_ZERO: math.trunc,
    Rounding.NEAREST_EVEN: round,
}


def bounds(kind: IntType) -> tuple[int, int]:
    """The smallest and largest value of a format."""
    if kind.signed:
        return -(2 ** (kind.width - 1)), 2 ** (kind.width - 1) - 1
    return 0, 2**kind.width - 1


def integer_value(op: Op, env: Mapping[str, int]) -> int:
    """The result of one integer operation."""
    match op:
        case ops.Literal(value, _):
            return value
        case ops.Add(a, b):
            return env[a] + env[b]
        case ops.Subtract(a, b):
            return env[a] - env[b]
        case ops.Multiply(a, b, _):
            return env[a] * env[b]
        case ops.ShiftLeft(a, shift):
            return env[a] * 2**shift
        case ops.RoundShift(a, shift, mode):
            return ROUND[mode](Fraction(env[a], 2**shift))
        case ops.Clamp(a, lo, hi):
            return sorted((lo, env[a], hi))[1]
        case ops.LowBits(a, bits):
            return env[a] % 2**bits
        case ops.Entry(a, entries):
            assert 0 <= env[a] < len(entries), f"entry {env[a]} of a table of {len(entries)}"
            return entries[env[a]]
        case ops.AtLeast(a, b):
            return int(env[a] >= env[b])
        case ops.Above(a, b):
            return int(env[a] > env[b])
        case ops.Both(a, b):
            return int(env[a] == 1 and env[b] == 1)
        case ops.Invert(a):
            return 1 - env[a]
        case ops.Select(condition, then, otherwise):
            return env[then] if env[condition] else env[otherwise]
        case _:
            raise AssertionError(f"no meaning is written down for {op}")


def run_integers(program: IntegerProgram, ports: Mapping[str, int]) -> dict[str, int]:
    """Every value of one step of one neuron; each is checked against its format."""
    env = dict(ports)
    for port in program.ports:
        low, high = bounds(port.type)
        assert low <= env[port.name] <= high, f"port {port.name} = {env[port.name]} leaves {port.type}"
    for statement in program.body:
        env[statement.target] = value = integer_value(statement.op, env)
        low, high = bounds(statement.type)
        assert low <= value <= high, f"{statement.target} = {value} leaves {statement.type}"
    return env


def real_value(op: Op, env: Mapping[str, Fraction]) -> Fraction:
    """The result of one real operation, exactly; flags are 0 and 1. Saturation does nothing."""
    match op:
        case ops.Scale(a, factor):
            return env[a] * env[factor]
        case ops.Gain(a, gain, _):
            return env[a] * env[gain]
        case ops.Product(a, b, _):
            return env[a] * env[b]
        case ops.Saturate(a, _) | ops.Convert(a, _):
            return env[a]
        case ops.Literal(value, _):
            return Fraction(value)
        case ops.Add(a, b):
            return env[a] + env[b]
        case ops.Subtract(a, b):
            return env[a] - env[b]
        case ops.AtLeast(a, b):
            return Fraction(env[a] >= env[b])
        case ops.Above(a, b):
            return Fraction(env[a] > env[b])
        case ops.Both(a, b):
            return env[a] * env[b]
        case ops.Invert(a):
            return 1 - env[a]
        case ops.Select(condition, then, otherwise):
            return env[then] if env[condition] == 1 else env[otherwise]
        case _:
            raise AssertionError(f"no meaning is written down for {op}")
