"""The float network beside golden, neuron by neuron, with a bound of what rounding can do.

Every value of a program is carried as a float and the largest error that the formats allow:
half a unit for each weight that arrived and for each parameter, half a step of the factor times
what it scales, one rounding for each product and each conversion to a coarser quantity, in the unit
of its quantity, all propagated by the operations themselves. Golden's
spikes are what arrives, and where the potential is within its bound of the threshold, golden's
decision is taken. So every neuron is compared to the end, and each difference is judged alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from meaning.connections import synapses
from meaning.space import quantities

from snnc.golden import Run
from snnc.ir.network import SPIKES, Network, Population
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.reports import PopulationReport
from snnc.program import ops
from snnc.program.program import Program
from snnc.program.quantity import Kind, Purpose, Quantity

#: Room for the rounding of float64 itself.
_FLOAT = 1e-9


@dataclass(frozen=True, eq=False)
class Near:
    """A number known within ``error``; both [samples, size] or what broadcasts to it."""

    value: Any
    error: Any


@dataclass(frozen=True, eq=False)
class Flag:
    """A decision, and where no error could have turned it."""

    value: Any
    sure: Any


@dataclass
class Verdict:
    """What was found: places that rounding does not explain, and counts of those that it does."""

    unexplained: list[str]
    decisions: int = 0
    unsure: int = 0
    explained: int = 0
    compared: int = 0
    bound: float = 0.0


@dataclass(frozen=True)
class Rounds:
    """Where a population rounds: the largest error by quantity, and its fraction bits."""

    step: Mapping[str, float]
    fraction: Mapping[str, int]

    @classmethod
    def of(cls, report: PopulationReport) -> Rounds:
        """To nearest, a product moves by half a unit at most; otherwise by less than one."""
        share = 0.5 if report.rounding == "nearest_even" else 1.0
        fraction = dict(report.fractions)
        return cls({name: share / (report.unit * 2**bits) for name, bits in fraction.items()}, fraction)

    def converted(self, source: Quantity, target: Quantity) -> float:
        """The largest error of a conversion: none to a unit that is as fine, or finer."""
        return self.step[target.name] if self.fraction[target.name] < self.fraction[source.name] else 0.0


def compute(op: ops.Op, env: Mapping[str, Any], measured: Mapping[str, Quantity], rounds: Rounds) -> Near | Flag:
    """The result of a real operation; ``measured``: the quantity of every value."""
    match op:
        case ops.Literal(value, _):
            return Near(float(value), 0.0)
        case ops.Add(a, b):
            return Near(env[a].value + env[b].value, env[a].error + env[b].error)
        case ops.Subtract(a, b):
            return Near(env[a].value - env[b].value, env[a].error + env[b].error)
        case ops.Scale(a, b):
            x, f = env[a], env[b]
            spread = np.abs(x.value) * f.error + np.abs(f.value) * x.error + x.error * f.error
            return Near(x.value * f.value, spread + rounds.step[measured[a].name])
        case ops.Shrink(a, b):
            x, step = env[a], env[b]
            return Near(np.sign(x.value) * np.maximum(np.abs(x.value) - step.value, 0.0), x.error + step.error)
        case ops.Convert(a, quantity):
            return Near(env[a].value, env[a].error + rounds.converted(measured[a], quantity))
        case ops.Saturate(a, _):
            return env[a]
        case ops.AtLeast(a, b):
            return _compared(env[a], env[b], env[a].value >= env[b].value)
        case ops.Above(a, b):
            return _compared(env[a], env[b], env[a].value > env[b].value)
        case ops.Both(a, b):
            x, y = env[a], env[b]
            sure = (x.sure & y.sure) | (x.sure & ~x.value) | (y.sure & ~y.value)
            return Flag(x.value & y.value, sure)
        case ops.Invert(a):
            return Flag(~env[a].value, env[a].sure)
        case ops.Select(condition, then, otherwise):
            return _selected(env[condition], env[then], env[otherwise])
        case _:
            raise AssertionError(f"no meaning is written down for {op}")


def _compared(a: Near, b: Near, outcome: np.ndarray) -> Flag:
    room = a.error + b.error
    return Flag(outcome, (np.abs(a.value - b.value) > room) | (room == 0))


def _selected(condition: Flag, then: Near, otherwise: Near) -> Near:
    """The branch that is taken, and where that is unsure, room for the other one."""
    value = np.where(condition.value, then.value, otherwise.value)
    error = np.where(condition.value, then.error, otherwise.error)
    apart = np.abs(then.value - otherwise.value) + np.maximum(then.error, otherwise.error)
    return Near(value, np.where(condition.sure, error, apart))


def judge(network: Network, quantised: QuantisedNetwork, stimulus: Mapping[str, np.ndarray], run: Run) -> Verdict:
    """``run``, golden's traces of ``quantised``, beside ``network`` in floats."""
    verdict = Verdict([])
    reports = {report.name: report for report in quantised.population_reports}
    spikes = {name: values.astype(float) for name, values in stimulus.items()}
    spikes |= {name: trace.astype(float) for (name, variable), trace in run.traces.items() if variable == SPIKES}
    for population in network.populations:
        report = reports[population.name]
        _population(network, quantised, population=population, report=report, spikes=spikes, run=run, verdict=verdict)
    return verdict


