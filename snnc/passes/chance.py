"""The unit of probabilities that random numbers are compared with: fine enough for small rates, and decided apart."""

from __future__ import annotations

import math

import numpy as np

from snnc.ir.network import Population
from snnc.ir.options import StateOptions
from snnc.passes.units import Unit

#: Fraction bits of a probability: those that it has at least where nobody gives others, and at most.
_LEAST, _MOST = 16, 30
#: A rate is off by half a unit at most: with so many bits of its own by 0.2 %.
_RATE_BITS = 8
#: Bits of a state above the fraction of a probability: it holds 1, and a sign.
_ABOVE = 2


def chance_fraction(population: Population, options: StateOptions, unit: Unit) -> dict[str, int]:
    """The fraction bits below ``unit`` of the probabilities of ``population``, by their quantity; nothing of others."""
    program = population.program
    if not program.chance:
        return {}
    measured, above = program.quantities, math.log2(unit.value)
    most = _MOST if options.bits is None else min(_MOST, options.bits - _ABOVE)
    if options.fraction_bits is not None:
        bits = options.fraction_bits + math.floor(above)
    elif options.bits is not None:
        bits = most
    else:
        given = [value for name, value in population.parameters if measured[name].name == program.chance]
        rates = np.concatenate([np.zeros(0), *(np.ravel(value) for value in given)])
        smallest = float(np.min(rates[rates > 0], initial=1.0))
        # Weights that set the unit are as fine as it.
        bits = max(_LEAST, _RATE_BITS - math.floor(math.log2(smallest)), math.ceil(above) if unit.shifts else 0)
    return {program.chance: max(0, min(bits, most)) - math.floor(above)}
