"""An operation from outside: its class, its meaning in golden and its expansion are all that it needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from support.neurons import complaints, difference, lowered, printed

from snnc.analysis.parts import Piece
from snnc.analysis.resources_neuron import neuron_parts
from snnc.golden import tables
from snnc.numbers.fixed import Interval, IntType
from snnc.passes.schedule import schedule
from snnc.program import expand
from snnc.program.facts import Ranges
from snnc.program.integer import FLAG_TYPE, IntegerProgram
from snnc.program.operation import Op, Quantities
from snnc.program.ops import Add, AtLeast, Saturate, Select
from snnc.program.primitives import Choose, Compare, Primitive, Relation
from snnc.program.program import INPUT, Parameter, Program, Statement, StateVariable
from snnc.program.quantity import POTENTIAL, Quantity
from snnc.target.delays import ECP5
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


def _expand(op: Minimum, own: expand.Expansion) -> Primitive:
    a, b = own.read(op.a), own.read(op.b)
    less = own.put("less", FLAG_TYPE, Compare(Relation.BELOW, a, b, own.bits(op.a, op.b)))
    return Choose(less, a, b)


@pytest.fixture
def minimum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tables.MEANING, Minimum, lambda op, env: np.minimum(env[op.a], env[op.b]))
    monkeypatch.setitem(expand.EXPANSIONS, Minimum, _expand)


def _program() -> IntegerProgram:
    """A neuron whose potential stays below a ceiling, and below what it was, less the input, after a spike."""
    threshold, ceiling = (Parameter(name, POTENTIAL, "") for name in ("threshold", "ceiling"))
    body = (
        Statement("integrated", Add("v", INPUT)),
        Statement("limited", Minimum("integrated", "ceiling"), "never above the ceiling"),
        Statement("spike", AtLeast("integrated", "threshold")),
        Statement("lowered", Minimum("limited", INPUT)),
        Statement("after", Select("spike", "lowered", "limited")),
        Statement("v_next", Saturate("after", "v")),
    )
    states = (StateVariable("v", POTENTIAL, ""),)
    program = Program("ceiling", "", (threshold, ceiling), states, body, (("v", "v_next"),), "spike")
    return lowered(program, shared={"threshold": 100, "ceiling": 150})


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
    assert max(schedule(circuit, 400, ECP5)) > max(schedule(circuit, 100, ECP5))
    compared = neuron_parts(circuit, [0] * len(circuit.body), 1, FABRIC).logic[Piece.COMPARE]
    # The threshold and the two minima: 13 bits each, the threshold less two bits that are zeros of its constant.
    assert compared == 13 - 2 + 13 + 13
