"""Operations of real programs that are not sums of states times factors: gains, products, quotients, functions.

Each rounds once in integers, to the format of the quantity that it names; see :mod:`snnc.program.rescale`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from snnc.numbers.functions import FUNCTIONS
from snnc.program.facts import Forms
from snnc.program.operation import Binary, Op, Quantities, Unary
from snnc.program.quantity import Kind, Quantity


class Rescaled(Op):
    """An operation whose result is rounded to the ``quantity`` that it names."""

    quantity: Quantity

    integer = False
    bends = True


@dataclass(frozen=True)
class Gain(Rescaled):
    """``a * gain`` as a value of the linear ``quantity``, ``gain`` being a parameter that is any real number."""

    a: str
    gain: str
    quantity: Quantity

    bends = False

    def operands(self) -> tuple[str, ...]:
        return (self.a, self.gain)

    def text(self) -> str:
        return f"{self.a} * {self.gain} as {self.quantity.name}"

    def measures(self, of: Quantities) -> Quantity | None:
        fits = of[self.a].kind is self.quantity.kind is Kind.LINEAR and of[self.gain].kind is Kind.GAIN
        return self.quantity if fits else None

    def form(self, forms: Forms) -> Any:
        return forms.gained(self.a, self.gain, self.quantity.name)


@dataclass(frozen=True)
class Product(Binary, Rescaled):
    """``a * b`` as a value of the linear ``quantity``; both are linear values."""

    quantity: Quantity

    symbol = "*"

    def text(self) -> str:
        return f"{super().text()} as {self.quantity.name}"

    def measures(self, of: Quantities) -> Quantity | None:
        return self.quantity if of[self.a].kind is of[self.b].kind is self.quantity.kind is Kind.LINEAR else None

    def form(self, forms: Forms) -> Any:
        return forms.multiplied(self.a, self.b, self.quantity.name)


@dataclass(frozen=True)
class Ratio(Rescaled):
    """``a / b`` as a value of the linear ``quantity``, which is that of ``most``; ``a`` and ``b`` share one.

    It is no more than ``most``, a parameter, and 0 where ``a`` is not above 0, else ``most`` where ``b`` is not.
    Integers divide, rounding down, to as many bits as ``most`` has.
    """

    a: str
    b: str
    most: str
    quantity: Quantity

    def operands(self) -> tuple[str, ...]:
        return (self.a, self.b, self.most)

    def text(self) -> str:
        return f"{self.a} / {self.b} up to {self.most}"

    def measures(self, of: Quantities) -> Quantity | None:
        linear = of[self.a].kind is self.quantity.kind is Kind.LINEAR
        return self.quantity if linear and of[self.a] == of[self.b] and of[self.most] == self.quantity else None

    def form(self, forms: Forms) -> Any:
        return forms.divided(self.a, self.b, self.most, self.quantity.name)


@dataclass(frozen=True)
class Lookup(Unary, Rescaled):
    """``function(a)`` as a value of the linear ``quantity``; ``function``: a name in :data:`FUNCTIONS`.

    Integers read it from a table of the values that ``a`` can take, and interpolate between its entries.
    """

    function: str
    quantity: Quantity

    def operands(self) -> tuple[str, ...]:
        return (self.a,)

    def text(self) -> str:
        return f"{self.function}({self.a}) as {self.quantity.name}"

    def measures(self, of: Quantities) -> Quantity | None:
        fits = of[self.a].kind is self.quantity.kind is Kind.LINEAR and self.function in FUNCTIONS
        return self.quantity if fits else None

    def form(self, forms: Forms) -> Any:
        return forms.curved(self.a, self.function, self.quantity.name)
