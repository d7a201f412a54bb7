"""Sparse: a list of synapses."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.connections.connection import Connection
from snnc.connections.gather import Synapses


@dataclass(frozen=True, eq=False)
class Sparse(Connection):
    """Listed synapses, sorted by source, then target, each pair once.

    ``source``, ``target``: int32 [n_synapses]; ``weights`` [n_synapses].
    """

    name = "sparse"

    source: np.ndarray
    target: np.ndarray
    weights: np.ndarray

    def synapses(self) -> Synapses:
        """The lists themselves."""
        return self.source, self.target, self.weights

    def normal(self) -> Sparse:
        """Without synapses of weight 0."""
        kept = self.weights != 0
        return self if np.all(kept) else Sparse(self.source[kept], self.target[kept], self.weights[kept])
