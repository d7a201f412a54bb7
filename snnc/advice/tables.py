"""Warnings about tables that end where a population of one's own equations goes on: ``W210``.

Only ``exp`` goes on beyond the end of its table; ``tanh`` and ``sigmoid`` hardly change there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from snnc.advice.leak import neurons_of
from snnc.core.errors import Diagnostic, warning
from snnc.golden.tables import compile_real
from snnc.ir.network import Population
from snnc.numbers.functions import FUNCTIONS
from snnc.program.nonlinear import Lookup
from snnc.program.ops import Saturate
from snnc.program.quantity import Kind, Purpose

#: How far three values may be from a straight line, relative to them.
_STRAIGHT = 1e-9


def table_warnings(population: Population) -> Iterator[Diagnostic]:
    """What is said of each exponential in the equations of ``population``, which is of a model of a user's own."""
    for statement in population.program.body:
        if isinstance(statement.op, Lookup) and statement.op.function == "exp":
            lookup = _Exponential(population, statement.op.a)
            yield from lookup.late() if lookup.leads_to_spikes else lookup.beyond()


class _Exponential:
    """One exponential: where its exponent, the value called ``exponent``, gets to."""

    def __init__(self, population: Population, exponent: str) -> None:
        self.population, self.exponent = population, exponent
        self.program = population.program
        self.end = FUNCTIONS["exp"].high
        self.threshold = population.value(Purpose.THRESHOLD, self.program.potential)
        self.steps = compile_real(self.program)
        self.saturated = {s.target: s.op.state for s in self.program.body if isinstance(s.op, Saturate)}
        self.slopes = {state.name: self._slope(state.name) for state in self.program.linear_states}

    def _step(self, held: bool = False, **states: np.ndarray | float) -> Mapping[str, np.ndarray]:
        """Every value of a step from these states, without input; others are as at the start of a sample: [size].

        ``held``: these states keep their values, so that lines which see new values see those.
        """
        given, size = dict(self.population.initial), self.population.size
        env = {name: np.broadcast_to(np.asarray(value), size) for name, value in self.population.parameters}
        for state in self.program.states:
            value = states.get(state.name, given.get(state.name, 0.0))
            kind = bool if state.quantity.kind is Kind.FLAG else np.float64
            env[state.name] = np.broadcast_to(np.asarray(value, kind), size)
        env |= {receptor.name: np.zeros(size) for receptor in self.program.receptors}
        with np.errstate(all="ignore"):
            for name, step in self.steps:
                kept = self.saturated.get(name) if held else None
                env[name] = np.broadcast_to(states[kept] if kept in states else step(env), size)
        return env

    def _slope(self, state: str) -> np.ndarray | None:
        """What a unit of ``state`` adds to the exponent, [size]; None where that is no straight line."""
        low, middle, high = (self._step(held=True, **{state: float(at)})[self.exponent] for at in (-1, 0, 1))
        bend = np.abs(high - 2 * middle + low)
        if np.any(bend > _STRAIGHT * (np.abs(high) + np.abs(middle) + np.abs(low))):
            return None
        return np.asarray((high - low) / 2)

    @property
    def leads_to_spikes(self) -> bool:
        """Whether it drives the potential, and that alone, up to a threshold."""
        driving = {name for name, slope in self.slopes.items() if slope is None or np.any(slope)}
        slope = self.slopes.get(self.program.potential)
        alone = driving == {self.program.potential} and slope is not None and bool(np.all(slope > 0))
        return alone and self.threshold is not None and self.program.spike is not None

    def late(self) -> Iterator[Diagnostic]:
        """Where a step from the end of the table does not reach the threshold."""
        potential = self.program.potential
        slope = np.asarray(self.slopes[potential])
        at_end = (self.end - self._step(held=True, **{potential: 0.0})[self.exponent]) / slope
        fired = self._step(**{potential: at_end})[self.program.spike or ""]
        late = (at_end < np.asarray(self.threshold)) & ~fired.astype(bool)
        if np.any(late):
            first = int(np.argmax(late))
            threshold = np.broadcast_to(np.asarray(self.threshold), late.shape)[first]
            level = f"the threshold of {threshold:.6g}"
            yield self._warning(
                f"in {self._which(late)} exp ends at exponents of {self.end:g}, where "
                f"{potential} is {at_end[first]:.6g} and a step does not lift it to {level}: it fires "
                "later than in floating point",
                "a smaller factor in the exponent, or a lower threshold, helps",
            )

    def beyond(self) -> Iterator[Diagnostic]:
        """Where the bounds of states let the exponent go beyond the end of the table."""
        bounds = {state.name: state.bounds for state in self.program.linear_states}
        corner: dict[str, np.ndarray] = {}
        for name, slope in self.slopes.items():
            if slope is None or (np.any(slope) and bounds[name] is None):
                return
            ends = bounds[name]
            if ends is not None:
                corner[name] = np.where(slope > 0, max(ends.values), min(ends.values))
        most = self._step(held=True, **corner)[self.exponent]
        if np.any(most > self.end):
            yield self._warning(
                f"in {self._which(most > self.end)} the bounds of states let an exponent reach "
                f"{np.max(most):.6g}; exp ends at {self.end:g}, and keeps the value that it has there",
                "give narrower 'bounds', if the states stay within them",
            )

    def _which(self, neurons: np.ndarray) -> str:
        return neurons_of(neurons[:1] if np.all(neurons) else neurons) + f"'{self.population.name}'"

    def _warning(self, message: str, hint: str) -> Diagnostic:
        return warning("W210", message, hint=hint, part=("populations", self.population.name))
