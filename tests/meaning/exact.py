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


def sign(value: int | Fraction) -> int:
    """1, 0 or -1."""
    return (value > 0) - (value < 0)


def xorshift(word: int) -> int:
    """The word behind ``word``, of 32 bits: three times itself, shifted, is added without carries."""
    word ^= word * 2**13 % 2**32
    word ^= word // 2**17
    return word ^ word * 2**5 % 2**32


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
        case ops.Shrink(a, b):
            return sign(env[a]) * max(abs(env[a]) - env[b], 0)
        case ops.ShiftLeft(a, shift):
            return env[a] * 2**shift
        case ops.RoundShift(a, shift, mode):
            return ROUND[mode](Fraction(env[a], 2**shift))
        case ops.Clamp(a, lo, hi):
            return sorted((lo, env[a], hi))[1]
        case ops.LowBits(a, bits):
            return env[a] % 2**bits
        case ops.Divide(a, b, bits):
            most = 2**bits - 1
            if env[a] <= 0 or env[b] <= 0:
                return most if env[a] > 0 else 0
            return min(most, env[a] * 2**bits // env[b])
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
        case ops.NextRandom(a):
            return xorshift(env[a])
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
        case ops.Ratio(a, b, most, _):
            if env[a] <= 0 or env[b] <= 0:
                return env[most] if env[a] > 0 else min(env[most], Fraction(0))
            return min(env[most], env[a] / env[b])
        case ops.Saturate(a, _) | ops.Convert(a, _):
            return env[a]
        case ops.Literal(value, _):
            return Fraction(value)
        case ops.Add(a, b):
            return env[a] + env[b]
        case ops.Subtract(a, b):
            return env[a] - env[b]
        case ops.Shrink(a, b):
            return sign(env[a]) * max(abs(env[a]) - env[b], Fraction(0))
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
        case ops.NextRandom(a):
            return Fraction(xorshift(int(env[a])))
        case ops.WithinOne(a):
            return min(max(env[a], Fraction(0)), Fraction(1))
        case ops.DrawnBelow(a, b):
            return Fraction(env[a] < env[b] * 2**32)
        case _:
            raise AssertionError(f"no meaning is written down for {op}")
