"""Units of measurement: dimensions as whole powers of second, volt and amp, and powers of ten.

Numbers are computed with in milliseconds, millivolts and nanoamps, which the usual units of neurons are
powers of a thousand of: a value of -70 mV is the number -70, and no conversion rounds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

#: Powers of second, volt and amp.
Dimension = tuple[int, int, int]

NO_DIMENSION: Dimension = (0, 0, 0)
TIME: Dimension = (1, 0, 0)
#: Powers of ten of the units that numbers are computed in: ms, mV and nA.
_COMPUTED = (-3, -3, -9)

#: By dimension: its unit, by the names that it goes by; the first one is used in messages.
_UNITS: dict[Dimension, tuple[str, ...]] = {
    TIME: ("second", "s"),
    (0, 1, 0): ("volt", "V"),
    (0, 0, 1): ("amp", "ampere", "A"),
    (0, 1, -1): ("ohm", "Ohm"),
    (0, -1, 1): ("siemens", "S"),
    (1, -1, 1): ("farad", "F"),
    (1, 0, 1): ("coulomb", "C"),
    (-1, 0, 0): ("hertz", "Hz"),
}
_PREFIXES = {"": 0, "G": 9, "M": 6, "k": 3, "m": -3, "u": -6, "n": -9, "p": -12}


@dataclass(frozen=True)
class Measure:
    """A unit of measurement: ``10**power`` of the coherent SI unit of ``dimension``; ``name``: as it was written."""

    name: str
    dimension: Dimension
    power: int

    def into(self, value: float | np.ndarray) -> float | np.ndarray:
        """``value`` of this unit as a number that is computed with."""
        return _times_power(value, self._shift)

    def out_of(self, value: float | np.ndarray) -> float | np.ndarray:
        """A number that is computed with in this unit."""
        return _times_power(value, -self._shift)

    @property
    def _shift(self) -> int:
        return self.power - sum(power * base for power, base in zip(self.dimension, _COMPUTED, strict=True))


ONE = Measure("1", NO_DIMENSION, 0)


def _all() -> Iterator[Measure]:
    for dimension, names in _UNITS.items():
        for name in names:
            for prefix, power in _PREFIXES.items():
                yield Measure(prefix + name, dimension, power)


#: Every unit by its name.
UNITS = {unit.name: unit for unit in _all()}
MILLISECOND = UNITS["ms"]


def _times_power(value: float | np.ndarray, power: int) -> float | np.ndarray:
    """``value * 10**power``, rounded once."""
    return value * 10.0**power if power >= 0 else value / 10.0**-power


def product(a: Measure, b: Measure, sign: int) -> Measure:
    """``a * b`` for a ``sign`` of 1, ``a / b`` for -1."""
    name = f"{a.name} {'*' if sign > 0 else '/'} {b.name}"
    return Measure(name, times(a.dimension, b.dimension, sign), a.power + sign * b.power)


def times(a: Dimension, b: Dimension, power: int = 1) -> Dimension:
    """``a * b**power``."""
    return (a[0] + power * b[0], a[1] + power * b[1], a[2] + power * b[2])


def number_text(dimension: Dimension) -> str:
    """What a number of ``dimension`` is called: ``a number of volt``, ``a plain number``."""
    return "a plain number" if dimension == NO_DIMENSION else f"a number of {dimension_text(dimension)}"


def dimension_text(dimension: Dimension) -> str:
    """``dimension`` in words: ``volt``, ``volt / second``."""
    if dimension == NO_DIMENSION:
        return "no unit"
    if dimension in _UNITS:
        return _UNITS[dimension][0]
    for other, names in _UNITS.items():
        left = times(dimension, other)
        if left in _UNITS:
            return f"{_UNITS[left][0]} / {names[0]}"
    for other, names in _UNITS.items():
        left = times(dimension, other, -1)
        if left in _UNITS:
            return f"{_UNITS[left][0]} * {names[0]}"
    powers = zip(("second", "volt", "amp"), dimension, strict=True)
    return " * ".join(f"{name}**{power}" for name, power in powers if power)
