"""What an integer program says of its states."""

from __future__ import annotations

from snnc.numbers.fixed import Interval, IntType
from snnc.program.integer import IntegerProgram, IntegerStatement, Port, Role
from snnc.program.integer_ops import Clamp
from snnc.program.ops import Add


def test_each_state_has_its_own_limits() -> None:
    """Of three states one saturates, one is copied, and one saturates only on its way to another."""
    wide, narrow = IntType(True, 8), IntType(True, 4)
    ports = tuple(Port(name, Role.STATE, wide) for name in "abc")
    body = (
        IntegerStatement("less", narrow, Clamp("a", -8, 7), ""),
        IntegerStatement("a_next", wide, Add("less", "b"), ""),
        IntegerStatement("c_next", wide, Clamp("c", -128, 127), ""),
    )
    program = IntegerProgram(
        name="three",
        equation="",
        ports=ports,
        body=body,
        next_state=(("a", "a_next"), ("b", "b"), ("c", "c_next")),
        spike=None,
    )
    assert [program.limits(name) for name in "abc"] == [None, None, Interval(-128, 127)]
