"""Quantities: what the values of a program measure, and so how they are quantised."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """How the values of a quantity behave.

    * ``LINEAR``: they are sums and multiples of weights, in the unit of the weights. Every linear
      quantity of a population has a scale and a format of its own;
    * ``FACTOR``: they have no unit and lie in [0, 1];
    * ``GAIN``: they multiply a linear value and are any real number; a unit is whatever the two quantities make of it;
    * ``COUNT``: they are whole numbers from 0 on;
    * ``FLAG``: they are true or false;
    * ``RANDOM``: they are random numbers of 32 bits, each of which leads to the next; nothing is added to them.
    """

    LINEAR = "linear"
    FACTOR = "factor"
    GAIN = "gain"
    COUNT = "count"
    FLAG = "flag"
    RANDOM = "random"


@dataclass(frozen=True)
class Quantity:
    """What a value measures. Only values of one quantity are added or compared."""

    name: str
    kind: Kind


POTENTIAL = Quantity("potential", Kind.LINEAR)
CURRENT = Quantity("current", Kind.LINEAR)
FACTOR = Quantity("factor", Kind.FACTOR)
GAIN = Quantity("gain", Kind.GAIN)
COUNT = Quantity("count", Kind.COUNT)
FLAG = Quantity("flag", Kind.FLAG)
RANDOM = Quantity("random", Kind.RANDOM)


class Purpose(Enum):
    """What a parameter is for, in words that hold for every model; always of one state variable.

    * ``THRESHOLD``: a neuron fires when the state meets it;
    * ``REST``: the state decays to it; ``DECAY``: the factor of the state that is kept per step;
    * ``RESET``: the state has this value after a spike;
    * ``DRIVE``: it is added to the state in every step;
    * ``LEAK``: the state moves toward its rest by so much in every step, and no further;
    * ``FLOOR``: a lower state is raised to it;
    * ``JUMP``: it is added to the state at every spike;
    * ``STEP``: the length of a step, where the state is a time: its unit is a share of it, whatever weights count in;
    * ``DURATION``: so many steps after a spike are special.
    """

    THRESHOLD = "threshold"
    REST = "rest"
    DECAY = "decay"
    RESET = "reset"
    DRIVE = "drive"
    LEAK = "leak"
    FLOOR = "floor"
    JUMP = "jump"
    STEP = "step"
    DURATION = "duration"
