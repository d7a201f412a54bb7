"""Neurons that multiply states and read tables: Verilog is golden, on every clock, and clean."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.neurons import complaints, difference, printed

from snnc.numbers.fixed import Interval, Rounding
from snnc.passes.schedule import schedule
from snnc.plan.blocks.datapath import neuron_parts
from snnc.program.expand import expand
from snnc.program.integer_ops import MultiplyStyle
from snnc.program.lower import Representation, lower
from snnc.program.nonlinear import Gain, Lookup, Product
from snnc.program.ops import Add, AtLeast, Saturate, Select
from snnc.program.program import INPUT, Parameter, Program, Statement, StateVariable
from snnc.program.quantity import CURRENT, GAIN, POTENTIAL, Purpose
from snnc.target.ecp5 import DELAYS, FABRIC
from snnc.target.parts import Piece

THRESHOLD = Parameter("threshold", POTENTIAL, "", purpose=Purpose.THRESHOLD, of="v")
V, U = StateVariable("v", POTENTIAL, ""), StateVariable("u", CURRENT, "")


def curved(function: str) -> Program:
    """Two states; one is multiplied by the other, and a function of it moves it."""
    body = (
        Statement("as_current", Gain("v", "into", CURRENT)),
        Statement("apart", Add("as_current", "u")),
        Statement("square", Product("apart", "v", POTENTIAL)),
        Statement("risen", Lookup("apart", function, POTENTIAL)),
        Statement("moved", Add("square", "risen")),
        Statement("driven", Add("moved", INPUT)),
        Statement("spike", AtLeast("driven", "threshold")),
        Statement("after", Select("spike", "threshold", "driven")),
        Statement("v_next", Saturate("after", "v")),
        Statement("u_next", Saturate("apart", "u")),
    )
    return Program(
        name="curved",
        equation="",
        parameters=(Parameter("into", GAIN, ""), THRESHOLD),
        states=(V, U),
        body=body,
        next_state=(("v", "v_next"), ("u", "u_next")),
        spike="spike",
    )


def representation(**changes) -> Representation:
    how = Representation(
        state_bits={"v": 11, "u": 12},
        input_range=Interval(-256, 255),
        fraction_bits={"potential": 3, "current": 5},
        factor_shifts={"into": 6},
        rounding=Rounding.NEAREST_EVEN,
        style=MultiplyStyle.SHIFT_ADD,
        shared={"into": -13, "threshold": 700},
        per_neuron={},
        limits={},
        unit=8.0,
    )
    return replace(how, **changes)


CASES = [
    pytest.param("exp", representation(), 100, id="exp"),
    pytest.param("tanh", representation(rounding=Rounding.FLOOR, style=MultiplyStyle.MULTIPLIER), 20, id="tanh"),
    pytest.param("sigmoid", representation(rounding=Rounding.TOWARD_ZERO, unit=7.3), 250, id="sigmoid"),
    pytest.param(
        "exp", representation(shared={"threshold": 700}, per_neuron={"into": Interval(-128, 127)}), 400, id="per_neuron"
    ),
    pytest.param("tanh", representation(table_error=0.2, unit=0.25), 400, id="coarse"),
]


@pytest.mark.parametrize(("function", "how", "clock"), CASES)
@pytest.mark.usefixtures("icarus")
def test_verilog_equals_golden(function: str, how: Representation, clock: int, tmp_path: Path) -> None:
    assert difference(lower(curved(function), how).program, clock, tmp_path, count=2000) == ""


@pytest.mark.parametrize(("function", "how", "clock"), CASES)
@pytest.mark.usefixtures("verilator")
def test_lint(function: str, how: Representation, clock: int, tmp_path: Path) -> None:
    assert complaints(printed(lower(curved(function), how).program, clock)[0], tmp_path) == ""


def test_tables_take_time_and_area() -> None:
    circuits = [expand(lower(curved("exp"), representation(table_error=e)).program) for e in (0.1, 1e-6)]
    coarse, fine = (neuron_parts(c, [0] * len(c.body), 1, FABRIC).logic[Piece.LOGIC_ROM] for c in circuits)
    assert 0 < coarse < fine
    assert max(schedule(circuits[1], 400, DELAYS)) >= max(schedule(circuits[0], 400, DELAYS))
