"""The float network beside golden, neuron by neuron, with a bound of what rounding can do.

Every value of a program is carried as a float and the largest error that the formats allow: half a unit for each
weight that arrived and for each parameter, and what ``near.py`` says of operations. Golden's spikes are what arrives,
and where the potential is within its bound of the threshold, golden's decision is taken. So every neuron is compared
to the end, and each difference is judged alone.

Numbers arrive in the same way. A number of golden's is a whole one in the unit that its sender reports, so nothing of
it is unknown; a value of an input is sent to the nearest whole number, so it is off by half a unit; either weighs as
much as the weight it is multiplied by, and half a unit of a weight counts as often as the number says. What a neuron
sends is judged against its own bound: rounded once to the unit of numbers.

Where a program bends (exp, products of states), errors of a state are multiplied from step to step by the slope of
the update. That is above 1 wherever a neuron is about to fire: an eif one slope factor beyond its rheobase grows by
``1 + pace * (e - 1)`` in a step, and more in each later one, so that a bound of a whole sample, however proved, is
soon wider than the way to the peak: over 12 steps it leaves a decision in 50 open, and in one step one in 10,000.
There is a bound over a few steps. ``horizon`` says how many: then every state is golden's again, which is known
exactly. With a horizon of 1 each step of each neuron is judged by itself, at every state that golden visits, and all
that can be off is one rounding of every operation. That is what a wrong table or a wrong shift shows in. Longer
horizons add how errors are passed on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from meaning.connections import synapses
from meaning.near import Flag, Near, Rounds, compute
from meaning.space import quantities

from snnc.golden import Run
from snnc.ir.network import Input, Network, Population
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.reports import PopulationReport
from snnc.program import ops
from snnc.program.program import Program, Receptor, Statement, StateVariable
from snnc.program.quantity import Kind, Purpose, Quantity

#: Room for the rounding of float64 itself.
_FLOAT = 1e-9


@dataclass
class Verdict:
    """What was found: places that rounding does not explain, and counts of those that it does.

    ``bound``: the widest; ``nearest``: the largest error of a state as a share of its bound, by population and state.
    """

    unexplained: list[str]
    decisions: int = 0
    unsure: int = 0
    explained: int = 0
    compared: int = 0
    bound: float = 0.0
    nearest: dict[tuple[str, str], float] = field(default_factory=dict)


def judge(
    network: Network,
    quantised: QuantisedNetwork,
    stimulus: Mapping[str, np.ndarray],
    run: Run,
    horizon: int | None = None,
) -> Verdict:
    """``run``, golden's traces of all of ``quantised``, beside ``network`` in floats.

    ``horizon``: steps after which all states are golden's again; None: never. ``stimulus``: as for the run.
    """
    verdict = Verdict([])
    reports = {report.name: report for report in quantised.population_reports}
    sent = {source.name: _given(source, stimulus[source.name]) for source in network.inputs}
    for population in network.populations:
        if population.program.spike is not None:
            scale = _number_scale(population, reports[population.name])
            sent[population.name] = Near(run.spikes(population.name) / scale, 0.0)
    for population in network.populations:
        judged = _Judged(population, reports[population.name], run, verdict)
        currents = {
            receptor.name: _currents(network, quantised, population, receptor=receptor, sent=sent)
            for receptor in population.program.receptors
        }
        judged.through(currents, horizon)
    return verdict


def _given(source: Input, values: np.ndarray) -> Near:
    """What ``source`` sends: events as they are, and numbers that are rounded to whole ones of its range."""
    if source.current is None:
        return Near(values.astype(float), 0.0)
    largest = max(abs(source.current.low), abs(source.current.high))
    return Near(values, 0.5 * largest / (2 ** (source.current.bits - 1) - 1))


def _number_scale(population: Population, report: PopulationReport) -> float:
    """Units per real unit of what ``population`` sends; 1 for spikes."""
    program = population.program
    return report.scale(program.quantities[program.sends].name) if program.sends else 1.0


def _currents(
    network: Network,
    quantised: QuantisedNetwork,
    population: Population,
    receptor: Receptor,
    sent: Mapping[str, Near],
) -> Near:
    """The current of every step at ``receptor`` [samples, steps, size], from what golden sends and real weights."""
    # Weights that are said to be exact have no error; the others are off by half a unit at most.
    half = {report.name: 0.0 if report.exact else 0.5 / report.scale for report in quantised.projection_reports}
    samples, steps = next(iter(sent.values())).value.shape[:2]
    value = np.zeros((samples, steps, population.size))
    error = np.zeros_like(value)
    for projection in network.projections:
        if (projection.target, projection.receptor) != (population.name, receptor.name) or projection.delay >= steps:
            continue
        source = sent[projection.source]
        arriving = source.value[:, : steps - projection.delay]
        weights = np.zeros((arriving.shape[2], population.size))
        halves = np.zeros_like(weights)
        for origin, target, weight in synapses(projection.connection):
            weights[origin, target] = weight
            halves[origin, target] = half[projection.name] if weight else 0.0
        value[:, projection.delay :] += arriving @ weights
        error[:, projection.delay :] += np.abs(arriving) @ halves + source.error * (np.abs(weights) + halves).sum(
            axis=0
        )
    return Near(value, error)


class _Judged:
    """One population, step by step."""

    def __init__(self, population: Population, report: PopulationReport, run: Run, verdict: Verdict) -> None:
        self._population, self._report, self._run, self._verdict = population, report, run, verdict
        program = population.program
        bounded = frozenset(state.name for state in program.states if state.bounds is not None)
        self._rounds, self._measured = Rounds.of(report, bounded), quantities(program)
        self._room()

    def _room(self) -> None:
        """The format of a state that has bounds holds all that they say."""
        given = dict(self._population.parameters)
        for state in self._population.program.states:
            if state.bounds is not None:
                ends = np.concatenate(
                    [state.bounds.values, *(np.ravel(given[name]) for name in state.bounds.parameters)]
                )
                more = state.bounds.margin * np.ptp(ends)
                low, high = self._rounds.formats[state.name]
                # A bound at a power of two is the end of the format, which is a unit below that.
                unit = 1.5 / self._rounds.scale(state.quantity)
                if low > ends.min() - more + unit or high < ends.max() + more - unit:
                    self._verdict.unexplained.append(f"format of {state.name} of {self._population.name}: {low} {high}")

    def through(self, currents: Mapping[str, Near], horizon: int | None) -> None:
        """All steps of ``currents``, one for each receptor, [samples, steps, size] each."""
        program, rounds = self._population.program, self._rounds
        samples, steps, size = next(iter(currents.values())).value.shape
        constants, state = self._constants(), self._first(samples, size)
        received = {receptor.name: rounds.received(receptor.quantity) for receptor in program.receptors}
        for t in range(steps):
            if horizon and t and t % horizon == 0:
                # A state that integers have no need of, such as one that is always 0, keeps its own value.
                state |= {each.name: self._known(each, t - 1) for each in program.states if self._recorded(each)}
            arriving = {
                name: Near(each.value[:, t], each.error[:, t] + received[name]) for name, each in currents.items()
            }
            env: dict[str, Any] = {**constants, **state, **arriving}
            uncounted = self._run.spikes(self._population.name)[:, t].astype(int) if program.spike else np.zeros(1)
            for statement in program.body:
                result = compute(statement, env, self._measured, rounds)
                env[statement.target] = self._golden(statement, result, uncounted, t=t)
            state = {name: env[value] for name, value in program.next_state}
            for variable in program.states:
                if self._recorded(variable):
                    self._state(variable, state[variable.name], t)

    def _golden(self, statement: Statement, result: Near | Flag, uncounted: np.ndarray, t: int) -> Near | Flag:
        """``result``, or golden's where ``statement`` decides about spikes, after the two were compared.

        ``uncounted``: golden's spikes that no decision before this one was about; less by those of this one.
        """
        program, name = self._population.program, self._population.name
        times = _times_threshold(program).get(statement.op.b, 0) if _compares(statement.op) else 0
        if program.events > 1 and times:
            golden = self._run.spikes(name)[:, t]
            return _level(result, times, golden=golden, uncounted=uncounted, name=name, t=t, verdict=self._verdict)
        if statement.target != program.spike:
            return result
        golden = self._run.spikes(name)[:, t]
        if program.sends:
            scale = _number_scale(self._population, self._report)
            _number(result, got=golden / scale, what=f"number of {name}", t=t, verdict=self._verdict)
            return result
        how = _decided if isinstance(result, Flag) else _counted
        return how(result, golden=golden, name=name, t=t, verdict=self._verdict)

    def _constants(self) -> dict[str, Near]:
        given, report = dict(self._population.parameters), self._report
        factors = {decay.name: 0.5 / 2**decay.shift for decay in report.decays}
        errors: dict[str, Any] = {}
        for parameter in self._population.program.parameters:
            if parameter.quantity.kind is Kind.GAIN:
                # As many bits as it takes: a gain of 0.5 is exact in one, so that half of one would say nothing.
                scaled = np.asarray(given[parameter.name], float) * 2.0 ** dict(report.factors)[parameter.name]
                errors[parameter.name] = np.abs(scaled - np.rint(scaled)) / 2.0 ** dict(report.factors)[parameter.name]
            else:
                errors[parameter.name] = factors.get(parameter.name, _half(parameter.quantity, report))
        return {name: Near(np.asarray(given[name], float), error) for name, error in errors.items()}

    def _first(self, samples: int, size: int) -> dict[str, Near | Flag]:
        """The states before the first step."""
        given = dict(self._population.initial)
        state: dict[str, Near | Flag] = {}
        for variable in self._population.program.states:
            start = np.zeros((samples, size)) + np.asarray(given.get(variable.name, 0.0))
            flag = Flag(start != 0, np.ones_like(start, bool))
            half = _half(variable.quantity, self._report) if variable.name in given else 0.0
            state[variable.name] = flag if variable.quantity.kind is Kind.FLAG else Near(start, half)
        return state

    def _recorded(self, variable: StateVariable) -> bool:
        return (self._population.name, variable.name) in self._run.traces

    def _got(self, variable: StateVariable, t: int) -> np.ndarray:
        """Golden's ``variable`` at the end of step ``t`` [samples, size], in real units."""
        linear = variable.quantity.kind is Kind.LINEAR
        unit = self._report.scale(variable.quantity.name) if linear else 1.0
        return np.asarray(self._run.traces[self._population.name, variable.name][:, t] / unit)

    def _known(self, variable: StateVariable, t: int) -> Near | Flag:
        got = self._got(variable, t)
        return Flag(got != 0, np.ones_like(got, bool)) if variable.quantity.kind is Kind.FLAG else Near(got, 0.0)

    def _state(self, variable: StateVariable, expected: Near | Flag, t: int) -> None:
        key = (self._population.name, variable.name)
        what = f"{variable.name} of {self._population.name}"
        share = _number(expected, got=self._got(variable, t), what=what, t=t, verdict=self._verdict)
        self._verdict.nearest[key] = max(self._verdict.nearest.get(key, 0.0), share)


