"""The choices that frameworks make differently and snnc makes explicitly."""

from __future__ import annotations

from enum import Enum

from snnc.core.words import Topic
from snnc.neurons.model import Choice, Chosen
from snnc.program.operation import Op
from snnc.program.ops import Above, AtLeast


class Reset(Enum):
    """What a spike does to the membrane potential."""

    VALUE = "value"
    SUBTRACT = "subtract"
    SUBTRACT_SNNTORCH = "subtract_snntorch"
    NONE = "none"


class ResetTime(Enum):
    """When it does so.

    * ``now``: in the step of the spike, after the comparison with the threshold;
    * ``next_start``: in the step after, before decay and input;
    * ``next_end``: in the step after, after decay and input, before the comparison.

    A late reset also reaches a neuron that is held refractory in that step.
    """

    NOW = "now"
    NEXT_START = "next_start"
    NEXT_END = "next_end"


class CurrentUse(Enum):
    """When a synaptic current decays, takes its input and moves the membrane."""

    DECAY_FIRST = "decay_first"
    INPUT_FIRST = "input_first"
    DECAY_LAST = "decay_last"
    OLD = "old"


class Fire(Enum):
    """How the potential is compared with the threshold."""

    AT_LEAST = ">="
    ABOVE = ">"


class Order(Enum):
    """Whether the input of a step decays in that step."""

    DECAY_FIRST = "decay_first"
    INPUT_FIRST = "input_first"


class Refractory(Enum):
    """What a refractory neuron does, for ``refractory`` steps after each of its spikes.

    * ``hold``: it keeps its potential, ignores its input and cannot fire. With the parameter
      ``refractory_held`` it does so in the first of these steps only, and in the others behaves
      as under ``mask``;
    * ``mask``: its membrane takes no input and no bias, while its potential goes on decaying.
    """

    HOLD = "hold"
    MASK = "mask"


class RefractoryFire(Enum):
    """Whether a refractory neuron whose potential is not held fires when it meets the threshold.

    Its input is ignored, so only decay toward a high ``rest``, or what a reset by subtraction left
    over, can bring it there.
    """

    ALLOWED = "allowed"
    BLOCKED = "blocked"


RESET = Choice(
    "reset",
    {
        Reset.SUBTRACT: "v = v - threshold",
        Reset.VALUE: "v = reset_value",
        Reset.NONE: "a spike does not change v",
        Reset.SUBTRACT_SNNTORCH: "v = v - threshold, as snnTorch does without delay: a neuron whose v still meets the "
        "threshold after a reset is compared with v - threshold in the next step",
    },
    Topic.RESET,
)
RESET_TIME = Choice(
    "reset_time",
    {
        ResetTime.NOW: "in the step of the spike, after the comparison",
        ResetTime.NEXT_START: "in the next step, first of all, before v decays or takes its input",
        ResetTime.NEXT_END: "in the next step, after decay and input, before the comparison",
    },
)
FIRE = Choice(
    "fire",
    {
        Fire.AT_LEAST: "a neuron fires when v >= threshold",
        Fire.ABOVE: "a neuron fires when v > threshold",
    },
)
ORDER = Choice(
    "order",
    {
        Order.DECAY_FIRST: "v decays, then takes the input of the step",
        Order.INPUT_FIRST: "v takes the input of the step, then decays: the input decays, too",
    },
)
CURRENT_USE = Choice(
    "current",
    {
        CurrentUse.DECAY_FIRST: "i = decay_syn * i + I, and this i moves v",
        CurrentUse.INPUT_FIRST: "i = decay_syn * (i + I), and this i moves v: the input decays, too",
        CurrentUse.DECAY_LAST: "i + I moves v, then decays: i = decay_syn * (i + I)",
        CurrentUse.OLD: "the i of the step before moves v, then i = decay_syn * i + I",
    },
)
REFRACTORY_MODE = Choice(
    "refractory_mode",
    {
        Refractory.HOLD: "for 'refractory' steps after a spike v is kept (a late reset still happens), "
        "and takes no input",
        Refractory.MASK: "for 'refractory' steps after a spike v takes no input; its leak goes on",
    },
)
REFRACTORY_FIRE = Choice(
    "refractory_fire",
    {
        RefractoryFire.ALLOWED: "a refractory neuron whose v is not held fires when v meets the threshold",
        RefractoryFire.BLOCKED: "a refractory neuron never fires",
    },
)


def meets(chosen: Chosen, v: str, level: str) -> Op:
    """The comparison of ``v`` with the threshold ``level``."""
    return AtLeast(v, level) if chosen["fire"] is Fire.AT_LEAST else Above(v, level)
