"""Networks of integers: the largest unit of which every weight and potential is a whole multiple.

Where there is one that fits the formats, nothing is rounded: the network stays exactly itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from snnc.passes.scales import largest_integer

#: How far a number may be from a whole multiple, relative to itself: far above the rounding of
#: float64 sums, far below any format. Numbers that were float32 are as far off as those round.
_TOLERANCE, _SINGLE = 1e-11, 2.0**-22
#: No weight may be a larger multiple, and no potential a larger one: beyond, a unit is a coincidence.
_LARGEST_WEIGHT, _LARGEST_POTENTIAL, _LARGEST_SINGLE = 1 << 24, 1 << 31, 1 << 16
#: Potentials may be finer than the unit of current by so many bits.
_MOST_FRACTION = 16


@dataclass(frozen=True)
class Grid:
    """A unit that nothing is rounded to.

    ``unit``: integer units of current per real unit; ``shifts``: per projection, the zeros that all
    its integers end in and that are not stored; ``fraction``: bits by which the unit of potential is
    finer, None where some potentials are no multiples.
    """

    unit: float
    shifts: tuple[int, ...]
    fraction: int | None


def exact_grid(weights: Sequence[np.ndarray], bits: Sequence[int], potentials: np.ndarray) -> Grid | None:
    """The grid of projections into one population, or None where their weights have none that fits.

    ``weights``: of each projection, any shape; ``bits``: of each one's format; ``potentials``: the
    population's parameters and initial values, in the unit of the weights, [n].
    """
    magnitudes = [_magnitudes(each, largest_integer(n)) for each, n in zip(weights, bits, strict=True)]
    if any(each is None for each in magnitudes):
        return None
    found = [each for each in magnitudes if each is not None]
    every = np.unique(np.concatenate(found)) if found else np.zeros(0)
    potentials = np.unique(np.abs(potentials[potentials != 0]))
    if not every.size:
        unit = common_unit(potentials, _LARGEST_WEIGHT)
        return None if unit is None else Grid(_per_real_unit(unit), (0,) * len(weights), 0)
    tolerance = _TOLERANCE
    unit = common_unit(every, _LARGEST_WEIGHT)
    if unit is None and np.array_equal(every, every.astype(np.float32)):
        tolerance = _SINGLE
        unit = common_unit(every, _LARGEST_SINGLE, tolerance)
    if unit is None:
        return None
    finer = common_unit(
        np.append(potentials, unit), _LARGEST_POTENTIAL if tolerance == _TOLERANCE else _LARGEST_SINGLE, tolerance
    )
    if finer is not None:
        ratio = round(unit / finer)
        fraction = (ratio & -ratio).bit_length() - 1
        odd = ratio >> fraction
        shifts = _shifts(found, bits, unit / odd)
        if shifts is not None and fraction <= _MOST_FRACTION:
            return Grid(_per_real_unit(unit / odd), shifts, fraction)
    shifts = _shifts(found, bits, unit)
    return None if shifts is None else Grid(_per_real_unit(unit), shifts, None)


def common_unit(values: np.ndarray, largest: int, tolerance: float = _TOLERANCE) -> float | None:
    """The largest real number of which all positive ``values`` are whole multiples, up to ``largest``.

    Euclid's algorithm on real numbers that may be off by ``tolerance``, relative to themselves; None
    where there is no such number.
    """
    if not values.size:
        return None
    top = float(values.max())
    if not np.isfinite(top / float(values.min())) or float(values.min()) * largest < top:
        return None
    unit = float(values[0])
    for value in values[1:]:
        a, b = max(unit, float(value)), min(unit, float(value))
        while b > 4 * top * tolerance and b * largest >= top:
            a, b = b, abs(a - b * round(a / b))
        if a * largest < top:
            return None
        unit = a
    unit = top / round(top / unit)
    return unit if are_whole(values / unit, tolerance) else None


def are_whole(values: np.ndarray, tolerance: float = _TOLERANCE) -> bool:
    """Whether all ``values`` of any shape are whole numbers, but for rounding by ``tolerance``, relative to each."""
    return bool(np.all(np.abs(values - np.rint(values)) <= tolerance * np.maximum(np.abs(values), 1.0)))


def whole_fraction(values: np.ndarray) -> int | None:
    """The fewest bits after the point that hold all ``values`` exactly; None where that takes too many."""
    fitting = (bits for bits in range(_MOST_FRACTION + 1) if are_whole(values * 2.0**bits))
    return next(fitting, None)


def _magnitudes(weights: np.ndarray, top: int) -> np.ndarray | None:
    """The distinct magnitudes other than 0; None where there are more than a format can hold."""
    sample = np.unique(np.abs(weights.reshape(-1)[: 4 * top + 4]))
    if sample.size > top + 1:  # a trained matrix: not worth sorting the whole of it
        return None
    found = np.unique(np.abs(weights))
    found = found[found != 0]
    return found if found.size <= top else None


def _shifts(magnitudes: Sequence[np.ndarray], bits: Sequence[int], unit: float) -> tuple[int, ...] | None:
    """Per projection, how many trailing zeros must not be stored for its integers to fit; None: they do not."""
    result = []
    for values, width in zip(magnitudes, bits, strict=True):
        integers = np.rint(values / unit).astype(np.int64)
        largest, top = int(integers.max(initial=0)), largest_integer(width)
        shift = max(0, largest.bit_length() - top.bit_length())
        if np.any(integers & ((1 << shift) - 1)) or largest >> shift > top or width + shift > 24:
            return None
        result.append(shift)
    return tuple(result)


def _per_real_unit(unit: float) -> float:
    """``1 / unit``, a whole number where it is one."""
    value = 1.0 / unit
    return float(round(value)) if abs(value - round(value)) <= _TOLERANCE * value else value
