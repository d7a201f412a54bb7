"""What each connection kind is: random ones, and their synapses, read from their docstrings.

A connection class of snnc without an entry in :data:`KINDS` fails a test.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.connections.dense import Dense
from snnc.connections.one_to_one import OneToOne
from snnc.connections.sparse import Sparse

Synapses = Iterator[tuple[int, int, float]]
Draw = Callable[[int], np.ndarray]


@dataclass(frozen=True)
class Kind:
    """``fits``: whether a kind can join these sizes; ``generate``: a random one; ``read``: (source, target, weight)."""

    fits: Callable[[int, int], bool]
    generate: Callable[[np.random.Generator, int, int, Draw], Any]
    read: Callable[[Any], Synapses]


def _dense(rng: np.random.Generator, n_source: int, n_target: int, draw: Draw) -> Dense:
    if rng.random() < 0.15:
        return Dense(np.full((n_source, n_target), draw(1)[0]))
    weights = draw(n_source * n_target).reshape(n_source, n_target)
    if rng.random() < 0.3:
        weights[rng.random(weights.shape) < 0.5] = 0.0
    return Dense(weights)


def _read_dense(connection: Dense) -> Synapses:
    for source, row in enumerate(connection.weights.tolist()):
        for target, weight in enumerate(row):
            yield source, target, weight


def _sparse(rng: np.random.Generator, n_source: int, n_target: int, draw: Draw) -> Sparse:
    density = rng.choice([0.05, 0.2, 0.6])
    source, target = np.nonzero(rng.random((n_source, n_target)) < density)
    weights = draw(source.size)
    weights[rng.random(source.size) < 0.1] = 0.0
    return Sparse(source.astype(np.int32), target.astype(np.int32), weights)


def _read_sparse(connection: Sparse) -> Synapses:
    yield from zip(connection.source.tolist(), connection.target.tolist(), connection.weights.tolist(), strict=True)


def _read_one_to_one(connection: OneToOne) -> Synapses:
    for neuron, weight in enumerate(connection.weights.tolist()):
        yield neuron, neuron, weight


KINDS: dict[type, Kind] = {
    Dense: Kind(lambda n_source, n_target: True, _dense, _read_dense),
    Sparse: Kind(lambda n_source, n_target: True, _sparse, _read_sparse),
    OneToOne: Kind(
        lambda n_source, n_target: n_source == n_target,
        lambda rng, n_source, n_target, draw: OneToOne(draw(n_source)),
        _read_one_to_one,
    ),
}


def synapses(connection: Any) -> Synapses:
    """Every synapse of ``connection`` as (source, target, weight)."""
    return KINDS[type(connection)].read(connection)
