"""Real values that an input sends, as they are given from Python: a range, bits, a wave."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from snnc.core.errors import Diagnostic, UserError
from snnc.frontends.waves import wave_of
from snnc.ir.network import ValueRange
from snnc.ir.options import DEFAULT_NUMBER_BITS


def values_of(name: str, current: Any, bits: Any, wave: Any, steps: int) -> ValueRange | None:
    """What the input called ``name`` sends in place of spikes; None where it sends those.

    ``current``: the lowest and the highest value, None where a ``wave`` tells; ``bits``: None for the default;
    ``steps``: of a sample. Raises :class:`UserError` E113.
    """

    def wrong(key: str, message: str, hint: str = "") -> UserError:
        return UserError(Diagnostic("E113", message, hint=hint, part=("inputs", name, key)))

    if bits is None:
        bits = DEFAULT_NUMBER_BITS
    elif current is None and wave is None:
        raise wrong("bits", f"'{name}' has bits, but sends spikes", "give it a current, its lowest and highest value")
    if isinstance(bits, bool) or not isinstance(bits, int | np.integer):
        raise wrong("bits", f"bits of '{name}'; got {str(bits)[:40]!r}, expected a whole number")
    if wave is not None and not isinstance(wave, Mapping):
        hint = 'as in wave={"kind": "sine", "amplitude": 1.0, "frequency": "5 Hz"}'
        raise wrong("wave", f"wave of '{name}'; got {str(wave)[:40]!r}, expected a kind and its numbers", hint)
    sent = None if wave is None else wave_of(name, wave)
    if current is None and sent is None:
        return None
    low, high = sent.ends if current is None and sent is not None else (_end(current, k) for k in (0, 1))
    if low is None or high is None:
        got = str(current)[:40]
        raise wrong("range", f"current of '{name}'; got {got!r}, expected two numbers: the lowest, the highest")
    return ValueRange(low, high, int(bits), wave=sent, steps=steps if sent else 0)


def _end(current: Any, k: int) -> float | None:
    """One of the two ends of a range; None where it is none."""
    if not isinstance(current, list | tuple | np.ndarray) or len(current) != 2:
        return None
    end = current[k]
    if isinstance(end, bool) or not isinstance(end, int | float | np.number) or isinstance(end, complex):
        return None
    try:
        return float(end) if math.isfinite(float(end)) else None
    except OverflowError:
        return None
