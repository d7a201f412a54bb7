"""Hypothesis strategies: integer programs of every model, choice and representation."""

from __future__ import annotations

from hypothesis import strategies as st

from snnc.neurons.choices import Choices, Fire, Order, Refractory, RefractoryFire, Reset, ResetTime
from snnc.neurons.registry import MODELS
from snnc.numbers.fixed import Interval, Rounding
from snnc.program.lower import Representation, lower
from snnc.program.ops import MultiplyStyle
from snnc.program.program import verify

CHOICES = st.builds(
    Choices,
    st.sampled_from(list(Reset)),
    st.sampled_from(list(ResetTime)),
    st.sampled_from(list(Fire)),
    st.sampled_from(list(Order)),
    st.sampled_from(list(Refractory)),
    st.sampled_from(list(RefractoryFire)),
)


@st.composite
def lowered(draw: st.DrawFn):
    model = MODELS[draw(st.sampled_from(sorted(MODELS)))]
    choices = draw(CHOICES)
    given_names = set(model.required)
    given_names |= {name for name in sorted(model.optional) if draw(st.booleans())}
    if model.spiking and choices.reset is Reset.VALUE:
        given_names.add("reset_value")
    program = model.program(choices, given_names)
    verify(program)
    bits = draw(st.integers(12, 20))
    low, high = draw(st.integers(-3000, 0)), draw(st.integers(0, 3000))
    shift = draw(st.integers(1, 10))
    values = {
        "threshold": draw(st.integers(-2000, 2000)),
        "reset_value": draw(st.integers(-2000, 2000)),
        "decay": draw(st.integers(0, 1 << shift)),
        "rest": draw(st.integers(-2000, 2000)),
        "bias": draw(st.integers(-2000, 2000)),
        "refractory": draw(st.integers(1, 5)),
        "refractory_held": draw(st.integers(0, 5)),
    }
    each = {name for name in ("threshold", "bias", "decay") if name in given_names and draw(st.booleans())}
    how = Representation(
        bits,
        Interval(low, high),
        draw(st.integers(0, 3)),
        shift,
        draw(st.sampled_from(list(Rounding))),
        draw(st.sampled_from(list(MultiplyStyle))),
        {p.name: values[p.name] for p in program.parameters if p.name not in each},
        {name: Interval(min(0, values[name]), max(0, values[name])) for name in each},
        {"refractory_left": values["refractory"]},
    )
    return lower(program, how), how
