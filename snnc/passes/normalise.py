"""Normalise: one form for networks that mean the same."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from snnc.ir.connections import Sparse, weights_of, with_weights
from snnc.ir.network import SPIKES, Network, Population, Projection
from snnc.ir.verify import SMALLEST_WEIGHT
from snnc.neurons.choices import Choices, Refractory, RefractoryFire, Reset, ResetTime

#: Parameters for which 0 means the same as not giving them.
_NEUTRAL = frozenset({"rest", "bias", "refractory"})


def normalise(network: Network) -> Network:
    """``network`` without parameters that do nothing, idle choices, synapses of weight 0, and tiny weights."""
    return replace(
        network,
        populations=tuple(_observable(network, p) for p in network.populations),
        projections=tuple(_projection(p) for p in network.projections),
    )


def _observable(network: Network, population: Population) -> Population:
    """The normal form of ``population``, or itself where that lacks a state that somebody looks at."""
    normal = _population(population)
    looked_at = {item.variable for item in network.observed if item.population == population.name} - {SPIKES}
    return normal if looked_at <= {state.name for state in normal.program.states} else population


def _population(population: Population) -> Population:
    given = {name: value for name, value in population.parameters if name not in _NEUTRAL or np.any(value)}
    choices = population.choices
    if choices.reset is not Reset.VALUE:
        given.pop("reset_value", None)
    if choices.reset is Reset.NONE:
        choices = replace(choices, reset_time=ResetTime.NOW)
    choices = _refractory(choices, given)
    initial = tuple((name, value) for name, value in population.initial if np.any(value))
    return replace(population, choices=choices, parameters=tuple(sorted(given.items())), initial=initial)


def _refractory(choices: Choices, given: dict[str, float | np.ndarray]) -> Choices:
    """The choices of refractory neurons in one form; takes from ``given`` what says nothing."""
    held = given.get("refractory_held")
    if "refractory" not in given:
        given.pop("refractory_held", None)
        return replace(choices, refractory=Refractory.HOLD, refractory_fire=RefractoryFire.ALLOWED)
    if held is not None and np.all(np.asarray(held) == given["refractory"]):
        del given["refractory_held"]
        held = None
    if held is not None and not np.any(held):
        del given["refractory_held"]
        return replace(choices, refractory=Refractory.MASK)
    if held is None and choices.refractory is Refractory.HOLD:
        return replace(choices, refractory_fire=RefractoryFire.ALLOWED)
    return choices


def _projection(projection: Projection) -> Projection:
    connection = projection.connection
    weights = weights_of(connection)
    tiny = (weights != 0) & (np.abs(weights) < SMALLEST_WEIGHT)
    if np.any(tiny):
        connection = with_weights(connection, np.where(tiny, 0.0, weights))
    if isinstance(connection, Sparse) and np.any(connection.weights == 0):
        kept = connection.weights != 0
        connection = Sparse(connection.source[kept], connection.target[kept], connection.weights[kept])
    return replace(projection, connection=connection)
