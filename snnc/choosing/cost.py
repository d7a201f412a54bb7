"""What formats cost: memory in bits, and the datapaths at a price in bits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation, QuantisedProjection
from snnc.numbers.fixed import Interval, signed_width
from snnc.plan.blocks.datapath import neuron_parts
from snnc.plan.blocks.parameters import own_bits
from snnc.program.expand import expand
from snnc.target import ice40
from snnc.target.parts import Piece

#: Bits of memory that a bit of an adder counts as: a look-up table of four inputs is the one or holds the other.
ADDER_BIT = 16
#: A fabric whose multiplications are adders, too.
_FABRIC = replace(ice40.FABRIC, multiplier=(0, 0))
#: What of a datapath grows with bits, and is an adder.
_ADDERS = (Piece.ADD, Piece.MERGE, Piece.COMPARE, Piece.MULTIPLY)


@dataclass(frozen=True)
class Cost:
    """Bits, by what they are spent on; all but ``datapath`` are memory.

    * ``synapses``: weights as stored, shift included. All projections into a population share a
      memory, whose words hold its widest weight; 1 bit where every weight is +1 or -1.
    * ``states``: state of every neuron; ``sums``: an accumulator for every receptor of every neuron;
    * ``parameters``: those that differ between the neurons of a population, and initial states that do;
    * ``datapath``: one datapath per population, :data:`ADDER_BIT` for every bit that it adds, compares
      or multiplies by.
    """

    synapses: int = 0
    states: int = 0
    sums: int = 0
    parameters: int = 0
    datapath: int = 0

    @property
    def total(self) -> int:
        """The one figure that formats are compared by."""
        return self.synapses + self.states + self.sums + self.parameters + self.datapath


def cost_of(network: QuantisedNetwork) -> Cost:
    """The cost of ``network``, whatever hardware it is mapped to."""
    synapses = states = sums = parameters = adders = 0
    for population in network.populations:
        incoming = [p for p in network.projections if p.target == population.name]
        synapses += word_bits(incoming) * sum(int(p.connection.weights.size) for p in incoming)
        states += population.size * population.program.state_bits
        sums += population.size * sum(port.type.width for port in population.program.inputs)
        parameters += population.size * own_bits(population)
        adders += _adder_bits(population)
    return Cost(synapses=synapses, states=states, sums=sums, parameters=parameters, datapath=ADDER_BIT * adders)


def word_bits(incoming: Sequence[QuantisedProjection]) -> int:
    """The width of the memory that the weights of ``incoming`` share; 0 where there are none."""
    weights = [p.connection.weights for p in incoming]
    if not weights:
        return 0
    complete = all(p.connection.complete for p in incoming) and len({p.receptor for p in incoming}) == 1
    if complete and all(np.all(np.abs(each) == 1) for each in weights):
        return 1
    low = min(int(each.min(initial=0)) for each in weights)
    return max(2, signed_width(Interval(low, max(int(each.max(initial=0)) for each in weights))))


def _adder_bits(population: QuantisedPopulation) -> int:
    """Bits that one datapath of ``population`` adds, compares, or multiplies by."""
    circuit = expand(population.program)
    parts = neuron_parts(circuit, [0] * len(circuit.body), 1, _FABRIC)
    return round(sum(parts.logic.get(piece, 0.0) for piece in _ADDERS))
