"""The synapses of each connection kind, read from its docstring and not by its code.

A kind of snnc without an entry in :data:`READERS` fails a test. One that is registered from outside
is taken at its word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from snnc.connections.connection import Connection
from snnc.connections.dense import Dense
from snnc.connections.one_to_one import OneToOne
from snnc.connections.sparse import Sparse

Synapses = Iterator[tuple[int, int, float]]


def _dense(connection: Dense) -> Synapses:
    for source, row in enumerate(connection.weights.tolist()):
        for target, weight in enumerate(row):
            yield source, target, weight


def _sparse(connection: Sparse) -> Synapses:
    yield from zip(connection.source.tolist(), connection.target.tolist(), connection.weights.tolist(), strict=True)


def _one_to_one(connection: OneToOne) -> Synapses:
    for neuron, weight in enumerate(connection.weights.tolist()):
        yield neuron, neuron, weight


def _listed(connection: Connection) -> Synapses:
    yield from zip(*(each.tolist() for each in connection.synapses()), strict=True)


READERS: dict[type, Callable[[Any], Synapses]] = {Dense: _dense, Sparse: _sparse, OneToOne: _one_to_one}


def synapses(connection: Connection) -> Synapses:
    """Every synapse of ``connection`` as (source, target, weight)."""
    return READERS.get(type(connection), _listed)(connection)
