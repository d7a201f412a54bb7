"""Values of keys that are more than a number or a word: weights and pairs of neurons."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

import numpy as np

from snnc.connections.complaint import RefusalError
from snnc.connections.keys import Sizes


class Distribution(Enum):
    """What random weights are drawn from: ``uniform`` in [a, b), or ``normal`` with mean a and deviation b."""

    UNIFORM = "uniform"
    NORMAL = "normal"


@dataclass(frozen=True)
class Rule:
    """Random weights from PCG64(``seed``), with the two numbers of their ``distribution``."""

    distribution: Distribution
    a: float
    b: float
    seed: int

    def draw(self, count: int) -> np.ndarray:
        """``count`` weights."""
        generator = np.random.Generator(np.random.PCG64(self.seed))
        uniform = self.distribution is Distribution.UNIFORM
        return generator.uniform(self.a, self.b, count) if uniform else generator.normal(self.a, self.b, count)


@dataclass(frozen=True, eq=False)
class Weights:
    """Weights as a user gives them: one ``given`` number for all, a given array, or a rule."""

    given: np.ndarray | Rule

    @property
    def listed(self) -> bool:
        """Whether each has been given."""
        return isinstance(self.given, np.ndarray) and self.given.ndim > 0

    def spread(self, shape: Callable[[], tuple[int, ...]]) -> np.ndarray:
        """Listed weights as they are, others in ``shape``, which is asked for only then: float64."""
        if isinstance(self.given, Rule):
            wanted = shape()
            return self.given.draw(math.prod(wanted)).reshape(wanted)
        return self.given if self.listed else np.full(shape(), float(self.given))


@dataclass(frozen=True, eq=False)
class Pairs:
    """Neurons that are joined, int64 [n]: ``source[k]`` to ``target[k]``."""

    source: np.ndarray
    target: np.ndarray

    def pairs(self, sizes: Sizes) -> tuple[np.ndarray, np.ndarray]:
        """Source and target of every synapse."""
        return self.source, self.target


@dataclass(frozen=True, eq=False)
class CompressedRows:
    """Targets row after row, int64: those of source neuron k are ``indices[indptr[k] : indptr[k + 1]]``."""

    indptr: np.ndarray
    indices: np.ndarray

    def pairs(self, sizes: Sizes) -> tuple[np.ndarray, np.ndarray]:
        """Source and target of every synapse; :class:`RefusalError` E134 where ``indptr`` is wrong."""
        n_source, indptr, count = sizes.source, self.indptr, self.indices.size
        if indptr.size != n_source + 1 or indptr[0] != 0 or indptr[-1] != count or np.any(np.diff(indptr) < 0):
            message = f"indptr; expected {n_source + 1} rising numbers from 0 to {count}"
            raise RefusalError("E134", message, key="synapses")
        return np.repeat(np.arange(n_source), np.diff(indptr)), self.indices
