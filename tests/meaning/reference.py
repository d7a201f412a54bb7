"""A second reference: slow, in plain Python numbers, sharing no code with snnc.

It takes a real network, and from its quantised form only the *formats* that the reports state;
it makes its own integers, and gathers, updates and emits as ARCHITECTURE.md says. A neuron is
either its registered program, read statement by statement, or its equation written by hand.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from meaning.connections import synapses
from meaning.equations import EQUATIONS
from meaning.exact import ROUND

from snnc.ir.network import Network, Population
from snnc.ir.quantised import PopulationReport, ProjectionReport, QuantisedNetwork
from snnc.numbers.fixed import Rounding
from snnc.program import ops
from snnc.program.ops import Kind
from snnc.program.program import INPUT

#: One step of one neuron: state and current to next state and spike.
Neuron = Callable[[dict[str, Any], Any], tuple[dict[str, Any], int]]
Traces = dict[tuple[str, str], np.ndarray]


@dataclass(frozen=True)
class Numbers:
    """How one population counts: its numbers, its product with a factor, the ends of its potentials."""

    potential: Callable[[float], Any]
    factor: Callable[[float], Any]
    current: Callable[[Any], Any]
    times: Callable[[Any, Any], Any]
    limit: Callable[[Any], Any]

    def of(self, kind: Kind, value: float) -> Any:
        """``value`` of ``kind`` as this population counts it."""
        return {Kind.POTENTIAL: self.potential, Kind.FACTOR: self.factor, Kind.COUNT: int}[kind](value)


def reals() -> Numbers:
    """Floats, as they are."""
    return Numbers(float, float, lambda current: current, lambda a, b: a * b, lambda v: v)


def integers(report: PopulationReport) -> Numbers:
    """Integers in the formats of ``report``, nearest even unless the report says otherwise."""
    mode = ROUND[Rounding(report.rounding)]
    top = 2 ** (report.state_bits - 1) - 1
    return Numbers(
        potential=lambda value: round(value * report.scale),
        factor=lambda value: round(value * 2**report.decay_shift),
        current=lambda current: current * 2**report.fraction_bits,
        times=lambda a, b: mode(Fraction(a * b, 2**report.decay_shift)),
        limit=lambda v: max(-top - 1, min(top, v)),
    )


def weight(value: float, report: ProjectionReport) -> int:
    """A weight in the format of ``report``: nearest even, symmetric; one bit keeps the sign."""
    if report.bits == 1:
        stored = (value > 0) - (value < 0)
    else:
        top = 2 ** (report.bits - 1) - 1
        stored = max(-top, min(top, round(value * report.scale)))
    return int(stored) * 2**report.shift


def _one_unit(stored: ProjectionReport, population: PopulationReport) -> None:
    """Every projection into a population adds in one unit of current, whatever shift it is stored with."""
    added, expected = stored.scale * 2**stored.shift, population.scale / 2**population.fraction_bits
    assert math.isclose(added, expected, rel_tol=1e-12), f"{stored.name} adds in units of {added}, not {expected}"


def by_program(population: Population, numbers: Numbers, neuron: int) -> Neuron:
    """The registered program, statement by statement."""
    program = population.program
    kinds = {parameter.name: parameter.kind for parameter in program.parameters}
    constants = {name: numbers.of(kinds[name], _own(value, neuron)) for name, value in population.parameters}
    body = [(statement.target, _compiled(statement.op, numbers)) for statement in program.body]

    def step(state: dict[str, Any], current: Any) -> tuple[dict[str, Any], int]:
        env = {**constants, **state, INPUT: current}
        for target, value in body:
            env[target] = value(env)
        spike = int(env[program.spike]) if program.spike else 0
        return {name: env[value] for name, value in program.next_state}, spike

    return step


def by_equation(population: Population, numbers: Numbers, neuron: int) -> Neuron:
    """The equation of ``equations.py``."""
    kinds = {parameter.name: parameter.kind for parameter in population.program.parameters}
    constants = {name: numbers.of(kinds[name], _own(value, neuron)) for name, value in population.parameters}
    equation, choices = EQUATIONS[population.model], population.choices

    def step(state: dict[str, Any], current: Any) -> tuple[dict[str, Any], int]:
        return equation(choices, constants, state, current, numbers.times, numbers.limit)

    return step


def _own(value: float | np.ndarray, neuron: int) -> float:
    return float(value) if np.ndim(value) == 0 else float(value[neuron])


def _compiled(op: ops.Op, numbers: Numbers) -> Callable[[Mapping[str, Any]], Any]:
    match op:
        case ops.Literal(value, _):
            return lambda env: value
        case ops.Add(a, b):
            return lambda env: env[a] + env[b]
        case ops.Subtract(a, b):
            return lambda env: env[a] - env[b]
        case ops.Scale(a, factor):
            return lambda env: numbers.times(env[a], env[factor])
        case ops.Saturate(a, _):
            return lambda env: numbers.limit(env[a])
        case ops.AtLeast(a, b):
            return lambda env: int(env[a] >= env[b])
        case ops.Above(a, b):
            return lambda env: int(env[a] > env[b])
        case ops.Both(a, b):
            return lambda env: env[a] * env[b]
        case ops.Invert(a):
            return lambda env: 1 - env[a]
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
            _one_unit(stores[projection.name], states[projection.target])
        for source, target, value in synapses(projection.connection):
            stored = weight(value, stores[projection.name]) if formats else value
            table.setdefault(source, []).append((target, stored))
        rows[projection.name] = table
    samples, steps = next(iter(stimulus.values())).shape[:2]
    found: dict[tuple[str, str], list] = {}
    for sample in range(samples):
        for key, trace in _sample(network, stimulus, sample, steps, numbers, rows, neuron).items():
            found.setdefault(key, []).append(trace)
    return {key: np.array(trace) for key, trace in found.items()}


def _sample(
    network: Network,
    stimulus: Mapping[str, np.ndarray],
    sample: int,
    steps: int,
    numbers: Mapping[str, Numbers],
    rows: Mapping[str, Mapping[int, list[tuple[int, Any]]]],
    neuron: Callable[[Population, Numbers, int], Neuron],
) -> dict[tuple[str, str], list]:
    """One sample, from the initial state: ``{(population, variable): [steps][size]}``."""
    spikes = {name: values[sample].astype(int).tolist() for name, values in stimulus.items()}
    spikes |= {p.name: [] for p in network.populations}
    cells = {p.name: [neuron(p, numbers[p.name], k) for k in range(p.size)] for p in network.populations}
    state = {p.name: [_initial(p, numbers[p.name], k) for k in range(p.size)] for p in network.populations}
    traces: dict[tuple[str, str], list] = {}
    order = _order(network)
    for t in range(steps):
        for p in order:
            current = [0] * p.size
            for projection in network.projections:
                if projection.target != p.name or t < projection.delay:
                    continue
                for source, events in enumerate(spikes[projection.source][t - projection.delay]):
                    for target, value in rows[projection.name].get(source, ()) if events else ():
                        current[target] += events * value
            fired = []
            for k in range(p.size):
                state[p.name][k], spike = cells[p.name][k](state[p.name][k], numbers[p.name].current(current[k]))
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
        state.name: numbers.of(state.kind, _own(given[state.name], neuron)) if state.name in given else 0
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
