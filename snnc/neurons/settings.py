"""The states and parameters that integrate-and-fire models share."""

from __future__ import annotations

from snnc.neurons.model import Setting
from snnc.program.program import Parameter, StateVariable
from snnc.program.quantity import COUNT, FACTOR, FLAG, POTENTIAL, Purpose

V = StateVariable("v", POTENTIAL, "membrane potential")
LEFT = StateVariable("refractory_left", COUNT, "refractory steps left", limit="refractory")
FIRED = StateVariable("fired", FLAG, "whether the neuron spiked in the step before")


def decay_of(state: StateVariable, name: str, tau: str, doc: str) -> Setting:
    """The factor of ``state`` that is kept per step, or the time constant ``tau`` in its place."""
    doc = f"factor of {doc} kept per step, in [0, 1]"
    return Setting(Parameter(name, FACTOR, doc, purpose=Purpose.DECAY, of=state.name), tau=tau)


THRESHOLD = Setting(
    Parameter("threshold", POTENTIAL, "potential at which the neuron fires", purpose=Purpose.THRESHOLD, of=V.name)
)
RESET_VALUE = Setting(
    Parameter(
        "reset_value", POTENTIAL, "potential after a spike, for reset to a value", purpose=Purpose.RESET, of=V.name
    ),
    default="needed for reset: value",
)
DECAY = decay_of(V, "decay", tau="tau", doc="the potential")
LEAK = Setting(
    Parameter("leak", POTENTIAL, "what the potential moves toward rest per step", purpose=Purpose.LEAK, of=V.name)
)
REST = Setting(
    Parameter("rest", POTENTIAL, "potential the membrane decays to", purpose=Purpose.REST, of=V.name),
    neutral=0.0,
    default="0",
)
BIAS = Setting(
    Parameter(
        "bias", POTENTIAL, "current added in every step, beside the synaptic input", purpose=Purpose.DRIVE, of=V.name
    ),
    neutral=0.0,
    default="0",
)
V_MIN = Setting(
    Parameter("v_min", POTENTIAL, "lowest potential: a lower one is raised to it", purpose=Purpose.FLOOR, of=V.name),
    default="none",
)
STEPS = Setting(
    Parameter(
        "refractory",
        COUNT,
        "steps after a spike in which the neuron ignores its input",
        purpose=Purpose.DURATION,
        of=LEFT.name,
    ),
    neutral=0.0,
    default="0",
)
HELD = Setting(
    Parameter("refractory_held", COUNT, "how many of these steps, the first ones, hold the potential"),
    default="all of them",
)
