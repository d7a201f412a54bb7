"""What memories, multipliers and queues take on each family, by hand."""

from __future__ import annotations

import pytest

from snnc.target import ecp5, ice40, xc7
from snnc.target.devices import DEVICES, device
from snnc.target.fabrics import MemoryLayout, block_ram, ram, small_rom
from snnc.target.parts import Piece

ECP5, ICE40, XC7 = ecp5.FABRIC, ice40.FABRIC, xc7.FABRIC


def test_every_family_has_every_price() -> None:
    for item in DEVICES.values():
        assert set(item.family.costs) == set(Piece.__members__)
        assert all(price >= 0 for price in item.family.costs.values())


def test_memories_on_7_series() -> None:
    # 21 bits: 4 RAM32M of 6 bits; 13 bits read twice: 3 of them for each port.
    assert ram(XC7, 32, 21) == MemoryLayout(tables=16)
    assert ram(XC7, 16, 13, reads=2, transparent=2) == MemoryLayout(tables=24)
    # 52 bits that must be seen as they are written are cheaper in registers.
    assert ram(XC7, 4, 13, reads=2, transparent=2) == MemoryLayout(registers=52)
    # RAM64M hold 3 bits of 64 words.
    assert ram(XC7, 64, 6) == MemoryLayout(tables=8)
    # 64 bits of 512 words: two RAMB18 of 36 bits, which are a tile.
    assert block_ram(XC7, 512, 64).blocks == 1
    assert block_ram(XC7, 96, 8, reads=2).blocks == 1
    assert block_ram(XC7, 6272, 2).blocks == 0.5
    assert ram(XC7, 512, 30).absorbed


def test_memories_on_lattice() -> None:
    assert ram(ECP5, 16, 8) == MemoryLayout(tables=12)
    assert ram(ECP5, 512, 18).blocks == 1
    assert ram(ICE40, 32, 13).blocks == 1
    # Six banks of 2,048 words, a bit each, two to a block.
    assert block_ram(ICE40, 11616, 1, written=False).blocks == 3
    assert block_ram(ICE40, 11616, 1).blocks == 6
    assert ram(ICE40, 4, 13) == MemoryLayout(registers=52)
    # Addresses that come from no register leave registers only.
    assert ram(ICE40, 64, 13, read_registers=False) == MemoryLayout(registers=64 * 13)


@pytest.mark.parametrize(
    "name, left, right, blocks",
    [
        *(
            ("up5k", *row)
            for row in ((17, 9, 1), (18, 8, 1), (18, 9, 2), (17, 17, 1), (18, 18, 3), (20, 20, 3), (36, 18, 5))
        ),
        *(("ecp5-85f", *row) for row in ((18, 18, 1), (19, 18, 1), (20, 18, 2), (36, 20, 4), (6, 2, 1), (20, 2, 2))),
        *(("xc7z020", *row) for row in ((25, 18, 1), (26, 9, 2), (26, 18, 2), (36, 20, 4))),
    ],
)
def test_multipliers_as_yosys_cuts_them(name: str, left: int, right: int, blocks: int) -> None:
    """What remains of an operand is only worth a block where its products are wide enough."""
    assert device(name).fabric.multipliers(left, right) == blocks


@pytest.mark.parametrize(
    "name, words, bits, blocks",
    [
        *(("up5k", *row) for row in ((256, 4, 0), (320, 4, 1), (100, 16, 1), (20, 16, 0))),
        *(("ecp5-85f", *row) for row in ((320, 4, 0), (100, 16, 0), (400, 5, 0))),
        *(("xc7z020", *row) for row in ((320, 4, 0), (400, 5, 0))),
    ],
)
def test_small_read_only_memories(name: str, words: int, bits: int, blocks: int) -> None:
    """Yosys puts them into a block where it takes logic to cost more."""
    assert small_rom(device(name).fabric, words, bits).blocks == blocks
