"""The unit of times that a program counts in, as those of refractory neurons: a share of a step, and decided apart."""

from __future__ import annotations

import math

import numpy as np

from snnc.core.errors import user_error
from snnc.ir.network import Population
from snnc.ir.options import StateOptions
from snnc.passes.units import Unit
from snnc.passes.widths import WIDEST_STATE
from snnc.program.quantity import Purpose

#: By so many bits a time is finer, as a share of a step, than weights are as shares of the largest.
_FINER = 3
#: Bits of a state above the longest time in it: room for twice that, and a sign.
_ABOVE = 2


def time_fraction(population: Population, options: StateOptions, unit: Unit, weight_bits: int) -> dict[str, int]:
    """The fraction bits below ``unit`` of the times of ``population``, by their quantity; nothing of others.

    Neither the weights nor ``fraction_bits`` change them. Raises :class:`UserError` E162 where the state has no room
    for a longest time in units of half a step.
    """
    program, given, found = population.program, dict(population.parameters), dict[str, int]()
    for step in program.serving(Purpose.STEP):
        length = float(np.max(np.asarray(given[step.name])))
        times = (given[p.name] for p in program.parameters if p.quantity == step.quantity)
        longest = max(float(np.max(np.abs(np.asarray(time)))) for time in times) / length
        room = (options.bits or WIDEST_STATE) - _ABOVE - math.ceil(math.log2(longest))
        if room < 1:
            raise user_error(
                "E162",
                f"state '{step.of}' of '{population.name}', which counts up to {longest:.6g} steps; got "
                f"{options.bits or WIDEST_STATE} bits, expected at least {_ABOVE + 1 + math.ceil(math.log2(longest))}",
                hint="give more state_bits; or are the times of this population and dt in one unit?",
                part=("populations", population.name),
            )
        found[step.quantity.name] = min(weight_bits + _FINER, room) - math.floor(math.log2(length * unit.value))
    return found
