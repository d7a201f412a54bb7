"""The states: what every neuron keeps from step to step."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Block, Memory, Turn
from snnc.plan.blocks.hosted import Hosted
from snnc.plan.blocks.lanes import kept_updates
from snnc.plan.blocks.storage import ram_parts
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric, ram
from snnc.target.parts import Parts


@dataclass(frozen=True, eq=False)
class States(Block):
    """``sdp_ram``, one in each update lane, with a word for each group."""

    core: Core
    hosted: tuple[Hosted, ...]

    module = "sdp_ram"

    @property
    def bits(self) -> int:
        """Bits of a state, as the population with the widest needs it."""
        return max(each.population.program.state_bits for each in self.hosted)

    @property
    def parameters(self) -> dict[str, int]:
        """Its size."""
        return {"WIDTH": self.bits, "DEPTH": self.core.groups, "ADDR_WIDTH": self.core.index_bits}

    @property
    def memories(self) -> tuple[Memory, ...]:
        """The states of all neurons."""
        core, turns = self.core, (Turn.GROUP,)
        used = sum(each.population.program.state_bits * each.size for each in self.hosted)
        size = (core.update_lanes, core.groups, self.bits)
        return (Memory(core.name, "states", *size, used=used, reads=turns, writes=turns),)

    @property
    def kept(self) -> int:
        """The update lanes that synthesis keeps."""
        return kept_updates(self.core)

    def instance(self, fabric: Fabric) -> Parts:
        """The states of an update lane."""
        layout = ram(fabric, self.core.groups, self.bits)
        return ram_parts(layout, self.bits, reads=1, registered=True) + super().instance(fabric)
