"""Hypothesis: the stages of a circuit's signals are in order, and no longer than a clock."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support.programs import lowered

from snnc.passes.schedule import carry_save_levels, delay, schedule
from snnc.program.expand import expand
from snnc.program.primitives import Circuit, Signal, Sum, sources
from snnc.target.ecp5 import DELAYS

CLOCKS = st.integers(1, 500)


def _ends(circuit: Circuit, stages: tuple[int, ...]) -> dict[str, tuple[int, float]]:
    """For every signal its stage, and when it is there, in nanoseconds: one addition after another."""
    there: dict[str, tuple[int, float]] = {}
    for signal, stage in zip(circuit.body, stages, strict=True):
        # What an earlier stage made comes from a register.
        known = [there[name][1] for name in sources(signal.primitive) if there.get(name, (-1,))[0] == stage]
        there[signal.name] = (stage, max(known, default=0.0) + delay(signal.primitive, DELAYS))
    return there


def _parts(circuit: Circuit, stages: tuple[int, ...]) -> dict[tuple[str, int], list[Signal]]:
    """The signals of each statement in each stage."""
    parts: dict[tuple[str, int], list[Signal]] = {}
    for signal, stage in zip(circuit.body, stages, strict=True):
        parts.setdefault((signal.statement, stage), []).append(signal)
    return parts


def _starts(circuit: Circuit, part: list[Signal], ends: dict[str, tuple[int, float]]) -> float:
    """When the operands of ``part`` are there, in its stage."""
    own = {signal.name for signal in part}
    stage = ends[part[0].name][0]
    read = {name for signal in part for name in sources(signal.primitive)} - own
    return max((ends[name][1] for name in read if name in ends and ends[name][0] == stage), default=0.0)


def _merged(part: list[Signal]) -> float:
    """How long ``part`` takes where its sums are one."""
    sums = [signal for signal in part if isinstance(signal.primitive, Sum)]
    if len(sums) < 2 or len(sums) < sum(delay(signal.primitive, DELAYS) > 0 for signal in part):
        return max((end for _, end in _ends(Circuit((), tuple(part), (), None), (0,) * len(part)).values()), default=0)
    return DELAYS.table * carry_save_levels(len(sums) + 1) + delay(sums[-1].primitive, DELAYS)


@settings(max_examples=150, deadline=None)
@given(lowered(), CLOCKS)
def test_operands_come_from_the_same_or_an_earlier_stage(result, clock: int) -> None:
    circuit = expand(result[0].program)
    stages = schedule(circuit, clock, DELAYS)
    assert len(stages) == len(circuit.body)
    made = dict.fromkeys((port.name for port in circuit.ports), 0)
    for signal, stage in zip(circuit.body, stages, strict=True):
        assert stage >= 0
        for name in sources(signal.primitive):
            assert made[name] <= stage, f"{signal.name} reads {name} before it is there"
        made[signal.name] = stage
    # No stage is skipped: each holds something.
    assert {*stages, 0} == set(range(max(stages, default=0) + 1))


@settings(max_examples=200, deadline=None)
@given(lowered(), CLOCKS)
def test_every_stage_fits_the_clock(result, clock: int) -> None:
    """Statements that share a stage fit; what does not has its stage to itself, and is as short as it can be."""
    circuit = expand(result[0].program)
    stages = schedule(circuit, clock, DELAYS)
    budget = 1000.0 / clock - DELAYS.register
    ends = _ends(circuit, stages)
    for (statement, stage), part in _parts(circuit, stages).items():
        if not any(delay(signal.primitive, DELAYS) for signal in part):
            continue  # wires alone: whatever they read is too slow by itself
        edge = stage == 0 or not circuit.results.isdisjoint(signal.name for signal in part)
        room = budget - (DELAYS.edge if edge else 0.0) + 1e-9
        if max(ends[signal.name][1] for signal in part) > room:
            assert _starts(circuit, part, ends) == 0.0, f"{statement} shares stage {stage} and does not fit"
            slow = [signal.name for signal in part if delay(signal.primitive, DELAYS) > 0]
            # Sums beside each other take as long as one of them.
            chained = any(name in slow for s in part if s.name in slow for name in sources(s.primitive))
            assert not chained or _merged(part) <= room, f"{slow} take {_merged(part):.2f} ns of {room:.2f}"


@settings(max_examples=150, deadline=None)
@given(lowered(), CLOCKS, CLOCKS)
def test_a_longer_period_never_gives_more_stages(result, one: int, other: int) -> None:
    circuit = expand(result[0].program)
    slow, fast = (max(schedule(circuit, clock, DELAYS), default=0) for clock in sorted((one, other)))
    assert slow <= fast


@settings(max_examples=60, deadline=None)
@given(lowered())
def test_the_extremes(result) -> None:
    """A slow clock needs one stage; at the fastest, primitives that take time are alone in theirs."""
    circuit = expand(result[0].program)
    assert set(schedule(circuit, 1, DELAYS)) <= {0}
    ends = _ends(circuit, schedule(circuit, 500, DELAYS))
    for signal in circuit.body:
        stage, end = ends[signal.name]
        took = delay(signal.primitive, DELAYS)
        assert took == 0.0 or end == took, f"stage {stage} holds two slow primitives in a row"


@pytest.mark.parametrize("terms, levels", [(1, 0), (2, 0), (3, 1), (4, 2), (5, 3), (6, 3), (7, 4), (9, 4), (10, 5)])
def test_carry_save_levels(terms: int, levels: int) -> None:
    """Each level makes two numbers of three: Dadda's bounds 3, 4, 6, 9, 13."""
    assert carry_save_levels(terms) == levels
