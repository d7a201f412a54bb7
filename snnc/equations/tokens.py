"""Words and signs of equations: the text cut into pieces, each with its place."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from snnc.equations.source import Source

#: Most characters of the equations of a model, and most words and signs of them.
MOST_CHARACTERS, MOST_TOKENS = 10_000, 2_000
#: Most characters of a number and of a name.
_LONGEST_NUMBER, _LONGEST_NAME = 40, 40

_TOKEN = re.compile(
    r"(?P<space>[ \t\r]+|#[^\n]*)"
    r"|(?P<end>[\n;])"
    r"|(?P<number>(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<sign>\*\*|<=|>=|==|!=|\+=|-=|\*=|/=|[-+*/()=<>,:^'\[\]])",
    re.ASCII,
)


@dataclass(frozen=True)
class Token:
    """A piece: ``kind`` is number, name, sign or end (of a line, or of all); ``at``: its first character."""

    kind: str
    text: str
    at: int


def tokens_of(source: Source) -> list[Token]:
    """The pieces of ``source``, with one of kind end behind the last; E190 for what is none, or too much."""
    text = source.text
    if len(text) > MOST_CHARACTERS:
        message = f"{source.name} has {len(text):,} characters, expected at most {MOST_CHARACTERS:,}"
        raise source.error(0, "E190", message)
    found, at, depth = list[Token](), 0, 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise source.error(at, "E190", f"{text[at]!r} means nothing in an equation")
        kind = match.lastgroup or ""
        depth += (match[0] == "(") - (match[0] == ")")
        # Inside of parentheses an equation goes on in the next line.
        if kind != "space" and not (match[0] == "\n" and depth > 0):
            found.append(_checked(source, Token(kind, match[0], at)))
        if len(found) > MOST_TOKENS:
            raise source.error(at, "E190", f"{source.name} has more than {MOST_TOKENS:,} words and signs")
        at = match.end()
    return [*found, Token("end", "", len(text))]


def _checked(source: Source, token: Token) -> Token:
    """``token``; E190 for a name or a number beyond all use."""
    if token.kind == "name" and len(token.text) > _LONGEST_NAME:
        message = f"a name has at most {_LONGEST_NAME} characters; this one has {len(token.text)}"
        raise source.error(token.at, "E190", message)
    if token.kind == "number" and (len(token.text) > _LONGEST_NUMBER or not math.isfinite(float(token.text))):
        message = f"number {token.text[:_LONGEST_NUMBER]}; expected a finite one of at most {_LONGEST_NUMBER} digits"
        raise source.error(token.at, "E190", message)
    return token
