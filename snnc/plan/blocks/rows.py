"""The row source: where in synapse memory the row of an arriving spike lies."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.numbers.fixed import unsigned_width
from snnc.numbers.packing import pack_fields
from snnc.plan.blocks.block import Block, Memory, Register, Turn, present
from snnc.plan.blocks.storage import rom_parts
from snnc.plan.blocks.synapses import SynapseRoms
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic


@dataclass(frozen=True, eq=False)
class RowSource(Block):
    """``row_fetch``: rows from a table, or computed where all have one length and follow each other."""

    core: Core

    module = "row_fetch"

    @property
    def table(self) -> bool:
        """Whether rows come from a table, a clock later than computed ones."""
        return not self.core.rows.computed

    @property
    def uniform(self) -> bool:
        """Whether every row covers all words, at all receptors, so that a step's first row touches every sum."""
        rows = self.core.rows
        return rows.computed and int(rows.start[0]) == 0 and int(rows.length[0]) == self.core.places

    @property
    def axons(self) -> int:
        """Entries of the table, whether it exists or not."""
        return len(self.core.rows.base)

    @property
    def address_bits(self) -> int:
        """Bits of the first address of a row."""
        return SynapseRoms(self.core).address_bits

    @property
    def length_bits(self) -> int:
        """Bits of a row's length."""
        return unsigned_width(int(self.core.rows.length.max()))

    @property
    def entry_bits(self) -> int:
        """Bits of a row: address, first place, length."""
        return self.address_bits + self.core.place_bits + self.length_bits

    @property
    def length(self) -> int:
        """Words of every row, where rows are computed."""
        return int(self.core.rows.length[0])

    @property
    def varying_address_bits(self) -> int:
        """Bits of the first address of a row that are not 0 for every computed row."""
        return self.address_bits - ((self.length & -self.length).bit_length() - 1)

    @property
    def user_bits(self) -> int:
        """Bits that come with an event and its row: whether it ends the sample, and its number."""
        return 1 + self.core.number_bits

    @property
    def parameters(self) -> dict[str, int]:
        """Widths, then the table or what every row has."""
        rows = self.core.rows
        widths = {
            "AXON_WIDTH": self.core.axon_bits,
            "ADDR_WIDTH": self.address_bits,
            "WORD_WIDTH": self.core.place_bits,
            "LENGTH_WIDTH": self.length_bits,
            **({"USER_WIDTH": self.user_bits} if self.core.scaled else {}),
        }
        if self.table:
            return {**widths, "TABLE": 1, "AXONS": self.axons}
        return {**widths, "BASE": int(rows.base[0]), "START": int(rows.start[0]), "LENGTH": self.length}

    @property
    def memories(self) -> tuple[Memory, ...]:
        """The table."""
        if not self.table:
            return ()
        size, used = (1, self.axons, self.entry_bits), self.axons * self.entry_bits
        return (Memory(self.core.name, "rows", *size, used=used, reads=(Turn.EVENT,)),)

    def images(self) -> dict[str, np.ndarray]:
        """The table: the first address of every row in the lowest bits, its first place, its length."""
        rows = self.core.rows
        fields = [(rows.base, self.address_bits), (rows.start, self.core.place_bits), (rows.length, self.length_bits)]
        return {"rows": pack_fields(fields)} if self.table else {}

    @property
    def registers(self) -> tuple[Register, ...]:
        """The row at hand; behind a table also the beat whose row is being read."""
        return (
            *(Register(name, 1) for name in ("valid_q", "event_q", "last_q")),
            Register("user_q", self.user_bits),
            Register("base_q", self.address_bits if self.table else self.varying_address_bits),
            *present(
                self.table,
                *(Register(name, 1) for name in ("read_valid_q", "read_keep_q", "read_last_q")),
                Register("read_user_q", self.user_bits),
                Register("start_q", self.core.place_bits),
                Register("length_q", self.length_bits),
            ),
        )

    def instance(self, fabric: Fabric) -> Parts:
        """A table has its length compared with 0; a computed row has its axon multiplied by the length."""
        parts = super().instance(fabric)
        if not self.table:
            return parts + logic(Piece.ADD, (self.length.bit_count() - 1) * self.varying_address_bits)
        (table,) = self.images().values()
        return parts + logic(Piece.REDUCE, self.length_bits) + rom_parts(table, 1, fabric, whole=table.size)
