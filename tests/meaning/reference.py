"""A second reference: slow, in plain Python numbers, sharing no code with snnc.

It takes a real network, and from its quantised form only the *formats* that the reports state;
it makes its own integers, and gathers, updates and emits as README.md says. A neuron is
either its registered program, read statement by statement, or its equation written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from meaning.connections import synapses
from meaning.counting import Numbers, Table, check_unit, integers, reals, weight
from meaning.equations import EQUATIONS
from meaning.exact import xorshift
from meaning.space import quantities

from snnc.ir.network import Input, Network, Population
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.reports import PopulationReport
from snnc.program import ops
from snnc.program.quantity import Quantity

#: One step of one neuron: state and current of each receptor to next state and spike.
Neuron = Callable[[dict[str, Any], Mapping[str, Any]], tuple[dict[str, Any], int]]
Traces = dict[tuple[str, str], np.ndarray]


def by_program(population: Population, numbers: Numbers, neuron: int) -> Neuron:
    """The registered program, statement by statement."""
    program = population.program
    constants, measured = _constants(population, numbers, neuron), quantities(program)
    body = [(s.target, _compiled(s.op, numbers, measured, s.target)) for s in program.body]

    def step(state: dict[str, Any], currents: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        env = {**constants, **state, **currents}
        for target, value in body:
            env[target] = value(env)
        spike = env[program.spike] if program.spike else 0
        return {name: env[value] for name, value in program.next_state}, spike

    return step


def by_equation(population: Population, numbers: Numbers, neuron: int) -> Neuron:
    """The equation of ``equations.py``."""
    constants = _constants(population, numbers, neuron)
    equation, words = EQUATIONS[population.model], dict(population.choices)

    def step(state: dict[str, Any], currents: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
        return equation(words, constants, state, currents=currents, numbers=numbers)

    return step


def _constants(population: Population, numbers: Numbers, neuron: int) -> dict[str, Any]:
    """The parameters of one neuron."""
    given = dict(population.parameters)
    return {p.name: numbers.constant(p, _own(given[p.name], neuron)) for p in population.program.parameters}


def _own(value: float | np.ndarray, neuron: int) -> float:
    return float(value) if np.ndim(value) == 0 else float(value[neuron])


def _compiled(
    op: ops.Op, numbers: Numbers, measured: Mapping[str, Quantity], target: str
) -> Callable[[Mapping[str, Any]], Any]:
    match op:
        case ops.Literal(value, _):
            return lambda env: value
        case ops.Add(a, b):
            return lambda env: env[a] + env[b]
        case ops.Subtract(a, b):
            return lambda env: env[a] - env[b]
        case ops.Shrink(a, b):
            return lambda env: max(env[a] - env[b], 0) if env[a] > 0 else min(env[a] + env[b], 0)
        case ops.Scale(a, factor):
            return lambda env: numbers.times(env[a], env[factor])
        case ops.Gain(a, gain, quantity):
            of, to = measured[a].name, quantity.name
            return lambda env: numbers.gain(env[a], env[gain], of, to)
        case ops.Product(a, b, quantity):
            pair, to = (measured[a].name, measured[b].name), quantity.name
            return lambda env: numbers.product(env[a], env[b], pair, to)
        case ops.Ratio(a, b, most, quantity):
            to = quantity.name
            return lambda env: numbers.ratio(env[a], env[b], env[most], to)
        case ops.Lookup(a, function, quantity):
            table, to = Table(target, function, measured[a].name), quantity.name
            return lambda env: numbers.function(table, env[a], to)
        case ops.Convert(a, quantity):
            source, target = measured[a].name, quantity.name
            return lambda env: numbers.convert(env[a], source, target)
        case ops.Saturate(a, state):
            return lambda env: numbers.limit(env[a], state)
        case ops.AtLeast(a, b):
            return lambda env: int(env[a] >= env[b])
        case ops.Above(a, b):
            return lambda env: int(env[a] > env[b])
        case ops.Both(a, b):
            return lambda env: env[a] * env[b]
        case ops.Invert(a):
            return lambda env: 1 - env[a]
        case ops.NextRandom(a):
            return lambda env: xorshift(env[a])
        case ops.WithinOne(a):
            most = numbers.one(measured[a].name)
            return lambda env: min(max(env[a], 0), most)
        case ops.DrawnBelow(a, b):
            of = measured[b].name
            return lambda env: int(numbers.drawn(env[a], env[b], of))
        case ops.Select(condition, then, otherwise):
            return lambda env: env[then] if env[condition] else env[otherwise]
        case _:
            raise AssertionError(f"no meaning is written down for {op}")


def simulate(
    network: Network,
    stimulus: Mapping[str, np.ndarray],
    formats: QuantisedNetwork | None,
    neuron: Callable[[Population, Numbers, int], Neuron] = by_program,
) -> Traces:
    """Spikes and every state [samples, steps, size], in the formats of ``formats``, or in reals."""
    rows = {}
    states = {report.name: report for report in formats.population_reports} if formats else {}
    stores = {report.name: report for report in formats.projection_reports} if formats else {}
    numbers = {p.name: integers(states[p.name]) if formats else reals() for p in network.populations}
    for projection in network.projections:
        table: dict[int, list[tuple[int, Any]]] = {}
        if formats:
            check_unit(stores[projection.name], states[projection.target], _sent(network, projection.source, states))
        for source, target, value in synapses(projection.connection):
            stored = weight(value, stores[projection.name]) if formats else value
            table.setdefault(source, []).append((target, stored))
        rows[projection.name] = table
    samples, steps = next(iter(stimulus.values())).shape[:2]
    arriving = _arriving(network, stimulus, bool(formats))
    found: dict[tuple[str, str], list] = {}
    for sample in range(samples):
        spikes = {name: values[sample] for name, values in arriving.items()}
        traces = _sample(network, spikes, steps=steps, numbers=numbers, rows=rows, neuron=neuron)
        for key, trace in traces.items():
            found.setdefault(key, []).append(trace)
    return {key: np.array(trace) for key, trace in found.items()}


def _sent(network: Network, source: str, states: Mapping[str, PopulationReport]) -> float:
    """Units in which ``source`` sends numbers: as its range and bits say, or as the state that it sends counts."""
    for each in network.inputs:
        if each.name == source:
            return _per_value(each) if each.current else 1.0
    sends = network.population(source).program.sends
    return next((state.scale for state in states[source].states if state.name == sends), 1.0)


def _per_value(source: Input) -> float:
    """The largest number of so many bits stands for the farther end of the range."""
    assert source.current
    return float((2 ** (source.current.bits - 1) - 1) / max(abs(source.current.low), abs(source.current.high)))


def _arriving(network: Network, stimulus: Mapping[str, np.ndarray], formats: bool) -> dict[str, list]:
    """What inputs send: numbers of events, or values; as integers rounded to the nearest number, ties to even."""
    found = {}
    for source in network.inputs:
        if not source.current:
            found[source.name] = stimulus[source.name].astype(int).tolist()
        elif formats:
            scale, values = _per_value(source), stimulus[source.name].tolist()
            found[source.name] = [[[round(x * scale) for x in row] for row in sample] for sample in values]
        else:
            found[source.name] = stimulus[source.name].tolist()
    return found


def _sample(
    network: Network,
    stimulus: Mapping[str, list],
    steps: int,
    numbers: Mapping[str, Numbers],
    rows: Mapping[str, Mapping[int, list[tuple[int, Any]]]],
    neuron: Callable[[Population, Numbers, int], Neuron],
) -> dict[tuple[str, str], list]:
    """One sample, from the initial state: ``{(population, variable): [steps][size]}``."""
    spikes = dict(stimulus)
    spikes |= {p.name: [] for p in network.populations}
    cells = {p.name: [neuron(p, numbers[p.name], k) for k in range(p.size)] for p in network.populations}
    state = {p.name: [_initial(p, numbers[p.name], k) for k in range(p.size)] for p in network.populations}
    traces: dict[tuple[str, str], list] = {}
    order = _order(network)
    for t in range(steps):
        for p in order:
            measured = {receptor.name: receptor.quantity.name for receptor in p.program.receptors}
            current = {receptor: [0] * p.size for receptor in measured}
            for projection in network.projections:
                if projection.target != p.name or t < projection.delay:
                    continue
                for source, events in enumerate(spikes[projection.source][t - projection.delay]):
                    for target, value in rows[projection.name].get(source, ()) if events else ():
                        current[projection.receptor][target] += events * value
            fired = []
            for k in range(p.size):
                arrived = {r: numbers[p.name].gathered(current[r][k], quantity) for r, quantity in measured.items()}
                state[p.name][k], spike = cells[p.name][k](state[p.name][k], arrived)
                fired.append(spike)
            spikes[p.name].append(fired)
            traces.setdefault((p.name, "spikes"), []).append(fired)
            for name in state[p.name][0]:
                traces.setdefault((p.name, name), []).append([each[name] for each in state[p.name]])
    return traces


def _initial(population: Population, numbers: Numbers, neuron: int) -> dict[str, Any]:
    """State variables at the start of a sample; 0 unless the network says otherwise."""
    given = dict(population.initial)
    return {
        state.name: numbers.of(state.quantity, _own(given[state.name], neuron)) if state.name in given else 0
        for state in population.program.states
    }


def _order(network: Network) -> list[Population]:
    """Populations such that whatever arrives without delay has been emitted before."""
    ordered: list[Population] = []
    while len(ordered) < len(network.populations):
        done = {i.name for i in network.inputs} | {p.name for p in ordered}
        ready = [
            p
            for p in network.populations
            if p.name not in done
            and all(q.source in done for q in network.projections if q.target == p.name and q.delay == 0)
        ]
        assert ready, "a loop without delay"
        ordered += ready
    return ordered
