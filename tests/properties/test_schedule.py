"""Hypothesis: the stages of a program's statements are in order, and no longer than a clock."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from support.programs import lowered

from snnc.passes import schedule as timing
from snnc.passes.schedule import schedule
from snnc.program.integer import IntegerProgram, types_of
from snnc.program.ops import Literal

CLOCKS = st.integers(1, 500)


def _paths(program: IntegerProgram, stages: tuple[int, ...]) -> list[tuple[int, float, float]]:
    """For every statement its stage, and when its operands and its value are there, in nanoseconds."""
    width = {name: kind.width for name, kind in types_of(program).items()}
    literals = {s.target: s.op.value for s in program.body if isinstance(s.op, Literal)}
    there: dict[str, tuple[int, float]] = {}
    paths = []
    for statement, stage in zip(program.body, stages, strict=True):
        # What an earlier stage made comes from a register.
        known = [there[name] for name in statement.op.operands() if name in there]
        start = max((end for at, end in known if at == stage), default=0.0)
        end = start + timing._delay(statement, width, literals)
        if statement.target not in literals:
            there[statement.target] = (stage, end)
        paths.append((stage, start, end))
    return paths


@settings(max_examples=150, deadline=None)
@given(lowered(), CLOCKS)
def test_operands_come_from_the_same_or_an_earlier_stage(result, clock: int) -> None:
    program = result[0].program
    stages = schedule(program, clock)
    assert len(stages) == len(program.body)
    made = dict.fromkeys((port.name for port in program.ports), 0)
    for statement, stage in zip(program.body, stages, strict=True):
        assert stage >= 0
        for name in statement.op.operands():
            assert made[name] <= stage, f"{statement.target} reads {name} before it is there"
        made[statement.target] = stage
    # No stage is skipped: each holds something.
    assert {*stages, 0} == set(range(max(stages, default=0) + 1))


@settings(max_examples=150, deadline=None)
@given(lowered(), CLOCKS)
def test_every_stage_fits_the_clock(result, clock: int) -> None:
    """A path of several statements fits; a statement that is too long by itself starts a stage."""
    program = result[0].program
    stages = schedule(program, clock)
    budget = 1000.0 / clock - timing._REGISTER
    results = {program.spike, *(value for _, value in program.next_state)}
    for statement, (stage, start, end) in zip(program.body, _paths(program, stages), strict=True):
        room = budget - (timing._EDGE if stage == 0 or statement.target in results else 0.0)
        assert end <= room + 1e-9 or start == 0.0, f"{statement.target}: {start:.2f} … {end:.2f} ns of {room:.2f}"


@settings(max_examples=150, deadline=None)
@given(lowered(), CLOCKS, CLOCKS)
def test_a_longer_period_never_gives_more_stages(result, one: int, other: int) -> None:
    program = result[0].program
    slow, fast = (max(schedule(program, clock), default=0) for clock in sorted((one, other)))
    assert slow <= fast


@settings(max_examples=60, deadline=None)
@given(lowered())
def test_the_extremes(result) -> None:
    """A slow clock needs one stage; at the fastest, statements that take time are alone in theirs."""
    program = result[0].program
    assert set(schedule(program, 1)) <= {0}
    for stage, start, end in _paths(program, schedule(program, 500)):
        assert start == 0.0 or start == end, f"stage {stage} holds two slow statements in a row"
