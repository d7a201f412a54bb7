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
    """When it does so: in the step of the spike, or in the next before or after integration."""

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
    """What a refractory neuron does: keep its potential, or only ignore its input."""

    HOLD = "hold"
    MASK = "mask"


@dataclass(frozen=True)
class Choices:
    """Every structural choice of one population."""

    reset: Reset
    reset_time: ResetTime
    fire: Fire
    order: Order
    refractory: Refractory
