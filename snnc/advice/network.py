"""Warnings about a network as it was given: ``W1xx``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from snnc.core.errors import Diagnostic, warning
from snnc.ir.connections import column_sums, weights_of
from snnc.ir.network import Network, Population, Projection
from snnc.ir.verify import SMALLEST_WEIGHT
from snnc.neurons.choices import Fire, Order, Reset

#: A decay below this, yet not 0, is more likely a wrong unit than a wish.
_FORGOTTEN = 1e-3


def network_warnings(network: Network) -> tuple[Diagnostic, ...]:
    """What may surprise in ``network``, which need not be normalised, in the order of its parts."""
    found: list[Diagnostic] = []
    for source in network.inputs:
        if not any(p.source == source.name for p in network.projections):
            found.append(warning("W103", f"nothing listens to input '{source.name}'", part=("inputs", source.name)))
    for population in network.populations:
        found.extend(_population(network, population))
    for projection in network.projections:
        found.extend(_projection(projection))
    return (*found, *(too_long(network, network.sample_steps) if network.sample_steps else ()))


def _population(network: Network, population: Population) -> Iterator[Diagnostic]:
    name, part = population.name, ("populations", population.name)
    given = dict(population.parameters)
    incoming = [p for p in network.projections if p.target == name]
    if not any(np.any(weights_of(p.connection)) for p in incoming) and not np.any(given.get("bias", 0.0)):
        yield warning(
            "W102",
            f"population '{name}' gets no input: nothing projects to it with weights other than 0, and it has no bias",
            part=part,
        )
    observed = any(item.population == name for item in network.observed)
    if not observed and not any(p.source == name for p in network.projections):
        yield warning("W103", f"nothing reads population '{name}': no projection, output or probe", part=part)
    fed = any(np.any(weights_of(p.connection)) for p in incoming) or np.any(given.get("bias", 0.0))
    if population.program.spike is not None and fed:
        yield from _never_fires(network, population)
        if population.choices.reset is Reset.SUBTRACT and np.any(np.asarray(given["threshold"]) < 0):
            yield warning(
                "W107",
                f"the threshold of '{name}' is below 0, and a spike subtracts it: that raises the potential",
                hint="give 'reset: value' and a 'reset_value', or measure potentials from rest",
                part=(*part, "threshold"),
            )
    decay = np.asarray(given.get("decay", 1.0))
    if np.any((decay > 0) & (decay < _FORGOTTEN)):
        yield warning(
            "W106",
            f"'{name}' keeps {float(decay[decay > 0].min()) if decay.ndim else float(decay):.3g} of its potential "
            "from a step to the next: next to nothing",
            hint=f"tau and dt share one unit; dt is {network.dt:g}",
            part=(*part, "tau"),
        )


def _projection(projection: Projection) -> Iterator[Diagnostic]:
    part = ("projections", projection.name)
    weights = weights_of(projection.connection)
    tiny = (weights != 0) & (np.abs(weights) < SMALLEST_WEIGHT)
    if np.any(tiny):
        index = [int(k) for k in np.argwhere(tiny)[0]]
        yield warning(
            "W101",
            f"{np.count_nonzero(tiny)} weights of '{projection.name}' are smaller than {SMALLEST_WEIGHT:g} and count "
            f"as 0; the first is {weights[tuple(index)]:g}, at {index}",
            part=part,
        )


def too_long(network: Network, steps: int) -> tuple[Diagnostic, ...]:
    """Delays and refractory periods that outlast a sample of ``steps`` steps."""
    found = []
    for population in network.populations:
        refractory = dict(population.parameters).get("refractory")
        if refractory is not None and np.any(np.asarray(refractory) >= steps):
            found.append(
                warning(
                    "W105",
                    f"refractory of '{population.name}' is {int(np.max(refractory))} steps, a sample {steps}: "
                    "a neuron that fired ignores its input for the rest of it",
                    part=("populations", population.name, "refractory"),
                )
            )
    for projection in network.projections:
        if projection.delay >= steps:
            found.append(
                warning(
                    "W105",
                    f"delay of '{projection.name}' is {projection.delay} steps, a sample {steps}: "
                    "no spike arrives in time",
                    part=("projections", projection.name, "delay"),
                )
            )
    return tuple(found)


def _never_fires(network: Network, population: Population) -> Iterator[Diagnostic]:
    """Neurons whose threshold lies above every potential that their input can reach."""
    highest = highest_potential(network, population)
    threshold = np.broadcast_to(np.asarray(dict(population.parameters)["threshold"]), highest.shape)
    dead = highest < threshold - 1e-9 * np.abs(threshold)
    if population.choices.fire is Fire.ABOVE:
        dead = dead | (highest <= threshold)
    if not np.any(dead):
        return
    first = int(np.argmax(dead))
    number = "no neuron" if np.all(dead) else f"{np.count_nonzero(dead)} of {dead.size} neurons"
    can = "can fire" if np.all(dead) else "can never fire"
    yield warning(
        "W104",
        f"{number} of '{population.name}' {can}: with every input at once in every step, neuron {first} reaches "
        f"{highest[first]:.6g}, its threshold is {threshold[first]:.6g}",
        hint="check the units, the sign and the orientation of the weights",
        part=("populations", population.name),
    )


def highest_potential(network: Network, population: Population) -> np.ndarray:
    """A potential that no neuron exceeds before its first spike, whatever the input, [size].

    The largest input in every step drives the potential towards a fixed point, from below or above;
    without a leak it grows for as long as a sample lasts.
    """
    given = dict(population.parameters)
    drive = np.zeros(population.size) + given.get("bias", 0.0)
    events = {source.name: source.events for source in network.inputs}
    for projection in network.projections:
        if projection.target == population.name:
            weights = weights_of(projection.connection)
            most = events.get(projection.source, 1)
            drive += most * column_sums(projection.connection, np.maximum(weights, 0.0), population.size)
    start = np.broadcast_to(np.asarray(dict(population.initial).get("v", 0.0)), drive.shape)
    decay = np.broadcast_to(np.asarray(given.get("decay", 1.0)), drive.shape)
    steps = network.sample_steps
    grown = start + drive * steps if steps else np.where(drive > 0, np.inf, start + drive)
    kept = drive * decay if population.choices.order is Order.INPUT_FIRST else drive
    leak = np.where(decay < 1.0, 1.0 - decay, 1.0)
    settled = given.get("rest", 0.0) + kept / leak
    return np.asarray(np.maximum(start, np.where(decay < 1.0, settled, grown)))
