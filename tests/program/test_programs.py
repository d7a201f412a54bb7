"""Hypothesis: integer programs stay within their types, whatever the choices and the input."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from support.programs import lowered

from snnc.golden.tables import compile_integer
from snnc.numbers.fixed import Interval
from snnc.program.integer import types_of


@settings(max_examples=150, deadline=None)
@given(lowered(), st.integers(0, 2**32 - 1))
def test_no_value_leaves_its_type(result, seed: int) -> None:
    """From every corner and many random states, every statement stays within its proved format."""
    program, how = result[0].program, result[1]
    rng = np.random.default_rng(seed)
    env = {}
    for port in program.ports:
        span = how.input_ranges.get(port.name, port.type.range)
        span = how.per_neuron.get(port.name, span)
        if port.name in how.limits:
            span = Interval(0, how.limits[port.name])
        corners = [span.lo, span.lo + 1, span.hi - 1, span.hi, 0]
        values = np.concatenate([rng.choice(corners, 300), rng.integers(span.lo, span.hi + 1, 300)])
        values = np.clip(values, span.lo, span.hi)
        env[port.name] = values.astype(bool) if port.flag else values.astype(np.int64)
    types = types_of(program)
    for target, step in compile_integer(program):
        env[target] = step(env)
        span = types[target].range
        assert np.all(env[target] >= span.lo) and np.all(env[target] <= span.hi), target
    for state, value in program.next_state:
        span = types[state].range
        assert np.all(env[value] >= span.lo) and np.all(env[value] <= span.hi), state


@settings(max_examples=80, deadline=None)
@given(lowered())
def test_a_dropped_saturation_was_not_needed(result) -> None:
    """Where saturation was dropped, no run of extreme inputs leaves the format of any state."""
    low, how = result
    program = low.program
    if not low.saturation_removed:
        return
    state = {port.name: np.zeros(3, bool if port.flag else np.int64) for port in program.states}
    inputs = {name: np.array([span.lo, span.hi, 0]) for name, span in how.input_ranges.items()}
    constants = {p.name: np.full(3, how.per_neuron[p.name].hi) for p in program.parameters}
    for t in range(60):
        env = {**state, **constants, **{name: np.roll(each, t // 20) for name, each in inputs.items()}}
        for target, step in compile_integer(program):
            env[target] = step(env)
        state = {name: np.broadcast_to(env[value], (3,)) for name, value in program.next_state}
        for name, values in state.items():
            span = program.port(name).type.range
            assert np.all(values >= span.lo) and np.all(values <= span.hi), name
