"""Normalise: one form for networks that mean the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from snnc.ir import network as network_ir
from snnc.ir.network import SPIKES, Network, Population, Projection
from snnc.ir.verify import SMALLEST_WEIGHT
from snnc.ir.verify import verify as verify_network
from snnc.neurons.registry import MODELS
from snnc.passes.chain import Pass


@dataclass(frozen=True)
class Normalise(Pass[Network, Network]):
    """The pass."""

    name = "normalise"
    codec = network_ir.CODEC

    def __call__(self, network: Network, /) -> Network:
        """``network`` without parameters that do nothing, idle choices, synapses of weight 0, and tiny weights."""
        return replace(
            network,
            populations=tuple(_observable(network, p) for p in network.populations),
            projections=tuple(_projection(p) for p in network.projections),
        )

    def verify(self, given: Network, made: Network, /) -> None:
        """The normal form keeps the rules of a network."""
        verify_network(made)


def _observable(network: Network, population: Population) -> Population:
    """The normal form of ``population``, or itself where that lacks a state that somebody looks at."""
    normal = _population(population)
    looked_at = {item.variable for item in network.observed if item.population == population.name} - {SPIKES}
    return normal if looked_at <= {state.name for state in normal.program.states} else population


def _population(population: Population) -> Population:
    model = MODELS.get(population.model)
    values = dict(population.parameters)
    initial = tuple((name, value) for name, value in population.initial if np.any(value))
    if model is None:
        return replace(population, initial=initial)
    for setting in model.settings:
        if setting.neutral is not None and setting.name in values and np.all(values[setting.name] == setting.neutral):
            del values[setting.name]
    chosen = model.chosen(dict(population.choices))
    model.normal(chosen, values)
    return replace(
        population,
        choices=tuple((key, str(value.value)) for key, value in chosen.items()),
        parameters=tuple(sorted(values.items())),
        initial=initial,
        program=model.program(chosen, values.keys()),
    )


def _projection(projection: Projection) -> Projection:
    connection = projection.connection
    weights = connection.weights
    tiny = (weights != 0) & (np.abs(weights) < SMALLEST_WEIGHT)
    if np.any(tiny):
        connection = connection.with_weights(np.where(tiny, 0.0, weights))
    return replace(projection, connection=connection.normal())
