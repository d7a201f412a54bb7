"""Neurons by themselves: what a state is called, and what it counts, changes nothing of their Verilog."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.neurons import complaints, difference, lowered, printed

from snnc.numbers.fixed import IntType, Rounding
from snnc.passes.schedule import schedule
from snnc.plan.blocks.datapath import neuron_parts
from snnc.program.expand import expand
from snnc.program.integer import IntegerProgram
from snnc.program.integer_ops import MultiplyStyle
from snnc.program.ops import Above, Add, AtLeast, Both, Invert, Literal, Saturate, Scale, Select
from snnc.program.primitives import Circuit, Ref, Signal, Sum, Wire
from snnc.program.program import INPUT, Parameter, Program, Statement, StateVariable
from snnc.program.quantity import COUNT, FACTOR, FLAG, POTENTIAL
from snnc.target.ecp5 import DELAYS
from snnc.target.ecp5 import FABRIC as ECP5_FABRIC
from snnc.target.parts import Piece

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
    program = Program(
        name="latch",
        equation="",
        parameters=(THRESHOLD,),
        states=states,
        body=body,
        next_state=(("v", "v_next"), ("done", "crossed")),
        spike="spike",
    )
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
    states = (V, StateVariable("left", COUNT, "", limit="limit"), StateVariable("same", COUNT, "", limit="limit"))
    after = (("v", "v_next"), ("left", "left_next"), ("same", "same"))
    program = Program(
        name="rest",
        equation="",
        parameters=(THRESHOLD, limit),
        states=states,
        body=body,
        next_state=after,
        spike="spike",
    )
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
    program = Program(
        name="toggle",
        equation="",
        parameters=(THRESHOLD,),
        states=states,
        body=body,
        next_state=(("v", "v_next"), ("odd", "odd_next")),
        spike="spike",
    )
    return lowered(program, shared={"threshold": 128})


def leaky(rounding: Rounding, style: MultiplyStyle, decay: int = 0b101010101010) -> IntegerProgram:
    """A leaky integrator whose decay has many digits."""
    body = (
        Statement("kept", Scale("v", "decay")),
        Statement("integrated", Add("kept", INPUT)),
        Statement("v_next", Saturate("integrated", "v")),
    )
    factor = Parameter("decay", FACTOR, "")
    program = Program(
        name="leaky",
        equation="",
        parameters=(factor,),
        states=(V,),
        body=body,
        next_state=(("v", "v_next"),),
        spike=None,
    )
    return lowered(program, shared={"decay": decay}, rounding=rounding, style=style)


PROGRAMS = {"latch": latch, "one_bit_count": one_bit_count, "toggle": toggle}


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.usefixtures("icarus")
def test_verilog_equals_golden(name: str, clock: int, tmp_path: Path) -> None:
    assert difference(PROGRAMS[name](), clock, tmp_path) == ""


@pytest.mark.parametrize("clock", (*CLOCKS, 250))
@pytest.mark.parametrize("rounding", Rounding)
@pytest.mark.parametrize("style", MultiplyStyle)
@pytest.mark.usefixtures("icarus", "verilator")
def test_a_decay_of_many_digits(style: MultiplyStyle, rounding: Rounding, clock: int, tmp_path: Path) -> None:
    """Verilog equals golden and lints, however often the sum of shifts is cut."""
    program = leaky(rounding, style)
    assert difference(program, clock, tmp_path) == ""
    assert complaints(printed(program, clock)[0], tmp_path) == ""


def forgetful() -> IntegerProgram:
    """A neuron whose state is what arrives: nothing reads the state that was."""
    body = (Statement("v_next", Saturate(INPUT, "v")),)
    program = Program(
        name="forgetful",
        equation="",
        parameters=(),
        states=(V,),
        body=body,
        next_state=(("v", "v_next"),),
        spike=None,
    )
    return lowered(program, shared={})


@pytest.mark.usefixtures("verilator")
def test_a_state_that_nothing_reads(tmp_path: Path) -> None:
    text, _ = printed(forgetful(), 100)
    assert "unused = &{1'b0, v};" in text
    assert complaints(text, tmp_path) == ""


@pytest.mark.usefixtures("verilator")
def test_every_bit_is_read(tmp_path: Path) -> None:
    """Nothing is called unused where nothing is."""
    text, _ = printed(latch(), 100)
    assert "unused" not in text
    assert complaints(text, tmp_path) == ""


@pytest.mark.usefixtures("verilator")
def test_a_net_that_lost_its_reader_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A signal in the circuit that no other reads is not called unused: Verilator complains of it."""

    def with_idle_signal(program: IntegerProgram) -> Circuit:
        circuit = expand(program)
        idle = Signal("idle", IntType(True, 12), Wire(Ref("v")), "idle")
        return replace(circuit, body=(*circuit.body, idle))

    monkeypatch.setattr("snnc.backends.verilog.neuron.expand", with_idle_signal)
    monkeypatch.setattr("support.neurons.expand", with_idle_signal)
    found = complaints(printed(latch(), 100)[0], tmp_path)
    assert "Signal is not used: 'idle'" in found and found.count("%Warning") == 1


def _product_stages(clock: int, decay: int) -> list[int]:
    """The stages that add the terms of a multiplication by ``decay``."""
    circuit = expand(leaky(Rounding.FLOOR, MultiplyStyle.SHIFT_ADD, decay))
    stages = schedule(circuit, clock, DELAYS)
    pairs = zip(circuit.body, stages, strict=True)
    return [stage for s, stage in pairs if s.statement == "kept_product" and isinstance(s.primitive, Sum)]


def test_a_long_sum_is_cut() -> None:
    """Six terms: five additions in one stage at a slow clock, then in more, each of them in its own at last."""
    assert _product_stages(100, 0b101010101010) == [0, 0, 0, 0, 0]
    cut = _product_stages(200, 0b101010101010)
    assert cut == sorted(cut) and 1 < len(set(cut)) < 5
    assert _product_stages(500, 0b101010101010) == [0, 1, 2, 3, 4]
    assert _product_stages(200, 0b100000000001) == [0]


def test_what_a_cut_carries() -> None:
    """The sum so far and the 12-bit factor go on; the wide copy of the factor is made once more."""
    text, depth = printed(leaky(Rounding.FLOOR, MultiplyStyle.SHIFT_ADD), 500)
    assert depth == 6
    assert "reg signed [11:0] v_s1;" in text and "reg signed [23:0] kept_product_sum0_s1;" in text
    assert "wire signed [23:0] kept_product_wide_s1 = {{12{v_s1[11]}}, v_s1};" in text
    circuit = expand(leaky(Rounding.FLOOR, MultiplyStyle.SHIFT_ADD))
    taken = neuron_parts(circuit, schedule(circuit, 500, DELAYS), depth, ECP5_FABRIC)
    # The low bits of a sum of shifts are zeros, as many as its smallest shift.
    sums, factors, inputs, product = 4 * 24 - (9 + 7 + 5 + 3), 4 * 12, 5 * 10, 24 - 1
    assert taken.exact.ff == sums + factors + inputs + product
    assert Piece.MERGE not in taken.logic


@pytest.mark.parametrize("clock", CLOCKS)
@pytest.mark.parametrize("name", PROGRAMS)
@pytest.mark.usefixtures("verilator")
def test_lint(name: str, clock: int, tmp_path: Path) -> None:
    assert complaints(printed(PROGRAMS[name](), clock)[0], tmp_path) == ""
