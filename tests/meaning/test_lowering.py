"""``lower`` against exact fractions, one statement at a time, from the corners of every format.

The integer program runs in Python's integers. Each real statement is then judged by itself: its
operands are the integers divided by their scale, and the integer result must be the real result
exactly, or rounded exactly as the representation says, or clamped exactly to the state's format.
"""

from __future__ import annotations

import random
from dataclasses import replace
from fractions import Fraction

import pytest
from meaning.exact import ROUND, bounds, real_value, run_integers
from meaning.space import Case, every_program, reads

from snnc.neurons.registry import MODELS
from snnc.numbers.fixed import Interval, Rounding
from snnc.program import ops
from snnc.program.integer import IntegerProgram, Role
from snnc.program.lower import Lowered, Representation, lower, reach
from snnc.program.ops import Kind, MultiplyStyle
from snnc.program.program import INPUT, Program

#: State units per real unit: no power of two, so that a forgotten scale shows.
SCALE = 7
#: Corners tried on every program, and the fewest representations and corners of one model.
CORNERS, REPRESENTATIONS, ALL_CORNERS = 10, 120, 5000


def representation(case: Case, number: int) -> Representation:
    """The ``number``-th representation: all roundings and styles, narrow and wide, shared and per neuron."""
    rng = random.Random(number)
    program = case.program
    bits, factor_shift, input_shift = rng.choice((5, 8, 12)), rng.randint(1, 9), rng.randint(0, 3)
    top = 2 ** (bits - 1) - 1
    low, high = rng.choice(((-5, 9), (0, 3), (-7, 0), (-top, top), (-4 * top, 3 * top)))
    shared: dict[str, int] = {}
    spread: dict[str, Interval] = {}
    for parameter in program.parameters:
        highest = {Kind.POTENTIAL: top, Kind.FACTOR: 2**factor_shift, Kind.COUNT: 5}[parameter.kind]
        lowest = -top - 1 if parameter.kind is Kind.POTENTIAL else 0
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
        state_bits=bits,
        input_range=Interval(low, high),
        input_shift=input_shift,
        factor_shift=factor_shift,
        rounding=list(Rounding)[number % len(Rounding)],
        style=list(MultiplyStyle)[number // len(Rounding) % len(MultiplyStyle)],
        shared=shared,
        per_neuron=spread,
        limits=limits,
    )


def corners(program: IntegerProgram, how: Representation, rng: random.Random) -> dict[str, int]:
    """Values of every port, each at an end, beside an end, at zero, or beside another potential."""
    chosen: dict[str, int] = {}
    marks = [*how.shared.values()]
    for port in sorted(program.ports, key=lambda p: p.role is not Role.PARAMETER):
        low, high = bounds(port.type)
        if port.role is Role.INPUT:
            low, high = how.input_range.lo, how.input_range.hi
        elif port.name in how.per_neuron:
            low, high = how.per_neuron[port.name].lo, how.per_neuron[port.name].hi
        elif port.name in how.limits:
            low, high = 0, how.limits[port.name]
        near = [mark + k for mark in marks for k in (-1, 0, 1)]
        if port.role is Role.INPUT and "v" in chosen:
            # Inputs that lead the potential to a threshold, and to one unit on either side of it.
            near = [(mark - chosen["v"] + k) >> how.input_shift for mark in marks for k in (-1, 0, 1)]
        wanted = [low, low + 1, -1, 0, 1, high - 1, high, *near]
        value = chosen[port.name] = rng.choice([x for x in wanted if low <= x <= high] or [low])
        if port.role is Role.PARAMETER:
            marks.append(value)
    return chosen


def live(program: Program) -> set[str]:
    """The statements that a next state or the spike depends on."""
    body = {statement.target: statement.op for statement in program.body}
    todo = [value for _, value in program.next_state] + ([program.spike] if program.spike else [])
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name in body and name not in found:
            found.add(name)
            todo.extend(reads(body[name]))
    return found


