"""Connection kinds: the structure of a projection, kept down to the hardware.

The same classes carry real weights (float64) in :class:`~snnc.ir.network.Network` and integer
weights (int32) in :class:`~snnc.ir.quantised.QuantisedNetwork`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import assert_never

import numpy as np


@dataclass(frozen=True, eq=False)
class Dense:
    """Every source neuron to every target neuron: ``weights`` [source, target], that is [n_source, n_target]."""

    weights: np.ndarray


@dataclass(frozen=True, eq=False)
class Sparse:
    """Listed synapses, sorted by source, then target, each pair once.

    ``source``, ``target``: int32 [n_synapses]; ``weights`` [n_synapses].
    """

    source: np.ndarray
    target: np.ndarray
    weights: np.ndarray


@dataclass(frozen=True, eq=False)
class OneToOne:
    """Neuron k to neuron k: ``weights`` [n]."""

    weights: np.ndarray


Connection = Dense | Sparse | OneToOne


def weights_of(connection: Connection) -> np.ndarray:
    """All weights of ``connection`` as stored."""
    return connection.weights


def with_weights(connection: Connection, weights: np.ndarray) -> Connection:
    """The same synapses with other weights (same shape)."""
    match connection:
        case Dense():
            return Dense(weights)
        case Sparse(source, target, _):
            return Sparse(source, target, weights)
        case OneToOne():
            return OneToOne(weights)
        case _:
            assert_never(connection)


def synapses(connection: Connection) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Every synapse as ``(source, target, weight)`` arrays [n_synapses], sorted by source."""
    match connection:
        case Dense(weights):
            n_source, n_target = weights.shape
            source = np.repeat(np.arange(n_source, dtype=np.int32), n_target)
            return source, np.tile(np.arange(n_target, dtype=np.int32), n_source), weights.reshape(-1)
        case Sparse(source, target, weights):
            return source, target, weights
        case OneToOne(weights):
            index = np.arange(weights.size, dtype=np.int32)
            return index, index, weights
        case _:
            assert_never(connection)


def column_sums(connection: Connection, weights: np.ndarray, n_target: int) -> np.ndarray:
    """Sum per target neuron of ``weights``, shaped as the connection's own: [n_target]."""
    match connection:
        case Dense():
            return np.asarray(weights.sum(axis=0))
        case Sparse(_, target, _):
            return np.bincount(target, weights=weights, minlength=n_target)
        case OneToOne():
            return weights
        case _:
            assert_never(connection)


def per_source(connection: Connection, values: np.ndarray) -> np.ndarray:
    """The value of each synapse's source, shaped as the weights; ``values`` [n_source]."""
    match connection:
        case Dense(weights):
            return np.broadcast_to(values[:, None], weights.shape)
        case Sparse(source, _, _):
            return np.asarray(values[source])
        case OneToOne():
            return values
        case _:
            assert_never(connection)
