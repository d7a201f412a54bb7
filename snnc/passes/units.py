"""The unit of current of a population, which all projections into it share.

A projection with larger weights than its neighbours is stored as ``q * 2**shift`` units. The unit
and the shifts are chosen such that no scale clips what it did not mean to clip, and that little is
lost to rounding; see :func:`choose`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from snnc.core.errors import user_error
from snnc.ir.options import ScaleMethod, WeightOptions
from snnc.passes.exact import are_whole, exact_grid, whole_fraction
from snnc.passes.scales import integers

#: How far projections of one magnitude may refine the unit of the others: by ``2**_MOST_DOUBLINGS``.
_MOST_DOUBLINGS = 6
#: How far a magnitude that is held exactly may be off: the rounding of float64.
_EXACT = 1e-11
#: Bits of weights that are signs, or 0.
_SIGNS = 2
#: Widest weights as stored, shift included.
WIDEST_WEIGHT = 24


@dataclass(frozen=True, eq=False)
class Incoming:
    """What the scale of one projection follows from.

    ``weights`` of any shape; ``use``, of that shape: how often each synapse is used, None where
    nobody knows; ``own``: the scale that it asks for by itself.
    """

    name: str
    weights: np.ndarray
    options: WeightOptions
    use: np.ndarray | None
    own: float

    @cached_property
    def magnitude(self) -> float | None:
        """The one magnitude of all weights other than 0; None where they differ."""
        nonzero = np.abs(self.weights[self.weights != 0])
        return float(nonzero[0]) if np.all(nonzero == nonzero[0]) else None

    @property
    def by_error(self) -> bool:
        """Whether its weights may be clipped where that loses less than rounding."""
        return self.options.units is None and (
            self.options.method is ScaleMethod.LEAST_SQUARES or self.options.width == 1
        )

    def loss(self, scale: float) -> float:
        """The squared error of all weights stored in ``scale`` units per unit of weight."""
        error = (integers(self.weights, scale, self.options.width) / scale - self.weights) ** 2
        return float(np.sum(error if self.use is None else error * self.use))


@dataclass(frozen=True)
class Unit:
    """Integer units of current per real unit, and the shift of every projection that has weights.

    ``fraction``: where all weights and potentials are whole multiples of a unit, the bits by which
    that of potential is finer; None where potentials are rounded. ``exact``: whether no weight is rounded.
    """

    value: float
    shifts: tuple[tuple[str, int], ...]
    fraction: int | None
    exact: bool


def choose(target: str, incoming: Sequence[Incoming], potentials: np.ndarray, binary: bool = False) -> Unit:
    """The unit of the population ``target``; ``incoming``: its projections that have weights other than 0.

    ``binary``: it is to be a power of two, unless scales are set by hand.

    1. Scales set by hand are kept. 2. Where all weights are whole multiples of one number that fits,
    that is the unit. 3. Otherwise each projection asks for a scale of its own, and the unit is the
    finest of these, or a little coarser where that loses less in all: every projection's scale is
    the unit over a power of two, at most what it asked for, so that nothing more is clipped.
    Projections of one magnitude ask for no resolution: the unit only has to hold that magnitude,
    exactly where that can be, else within half a step of their format. Raises :class:`UserError` E161
    for scales set by hand that have no common unit.
    """
    fixed = [each for each in incoming if each.options.units is not None]
    if fixed:
        return _by_hand(target, incoming, fixed, potentials)
    free = _free(incoming, potentials)
    if not binary or math.frexp(free.value)[0] == 0.5:
        return free
    # As fine as the weights may ask for: few units to a weight would be off by half of one in another grid.
    finest = max((each.own for each in incoming), default=free.value)
    exponent = math.log2(min(finest, _limit(incoming)))
    # Weights that are hardly more than signs are not clipped by a finer unit, only built too large by a coarser one.
    signs = bool(incoming) and all(each.options.width <= _SIGNS for each in incoming)
    power = 2.0 ** (round(exponent) if signs else math.floor(exponent))
    return Unit(power, tuple((each.name, _shift(each, power, nearest=signs)) for each in incoming), None, False)


def _free(incoming: Sequence[Incoming], potentials: np.ndarray) -> Unit:
    """The unit where no scale is set by hand."""
    grid = exact_grid([each.weights for each in incoming], [each.options.width for each in incoming], potentials)
    if grid is not None:
        shifts = tuple((each.name, shift) for each, shift in zip(incoming, grid.shifts, strict=True))
        return Unit(grid.unit, shifts, grid.fraction, True)
    # No weight sets a scale: then the potentials do, by eight bits for the largest.
    if not incoming:
        largest = float(np.max(np.abs(potentials), initial=0.0))
        return Unit(256 / largest if largest else 256.0, (), None, True)
    # One magnitude needs one integer, whatever the unit: it only has to be hit. Weights that differ need resolution.
    spread = [each for each in incoming if each.magnitude is None] or list(incoming)
    flat = [each for each in incoming if each not in spread]
    limit = _limit(incoming)
    finest = min(max(each.own for each in spread), limit)
    candidates: list[float] = []
    # A finer unit costs bits of all sums, so it is doubled only until every single magnitude is hit.
    for doublings in range(_MOST_DOUBLINGS + 1):
        candidates = _candidates(min(finest * 2**doublings, limit), spread if doublings == 0 else (), flat)
        # Exactly, if that can be: what sums to the threshold must not fall short of it by a hair.
        kept = next((k for off in (_EXACT, None) if (k := _holding(candidates, flat, off))), [])
        if kept:
            candidates = kept
            break
    best = min(candidates, key=lambda unit: _loss(incoming, unit)) if len(candidates) > 1 else candidates[0]
    return Unit(best, tuple((each.name, _shift(each, best)) for each in incoming), None, False)


def _limit(incoming: Sequence[Incoming]) -> float:
    """The finest unit: no projection may need more bits than the widest weights have, though small ones lose by it."""
    scales = (each.own * 2.0 ** (WIDEST_WEIGHT - max(2, each.options.width)) for each in incoming)
    return min(scales, default=math.inf)


def _by_hand(target: str, incoming: Sequence[Incoming], fixed: Sequence[Incoming], potentials: np.ndarray) -> Unit:
    """The unit that the scales of ``fixed`` ask for, whatever it does to the others."""
    unit = max(each.own for each in fixed)
    for each in fixed:
        if math.frexp(unit / each.own)[0] != 0.5:
            raise user_error(
                "E161",
                f"scales of projections into '{target}'; got {each.own:g} and {unit:g}, "
                "expected a power of two between them",
                hint="all projections into one population count in one unit, or in powers of two of it",
                part=("projections", each.name),
            )
    shifts = tuple((each.name, _shift(each, unit)) for each in incoming)
    exact = all(_stored_as_they_are(each, unit / 2**shift) for each, (_, shift) in zip(incoming, shifts, strict=True))
    return Unit(unit, shifts, whole_fraction(potentials * unit) if exact else None, exact)


def _stored_as_they_are(each: Incoming, scale: float) -> bool:
    """Whether the format of ``each`` holds all of its weights, in ``scale`` units per unit of weight."""
    scaled = each.weights * scale
    return are_whole(scaled) and np.array_equal(np.rint(scaled), integers(each.weights, scale, each.options.width))


def _candidates(finest: float, spread: Sequence[Incoming], flat: Sequence[Incoming]) -> list[float]:
    """Units from half of ``finest`` up to it: where a projection loses nothing by the shared unit."""
    found = {finest}
    for each in spread:
        found.add(each.own * 2.0 ** math.floor(math.log2(finest / each.own)))
    for each in flat:
        magnitude = each.magnitude or 1.0
        step = 2 ** _shift(each, finest)
        multiple = math.floor(magnitude * finest / step)
        if multiple >= 1:
            found.add(multiple * step / magnitude)
    return sorted((unit for unit in found if finest / 2 < unit <= finest), reverse=True)


def _holding(candidates: Sequence[float], flat: Sequence[Incoming], off: float | None) -> list[float]:
    """The ``candidates`` that hold every magnitude of ``flat`` within ``off``, relative; None: half a step."""
    return [unit for unit in candidates if all(_holds(each, unit, off) for each in flat)]


def _holds(flat: Incoming, unit: float, off: float | None) -> bool:
    """Whether the one magnitude of ``flat`` is stored within ``off`` in units of ``unit``; None: half a step."""
    scaled = (flat.magnitude or 0.0) * unit / 2 ** _shift(flat, unit)
    return bool(abs(round(scaled) / scaled - 1) <= (0.5**flat.options.width if off is None else off))


def _loss(incoming: Sequence[Incoming], unit: float) -> float:
    """Squared error of all weights into the population."""
    return sum(each.loss(unit / 2 ** _shift(each, unit)) for each in incoming)


def _shift(each: Incoming, unit: float, nearest: bool = False) -> int:
    """The smallest shift whose scale is at most what ``each`` asked for, or that which loses less.

    ``nearest``: the one whose scale is nearest to that.
    """
    if nearest:
        return max(0, round(math.log2(unit / each.own)))
    mantissa, exponent = math.frexp(unit / each.own)
    ceiling = max(0, exponent - 1 if mantissa == 0.5 else exponent)
    if each.by_error and ceiling > 0:
        return min((ceiling - 1, ceiling), key=lambda shift: each.loss(unit / 2**shift))
    return ceiling
