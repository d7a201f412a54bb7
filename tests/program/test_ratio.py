"""Quotients in integers, against numbers worked out by hand, exact fractions, and the Verilog of a datapath."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import pytest
from meaning.exact import run_integers
from support.neurons import complaints, difference, printed

from snnc.core.errors import InternalError
from snnc.numbers.fixed import Interval, IntType, Rounding
from snnc.program.integer import IntegerProgram, IntegerStatement, Port, Role
from snnc.program.integer_ops import Clamp, Divide, MultiplyStyle
from snnc.program.lower import Lowered, Representation, lower
from snnc.program.nonlinear import Ratio
from snnc.program.operation import Op
from snnc.program.ops import Add, Literal, Saturate
from snnc.program.program import INPUT, Parameter, Program, Statement, StateVariable, verify
from snnc.program.quantity import CURRENT, POTENTIAL
from snnc.program.ranges import analyse

MOST = Parameter("most", CURRENT, "")


def program(op: Ratio) -> Program:
    """``u``, a current, becomes ``op``; ``v`` and ``w``, potentials, stay."""
    return Program(
        name="quotient",
        equation="",
        parameters=(MOST,),
        states=(StateVariable("v", POTENTIAL, ""), StateVariable("w", POTENTIAL, ""), StateVariable("u", CURRENT, "")),
        body=(
            Statement("made", op),
            Statement("added", Add("v", INPUT)),
            Statement("v_next", Saturate("added", "v")),
            Statement("u_next", Saturate("made", "u")),
        ),
        next_state=(("v", "v_next"), ("w", "w"), ("u", "u_next")),
        spike=None,
    )


def made(most: int, *, unit: float = 1.0, fraction: int = 8, bits: int = 12, each: bool = False) -> Lowered:
    """``v / w`` in integers; ``fraction``: fraction bits of the quotient; ``each``: every neuron has its own limit."""
    how = Representation(
        state_bits={"v": bits, "w": bits, "u": 20},
        input_ranges={INPUT: Interval(-3, 3)},
        fraction_bits={"potential": 0, "current": fraction},
        factor_shifts={},
        rounding=Rounding.NEAREST_EVEN,
        style=MultiplyStyle.SHIFT_ADD,
        shared={} if each else {"most": most},
        per_neuron={"most": Interval(0, most)} if each else {},
        limits={},
        unit=unit,
    )
    return lower(program(Ratio("v", "w", "most", CURRENT)), how)


def quotient(v: int, w: int, most: int, **how) -> int:
    return run_integers(made(most, **how).program, {"v": v, "w": w, "u": 0, INPUT: 0})["made"]


def test_a_quotient_by_hand() -> None:
    """In 256ths: 1/3 is 85.33, 100/300 the same; up to 1/4, which is 64; 3/2 is 384, up to 2."""
    assert quotient(1, 3, 256) == quotient(100, 300, 256) == 85
    assert quotient(100, 300, 64) == 64 and quotient(3, 2, 512) == 384 and quotient(3, 2, 300) == 300
    assert quotient(0, 7, 256) == quotient(-5, 7, 256) == quotient(-5, -7, 256) == quotient(0, 0, 256) == 0
    assert quotient(1, 0, 200) == quotient(1, -7, 200) == 200 and quotient(7, 7, 256) == 256
    # A fraction coarser than 1: in units of 4, 2000 / 30 is 66.7, which are 16 of them.
    assert quotient(2000, 30, 100, fraction=-2) == 16 and quotient(2047, 1, 100, fraction=-2) == 100


@pytest.mark.parametrize("unit", [1.0, 0.25, 64.0])
def test_a_quotient_is_rounded_down(unit: float) -> None:
    rng = random.Random(7)
    for _ in range(300):
        v, w, most = rng.randint(1, 2047), rng.randint(1, 2047), rng.randint(1, 1000)
        exact = Fraction(v, w) * Fraction(unit) * 2**6
        assert quotient(v, w, most, unit=unit, fraction=6) == min(most, exact // 1)


def test_a_quotient_in_any_unit() -> None:
    """Beside rounding down, of the quotient and of its unit, a unit that is no power of two has 16 bits."""
    rng = random.Random(8)
    for _ in range(300):
        v, w, unit = rng.randint(1, 2047), rng.randint(1, 2047), rng.uniform(0.1, 300.0)
        exact = float(Fraction(v, w) * Fraction(unit) * 2**6)
        got = quotient(v, w, 500, unit=unit, fraction=6)
        assert min(500.0, exact * (1 - 2.0**-16) - 2.0) <= got <= min(500.0, exact * (1 + 2.0**-16))


CASES = [
    pytest.param(made(300), 100, id="shared"),
    pytest.param(made(20, fraction=9, bits=9), 30, id="leading_zeros"),
    pytest.param(made(900, fraction=4, unit=11.3), 250, id="any_unit"),
    pytest.param(made(255, each=True), 400, id="per_neuron"),
    pytest.param(made(1, fraction=0), 400, id="one_bit"),
]


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize(("lowered", "clock"), CASES)
def test_verilog_equals_golden(lowered: Lowered, clock: int, tmp_path: Path) -> None:
    assert difference(lowered.program, clock, tmp_path, count=2000) == ""


@pytest.mark.usefixtures("verilator")
@pytest.mark.parametrize(("lowered", "clock"), CASES)
def test_lint(lowered: Lowered, clock: int, tmp_path: Path) -> None:
    assert complaints(printed(lowered.program, clock)[0], tmp_path) == ""


def divided(a: Op) -> IntegerProgram:
    """``x / y`` of five bits, where ``x`` is ``a`` of the state ``v``."""
    ports = (Port("v", Role.STATE, IntType(True, 12)), Port("y", Role.INPUT, IntType(True, 6)))
    body = {"x": a, "quotient": Divide("x", "y", 5), "v_next": Clamp("quotient", 0, 2047)}
    spans = analyse({port.name: port.type.range for port in ports}, body)
    statements = tuple(IntegerStatement(name, IntType.holding(spans[name]), op, "") for name, op in body.items())
    return IntegerProgram("divided", "", ports, body=statements, next_state=(("v", "v_next"),), spike=None)


#: Numerators of any sign, of one bit, of one sign alone, and a constant.
NUMERATORS = [Clamp("v", -2048, 2047), Clamp("v", -1, 0), Clamp("v", -2048, 0), Clamp("v", 1, 2047), Literal(-7)]


@pytest.mark.usefixtures("icarus", "verilator")
@pytest.mark.parametrize("a", NUMERATORS, ids=lambda a: a.text())
def test_a_numerator_of_any_range(a: Op, tmp_path: Path) -> None:
    """One that is never above 0 leaves no quotient but 0."""
    assert difference(divided(a), 100, tmp_path) == ""
    assert complaints(printed(divided(a), 100)[0], tmp_path) == ""


@pytest.mark.parametrize(
    "op", [Ratio("v", "u", "most", CURRENT), Ratio("v", "w", "most", POTENTIAL), Ratio("v", "w", "v", CURRENT)]
)
def test_quantities_must_fit(op: Ratio) -> None:
    with pytest.raises(InternalError, match=r"'made' = .* does not fit"):
        verify(program(op))
