"""The sweep engine: takes the groups of neurons of a closed step through the update pipeline."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Block, Register, present
from snnc.plan.blocks.lanes import share_bits
from snnc.plan.blocks.rows import RowSource
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic


@dataclass(frozen=True, eq=False)
class SweepSequencer(Block):
    """``sweep_sequencer``."""

    core: Core

    module = "sweep_sequencer"

    @property
    def short(self) -> bool:
        """Whether a sweep waits until the one ahead has left the pipeline: it would read states that are on the way."""
        return self.core.groups <= self.core.sweep_stages

    @property
    def _tapped_bits(self) -> int:
        """Bits of a group's index that are read when its sums are there: its word and population, or its lanes."""
        core, uniform = self.core, RowSource(self.core).uniform
        whole = (core.words > 1 and not core.block) or not uniform or len(core.datapaths) > 1
        return core.index_bits if whole else share_bits(core)

    @property
    def parameters(self) -> dict[str, int]:
        """Sizes, and what the fold asks for."""
        return {
            "INDEX_WIDTH": self.core.index_bits,
            "GROUPS": self.core.groups,
            "SHARE_WIDTH": share_bits(self.core),
            "STAGES": self.core.sweep_stages,
            "BANKS": self.core.banks,
        }

    @property
    def registers(self) -> tuple[Register, ...]:
        """The step that waits, the group at hand, and what travels with it."""
        core, stages, tapped = self.core, self.core.sweep_stages, self._tapped_bits
        two, uniform = core.banks == 2, RowSource(core).uniform
        return (
            Register("waiting_q", 1),
            Register("waiting_user_q", 1),
            *present(uniform, Register("waiting_empty_q", 1)),
            *(Register(name, 1) for name in ("valid_q", "user_q", "first_q")),
            *present(uniform, Register("empty_q", 1)),
            *present(two, Register("bank_q", 1)),
            Register("index_q", core.index_bits),
            Register("valid_stages_q", 1, stages),
            Register("load_first_q", 1),
            *present(uniform, Register("load_empty_q", 1)),
            *present(two, Register("load_bank_q", 1)),
            Register("index_stages_q", tapped),
            Register("index_stages_q", tapped, stages - 1, passed=True),
            Register("index_stages_q", core.index_bits - tapped, stages, passed=True),
            # Without waiting for the pipeline, `swept` reads it in stage load.
            *present(not self.short, Register("last_stages_q", 1)),
            Register("last_stages_q", 1, stages if self.short else stages - 1, passed=True),
            Register("user_stages_q", 1, stages, passed=True),
        )

    def instance(self, fabric: Fabric) -> Parts:
        """Its registers, and the counter of groups."""
        return super().instance(fabric) + logic(Piece.COUNT, self.core.index_bits)
