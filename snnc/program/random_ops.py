"""Operations on random numbers: the next one of their sequence, and events of a given probability."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from snnc.numbers.fixed import Interval
from snnc.numbers.xorshift import LARGEST_WORD
from snnc.program.facts import Forms, Ranges
from snnc.program.operation import Binary, Quantities, Unary
from snnc.program.quantity import FLAG, Kind, Quantity


@dataclass(frozen=True)
class NextRandom(Unary):
    """The random number behind ``a``, see :mod:`snnc.numbers.xorshift`."""

    def text(self) -> str:
        return f"next random number after {self.a}"

    def measures(self, of: Quantities) -> Quantity | None:
        return of[self.a] if of[self.a].kind is Kind.RANDOM else None

    def interval(self, ranges: Ranges) -> Interval:
        return Interval(0, LARGEST_WORD)

    def form(self, forms: Forms) -> Any:
        return forms[self.a]


@dataclass(frozen=True)
class WithinOne(Unary):
    """``a`` limited to 0 … 1, as a probability is."""

    integer = False

    def text(self) -> str:
        return f"{self.a} within 0 … 1"

    def measures(self, of: Quantities) -> Quantity | None:
        return of[self.a] if of[self.a].kind is Kind.LINEAR else None

    def form(self, forms: Forms) -> Any:
        return forms.bent(self.a)


class DrawnBelow(Binary):
    """Whether the random number ``a``, over 2**32, is below the probability ``b``.

    In integers ``a`` is first cut down to the unit of ``b``: ``floor(a * n / 2**32) < b``, where n units are 1.
    """

    symbol = "over 2**32 <"
    integer = False

    def measures(self, of: Quantities) -> Quantity | None:
        return FLAG if of[self.a].kind is Kind.RANDOM and of[self.b].kind is Kind.LINEAR else None

    def form(self, forms: Forms) -> Any:
        # At rest the probability is taken for 0: it never fires.
        return forms.constant(0.0, linear=False) > 0.0
