"""FPGA families: what they are made of, what each cell of a mapped netlist takes, and what logic costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from snnc.core.errors import internal_error
from snnc.core.words import Word
from snnc.target.fabrics import Fabric
from snnc.target.resources import Resources

#: What parts of a chip take that are none of its resources, and what a register takes.
NONE, FLIP_FLOP = Resources(), Resources(ff=1)


@dataclass(frozen=True)
class Nextpnr:
    """How ``nextpnr-TOOL`` serves a family.

    ``option`` names the file of the routed design, which ends in ``routed``; ``packer`` makes of it a
    file that ends in ``bitstream``.
    """

    tool: str
    option: str
    routed: str
    packer: str
    bitstream: str


@dataclass(frozen=True)
class Family:
    """A family of devices.

    ``lut`` and ``bram`` are the names its users know; ``lut_inputs``: inputs of a look-up table;
    ``bram_bits``: bits of one memory block; ``flat`` and ``hierarchical``: options of the Yosys
    command that dissolve or keep modules; ``fabric``: its memories and multipliers; ``costs``: look-up
    tables for a unit of each piece of logic, by its name; ``cells``: what one cell of each type takes;
    ``unpaired``: where a logic cell holds a look-up table and a register, the share of registers
    that nextpnr finds no table for and gives a cell of their own (0.61 to 0.83 on fourteen designs);
    0 where registers have places of their own; ``nextpnr``: None where no open tool places and routes;
    ``vivado``: those who have Vivado can go on with that;
    ``words``: what else its devices are called, in lower case without ``_``, ``-`` and spaces;
    ``models``: the file of Yosys with models of its cells; ``modelled``: cells that it gives no
    behaviour, so that their models stand in ``sim/cells``; ``macros``: what ``models`` must find
    defined to be Verilog-2005; ``precautions``: commands without which Yosys makes wrong netlists.
    """

    name: str
    lut: str
    lut_inputs: int
    bram: str
    bram_bits: int
    flat: str
    hierarchical: str
    fabric: Fabric
    costs: Mapping[str, float]
    cells: Mapping[str, Resources]
    unpaired: float = 0.0
    nextpnr: Nextpnr | None = None
    vivado: bool = False
    words: Mapping[str, Word] = field(default_factory=dict)
    models: str = ""
    modelled: tuple[str, ...] = ()
    macros: tuple[str, ...] = ()
    precautions: tuple[str, ...] = ()

    def count(self, cells: Mapping[str, int]) -> Resources:
        """What ``cells`` (type -> number) take; :class:`InternalError` for an unknown type."""
        unknown = sorted(set(cells) - set(self.cells) - _BOOKKEEPING)
        if unknown:
            raise internal_error(f"no resources known for cells {', '.join(unknown)} of {self.name}")
        total = NONE
        for cell, number in cells.items():
            total += self.cells.get(cell, NONE) * number
        return total


#: Cells of Yosys that are no hardware.
_BOOKKEEPING = frozenset({"$scopeinfo"})


def luts(number: int) -> Resources:
    """So many look-up tables."""
    return Resources(lut=number)


def memory(number: int) -> Resources:
    """So many look-up tables used as memory or shift register."""
    return Resources(lut=number, lutram=number)


def each(names: Iterable[str], takes: Resources) -> dict[str, Resources]:
    """Cells that all take the same."""
    return dict.fromkeys(names, takes)
