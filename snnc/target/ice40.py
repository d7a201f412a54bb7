"""Lattice iCE40."""

from __future__ import annotations

from collections.abc import Mapping

from snnc.core.words import words
from snnc.target.device import Device
from snnc.target.fabrics import Fabric, MemoryPrimitive
from snnc.target.family import FLIP_FLOP, NONE, Family, Nextpnr, each, luts
from snnc.target.resources import Resources

#: SB_RAM40_4K. There is no memory in look-up tables.
FABRIC = Fabric(
    table=None,
    block=MemoryPrimitive(((2048, 2), (1024, 4), (512, 8), (256, 16)), cost=64, width_cost=0, tables=0, blocks=1),
    shift_register=0,
    multiplier=(16, 16),
    product=11,
    column=16,
    multiply_add=True,
)

#: Look-up tables for a unit of each piece of logic, see ``snnc/target/parts.py``. Written by ``make calibrate``.
COSTS: Mapping[str, float] = {
    "ADD": 0.492,
    "MERGE": 0.385,
    "COMPARE": 1.406,
    "SELECT": 0.571,
    "CLAMP": 0.712,
    "REDUCE": 0.189,
    "MULTIPLY": 1.0,
    "ACCUMULATE": 3.267,
    "PASS": 0.0,
    "FETCH": 0.0,
    "CHOOSE": 2.112,
    "DECODE": 2.801,
    "LOGIC_ROM": 2.954,
    "XOR": 0.6,
    "COUNT": 1.168,
    "STREAM": 2.044,
    "EMIT": 0.624,
    "FILTER": 0.838,
    "TAP": 0.0,
    "TAG": 3.138,
    "CORE": 46.941,
}

# The adder's carry stands in the logic cell of the look-up table that forms the sum bit.
FAMILY = Family(
    name="iCE40",
    lut="LUT4",
    lut_inputs=4,
    bram="EBR",
    bram_bits=4 * 1024,
    flat="",
    hierarchical="-noflatten",
    fabric=FABRIC,
    costs=COSTS,
    cells=each(
        (f"SB_DFF{n}{e}{r}" for n in ("", "N") for e in ("", "E") for r in ("", "SR", "R", "SS", "S")), FLIP_FLOP
    )
    | each(("SB_RAM40_4K", "SB_RAM40_4KNR", "SB_RAM40_4KNW", "SB_RAM40_4KNRNW"), Resources(bram=1))
    | each(("SB_CARRY", "SB_IO", "SB_GB_IO", "SB_GB"), NONE)
    | {"SB_LUT4": luts(1), "SB_MAC16": Resources(dsp=1)},
    unpaired=0.75,
    nextpnr=Nextpnr("ice40", option="--asc", routed="asc", packer="icepack", bitstream="bin"),
    words=words(
        ("ice40 lattice", "up5k hx8k", "iCE40"),
        ("ice40up5k ice40up up icebreaker", "up5k", ""),
        ("ice40hx8k ice40hx hx", "hx8k", ""),
    ),
    models="ice40/cells_sim.v",
    macros=("NO_ICE40_DEFAULT_ASSIGNMENTS",),
)

DEVICES = (
    # Lattice FPGA-DS-02008, iCE40 UltraPlus family, table 1.1. Its four single-port RAMs of
    # 256 kbit cannot hold initial values and are not used.
    Device(
        name="up5k",
        part="iCE40UP5K-SG48",
        family=FAMILY,
        capacity=Resources(lut=5280, ff=5280, bram=30, dsp=8),
        clock=12.0,
        synthesis="synth_ice40 -device u -dsp",
        options=("--up5k", "--package", "sg48"),
    ),
    # Lattice FPGA-DS-02029, iCE40 LP/HX family, table 1.1.
    Device(
        name="hx8k",
        part="iCE40HX8K-CT256",
        family=FAMILY,
        capacity=Resources(lut=7680, ff=7680, bram=32),
        clock=50.0,
        synthesis="synth_ice40 -device hx",
        options=("--hx8k", "--package", "ct256"),
    ),
)
