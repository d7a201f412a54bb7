"""Expressions of equations as trees, and the parser that makes them: nothing that a user writes is ever run.

Sums and products have all their terms side by side, so a tree is only as deep as parentheses are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from snnc.core.errors import UserError
from snnc.core.words import closest
from snnc.equations.source import Source
from snnc.equations.tokens import Token
from snnc.equations.units import UNITS, Measure

#: Deepest parentheses, and the largest power.
_DEEPEST, LARGEST_POWER = 24, 8
#: Functions by name: how many arguments each takes.
ARGUMENTS = {"exp": 1, "tanh": 1, "sigmoid": 1, "sqrt": 1, "abs": 1, "min": 2, "max": 2, "clip": 3}
_RANDOM = ("rand", "randn", "random", "normal", "poisson", "uniform", "xi")


@dataclass(frozen=True)
class Numeral:
    """A number in a unit."""

    value: float
    unit: Measure | None
    at: int


@dataclass(frozen=True)
class Name:
    """A state, a parameter, the input or ``dt``."""

    name: str
    at: int


@dataclass(frozen=True)
class Terms:
    """Terms, each with a sign of 1 or -1."""

    terms: tuple[tuple[int, Expression], ...]
    at: int


@dataclass(frozen=True)
class Quotient:
    """Factors, each with a power of 1 or -1: those of -1 divide."""

    factors: tuple[tuple[int, Expression], ...]
    at: int


@dataclass(frozen=True)
class Power:
    """``base`` to a whole power."""

    base: Expression
    power: int
    at: int


@dataclass(frozen=True)
class Call:
    """A function of its arguments."""

    function: str
    arguments: tuple[Expression, ...]
    at: int


@dataclass(frozen=True)
class Compared:
    """``a`` > or >= ``b``."""

    above: bool
    a: Expression
    b: Expression
    at: int


@dataclass(frozen=True)
class Junction:
    """``and`` or ``or`` of conditions."""

    word: str
    parts: tuple[Expression, ...]
    at: int


@dataclass(frozen=True)
class Not:
    """The contrary of a condition."""

    a: Expression
    at: int


Expression = Numeral | Name | Terms | Quotient | Power | Call | Compared | Junction | Not


class Parser:
    """Reads tokens one after another; errors are :class:`UserError` E190 and E193 at the token."""

    def __init__(self, source: Source, tokens: list[Token]) -> None:
        self.source, self._tokens, self._next, self._depth = source, tokens, 0, 0

    @property
    def token(self) -> Token:
        """The next one."""
        return self._tokens[self._next]

    @property
    def ahead(self) -> list[str]:
        """The texts of the next tokens, up to four."""
        return [token.text for token in self._tokens[self._next : self._next + 4]]

    def take(self) -> Token:
        """The next token, which is done with."""
        token = self.token
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def accept(self, *texts: str) -> Token | None:
        """The next token, done with, if it is one of ``texts``."""
        return self.take() if self.token.text in texts and self.token.kind in ("sign", "name") else None

    def expect(self, text: str) -> Token:
        """The next token, which must be ``text``."""
        found = self.accept(text)
        if found is None:
            raise self.wrong(f"expected '{text}'")
        return found

    def wrong(self, expected: str) -> UserError:
        """The error of the next token."""
        token = self.token
        shown = f"'{token.text[:40]}'" if token.text.strip() else "the end of the line"
        hint = {
            "^": "a power is written **",
            "'": "a derivative is written dv/dt",
            "[": "write v for v[t] and for v[t-1]: the old value stands to the right of =",
            "==": "states are compared with >, >=, < or <=",
            "!=": "states are compared with >, >=, < or <=",
        }.get(token.text, "")
        return self.source.error(token.at, "E190", f"got {shown}, {expected}", hint)

    def condition(self) -> Expression:
        """Comparisons joined by ``and``, ``or`` and ``not``."""
        return self._joined("or", lambda: self._joined("and", self._negated))

    def _joined(self, word: str, part: Callable[[], Expression]) -> Expression:
        at, parts = self.token.at, [part()]
        while self.accept(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Junction(word, tuple(parts), at)

    def _negated(self) -> Expression:
        at, odd = self.token.at, False
        while self.accept("not"):
            odd = not odd
        found = self._comparison()
        return Not(found, at) if odd else found

    def _comparison(self) -> Expression:
        if self.token.text == "(" and self._parenthesised_condition():
            self._deeper(self.take())
            found = self.condition()
            self.expect(")")
            self._depth -= 1
            return found
        at, a = self.token.at, self.sum()
        sign = self.accept(">", ">=", "<", "<=")
        if sign is None:
            raise self.wrong("expected a comparison such as v > Vt")
        b = self.sum()
        if self.token.text in (">", ">=", "<", "<="):
            raise self.wrong("expected one comparison: join several by 'and'")
        return Compared(sign.text in (">", "<"), *((a, b) if sign.text[0] == ">" else (b, a)), at)

    def _parenthesised_condition(self) -> bool:
        """Whether the parenthesis that opens here holds a comparison."""
        depth = 0
        for token in self._tokens[self._next :]:
            depth += (token.text == "(") - (token.text == ")")
            if depth == 0 or token.text in (">", ">=", "<", "<="):
                return depth > 0
        return False

    def sum(self) -> Expression:
        """Terms joined by + and -."""
        at, terms = self.token.at, []
        sign = self._signs()
        terms.append((sign, self._product()))
        while (found := self.accept("+", "-")) is not None:
            sign = (1 if found.text == "+" else -1) * self._signs()
            terms.append((sign, self._product()))
        return terms[0][1] if len(terms) == 1 and terms[0][0] == 1 else Terms(tuple(terms), at)

    def _signs(self) -> int:
        sign = 1
        while (found := self.accept("+", "-")) is not None:
            sign = -sign if found.text == "-" else sign
        return sign

    def _product(self) -> Expression:
        at, factors = self.token.at, [(1, self._power())]
        while (found := self.accept("*", "/")) is not None:
            power, sign = (1 if found.text == "*" else -1), self._signs()
            if sign < 0:
                factors.append((1, Terms(((-1, Numeral(1.0, None, found.at)),), found.at)))
            factors.append((power, self._power()))
        return factors[0][1] if len(factors) == 1 else Quotient(tuple(factors), at)

    def _power(self) -> Expression:
        base = self._atom()
        if self.accept("**") is None:
            return base
        at, sign, bracket = self.token.at, self._signs(), self.accept("(")
        sign = sign * self._signs() if bracket else sign
        token = self.take()
        if bracket:
            self.expect(")")
        if token.kind != "number" or float(token.text) != int(float(token.text)) or float(token.text) > LARGEST_POWER:
            message = f"a power; got '{token.text[:40]}', expected a whole number up to {LARGEST_POWER}"
            hint = "of a constant, sqrt(…) is the power 0.5; other powers of states cannot be built"
            raise self.source.error(token.at, "E193", message, hint)
        if self.token.text == "**":
            raise self.source.error(self.token.at, "E193", "a power of a power", "write (a**b)**c or a**(n)")
        return Power(base, sign * int(float(token.text)), at)

    def _atom(self) -> Expression:
        token = self.token
        if token.kind == "number":
            self.take()
            unit = UNITS.get(self.token.text) if self.token.kind == "name" else None
            if unit:
                self.take()
            return Numeral(float(token.text), unit, token.at)
        if token.kind == "name" and token.text not in ("and", "or", "not"):
            self.take()
            # "(unless refractory)" may stand behind an equation.
            called = self.token.text == "(" and self.ahead[1:2] != ["unless"]
            return self._call(token) if called else Name(token.text, token.at)
        if token.text == "(":
            self._deeper(self.take())
            found = self.sum()
            self.expect(")")
            self._depth -= 1
            return found
        raise self.wrong("expected a number, a name or '('")

    def _call(self, token: Token) -> Expression:
        name = token.text
        if name in _RANDOM:
            hint = (
                "send noise in as spikes of an input, with 'coding: {kind: poisson, …}', "
                "or of a population of 'model: poisson'"
            )
            raise self.source.error(token.at, "E193", f"random numbers, '{name}', are not supported", hint)
        if name not in ARGUMENTS:
            message = f"unknown function '{name}'{closest(name, ARGUMENTS)}"
            raise self.source.error(token.at, "E191", message, f"functions: {', '.join(ARGUMENTS)}")
        self._deeper(self.take())
        arguments = [self.sum()]
        while self.accept(","):
            arguments.append(self.sum())
        self.expect(")")
        self._depth -= 1
        if len(arguments) != ARGUMENTS[name]:
            message = f"{name} takes {ARGUMENTS[name]} argument{'s' * (ARGUMENTS[name] > 1)}; got {len(arguments)}"
            raise self.source.error(token.at, "E190", message)
        return Call(name, tuple(arguments), token.at)

    def _deeper(self, token: Token) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self.source.error(token.at, "E190", f"parentheses nested deeper than {_DEEPEST}")
