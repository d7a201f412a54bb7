"""What must not change a network: another order of its neurons, another unit, another fold of its hardware."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from support.networks import random_network, random_options, random_stimulus

import snnc
from snnc.connections.sparse import Sparse
from snnc.ir.network import Population, Projection
from snnc.ir.options import QuantiseOptions
from snnc.passes.pipeline import quantise
from snnc.program.quantity import Kind

SEEDS = range(30)


def traces(network: snnc.Network, stimulus: dict[str, np.ndarray], options: QuantiseOptions) -> dict:
    _, quantised = quantise(network, options)
    return dict(snnc.golden.run(quantised, stimulus, snnc.golden.variables(quantised)).traces)


def reordered(value: object, order: np.ndarray) -> object:
    return value[order] if isinstance(value, np.ndarray) and value.ndim else value


def permuted(network: snnc.Network, orders: dict[str, np.ndarray]) -> snnc.Network:
    """``network`` with neuron ``order[k]`` of every population and input as neuron k."""
    places = {name: np.argsort(order) for name, order in orders.items()}

    def population(each: Population) -> Population:
        order = orders[each.name]
        parameters = tuple((name, reordered(value, order)) for name, value in each.parameters)
        return replace(each, parameters=parameters, initial=tuple((n, reordered(v, order)) for n, v in each.initial))

    def projection(each: Projection) -> Projection:
        source, target, weights = each.connection.synapses()
        source, target = places[each.source][source], places[each.target][target]
        rows = np.lexsort((target, source))
        made = Sparse(source[rows].astype(np.int32), target[rows].astype(np.int32), weights[rows])
        return replace(each, connection=made)

    return replace(
        network,
        populations=tuple(map(population, network.populations)),
        projections=tuple(map(projection, network.projections)),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_another_order_of_neurons(seed: int) -> None:
    network, options, rng = random_network(seed), random_options(seed), np.random.default_rng(seed)
    orders = {source.name: rng.permutation(source.size) for source in network.sources}
    stimulus = random_stimulus(network, seed)
    # Both as lists of synapses: how a kind counts its weights may choose another unit.
    plain = traces(
        permuted(network, {name: np.arange(len(order)) for name, order in orders.items()}), stimulus, options
    )
    other = traces(permuted(network, orders), {name: x[:, :, orders[name]] for name, x in stimulus.items()}, options)
    for (name, variable), trace in plain.items():
        np.testing.assert_array_equal(trace[:, :, orders[name]], other[name, variable], err_msg=f"{name}.{variable}")


def doubled(network: snnc.Network) -> snnc.Network:
    """Every weight, threshold, potential and current times 2."""

    def population(each: Population) -> Population:
        linear = {name for name, quantity in each.program.quantities.items() if quantity.kind is Kind.LINEAR}

        def twice(pairs: tuple) -> tuple:
            return tuple((name, value * 2 if name in linear else value) for name, value in pairs)

        return replace(each, parameters=twice(each.parameters), initial=twice(each.initial))

    return replace(
        network,
        populations=tuple(map(population, network.populations)),
        projections=tuple(
            replace(p, connection=p.connection.with_weights(p.connection.weights * 2)) for p in network.projections
        ),
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_another_unit(seed: int) -> None:
    """Integers are the same, where no scale is set by hand."""
    network, options = random_network(seed), random_options(seed)
    if any(each.units is not None for each in (options.weights, *(w for _, w in options.projections))):
        pytest.skip("a scale by hand is in units of the user")
    stimulus = random_stimulus(network, seed)
    plain, other = traces(network, stimulus, options), traces(doubled(network), stimulus, options)
    for key, trace in plain.items():
        np.testing.assert_array_equal(trace, other[key], err_msg=".".join(key))
