"""The lines of a user's text: equations, assignments of a reset, conditions, and values with units."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.equations.expression import Expression, Numeral, Parser, Terms
from snnc.equations.source import Source
from snnc.equations.tokens import tokens_of
from snnc.equations.units import ONE, UNITS, Measure, product

#: Most equations, and most assignments of a reset.
_MOST_LINES = 32


@dataclass(frozen=True)
class Equation:
    """``dname/dt = value`` or ``name = value``; ``unit``: of the numbers that ``name`` is given and shown in.

    ``held``: whether the state keeps its value while the neuron is refractory.
    """

    name: str
    derivative: bool
    value: Expression
    unit: Measure
    held: bool
    at: int


@dataclass(frozen=True)
class Assigned:
    """``name = value``, or ``name += value`` and the like for a ``sign`` other than empty."""

    name: str
    sign: str
    value: Expression
    at: int


def equations_of(source: Source) -> list[Equation]:
    """The equations in ``source``, one a line; :class:`UserError` E19x at what is none."""
    parser, found = Parser(source, tokens_of(source)), list[Equation]()
    while _more(parser, len(found)):
        found.append(_equation(parser))
        _end(parser)
    if not found:
        raise source.error(
            0, "E194", f"{source.name} holds no equation", "such as dv/dt = -v/tau, or v = 0.9*v + input"
        )
    return found


def assignments_of(source: Source) -> list[Assigned]:
    """What a reset assigns, one a line or divided by ``;``."""
    parser, found = Parser(source, tokens_of(source)), list[Assigned]()
    while _more(parser, len(found)):
        token = parser.take()
        sign = parser.accept("=", "+=", "-=", "*=", "/=") if token.kind == "name" else None
        if sign is None:
            raise source.error(token.at, "E190", "expected an assignment such as v = Vr", "a reset is 'v = Vr; w += b'")
        found.append(Assigned(token.text, sign.text[:-1], parser.sum(), token.at))
        _end(parser)
    if not found:
        raise source.error(
            0, "E194", f"{source.name} assigns nothing", "leave 'reset' out for a spike that changes nothing"
        )
    return found


def condition_of(source: Source) -> Expression:
    """The condition in ``source``."""
    parser = Parser(source, tokens_of(source))
    found = parser.condition()
    _end(parser)
    if _more(parser, 0):
        raise parser.wrong("expected one condition")
    return found


def expression_of(source: Source) -> Expression:
    """The expression in ``source``."""
    parser = Parser(source, tokens_of(source))
    found = parser.sum()
    _end(parser)
    if _more(parser, 0):
        raise parser.wrong("expected one expression")
    return found


def unit_of(source: Source) -> Measure:
    """The unit in ``source``."""
    parser = Parser(source, tokens_of(source))
    found = _unit(parser)
    _end(parser)
    return found


def value_of(source: Source) -> tuple[float | None, Measure]:
    """A number and its unit, such as ``-70 mV``; no number for a unit alone."""
    tokens = tokens_of(source)
    parser = Parser(source, tokens)
    if tokens[0].kind == "name":
        return None, unit_of(source)
    number = parser.sum()
    sign = 1
    if isinstance(number, Terms) and len(number.terms) == 1:
        ((sign, number),) = number.terms
    if isinstance(number, Numeral) and number.unit is None and parser.token.kind == "name":
        _one_unit(parser)
    if not isinstance(number, Numeral) or parser.token.kind != "end":
        raise source.error(tokens[0].at, "E190", "expected a number with its unit", "such as -70 mV, 0.5 or 20 ms")
    return sign * number.value, number.unit or ONE


def _equation(parser: Parser) -> Equation:
    start, derivative = parser.token, False
    if parser.ahead[1:] == ["/", "dt", "="] and start.text.startswith("d") and len(start.text) > 1:
        name, derivative = start.text[1:], True
        for _ in range(3):
            parser.take()
    elif start.kind == "name":
        name = parser.take().text
    else:
        raise parser.wrong("expected an equation such as dv/dt = -v/tau, or v = 0.9*v + input")
    parser.expect("=")
    value = parser.sum()
    unit = _unit(parser) if parser.accept(":") else ONE
    held = parser.accept("(") is not None
    if held:
        for word in ("unless", "refractory", ")"):
            parser.expect(word)
    return Equation(name, derivative, value, unit=unit, held=held, at=start.at)


def _unit(parser: Parser) -> Measure:
    found = _one_unit(parser)
    while (sign := parser.accept("*", "/")) is not None:
        found = product(found, _one_unit(parser), 1 if sign.text == "*" else -1)
    return found


def _one_unit(parser: Parser) -> Measure:
    token = parser.token
    if token.text == "1":
        parser.take()
        return ONE
    unit = UNITS.get(token.text) if token.kind == "name" else None
    if unit is None:
        message = f"unknown unit '{token.text[:40]}'"
        hint = "units: s, V, A, ohm, S, F, Hz, C with m, u, n, p, k, M or G before them, such as mV; 1 for none"
        raise parser.source.error(token.at, "E191", message, hint)
    parser.take()
    return unit


def _end(parser: Parser) -> None:
    if parser.token.kind != "end":
        raise parser.wrong("expected the end of the line")


def _more(parser: Parser, count: int) -> bool:
    """Whether another line follows; E190 for too many."""
    while parser.token.kind == "end" and parser.token.text:
        parser.take()
    if count >= _MOST_LINES:
        raise parser.source.error(parser.token.at, "E190", f"{parser.source.name} has more than {_MOST_LINES} lines")
    return parser.token.kind != "end"
