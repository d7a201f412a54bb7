"""The linear response of a program: how the next state follows from state and inputs while nothing happens.

"While nothing happens" means below the threshold, outside of refractory steps. There the programs of
integrating neurons are affine, ``s' = A s + B I + c``, and what errors, constant inputs and leaks do in
the long run follows from A. Other programs are linearised where their states are at rest.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.numbers.functions import FUNCTIONS
from snnc.program.nonlinear import Rescaled
from snnc.program.ops import Add, Saturate
from snnc.program.program import Program
from snnc.program.quantity import Kind, Purpose

#: Steps over which the responses of states that turn around each other are summed.
_TURNS = 1024


@dataclass(frozen=True, eq=False)
class Response:
    """``s' = A s + B I + c`` of the linear ``states``, for every neuron; ``I``: the sums of its receptors.

    ``kept``: A, float64 [n, states, states], row by row of the next state; ``driven``: B, [n, states,
    receptors], and ``constant``: c, [n, states]; ``compared``: by how much a unit of a state moves a
    comparison, at most, [n, states]; ``added``, as ``kept``: what a unit more in the new value of a state
    does to every next state, of which that may be read in the same step; ``rounded``: whether the next
    value of a state is a product with a factor other than 0 and 1, which integers round, bool [n, states];
    ``passing``: by the name of a quantity that no state has, what a unit more in every value of it that is rounded
    does to the next states, [n, states];
    ``exact``: whether the program is affine until the next potential itself meets its threshold.
    """

    states: tuple[str, ...]
    kept: np.ndarray
    added: np.ndarray
    driven: np.ndarray
    constant: np.ndarray
    compared: np.ndarray
    rounded: np.ndarray
    passing: Mapping[str, np.ndarray]
    exact: bool

    @property
    def settles(self) -> np.ndarray:
        """Whether the states of a neuron forget what they were, bool [n]."""
        # Of absolute values, here and below: errors may have either sign, and must not be taken to cancel.
        found: np.ndarray = np.abs(np.linalg.eigvals(np.abs(self.kept))).max(axis=1) < 1.0
        return found

    def for_each(self, size: int) -> Response:
        """The same with a row for each of ``size`` neurons, where one stands for all."""

        def each(values: np.ndarray) -> np.ndarray:
            return np.broadcast_to(values, (size, *values.shape[1:]))

        return Response(
            self.states,
            kept=each(self.kept),
            added=each(self.added),
            driven=each(self.driven),
            constant=each(self.constant),
            compared=each(self.compared),
            rounded=each(self.rounded),
            passing={name: each(values) for name, values in self.passing.items()},
            exact=self.exact,
        )

    def persistent(self, steps: int) -> np.ndarray:
        """What a unit added to the new value of a state in every step comes to in another: float64 [n, states, states].

        Row by row of the state that is looked at; where states turn around each other, so that their responses change
        sign, over at most :data:`_TURNS` steps. In the long run where that has a limit, which is
        ``(1 - A)**-1`` times what is added in a step; over ``steps`` steps where it grows for ever.
        """
        kept: np.ndarray = np.abs(self.kept)
        identity = np.broadcast_to(np.eye(kept.shape[1]), kept.shape)
        settles = self.settles
        result: np.ndarray = np.empty_like(kept)
        result[settles] = np.linalg.inv((identity - kept)[settles])
        turns = np.abs(np.linalg.eigvals(kept)).max(axis=1) > 1.0 + 1e-9
        result[turns] = _turning(self.kept[turns], steps)
        settles = settles | turns
        power, total, done = kept[~settles], identity[~settles], 1
        # The sum of a power series by doubling: as many products as ``steps`` has bits.
        while done * 2 <= steps:  # total = 1 + A + … + A**(done - 1)
            total, power, done = total + power @ total, power @ power, done * 2
        # The steps beyond the last power of two count as much as those before: growth is linear where a state sums.
        result[~settles] = total * (steps / done)
        lasting: np.ndarray = result @ np.abs(self.added)
        return lasting


def _turning(kept: np.ndarray, steps: int) -> np.ndarray:
    """The sum of ``|A**k|`` over ``steps`` steps, ``kept`` being A, [n, states, states].

    What would grow for ever is taken to stay as it is: a state that a linear response sends away fires, or saturates.
    """
    largest = np.abs(np.linalg.eigvals(kept)).max(axis=1)
    power = np.broadcast_to(np.eye(kept.shape[1]), kept.shape)
    total, kept = np.zeros(kept.shape), kept / np.maximum(largest, 1.0)[:, None, None]
    for _ in range(min(steps, _TURNS)):
        total, power = total + np.abs(power), power @ kept
    return total


@dataclass(frozen=True, eq=False)
class _Form:
    """``constant + slopes · (states, receptors, what is added to new states, and to quantities without one)``.

    [n], [n, 2 states + 1 + quantities]; ``rounded``: bool [n].
    """

    constant: Any
    slopes: Any
    rounded: Any


def response(
    program: Program,
    parameters: Mapping[str, float | np.ndarray],
    start: Mapping[str, float | np.ndarray] | None = None,
) -> Response:
    """The linear response of ``program`` with real ``parameters``, each a number or [size].

    What bends is linearised where states rest, or where ``start`` says that they are.
    The arrays of the result have one row where all parameters are numbers.
    """
    states = tuple(state.name for state in program.linear_states)
    first = start or {}
    count = max((np.size(value) for value in (*parameters.values(), *first.values())), default=1)
    walk = _Walk(program, states, {**first, **parameters}, count)
    for statement in program.body:
        walk.values[statement.target] = statement.op.form(walk)
        if isinstance(statement.op, Add) and walk.thresholds.issuperset(statement.op.operands()):
            walk.thresholds.add(statement.target)  # a threshold that is met several times
    value = dict(program.next_state)
    forms = [walk.values[value[name]] for name in states]
    slopes, count, read = np.stack([form.slopes for form in forms], axis=1), len(states), walk.read
    for k, name in enumerate(states):
        if not any(isinstance(s.op, Saturate) and s.op.state == name for s in program.body):
            slopes[:, k, read + k] = 1.0  # nothing in the program says where the new value is read
    return Response(
        states=states,
        kept=slopes[:, :, :count],
        added=slopes[:, :, read : read + count],
        driven=slopes[:, :, count:read],
        constant=np.stack([form.constant for form in forms], axis=1),
        compared=walk.compared[:, :count],
        rounded=np.stack([form.rounded for form in forms], axis=1),
        passing={name: slopes[:, :, place] for name, place in walk.places.items()},
        exact=not walk.bends and all(_same(met, forms[states.index(program.potential)], read) for met in walk.met),
    )


def _same(a: _Form, b: _Form, read: int) -> bool:
    """Whether two values are the same for all states and inputs, the first ``read`` slopes, but for rounding."""
    return np.array_equal(a.constant, b.constant) and np.array_equal(a.slopes[:, :read], b.slopes[:, :read])


class _Walk:
    """Computes the form of every linear value, and the plain value of every count and flag."""

    def __init__(
        self, program: Program, states: tuple[str, ...], given: Mapping[str, float | np.ndarray], count: int
    ) -> None:
        """``given``: parameters, and initial values of states, by name."""
        self.states = states
        #: Slopes of a form: of what is read, states and then receptors, of what is added to new states, and to
        #: quantities that no state has.
        self.read = len(states) + len(program.receptors)
        kept = {state.quantity.name for state in program.linear_states}
        inner = dict.fromkeys(s.op.quantity.name for s in program.body if isinstance(s.op, Rescaled))
        self.places = {name: self.read + len(states) + k for k, name in enumerate(n for n in inner if n not in kept)}
        self.width = self.read + len(states) + len(self.places)
        self.count = count
        self.values: dict[str, Any] = {}
        self.thresholds = {p.name for p in program.serving(Purpose.THRESHOLD)}
        rests = {**{p.of: given[p.name] for p in program.serving(Purpose.REST)}, **given}
        for k, name in enumerate(states):
            self.values[name] = self.variable(k)
        for k, receptor in enumerate(program.receptors):
            self.values[receptor.name] = self.variable(len(states) + k)
        #: By how much a unit of a state moves what any comparison is about, [n, width].
        self.compared = np.zeros((count, self.width))
        #: What is compared with a threshold, and whether anything else happens where linear values meet others.
        self.met: list[_Form] = []
        self.bends = False
        #: Where comparisons are decided: every state at rest, without input.
        self.base = np.zeros((count, self.width))
        for k, name in enumerate(states):
            self.base[:, k] = rests.get(name, 0.0)
        for state in program.states:
            if state.quantity.kind is not Kind.LINEAR:
                self.values[state.name] = np.zeros(count, bool if state.quantity.kind is Kind.FLAG else float)
        for parameter in program.parameters:
            value = np.broadcast_to(np.asarray(given[parameter.name], dtype=np.float64), (count,))
            linear = parameter.quantity.kind is Kind.LINEAR
            self.values[parameter.name] = self.number(value) if linear else value

    def variable(self, place: int) -> _Form:
        slopes = np.zeros((self.count, self.width))
        slopes[:, place] = 1.0
        return _Form(np.zeros(self.count), slopes, np.zeros(self.count, bool))

    def number(self, value: np.ndarray) -> _Form:
        return _Form(value, np.zeros((self.count, self.width)), np.zeros(self.count, bool))

    def __getitem__(self, name: str) -> Any:
        return self.values[name]

    def constant(self, value: float, linear: bool) -> Any:
        """A number, of a ``linear`` quantity or a count."""
        values = np.full(self.count, value)
        return self.number(values) if linear else values

    def sum(self, a: str, b: str, sign: float) -> Any:
        """``a + sign * b``."""
        left, right = self[a], self[b]
        if not isinstance(left, _Form):
            return left + sign * right
        slopes = left.slopes + sign * right.slopes
        return _Form(left.constant + sign * right.constant, slopes, left.rounded | right.rounded)

    def scaled(self, a: str, factor: str) -> Any:
        """``a`` times a factor, which integers round unless it is 0 or 1."""
        form, kept = self[a], self[factor]
        rounded = form.rounded | ((kept != 0.0) & (kept != 1.0))
        return _Form(form.constant * kept, form.slopes * kept[:, None], rounded)

    def gained(self, a: str, gain: str, quantity: str) -> Any:
        """``a`` times a gain, which integers round."""
        return self._rounded(self.scaled(a, gain), quantity)

    def multiplied(self, a: str, b: str, quantity: str) -> Any:
        """``a`` times ``b`` as they change at rest."""
        left, right = self._at_rest(a), self._at_rest(b)
        slopes = left[:, None] * self[b].slopes + right[:, None] * self[a].slopes
        return self._bent_at(left * right, slopes, quantity)

    def divided(self, a: str, b: str, most: str, quantity: str) -> Any:
        """``a / b`` as it changes at rest, where it is within its limits."""
        over, under, limit = self._at_rest(a), self._at_rest(b), self._at_rest(most)
        inside = (over > 0.0) & (under > 0.0) & (over < limit * under)
        whole = np.where(under > 0.0, under, 1.0)
        value = np.where(inside, over / whole, np.where(over > 0.0, limit, 0.0))
        slopes = (self[a].slopes - value[:, None] * self[b].slopes) / whole[:, None]
        return self._bent_at(value, np.where(inside[:, None], slopes, 0.0), quantity)

    def curved(self, a: str, function: str, quantity: str) -> Any:
        """The tangent of ``function`` at rest."""
        real, at, half = FUNCTIONS[function].real, self._at_rest(a), 2.0**-10
        # A steeper curve ends in a spike at once, and an error there moves it by less than a step.
        steep = np.clip((real(at + half) - real(at - half)) / (2.0 * half), -1.0, 1.0)
        return self._bent_at(real(at), steep[:, None] * self[a].slopes, quantity)

    def _bent_at(self, value: np.ndarray, slopes: np.ndarray, quantity: str) -> _Form:
        """What is ``value`` at rest, and rounded."""
        self.bends = True
        constant = value - (slopes * self.base).sum(axis=1)
        return self._rounded(_Form(constant, slopes, np.ones(self.count, bool)), quantity)

    def _rounded(self, form: _Form, quantity: str) -> _Form:
        """``form`` as a value of ``quantity``, to which rounding adds where no state keeps it."""
        if quantity not in self.places:
            return form
        more = self.variable(self.places[quantity])
        return _Form(form.constant, form.slopes + more.slopes, form.rounded)

    def bent(self, a: str) -> Any:
        """``a``; no bound follows from the response."""
        self.bends = True
        return self[a]

    def saturated(self, a: str, state: str) -> Any:
        """``a`` as the new value of ``state``, to which rounding adds."""
        form = self[a]
        more = self.variable(self.read + self.states.index(state))
        return _Form(form.constant, form.slopes + more.slopes, form.rounded)

    def meets(self, a: str, b: str, above: bool) -> Any:
        """Whether ``a >= b``, or ``a > b`` where ``above``, at rest; no threshold is met there."""
        if isinstance(self[a], _Form):
            self.compared = np.maximum(self.compared, np.abs(self[a].slopes - self[b].slopes))
        # This is the response while nothing fires, so no threshold is met, even where a state rests at it.
        if b in self.thresholds:
            self.met.append(self[a])
            return np.zeros(self.count, bool)
        self.bends |= isinstance(self[a], _Form)
        left, right = self._at_rest(a), self._at_rest(b)
        return left > right if above else left >= right

    def either(self, condition: str, then: str, otherwise: str) -> Any:
        """``then`` where ``condition`` holds, else ``otherwise``."""
        flag, left, right = self[condition], self[then], self[otherwise]
        if not isinstance(left, _Form):
            return np.where(flag, left, right)
        return _Form(
            np.where(flag, left.constant, right.constant),
            np.where(flag[:, None], left.slopes, right.slopes),
            np.where(flag, left.rounded, right.rounded),
        )

    def _at_rest(self, name: str) -> Any:
        """The number that ``name`` is at rest."""
        value = self[name]
        return value.constant + (value.slopes * self.base).sum(axis=1) if isinstance(value, _Form) else value
