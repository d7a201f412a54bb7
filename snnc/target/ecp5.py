"""Lattice ECP5."""

from __future__ import annotations

from collections.abc import Mapping

from snnc.core.words import words
from snnc.target.delays import Delays
from snnc.target.device import Device
from snnc.target.fabrics import BLOCK_18K, Fabric, MemoryPrimitive
from snnc.target.family import FLIP_FLOP, NONE, Family, Nextpnr, each, luts, memory
from snnc.target.resources import Resources

#: TRELLIS_DPR16X4 with the tables of its write port; DP16KD or PDPW16KD.
FABRIC = Fabric(
    table=MemoryPrimitive(((16, 4),), cost=4, width_cost=0, tables=6, blocks=0),
    block=MemoryPrimitive(BLOCK_18K, cost=128, width_cost=0, tables=0, blocks=1),
    shift_register=0,
    multiplier=(18, 18),
    product=4,
    column=16,
)

#: Calibrated against place and route with nextpnr (speed grade 6).
DELAYS = Delays(register=1.4, table=1.0, carry=1.5, carry_bit=0.04, multiplier=5.0, edge=1.0)

#: Look-up tables for a unit of each piece of logic, see ``snnc/target/parts.py``. Written by ``make calibrate``.
COSTS: Mapping[str, float] = {
    "ADD": 1.923,
    "MERGE": 0.94,
    "COMPARE": 2.416,
    "SELECT": 0.458,
    "CLAMP": 0.246,
    "REDUCE": 0.353,
    "MULTIPLY": 1.0,
    "ACCUMULATE": 2.26,
    "PASS": 0.827,
    "FETCH": 0.0,
    "CHOOSE": 0.808,
    "DECODE": 2.02,
    "LOGIC_ROM": 1.696,
    "XOR": 0.6,
    "COUNT": 3.183,
    "STREAM": 0.016,
    "EMIT": 1.364,
    "FILTER": 2.765,
    "TAP": 2.367,
    "TAG": 2.825,
    "CORE": 2.773,
}

# A CCU2C is a slice in ripple mode: both of its look-up tables. A TRELLIS_DPR16X4 stores in four
# and feeds its write port through two more (nextpnr packs it as 4 + TRELLIS_RAMW, 6 TRELLIS_COMB).
# PFUMX and L6MUX21 are multiplexers beside the look-up tables.
FAMILY = Family(
    name="ECP5",
    lut="LUT4",
    lut_inputs=4,
    bram="EBR",
    bram_bits=18 * 1024,
    flat="",
    hierarchical="-noflatten",
    fabric=FABRIC,
    costs=COSTS,
    cells=each(("DP16KD", "PDPW16KD"), Resources(bram=1))
    | each(("PFUMX", "L6MUX21", "TRELLIS_IO", "DCCA", "GSR", "SGSR", "PUR", "VHI", "VLO"), NONE)
    | {
        "LUT4": luts(1),
        "INV": luts(1),
        "CCU2C": luts(2),
        "TRELLIS_DPR16X4": memory(6),
        "TRELLIS_FF": FLIP_FLOP,
        "MULT18X18D": Resources(dsp=1),
    },
    nextpnr=Nextpnr("ecp5", option="--textcfg", routed="config", packer="ecppack", bitstream="bit"),
    words=words(("ecp5 lfe5u", "ecp5-25f ecp5-85f", "ECP5")),
    models="ecp5/cells_sim.v",
    modelled=("DP16KD", "MULT18X18D"),
)


def _device(size: str, capacity: Resources) -> Device:
    return Device(
        name=f"ecp5-{size}f",
        part=f"LFE5U-{size}F-6BG381C",
        family=FAMILY,
        capacity=capacity,
        clock=50.0,
        synthesis="synth_ecp5",
        options=(f"--{size}k", "--package", "CABGA381", "--speed", "6"),
    )


DEVICES = (
    # Lattice FPGA-DS-02012, ECP5 and ECP5-5G family, table 1.1. Half of the slices can be memory;
    # each DPR16X4 also takes the pair of look-up tables that feeds its write port: 3/4.
    _device("25", Resources(lut=24288, lutram=18216, ff=24288, bram=56, dsp=28)),
    _device("85", Resources(lut=83640, lutram=62730, ff=83640, bram=208, dsp=156)),
)
