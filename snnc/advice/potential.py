"""Potentials out of reach: thresholds above the highest, ``W104``, and what lies below the lowest, ``W108``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from snnc.advice.leak import neurons_of
from snnc.core.errors import Diagnostic, warning
from snnc.ir.network import Input, Network, Population, Projection
from snnc.program.affine import Response, response
from snnc.program.quantity import Purpose

#: The least and the most that a graded neuron sends, by its population.
Sent = Mapping[str, tuple[float, float]]


def never_fires(network: Network, population: Population, sent: Sent | None = None) -> Iterator[Diagnostic]:
    """Neurons whose threshold lies above every potential that their input can reach.

    ``sent``: the range of the real numbers that each graded population sends, where it is known.
    """
    program = population.program
    highest = highest_potential(network, population, sent)
    threshold = population.value(Purpose.THRESHOLD, program.potential)
    if highest is None or threshold is None:
        return
    threshold = np.broadcast_to(np.asarray(threshold), highest.shape)
    dead = highest < threshold - 1e-9 * np.abs(threshold)
    if program.fires_above:
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


def raised(population: Population) -> Iterator[Diagnostic]:
    """Neurons whose lowest potential keeps them above their threshold, their rest, or where they start."""
    program = population.program
    potential, given = program.potential, dict(population.parameters)
    floor = program.parameter(Purpose.FLOOR, potential)
    if floor is None:
        return
    lowest, threshold = np.asarray(given[floor.name]), population.value(Purpose.THRESHOLD, potential)
    leaks = any(p.of == potential for each in (Purpose.DECAY, Purpose.LEAK) for p in program.serving(each))
    rest = population.value(Purpose.REST, potential)
    compared = [(0.0 if rest is None else rest, "its rest", "its potential never comes to rest")] if leaks else []
    compared.append((dict(population.initial).get(potential, 0.0), "its initial potential", "it is raised at once"))
    found = [(lowest > level, level, what, so) for level, what, so in compared]
    if threshold is not None:
        met = lowest > threshold if program.fires_above else lowest >= threshold
        found.insert(0, (met, threshold, "its threshold", "its potential is never below that"))
    for which, level, what, so in found:
        if np.any(which):
            first, shape = int(np.argmax(which)), np.shape(which)
            least, other = (np.broadcast_to(each, shape).reshape(-1)[first] for each in (lowest, level))
            yield warning(
                "W108",
                f"{floor.name} of {neurons_of(np.atleast_1d(which))}'{population.name}' is {least:.6g}, {what} "
                f"{other:.6g}: {so}",
                hint=f"give a lower {floor.name}, which is in the unit of the threshold and not relative to rest",
                part=("populations", population.name, floor.name),
            )
            return


def highest_potential(network: Network, population: Population, sent: Sent | None = None) -> np.ndarray | None:
    """A potential that no neuron exceeds before its first spike, whatever the input, [size].

    ``sent``: between which real numbers all of those lie that graded populations send, where that is known. None as
    of :func:`extreme`.
    """
    return extreme(network, population, population.program.potential, sent)


def extreme(
    network: Network, population: Population, state: str, sent: Sent | None = None, *, down: bool = False
) -> np.ndarray | None:
    """A value of ``state`` that no neuron exceeds before its first spike, whatever the input, [size].

    ``down``: one that it never falls below. None where the largest input in every step bounds nothing: for programs
    in which more input can mean less of a state, or that are not affine until they fire; and where a graded population
    that is not in ``sent`` projects to it.
    """
    receptors, sign = [receptor.name for receptor in population.program.receptors], -1.0 if down else 1.0
    drive = np.zeros((population.size, len(receptors)))
    for projection in network.projections:
        if projection.target == population.name:
            most = _most(network, projection, sent or {}, sign)
            if most is None:
                return None
            drive[:, receptors.index(projection.receptor)] += projection.connection.sums(most, population.size)
    linear = response(population.program, dict(population.parameters)).for_each(population.size)
    given = dict(population.initial)
    if not linear.exact or np.any(linear.kept < 0) or np.any(linear.driven < 0):
        return None
    # What falls is what rises with every sign turned: start, constants and what arrives.
    starts = [np.broadcast_to(given.get(name, 0.0), population.size) for name in linear.states]
    start = sign * np.stack(starts, axis=1)
    moved = linear.kept @ start[:, :, None] + linear.driven @ drive[:, :, None]
    first = moved[:, :, 0] + sign * linear.constant
    reached = start + _risen(linear, np.maximum(first - start, 0.0), network.sample_steps)
    return np.asarray(sign * reached[:, linear.states.index(state)])


def _most(network: Network, projection: Projection, sent: Sent, sign: float) -> np.ndarray | None:
    """What each synapse of ``projection`` adds at most in a step, times ``sign``; None where nobody knows."""
    source, weights = network.source(projection.source), sign * projection.connection.weights
    if not source.graded:
        return np.asarray(network.events[source.name] * np.maximum(weights, 0.0))
    ends = sent.get(source.name)
    if isinstance(source, Input) and source.current is not None:
        ends = (source.current.low, source.current.high)
    if ends is None:
        return None
    return np.asarray(np.maximum(np.maximum(weights * ends[0], weights * ends[1]), 0.0))


def _risen(linear: Response, rise: np.ndarray, steps: int | None) -> np.ndarray:
    """How far states of which ``rise`` [size, states], not below 0, is the first rise can rise in ``steps`` steps.

    What changes in a step is ``A`` times what changed in the step before. Where no element of ``A`` is
    negative, a fall only makes later rises smaller, so that the sum of ``A**k rise`` bounds them all.
    """
    size, states = rise.shape
    result = np.empty_like(rise)
    settles = linear.settles
    missing = np.broadcast_to(np.eye(states), (size, states, states)) - linear.kept
    result[settles] = np.linalg.solve(missing[settles], rise[settles][:, :, None])[:, :, 0]
    kept, rise = linear.kept[~settles], rise[~settles]
    if steps:
        # s' = A s + rise as one matrix, by which (0, 1) is multiplied in every step
        step = np.zeros((len(rise), states + 1, states + 1))
        step[:, :states, :states], step[:, :states, states], step[:, states, states] = kept, rise, 1.0
        result[~settles] = np.linalg.matrix_power(step, steps)[:, :states, states]
    else:
        result[~settles] = np.where(np.any(rise > 0, axis=1)[:, None], np.inf, 0.0)
    return result
