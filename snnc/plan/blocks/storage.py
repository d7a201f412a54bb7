"""What memories and choices take, whichever block they are in."""

from __future__ import annotations

import numpy as np

from snnc.target.fabrics import Fabric, MemoryLayout, block_ram, small_rom
from snnc.target.memory import ROM_BLOCK_BITS
from snnc.target.parts import Parts, Piece, logic, registers, shift
from snnc.target.resources import Resources


def fours(ways: int) -> int:
    """Multiplexers of 4 to 1 that choose among ``ways``; wider ones are joined by cells beside the tables."""
    return -(-ways // 4) if ways > 1 else 0


def ram_parts(layout: MemoryLayout, bits: int, *, reads: int, registered: bool) -> Parts:
    """A memory of ``bits`` as it was laid out, with the read registers that are not in its blocks."""
    parts = Parts(exact=Resources(layout.tables, layout.tables, layout.registers, layout.blocks))
    if layout.registers:
        words = layout.registers // bits
        parts += logic(Piece.DECODE, words) + logic(Piece.CHOOSE, reads * bits * fours(words))
    elif layout.banks > 1:
        parts += logic(Piece.CHOOSE, reads * bits * fours(layout.banks)) + logic(Piece.DECODE, layout.banks)
    return parts + (registers(bits) if registered and not layout.absorbed else Parts())


def rom_parts(image: np.ndarray, latency: int, fabric: Fabric, *, whole: int, taken: bool = False) -> Parts:
    """``rom`` of ``whole`` bits in the Verilog, of which only the bits ``image`` [words, bits] are read.

    A column that never changes takes no memory. ``taken``: its last register is inside what reads it.
    """
    words, width = image.shape
    if not width:
        return Parts()
    varying = int(np.count_nonzero((image != image[0]).any(axis=0)))
    distinct = min(varying, len({column.tobytes() for column in image.T}))
    return rom_of(words, latency, fabric, whole=whole, varying=varying, distinct=distinct, taken=taken)


def rom_of(
    words: int, latency: int, fabric: Fabric, *, whole: int, varying: int, distinct: int, taken: bool = False
) -> Parts:
    """``rom`` of ``whole`` bits: ``varying`` columns are not constant, and ``distinct`` of these differ."""
    if not varying:
        return Parts()
    told = whole >= ROM_BLOCK_BITS
    layout = block_ram(fabric, words, varying, written=False) if told else None
    layout = layout or small_rom(fabric, words, varying)
    if layout.blocks:
        return Parts(exact=Resources(bram=layout.blocks)) + shift(varying, latency - 1 - taken, fabric.shift_register)
    return logic(Piece.LOGIC_ROM, distinct * -(-words // fabric.column)) + registers(distinct * (latency - taken))
