"""The neurons of a core: its populations, and the update lanes with what enters their datapaths."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Block, Register
from snnc.plan.blocks.datapath import neuron_parts
from snnc.plan.blocks.hosted import Hosted
from snnc.plan.blocks.lanes import kept_updates, receptor_suffixes
from snnc.plan.blocks.parameters import own_bits
from snnc.plan.blocks.storage import fours
from snnc.plan.hardware import Core
from snnc.program.expand import expand
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic


@dataclass(frozen=True, eq=False)
class Neurons(Block):
    """The update lanes: in each the datapath of every population, as the core's own Verilog joins them."""

    core: Core
    hosted: tuple[Hosted, ...]

    @property
    def input_bits(self) -> tuple[int, ...]:
        """Bits of a sum that a datapath takes, at each receptor."""
        inputs = [each.population.program.inputs for each in self.hosted]
        return tuple(max(ports[k].type.width for ports in inputs if k < len(ports)) for k in range(self.core.receptors))

    @property
    def parameter_bits(self) -> int:
        """Bits of parameters that a datapath takes."""
        return max(each.population.program.parameter_bits for each in self.hosted)

    @property
    def group_bits(self) -> int:
        """Bits of sums and states of a group, which enter the datapaths together."""
        states = max(each.population.program.state_bits for each in self.hosted)
        return self.core.update_lanes * (sum(self.core.sum_widths) + states)

    @property
    def registers(self) -> tuple[Register, ...]:
        """What the datapaths read: as much of the sums, state and parameters as some population has."""
        states = max(each.population.program.state_bits for each in self.hosted)
        suffixes = receptor_suffixes(self.core)
        sums = (Register(f"sum_q{suffix}", bits) for suffix, bits in zip(suffixes, self.input_bits, strict=True))
        return (*sums, Register("state_q", states), Register("parameters_q", self.parameter_bits))

    @property
    def kept(self) -> int:
        """The update lanes that synthesis keeps."""
        return kept_updates(self.core)

    @property
    def _initial_bits(self) -> int:
        """Bits of initial values that differ between neurons, of all populations together."""
        every = [each.population for each in self.hosted]
        return sum(own_bits(population) - population.program.parameter_bits for population in every)

    def instance(self, fabric: Fabric) -> Parts:
        """An update lane: what it takes of sums and states, and the datapath of every population."""
        core, programs = self.core, [each.population.program for each in self.hosted]
        states = [program.state_bits for program in programs]
        parts = super().instance(fabric) + logic(Piece.FETCH, max(states))
        sums = sum(core.sum_widths) * max(1, fours(core.share))
        parts += logic(Piece.CHOOSE if core.share > 1 else Piece.FETCH, sums)
        parts += logic(Piece.SELECT, self._initial_bits + sum(states[:-1]))
        for each in self.hosted:
            parts += neuron_parts(expand(each.population.program), each.datapath.stages, core.update_stages, fabric)
        return parts
