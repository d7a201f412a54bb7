"""The width of a state: what it must hold before it saturates, proved, reached or seen."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from snnc.numbers.fixed import Interval, signed_width

#: A state that is proved not to saturate at up to this width is that wide, even where its steps need less.
_WIDEST_PROVED = 24
#: States wider than this saturate rather than grow.
WIDEST_STATE = 32
#: Room left above and below the values that calibration has seen.
_CALIBRATION_MARGIN = 1.5


@dataclass(frozen=True)
class Width:
    """The width of a state, and why: how its saturation is spoken of in reports; ``short``: bits that it lacks."""

    bits: int
    saturation: str
    short: int = 0


def seen_width(needed: int, scale: float, seen: tuple[float, float]) -> Width:
    """Room for the values ``seen`` in calibration, and a margin; ``needed``: bits of the parameters."""
    margin = _CALIBRATION_MARGIN * scale
    span = Interval(int(min(seen[0], 0.0) * margin) - 1, int(max(seen[1], 0.0) * margin) + 1)
    return Width(min(max(needed, signed_width(span)), WIDEST_STATE), "room for what calibration saw")


def bounded_width(needed: int, ends: tuple[float, float]) -> Width:
    """Room for the values between ``ends``, in units; ``needed``: bits of the parameters."""
    # The upper end of a format is one unit below a power of two: a bound at that power is meant to be the end.
    span = Interval(math.floor(min(ends[0], 0.0)), math.ceil(max(ends[1], 0.0)) - 1)
    wanted = max(needed, signed_width(span))
    return Width(min(wanted, WIDEST_STATE), "at declared bounds", max(0, wanted - WIDEST_STATE))


def safe_width(
    needed: int, steps: int, known: bool, never: Callable[[int], bool], reach: Callable[[int], Interval]
) -> Width:
    """The narrowest width that ``never`` saturates; where there is none, room for ``steps``.

    ``needed``: bits of the parameters; ``known``: whether a sample has so many steps; ``never``: whether
    that many bits are proved to be enough; ``reach``: the values that so many steps lead to.
    """
    proved = next(filter(never, range(needed, _WIDEST_PROVED + 1)), None)
    wanted = max(needed, signed_width(reach(steps))) if proved is None else 0
    if wanted > WIDEST_STATE:
        # Steps without end may still lead no further than the leak allows.
        proved = next(filter(never, range(max(needed, _WIDEST_PROVED + 1), WIDEST_STATE + 1)), None)
    if proved is not None:
        return Width(proved, "proved unneeded")
    if wanted > WIDEST_STATE:
        return Width(WIDEST_STATE, f"too narrow for {steps} steps", wanted - WIDEST_STATE)
    return Width(wanted, f"impossible in {steps} steps" if known else f"room for {steps} steps")
