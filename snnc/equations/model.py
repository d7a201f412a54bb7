"""A neuron model that a user wrote: states, parameters, equations, threshold and reset."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from snnc.equations.expression import Expression
from snnc.equations.lines import Assigned, Equation
from snnc.equations.source import Source
from snnc.equations.units import ONE, Measure
from snnc.neurons.choices import Order

#: The length of a step, and the time, which no program knows.
STEP, TIME_NAME = "dt", "t"
#: The keys of a model, and those that it must have.
MODEL_KEYS = (
    *("equations", "input", "order", "parameters", "threshold", "reset", "refractory", "sends", "method", "bounds"),
)


class Method(Enum):
    """How the differential equations of a model become one step."""

    EXACT = "exact"
    EULER = "euler"
    EXPONENTIAL_EULER = "exponential_euler"


@dataclass(frozen=True)
class Default:
    """What a parameter is where a population says nothing; None: each population must. ``unit``: of plain numbers."""

    value: float | None
    unit: Measure


@dataclass(frozen=True, eq=False)
class EquationModel:
    """A neuron model that a user wrote; build one with :func:`equation_model`.

    ``jump``: the state that arriving weights are added to, ``order``: whether before its update; empty where the
    equations name ``input``, a current over the whole step in ``input_unit``. ``reset``: what a spike
    assigns. ``refractory``: steps or a time. ``sends``: the state whose new value is sent in every step, in place of
    spikes; empty where there are those. ``bounds``: between which numbers, in its unit, a state is kept in
    integers. ``sources``: the text of each part.
    """

    name: str
    equations: tuple[Equation, ...]
    parameters: Mapping[str, Default]
    jump: str
    input_unit: Measure
    order: Order
    threshold: Expression | None
    reset: tuple[Assigned, ...]
    refractory: Expression | None
    sends: str
    method: Method
    bounds: Mapping[str, tuple[float, float]]
    sources: Mapping[str, Source]

    @property
    def states(self) -> dict[str, Equation]:
        """The equation of each state, by its name."""
        return {equation.name: equation for equation in self.equations}

    @property
    def differential(self) -> bool:
        """Whether its equations are of derivatives, and not of the next values."""
        return self.equations[0].derivative

    @property
    def has_units(self) -> bool:
        """Whether anything in it has a unit: then everything does, and the step of a network counts in ms."""
        units = [*(each.unit for each in self.equations), *(each.unit for each in self.parameters.values())]
        return any(unit.dimension != ONE.dimension for unit in (*units, self.input_unit))
