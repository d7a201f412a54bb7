"""Warnings about a network as it was given: ``W1xx``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from snnc.advice.potential import never_fires, raised
from snnc.core.errors import Diagnostic, warning
from snnc.ir.network import Input, Network, Population, Projection
from snnc.ir.verify import SMALLEST_WEIGHT
from snnc.ir.waves import SineWave
from snnc.neurons.registry import MODELS
from snnc.program.program import Parameter
from snnc.program.quantity import Kind, Purpose

#: A decay below this, yet not 0, is more likely a wrong unit than a wish.
_FORGOTTEN = 1e-3


def network_warnings(network: Network) -> tuple[Diagnostic, ...]:
    """What may surprise in ``network``, which need not be normalised, in the order of its parts."""
    found: list[Diagnostic] = []
    for source in network.inputs:
        heard = any(p.source == source.name for p in network.projections)
        # Where populations need no input, the only one is there for its packets, which are the timesteps.
        if not heard and not (len(network.inputs) == 1 and any(_driven(p) for p in network.populations)):
            found.append(warning("W103", f"nothing listens to input '{source.name}'", part=("inputs", source.name)))
        found.extend(_folded(network, source))
    for population in network.populations:
        found.extend(_population(network, population))
    found.extend(_drawn_twice(network))
    for projection in network.projections:
        found.extend(_projection(projection))
    return (*found, *(too_long(network, network.sample_steps) if network.sample_steps else ()))


def _folded(network: Network, source: Input) -> Iterator[Diagnostic]:
    """A sine that turns so far in a step that its values are those of a slower one."""
    wave = source.current.wave if source.current else None
    if not isinstance(wave, SineWave) or not wave.amplitude:
        return
    turns = abs(wave.angle) * network.dt / (2 * np.pi)
    if turns > 0.5 * (1 + 1e-9):
        slower = abs(turns - round(turns)) / network.dt
        yield warning(
            "W109",
            f"the sine of '{source.name}' turns {turns:.6g} times in a step, more than half a turn: its values are "
            f"those of a sine of {slower:.6g} turns per unit of time",
            hint=f"dt is {network.dt:g}; give a shorter one, or a lower frequency (in Hz where dt is in milliseconds)",
            part=("inputs", source.name, "wave"),
        )


def _population(network: Network, population: Population) -> Iterator[Diagnostic]:
    name, part, program = population.name, ("populations", population.name), population.program
    given = dict(population.parameters)
    incoming = [p for p in network.projections if p.target == name]
    fed = _driven(population) or any(np.any(p.connection.weights) for p in incoming)
    if not fed:
        yield warning(
            "W102",
            f"population '{name}' gets no input: nothing projects to it with weights other than 0, and it has no "
            f"{'rate' if program.chance else 'bias'}",
            part=part,
        )
    yield from _spikes_unfiltered(network, population)
    observed = any(item.population == name for item in network.observed)
    if not observed and not any(p.source == name for p in network.projections):
        yield warning("W103", f"nothing reads population '{name}': no projection, output or probe", part=part)
    threshold = program.parameter(Purpose.THRESHOLD, program.potential)
    if program.spike is not None and threshold is not None and fed:
        yield from never_fires(network, population)
        if program.subtracts(threshold.name) and np.any(np.asarray(given[threshold.name]) < 0):
            yield warning(
                "W107",
                f"the threshold of '{name}' is below 0, and a spike subtracts it: that raises the potential",
                hint="give 'reset: value' and a 'reset_value', or measure potentials from rest",
                part=(*part, threshold.name),
            )
    yield from raised(population)
    for factor in program.serving(Purpose.DECAY):
        yield from _forgets(network, population, factor)


def _spikes_unfiltered(network: Network, population: Population) -> Iterator[Diagnostic]:
    """Spikes that end where each of them would have to last longer than its step."""
    model = MODELS.get(population.model)
    if model is None or not model.needs_filter:
        return
    for projection in network.projections:
        spikes = projection.target == population.name and not network.source(projection.source).graded
        if spikes and np.any(projection.connection.weights):
            yield warning(
                "W111",
                f"spikes of '{projection.source}' go straight into '{population.name}', where each of them lasts for "
                "one step only",
                hint=f"{model.name} takes an input that stays on: put a relay with 'tau' between, as a filter",
                part=("projections", projection.name),
            )


def _driven(population: Population) -> bool:
    """Whether any neuron of ``population`` has a bias, or a rate."""
    given = dict(population.parameters)
    return any(np.any(given[drive.name]) for drive in population.program.serving(Purpose.DRIVE))


def _drawn_twice(network: Network) -> Iterator[Diagnostic]:
    """Neurons that draw the same random numbers, so that their spikes are not independent."""
    known: list[tuple[str, np.ndarray]] = []
    for population in network.populations:
        drawing = [state.name for state in population.program.states if state.quantity.kind is Kind.RANDOM]
        given = [value for name, value in population.initial if name in drawing]
        words = [np.broadcast_to(np.ravel(value), population.size) for value in given]
        for mine in words:
            if np.unique(mine).size < mine.size:
                yield warning(
                    "W110",
                    f"neurons of '{population.name}' draw the same random numbers",
                    hint="give each neuron an initial number of its own, or give a seed instead",
                    part=("populations", population.name),
                )
            other = next((name for name, theirs in known if np.any(np.isin(mine, theirs))), None)
            if other is not None:
                yield warning(
                    "W110",
                    f"populations '{other}' and '{population.name}' draw the same random numbers",
                    hint="give them different seeds, unless their spikes are to be correlated",
                    part=("populations", population.name),
                )
        known += [(population.name, mine) for mine in words]


def _forgets(network: Network, population: Population, factor: Parameter) -> Iterator[Diagnostic]:
    """A state that keeps next to nothing: a time constant in another unit than dt, most likely."""
    decay = np.asarray(dict(population.parameters)[factor.name])
    if np.any((decay > 0) & (decay < _FORGOTTEN)):
        what = "potential" if factor.of == population.program.potential else f"state '{factor.of}'"
        yield warning(
            "W106",
            f"'{population.name}' keeps {float(decay[decay > 0].min()) if decay.ndim else float(decay):.3g} of its "
            f"{what} from a step to the next: next to nothing",
            hint=f"time constants and dt share one unit; dt is {network.dt:g}",
            part=("populations", population.name, factor.name),
        )


def _projection(projection: Projection) -> Iterator[Diagnostic]:
    part = ("projections", projection.name)
    weights = projection.connection.weights
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
        for duration in population.program.serving(Purpose.DURATION):
            lasts = dict(population.parameters)[duration.name]
            if np.any(np.asarray(lasts) >= steps):
                found.append(
                    warning(
                        "W105",
                        f"{duration.name} of '{population.name}' is {int(np.max(lasts))} steps, a sample {steps}: "
                        "a neuron that fired ignores its input for the rest of it",
                        part=("populations", population.name, duration.name),
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
