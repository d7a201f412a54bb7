"""Pieces of a network from plain values: shared by the YAML spec and the Python API."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.numbers.transcendental import exp


@dataclass(frozen=True)
class Ends:
    """Neurons at the two ends of a projection."""

    source: int
    target: int


def decay_from_tau(tau: np.ndarray | float, dt: float, method: str) -> np.ndarray:
    """The factor kept per step: ``exp(-dt/tau)`` (exact) or ``1 - dt/tau`` (euler)."""
    with np.errstate(over="ignore"):  # a step of infinitely many time constants: nothing is kept
        ratio = dt / np.asarray(tau, dtype=np.float64)
    return exp(-ratio) if method == "exact" else 1.0 - ratio


def reals(values: Any) -> np.ndarray:
    """``values`` as a float64 array of any shape; ValueError for anything but real numbers in a regular array."""
    array = np.asarray(values)
    if array.dtype.kind not in "biuf":
        raise ValueError("no real numbers")
    return array.astype(np.float64)


def parameter(value: float | np.ndarray) -> float | np.ndarray:
    """A float, or a float64 array [size] in C order."""
    array = np.asarray(value, dtype=np.float64)
    return float(array) if array.ndim == 0 else array.reshape(-1)


def projection_names(ends: list[tuple[str, str, str]]) -> list[str]:
    """Names for projections ``(given name or "", source, target)``; made up where none is given."""
    used = {name for name, _, _ in ends if name}
    result = []
    for name, source, target in ends:
        base = f"{source}_{target}"
        candidate, count = name or base, 1
        while not name and candidate in used:
            count += 1
            candidate = f"{base}_{count}"
        used.add(candidate)
        result.append(candidate)
    return result
