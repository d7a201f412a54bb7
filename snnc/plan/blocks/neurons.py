"""The neurons of a core: its populations, and the update lanes with what enters their datapaths."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation
from snnc.plan.blocks.block import Block, Register
from snnc.plan.blocks.sweep import SweepSequencer
from snnc.plan.hardware import Core, Datapath, Slice


@dataclass(frozen=True, eq=False)
class Hosted:
    """A population on a core: the slices of it that are there, and its datapath."""

    population: QuantisedPopulation
    slices: tuple[Slice, ...]
    datapath: Datapath

    @property
    def size(self) -> int:
        """Neurons of the population on this core."""
        return sum(part.size for part in self.slices)


def hosted(core: Core, network: QuantisedNetwork) -> tuple[Hosted, ...]:
    """The populations of ``core``, in the order of their first words."""
    return tuple(
        Hosted(
            network.population(datapath.population),
            tuple(part for part in core.slices if part.population == datapath.population),
            datapath,
        )
        for datapath in core.datapaths
    )


@dataclass(frozen=True, eq=False)
class Neurons(Block):
    """The update lanes: in each the datapath of every population, as the core's own Verilog joins them."""

    core: Core
    hosted: tuple[Hosted, ...]

    @property
    def input_bits(self) -> int:
        """Bits of a sum that a datapath takes."""
        return max(each.population.program.input.type.width for each in self.hosted)

    @property
    def parameter_bits(self) -> int:
        """Bits of parameters that a datapath takes."""
        return max(each.population.program.parameter_bits for each in self.hosted)

    @property
    def registers(self) -> tuple[Register, ...]:
        """What the datapaths read: as much of the sum, state and parameters as some population has."""
        states = max(each.population.program.state_bits for each in self.hosted)
        registers = (Register("sum_q", self.input_bits), Register("state_q", states))
        return (*registers, Register("parameters_q", self.parameter_bits))

    @property
    def kept(self) -> int:
        """The update lanes that synthesis keeps."""
        return SweepSequencer(self.core).kept_updates
