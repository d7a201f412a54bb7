"""The synapse memory: the weights of one word of neurons per clock, and where sparse rows put them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.numbers.fixed import unsigned_width
from snnc.numbers.packing import pack_fields
from snnc.plan.blocks.block import Block, Memory, Turn
from snnc.plan.blocks.lanes import kept_lanes
from snnc.plan.blocks.storage import rom_parts
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric
from snnc.target.memory import slice_widths
from snnc.target.parts import Parts, Piece, logic


@dataclass(frozen=True, eq=False)
class SynapseRoms(Block):
    """A ``rom`` for every slice of the weights; for sparse rows one more, of offsets."""

    core: Core

    module = "rom"

    @property
    def depth(self) -> int:
        """Words."""
        return len(self.core.weights)

    @property
    def address_bits(self) -> int:
        """Bits of an address."""
        return unsigned_width(self.depth - 1)

    @property
    def width(self) -> int:
        """Bits of the weights of a word."""
        return self.core.lanes * self.core.weight_bits

    @property
    def sparse(self) -> bool:
        """Whether every word says where it goes."""
        return self.core.offsets is not None

    @property
    def stored(self) -> np.ndarray:
        """What is stored of the weights, [depth, lanes]: complements, as ``hw/rtl/core/lane_accumulator.v``
        wants them; of one bit the sign, 1 for +1."""
        return self.core.weights > 0 if self.core.weight_bits == 1 else ~self.core.weights

    @property
    def slices(self) -> dict[str, int]:
        """Widths of the memories that hold the weights, by the names of their images, the lowest bits first."""
        widths = slice_widths(self.depth, self.width)
        return {f"weights{k}" if len(widths) > 1 else "weights": width for k, width in enumerate(widths)}

    def slice_parameters(self, width: int) -> dict[str, int]:
        """The parameters of the ``rom`` of a slice of ``width`` bits: its word comes as it is added or scaled."""
        return self._parameters(width, self.latency)

    @property
    def offset_parameters(self) -> dict[str, int]:
        """The parameters of the ``rom`` of offsets, which come a stage before they are added."""
        return self._parameters(self.core.place_bits, self.offset_latency)

    @property
    def latency(self) -> int:
        """Clocks from the address of a word to its weights: as long as the way to their addition, or scaling."""
        return self.core.gather_stages - self.core.scaled

    @property
    def offset_latency(self) -> int:
        """Clocks from the address of a word to its offset."""
        return 2 + self.core.scaled

    def _parameters(self, width: int, latency: int) -> dict[str, int]:
        return {"WIDTH": width, "DEPTH": self.depth, "ADDR_WIDTH": self.address_bits, "LATENCY": latency}

    @property
    def memories(self) -> tuple[Memory, ...]:
        """The weights, of which those that are not 0 are in use, and the offsets."""
        core, turns = self.core, (Turn.WORD,)
        used = int(np.count_nonzero(core.weights)) * core.weight_bits
        size = (1, self.depth, self.width)
        weights = Memory(core.name, "weights", *size, used=used, reads=turns)
        if not self.sparse:
            return (weights,)
        size = (1, self.depth, core.place_bits)
        return weights, Memory(core.name, "offsets", *size, used=self.depth * core.place_bits, reads=turns)

    def images(self) -> dict[str, np.ndarray]:
        """The slices of the weights, lane 0 lowest, and the offsets."""
        packed = pack_fields([(column, self.core.weight_bits) for column in self.stored.T])
        found, low = {}, 0
        for name, width in self.slices.items():
            found[name] = packed[:, low : low + width]
            low += width
        if self.core.offsets is not None:
            found["offsets"] = pack_fields([(self.core.offsets, self.core.place_bits)])
        return found

    def instance(self, fabric: Fabric) -> Parts:
        """The slices of the weights, of which the lanes that are kept are read, and the offsets of sparse rows."""
        core, images = self.core, self.images()
        # The last register of weights that are multiplied is inside the multiplier, where that may be enabled.
        taken = core.scaled and core.weight_bits > 1 and fabric.operand_enable
        taken = taken and fabric.multipliers(core.weight_bits, core.number_bits) == 1
        read = np.repeat(np.isin(np.arange(core.lanes), kept_lanes(core)), core.weight_bits)
        total, low = super().instance(fabric), 0
        for name, width in self.slices.items():
            image = images[name]
            total += rom_parts(image[:, read[low : low + width]], self.latency, fabric, whole=image.size, taken=taken)
            low += width
        if self.sparse:
            offsets = images["offsets"]
            total += rom_parts(offsets, self.offset_latency, fabric, whole=offsets.size) + logic(
                Piece.ADD, core.place_bits
            )
        return total
