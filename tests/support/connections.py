"""Every answer of a connection against its own synapses."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

import snnc
from snnc.connections.connection import Connection
from snnc.connections.gather import exact_dtype
from snnc.connections.registry import KINDS
from snnc.core.text import Codec
from snnc.ir.quantised import QuantisedNetwork, QuantisedProjection
from snnc.passes.allocate import SynapseMemory, allocate
from snnc.passes.pipeline import quantise
from snnc.plan.hardware import Slice

#: Lanes of the rows that are looked at.
_LANES = (1, 4)


def matrix_of(connection: Connection, n_source: int, n_target: int) -> np.ndarray:
    """The weights [n_source, n_target] that ``connection`` stands for, added one by one."""
    matrix = np.zeros((n_source, n_target), connection.weights.dtype)
    for source, target, weight in zip(*connection.synapses(), strict=True):
        matrix[source, target] += weight
    return matrix


def whole(connection: Connection, seed: int) -> Connection:
    """``connection`` with small integers for weights, some of them 0."""
    rng = np.random.default_rng([seed, 8])
    return connection.with_weights(rng.integers(-9, 10, connection.weights.shape).astype(np.int32))


def check(connection: Connection, n_source: int, n_target: int, seed: int) -> None:
    """Every answer of ``connection``, which has integer weights."""
    check_synapses(connection, n_source, n_target)
    check_text(connection, Codec(KINDS.values()))
    check_complaints(connection, n_source, n_target)
    check_sums(connection, n_source, n_target, np.random.default_rng([seed, 9]))
    check_slices(connection, n_source, n_target)
    check_memory(connection, n_source, n_target)


def check_synapses(connection: Connection, n_source: int, n_target: int) -> None:
    """The list itself: within the sizes, sorted by source, each pair once; other weights, the same pairs."""
    assert not list(connection.complaints(n_source, n_target))
    source, target, weight = connection.synapses()
    assert source.shape == target.shape == weight.shape == (source.size,)
    assert np.all((source >= 0) & (source < n_source) & (target >= 0) & (target < n_target))
    assert np.all(np.diff(source) >= 0)
    assert np.unique(source.astype(np.int64) * n_target + target).size == source.size
    assert not connection.complete or source.size == n_source * n_target
    doubled = connection.with_weights(2 * connection.weights)
    for a, b in zip(doubled.synapses(), (source, target, 2 * weight), strict=True):
        assert np.array_equal(a, b)
    assert doubled.weights.shape == connection.weights.shape and type(doubled) is type(connection)
    normal = connection.normal()
    assert not list(normal.complaints(n_source, n_target))
    assert np.array_equal(matrix_of(normal, n_source, n_target), matrix_of(connection, n_source, n_target))


def check_text(connection: Connection, codec: Codec) -> None:
    """The text form parses back, to the same bytes."""
    text = codec.print(connection)
    again = codec.parse(text, "test")
    assert type(again) is type(connection) and codec.print(again) == text
    for a, b in zip(again.synapses(), connection.synapses(), strict=True):
        assert np.array_equal(a, b)


def check_complaints(connection: Connection, n_source: int, n_target: int) -> None:
    """Where a synapse has no neuron, the kind says so."""
    source, target, _ = connection.synapses()
    if source.size:
        assert list(connection.complaints(int(source.max()), n_target))
        assert list(connection.complaints(n_source, int(target.max())))


def check_sums(connection: Connection, n_source: int, n_target: int, rng: np.random.Generator) -> None:
    """Golden's sums, those of bounds, and how often each weight is used."""
    matrix = matrix_of(connection, n_source, n_target)
    for bits in (24, 40):
        gather = connection.gather(n_source, n_target, exact_dtype(bits))
        for rows in (1, 9):
            spikes = rng.random((rows, n_source)) < 0.4
            events = (spikes * rng.integers(1, 6, spikes.shape)).astype(np.uint8)
            for given in (spikes, events, np.zeros_like(spikes), np.ones_like(spikes)):
                assert np.array_equal(gather(given, 4), given.astype(np.int64) @ matrix)
    other = rng.integers(-9, 10, connection.weights.shape)
    expected = matrix_of(connection.with_weights(other), n_source, n_target).sum(axis=0)
    assert np.array_equal(connection.sums(other, n_target), expected)
    assert connection.count(other > 0) == np.count_nonzero(
        matrix_of(connection.with_weights(other > 0), n_source, n_target)
    )
    # What all weights add up to, each as often as it is used, is what the spikes of all sources add.
    rates = rng.integers(0, 9, n_source).astype(float)
    use = connection.use(rates)
    assert use.shape == connection.weights.shape
    assert np.sum(use * other) == rates @ matrix_of(connection.with_weights(other), n_source, n_target).sum(axis=1)
    for neuron in range(n_source):
        row = np.zeros(n_target, matrix.dtype)
        target, weight = connection.row(neuron)
        np.add.at(row, target, weight)
        assert np.array_equal(row, matrix[neuron])


