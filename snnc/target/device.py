"""A device: what it holds. Capacities are those of the vendor's data sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace

from snnc.target.fabrics import Fabric
from snnc.target.family import Family
from snnc.target.resources import Excess, Resources


@dataclass(frozen=True)
class Device:
    """One device.

    ``part``: the vendor's name; ``capacity``: what it has; ``clock``: MHz asked for unless told
    otherwise; ``synthesis``: the Yosys command that maps to it, flat or with the hierarchy kept by the
    family's options; ``options``: how nextpnr is told the device, if it supports the family.
    """

    name: str
    part: str
    family: Family
    capacity: Resources
    clock: float
    synthesis: str
    options: tuple[str, ...] = ()

    @property
    def fabric(self) -> Fabric:
        """What it is made of: the family's fabric, without multipliers where it has none."""
        fabric = self.family.fabric
        return fabric if self.capacity.dsp else replace(fabric, multiplier=(0, 0))

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
