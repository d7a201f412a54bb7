"""Currents over time as they are given: a kind and its numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from snnc.core.digits import unit_hint
from snnc.core.errors import Diagnostic, UserError
from snnc.core.words import closest, either
from snnc.frontends.rates import per_unit_of_time
from snnc.ir.waves import RampWave, SineWave, StepWave, Wave

#: By kind, its keys and what giving none of one means; None: it must be given.
KEYS: Mapping[str, Mapping[str, float | None]] = {
    "step": {"before": 0.0, "after": None, "at": None},
    "ramp": {"before": 0.0, "after": None, "start": 0.0, "end": None},
    "sine": {"amplitude": None, "frequency": None, "offset": 0.0, "phase": 0.0},
}


def wave_of(name: str, given: Mapping[str, Any]) -> Wave:
    """The current that ``given`` describes, of the input called ``name``: its ``kind``, and its numbers.

    Times are in the unit of ``dt``; a frequency is in turns per unit of time, or text such as ``"5 Hz"``, for which
    ``dt`` counts in milliseconds; a phase is in radians. Raises :class:`UserError` E113.
    """

    def wrong(message: str, hint: str = "") -> UserError:
        return UserError(Diagnostic("E113", message, hint=hint, part=("inputs", name, "wave")))

    kind = str(given.get("kind"))
    if kind not in KEYS:
        raise wrong(f"kind of the wave of '{name}'; got '{kind[:40]}', expected {either(KEYS)}")
    keys, values = KEYS[kind], dict[str, float]()
    for key in given:
        if key != "kind" and key not in keys:
            message = f"the wave of '{name}' has no '{str(key)[:40]}'{closest(str(key), keys)}"
            raise wrong(message, f"keys of kind {kind}: {', '.join(keys)}")
    for key, default in keys.items():
        value = given.get(key, default)
        if value is None:
            raise wrong(f"the wave of '{name}' lacks '{key}'")
        number = _number(value)
        if key == "frequency" and isinstance(value, str):
            number = per_unit_of_time(value)
        if number is None or not math.isfinite(number) or abs(number) > 1e30:
            most = "" if number is None else " within -1e30 … 1e30"
            message = f"{key} of the wave of '{name}'; got '{str(value)[:40]}', expected a number{most}"
            raise wrong(message, unit_hint(value))
        values[key] = number
    match kind:
        case "step":
            return StepWave(**values)
        case "ramp":
            if not values["start"] < values["end"]:
                raise wrong(f"the wave of '{name}' ends at {values['end']:g}; expected later than {values['start']:g}")
            return RampWave(**values)
        case _:
            angle = 2.0 * math.pi * values["frequency"]
            return SineWave(values["offset"], values["amplitude"], angle, phase=values["phase"])


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float | np.number):
        return None
    try:
        return float(value)
    except OverflowError:
        return None
