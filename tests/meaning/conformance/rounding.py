"""How far rounding alone may move a potential, from the formats and the spikes that arrived.

With v the exact potential, e its error, and d the error of the decay, ``(decay + d) * (v + e)`` is off by at most
``(|decay| + |d|) * |e| + |d| * |v|``; every step adds the errors of the weights that were summed, and of the sums and
products of one update. A reset to a value ends what was before. The bounds are promises of the formats (half a unit of
a weight, half a unit of a parameter) and, of the decay, what the report says was built; a clipped weight or a saturated
state is not rounding, and breaks the bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

import snnc
from snnc.ir.network import Population, Projection
from snnc.neurons.choices import Reset


class Errors(Protocol):
    """What one kind of arithmetic promises."""

    def current(self, projection: str, count: np.ndarray, total: np.ndarray) -> np.ndarray:
        """Largest error of a sum of ``count`` weights whose magnitudes add to ``total``."""

    def decay(self, population: str) -> float:
        """Largest error of the factor of a decay."""

    def update(self, population: str, magnitude: np.ndarray) -> np.ndarray:
        """Largest error of the rest of one update, where no number exceeds ``magnitude``."""

    def parameter(self, population: str) -> float:
        """Largest error of a threshold, a reset value or an initial value."""


class Float32:
    """Arithmetic in float32: every operation and every constant is off by at most 2**-24 of its value."""

    unit = 2.0**-24

    def current(self, projection: str, count: np.ndarray, total: np.ndarray) -> np.ndarray:
        """One rounding per addition, in any order, and one of each weight."""
        return self.unit * (count + 2) * total

    def decay(self, population: str) -> float:
        """One rounding of the factor, and two where it is computed from a time constant."""
        return 3 * self.unit

    def update(self, population: str, magnitude: np.ndarray) -> np.ndarray:
        """The product, and at most four sums with rest, bias and input."""
        return self.unit * 5 * magnitude

    def parameter(self, population: str) -> float:
        """Frameworks compare with thresholds and reset to values that float32 holds to 2**-24 of themselves."""
        return self.unit * 64


class Integers:
    """The arithmetic of a quantised network, by its own reports."""

    def __init__(self, network: snnc.QuantisedNetwork) -> None:
        self._weight = {r.name: 0.0 if r.exact else 0.5 / r.scale for r in network.projection_reports}
        self._unit = {r.name: 0.0 if r.exact else 1.0 / r.scale for r in network.population_reports}
        self._decay = {
            r.name: 0.0 if r.decay is None or r.decay_realised is None else abs(r.decay - r.decay_realised)
            for r in network.population_reports
        }

    def current(self, projection: str, count: np.ndarray, total: np.ndarray) -> np.ndarray:
        """Half a unit per weight, where weights are rounded; sums are exact."""
        return self._weight[projection] * count

    def decay(self, population: str) -> float:
        """The difference between the factor asked for and the one built, as reported."""
        return self._decay[population]

    def update(self, population: str, magnitude: np.ndarray) -> np.ndarray:
        """A unit for the product (floor at worst), half a unit for bias, half a unit twice for rest."""
        return np.full(magnitude.shape, 2.5 * self._unit[population])

    def parameter(self, population: str) -> float:
        """Half a unit."""
        return 0.5 * self._unit[population]


def bound(
    network: snnc.Network, population: Population, errors: Errors, spikes: Mapping[str, np.ndarray], v: np.ndarray
) -> np.ndarray:
    """The largest error [samples, steps, size] of the potential before its reset.

    ``spikes``: of every source and of the population itself; ``v``: its potential after each step.
    """
    given = dict(population.parameters)
    decay = np.asarray(given.get("decay", 1.0))
    rest, bias = np.asarray(given.get("rest", 0.0)), np.asarray(given.get("bias", 0.0))
    start = np.broadcast_to(dict(population.initial).get("v", 0.0), v[:, :1].shape)
    before = np.concatenate([start, v[:, :-1]], axis=1)
    magnitude = np.maximum(np.abs(before), np.abs(v)) + np.abs(rest) + np.abs(bias)
    off = errors.decay(population.name) if "decay" in given else 0.0
    added = errors.update(population.name, magnitude) + off * np.abs(before - rest)
    for projection in network.projections:
        if projection.target == population.name:
            added = added + _current(projection, errors, spikes[projection.source], population.size)
    ended = spikes.get(population.name) if population.choices.reset is Reset.VALUE else None
    error = np.full(v[:, 0].shape, errors.parameter(population.name))
    largest = np.empty(v.shape)
    for t in range(v.shape[1]):
        # While a refractory neuron keeps its potential this adds what is not there: the bound stays one.
        error = (decay + off) * error + added[:, t]
        largest[:, t] = error
        if ended is not None:
            error = np.where(ended[:, t], errors.parameter(population.name), error)
    return largest


def _current(projection: Projection, errors: Errors, spikes: np.ndarray, size: int) -> np.ndarray:
    source, target, weights = projection.connection.synapses()
    matrix = np.zeros((spikes.shape[2], size))
    matrix[source, target] = np.abs(weights)
    late = np.zeros(spikes.shape)
    late[:, projection.delay :] = spikes[:, : spikes.shape[1] - projection.delay]
    return errors.current(projection.name, late @ (matrix != 0), late @ matrix)
