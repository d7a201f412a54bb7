"""How Yosys builds memories and multiplications: from which primitives of a family, and when from registers.

The choice follows ``memory_libmap``: the cheapest of all primitives and of plain registers, by the
costs that the libraries of its families give (``lutrams_*.txt``, ``brams_*.txt``) and the formula
of the pass. The numbers here are those of Yosys 0.70.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

#: What the pass adds for a multiplexed bit, a decoded word, and a port of which something is emulated.
_MUX, _DEMUX, _EMULATION = 0.5, 0.5, 2
#: The cost of a bit of a read-only memory in logic, in the eyes of the pass.
_ROM_BIT = 1 / 16
#: Points of emulation for a read port, and for reading what is being written.
_PORT, _TRANSPARENT = 1, 3


#: Shapes of an 18 kbit block memory with parity, (words, bits of a word).
BLOCK_18K = ((16384, 1), (8192, 2), (4096, 4), (2048, 9), (1024, 18), (512, 36))


@dataclass(frozen=True)
class MemoryPrimitive:
    """A memory primitive with one write and one read port.

    ``shapes``: pairs (words, bits); ``cost`` and ``width_cost``: of the pass, the latter for the part
    that an incomplete width saves; ``tables``: look-up tables it takes; ``blocks``: memory blocks.
    """

    shapes: tuple[tuple[int, int], ...]
    cost: int
    width_cost: int
    tables: int
    blocks: float


@dataclass(frozen=True)
class Fabric:
    """What a family is made of; ``table`` is None where look-up tables are no memory.

    ``shift_register``: registers in a row that become one look-up table, 0 where none do;
    ``multiplier``: bits of both operands of a multiplier block, (0, 0) where there is none;
    ``product``: bits of the smallest product that is worth a block, also of what remains of operands
    that are cut into parts; ``column``: bits that one look-up table holds; ``multiply_add``: a multiplier block
    also adds to its product, and has registers for its operands, the addend and the sum; ``operand_enable``: the
    register of an operand may have an enable of its own.
    """

    table: MemoryPrimitive | None
    block: MemoryPrimitive
    shift_register: int
    multiplier: tuple[int, int]
    product: int
    column: int
    multiply_add: bool = False
    operand_enable: bool = False

    def multipliers(self, left: int, right: int) -> int:
        """Blocks for a signed multiplication of so many bits; 0: it is made of look-up tables."""
        wide, narrow = self.multiplier
        if not wide:
            return 0
        pairs = product(_cut(max(left, right), wide, narrow), _cut(min(left, right), narrow, narrow))
        return sum(min(pair) >= 2 and sum(pair) >= self.product for pair in pairs)


def _cut(bits: int, most: int, part: int) -> list[int]:
    """An operand of ``bits``, in parts of ``part`` where it is more than ``most``; the last is what remains."""
    return [bits] if bits <= most else [part] * (bits // part) + [bits % part] * (bits % part > 0)


@dataclass(frozen=True)
class MemoryLayout:
    """What one memory became: ``tables`` look-up tables, ``blocks``, or ``registers``.

    ``banks``: how many primitives deep it is, with a multiplexer behind them; ``absorbed``: the
    register of a read port is inside.
    """

    tables: int = 0
    blocks: float = 0
    registers: int = 0
    banks: int = 1
    absorbed: bool = False


def ram(
    fabric: Fabric, words: int, bits: int, *, reads: int = 1, read_registers: bool = True, transparent: int = 0
) -> MemoryLayout:
    """A memory with one write port.

    ``reads``: read ports; ``read_registers``: they are clocked, or their addresses come from
    registers; ``transparent``: how many of them must see what is being written.
    """
    emulation = _EMULATION * (_PORT * reads + _TRANSPARENT * transparent)
    options: list[tuple[float, int, MemoryLayout]] = [(float(words * bits), 0, MemoryLayout(registers=words * bits))]
    for rank, primitive in enumerate((fabric.table, fabric.block)):
        if primitive is not None and (read_registers or rank == 0):
            for shape in primitive.shapes:
                cost, layout = _build(primitive, shape=shape, words=words, bits=bits, reads=reads)
                options.append((cost + emulation, rank + 1, layout))
    return min(options, key=lambda option: option[:2])[2]


def block_ram(fabric: Fabric, words: int, bits: int, *, reads: int = 1, written: bool = True) -> MemoryLayout:
    """A memory that is told to be in blocks; read-only unless ``written``."""
    built = [
        _build(fabric.block, shape=shape, words=words, bits=bits, reads=reads, written=written)
        for shape in fabric.block.shapes
    ]
    return min(built, key=lambda option: option[0])[1]


def small_rom(fabric: Fabric, words: int, bits: int) -> MemoryLayout:
    """A small read-only memory whose form the tool chooses: one block, or logic, whose tables are not counted here."""
    built = [
        _build(fabric.block, shape=shape, words=words, bits=bits, reads=1, written=False)
        for shape in fabric.block.shapes
    ]
    cost, layout = min(built, key=lambda option: option[0])
    return layout if cost < words * bits * _ROM_BIT else MemoryLayout()


def _build(
    primitive: MemoryPrimitive, shape: tuple[int, int], words: int, bits: int, reads: int, written: bool = True
) -> tuple[float, MemoryLayout]:
    """The cost in the eyes of the pass, and what comes out."""
    depth, width = shape
    banks = -(-words // depth)
    # Banks that are only read lie beside each other in the words of a primitive.
    units = (banks * -(-bits // width) if written else -(-banks * bits // width)) * reads
    cost = float((primitive.cost - primitive.width_cost) * units)
    cost += primitive.width_cost * banks * bits / width * reads
    cost += _MUX * (banks - 1) * bits * reads
    cost += _DEMUX * banks if banks > 1 else 0
    block = primitive.blocks > 0
    return cost, MemoryLayout(
        tables=primitive.tables * units, blocks=primitive.blocks * units, registers=0, banks=banks, absorbed=block
    )
