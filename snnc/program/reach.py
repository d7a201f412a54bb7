"""How far the states of a program can get in a number of steps."""

from __future__ import annotations

from dataclasses import replace

from snnc.numbers.fixed import Interval
from snnc.program.lower import Representation, Spans, integer_body, ports_of
from snnc.program.program import Program, verify
from snnc.program.ranges import analyse

#: Bits of a state that saturates nowhere, and steps whose growth is analysed one by one.
_UNLIMITED, _ANALYSED_STEPS = 62, 64
#: How often something that only becomes possible later may move the interval of a state.
_JUMPS = 4


def reach(program: Program, how: Representation, start: Spans, steps: int) -> dict[str, Interval]:
    """What the linear states ``start`` of ``program`` stay in for ``steps`` steps from these intervals.

    All other linear states stay within their formats in ``how``. The first steps are analysed one by
    one; after them every interval is taken to grow by as much in every step. What only becomes possible
    later, such as the reset for a threshold that is first met then, is found by a step from the result:
    where that leaves it by more, the intervals may grow on from there for as long again.
    """
    free = replace(how, state_bits={**how.state_bits, **dict.fromkeys(start, _UNLIMITED)})
    body, aliases = integer_body(program, free, verify(program))
    fixed = {port.name: port.type.range for port in ports_of(program, free)}
    fixed.update(how.per_neuron)
    fixed[program.receptor.name] = how.input_range
    next_state = {name: aliases.get(value, value) for name, value in program.next_state}

    def after(spans: Spans) -> dict[str, Interval]:
        known = {**fixed, **spans}
        ranges = analyse(known, body)
        values = {name: next_state[name] for name in spans}
        return {name: spans[name].union(ranges.get(v, known.get(v, spans[name]))) for name, v in values.items()}

    spans: Spans = start
    growth = {name: (0, 0) for name in start}
    for _ in range(min(steps, _ANALYSED_STEPS)):
        now = after(spans)
        growth = _growth(spans, now)
        spans = now
        if not any(any(each) for each in growth.values()):
            break
    rest = max(0, steps - _ANALYSED_STEPS)
    for _ in range(_JUMPS if rest else 0):
        reached = {
            name: Interval(s.lo - rest * growth[name][0], s.hi + rest * growth[name][1]) for name, s in spans.items()
        }
        later = _growth(reached, after(reached))
        if all(later[name][0] <= growth[name][0] and later[name][1] <= growth[name][1] for name in start):
            return reached
        spans = after(reached)
        settled = _growth(spans, after(spans))
        growth = {name: (max(growth[name][0], lo), max(growth[name][1], hi)) for name, (lo, hi) in settled.items()}
    if rest:
        return dict.fromkeys(start, Interval(-(1 << _UNLIMITED), 1 << _UNLIMITED))
    return dict(spans)


def _growth(before: Spans, after: Spans) -> dict[str, tuple[int, int]]:
    """How far the intervals ``after`` lie below and above those ``before``."""
    return {name: (before[name].lo - after[name].lo, after[name].hi - before[name].hi) for name in before}
