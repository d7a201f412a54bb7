"""What an operation of a neuron update program is: a class that answers what the compiler asks about it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from snnc.core.errors import internal_error
from snnc.numbers.fixed import Interval
from snnc.program.facts import Fact, Forms, Ranges
from snnc.program.quantity import Kind, Quantity

#: The quantity of every name.
Quantities = Mapping[str, Quantity]


class Op(ABC):
    """An operation: a frozen dataclass whose fields are its operands and its constants."""

    #: Whether real programs may have it, and integer programs.
    real: ClassVar[bool] = True
    integer: ClassVar[bool] = True
    #: Whether its result is neither a sum nor a multiple of its operands, but for where conditions choose.
    bends: ClassVar[bool] = False

    @abstractmethod
    def operands(self) -> tuple[str, ...]:
        """The names it reads."""

    @abstractmethod
    def text(self) -> str:
        """It as an infix expression, for people."""

    def measures(self, of: Quantities) -> Quantity | None:
        """The quantity of its result, given that of every name; None where its operands do not fit together."""
        return None

    def interval(self, ranges: Ranges) -> Interval:
        """All values that it can take."""
        raise internal_error(f"interval analysis runs on integer programs only, not on {self.text()}")

    def facts(self, outcome: bool) -> tuple[Fact, ...]:
        """What is known of its operands where its result, a flag, is ``outcome``."""
        return ()

    def form(self, forms: Forms) -> Any:
        """What its result is as a function of states and input, see :mod:`snnc.program.affine`."""
        raise internal_error(f"the linear response is one of real programs only, not of {self.text()}")


@dataclass(frozen=True)
class Unary(Op):
    """An operation on one value."""

    a: str

    def operands(self) -> tuple[str, ...]:
        return (self.a,)


@dataclass(frozen=True)
class Binary(Op):
    """An operation on two values; ``symbol`` stands between them."""

    a: str
    b: str

    symbol: ClassVar[str]

    def operands(self) -> tuple[str, ...]:
        return (self.a, self.b)

    def text(self) -> str:
        return f"{self.a} {self.symbol} {self.b}"

    def _number(self, of: Quantities) -> Quantity | None:
        """The quantity that both operands share, if they are numbers on one scale."""
        quantity = of[self.a]
        return quantity if quantity == of[self.b] and quantity.kind in (Kind.LINEAR, Kind.COUNT) else None
