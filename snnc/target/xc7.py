"""AMD 7 series: Artix-7 and Zynq-7000."""

from __future__ import annotations

from collections.abc import Mapping

from snnc.core.words import words
from snnc.target.device import Device
from snnc.target.fabrics import BLOCK_18K, Fabric, MemoryPrimitive
from snnc.target.family import FLIP_FLOP, NONE, Family, each, luts, memory
from snnc.target.resources import Resources

#: RAM32M and RAM64M as simple dual ports; RAMB18E1, of which two are a tile.
FABRIC = Fabric(
    table=MemoryPrimitive(((32, 6), (64, 3)), cost=8, width_cost=7, tables=4, blocks=0),
    block=MemoryPrimitive(BLOCK_18K, cost=129, width_cost=0, tables=0, blocks=0.5),
    shift_register=3,
    multiplier=(25, 18),
    product=9,
    column=64,
    multiply_add=True,
    operand_enable=True,
)

#: Look-up tables for a unit of each piece of logic, see ``snnc/target/parts.py``. Written by ``make calibrate``.
COSTS: Mapping[str, float] = {
    "ADD": 1.222,
    "MERGE": 0.572,
    "COMPARE": 1.768,
    "SELECT": 1.223,
    "CLAMP": 0.6,
    "REDUCE": 0.433,
    "MULTIPLY": 1.0,
    "ACCUMULATE": 1.31,
    "PASS": 0.259,
    "FETCH": 0.0,
    "CHOOSE": 0.181,
    "DECODE": 2.055,
    "LOGIC_ROM": 1.862,
    "XOR": 0.5,
    "COUNT": 1.067,
    "STREAM": 0.11,
    "EMIT": 1.07,
    "FILTER": 2.202,
    "TAP": 0.0,
    "TAG": 2.159,
    "CORE": 31.53,
}

# As Vivado counts: a look-up table used as memory or shift register is a LUT; a RAMB18E1 is half
# a block RAM tile; an inverter is a LUT1; CARRY4, MUXF7 and MUXF8 stand beside the LUTs. Vivado
# puts two small functions into one LUT where their inputs allow, so its totals are lower.
# LUTs per distributed RAM: UG474, table 2-3.
FAMILY = Family(
    name="7 series",
    lut="LUT",
    lut_inputs=6,
    bram="RAMB36",
    bram_bits=36 * 1024,
    flat="-flatten",
    hierarchical="",
    fabric=FABRIC,
    costs=COSTS,
    cells=each((f"LUT{n}" for n in range(1, 7)), luts(1))
    | each((f"FD{kind}E{edge}" for kind in "RSCP" for edge in ("", "_1")), FLIP_FLOP)
    | each(("MUXF7", "MUXF8", "CARRY4", "IBUF", "OBUF", "BUFG", "VCC", "GND"), NONE)
    | each(("SRL16E", "SRLC16E", "SRLC32E", "RAM32X1S", "RAM64X1S"), memory(1))
    | each(("RAM32X1D", "RAM64X1D", "RAM128X1S", "RAM32X2S"), memory(2))
    | each(("RAM32M", "RAM64M", "RAM128X1D", "RAM256X1S"), memory(4))
    | {
        "INV": luts(1),
        "RAMB18E1": Resources(bram=0.5),
        "RAMB36E1": Resources(bram=1),
        "DSP48E1": Resources(dsp=1),
    },
    vivado=True,
    words=words(
        ("xc7 7series xilinx amd", "xc7z020 xc7a35t", "7 series"),
        ("artix artix7 a7 arty artya735 basys3", "xc7a35t", "Artix-7"),
        ("zynq zynq7 zynq7000 pynq pynqz1 pynqz2", "xc7z020", "Zynq-7000"),
    ),
    models="xilinx/cells_sim.v",
    modelled=("RAMB18E1", "RAMB36E1"),
    # Yosys 0.70 packs the register of a product and an adder behind it into the DSP48E1 although the adder's other
    # operand reads that register too, as rounding toward zero does: that operand is then unknown. Counts of area
    # do without the precaution: Vivado packs the same cells, and leaves what is read elsewhere.
    precautions=("scratchpad -set xilinx_dsp.multonly 1",),
)

_SYNTHESIS = "synth_xilinx -family xc7 -noiopad"

DEVICES = (
    # AMD DS190, Zynq-7000, table 1; LUTs of SLICEM: Vivado's report_utilization.
    Device(
        name="xc7z020",
        part="xc7z020clg400-1",
        family=FAMILY,
        capacity=Resources(lut=53200, lutram=17400, ff=106400, bram=140, dsp=220),
        clock=100.0,
        synthesis=_SYNTHESIS,
    ),
    # AMD DS180, Artix-7, table 4: 5,200 slices; 400 kbit of distributed RAM: 9,600 LUTs.
    Device(
        name="xc7a35t",
        part="xc7a35tcpg236-1",
        family=FAMILY,
        capacity=Resources(lut=20800, lutram=9600, ff=41600, bram=50, dsp=90),
        clock=100.0,
        synthesis=_SYNTHESIS,
    ),
)
