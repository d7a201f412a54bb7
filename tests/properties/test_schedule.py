"""Hypothesis: the stages of a circuit's signals are in order, and no longer than a clock."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from support.programs import lowered

from snnc.passes.schedule import delay, schedule
from snnc.program.expand import expand
from snnc.program.primitives import Circuit, sources
from snnc.target.delays import ECP5

CLOCKS = st.integers(1, 500)


def _paths(circuit: Circuit, stages: tuple[int, ...]) -> list[tuple[int, float, float]]:
    """For every signal its stage, and when its operands and its value are there, in nanoseconds."""
    there: dict[str, tuple[int, float]] = {}
    paths = []
    for signal, stage in zip(circuit.body, stages, strict=True):
        # What an earlier stage made comes from a register.
        known = [there[name] for name in sources(signal.primitive) if name in there]
        start = max((end for at, end in known if at == stage), default=0.0)
        end = start + delay(signal.primitive, ECP5)
        there[signal.name] = (stage, end)
        paths.append((stage, start, end))
    return paths


def _starts(circuit: Circuit, stages: tuple[int, ...]) -> dict[str, float]:
    """When the operands of every statement are there, in nanoseconds."""
    there: dict[str, tuple[str, int, float]] = {}
    starts: dict[str, float] = {}
    for signal, (stage, _, end) in zip(circuit.body, _paths(circuit, stages), strict=True):
        known = [there[name] for name in sources(signal.primitive) if name in there]
        outside = [at for statement, k, at in known if k == stage and statement != signal.statement]
        starts[signal.statement] = max([starts.get(signal.statement, 0.0), *outside])
        there[signal.name] = (signal.statement, stage, end)
    return starts


@settings(max_examples=150, deadline=None)
@given(lowered(), CLOCKS)
def test_operands_come_from_the_same_or_an_earlier_stage(result, clock: int) -> None:
    circuit = expand(result[0].program)
    stages = schedule(circuit, clock, ECP5)
    assert len(stages) == len(circuit.body)
    made = dict.fromkeys((port.name for port in circuit.ports), 0)
    for signal, stage in zip(circuit.body, stages, strict=True):
        assert stage >= 0
        for name in sources(signal.primitive):
            assert made[name] <= stage, f"{signal.name} reads {name} before it is there"
        made[signal.name] = stage
    # No stage is skipped: each holds something.
    assert {*stages, 0} == set(range(max(stages, default=0) + 1))


@settings(max_examples=150, deadline=None)
@given(lowered(), CLOCKS)
def test_every_stage_fits_the_clock(result, clock: int) -> None:
    """A path of several statements fits; a statement that is too long by itself starts a stage."""
    circuit = expand(result[0].program)
    stages = schedule(circuit, clock, ECP5)
    budget = 1000.0 / clock - ECP5.register
    starts = _starts(circuit, stages)
    for signal, (stage, _, end) in zip(circuit.body, _paths(circuit, stages), strict=True):
        room = budget - (ECP5.edge if stage == 0 or signal.name in circuit.results else 0.0)
        assert end <= room + 1e-9 or starts[signal.statement] == 0.0, f"{signal.name}: {end:.2f} ns of {room:.2f}"


@settings(max_examples=150, deadline=None)
@given(lowered(), CLOCKS, CLOCKS)
def test_a_longer_period_never_gives_more_stages(result, one: int, other: int) -> None:
    circuit = expand(result[0].program)
    slow, fast = (max(schedule(circuit, clock, ECP5), default=0) for clock in sorted((one, other)))
    assert slow <= fast


@settings(max_examples=60, deadline=None)
@given(lowered())
def test_the_extremes(result) -> None:
    """A slow clock needs one stage; at the fastest, statements that take time are alone in theirs."""
    circuit = expand(result[0].program)
    assert set(schedule(circuit, 1, ECP5)) <= {0}
    stages = schedule(circuit, 500, ECP5)
    starts = _starts(circuit, stages)
    for signal, (stage, start, end) in zip(circuit.body, _paths(circuit, stages), strict=True):
        alone = starts[signal.statement] == 0.0
        assert alone or start == end, f"stage {stage} holds two slow statements in a row"
