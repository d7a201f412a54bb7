"""What analyses and the operations of a program tell each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from snnc.numbers.fixed import Interval


@dataclass(frozen=True)
class OrderFact:
    """``low + gap <= high``."""

    low: str
    high: str
    gap: int


@dataclass(frozen=True)
class Holds:
    """``flag`` is ``outcome``."""

    flag: str
    outcome: bool


#: What an operation knows of its operands, given its result.
Fact = OrderFact | Holds


class Ranges(Protocol):
    """What the analysis tells an operation about its operands."""

    def range(self, name: str) -> Interval:
        """All values that ``name`` can take."""

    def either(self, condition: str, then: str, otherwise: str) -> Interval:
        """All values of ``then`` where ``condition`` can hold, and of ``otherwise`` where it can fail."""


class Forms(Protocol):
    """What the linear response of a program tells an operation about its operands.

    A form is what a value is as a function of states and input; counts and flags are plain values.
    """

    def __getitem__(self, name: str) -> Any:
        """The form of ``name``."""

    def constant(self, value: float, linear: bool) -> Any:
        """A number, of a ``linear`` quantity or a count."""

    def sum(self, a: str, b: str, sign: float) -> Any:
        """``a + sign * b``."""

    def scaled(self, a: str, factor: str) -> Any:
        """``a`` times a factor, which integers round."""

    def gained(self, a: str, gain: str, quantity: str) -> Any:
        """``a`` times a gain, rounded to the ``quantity`` of that name."""

    def multiplied(self, a: str, b: str, quantity: str) -> Any:
        """``a`` times ``b``, rounded to the ``quantity`` of that name."""

    def divided(self, a: str, b: str, most: str, quantity: str) -> Any:
        """``a / b``, from 0 to ``most``, rounded to the ``quantity`` of that name."""

    def curved(self, a: str, function: str, quantity: str) -> Any:
        """The ``function`` of that name of ``a``, rounded to the ``quantity`` of that name."""

    def bent(self, a: str) -> Any:
        """What the result is while nothing happens, of an operation that then leaves ``a`` as it is, but not always."""

    def saturated(self, a: str, state: str) -> Any:
        """``a`` as the new value of ``state``."""

    def meets(self, a: str, b: str, above: bool) -> Any:
        """Whether ``a >= b``, or ``a > b`` where ``above``, at rest; no threshold is met there."""

    def either(self, condition: str, then: str, otherwise: str) -> Any:
        """``then`` where ``condition`` holds, else ``otherwise``."""
