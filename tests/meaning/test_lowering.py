"""``lower`` against exact fractions, one statement at a time, from the corners of every format.

The integer program runs in Python's integers. Each real statement is then judged by itself: its
operands are the integers divided by the scale of their quantity, and the integer result must be the
real result exactly, or rounded exactly as the representation says, or clamped exactly to the state's format.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from dataclasses import replace

import pytest
from meaning.exact import bounds, run_integers
from meaning.judge import SCALE, Judge, format_of
from meaning.space import Case, cases_of, quantities

from snnc.neurons.registry import MODELS
from snnc.numbers.fixed import Interval, Rounding
from snnc.program import ops
from snnc.program.integer import IntegerProgram, Role
from snnc.program.integer_ops import MultiplyStyle
from snnc.program.lower import Representation, lower
from snnc.program.program import Program
from snnc.program.quantity import Kind, Purpose
from snnc.program.reach import reach

#: Corners tried on every program, and the fewest representations and corners of one model.
CORNERS, REPRESENTATIONS, ALL_CORNERS = 4, 90, 3000
#: About so many programs of a model run for some steps.
RUNS = 150


def representation(case: Case, number: int) -> Representation:
    """The ``number``-th representation: all roundings and styles, narrow and wide, shared and per neuron."""
    rng = random.Random(number)
    program = case.program
    state_bits = {state.name: rng.choice((5, 8, 12)) for state in program.linear_states}
    measured = {each for each in quantities(program).values() if each.kind is Kind.LINEAR}
    drawn = (0, 1, 2, 3, 0, 1, 2, 3, -2)
    fractions = {each.name: rng.choice(drawn) for each in sorted(measured, key=lambda each: each.name)}
    shifts = {p.name: rng.randint(1, 9) for p in program.parameters if p.quantity.kind in (Kind.FACTOR, Kind.GAIN)}
    # What a parameter is may be as large as what the states of its quantity hold.
    tops = {
        each: min(2 ** (state_bits[s.name] - 1) - 1 for s in program.linear_states if s.quantity == each)
        for each in {s.quantity for s in program.linear_states}
    }
    widest = 2 ** (max(state_bits.values()) - 1) - 1
    spans = ((-5, 9), (0, 3), (-7, 0), (-widest, widest), (-4 * widest, 3 * widest))
    ranges = {receptor.name: Interval(*rng.choice(spans)) for receptor in program.receptors}
    shared: dict[str, int] = {}
    spread: dict[str, Interval] = {}
    for parameter in program.parameters:
        match parameter.quantity.kind:
            case Kind.LINEAR if parameter.purpose is Purpose.LEAK:
                lowest, highest = 0, tops[parameter.quantity]
            case Kind.LINEAR:
                top = tops.get(parameter.quantity, 127)
                lowest, highest = -top - 1, top
            case Kind.GAIN:
                lowest, highest = -(3 * 2 ** shifts[parameter.name]), 2 * 2 ** shifts[parameter.name]
            case Kind.FACTOR:
                lowest, highest = 0, 2 ** shifts[parameter.name]
            case _:
                lowest, highest = 0, 5
        first = rng.choice((lowest, highest, rng.randint(lowest, highest)))
        if rng.random() < 0.4:
            second = rng.randint(lowest, highest)
            spread[parameter.name] = Interval(min(first, second), max(first, second))
        else:
            shared[parameter.name] = first
    limits = {
        state.name: shared[state.limit] if state.limit in shared else spread[state.limit].hi
        for state in program.states
        if state.limit
    }
    return Representation(
        state_bits=state_bits,
        input_ranges=ranges,
        fraction_bits=fractions,
        factor_shifts=shifts,
        rounding=list(Rounding)[number % len(Rounding)],
        style=list(MultiplyStyle)[number // len(Rounding) % len(MultiplyStyle)],
        shared=shared,
        per_neuron=spread,
        limits=limits,
        unit=float(SCALE),
    )


def corners(program: IntegerProgram, how: Representation, rng: random.Random) -> dict[str, int]:
    """Values of every port, each at an end, beside an end, at zero, or beside another number."""
    chosen: dict[str, int] = {}
    marks = [*how.shared.values()]
    for port in sorted(program.ports, key=lambda p: p.role is not Role.PARAMETER):
        low, high = bounds(port.type)
        if port.role is Role.INPUT:
            low, high = how.input_ranges[port.name].lo, how.input_ranges[port.name].hi
        elif port.name in how.per_neuron:
            low, high = how.per_neuron[port.name].lo, how.per_neuron[port.name].hi
        elif port.name in how.limits:
            low, high = 0, how.limits[port.name]
        near = [mark + k for mark in marks for k in (-1, 0, 1)]
        wanted = [low, low + 1, -1, 0, 1, high - 1, high, *near, *([rng.getrandbits(32)] * 6 if port.random else [])]
        value = chosen[port.name] = rng.choice([x for x in wanted if low <= x <= high] or [low])
        if port.role is Role.PARAMETER:
            marks.append(value)
    if program.spike and rng.random() < 0.4:
        receptor = rng.choice(program.inputs).name
        chosen[receptor] = _edge(program, how, receptor, chosen) - rng.randint(0, 1)
    return chosen


def _edge(program: IntegerProgram, how: Representation, receptor: str, ports: dict[str, int]) -> int:
    """An input at ``receptor`` with another spike than the one below it; one above the lowest where there is none."""
    assert program.spike

    def fires(value: int) -> int:
        return run_integers(program, {**ports, receptor: value})[program.spike or ""]

    low, high = how.input_ranges[receptor].lo, how.input_ranges[receptor].hi
    first = fires(low)
    if fires(high) == first:
        return low + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if fires(middle) == first else (low, middle)
    return high


@pytest.mark.parametrize("model", sorted(MODELS))
def test_every_statement_is_exact(model: str) -> None:
    cases = cases_of(model)
    assert cases
    removed: set[str] = set()
    kept: set[str] = set()
    count = max(len(cases), REPRESENTATIONS)
    for number in range(count):
        case = cases[number % len(cases)]
        how = representation(case, number)
        lowered = lower(case.program, how)
        rng, judge = random.Random(number), Judge(case.program, how, lowered)
        for _ in range(max(CORNERS, ALL_CORNERS // count)):
            ports = corners(lowered.program, how, rng)
            try:
                judge(ports)
            except AssertionError as err:
                raise AssertionError(f"{case}, {how}, from {ports}: {err}") from err
        removed |= set(lowered.saturation_removed)
        kept |= set(lowered.saturation_kept)
    # Both ways must have been tried for every state, or one of them was not tested.
    # No proof bounds a state with bounds of its own, which is why it has them.
    states = {state for case in cases for state in case.program.linear_states if _saturates(case.program, state.name)}
    assert kept == {state.name for state in states}
    assert removed >= {state.name for state in states if state.bounds is None}


def _saturates(program: Program, state: str) -> bool:
    """Whether ``program`` limits ``state``: one that it sets between parameters needs no limit."""
    return any(isinstance(s.op, ops.Saturate) and s.op.state == state for s in program.body)


@pytest.mark.parametrize("model", sorted(MODELS))
def test_ports_are_wide_enough(model: str) -> None:
    """Every port holds every value that its representation allows."""
    for number, case in enumerate(cases_of(model)):
        how = representation(case, number)
        program = lower(case.program, how).program
        assert [p.name for p in program.states] == [s.name for s in case.program.states]
        for state in case.program.states:
            low, high = bounds(program.port(state.name).type)
            if state.quantity.kind is Kind.LINEAR:
                assert (low, high) == format_of(how, state.name)
            else:
                assert low <= 0 and high >= how.limits.get(state.name, 1)
        for port in program.parameters:
            low, high = bounds(port.type)
            assert low <= how.per_neuron[port.name].lo and how.per_neuron[port.name].hi <= high
        assert [port.name for port in program.inputs] == [receptor.name for receptor in case.program.receptors]
        for port in program.inputs:
            low, high = bounds(port.type)
            assert low <= how.input_ranges[port.name].lo and how.input_ranges[port.name].hi <= high


def _drives(how: Representation, steps: int, rng: random.Random) -> Iterator[tuple[dict[str, int], ...]]:
    """Inputs that are high, or low, in every step, at each receptor, and random ones of both."""
    ends = {name: (span.lo, span.hi) for name, span in how.input_ranges.items()}
    for row in itertools.product(*ends.values()):
        yield (dict(zip(ends, row, strict=True)),)
    yield tuple({name: rng.choice(each) for name, each in ends.items()} for _ in range(steps))


@pytest.mark.parametrize("model", sorted(MODELS))
def test_no_run_goes_beyond_its_reach(model: str) -> None:
    """Constant, alternating and random extremes of the input; a few runs are long.

    Nothing saturates; or, where a model has several states, one of them alone does not, as when it is sized.
    """
    cases = cases_of(model)
    count = max(len(cases), REPRESENTATIONS)
    for index, number in enumerate(range(0, count, max(5, count // RUNS | 1))):
        case = cases[number % len(cases)]
        how, rng = representation(case, number), random.Random(number)
        steps = 90 if index % 10 == 0 else 15
        names = [state.name for state in case.program.linear_states]
        free = names if index % 2 else [names[index // 2 % len(names)]]
        how = replace(how, state_bits={**how.state_bits, **dict.fromkeys(free, 48)})
        start = {name: Interval(-rng.randint(0, 9), rng.randint(0, 9)) for name in free}
        spans = {count: reach(case.program, how, start, count) for count in (1, 5, steps)}
        program = lower(case.program, how).program
        for drive in _drives(how, steps, rng):
            constants = {name: rng.choice((span.lo, span.hi)) for name, span in how.per_neuron.items()}
            state = {port.name: 0 for port in program.states}
            state |= {name: rng.choice((span.lo, span.hi)) for name, span in start.items()}
            for t in range(steps):
                env = run_integers(program, {**constants, **state, **drive[t % len(drive)]})
                state = {name: env[stored] for name, stored in program.next_state}
                for count, reached in spans.items():
                    assert t >= count or all(reached[n].lo <= state[n] <= reached[n].hi for n in free), (
                        f"{case}, {how}: {state} after {t + 1} steps, beyond {reached}"
                    )