def _currents(
    network: Network,
    quantised: QuantisedNetwork,
    population: Population,
    receptor: str,
    spikes: Mapping[str, np.ndarray],
) -> Near:
    """The current of every step at ``receptor`` [samples, steps, size], from golden's spikes and real weights."""
    # Weights that are said to be exact have no error; the others are off by half a unit at most.
    half = {report.name: 0.0 if report.exact else 0.5 / report.scale for report in quantised.projection_reports}
    samples, steps = next(iter(spikes.values())).shape[:2]
    value = np.zeros((samples, steps, population.size))
    error = np.zeros_like(value)
    for projection in network.projections:
        if (projection.target, projection.receptor) != (population.name, receptor) or projection.delay >= steps:
            continue
        arriving = spikes[projection.source][:, : steps - projection.delay]
        weights = np.zeros((arriving.shape[2], population.size))
        halves = np.zeros_like(weights)
        for source, target, weight in synapses(projection.connection):
            weights[source, target] = weight
            halves[source, target] = half[projection.name] if weight else 0.0
        value[:, projection.delay :] += arriving @ weights
        error[:, projection.delay :] += arriving @ halves
    return Near(value, error)


def _constants(population: Population, report: PopulationReport) -> dict[str, Near]:
    given = dict(population.parameters)
    factors = {decay.name: 0.5 / 2**decay.shift for decay in report.decays}
    return {
        p.name: Near(
            np.asarray(given[p.name], float),
            factors[p.name] if p.quantity.kind is Kind.FACTOR else _half(p.quantity, report),
        )
        for p in population.program.parameters
    }


def _half(quantity: Quantity, report: PopulationReport) -> float:
    """The largest error of a number of a ``quantity`` that is no factor."""
    return 0.5 / report.scale(quantity.name) if quantity.kind is Kind.LINEAR else 0.0


