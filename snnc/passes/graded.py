"""The unit of the numbers that graded neurons send: it follows from what they declare, and from no weight."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from snnc.ir.network import Input, Network, Population
from snnc.ir.options import StateOptions
from snnc.numbers.fixed import Interval, IntType
from snnc.passes.units import Unit
from snnc.program.program import Bounds

#: What arrives and is so many times what may be sent is most likely in another unit.
_FAR = 2.0**20


def real_bounds(population: Population, bounds: Bounds) -> np.ndarray:
    """The real numbers between which a state is kept: [2]."""
    given = dict(population.parameters)
    named = (np.asarray(given[name], dtype=np.float64).ravel() for name in bounds.parameters)
    ends = np.concatenate([np.array(bounds.values), *named])
    more = bounds.margin * float(np.ptp(ends))
    return np.array([np.min(ends) - more, np.max(ends) + more])


def largest_sent(network: Network, source: str) -> float:
    """The largest real number that a neuron of ``source`` is said to send; 1 for a spike."""
    sender = network.source(source)
    if not sender.graded:
        return 1.0
    if isinstance(sender, Input):
        return max(abs(sender.current.low), abs(sender.current.high)) if sender.current else 1.0
    return float(np.max(np.abs(real_bounds(sender, _declared(sender)))))


def far_apart(network: Network, population: Population) -> str:
    """What arrives at a graded population beside what it is said to send; empty where these are not far apart."""
    incoming = [p for p in network.projections if p.target == population.name]
    if not population.graded or not incoming:
        return ""
    arriving = {
        p.source: largest_sent(network, p.source) * float(np.max(np.abs(p.connection.weights), initial=0.0))
        for p in incoming
    }
    source = max(arriving, key=lambda name: arriving[name])
    largest = _largest(population)
    if arriving[source] < _FAR * largest:
        return ""
    sender = network.source(source)
    what = f"the 'range' of '{source}'" if isinstance(sender, Input) and sender.graded else f"the weights of '{source}'"
    named = "'largest'" if _declared(population).parameters else "bounds"
    return (
        f"check the units: {what} and the {named} of '{population.name}'; '{source}' adds up to {arriving[source]:.3g} "
        f"in a step, {arriving[source] / largest:.1g} times the {named}"
    )


def _largest(population: Population) -> float:
    """The largest real number that a graded population declares."""
    return float(np.max(np.abs(real_bounds(population, replace(_declared(population), margin=0.0)))))


def number_scale(population: Population, options: StateOptions) -> float:
    """Units per real unit of what graded neurons send: a power of two, which no weight decides."""
    largest = _largest(population)
    return float(2.0 ** math.floor(math.log2(2.0 ** (options.number_bits - 1) / largest)))


def number_range(population: Population, options: StateOptions) -> Interval:
    """What a graded neuron may send, as far as its format goes; programs may prove that it sends less."""
    ends = real_bounds(population, _declared(population)) * number_scale(population, options)
    return IntType.holding(Interval(math.floor(ends.min()) - 1, math.ceil(ends.max()) + 1)).range


def _declared(population: Population) -> Bounds:
    """The bounds of what graded neurons send, which every program that sends has."""
    program = population.program
    return next(state.bounds for state in program.states if state.name == program.sends and state.bounds)


def sent_fraction(population: Population, options: StateOptions, unit: Unit) -> dict[str, int]:
    """The fraction bits of the quantity that graded neurons send, by its name; nothing of others."""
    program = population.program
    if not program.sends:
        return {}
    return {program.quantities[program.sends].name: round(math.log2(number_scale(population, options) / unit.value))}
