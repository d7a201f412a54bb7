"""Pieces of a network from plain values: shared by the YAML spec and the Python API."""

from __future__ import annotations

from enum import Enum
from typing import Any

import numpy as np

from snnc.connections.connection import Connection
from snnc.connections.dense import Dense
from snnc.connections.one_to_one import OneToOne
from snnc.connections.sparse import Sparse
from snnc.core.errors import user_error
from snnc.ir.network import Coding, CodingKind


class Layout(Enum):
    """Which way round a matrix of dense weights is written: rows are sources, or targets.

    A network has ``[source, target]``; PyTorch and whatever builds on it stores ``[target, source]``.
    Of a square matrix nobody can see which it is.
    """

    SOURCE_TARGET = "source_target"
    TARGET_SOURCE = "target_source"


#: An input that takes spikes as they are.
NO_CODING = Coding(CodingKind.NONE, 0, 0, 1.0, 0.0)


def decay_from_tau(tau: np.ndarray | float, dt: float, method: str) -> np.ndarray:
    """The factor kept per step: ``exp(-dt/tau)`` (exact) or ``1 - dt/tau`` (euler)."""
    ratio = dt / np.asarray(tau, dtype=np.float64)
    return np.exp(-ratio) if method == "exact" else 1.0 - ratio


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


def random_weights(kind: str, a: float, b: float, seed: int, count: int) -> np.ndarray:
    """``count`` weights from PCG64(seed): uniform in [a, b), or normal with mean a, deviation b."""
    generator = np.random.Generator(np.random.PCG64(seed))
    return generator.uniform(a, b, count) if kind == "uniform" else generator.normal(a, b, count)


def random_pairs(
    probability: float, seed: int, n_source: int, n_target: int, self_connections: bool
) -> tuple[np.ndarray, np.ndarray]:
    """Each pair of neurons with ``probability``, from PCG64(seed), sorted by source, then target."""
    generator = np.random.Generator(np.random.PCG64(seed))
    sources, targets = [], []
    for source in range(n_source):
        chosen = np.flatnonzero(generator.random(n_target) < probability)
        if not self_connections:
            chosen = chosen[chosen != source]
        targets.append(chosen)
        sources.append(np.full(chosen.size, source))
    return np.concatenate(sources).astype(np.int32), np.concatenate(targets).astype(np.int32)


def sorted_sparse(source: np.ndarray, target: np.ndarray, weights: np.ndarray) -> Sparse:
    """A :class:`Sparse` from lists in any order."""
    beyond = (np.abs(source) >= 1 << 31) | (np.abs(target) >= 1 << 31)
    if np.any(beyond):
        raise user_error("E135", "synapse index out of range; expected less than 2**31")
    order = np.lexsort((target, source))
    return Sparse(
        np.asarray(source)[order].astype(np.int32),
        np.asarray(target)[order].astype(np.int32),
        np.asarray(weights, dtype=np.float64)[order],
    )


def dense(weights: np.ndarray, layout: Layout) -> Dense:
    """A :class:`Dense` from a matrix that is written as ``layout`` says."""
    return Dense(weights if layout is Layout.SOURCE_TARGET else np.ascontiguousarray(weights.T))


def without_self(weights: np.ndarray) -> np.ndarray:
    """Dense weights with the diagonal set to 0."""
    result = np.array(weights)
    np.fill_diagonal(result, 0.0)
    return result


def constant(kind: str, value: float, n_source: int, n_target: int) -> Connection:
    """All weights equal."""
    if kind == "one_to_one":
        return OneToOne(np.full(n_target, value))
    return Dense(np.full((n_source, n_target), value))
