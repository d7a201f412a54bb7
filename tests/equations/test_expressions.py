"""Expressions: what they are worth, how they are read, and what is no expression."""

from __future__ import annotations

import numpy as np
import pytest

from snnc.core.errors import UserError
from snnc.equations.lines import condition_of, equations_of, expression_of, value_of
from snnc.equations.polynomial import Evaluator, Polynomial, number, variable
from snnc.equations.source import Source


def polynomial(text: str) -> Polynomial:
    """``text`` with states v and w, and a = 3, b = [1, 2]."""
    source = Source(text, "text")
    names = {"v": variable("v"), "w": variable("w"), "a": number(3.0), "b": number([1.0, 2.0])}
    return Evaluator(source, names).polynomial(expression_of(source))


def terms(text: str) -> dict[str, object]:
    return {"*".join(key): value.tolist() for key, value in polynomial(text).terms.items()}


@pytest.mark.parametrize(
    "text, expected",
    [
        ("v", {"v": 1.0}),
        ("2*v - 3", {"v": 2.0, "": -3.0}),
        ("-v", {"v": -1.0}),
        ("--v", {"v": 1.0}),
        ("v - v", {}),
        ("-(v - w)", {"v": -1.0, "w": 1.0}),
        ("v/2/4", {"v": 0.125}),
        ("v/(2/4)", {"v": 2.0}),
        ("a*v + b*w", {"v": 3.0, "w": [1.0, 2.0]}),
        ("(v + 1)*(w - 2)", {"v*w": 1.0, "v": -2.0, "w": 1.0, "": -2.0}),
        ("(v - 1)**2", {"v*v": 1.0, "v": -2.0, "": 1.0}),
        ("-2**2", {"": -4.0}),
        ("2**-1 * v", {"v": 0.5}),
        ("v * -a", {"v": -3.0}),
        ("v / -a * 3", {"v": -1.0}),
        ("exp(0)*v + min(2, 1) + max(2, 1)*10 + clip(5, 0, 4)*100", {"v": 1.0, "": 421.0}),
        ("abs(-3) + sqrt(16)", {"": 7.0}),
        ("(v +\n 1)", {"v": 1.0, "": 1.0}),
        ("v + 1 # a remark", {"v": 1.0, "": 1.0}),
        ("1.5e-1 + .5 + 2.", {"": 2.65}),
    ],
)
def test_worked_by_hand(text: str, expected: dict[str, object]) -> None:
    assert terms(text) == pytest.approx(expected) if "[" not in str(expected) else terms(text) == expected


def _random(rng: np.random.Generator, depth: int) -> str:
    kind = int(rng.integers(0, 7 if depth else 1))
    if kind == 0:
        return f"{rng.integers(1, 9)}" if rng.random() < 0.5 else f"{rng.uniform(0.5, 3):.3f}"
    if kind == 1:
        return f"({_random(rng, depth - 1)})"
    if kind == 2:
        return f"-{_random(rng, depth - 1)}"
    if kind == 3:
        return f"({_random(rng, depth - 1)})**{rng.integers(-2, 4)}"
    return f" {'+-*/'[int(rng.integers(4))]} ".join(_random(rng, depth - 1) for _ in range(int(rng.integers(2, 4))))


def test_numbers_are_worth_what_python_says() -> None:
    compared = 0
    for seed in range(400):
        text = _random(np.random.default_rng(seed), 4)
        try:
            expected = float(eval(text, {"__builtins__": {}}))
        except (ZeroDivisionError, OverflowError):
            continue
        if abs(expected) > 1e9:
            continue
        assert float(polynomial(text).constant) == pytest.approx(expected, rel=1e-6, abs=1e-9), text
        compared += 1
    assert compared > 350


