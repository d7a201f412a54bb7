"""The choices that frameworks make differently and snnc makes explicitly."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Reset(Enum):
    """What a spike does to the membrane potential."""

    VALUE = "value"
    SUBTRACT = "subtract"
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
    * ``mask``: it ignores input and bias, while its potential goes on decaying.
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


@dataclass(frozen=True)
class Choices:
    """Every structural choice of one population."""

    reset: Reset
    reset_time: ResetTime
    fire: Fire
    order: Order
    refractory: Refractory
    refractory_fire: RefractoryFire
