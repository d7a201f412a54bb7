"""The check of a model's dimensions: both sides of every equation, all terms of a sum, arguments of functions."""

from __future__ import annotations

from collections.abc import Mapping

from snnc.core.errors import UserError
from snnc.core.words import closest
from snnc.equations.expression import (
    Call,
    Compared,
    Expression,
    Junction,
    Name,
    Not,
    Numeral,
    Power,
    Quotient,
    Terms,
)
from snnc.equations.model import STEP, TIME_NAME, EquationModel
from snnc.equations.source import Source
from snnc.equations.units import NO_DIMENSION, TIME, UNITS, Dimension, dimension_text, times
from snnc.program.program import INPUT

#: Functions whose value has the dimension of their arguments.
_KEEPING = ("abs", "min", "max", "clip")


def check_dimensions(model: EquationModel) -> None:
    """:class:`UserError` E191 for an unknown or useless name of ``model``, E192 for dimensions that differ."""
    known = {name: default.unit.dimension for name, default in model.parameters.items()}
    known |= {name: equation.unit.dimension for name, equation in model.states.items()}
    known[STEP] = TIME if model.has_units else NO_DIMENSION
    walk = _Walk(model.sources["equations"], {**known, INPUT: model.input_unit.dimension})
    if model.has_units and "input" not in model.sources:
        walk.hint = "say in which unit weights arrive, as 'input: nA', or name the state that they are added to"
    for equation in model.equations:
        if equation.derivative:
            wanted = times(equation.unit.dimension, known[STEP], -1)
            walk.same(wanted, equation.value, f"d{equation.name}/dt is", "its right side")
        else:
            walk.same(equation.unit.dimension, equation.value, f"'{equation.name}' is", "its right side")
    used = set(walk.used)
    _check_input(model, used)
    if model.threshold is not None:
        walk = _Walk(model.sources["threshold"], known)
        walk.condition(model.threshold)
        used |= walk.used
    if model.reset:
        walk = _Walk(model.sources["reset"], known)
        for assignment in model.reset:
            unit = NO_DIMENSION if assignment.sign in ("*", "/") else known[assignment.name]
            walk.same(unit, assignment.value, f"'{assignment.name}' is", "what is assigned")
        used |= walk.used
    if model.refractory is not None:
        walk = _Walk(model.sources["refractory"], {n: d for n, d in known.items() if n not in model.states})
        found = walk.dimension(model.refractory)
        if found not in (None, NO_DIMENSION, TIME):
            message = "'refractory' is a number of steps or a time, and this"
            raise walk.differ(model.refractory, message, found)
        used |= walk.used
    for name in model.parameters:
        if name not in used:
            message = f"no equation has the parameter '{name}'"
            raise model.sources[f"parameters.{name}"].error(0, "E194", message)


def dimension_of(model: EquationModel, part: str, expression: Expression) -> Dimension | None:
    """The dimension of an ``expression`` of parameters in the text ``part``; None for a 0 without a unit."""
    known = {name: default.unit.dimension for name, default in model.parameters.items()}
    known[STEP] = TIME if model.has_units else NO_DIMENSION
    return _Walk(model.sources[part], known).dimension(expression)


def _check_input(model: EquationModel, used: set[str]) -> None:
    source = model.sources["equations"]
    if model.jump and INPUT in used:
        message = f"'input' in an equation, and added to '{model.jump}' as well"
        raise source.error(source.text.find(INPUT), "E194", message, "leave out one of the two")
    if not model.jump and INPUT not in used:
        hint = "name the state that weights are added to, as 'input: v', or write 'input' in an equation"
        raise source.error(model.equations[0].at, "E194", "no equation takes the input", hint)


class _Walk:
    """Finds the dimension of expressions of one text; None for a 0 without a unit, which fits everywhere."""

    def __init__(self, source: Source, known: Mapping[str, Dimension]) -> None:
        self.source, self.known = source, known
        self.used: set[str] = set()
        self.hint = ""

    def differ(self, at: Expression, what: str, found: Dimension | None) -> UserError:
        """The error of ``at``, whose dimension is ``found``; the hint is for equations that read the input."""
        message = f"{what} is of {dimension_text(found or NO_DIMENSION)}"
        return self.source.error(at.at, "E192", message, self.hint if INPUT in self.used else "")

    def same(self, wanted: Dimension, expression: Expression, what: str, side: str) -> None:
        """E192 unless ``expression`` is of the dimension ``wanted``."""
        found = self.dimension(expression)
        if found not in (None, wanted):
            raise self.differ(expression, f"{what} of {dimension_text(wanted)}, and {side}", found)

    def dimension(self, e: Expression) -> Dimension | None:
        """The dimension of ``e``."""
        match e:
            case Numeral(value, unit):
                return unit.dimension if unit else NO_DIMENSION if value else None
            case Name():
                return self._name(e)
            case Terms(terms):
                return self._alike([term for _, term in terms], "terms of a sum")
            case Quotient(factors):
                found = NO_DIMENSION
                for power, factor in factors:
                    found = times(found, self.dimension(factor) or NO_DIMENSION, power)
                return found
            case Power(base, power):
                return times(NO_DIMENSION, self.dimension(base) or NO_DIMENSION, power)
            case Call():
                return self._call(e)
        raise self.source.error(e.at, "E190", "a condition where a number is expected")

    def condition(self, e: Expression) -> None:
        """Check a condition."""
        match e:
            case Compared(_, a, b):
                self._alike([a, b], "what is compared")
            case Junction(_, parts):
                for part in parts:
                    self.condition(part)
            case Not(a):
                self.condition(a)

    def _alike(self, expressions: list[Expression], what: str) -> Dimension | None:
        first: Dimension | None = None
        for each in expressions:
            found = self.dimension(each)
            if first is None:
                first = found
            elif found not in (None, first):
                raise self.differ(each, f"{what} of {dimension_text(first)}, and this one", found)
        return first

    def _call(self, e: Call) -> Dimension | None:
        if e.function in _KEEPING:
            return self._alike(list(e.arguments), f"arguments of {e.function}")
        (argument,) = e.arguments
        found = self.dimension(argument) or NO_DIMENSION
        if e.function == "sqrt":
            if any(power % 2 for power in found):
                raise self.differ(argument, "sqrt needs the square of a unit, and its argument", found)
            return (found[0] // 2, found[1] // 2, found[2] // 2)
        if found != NO_DIMENSION:
            raise self.differ(argument, f"{e.function} needs a number without a unit, and its argument", found)
        return NO_DIMENSION

    def _name(self, e: Name) -> Dimension:
        self.used.add(e.name)
        if e.name in self.known:
            return self.known[e.name]
        # A letter alone is more often a name that was forgotten.
        if e.name in UNITS and len(e.name) > 1:
            return UNITS[e.name].dimension
        if e.name == TIME_NAME:
            hint = "send what changes with time in as an input"
            raise self.source.error(e.at, "E193", "'t': no model knows the time", hint)
        if e.name == INPUT:
            raise self.source.error(e.at, "E193", "'input' is for equations: a threshold and a reset see states")
        message = f"'{e.name}' is neither a state nor a parameter{closest(e.name, self.known)}"
        raise self.source.error(e.at, "E191", message, f"known: {', '.join(self.known)}")