def judge(program: Program, how: Representation, lowered: Lowered, ports: dict[str, int]) -> None:
    """Every real statement from ``ports``, and the ends of the program."""
    integer = lowered.program
    env = run_integers(integer, ports)
    kinds: dict[str, Kind] = {p.name: p.kind for p in program.parameters} | {s.name: s.kind for s in program.states}
    kinds[INPUT] = Kind.POTENTIAL
    env[INPUT] *= 2**how.input_shift
    for name, value in how.shared.items():
        assert env.setdefault(name, value) == value, f"{name} became another number"
    low, high = -(2 ** (how.state_bits - 1)), 2 ** (how.state_bits - 1) - 1
    needed = live(program)
    unit = {Kind.POTENTIAL: SCALE, Kind.FACTOR: 2**how.factor_shift, Kind.COUNT: 1, Kind.FLAG: 1}
    for statement in program.body:
        op, name = statement.op, statement.target
        operands = {each: Fraction(env[each], unit[kinds[each]]) for each in reads(op) if each in env}
        if name not in needed:
            continue
        if isinstance(op, ops.Saturate):
            clamped = min(max(env[op.a], low), high)
            if op.state in lowered.saturation_removed:
                assert clamped == env[op.a], f"{name}: the dropped saturation of {env[op.a]} was needed"
                env[name] = env[op.a]
            kinds[name] = Kind.POTENTIAL
            assert env[name] == clamped, f"{name}: {env[op.a]} must become {clamped}"
            continue
        result = real_value(op, operands)
        kinds[name] = kind = _kind(op, kinds)
        exact = result * unit[kind]
        if isinstance(op, ops.Scale):
            exact = Fraction(ROUND[how.rounding](exact))
        assert env[name] == exact, f"{name} = {op}: got {env[name]}, expected {exact} from {operands}"
    for (state, value), (same, stored) in zip(program.next_state, integer.next_state, strict=True):
        assert state == same
        assert env[stored] == env[value]
        floor, ceiling = bounds(integer.port(state).type)
        assert floor <= env[stored] <= ceiling
    if program.spike:
        assert integer.spike is not None
        assert env[integer.spike] == env[program.spike]


def _kind(op: ops.Op, kinds: dict[str, Kind]) -> Kind:
    match op:
        case ops.Literal(_, kind):
            return kind
        case ops.AtLeast() | ops.Above() | ops.Both() | ops.Invert():
            return Kind.FLAG
        case ops.Select(_, then, _):
            return kinds[then]
        case _:
            return kinds[reads(op)[0]]


@pytest.mark.parametrize("model", sorted(MODELS))
def test_every_statement_is_exact(model: str) -> None:
    cases = [case for case in every_program() if case.model == model]
    assert cases
    removed = kept = 0
    count = max(len(cases), REPRESENTATIONS)
    for number in range(count):
        case = cases[number % len(cases)]
        how = representation(case, number)
        lowered = lower(case.program, how)
        rng = random.Random(number)
        for _ in range(max(CORNERS, ALL_CORNERS // count)):
            ports = corners(lowered.program, how, rng)
            try:
                judge(case.program, how, lowered, ports)
            except AssertionError as err:
                raise AssertionError(f"{case}, {how}, from {ports}: {err}") from err
        removed += bool(lowered.saturation_removed)
        kept += bool(lowered.saturation_kept)
    # Both ways must have been tried, or one of them was not tested.
    assert removed and kept


@pytest.mark.parametrize("model", sorted(MODELS))
def test_ports_are_wide_enough(model: str) -> None:
    """Every port holds every value that its representation allows."""
    for number, case in enumerate(c for c in every_program() if c.model == model):
        how = representation(case, number)
        program = lower(case.program, how).program
        assert [p.name for p in program.states] == [s.name for s in case.program.states]
        for state in case.program.states:
            low, high = bounds(program.port(state.name).type)
            if state.kind is Kind.POTENTIAL:
                assert (low, high) == (-(2 ** (how.state_bits - 1)), 2 ** (how.state_bits - 1) - 1)
            else:
                assert low <= 0 and high >= how.limits.get(state.name, 1)
        for port in program.parameters:
            low, high = bounds(port.type)
            assert low <= how.per_neuron[port.name].lo and how.per_neuron[port.name].hi <= high
        low, high = bounds(program.input.type)
        assert low <= how.input_range.lo and how.input_range.hi <= high


@pytest.mark.parametrize("model", sorted(MODELS))
def test_no_run_goes_beyond_its_reach(model: str) -> None:
    """Constant, alternating and random extremes of the input, without any saturation; a few runs are long."""
    cases = [case for case in every_program() if case.model == model]
    for number in range(0, max(len(cases), REPRESENTATIONS), 5):
        case = cases[number % len(cases)]
        how = replace(representation(case, number), state_bits=48)
        rng = random.Random(number)
        steps = 90 if number % 50 == 0 else 15
        start = {"v": Interval(-rng.randint(0, 9), rng.randint(0, 9))}
        spans = {count: reach(case.program, how, start, count) for count in (1, 5, steps)}
        program = lower(case.program, how).program
        low, high = how.input_range.lo, how.input_range.hi
        for drive in ((high,), (low,), tuple(rng.choice((low, high)) for _ in range(steps))):
            constants = {name: rng.choice((span.lo, span.hi)) for name, span in how.per_neuron.items()}
            state = {port.name: 0 for port in program.states} | {"v": rng.choice((start["v"].lo, start["v"].hi))}
            for t in range(steps):
                env = run_integers(program, {**constants, **state, INPUT: drive[t % len(drive)]})
                state = {name: env[stored] for name, stored in program.next_state}
                for count, span in spans.items():
                    assert t >= count or span.lo <= state["v"] <= span.hi, f"{case}, {how}: {state} after {t + 1}"
