"""The parameter memory: parameters and initial values that differ between the neurons of a population."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.ir.quantised import QuantisedPopulation
from snnc.numbers.packing import pack_fields
from snnc.plan.blocks.block import Block, Memory, Turn
from snnc.plan.blocks.hosted import Hosted
from snnc.plan.blocks.lanes import kept_updates
from snnc.plan.blocks.storage import rom_of
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts


@dataclass(frozen=True, eq=False)
class ParameterField:
    """``values`` int64 [size] of a population's neurons, in ``bits`` bits from bit ``low`` on."""

    name: str
    values: np.ndarray
    low: int
    bits: int


def own_fields(population: QuantisedPopulation) -> tuple[ParameterField, ...]:
    """What every neuron of ``population`` has of its own: all parameters, then initial values that differ."""
    program = population.program
    own = [*zip(program.parameters, population.parameters, strict=True)]
    own += [
        (port, (name, values))
        for port, (name, values) in zip(program.states, population.initial, strict=True)
        if isinstance(values, np.ndarray)
    ]
    fields, low = [], 0
    for port, (name, values) in own:
        fields.append(ParameterField(name, values, low, port.type.width))
        low += port.type.width
    return tuple(fields)


def own_bits(population: QuantisedPopulation) -> int:
    """Bits of a neuron of ``population`` in parameter memory."""
    return sum(field.bits for field in own_fields(population))


@dataclass(frozen=True, eq=False)
class NeuronParameters(Block):
    """A ``rom`` with a word for each group, where a population of the core needs one."""

    core: Core
    hosted: tuple[Hosted, ...]

    module = "rom"

    @property
    def bits(self) -> int:
        """Bits of one update lane, as the population with the most needs them; 0: there is no memory."""
        return max(own_bits(each.population) for each in self.hosted)

    @property
    def parameters(self) -> dict[str, int]:
        """Its size; its word comes with the states."""
        core = self.core
        width = core.update_lanes * self.bits
        return {"WIDTH": width, "DEPTH": core.groups, "ADDR_WIDTH": core.index_bits, "LATENCY": 1}

    @property
    def memories(self) -> tuple[Memory, ...]:
        """The memory, of which each neuron uses as much as its population has."""
        core = self.core
        used = sum(own_bits(each.population) * each.size for each in self.hosted)
        size = (1, core.groups, core.update_lanes * self.bits)
        return (Memory(core.name, "parameters", *size, used=used, reads=(Turn.GROUP,)),) if self.bits else ()

    def images(self) -> dict[str, np.ndarray]:
        """The fields of every slot, update lane 0 lowest."""
        core = self.core
        if not self.bits:
            return {}
        slots = np.zeros((core.words * core.lanes, self.bits), np.uint8)
        for each in self.hosted:
            fields = own_fields(each.population)
            if fields:
                packed = pack_fields([(field.values, field.bits) for field in fields])
                for part in each.slices:
                    slots[part.slots(core.lanes), : packed.shape[1]] = packed[part.neurons]
        used = slots[: core.groups * core.update_lanes]
        return {"parameters": used.reshape(core.groups, -1)}

    def instance(self, fabric: Fabric) -> Parts:
        """The memory, by its size: every column counts as one of its own."""
        width, groups = self.bits * kept_updates(self.core), self.core.groups
        return rom_of(groups, 1, fabric, whole=width * groups, varying=width, distinct=width)
