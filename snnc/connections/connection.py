"""What a connection kind answers. Only its synapses are its own; the rest follows from them.

A kind overrides an answer where its structure gives a quicker one, or a better one. The same
classes carry real weights (float64) in :class:`~snnc.ir.network.Network` and integer weights (int32)
in :class:`~snnc.ir.quantised.QuantisedNetwork`. A kind is a frozen dataclass; its fields are its
text form.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping
from dataclasses import Field, replace
from typing import Any, ClassVar, Self

import numpy as np

from snnc.connections.complaint import Complaint
from snnc.connections.gather import Gatherer, Synapses, gather_synapses
from snnc.connections.keys import Key, Sizes
from snnc.core.words import Word

#: So many random weights.
Draw = Callable[[int], np.ndarray]


class Connection(ABC):
    """Synapses between two groups of neurons; each pair of neurons at most once.

    ``weights``: all weights as stored, of any shape; one of them may stand for many synapses. A slice of
    the target is the ``size`` neurons from ``first`` on; the hardware stores the weights of a source onto
    it as a row of words, each of which holds those of ``lanes`` neighbouring neurons.
    """

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    #: What specs and messages call the kind.
    name: ClassVar[str]
    #: What others call it, in lower case without ``_``, ``-`` and spaces.
    words: ClassVar[Mapping[str, Word]] = {}
    #: Its keys in a spec, besides those of every projection.
    keys: ClassVar[tuple[Key, ...]]
    #: Whether every source neuron has a synapse to every target neuron.
    complete: ClassVar[bool] = False

    weights: np.ndarray

    # What a front end asks.

    @classmethod
    @abstractmethod
    def from_values(cls, values: Mapping[str, Any], sizes: Sizes) -> Self:
        """The connection of ``values``, one for each of its keys; :class:`RefusalError` where there is none.

        Values that contradict ``sizes`` may pass: :meth:`complaints` finds them.
        """

    # What it means.

    @abstractmethod
    def synapses(self) -> Synapses:
        """Every synapse, sorted by source."""

    def with_weights(self, weights: np.ndarray) -> Self:
        """The same synapses with other weights (same shape)."""
        return replace(self, weights=weights)

    def normal(self) -> Self:
        """The form of connections that mean the same: without synapses of weight 0 where those can be left out."""
        return self

    def complaints(self, n_source: int, n_target: int) -> Iterator[Complaint]:
        """What is wrong with it between so many neurons."""
        source, target, weight = self.synapses()
        if not source.shape == target.shape == weight.shape or weight.ndim != 1:
            yield Complaint("E134", "source, target and weight lists must have one length")
        elif np.any((source < 0) | (source >= n_source) | (target < 0) | (target >= n_target)):
            yield Complaint("E135", f"synapse index out of range; expected source < {n_source}, target < {n_target}")
        elif np.any(np.diff(source.astype(np.int64) * n_target + target) <= 0):
            yield Complaint("E136", "a pair of neurons is listed twice", "sum the weights of parallel synapses")

    # What golden, number formats and reports ask.

    def gather(self, n_source: int, n_target: int, dtype: np.dtype) -> Gatherer:
        """The function that adds the weights of spiking sources, in ``dtype``."""
        return gather_synapses(self.synapses(), n_source, n_target, dtype)

    def sums(self, weights: np.ndarray, n_target: int) -> np.ndarray:
        """Sum of ``weights``, shaped as the connection's own, over the synapses of each target neuron: [n_target]."""
        _, target, weight = self.with_weights(weights).synapses()
        return np.bincount(target, weights=weight, minlength=n_target)

    def use(self, rates: np.ndarray) -> np.ndarray:
        """How often each weight is added when source neuron k spikes ``rates[k]`` times, shaped as the weights."""
        shape = self.weights.shape
        source, _, index = self.with_weights(np.arange(self.weights.size).reshape(shape)).synapses()
        return np.bincount(index, weights=rates[source], minlength=self.weights.size).reshape(shape)

    def count(self, counted: np.ndarray) -> int:
        """For how many synapses ``counted`` holds, bool and shaped as the weights."""
        return int(np.count_nonzero(self.with_weights(counted).synapses()[2]))

    # What partition and allocate ask.

    def row(self, neuron: int) -> tuple[np.ndarray, np.ndarray]:
        """Targets and weights of source neuron ``neuron``."""
        source, target, weight = self.synapses()
        own = slice(*np.searchsorted(source, (neuron, neuron + 1)))
        return target[own], weight[own]

    def onto(self, first: int, size: int) -> Synapses:
        """What rows must hold of a slice: targets count from ``first``; synapses of weight 0 may be left out."""
        source, target, weight = self.synapses()
        inside = (target >= first) & (target < first + size)
        return source[inside], target[inside] - first, weight[inside]

    def touches(self, first: int, size: int) -> bool:
        """Whether a synapse onto a slice has a weight other than 0."""
        return bool(np.any(self.onto(first, size)[2]))

    def reaching(self, n_source: int, first: int, size: int) -> np.ndarray:
        """Which source neurons have a row onto a slice: bool [n_source]."""
        reached = np.zeros(n_source, bool)
        reached[self.onto(first, size)[0]] = True
        return reached

    def add_to(self, block: np.ndarray, first: int) -> None:
        """Add the weights onto a slice to ``block`` [n_source, size]."""
        source, target, weight = self.onto(first, block.shape[1])
        block[source, target] += weight

    def row_words(self, first: int, size: int, lanes: int) -> int:
        """Words of all rows onto a slice."""
        source, target, _ = self.onto(first, size)
        words = -(-size // lanes)
        return int(np.unique(source.astype(np.int64) * words + target // lanes).size)

    def stored_words(self, first: int, size: int, lanes: int) -> int:
        """The most of these words that are stored; there may be fewer, because equal rows are stored once."""
        return self.row_words(first, size, lanes)

    # What random networks ask.

    @classmethod
    def fits(cls, n_source: int, n_target: int) -> bool:
        """Whether the kind can join so many neurons."""
        return True

    @classmethod
    @abstractmethod
    def draw(cls, rng: np.random.Generator, n_source: int, n_target: int, weights: Draw) -> Self:
        """Any connection between so many neurons that fit."""
