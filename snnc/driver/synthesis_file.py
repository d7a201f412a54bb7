"""``synth.json`` read back: what a report needs of it, and nothing taken on trust."""

from __future__ import annotations

import json
import reprlib
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from snnc.core.errors import user_error
from snnc.core.inputs import read_input
from snnc.target.resources import Resources

_NAMES = ("network", "device", "part")
_RESOURCES = tuple(field.name for field in fields(Resources))
#: No name is longer, no device has more of anything, no clock is as fast in MHz.
_LONGEST, _MOST, _FASTEST = 80, 1e9, 1e6


def read_synthesis(path: Path, network: str) -> dict[str, Any]:
    """Names, ``area``, ``capacity`` and ``place_and_route`` of ``path``, which ``snnc synth`` left for ``network``.

    Raises :class:`UserError` E405 for a file that is none, or is about another network.
    """
    try:
        found = _checked(_read(path))
    except (OSError, ValueError, RecursionError) as err:
        text = (isinstance(err, OSError) and err.strerror) or str(err)
        reason = (text.splitlines() or [type(err).__name__])[0][:160]
        raise user_error(
            "E405", f"'{path}' is no synth.json: {reason}", hint="name the synth.json that snnc synth wrote"
        ) from err
    if found["network"] != network:
        raise user_error(
            "E405",
            f"'{path}' is about network '{found['network']}', expected '{network}'",
            hint="name the synth.json of the same design",
        )
    return found


def _read(path: Path) -> Any:
    return json.loads(read_input(path).decode("utf-8"))


def _checked(read: Any) -> dict[str, Any]:
    """The parts of ``read`` that are known; :class:`ValueError` for what cannot be."""
    top = _object(read, "the whole")
    found: dict[str, Any] = {name: _name(top.get(name), name) for name in _NAMES}
    for part in ("area", "capacity"):
        counts = _object(top.get(part), part)
        found[part] = {name: _number(counts.get(name), f"{part}.{name}", _MOST) for name in _RESOURCES}
    found["place_and_route"] = None
    if top.get("place_and_route") is not None:
        clock = _object(top["place_and_route"], "place_and_route").get("fmax")
        if clock is not None and not _number(clock, "fmax", _FASTEST):
            raise ValueError("fmax; got 0, expected MHz above 0")
        found["place_and_route"] = {"fmax": clock}
    return found


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{what}; got {reprlib.repr(value)}, expected an object")
    return value


def _name(value: Any, what: str) -> str:
    if not isinstance(value, str) or not value.isprintable() or not 0 < len(value) <= _LONGEST:
        raise ValueError(f"{what}; got {reprlib.repr(value)}, expected a name of up to {_LONGEST} characters")
    return value


def _number(value: Any, what: str, most: float) -> int | float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
        return value
    raise ValueError(f"{what}; got {reprlib.repr(value)}, expected a number from 0 to {most:g}")