@pytest.mark.parametrize(
    "text, code, column, message",
    [
        ("v +", "E190", 4, "got the end of the line, expected a number, a name or '('"),
        ("(v + 1", "E190", 7, "expected ')'"),
        ("v + 1)", "E190", 6, "got ')', expected the end of the line"),
        ("v $ 2", "E190", 3, "'$' means nothing"),
        ("v^2", "E190", 2, "got '^'"),
        ("v = 2", "E190", 3, "got '=', expected the end of the line"),
        ("v[t]", "E190", 2, "got '['"),
        ("é", "E190", 1, "'é' means nothing"),
        ("1e999", "E190", 1, "expected a finite one"),
        ("1" * 50, "E190", 1, "at most 40 digits"),
        ("9**9**9", "E193", 2 + 2, "got '9', expected a whole number up to 8"),
        ("2**8**8", "E193", 5, "a power of a power"),
        ("v**0.5", "E193", 4, "got '0.5', expected a whole number"),
        ("v**w", "E193", 4, "got 'w', expected a whole number"),
        ("v**(w)", "E193", 5, "got 'w', expected a whole number"),
        ("2/v", "E193", 3, "a division by 'v', which changes"),
        ("v**-1", "E193", 4, "a division by 'v', which changes"),
        ("v/(a - 3)", "E195", 4, "a division by 0"),
        ("sin(v)", "E191", 1, "unknown function 'sin'"),
        ("randn()", "E193", 1, "random numbers, 'randn', are not supported"),
        ("xi(1)", "E193", 1, "random numbers"),
        ("exp(v, w)", "E190", 1, "exp takes 1 argument; got 2"),
        ("min(v)", "E190", 1, "min takes 2 arguments; got 1"),
        ("exp()", "E190", 5, "expected a number"),
        ("sqrt(-1)", "E195", 1, "this has no value"),
        ("exp(1000)", "E195", 1, "this has no value, or one beyond all use"),
        ("(" * 100_000, "E190", 1, "has 100,000 characters"),
        ("(" * 3_000, "E190", None, "words and signs"),
        ("(" * 1_000 + "v", "E190", 25, "nested deeper than 24"),
        ("exp(" * 100 + "v", "E190", None, "nested deeper than 24"),
        ("(v+w+1)**8 * (v+w+2)**8", "E193", None, "more than 64 terms"),
        ("v" * 41, "E190", 1, "a name has at most 40 characters"),
        ("v > 1", "E190", 3, "got '>'"),
    ],
)
def test_what_is_none(text: str, code: str, column: int | None, message: str) -> None:
    with pytest.raises(UserError) as caught:
        polynomial(text)
    (said,) = caught.value.diagnostics
    assert (said.code, message in said.message) == (code, True), said
    assert said.where is not None
    assert said.where.file == "text"
    assert column in (None, said.where.column), said


def test_a_chain_is_not_deep() -> None:
    assert terms("+".join(["v"] * 900)) == {"v": 900.0}
    assert terms("-" * 1_500 + "v") == {"v": 1.0}


def test_places_count_lines() -> None:
    with pytest.raises(UserError) as caught:
        equations_of(Source("v = 0.5*v\n\nw = 2 +* v", "m.equations"))
    assert str(caught.value.diagnostics[0]).startswith("m.equations:3:8: error[E190]: got '*'")
    assert "  3 | w = 2 +* v\n    |        ^" in str(caught.value.diagnostics[0])


@pytest.mark.parametrize(
    "text, value, unit",
    [("-70 mV", -70.0, "mV"), ("5", 5.0, "1"), (" 1.5e2 Mohm", 150.0, "Mohm"), ("nA", None, "nA")],
)
def test_values(text: str, value: float | None, unit: str) -> None:
    found, own = value_of(Source(text, "value"))
    assert (found, own.name) == (value, unit)


@pytest.mark.parametrize("text", ["mW", "2 *", "2 mV mV", "x > 1", "", "2 + 3", "--"])
def test_what_is_no_value(text: str) -> None:
    with pytest.raises(UserError) as caught:
        value_of(Source(text, "value"))
    assert caught.value.diagnostics[0].code in ("E190", "E191")


@pytest.mark.parametrize("text", ["v", "v > 1 > 2", "v == 1", "not", "v > 1 and", "(v > 1", "v > 1 w", "1"])
def test_what_is_no_condition(text: str) -> None:
    with pytest.raises(UserError) as caught:
        condition_of(Source(text, "threshold"))
    assert caught.value.diagnostics[0].code == "E190"