def check_slices(connection: Connection, n_source: int, n_target: int) -> None:
    """What partition and allocate ask about a slice of the target."""
    matrix = matrix_of(connection, n_source, n_target)
    slices = [(0, n_target), (0, 1), (n_target - 1, 1), (n_target // 3, n_target - n_target // 3)]
    for first, size in slices:
        part = matrix[:, first : first + size]
        source, target, weight = connection.onto(first, size)
        found = np.zeros_like(part)
        np.add.at(found, (source, target), weight)
        assert np.array_equal(found, part)
        block = np.full_like(part, 3)
        connection.add_to(block, first)
        assert np.array_equal(block, part + 3)
        assert connection.touches(first, size) == bool(part.any())
        reaching = connection.reaching(n_source, first, size)
        assert reaching.shape == (n_source,) and np.all(reaching >= part.any(axis=1))
        for lanes in _LANES:
            padded = np.pad(part, ((0, 0), (0, -size % lanes))).reshape(n_source, -1, lanes)
            used = int(np.count_nonzero(padded.any(axis=2)))
            rows = [padded[k][padded[k].any(axis=1)].tobytes() for k in range(n_source)]
            distinct = sum(len(row) for row in set(rows)) // padded.itemsize // lanes
            words = connection.row_words(first, size, lanes)
            assert used <= words <= n_source * padded.shape[1]
            assert distinct <= connection.stored_words(first, size, lanes) <= words


def check_memory(connection: Connection, n_source: int, n_target: int) -> None:
    """Allocated on one core and on two: rows, read as the hardware reads them, hold every weight."""
    matrix = matrix_of(connection, n_source, n_target)
    network = _network(connection, n_source, n_target)
    half = (n_target + 1) // 2
    for lanes in _LANES:
        for slices in ([(0, n_target)], [(0, half), (half, n_target - half)]):
            found = np.zeros_like(matrix)
            for first, size in slices:
                if size:
                    memory = allocate(
                        network, name="core", lanes=lanes, slices=[Slice("y", first, size, 0)], limit=1 << 20
                    )
                    found[:, first : first + size] = _unrolled(memory, n_source, size, lanes)
            assert np.array_equal(found, matrix)


def _unrolled(memory: SynapseMemory, n_source: int, size: int, lanes: int) -> np.ndarray:
    slots = np.zeros((n_source, -(-size // lanes) * lanes), np.int64)
    if memory.axons:
        rows = zip(memory.rows.base.tolist(), memory.rows.start.tolist(), memory.rows.length.tolist(), strict=True)
        for axon, (base, start, length) in enumerate(rows):
            for k in range(base, base + length):
                word = start + (k - base if memory.offsets is None else int(memory.offsets[k]))
                slots[axon, word * lanes : (word + 1) * lanes] += memory.weights[k]
    assert not slots[:, size:].any()
    return slots[:, :size]


def _network(connection: Connection, n_source: int, n_target: int) -> QuantisedNetwork:
    """``connection`` from input x to population y."""
    b = snnc.NetworkBuilder("one")
    b.input("x", n_source)
    b.population("y", n_target, model="if", threshold=1.0)
    b.output("y")
    _, network = quantise(b.build(), snnc.QuantiseOptions())
    return replace(
        network,
        projections=(QuantisedProjection(name="p", source="x", target="y", connection=connection, delay=0, bits=8),),
    )
