"""An operation from outside: its class, its meaning in golden and its expansion are all that it needs.

Each is entered in a table; a model that has it then goes through the whole compiler.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.neurons import complaints, difference, lowered, printed
from support.verilog import SIMULATOR

import snnc
from snnc.advice.potential import highest_potential
from snnc.driver.simulate import Bench, Scenario
from snnc.golden import tables, variables
from snnc.ir import network as network_ir
from snnc.ir import quantised as quantised_ir
from snnc.neurons.model import Chosen, Model, Setting
from snnc.neurons.registry import MODELS
from snnc.numbers.fixed import Interval, IntType
from snnc.passes.schedule import schedule
from snnc.plan.blocks.datapath import neuron_parts
from snnc.program import expand
from snnc.program.facts import Forms, Ranges
from snnc.program.integer import FLAG_TYPE, IntegerProgram
from snnc.program.operation import Op, Quantities
from snnc.program.ops import OPERATIONS, Add, AtLeast, Saturate, Select
from snnc.program.primitives import Choose, Compare, Primitive, Relation
from snnc.program.program import INPUT, Parameter, Program, Statement, StateVariable
from snnc.program.quantity import POTENTIAL, Purpose, Quantity
from snnc.target.ecp5 import DELAYS
from snnc.target.parts import Piece
from snnc.target.xc7 import FABRIC


@dataclass(frozen=True)
class Minimum(Op):
    """The smaller of ``a`` and ``b``."""

    a: str
    b: str

    def operands(self) -> tuple[str, ...]:
        return (self.a, self.b)

    def text(self) -> str:
        return f"min({self.a}, {self.b})"

    def measures(self, of: Quantities) -> Quantity | None:
        return of[self.a] if of[self.a] == of[self.b] else None

    def interval(self, ranges: Ranges) -> Interval:
        a, b = ranges.range(self.a), ranges.range(self.b)
        return Interval(min(a.lo, b.lo), min(a.hi, b.hi))

    def form(self, forms: Forms) -> Any:
        return forms.bent(self.a)


def _expand(op: Minimum, own: expand.Expansion) -> Primitive:
    a, b = own.read(op.a), own.read(op.b)
    less = own.put("less", FLAG_TYPE, Compare(Relation.BELOW, a, b, own.bits(op.a, op.b)))
    return Choose(less, a, b)


@pytest.fixture
def minimum(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(tables.MEANING, Minimum, lambda op, env: np.minimum(env[op.a], env[op.b]))
    monkeypatch.setitem(expand.EXPANSIONS, Minimum, _expand)
    OPERATIONS.append(Minimum)
    yield
    OPERATIONS.remove(Minimum)


class Ceiling(Model):
    """A neuron whose potential stays below a ceiling, and below what it was, less the input, after a spike."""

    name = "ceiling"
    settings = (
        Setting(Parameter("threshold", POTENTIAL, "", purpose=Purpose.THRESHOLD, of="v")),
        Setting(Parameter("ceiling", POTENTIAL, "")),
    )

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        body = (
            Statement("integrated", Add("v", INPUT)),
            Statement("limited", Minimum("integrated", "ceiling"), "never above the ceiling"),
            Statement("spike", AtLeast("integrated", "threshold")),
            Statement("lowered", Minimum("limited", INPUT)),
            Statement("after", Select("spike", "lowered", "limited")),
            Statement("v_next", Saturate("after", "v")),
        )
        states, parameters = (StateVariable("v", POTENTIAL, ""),), tuple(each.parameter for each in self.settings)
        return Program(
            name="ceiling",
            equation="",
            parameters=parameters,
            states=states,
            body=body,
            next_state=(("v", "v_next"),),
            spike="spike",
        )


def _program() -> IntegerProgram:
    return lowered(Ceiling().program({}, ()), shared={"threshold": 100, "ceiling": 150})


@pytest.mark.usefixtures("icarus", "minimum")
def test_a_model_may_have_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Float and golden see the ceiling, the text of every stage reads back, and RTL equals golden."""
    monkeypatch.setitem(MODELS, "ceiling", Ceiling())
    b = snnc.NetworkBuilder("net", steps=40)
    b.input("x", 3)
    b.population("y", 2, model="ceiling", threshold=4.0, ceiling=1.0)
    b.connect("x", "y", [[1.0, 0.5], [0.75, -1.0], [1.5, 2.0]])
    b.output("y")
    network = b.build()
    assert highest_potential(network, network.populations[0]) is None, "no bound follows from a program that bends"
    compiled = snnc.compile(network)
    for codec, stage in ((network_ir.CODEC, compiled.network), (quantised_ir.CODEC, compiled.quantised)):
        assert codec.print(codec.parse(codec.print(stage), "test")) == codec.print(stage)
    stimulus = {"x": np.random.default_rng(0).random((4, 40, 3)) < 0.5}
    potential = snnc.golden.run(network, stimulus, variables(network)).traces["y", "v"]
    assert potential.max() == 1.0
    verdict = Bench(compiled, stimulus, tmp_path, tool=SIMULATOR).run(Scenario(), name="free")
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)


@pytest.mark.parametrize("clock", [20, 150, 300, 500])
@pytest.mark.usefixtures("icarus", "minimum")
def test_verilog_equals_golden(clock: int, tmp_path: Path) -> None:
    assert difference(_program(), clock, tmp_path) == ""


@pytest.mark.usefixtures("verilator", "minimum")
def test_lint(tmp_path: Path) -> None:
    text = printed(_program(), 300)[0]
    assert "//   limited = min(integrated, ceiling)" in text
    assert complaints(text, tmp_path) == ""


@pytest.mark.usefixtures("minimum")
def test_analyses_know_it() -> None:
    """Its range bounds the format, and it takes time and area."""
    program = _program()
    types = {statement.target: statement.type for statement in program.body}
    assert types["integrated"] == IntType(True, 13)
    circuit = expand.expand(program)
    assert circuit.widths["limited"] == 13
    assert max(schedule(circuit, 400, DELAYS)) > max(schedule(circuit, 100, DELAYS))
    compared = neuron_parts(circuit, [0] * len(circuit.body), 1, FABRIC).logic[Piece.COMPARE]
    # The threshold and the two minima: 13 bits each, the threshold less two bits that are zeros of its constant.
    assert compared == 13 - 2 + 13 + 13
