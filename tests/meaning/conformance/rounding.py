"""How far rounding alone may move a state, from the formats and the spikes that arrived.

With v the exact state, e its error, and d the error of its decay, ``(decay + d) * (v + e)`` is off by at most
``(|decay| + |d|) * |e| + |d| * |v|``; every step adds the errors of the weights that were summed, or of the current
that they moved instead, and of the sums and products of one update. A reset to a value ends what was before. The
bounds are promises of the formats (half a unit of a weight, half a unit of a parameter) and, of the decay, what the
report says was built; a clipped weight or a saturated state is not rounding, and breaks the bound.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

import numpy as np

import snnc
from snnc.ir.network import Population, Projection
from snnc.program.program import StateVariable
from snnc.program.quantity import Purpose, Quantity


class Errors(Protocol):
    """What one kind of arithmetic promises."""

    def current(self, projection: str, count: np.ndarray, total: np.ndarray) -> np.ndarray:
        """Largest error of a sum of ``count`` weights whose magnitudes add to ``total``."""

    def decay(self, population: str, name: str) -> float:
        """Largest error of the factor called ``name``."""

    def update(self, population: str, quantity: Quantity, magnitude: np.ndarray) -> np.ndarray:
        """Largest error of the rest of one update of a state, where no number exceeds ``magnitude``."""

    def parameter(self, population: str, quantity: Quantity) -> float:
        """Largest error of a threshold, a reset value or an initial value."""

    def converted(self, population: str, quantity: Quantity) -> float:
        """Largest error of a current as a value of another quantity."""


class Float32:
    """Arithmetic in float32: every operation and every constant is off by at most 2**-24 of its value."""

    unit = 2.0**-24

    def current(self, projection: str, count: np.ndarray, total: np.ndarray) -> np.ndarray:
        """One rounding per addition, in any order, and one of each weight."""
        return self.unit * (count + 2) * total

    def decay(self, population: str, name: str) -> float:
        """One rounding of the factor, and two where it is computed from a time constant."""
        return 3 * self.unit

    def update(self, population: str, quantity: Quantity, magnitude: np.ndarray) -> np.ndarray:
        """The product, and at most four sums with rest, bias and input."""
        return self.unit * 5 * magnitude

    def parameter(self, population: str, quantity: Quantity) -> float:
        """Frameworks compare with thresholds and reset to values that float32 holds to 2**-24 of themselves."""
        return self.unit * 64

    def converted(self, population: str, quantity: Quantity) -> float:
        """Nothing: it is the same number."""
        return 0.0


class Integers:
    """The arithmetic of a quantised network, by its own reports."""

    def __init__(self, network: snnc.QuantisedNetwork) -> None:
        self._weight = {r.name: 0.0 if r.exact else 0.5 / r.scale for r in network.projection_reports}
        self._unit = {
            (r.name, quantity): 0.0 if r.exact else 1.0 / r.scale(quantity)
            for r in network.population_reports
            for quantity, _ in r.fractions
        }
        self._decay = {(r.name, d.name): abs(d.asked - d.built) for r in network.population_reports for d in r.decays}

    def current(self, projection: str, count: np.ndarray, total: np.ndarray) -> np.ndarray:
        """Half a unit per weight, where weights are rounded; sums are exact."""
        return self._weight[projection] * count

    def decay(self, population: str, name: str) -> float:
        """The difference between the factor asked for and the one built, as reported."""
        return self._decay[population, name]

    def update(self, population: str, quantity: Quantity, magnitude: np.ndarray) -> np.ndarray:
        """A unit for the product (floor at worst), half a unit for bias, half a unit twice for rest."""
        return np.full(magnitude.shape, 2.5 * self._unit[population, quantity.name])

    def parameter(self, population: str, quantity: Quantity) -> float:
        """Half a unit."""
        return 0.5 * self._unit[population, quantity.name]

    def converted(self, population: str, quantity: Quantity) -> float:
        """A unit (floor at worst), where the current is finer."""
        return self._unit[population, quantity.name]


def bound(
    network: snnc.Network,
    population: Population,
    errors: Errors,
    spikes: Mapping[str, np.ndarray],
    states: Mapping[str, np.ndarray],
) -> dict[str, np.ndarray]:
    """The largest error [samples, steps, size] of every linear state before its reset.

    ``spikes``: of every source and of the population itself; ``states``: the values after each step.
    """
    program = population.program
    found: dict[str, np.ndarray] = {}
    # What spikes are summed to moves the state of its quantity, and that state the others, in the same step.
    (receptor,) = program.receptors
    for state in sorted(program.linear_states, key=lambda s: s.quantity != receptor.quantity):
        if state.quantity == receptor.quantity:
            moved, by = _gathered(network, population, errors, spikes), np.zeros(states[state.name].shape)
        else:
            ((name, error),) = found.items()
            moved, by = error + errors.converted(population.name, state.quantity), np.abs(states[name])
        found[state.name] = _bound(
            population, state=state, errors=errors, drive=(moved, by), spikes=spikes, values=states[state.name]
        )
    return found


def _bound(
    population: Population,
    state: StateVariable,
    errors: Errors,
    drive: tuple[np.ndarray, np.ndarray],
    spikes: Mapping[str, np.ndarray],
    values: np.ndarray,
) -> np.ndarray:
    """The largest error of one state; ``drive``: the error of what moves it, and its magnitude."""

    def value(purpose: Purpose, default: float) -> np.ndarray:
        given = population.value(purpose, state.name)
        return np.asarray(default if given is None else given)

    factor = population.program.parameter(Purpose.DECAY, state.name)
    decay, rest, bias = value(Purpose.DECAY, 1.0), value(Purpose.REST, 0.0), value(Purpose.DRIVE, 0.0)
    start = np.broadcast_to(dict(population.initial).get(state.name, 0.0), values[:, :1].shape)
    before = np.concatenate([start, values[:, :-1]], axis=1)
    moved, by = drive
    magnitude = np.maximum(np.abs(before), np.abs(values)) + np.abs(rest) + np.abs(bias) + by
    off = errors.decay(population.name, factor.name) if factor else 0.0
    added = errors.update(population.name, state.quantity, magnitude) + off * (np.abs(before - rest) + by) + moved
    held = errors.parameter(population.name, state.quantity)
    resets = state.name == population.program.potential and dict(population.choices).get("reset") == "value"
    ended = spikes.get(population.name) if resets else None
    error = np.full(values[:, 0].shape, held)
    largest = np.empty(values.shape)
    for t in range(values.shape[1]):
        # While a refractory neuron keeps its potential this adds what is not there: the bound stays one.
        error = (decay + off) * error + added[:, t]
        largest[:, t] = error
        if ended is not None:
            error = np.where(ended[:, t] != 0, held, error)
    return largest


def _gathered(
    network: snnc.Network, population: Population, errors: Errors, spikes: Mapping[str, np.ndarray]
) -> np.ndarray:
    """The largest error of the sum of weights in every step, [samples, steps, size]."""
    incoming = [p for p in network.projections if p.target == population.name]
    shape = (*next(iter(spikes.values())).shape[:2], population.size)
    return sum((_current(p, errors, spikes[p.source], population.size) for p in incoming), np.zeros(shape))


def _current(projection: Projection, errors: Errors, spikes: np.ndarray, size: int) -> np.ndarray:
    source, target, weights = projection.connection.synapses()
    matrix = np.zeros((spikes.shape[2], size))
    matrix[source, target] = np.abs(weights)
    late = np.zeros(spikes.shape)
    late[:, projection.delay :] = spikes[:, : spikes.shape[1] - projection.delay]
    return errors.current(projection.name, late @ (matrix != 0), late @ matrix)
