"""What a message shows: the place, and the closest word."""

from __future__ import annotations

from snnc.core.errors import Diagnostic, Location
from snnc.core.words import closest


def test_closest() -> None:
    assert closest("tresh", ["threshold", "tau"]) == "; did you mean 'threshold'?"
    assert closest("zzz", ["threshold"]) == ""


def test_diagnostic_shows_the_line() -> None:
    text = str(Diagnostic("E1", "what", where=Location("f.yaml", 3, 5), hint="do this", source="a: bc"))
    assert text == "f.yaml:3:5: error[E1]: what\n  3 | a: bc\n    |     ^\n  hint: do this"