def _half(quantity: Quantity, report: PopulationReport) -> float:
    """The largest error of a number of a ``quantity`` that is no factor and no gain."""
    return 0.5 / report.scale(quantity.name) if quantity.kind is Kind.LINEAR else 0.0


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


def _compares(op: ops.Op) -> bool:
    return isinstance(op, ops.AtLeast | ops.Above)


def _times_threshold(program: Program) -> dict[str, int]:
    """The values that are the threshold so many times, by name."""
    found = {p.name: 1 for p in program.serving(Purpose.THRESHOLD)}
    for statement in program.body:
        if isinstance(statement.op, ops.Add) and {statement.op.a, statement.op.b} <= found.keys():
            found[statement.target] = found[statement.op.a] + found[statement.op.b]
    return found


def _level(
    flag: Flag, times: int, golden: np.ndarray, uncounted: np.ndarray, name: str, t: int, verdict: Verdict
) -> Flag:
    """Whether the threshold goes ``times`` into what is left: golden says so where it spiked, or where float is unsure.

    A neuron that sent none may have met its threshold and be silent for another reason; its count tells.
    """
    value, sure = (np.broadcast_to(each, golden.shape) for each in (flag.value, flag.sure))
    spoken = (golden > 0) | ~sure
    met = np.where(spoken, uncounted >= times, value)
    uncounted -= times * (spoken & met)
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


def _number(expected: Near | Flag, got: np.ndarray, what: str, t: int, verdict: Verdict) -> float:
    """Compare ``got`` with what is ``expected``; returns the largest error as a share of its bound."""
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
    off, room = np.broadcast_arrays(np.abs(got - expected.value), expected.error)
    return float(np.max(off[room > 0] / room[room > 0], initial=0.0))
