"""FPGA families: what each cell of a mapped netlist takes. A cell that no table knows is an error."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from snnc.core.errors import internal_error
from snnc.target.resources import Resources

_NONE = Resources()
_FF = Resources(ff=1)


@dataclass(frozen=True)
class Family:
    """A family of devices.

    ``lut`` and ``bram`` are the names its users know; ``lut_inputs``: inputs of a look-up table;
    ``bram_bits``: bits of one memory block; ``flat`` and ``hierarchical``: options of the Yosys
    command that dissolve or keep modules; ``cells``: what one cell of each type takes;
    ``unpaired``: where a logic cell holds a look-up table and a register, the share of registers
    that nextpnr finds no table for and gives a cell of their own (0.61 to 0.83 on fourteen designs);
    0 where registers have places of their own.
    """

    name: str
    lut: str
    lut_inputs: int
    bram: str
    bram_bits: int
    flat: str
    hierarchical: str
    cells: Mapping[str, Resources]
    unpaired: float = 0.0

    def count(self, cells: Mapping[str, int]) -> Resources:
        """What ``cells`` (type -> number) take; :class:`InternalError` for an unknown type."""
        unknown = sorted(set(cells) - set(self.cells) - _BOOKKEEPING)
        if unknown:
            raise internal_error(f"no resources known for cells {', '.join(unknown)} of {self.name}")
        total = _NONE
        for cell, number in cells.items():
            total += self.cells.get(cell, _NONE) * number
        return total


#: Cells of Yosys that are no hardware.
_BOOKKEEPING = frozenset({"$scopeinfo"})


def _luts(number: int) -> Resources:
    return Resources(lut=number)


def _memory(number: int) -> Resources:
    """So many look-up tables used as memory or shift register."""
    return Resources(lut=number, lutram=number)


def _all(names: Iterable[str], each: Resources) -> dict[str, Resources]:
    return dict.fromkeys(names, each)


# The adder's carry stands in the logic cell of the look-up table that forms the sum bit.
ICE40 = Family(
    "iCE40",
    "LUT4",
    4,
    "EBR",
    4 * 1024,
    "",
    "-noflatten",
    _all((f"SB_DFF{n}{e}{r}" for n in ("", "N") for e in ("", "E") for r in ("", "SR", "R", "SS", "S")), _FF)
    | _all(("SB_RAM40_4K", "SB_RAM40_4KNR", "SB_RAM40_4KNW", "SB_RAM40_4KNRNW"), Resources(bram=1))
    | _all(("SB_CARRY", "SB_IO", "SB_GB_IO", "SB_GB"), _NONE)
    | {"SB_LUT4": _luts(1), "SB_MAC16": Resources(dsp=1)},
    unpaired=0.75,
)

# A CCU2C is a slice in ripple mode: both of its look-up tables. A TRELLIS_DPR16X4 stores in four
# and feeds its write port through two more (nextpnr packs it as 4 + TRELLIS_RAMW, 6 TRELLIS_COMB).
# PFUMX and L6MUX21 are multiplexers beside the look-up tables.
ECP5 = Family(
    "ECP5",
    "LUT4",
    4,
    "EBR",
    18 * 1024,
    "",
    "-noflatten",
    _all(("DP16KD", "PDPW16KD"), Resources(bram=1))
    | _all(("PFUMX", "L6MUX21", "TRELLIS_IO", "DCCA", "GSR", "SGSR", "PUR", "VHI", "VLO"), _NONE)
    | {
        "LUT4": _luts(1),
        "INV": _luts(1),
        "CCU2C": _luts(2),
        "TRELLIS_DPR16X4": _memory(6),
        "TRELLIS_FF": _FF,
        "MULT18X18D": Resources(dsp=1),
    },
)

# As Vivado counts: a look-up table used as memory or shift register is a LUT; a RAMB18E1 is half
# a block RAM tile; an inverter is a LUT1; CARRY4, MUXF7 and MUXF8 stand beside the LUTs. Vivado
# puts two small functions into one LUT where their inputs allow, so its totals are lower.
# LUTs per distributed RAM: UG474, table 2-3.
XC7 = Family(
    "7 series",
    "LUT",
    6,
    "RAMB36",
    36 * 1024,
    "-flatten",
    "",
    _all((f"LUT{n}" for n in range(1, 7)), _luts(1))
    | _all((f"FD{kind}E{edge}" for kind in "RSCP" for edge in ("", "_1")), _FF)
    | _all(("MUXF7", "MUXF8", "CARRY4", "IBUF", "OBUF", "BUFG", "VCC", "GND"), _NONE)
    | _all(("SRL16E", "SRLC16E", "SRLC32E", "RAM32X1S", "RAM64X1S"), _memory(1))
    | _all(("RAM32X1D", "RAM64X1D", "RAM128X1S", "RAM32X2S"), _memory(2))
    | _all(("RAM32M", "RAM64M", "RAM128X1D", "RAM256X1S"), _memory(4))
    | {
        "INV": _luts(1),
        "RAMB18E1": Resources(bram=0.5),
        "RAMB36E1": Resources(bram=1),
        "DSP48E1": Resources(dsp=1),
    },
)
