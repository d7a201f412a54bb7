"""The gather engine: reads the words of a row and says where their weights are added."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Block, Register, present
from snnc.plan.blocks.rows import RowSource
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic


@dataclass(frozen=True, eq=False)
class GatherSequencer(Block):
    """``gather_sequencer``."""

    core: Core

    module = "gather_sequencer"

    @property
    def rows(self) -> RowSource:
        """What it reads rows from."""
        return RowSource(self.core)

    @property
    def sparse(self) -> bool:
        """Whether the word of neurons comes from the offset of a synapse word."""
        return self.core.offsets is not None

    @property
    def forwards(self) -> bool:
        """Whether a sum may be wanted again before it is stored: within three clocks, see ``hw/``."""
        return not (self.rows.uniform and self.core.words >= 3)

    @property
    def place_bits(self) -> int:
        """Bits that say where a word is added: neuron word and bank."""
        return self.core.word_bits + (self.core.banks == 2)

    @property
    def comparisons(self) -> int:
        """Comparisons of places, which tell that a sum is wanted again: ``recent``, and ``again``."""
        return self._recent + self.core.block

    @property
    def _recent(self) -> bool:
        """Whether tags or block memories look at ``recent``."""
        return self.core.block or not self.rows.uniform

    @property
    def counted_bits(self) -> int:
        """Bits of counters: address, words left, and the word of neurons where no offset says it."""
        return self.rows.address_bits + self.rows.length_bits + (0 if self.sparse else self.core.word_bits)

    @property
    def parameters(self) -> dict[str, int]:
        """Widths, and what the fold and the rows ask for."""
        return {
            "ADDR_WIDTH": self.rows.address_bits,
            "WORD_WIDTH": self.core.word_bits,
            "LENGTH_WIDTH": self.rows.length_bits,
            "BANKS": self.core.banks,
            "INDEXED": int(self.sparse),
            "BLOCK": int(self.core.block),
            "FORWARD": int(self.forwards),
        }

    @property
    def _stages(self) -> tuple[str, ...]:
        """The stages behind ``fetch``."""
        return (*["index"] * self.sparse, "locate", *["read"] * self.core.block, "add")

    @property
    def registers(self) -> tuple[Register, ...]:
        """The row at hand, the state of the step, and what travels with every word."""
        core, two, first = self.core, self.core.banks == 2, self.rows.uniform
        return (
            *(Register(name, 1) for name in ("valid_q", "event_q", "close_q", "user_q")),
            *present(first, Register("first_q", 1), Register("fresh_q", 1)),
            *present(two, Register("bank_q", 1), Register("next_bank_q", 1)),
            Register("unswept_q", 2),
            Register("addr_q", self.rows.address_bits),
            Register("left_q", self.rows.length_bits),
            Register("word_q", core.word_bits),
            *self._travelling("event_q", 1),
            *self._travelling("close_q", 1),
            *self._travelling("word_q", core.word_bits),
            *present(two, *self._travelling("bank_q", 1)),
            self._passed("user_q"),
            *present(first, self._passed("first_q")),
            *present(self._recent, Register("recent_q", 1)),
        )

    def _travelling(self, name: str, bits: int) -> tuple[Register, ...]:
        """A register for each stage."""
        return tuple(Register(f"{stage}_{name}", bits) for stage in self._stages)

    def _passed(self, name: str) -> Register:
        """A bit that nothing reads before the last stage."""
        first, *behind = (f"{stage}_{name}" for stage in self._stages)
        return Register(first, 1, len(self._stages), passed=True, behind=tuple(behind))

    def instance(self, fabric: Fabric) -> Parts:
        """Its registers, the counters, and the comparisons of places."""
        compared = logic(Piece.REDUCE, self.place_bits * self.comparisons)
        return super().instance(fabric) + logic(Piece.COUNT, self.counted_bits) + compared
