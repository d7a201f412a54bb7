"""Hypothesis strategies: integer programs of every model, choice and representation."""

from __future__ import annotations

from hypothesis import strategies as st

from snnc.neurons.registry import MODELS
from snnc.numbers.fixed import Interval, Rounding
from snnc.program.integer_ops import MultiplyStyle
from snnc.program.lower import Representation, lower
from snnc.program.program import Parameter, verify
from snnc.program.quantity import Kind

#: Kinds whose integers have fraction bits of their own.
SHIFTED = (Kind.FACTOR, Kind.GAIN)


@st.composite
def lowered(draw: st.DrawFn):
    """Any program of any model, with what it was lowered for: narrow and wide, shared and for each neuron."""
    model = MODELS[draw(st.sampled_from(sorted(MODELS)))]
    chosen = {choice.key: draw(st.sampled_from(list(choice.options))) for choice in model.choices}
    optional = sorted(setting.name for setting in model.settings if setting.default)
    given = model.needed(chosen) | {name for name in optional if draw(st.booleans())}
    program = model.program(chosen, given)
    measured = verify(program)
    linear = sorted({quantity.name for quantity in measured.values() if quantity.kind is Kind.LINEAR})
    shifts = {p.name: draw(st.integers(1, 10)) for p in program.parameters if p.quantity.kind in SHIFTED}
    values = {p.name: draw(_value(p, shifts)) for p in program.parameters}
    # What bounds a count is the same for all neurons here.
    limiting = {state.limit for state in program.states if state.limit}
    each = {name for name in sorted(values.keys() - limiting) if draw(st.booleans())}
    how = Representation(
        state_bits={state.name: draw(st.integers(12, 20)) for state in program.linear_states},
        input_range=Interval(draw(st.integers(-3000, 0)), draw(st.integers(0, 3000))),
        fraction_bits={name: draw(st.integers(0, 3)) for name in linear},
        factor_shifts=shifts,
        rounding=draw(st.sampled_from(list(Rounding))),
        style=draw(st.sampled_from(list(MultiplyStyle))),
        shared={name: value for name, value in values.items() if name not in each},
        per_neuron={name: Interval(min(0, values[name]), max(0, values[name])) for name in each},
        limits={state.name: values[state.limit] for state in program.states if state.limit},
        unit=draw(st.sampled_from((1.0, 8.0, 0.5, 12.7))),
    )
    return lower(program, how), how


def _value(parameter: Parameter, shifts: dict[str, int]) -> st.SearchStrategy[int]:
    """Any integer of ``parameter`` that states of 12 bits hold."""
    match parameter.quantity.kind:
        case Kind.LINEAR:
            return st.integers(-2000, 2000)
        case Kind.FACTOR:
            return st.integers(0, 1 << shifts[parameter.name])
        case Kind.GAIN:
            return st.integers(-2 << shifts[parameter.name], 2 << shifts[parameter.name])
        case _:
            return st.integers(0, 5)
