"""Sparse: a list of synapses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.connections.complaint import RefusalError
from snnc.connections.connection import Connection, Draw
from snnc.connections.gather import Synapses
from snnc.connections.keys import (
    SEED,
    SELF_CONNECTIONS,
    WEIGHTS,
    Key,
    Number,
    PairsForm,
    Sizes,
    check_count,
    check_self_connections,
)
from snnc.connections.values import CompressedRows, Pairs, Weights
from snnc.core.words import words

#: Of so many numbers for each that is drawn, a list of all takes less time than to draw and compare.
_FEW = 8


@dataclass(frozen=True, eq=False)
class Sparse(Connection):
    """Listed synapses, sorted by source, then target, each pair once.

    ``source``, ``target``: int32 [n_synapses]; ``weights`` [n_synapses].
    """

    name = "sparse"
    words = words(("random fixedprobability coo csr", "sparse", ""))
    keys = (
        WEIGHTS,
        Key("synapses", PairsForm(), "the pairs of neurons that are joined, listed"),
        Key("probability", Number(0, 1), "of each pair of neurons to be joined"),
        SEED,
        SELF_CONNECTIONS,
    )

    source: np.ndarray
    target: np.ndarray
    weights: np.ndarray

    @classmethod
    def from_values(cls, values: Mapping[str, Any], sizes: Sizes) -> Sparse:
        """Synapses from lists in any order, or drawn by their probability."""
        listed: Pairs | CompressedRows | None = values["synapses"]
        probability: float | None = values["probability"]
        others: bool = values["self_connections"]
        weights: Weights = values["weights"]
        if not others:
            check_self_connections(sizes)
        if listed is not None and probability is None:
            source, target = listed.pairs(sizes)
        elif probability is not None and listed is None:
            source, target = _random_pairs(probability, values["seed"], sizes, others)
        else:
            raise RefusalError("E106", "a sparse projection needs either 'synapses' or 'probability'")
        given = weights.spread(lambda: source.shape)
        if not source.shape == target.shape == given.shape or source.ndim != 1:
            lengths = [list(a.shape) for a in (source, target, given)]
            message = f"source, target and weight lists must have one length; got {lengths}"
            raise RefusalError("E134", message, key="weights")
        if np.any((np.abs(source) >= 1 << 31) | (np.abs(target) >= 1 << 31)):
            message = "synapse index out of range; expected less than 2**31"
            raise RefusalError("E135", message, key="synapses")
        order = np.lexsort((target, source))
        return cls(source[order].astype(np.int32), target[order].astype(np.int32), given[order])

    def synapses(self) -> Synapses:
        """The lists themselves."""
        return self.source, self.target, self.weights

    def normal(self) -> Sparse:
        """Without synapses of weight 0."""
        kept = self.weights != 0
        return self if np.all(kept) else Sparse(self.source[kept], self.target[kept], self.weights[kept])

    @classmethod
    def draw(cls, rng: np.random.Generator, n_source: int, n_target: int, weights: Draw) -> Sparse:
        """Few synapses or many, some of weight 0."""
        density = rng.choice([0.05, 0.2, 0.6])
        source, target = np.nonzero(rng.random((n_source, n_target)) < density)
        drawn = weights(source.size)
        drawn[rng.random(source.size) < 0.1] = 0.0
        return cls(source.astype(np.int32), target.astype(np.int32), drawn)


def _random_pairs(probability: float, seed: int, sizes: Sizes, self_connections: bool) -> tuple[np.ndarray, np.ndarray]:
    """Each pair of neurons with ``probability``, from PCG64(seed), sorted by source, then target.

    How many pairs are joined is drawn first, and then which: that takes as long as there are synapses.
    """
    n_target = sizes.target - (0 if self_connections else 1)
    pairs = sizes.source * n_target
    check_count(probability * pairs)
    generator = np.random.Generator(np.random.PCG64(seed))
    chosen = _distinct(generator, pairs, int(generator.binomial(pairs, probability)))
    source, target = np.divmod(chosen, max(1, n_target))
    if not self_connections:
        target += target >= source  # k itself is left out of the numbering
    return source.astype(np.int32), target.astype(np.int32)


def _distinct(generator: np.random.Generator, total: int, count: int) -> np.ndarray:
    """So many different numbers below ``total``, rising, int64 [count]; every set of them is equally likely."""
    if total <= _FEW * count:
        return np.sort(generator.choice(total, count, replace=False, shuffle=False))
    chosen = np.zeros(0, np.int64)
    # As if numbers were drawn one by one, and those that are there already forgotten.
    while chosen.size < count:
        drawn = np.sort(np.concatenate([chosen, generator.integers(0, total, count - chosen.size)]))
        chosen = drawn[np.diff(drawn, prepend=-1) > 0]  # np.unique takes ten times as long
    return chosen
