"""Neurons by themselves: what a state is called, and what it counts, changes nothing of their Verilog."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.neurons import complaints, difference, lowered, printed

from snnc.program.integer import IntegerProgram
from snnc.program.ops import Above, Add, AtLeast, Both, Invert, Literal, Saturate, Select
from snnc.program.program import INPUT, Parameter, Program, Statement, StateVariable
from snnc.program.quantity import COUNT, FLAG, POTENTIAL

THRESHOLD = Parameter("threshold", POTENTIAL, "")
V = StateVariable("v", POTENTIAL, "")
#: From a slow clock to the fastest: one stage, a few, one for each statement.
CLOCKS = (20, 150, 500)


def latch() -> IntegerProgram:
    """A neuron that spikes once: a flag with a name of its own remembers it."""
    body = (
        Statement("integrated", Add("v", INPUT)),
        Statement("crossed", AtLeast("integrated", "threshold")),
        Statement("free", Invert("done")),
        Statement("spike", Both("crossed", "free")),
        Statement("v_next", Saturate("integrated", "v")),
    )
    states = (V, StateVariable("done", FLAG, ""))
    program = Program("latch", "", (THRESHOLD,), states, body, (("v", "v_next"), ("done", "crossed")), "spike")
    return lowered(program, shared={"threshold": 100})


def one_bit_count() -> IntegerProgram:
    """A neuron that rests for a step after a spike: a count that is 0 or 1 and is no flag."""
    limit = Parameter("limit", COUNT, "")
    body = (
        Statement("zero", Literal(0)),
        Statement("none", Literal(0, POTENTIAL)),
        Statement("resting", Above("left", "zero")),
        Statement("admitted", Select("resting", "none", INPUT)),
        Statement("integrated", Add("v", "admitted")),
        Statement("spike", AtLeast("integrated", "threshold")),
        Statement("v_next", Saturate("integrated", "v")),
        Statement("left_next", Select("spike", "limit", "zero")),
    )
    states = (V, StateVariable("left", COUNT, "", limit="limit"), StateVariable("same", COUNT, ""))
    after = (("v", "v_next"), ("left", "left_next"), ("same", "same"))
    program = Program("rest", "", (THRESHOLD, limit), states, body, after, "spike")
    return lowered(program, shared={"threshold": 100, "limit": 1}, limits={"left": 1, "same": 1})


def toggle() -> IntegerProgram:
    """A neuron whose every other crossing is a spike: a choice between flags."""
    body = (
        Statement("integrated", Add("v", INPUT)),
        Statement("crossed", AtLeast("integrated", "threshold")),
        Statement("turned", Invert("odd")),
        Statement("odd_next", Select("crossed", "turned", "odd")),
        Statement("spike", Both("crossed", "odd")),
        Statement("v_next", Saturate("integrated", "v")),
    )
    states = (V, StateVariable("odd", FLAG, ""))
    program = Program("toggle", "", (THRESHOLD,), states, body, (("v", "v_next"), ("odd", "odd_next")), "spike")
    return lowered(program, shared={"threshold": 128})


PROGRAMS = {"latch": latch, "one_bit_count": one_bit_count, "toggle": toggle}


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.usefixtures("icarus")
def test_verilog_equals_golden(name: str, clock: int, tmp_path: Path) -> None:
    assert difference(PROGRAMS[name](), clock, tmp_path) == ""


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.usefixtures("verilator")
def test_lint(name: str, clock: int, tmp_path: Path) -> None:
    assert complaints(printed(PROGRAMS[name](), clock)[0], tmp_path) == ""
