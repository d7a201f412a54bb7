"""One to one: neuron k to neuron k."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.connections.complaint import Complaint
from snnc.connections.connection import Connection, Draw
from snnc.connections.gather import Gatherer, Synapses
from snnc.connections.keys import WEIGHTS, Sizes
from snnc.connections.values import Weights
from snnc.core.words import words


@dataclass(frozen=True, eq=False)
class OneToOne(Connection):
    """Neuron k to neuron k: ``weights`` [n]."""

    name = "one_to_one"
    words = words(("identity onetoone diagonal", "one_to_one", ""))
    keys = (WEIGHTS,)

    weights: np.ndarray

    @classmethod
    def from_values(cls, values: Mapping[str, Any], sizes: Sizes) -> OneToOne:
        """A weight for each target neuron."""
        weights: Weights = values["weights"]
        return cls(weights.spread(lambda: (sizes.target,)).reshape(-1))

    def synapses(self) -> Synapses:
        """The diagonal."""
        index = np.arange(self.weights.size, dtype=np.int32)
        return index, index, self.weights

    def complaints(self, n_source: int, n_target: int) -> Iterator[Complaint]:
        """Other numbers of neurons or of weights."""
        count = self.weights.size
        if not n_source == n_target == count:
            message = f"one-to-one needs equal sizes; got {n_source} and {n_target}, {count} weights"
            yield Complaint("E137", message)

    def gather(self, n_source: int, n_target: int, dtype: np.dtype) -> Gatherer:
        """A product with each weight."""
        row = self.weights.astype(dtype)
        return lambda spikes, block: spikes * row

    def sums(self, weights: np.ndarray, n_target: int) -> np.ndarray:
        """A neuron has one synapse."""
        return weights

    def onto(self, first: int, size: int) -> Synapses:
        """A part of the diagonal."""
        index = np.arange(first, first + size)
        return index, index - first, self.weights[first : first + size]

    def row_words(self, first: int, size: int, lanes: int) -> int:
        """A word for each neuron."""
        return size

    @classmethod
    def fits(cls, n_source: int, n_target: int) -> bool:
        """Between equal numbers of neurons."""
        return n_source == n_target

    @classmethod
    def draw(cls, rng: np.random.Generator, n_source: int, n_target: int, weights: Draw) -> OneToOne:
        """A weight for each neuron."""
        return cls(weights(n_source))
