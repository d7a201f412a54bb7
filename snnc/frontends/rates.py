"""How many spikes a Poisson source sends, and frequencies with a unit."""

from __future__ import annotations

import math
import re

from snnc.core.errors import Diagnostic, UserError
from snnc.ir.network import CodingKind

_RATE = re.compile(r"([0-9.eE+-]{1,40})\s*(k?)Hz", re.ASCII)
#: How a rate is written.
RATE_HINT = "spikes per unit of dt, as in 'rate: 0.04'; or with Hz, for a dt in milliseconds, as in 'rate: 40 Hz'"
#: Spikes per millisecond of one hertz.
_HERTZ = 1e-3


def scale_of(name: str, kind: CodingKind, *, rate: float | str | None, scale: float | None, dt: float) -> float:
    """Spikes per step of a source of the input ``name`` whose value is 1.

    ``rate``: spikes per unit of ``dt``, or text such as ``"40 Hz"``, for which ``dt`` counts in milliseconds;
    ``scale``: spikes per step. 1 where neither is given. Raises :class:`UserError` E113.
    """

    def wrong(message: str, hint: str = "") -> UserError:
        return UserError(Diagnostic("E113", message, hint=hint, part=("inputs", name, "coding")))

    if rate is None:
        return 1.0 if scale is None else scale
    if scale is not None:
        raise wrong(
            f"the coding of '{name}' has both 'rate' and 'scale'", "'scale' is a rate per step: give one of them"
        )
    if kind is not CodingKind.POISSON:
        raise wrong(f"the coding of '{name}' has a 'rate'; got kind {kind.value}, expected poisson")
    per_unit = per_unit_of_time(rate)
    if per_unit is None or not math.isfinite(per_unit) or per_unit < 0:
        message = f"rate of '{name}'; got '{str(rate)[:40]}', expected a number of at least 0, or one with Hz"
        raise wrong(message, RATE_HINT)
    if per_unit * dt > 1.0:
        raise wrong(
            f"rate of '{name}'; got {per_unit * dt:g} spikes per step, expected at most 1",
            f"a source sends one spike per step at most: dt is {dt:g}, so at most {1 / dt:g} per unit of time",
        )
    return per_unit * dt


def per_unit_of_time(rate: float | str) -> float | None:
    """``rate``, a number or text such as ``"5 Hz"``, per unit of time; None where it is no rate."""
    if isinstance(rate, bool):
        return None
    if not isinstance(rate, str):
        return float(rate)
    found = _RATE.fullmatch(rate.strip())
    if found is None:
        return None
    try:
        return float(found[1]) * (1000.0 if found[2] else 1.0) * _HERTZ
    except ValueError:
        return None
