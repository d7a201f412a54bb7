"""Random networks of numbers and of curves, with formats of many bits for them: see ``networks.py``."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from meaning.networks import STEPS, bends, random_network, random_stimulus

from snnc.core.errors import UserError
from snnc.golden import run, variables
from snnc.ir.network import SPIKES, Input, Network, Population
from snnc.ir.options import QuantiseOptions, ScaleMethod, StateOptions, WeightOptions
from snnc.ir.quantised import QuantisedNetwork
from snnc.numbers.fixed import Rounding
from snnc.passes.pipeline import quantise
from snnc.program.integer_ops import MultiplyStyle

#: How often networks are drawn again before the generator gives up.
_TRIES = 400
#: The largest number that any state may come to.
_MOST = 1e5


def network_of_numbers(seed: int) -> Network:
    """A random network in which numbers are sent and no program bends; few of them saturate, and hardly any always."""
    drawn = (random_network(seed + 10_000 * k) for k in range(_TRIES))
    numbers = (network for network in drawn if any(source.graded for source in network.sources) and not _bent(network))
    return with_room(next(network for network in numbers if _tame(network, seed)), seed)


def bent_network(seed: int) -> Network:
    """A random network in which the program of some population has gains, products or tables."""
    drawn = (random_network(seed + 10_000 * k) for k in range(_TRIES))
    return with_room(next(network for network in drawn if _bent(network) and _tame(network, seed)), seed)


def _tame(network: Network, seed: int) -> bool:
    """Whether no state grows beyond all formats, as in a loop of relays that send on more than they get."""
    real = run(network, _stimulus(network, seed), variables(network))
    return all(float(np.max(np.abs(trace))) < _MOST for trace in real.traces.values())


def _stimulus(network: Network, seed: int) -> dict[str, np.ndarray]:
    return random_stimulus(network, seed, samples=4, steps=STEPS)


def _bent(network: Network) -> bool:
    return any(bends(population.program) for population in network.populations)


def with_room(network: Network, seed: int) -> Network:
    """``network`` with a ``largest`` near what is sent for the stimulus of ``seed``, and inputs of many bits."""
    rng = np.random.default_rng([seed, 5])
    senders = [population.name for population in network.populations if population.graded]
    real = run(network, _stimulus(network, seed), [(name, SPIKES) for name in senders])

    def sized(population: Population) -> Population:
        if not population.graded:
            return population
        most = float(np.max(np.abs(real.spikes(population.name)))) or 1.0
        given = dict(population.parameters) | {"largest": most * rng.choice([0.4, 0.9, 1.1, 1.7])}
        return replace(population, parameters=tuple(given.items()))

    def fine(source: Input) -> Input:
        return source if source.current is None else replace(source, current=replace(source.current, bits=bits))

    bits = int(rng.integers(10, 15))
    populations, inputs = tuple(map(sized, network.populations)), tuple(map(fine, network.inputs))
    return replace(network, populations=populations, inputs=inputs)


def many_bits(network: Network, seed: int) -> QuantisedNetwork:
    """``network`` in integers of many bits: as many as leave room for numbers of any width, for products and tables."""
    rng = np.random.default_rng([seed, 6])
    for weights in (16, 14, 12, 10, 8):
        state = StateOptions(
            bits=None,
            rounding=list(Rounding)[rng.integers(len(Rounding))],
            decay=list(MultiplyStyle)[rng.integers(len(MultiplyStyle))],
            decay_bits=16,
            number_bits=int(rng.integers(3, 15)),
        )
        options = QuantiseOptions(weights=WeightOptions(bits=weights, method=ScaleMethod.MAX), state=state)
        try:
            return quantise(replace(network, steps=STEPS), options)[1]
        except UserError:
            continue
    raise AssertionError("no format of many bits suits this network")
