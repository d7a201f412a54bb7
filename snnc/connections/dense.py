"""Dense: every source neuron to every target neuron."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

import numpy as np

from snnc.connections.complaint import Complaint, RefusalError
from snnc.connections.connection import Connection, Draw
from snnc.connections.gather import Gatherer, Synapses, gather_matrix
from snnc.connections.keys import SELF_CONNECTIONS, WEIGHTS, Key, OneOf, Sizes, check_count, check_self_connections
from snnc.connections.values import Weights
from snnc.core.words import words

#: Said where weights have the shape of their transpose.
_TRANSPOSED = (
    "this is the shape of the transpose: say 'layout: target_source' for weights stored as [target, source], "
    "as PyTorch does, and for no others"
)


class Layout(Enum):
    """Which way round a matrix of weights is written: rows are sources, or targets.

    A network has ``[source, target]``; PyTorch and whatever builds on it stores ``[target, source]``.
    Of a square matrix nobody can see which it is.
    """

    SOURCE_TARGET = "source_target"
    TARGET_SOURCE = "target_source"


@dataclass(frozen=True, eq=False)
class Dense(Connection):
    """Every source neuron to every target neuron: ``weights`` [source, target], that is [n_source, n_target]."""

    name = "dense"
    words = words(("fc linear full alltoall fullyconnected affine", "dense", ""))
    keys = (
        WEIGHTS,
        Key("layout", OneOf(Layout), "which way round the matrix is written", purpose="a matrix of dense weights"),
        SELF_CONNECTIONS,
    )
    complete = True

    weights: np.ndarray

    @classmethod
    def from_values(cls, values: Mapping[str, Any], sizes: Sizes) -> Dense:
        """A listed matrix as its layout says; else all weights by the rule."""
        weights: Weights = values["weights"]
        if values["layout"] is not None and not weights.listed:
            raise RefusalError("E119", "'layout' is for a matrix of dense weights", key="layout")

        def shape() -> tuple[int, int]:
            check_count(sizes.source * sizes.target)
            return sizes.source, sizes.target

        matrix = weights.spread(shape)
        if values["layout"] is Layout.TARGET_SOURCE:
            matrix = np.ascontiguousarray(matrix.T)
        if not values["self_connections"]:
            check_self_connections(sizes)
            if matrix.shape == shape():
                matrix = np.array(matrix)
                np.fill_diagonal(matrix, 0.0)
        return cls(matrix)

    def synapses(self) -> Synapses:
        """Row after row."""
        n_source, n_target = self.weights.shape
        source = np.repeat(np.arange(n_source, dtype=np.int32), n_target)
        return source, np.tile(np.arange(n_target, dtype=np.int32), n_source), self.weights.reshape(-1)

    def complaints(self, n_source: int, n_target: int) -> Iterator[Complaint]:
        """A matrix of another shape."""
        shape = self.weights.shape
        if shape != (n_source, n_target):
            message = f"weights as [source, target]; got shape {list(shape)}, expected [{n_source}, {n_target}]"
            yield Complaint("E133", message, _TRANSPOSED if shape == (n_target, n_source) else "")

    def gather(self, n_source: int, n_target: int, dtype: np.dtype) -> Gatherer:
        """Products with the matrix."""
        return gather_matrix(np.ascontiguousarray(self.weights, dtype=dtype))

    def sums(self, weights: np.ndarray, n_target: int) -> np.ndarray:
        """The sums of the columns."""
        return np.asarray(weights.sum(axis=0))

    def use(self, rates: np.ndarray) -> np.ndarray:
        """All weights of a row are used as often as its source spikes."""
        return np.broadcast_to(rates[:, None], self.weights.shape)

    def count(self, counted: np.ndarray) -> int:
        """A synapse has a weight of its own."""
        return int(np.count_nonzero(counted))

    def row(self, neuron: int) -> tuple[np.ndarray, np.ndarray]:
        """A row of the matrix."""
        return np.arange(self.weights.shape[1]), self.weights[neuron]

    def onto(self, first: int, size: int) -> Synapses:
        """Without weights of 0: sparse rows need no word for them."""
        block = self.weights[:, first : first + size]
        source, target = np.nonzero(block)
        return source, target, block[source, target]

    def touches(self, first: int, size: int) -> bool:
        """Whether anything of a slice is not 0."""
        return bool(self.weights[:, first : first + size].any())

    def reaching(self, n_source: int, first: int, size: int) -> np.ndarray:
        """The rows of a slice that are not 0."""
        return np.asarray(self.weights[:, first : first + size].any(axis=1))

    def add_to(self, block: np.ndarray, first: int) -> None:
        """One block to the other."""
        block += self.weights[:, first : first + block.shape[1]]

    def row_words(self, first: int, size: int, lanes: int) -> int:
        """Every word of every row: a matrix is stored as it is, where it is not nearly empty."""
        return int(self.weights.shape[0]) * -(-size // lanes)

    def stored_words(self, first: int, size: int, lanes: int) -> int:
        """One row where all are equal."""
        block = self.weights[:, first : first + size]
        same = bool(np.all(block == block[:1]))
        return -(-size // lanes) if same else self.row_words(first, size, lanes)

    @classmethod
    def draw(cls, rng: np.random.Generator, n_source: int, n_target: int, weights: Draw) -> Dense:
        """Full, half empty, or of one weight."""
        if rng.random() < 0.15:
            return cls(np.full((n_source, n_target), weights(1)[0]))
        matrix = weights(n_source * n_target).reshape(n_source, n_target)
        if rng.random() < 0.3:
            matrix[rng.random(matrix.shape) < 0.5] = 0.0
        return cls(matrix)