def _population(
    network: Network,
    quantised: QuantisedNetwork,
    population: Population,
    report: PopulationReport,
    spikes: Mapping[str, np.ndarray],
    run: Run,
    verdict: Verdict,
) -> None:
    program = population.program
    currents = {
        receptor.name: _currents(network, quantised, population, receptor=receptor.name, spikes=spikes)
        for receptor in program.receptors
    }
    samples, steps, size = next(iter(currents.values())).value.shape
    given = dict(population.initial)
    state: dict[str, Any] = {}
    for variable in program.states:
        start = np.zeros((samples, size)) + np.asarray(given.get(variable.name, 0.0))
        flag = Flag(start != 0, np.ones_like(start, bool))
        half = _half(variable.quantity, report) if variable.name in given else 0.0
        state[variable.name] = flag if variable.quantity.kind is Kind.FLAG else Near(start, half)
    constants, measured, rounds = _constants(population, report), quantities(program), Rounds.of(report)
    for t in range(steps):
        arriving = {name: Near(each.value[:, t], each.error[:, t]) for name, each in currents.items()}
        env = {**constants, **state, **arriving}
        level = 0
        for statement in program.body:
            result = compute(statement.op, env, measured, rounds)
            if program.events > 1 and _tests_threshold(statement.op, program):
                level += 1
                golden = run.spikes(population.name)[:, t]
                result = _level(result, level, golden=golden, name=population.name, t=t, verdict=verdict)
            elif statement.target == program.spike:
                golden = run.spikes(population.name)[:, t]
                how = _decided if isinstance(result, Flag) else _counted
                result = how(result, golden=golden, name=population.name, t=t, verdict=verdict)
            env[statement.target] = result
        state = {name: env[value] for name, value in program.next_state}
        for variable in program.states:
            if (population.name, variable.name) in run.traces:
                linear = variable.quantity.kind is Kind.LINEAR
                unit = report.scale(variable.quantity.name) if linear else 1.0
                got = run.traces[population.name, variable.name][:, t] / unit
                what = f"{variable.name} of {population.name}"
                _state(state[variable.name], got=got, what=what, t=t, verdict=verdict)


def _decided(flag: Flag, golden: np.ndarray, name: str, t: int, verdict: Verdict) -> Flag:
    """Golden's decision, after it was compared with the float one."""
    differs = np.broadcast_to(flag.value, golden.shape) != golden
    sure = np.broadcast_to(flag.sure, golden.shape)
    verdict.decisions += golden.size
    verdict.unsure += int(np.count_nonzero(~sure))
    verdict.explained += int(np.count_nonzero(differs & ~sure))
    for sample, neuron in np.argwhere(differs & sure):
        verdict.unexplained.append(
            f"spike of {name}[{neuron}] in sample {sample}, step {t}: golden {golden[sample, neuron]}"
        )
    return Flag(golden, np.ones_like(golden))


def _tests_threshold(op: ops.Op, program: Program) -> bool:
    """Whether ``op`` compares with the threshold."""
    names = {p.name for p in program.serving(Purpose.THRESHOLD)}
    return isinstance(op, ops.AtLeast | ops.Above) and op.b in names


def _level(flag: Flag, level: int, golden: np.ndarray, name: str, t: int, verdict: Verdict) -> Flag:
    """Whether a threshold was met ``level`` times: golden's decision where it sent spikes, or where float is unsure.

    A neuron that sent none may have met its threshold and be silent for another reason; its count tells.
    """
    value, sure = (np.broadcast_to(each, golden.shape) for each in (flag.value, flag.sure))
    spoken = (golden > 0) | ~sure
    met = np.where(spoken, golden >= level, value)
    return _decided(Flag(value, sure), golden=met, name=name, t=t, verdict=verdict)


def _counted(count: Near, golden: np.ndarray, name: str, t: int, verdict: Verdict) -> Near:
    """Golden's number of spikes, after it was compared with the float one; all decisions behind it are golden's."""
    value = np.broadcast_to(count.value, golden.shape)
    for sample, neuron in np.argwhere(value != golden):
        verdict.unexplained.append(
            f"spikes of {name}[{neuron}] in sample {sample}, step {t}: golden {golden[sample, neuron]}, "
            f"float {value[sample, neuron]}"
        )
    return Near(golden.astype(float), 0.0)


def _state(expected: Near | Flag, got: np.ndarray, what: str, t: int, verdict: Verdict) -> None:
    if isinstance(expected, Flag):
        wrong = (np.broadcast_to(expected.value, got.shape) != got.astype(bool)) & expected.sure
        expected = Near(expected.value, 0.0)
    else:
        wrong = np.abs(got - expected.value) > expected.error + _FLOAT * (1 + np.abs(expected.value))
    verdict.compared += got.size
    verdict.bound = max(verdict.bound, float(np.max(expected.error)))
    for sample, neuron in np.argwhere(wrong):
        value, error = (np.broadcast_to(x, got.shape)[sample, neuron] for x in (expected.value, expected.error))
        verdict.unexplained.append(
            f"{what}[{neuron}] in sample {sample}, step {t}: golden {got[sample, neuron]}, float {value} within {error}"
        )
