"""The tags: which words of sums the rows of a step have reached, so that no sum has to be cleared."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Block, Memory, Register, present
from snnc.plan.blocks.rows import RowSource
from snnc.plan.blocks.storage import ram_parts
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric, ram
from snnc.target.parts import Parts, Piece, logic


@dataclass(frozen=True, eq=False)
class Tags(Block):
    """``word_tags``, where the core needs it: one for each receptor."""

    core: Core

    module = "word_tags"

    @property
    def there(self) -> bool:
        """Whether the core has tags: not where the first row of a step touches every sum."""
        return not RowSource(self.core).uniform

    @property
    def clearing_clocks(self) -> int:
        """Clocks after reset in which tags are cleared, before a row is taken."""
        return self.core.words if self.there else 0

    @property
    def parameters(self) -> dict[str, int]:
        """Sizes, and what the fold asks for."""
        core = self.core
        return {"WORD_WIDTH": core.word_bits, "WORDS": core.words, "BANKS": core.banks, "BLOCK": int(core.block)}

    @property
    def memories(self) -> tuple[Memory, ...]:
        """A bit for each word of sums of each receptor, in each bank."""
        banks = self.core.banks * self.core.receptors
        size, used = (banks, self.core.words, 1), banks * self.core.words
        return (Memory(self.core.name, "tags", *size, used=used),) if self.there else ()

    @property
    def registers(self) -> tuple[Register, ...]:
        """The clearing after reset, and what was read with the bank it was read from."""
        return present(
            self.there,
            Register("clearing_q", 1),
            Register("clear_word_q", self.core.word_bits),
            *present(self.core.banks == 2, Register("bank_q", 1)),
            *present(self.core.block, Register("touched_q", 1)),
        )

    @property
    def kept(self) -> int:
        """One for each receptor."""
        return self.core.receptors

    def instance(self, fabric: Fabric) -> Parts:
        """The banks, each with its own choice of address."""
        core, held = self.core, super().instance(fabric)
        if not self.there:
            return held
        bank = ram_parts(ram(fabric, core.words, 1), 1, reads=1, registered=True)
        return (bank + logic(Piece.TAG, 2 * core.word_bits)) * core.banks + held
