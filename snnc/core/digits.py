"""Numbers in messages: as many digits as tell them apart, and what to say of a number with a unit."""

from __future__ import annotations

import re

_FEW, _ALL = 6, 17
_WITH_UNIT = re.compile(r"\s*[-+]?[0-9]*\.?[0-9]+([eE][-+]?[0-9]+)?\s*[A-Za-z%\u00b5\u03bc]+\s*")


def apart(*values: float) -> tuple[str, ...]:
    """``values`` as text, with as few digits as make different ones differ, 6 at least."""
    for digits in range(_FEW, _ALL + 1):
        told = tuple(f"{value:.{digits}g}" for value in values)
        if len(set(told)) == len(set(values)):
            break
    return told


def amount(count: int, noun: str) -> str:
    """``count`` things, ``noun`` being one of them: "1 sample", "2,000 samples"."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def tenths(value: float) -> str:
    """``value`` with one digit behind the point, or none where it is whole: "71,012", "0.5"."""
    return f"{value:,.1f}".removesuffix(".0")


def three_digits(value: float) -> str:
    """``value`` with three digits that count, never as a power of ten where it is large: "0.125", "8,930"."""
    return f"{float(f'{value:.3g}'):,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def unit_hint(text: object) -> str:
    """The hint for a ``text`` such as ``50 ms`` in place of a number; empty for anything else."""
    if not isinstance(text, str) or not _WITH_UNIT.fullmatch(text):
        return ""
    if text.strip().endswith("Hz"):
        return "give the number alone"
    return "give the number alone: times are in the unit of dt, and potentials, currents and weights share one unit"
