"""What a design takes of a device: look-up tables, flip-flops, memory blocks, multipliers."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Resources:
    """Counts of the parts every FPGA has.

    * ``lut``: look-up tables, those used as memory or shift register included;
    * ``lutram``: how many of them are memory or shift register;
    * ``ff``: flip-flops;
    * ``bram``: memory blocks of the family's size (halves where a block splits in two);
    * ``dsp``: multiplier blocks.
    """

    lut: int = 0
    lutram: int = 0
    ff: int = 0
    bram: float = 0
    dsp: int = 0

    def __add__(self, other: Resources) -> Resources:
        return Resources(
            lut=self.lut + other.lut,
            lutram=self.lutram + other.lutram,
            ff=self.ff + other.ff,
            bram=self.bram + other.bram,
            dsp=self.dsp + other.dsp,
        )

    def __mul__(self, count: int) -> Resources:
        return Resources(**{f.name: getattr(self, f.name) * count for f in fields(self)})


@dataclass(frozen=True)
class Excess:
    """One resource of which a design needs more than a device has."""

    name: str
    used: float
    available: float

    def __str__(self) -> str:
        """For example ``LUT4 6,120 of 5,280 (16 % over)``."""
        if not self.available:
            return f"{self.name} {self.used:,g}, and the device has none"
        over = 100 * (self.used - self.available) / self.available
        shown = f"{over:.0f}" if over >= 1 else f"{over:.1g}"
        return f"{self.name} {whole(self.used)} of {whole(self.available)} ({shown} % over)"


def whole(count: float) -> str:
    """``count`` with thousands apart, and a decimal only where it has a half."""
    return f"{count:,.0f}" if count == int(count) else f"{count:,.1f}"
