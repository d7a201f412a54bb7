"""Gains, products and tables in integers, against numbers worked out by hand and against exact fractions."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from meaning.counting import FUNCTIONS as REAL
from meaning.exact import run_integers

from snnc.core.errors import InternalError
from snnc.numbers.fixed import Interval, Rounding
from snnc.numbers.functions import FUNCTIONS
from snnc.program.integer_ops import MultiplyStyle
from snnc.program.lookup import tabulate
from snnc.program.lower import Representation, lower
from snnc.program.nonlinear import Gain, Lookup, Product
from snnc.program.operation import Op
from snnc.program.ops import Saturate
from snnc.program.program import INPUT, Parameter, Program, Statement, StateVariable, verify
from snnc.program.quantity import CURRENT, FACTOR, GAIN, POTENTIAL
from snnc.program.rescale import reciprocal


def program(op: Op, kind=GAIN) -> Program:
    """``u``, a current, becomes ``op`` of ``u``, ``v`` and the parameter ``g``; ``v``, a potential, stays."""
    return Program(
        name="one",
        equation="",
        parameters=(Parameter("g", kind, ""),),
        states=(StateVariable("v", POTENTIAL, ""), StateVariable("u", CURRENT, "")),
        body=(Statement("made", op), Statement("u_next", Saturate("made", "u"))),
        next_state=(("v", "v"), ("u", "u_next")),
        spike=None,
    )


def value(
    op: Op,
    v: int,
    *,
    u: int = 0,
    gain: int = 0,
    shift: int = 0,
    rounding: Rounding = Rounding.NEAREST_EVEN,
    unit: float = 1.0,
    bits: tuple[int, int] = (3, 1),
) -> int:
    """The integer that ``op`` makes; ``bits``: fraction bits of potential and current."""
    how = Representation(
        state_bits={"v": 20, "u": 20},
        input_ranges={"input": Interval(0, 0)},
        fraction_bits=dict(zip(("potential", "current"), bits, strict=True)),
        factor_shifts={"g": shift},
        rounding=rounding,
        style=MultiplyStyle.SHIFT_ADD,
        shared={"g": gain},
        per_neuron={},
        limits={},
        unit=unit,
    )
    return run_integers(lower(program(op), how).program, {"v": v, "u": u, INPUT: 0})["made"]


GAINED, SQUARED = Gain("v", "g", CURRENT), Product("v", "v", CURRENT)


def test_a_gain_includes_the_change_of_quantity() -> None:
    """v = 10/8; the gain -5/2**2: -1.5625, which is -3.125 halves, -3 as an integer; 24/8 * 5/4 is 7.5 halves."""
    assert value(GAINED, 10, gain=-5, shift=2) == -3
    assert value(GAINED, 24, gain=5, shift=2) == 8  # 7.5: to even
    assert value(GAINED, 24, gain=5, shift=2, rounding=Rounding.FLOOR) == 7
    assert value(GAINED, -24, gain=5, shift=2, rounding=Rounding.FLOOR) == -8
    assert value(GAINED, -24, gain=5, shift=2, rounding=Rounding.TOWARD_ZERO) == -7
    # From eighths to 64ths without a shift of the gain: exact, three bits more.
    assert value(GAINED, -24, gain=300, bits=(3, 6)) == -24 * 300 * 8
    assert value(GAINED, 77, gain=3, shift=3, bits=(1, 4)) == 77 * 3
    assert value(GAINED, 77, gain=0, shift=3) == 0


def test_a_product_is_one_of_real_values() -> None:
    """In eighths of a unit of 1: v = 20/8 = 2.5, squared 6.25, in halves 12.5. A unit of 4: v = 20/32, squared 0.390625
    of a real unit, which is 8 halves of a unit: 3.125."""
    assert value(SQUARED, 20) == 12
    assert value(SQUARED, 20, rounding=Rounding.FLOOR) == 12
    assert value(SQUARED, 28) == 24  # 3.5 * 3.5 = 12.25, 24.5 halves
    assert value(SQUARED, 20, unit=4.0) == 3
    assert value(SQUARED, 20, unit=0.25) == 50  # v = 10, squared 100, in units of 4 * 2 halves an integer each: 50
    assert value(Product("v", "u", CURRENT), -20, u=3) == -8  # -2.5 * 1.5 = -3.75, -7.5 halves


def test_a_product_in_any_unit() -> None:
    """A unit of 10: 1/10 is 52429 / 2**19; v = 1000/80 = 12.5, squared 156.25, in twentieths 3125."""
    assert reciprocal(10.0) == (52429, 19)
    assert value(SQUARED, 1000, unit=10.0) == 3125
    rng = random.Random(1)
    for _ in range(200):
        unit, v = rng.uniform(0.01, 500.0), rng.randint(-2000, 2000)
        exact = Fraction(v * v) / Fraction(unit) / 2 ** (2 * 3 - 1)
        assert abs(value(SQUARED, v, unit=unit) - exact) <= Fraction(1, 2) + exact / 2**16


@pytest.mark.parametrize("unit", [2.0**-3, 1.0, 64.0])
def test_the_reciprocal_of_a_power_of_two_is_a_shift(unit: float) -> None:
    mantissa, shift = reciprocal(unit)
    assert mantissa == 1 and 2.0**-shift == 1 / unit


def test_a_small_table_by_hand() -> None:
    """exp of 0, 1, 2 at one unit each: 1, 2.718, 7.389 in halves are 2, 5, 15."""
    table = tabulate("exp", Interval(0, 2), (1.0, 2.0), rounding=Rounding.FLOOR, tolerance=0.0)
    assert (table.shift, table.base, table.step, table.error) == (0, (2, 5, 15), (3, 10, 25), 0.436564)


def test_a_table_is_interpolated() -> None:
    """Every argument of 14 bits: the table is within its stated error of the function, and states no more."""
    for function in FUNCTIONS.values():
        for rounding in Rounding:
            op = Lookup("v", function.name, CURRENT)
            how = dict(rounding=rounding, unit=16.0, bits=(6, 8))
            span = Interval(-(2**19), 2**19 - 1)
            table = tabulate(function.name, span, (1024.0, 4096.0), rounding=rounding, tolerance=2.0**-10)
            assert 8 <= len(table.base) <= 1025 and table.relative <= 2.0**-10
            real = REAL[function.name]
            worst = 0.0
            for v in range(-8000, 8000, 37):
                exact = real(min(max(v / 1024.0, function.low), function.high)) * 4096.0
                off = abs(value(op, v, **how) - exact)
                assert off <= 1.5 + exact * 2.0**-10 if exact > 0 else off <= 1.5 - exact * 2.0**-10
                worst = max(worst, off)
            assert worst <= table.error * 1.01 + 0.01


def test_a_table_keeps_the_value_at_its_ends() -> None:
    op = Lookup("v", "tanh", CURRENT)
    assert value(op, 7 * 8) == value(op, 5000) == 2 and value(op, -(2**19)) == -2


def test_tables_are_as_small_as_their_error_allows() -> None:
    span, nearest = Interval(-4096, 4095), Rounding.NEAREST_EVEN
    sizes = [
        len(tabulate("exp", span, (512.0, 65536.0), rounding=nearest, tolerance=error).base)
        for error in (0.1, 0.01, 0.001, 0.0001)
    ]
    assert sizes == sorted(sizes) and sizes[0] < sizes[-1]


@pytest.mark.parametrize(
    ("op", "kind"),
    [
        (Gain("v", "g", CURRENT), FACTOR),
        (Gain("g", "g", CURRENT), GAIN),
        (Product("v", "g", CURRENT), GAIN),
        (Lookup("v", "sine", CURRENT), GAIN),
    ],
)
def test_what_does_not_fit_is_named(op: Op, kind) -> None:
    with pytest.raises(InternalError, match=r"'made' = .* does not fit"):
        verify(program(op, kind))
