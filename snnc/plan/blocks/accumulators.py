"""The accumulators: the sums of a step, in the lanes that add weights to them."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Block, Memory, Register, Turn, present
from snnc.plan.blocks.gather import GatherSequencer
from snnc.plan.blocks.hosted import Hosted
from snnc.plan.blocks.lanes import kept_lanes
from snnc.plan.blocks.storage import ram_parts
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric, block_ram, ram
from snnc.target.parts import Parts, Piece, logic


@dataclass(frozen=True, eq=False)
class LaneAccumulators(Block):
    """``lane_accumulator``, one in each lane, for the sums at one of the core's receptors."""

    core: Core
    hosted: tuple[Hosted, ...]
    receptor: int

    module = "lane_accumulator"

    @property
    def by_bank(self) -> bool:
        """Whether the bank alone addresses a sum."""
        return self.core.banks == 2 and self.core.words == 1

    @property
    def cell_bits(self) -> int:
        """Bits of the address of a sum: the bank above the word."""
        return 1 if self.by_bank else self.core.word_bits + (self.core.banks == 2)

    @property
    def cells(self) -> int:
        """Sums of a lane; of two banks each takes a power of two."""
        if self.core.banks == 1:
            return self.core.words
        return 2 if self.by_bank else 2 << self.core.word_bits

    @property
    def sum_bits(self) -> int:
        """Bits of a sum."""
        return self.core.sum_widths[self.receptor]

    @property
    def parameters(self) -> dict[str, int]:
        """Widths, and what the fold asks for."""
        return {
            "SUM_WIDTH": self.sum_bits,
            "WEIGHT_WIDTH": self.core.added_bits,
            "CELL_WIDTH": self.cell_bits,
            "CELLS": self.cells,
            "BANKS": self.core.banks,
            "BLOCK": int(self.core.block),
            "FORWARD": int(GatherSequencer(self.core).forwards),
        }

    @property
    def memories(self) -> tuple[Memory, ...]:
        """The sums, of which those that belong to a neuron are in use."""
        core = self.core
        size, used = (core.lanes, self.cells, self.sum_bits), core.banks * self.sum_bits * self._neurons
        turns = (Turn.WORD, Turn.GROUP)
        made = Memory(core.name, "sums", *size, used=used, reads=turns, writes=(Turn.ADD,), receptor=self.receptor)
        return (made,)

    @property
    def _neurons(self) -> int:
        """Neurons that have the receptor."""
        return sum(each.size for each in self.hosted if len(each.population.program.inputs) > self.receptor)

    @property
    def registers(self) -> tuple[Register, ...]:
        """Around block memories, the sum that was read and the sum that was written; else none."""
        bits = self.sum_bits
        return present(self.core.block, Register("stored_q", bits), Register("written_q", bits))

    @property
    def kept(self) -> int:
        """The lanes that the kept update lanes read."""
        return len(kept_lanes(self.core))

    def instance(self, fabric: Fabric) -> Parts:
        """A lane: the addition, the sums, and where they are in blocks what passes by them."""
        core, bits = self.core, self.sum_bits
        parts = logic(Piece.ACCUMULATE, bits) + super().instance(fabric)
        if core.block:
            layout = block_ram(fabric, self.cells, bits, reads=core.banks)
            parts += logic(Piece.PASS, bits)
        else:
            # With two banks both addresses come from registers. These go into the ports, which must then
            # see what is written.
            two = core.banks == 2
            layout = ram(fabric, self.cells, bits, reads=core.banks, read_registers=two, transparent=2 if two else 0)
        return parts + ram_parts(layout, bits, reads=core.banks, registered=False)
