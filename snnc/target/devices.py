"""Devices: what each one holds. Capacities are those of the vendor's data sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from snnc.core.errors import user_error
from snnc.core.words import Topic, closest
from snnc.target.families import ECP5, ICE40, XC7, Family
from snnc.target.resources import Excess, Resources


@dataclass(frozen=True)
class Router:
    """The place and route tool of a device: ``nextpnr-FAMILY`` and the options that name the device."""

    family: str
    options: tuple[str, ...]


@dataclass(frozen=True)
class Device:
    """One device.

    ``part``: the vendor's name; ``capacity``: what it has; ``clock``: MHz asked for unless told
    otherwise; ``synthesis``: the Yosys command that maps to it, flat or with the hierarchy kept by the
    family's options; ``router``: None when snnc places and routes it with no tool: area only.
    """

    name: str
    part: str
    family: Family
    capacity: Resources
    clock: float
    synthesis: str
    router: Router | None = None

    def excess(self, used: Resources) -> tuple[Excess, ...]:
        """Every resource of which ``used`` is more than the device has."""
        family, has = self.family, self.capacity
        rows = (
            (family.lut, used.lut, has.lut),
            ("LUTRAM", used.lutram, has.lutram),
            ("FF", used.ff, has.ff),
            (family.bram, used.bram, has.bram),
            ("DSP", used.dsp, has.dsp),
        )
        return tuple(Excess(name, need, there) for name, need, there in rows if need > there)

    def packed(self, used: Resources) -> float:
        """Logic cells that ``used`` will be packed into, where tables and registers share them; else 0."""
        return round(used.lut + self.family.unpaired * used.ff) if self.family.unpaired else 0

    def expected_excess(self, used: Resources) -> tuple[Excess, ...]:
        """The same before place and route: with the logic cells that ``used`` will be packed into."""
        cells = Excess("logic cells", self.packed(used), self.capacity.ff)
        return (*self.excess(used), *([cells] if cells.used > cells.available else []))


_ICE40 = "synth_ice40 -device {}"
_ECP5 = "synth_ecp5"
_XC7 = "synth_xilinx -family xc7 -noiopad"


def _ecp5(name: str, size: str, capacity: Resources) -> Device:
    router = Router("ecp5", (f"--{size}k", "--package", "CABGA381", "--speed", "6"))
    return Device(name, f"LFE5U-{size}F-6BG381C", ECP5, capacity, 50.0, _ECP5, router)


DEVICES: Mapping[str, Device] = {
    device.name: device
    for device in (
        # Lattice FPGA-DS-02008, iCE40 UltraPlus family, table 1.1. Its four single-port RAMs of
        # 256 kbit cannot hold initial values and are not used.
        Device(
            "up5k",
            "iCE40UP5K-SG48",
            ICE40,
            Resources(lut=5280, ff=5280, bram=30, dsp=8),
            12.0,
            _ICE40.format("u -dsp"),
            Router("ice40", ("--up5k", "--package", "sg48")),
        ),
        # Lattice FPGA-DS-02029, iCE40 LP/HX family, table 1.1.
        Device(
            "hx8k",
            "iCE40HX8K-CT256",
            ICE40,
            Resources(lut=7680, ff=7680, bram=32),
            50.0,
            _ICE40.format("hx"),
            Router("ice40", ("--hx8k", "--package", "ct256")),
        ),
        # Lattice FPGA-DS-02012, ECP5 and ECP5-5G family, table 1.1. Half of the slices can be memory;
        # each DPR16X4 also takes the pair of look-up tables that feeds its write port: 3/4.
        _ecp5("ecp5-25f", "25", Resources(lut=24288, lutram=18216, ff=24288, bram=56, dsp=28)),
        _ecp5("ecp5-85f", "85", Resources(lut=83640, lutram=62730, ff=83640, bram=208, dsp=156)),
        # AMD DS190, Zynq-7000, table 1; LUTs of SLICEM: Vivado's report_utilization.
        Device(
            "xc7z020",
            "xc7z020clg400-1",
            XC7,
            Resources(lut=53200, lutram=17400, ff=106400, bram=140, dsp=220),
            100.0,
            _XC7,
        ),
        # AMD DS180, Artix-7, table 4: 5,200 slices; 400 kbit of distributed RAM: 9,600 LUTs.
        Device(
            "xc7a35t",
            "xc7a35tcpg236-1",
            XC7,
            Resources(lut=20800, lutram=9600, ff=41600, bram=50, dsp=90),
            100.0,
            _XC7,
        ),
    )
}


def device(name: str) -> Device:
    """The device called ``name``; :class:`UserError` E400 lists the known ones."""
    if name not in DEVICES:
        near = closest(name, DEVICES, Topic.DEVICE)
        raise user_error("E400", f"unknown device '{name}'{near}", hint=f"devices: {', '.join(DEVICES)}")
    return DEVICES[name]
