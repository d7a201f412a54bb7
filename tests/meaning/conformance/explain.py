"""Whether rounding alone explains where an observed run leaves the float one.

Every population is run alone, in float64, on the spikes that its sources were *observed* to send (its own among
them, where it projects onto itself). So a difference further up cannot excuse one here, and each neuron answers for
itself: until its first unequal spike its states must stay within their bounds of rounding, and at that spike its
potential must lie within that bound of the threshold. What the same neuron does after that follows from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from meaning.conformance.rounding import Errors, bound

import snnc
from snnc.ir.network import Coding, CodingKind, Input, Output, Population
from snnc.program.quantity import Purpose

_NO_CODING = Coding(kind=CodingKind.NONE, steps=0, seed=0, scale=1.0, cutoff=0.0)


def unexplained(
    network: snnc.Network,
    spikes: Mapping[str, np.ndarray],
    states: Mapping[tuple[str, str], np.ndarray],
    errors: Errors,
) -> list[str]:
    """What rounding within ``errors`` does not explain, a line for each population and rule; empty when all is well.

    ``spikes``: observed, of every input and spiking population, bool or numbers [samples, steps, size];
    ``states``: observed at the end of each step, in the units of ``network``, by population and variable,
    where known (NaN where not).
    """
    found = []
    for population in network.populations:
        run = _alone(network, population, spikes)
        traces = {state.name: run.state(population.name, state.name) for state in population.program.linear_states}
        rooms = bound(network, population, errors=errors, spikes=spikes, states=traces)
        v = traces[population.program.potential]
        until = np.full((v.shape[0], v.shape[2]), v.shape[1])
        seen = {name: states.get((population.name, name), np.full(v.shape, np.nan)) for name in traces}
        if population.program.spike is not None:
            expected, got = run.spikes(population.name), spikes[population.name]
            unequal = expected != got
            until = np.where(unequal.any(axis=1), unequal.argmax(axis=1), until)
            name = population.program.potential
            found += _crossings(
                population,
                first=until,
                expected=expected,
                got=got,
                v=v,
                seen=seen[name],
                room=rooms[name],
                errors=errors,
            )
        for name, trace in traces.items():
            what = f"{name} of {population.name}"
            found += _states(what, until=until, values=trace, seen=seen[name], room=rooms[name])
    return found


def states_of(network: snnc.QuantisedNetwork, run: snnc.golden.Run) -> dict[tuple[str, str], np.ndarray]:
    """Linear states of an integer run in real units; NaN from where a neuron first met the end of a format.

    Saturation is no rounding: it may do no harm, but no unequal spike after it is explained.
    """
    found = {}
    for population in network.populations:
        names = [name for name, _ in population.scales]
        met = np.zeros(run.state(population.name, names[0]).shape, bool)
        for name in names:
            values, span = run.state(population.name, name), population.program.port(name).type.range
            met |= np.logical_or.accumulate((values == span.lo) | (values == span.hi), axis=1)
        for name in names:
            scale = population.scale(name)
            assert scale is not None
            found[population.name, name] = np.where(met, np.nan, run.state(population.name, name) / scale)
    return found


def _alone(network: snnc.Network, population: Population, spikes: Mapping[str, np.ndarray]) -> snnc.golden.Run:
    """``population`` in float64 with every source an input that replays what was observed."""
    name = population.name
    incoming = [p for p in network.projections if p.target == name]
    stand_in = {p.source: f"{p.source}_observed" for p in incoming}
    alone = replace(
        network,
        inputs=tuple(
            Input(new, (network.source_size(old),), _NO_CODING, network.events[old]) for old, new in stand_in.items()
        ),
        populations=(population,),
        projections=tuple(replace(p, source=stand_in[p.source]) for p in incoming),
        outputs=(Output(name, name, population.program.potential),),
        probes=(),
    )
    stimulus = {new: spikes[old] for old, new in stand_in.items()}
    return snnc.golden.run(alone, stimulus, snnc.golden.variables(alone))


def _crossings(
    population: Population,
    first: np.ndarray,
    expected: np.ndarray,
    got: np.ndarray,
    v: np.ndarray,
    seen: np.ndarray,
    room: np.ndarray,
    errors: Errors,
) -> list[str]:
    """First unequal spikes whose potential was not at the threshold, to within rounding.

    One of the two runs did not fire there, so its potential after the step is the one that was tested. Of neurons
    that send several spikes, each less a threshold, the one that sent fewer ends the step at its threshold.
    """
    samples, neurons = np.nonzero(first < v.shape[1])
    if not samples.size:
        return []
    steps = first[samples, neurons]
    at = (samples, steps, neurons)
    tested = np.where(expected[at] > got[at], seen[at], v[at])
    program = population.program
    threshold = population.value(Purpose.THRESHOLD, program.potential)
    assert threshold is not None
    gap = np.abs(tested - np.broadcast_to(threshold, population.size)[neurons])
    allowed = room[at] + errors.parameter(population.name, program.quantities[program.potential])
    return [
        f"{population.name}[{neurons[k]}], sample {samples[k]}, step {steps[k]}: expected spike {expected[at][k]}; "
        f"potential {tested[k]:.9g} is {gap[k]:.3g} from the threshold, rounding explains {allowed[k]:.3g}"
        for k in np.flatnonzero(~(gap <= allowed))
    ]


def _states(what: str, until: np.ndarray, values: np.ndarray, seen: np.ndarray, room: np.ndarray) -> list[str]:
    """The worst value of a state, before the first unequal spike of its neuron, that left the bound."""
    comparable = (np.arange(values.shape[1])[None, :, None] < until[:, None, :]) & ~np.isnan(seen)
    excess = np.where(comparable, np.abs(seen - values) - room, -np.inf)
    if not np.any(excess > 0):
        return []
    at = np.unravel_index(np.argmax(excess), excess.shape)
    sample, step, neuron = (int(k) for k in at)
    return [
        f"{what}[{neuron}], sample {sample}, step {step}: {seen[at]:.9g}, in float {values[at]:.9g}; "
        f"rounding explains {room[at]:.3g}; {np.count_nonzero(excess > 0)} such values"
    ]
