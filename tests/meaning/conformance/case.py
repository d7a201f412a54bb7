"""A case: a network in today's models that means what a framework ran, and what the framework recorded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

import snnc

#: The name of the one input of every case.
INPUT = "stimulus"


@dataclass(frozen=True, eq=False)
class Case:
    """``network`` under ``stimulus`` (bool [samples, steps, size]) is to do what the framework recorded.

    ``spikes``: [samples, steps, size] of every spiking population, bool or numbers of spikes. ``states``: the same
    shape, at the end of each step, by population and state variable, where they were recorded; NaN where the
    recording holds none to compare.
    """

    network: snnc.Network
    stimulus: np.ndarray
    spikes: Mapping[str, np.ndarray]
    states: Mapping[tuple[str, str], np.ndarray]


def named(variable: str, traces: Mapping[str, np.ndarray]) -> dict[tuple[str, str], np.ndarray]:
    """``traces`` of one state ``variable``, by population and variable."""
    return {(population, variable): trace for population, trace in traces.items()}


@dataclass(frozen=True, eq=False)
class Layer:
    """One population, and the projection that feeds it from the layer before.

    ``weights``: [source, target], or [n_synapses] beside ``pairs``. ``neuron``: the model and its keywords as
    :meth:`snnc.NetworkBuilder.population` takes them. ``recurrent``: [source, target] onto itself, one step late.
    """

    population: str
    weights: np.ndarray
    neuron: Mapping[str, Any]
    delay: int = 0
    pairs: tuple[np.ndarray, np.ndarray] | None = None
    recurrent: np.ndarray | None = None
    size: int = field(default=0)


def chain(name: str, n_input: int, layers: Sequence[Layer], dt: float = 1.0) -> snnc.Network:
    """Populations one after another, each fed by the one before, the first by the input."""
    builder = snnc.NetworkBuilder(name.replace("/", "_"), dt=dt)
    builder.input(INPUT, n_input)
    source = INPUT
    for layer in layers:
        target = layer.population
        builder.population(target, layer.size or layer.weights.shape[1], **layer.neuron)
        kind = "dense" if layer.pairs is None else "sparse"
        builder.connect(source, target, layer.weights, kind=kind, pairs=layer.pairs, delay=layer.delay)
        if layer.recurrent is not None:
            builder.connect(target, target, layer.recurrent, delay=1)
        source = target
    builder.output(source, "v" if layers[-1].neuron["model"] == "li" else "spikes")
    return builder.build()
