"""Tables of functions: as few entries as keep a stated error, read with linear interpolation."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from snnc.numbers.fixed import Interval, Rounding, round_shift
from snnc.numbers.functions import FUNCTIONS

#: Most entries of a table, as a power of two.
_MOST_ENTRY_BITS = 10
#: A table of no more entries than these costs little: it may be finer than the error that is asked for.
_FEW = 64
#: Units by which a value may be off whatever the error that is asked for: entries, their difference and
#: the interpolation are rounded, by half a unit each.
_ROUNDED = 1.5
#: Arguments at which the error between two entries is looked at, if there are so many.
_LOOKED_AT = 128


@dataclass(frozen=True)
class Tabulated:
    """``base[k] + step[k] * f / 2**shift`` for the argument ``lo + k * 2**shift + f``, 0 <= f < ``2**shift``.

    ``span``: the arguments that it holds, in units; ``error``: the largest difference from the function in units of
    the result, and ``relative``: the largest of those beyond ``_ROUNDED`` units, as a share of the function.
    """

    span: Interval
    shift: int
    base: tuple[int, ...]
    step: tuple[int, ...]
    error: float
    relative: float


@lru_cache(maxsize=256)
def tabulate(
    function: str,
    span: Interval,
    scales: tuple[float, float],
    rounding: Rounding,
    tolerance: float,
    fine: float = math.inf,
) -> Tabulated:
    """The smallest table of ``function`` whose relative error is at most ``tolerance``, beside rounding.

    ``span``: the arguments that occur; ``scales``: units per real unit of argument and result. Where no table of
    the most entries is as good as that, the largest one; where one of :data:`_FEW` entries has at most the error
    ``fine``, the smallest of those.
    """
    known = FUNCTIONS[function]
    lowest, highest = round(known.low * scales[0]), round(known.high * scales[0])
    lo = min(max(span.lo, lowest), highest)
    held = Interval(lo, max(lo, min(span.hi, highest)))
    finest = max(0, (held.hi - held.lo).bit_length() - _MOST_ENTRY_BITS)
    kept: Tabulated | None = None
    for shift in range(max(finest, (held.hi - held.lo).bit_length() - 1), finest, -1):
        made = _table(function, held, scales=scales, shift=shift, rounding=rounding)
        kept = kept or (made if made.relative <= tolerance else None)
        few, good = len(made.base) <= _FEW, made.relative <= fine
        if kept and (good or not few):
            return made if few and good else kept
    return kept or _table(function, held, scales=scales, shift=finest, rounding=rounding)


def _table(function: str, span: Interval, scales: tuple[float, float], shift: int, rounding: Rounding) -> Tabulated:
    """The table with an entry for every ``2**shift`` arguments."""
    known = FUNCTIONS[function]
    count = ((span.hi - span.lo) >> shift) + 1
    places = span.lo + (np.arange(count + 1) << shift)
    # Wider entries than golden's integers hold are refused by the widths of the program; here they only end.
    widest = 2.0 ** (61 - shift)
    entries = np.rint(np.clip(known.exact(places / scales[0]) * scales[1], -widest, widest)).astype(np.int64)
    base, step = entries[:-1], np.diff(entries)
    # The error is looked at for every argument, or for many in every entry.
    inside = np.unique(np.arange(min(1 << shift, _LOOKED_AT)) * (1 << shift) // min(1 << shift, _LOOKED_AT))
    at = (places[:-1, None] + inside).ravel()
    read = (base[:, None] + round_shift(step[:, None] * inside, shift, rounding)).ravel()
    wanted = known.real(at / scales[0]) * scales[1]
    error = np.abs(read - wanted)[at <= span.hi]
    beside = np.maximum(error - _ROUNDED, 0.0) / np.maximum(np.abs(wanted[at <= span.hi]), 1e-30)
    return Tabulated(
        span=span,
        shift=shift,
        base=tuple(base.tolist()),
        step=tuple(step.tolist()),
        # Few digits: the last ones of the real functions differ from machine to machine.
        error=float(f"{np.max(error):.6g}"),
        relative=float(f"{np.max(beside):.6g}"),
    )
