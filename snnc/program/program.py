"""Real-valued update programs: what a neuron model is, before any number has a width."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from snnc.core.errors import Diagnostic, InternalError
from snnc.core.text import OPTIONAL
from snnc.program.operation import Op
from snnc.program.ops import Above, Subtract
from snnc.program.quantity import COUNT, FLAG, POTENTIAL, Kind, Purpose, Quantity
from snnc.program.random_ops import DrawnBelow

#: Of everything in a program; Verilog must take it, too.
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)

#: The name of the receptor of a model that has only one.
INPUT = "input"


@dataclass(frozen=True)
class Receptor:
    """Where projections end: the weights of the spikes that arrive are summed to its value in every step.

    A model lists its receptors; a projection that names none ends at the first.
    """

    name: str
    quantity: Quantity
    doc: str


#: The receptor of models whose input moves the potential at once.
SYNAPTIC_INPUT = Receptor(INPUT, POTENTIAL, "sum of the weights of the spikes that arrive")


@dataclass(frozen=True)
class Parameter:
    """A constant of the model, one for all neurons or one per neuron.

    ``purpose``: what it is for, of the state variable ``of``; None where no word fits.
    """

    name: str
    quantity: Quantity
    doc: str
    purpose: Purpose | None = None
    of: str = ""


@dataclass(frozen=True)
class Bounds:
    """Real numbers that integers have room for in a state; beyond them it saturates.

    From the smallest to the largest of ``values`` and of the ``parameters`` of these names, and ``margin`` times that
    distance more on both sides.
    """

    values: tuple[float, ...] = ()
    parameters: tuple[str, ...] = ()
    margin: float = 0.0


@dataclass(frozen=True)
class StateVariable:
    """A value kept from step to step; ``limit`` names the parameter that bounds a count.

    ``bounds``: of a linear state that no proof bounds; None where a proof, a run or the length of a sample does.
    """

    name: str
    quantity: Quantity
    doc: str
    limit: str = ""
    bounds: Bounds | None = field(default=None, metadata=OPTIONAL)


@dataclass(frozen=True)
class Statement:
    """``target = op``, with the reason as ``comment``."""

    target: str
    op: Op
    comment: str = ""


@dataclass(frozen=True)
class Program:
    """One step of one neuron.

    ``next_state`` pairs each state variable with the name of its new value; ``spike`` is the
    flag that fires, or None for a neuron that never spikes. ``events``: the most spikes in a step; where
    they are several, ``spike`` is their number. ``sends``: of a graded neuron the state whose new value it sends
    in every step, unless that is 0; ``spike`` is that value then.
    """

    name: str
    equation: str
    parameters: tuple[Parameter, ...]
    states: tuple[StateVariable, ...]
    body: tuple[Statement, ...]
    next_state: tuple[tuple[str, str], ...]
    spike: str | None
    receptors: tuple[Receptor, ...] = field(default=(SYNAPTIC_INPUT,), metadata=OPTIONAL)
    events: int = field(default=1, metadata=OPTIONAL)
    sends: str = field(default="", metadata=OPTIONAL)

    @property
    def linear_states(self) -> tuple[StateVariable, ...]:
        """The state variables that have a scale, in memory order."""
        return tuple(state for state in self.states if state.quantity.kind is Kind.LINEAR)

    @property
    def potential(self) -> str:
        """The state that is compared with the threshold; where there is none, the first linear one."""
        thresholds = (p.of for p in self.parameters if p.purpose is Purpose.THRESHOLD)
        return next(thresholds, self.linear_states[0].name)

    @property
    def quantities(self) -> dict[str, Quantity]:
        """The quantity of every receptor, parameter and state, by name."""
        found = {receptor.name: receptor.quantity for receptor in self.receptors}
        found |= {parameter.name: parameter.quantity for parameter in self.parameters}
        return found | {state.name: state.quantity for state in self.states}

    @cached_property
    def measured(self) -> Mapping[str, Quantity]:
        """The quantity of every name in it, values of statements included; errors as of :func:`verify`."""
        return _measured(self)

    def subtracts(self, name: str) -> bool:
        """Whether any statement subtracts the parameter ``name``."""
        return any(isinstance(s.op, Subtract) and s.op.b == name for s in self.body)

    @property
    def bends(self) -> bool:
        """Whether it multiplies values, or takes functions of them: then real units matter, not only ratios."""
        return any(statement.op.bends for statement in self.body)

    @property
    def chance(self) -> str:
        """The quantity of the probabilities that random numbers are compared with; empty where there are none."""
        drawn = (self.measured[s.op.b].name for s in self.body if isinstance(s.op, DrawnBelow))
        return next(drawn, "")

    @property
    def fires_above(self) -> bool:
        """Whether a neuron fires only above its threshold, and not at it."""
        thresholds = {p.name for p in self.serving(Purpose.THRESHOLD)}
        return any(isinstance(s.op, Above) and s.op.b in thresholds for s in self.body)

    def parameter(self, purpose: Purpose, of: str) -> Parameter | None:
        """The parameter that serves ``purpose`` for the state ``of``; None where there is none."""
        return next((p for p in self.parameters if p.purpose is purpose and p.of == of), None)

    def serving(self, purpose: Purpose) -> tuple[Parameter, ...]:
        """The parameters that serve ``purpose``, for any state."""
        return tuple(p for p in self.parameters if p.purpose is purpose)


def verify(program: Program) -> Mapping[str, Quantity]:
    """Check single assignment, definition before use, and quantities; returns the quantity of every name.

    Raises :class:`InternalError` naming the model, and the statement at fault.
    """
    return program.measured


def _measured(program: Program) -> Mapping[str, Quantity]:
    found: dict[str, Quantity] = {}

    def define(name: str, quantity: Quantity) -> None:
        if not _NAME.fullmatch(name):
            raise wrong(program, f"{name[:40]!r} is no name of letters, digits and underscores")
        if name in found:
            raise wrong(program, f"'{name}' is defined twice")
        other = next((each for each in found.values() if each.name == quantity.name), quantity)
        if other != quantity:
            raise wrong(program, f"'{name}' is a {quantity.kind.value} called {other.name}, as a {other.kind.value} is")
        found[name] = quantity

    if not program.receptors:
        raise wrong(program, "it has no receptor")
    for receptor in program.receptors:
        if receptor.quantity.kind is not Kind.LINEAR:
            raise wrong(program, f"the receptor '{receptor.name}' sums a {receptor.quantity.kind.value}")
        define(receptor.name, receptor.quantity)
    for parameter in program.parameters:
        if parameter.quantity.kind is Kind.RANDOM:
            raise wrong(program, f"the parameter '{parameter.name}' is a random number, which only a state can be")
        define(parameter.name, parameter.quantity)
    for state in program.states:
        define(state.name, state.quantity)
    if not program.linear_states:
        raise wrong(program, "no state variable has a scale")
    _verify_purposes(program)
    for statement in program.body:
        for name in statement.op.operands():
            if name not in found:
                raise wrong(program, f"'{statement.target}' reads undefined '{name}'")
        if not statement.op.real:
            raise wrong(program, f"'{statement.target}' = {statement.op.text()} is for integer programs only")
        quantity = statement.op.measures(found)
        if quantity is None:
            measured = ", ".join(f"'{name}' is of quantity {found[name].name}" for name in statement.op.operands())
            raise wrong(program, f"'{statement.target}' = {statement.op.text()} does not fit: {measured}")
        define(statement.target, quantity)
    if [state for state, _ in program.next_state] != [state.name for state in program.states]:
        raise wrong(program, "next_state must list every state variable in order")
    for name, value in program.next_state:
        if found.get(value) != found[name]:
            raise wrong(program, f"next value '{value}' of '{name}' has another quantity")
    if program.sends:
        if program.sends not in {state.name for state in program.linear_states if state.bounds}:
            raise wrong(program, f"it sends '{program.sends}', which is no linear state with bounds")
        if program.spike != dict(program.next_state)[program.sends] or program.events != 1:
            raise wrong(program, f"what it sends is not the next value of '{program.sends}', once")
    elif program.spike is not None and found.get(program.spike) != (FLAG if program.events == 1 else COUNT):
        raise wrong(program, f"spike '{program.spike}' is not a {'flag' if program.events == 1 else 'count'}")
    return found


def _verify_purposes(program: Program) -> None:
    """Check what counts are limited by, and which states parameters are for."""
    counts = {parameter.name for parameter in program.parameters if parameter.quantity.kind is Kind.COUNT}
    for state in program.states:
        if state.quantity.kind is Kind.COUNT and state.limit not in counts:
            raise wrong(
                program, f"the count '{state.name}' is limited by '{state.limit}', which is no count given to it"
            )
    given = {parameter.name for parameter in program.parameters if parameter.quantity.kind is Kind.LINEAR}
    for state in program.states:
        if state.bounds is not None and not set(state.bounds.parameters) <= given:
            raise wrong(program, f"the bounds of '{state.name}' name what is no linear parameter")
    names, linear = {state.name for state in program.states}, {state.name for state in program.linear_states}
    for parameter in program.parameters:
        purpose, name = parameter.purpose, parameter.name
        if purpose is None:
            continue
        if parameter.of not in names:
            raise wrong(program, f"'{name}' is of '{parameter.of}', which is no state")
        if purpose is not Purpose.DURATION and parameter.of not in linear:
            raise wrong(program, f"'{name}' is a {purpose.value} of '{parameter.of}', a state without a scale")
        if parameter != program.parameter(purpose, parameter.of):
            raise wrong(program, f"'{name}' is a second {purpose.value} of '{parameter.of}'")


def wrong(program: Program, what: str) -> InternalError:
    """The error of a program that breaks a rule: whoever wrote the model must know."""
    return InternalError(
        Diagnostic(
            "X002",
            f"the program of model '{program.name}': {what}",
            hint="this is a mistake of the model, not of the network",
        )
    )
