"""Relay: sends its input on as a number."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from snnc.core.errors import Diagnostic
from snnc.core.words import words
from snnc.neurons.body import Body
from snnc.neurons.graded import DRIFT, LARGEST, complaints_of_numbers, fed, sending
from snnc.neurons.model import Chosen, Model, Values
from snnc.program.program import Program


class Relay(Model):
    """Relay: sends its input on, as a number, in every step in which it is not 0.

        value[t] = I[t] + bias

    What arrives where it projects to is ``value`` times the weight. A projection that is the product of two
    matrices becomes two projections, with a relay between them.
    Parameters: ``largest``, the largest magnitude of ``value`` that there must be room for, and ``bias``. State:
    ``value``, in the units of the input. In integers the unit of ``value`` is a power of two, of which there are
    2**(number_bits - 1) in ``largest``, or up to a half fewer; numbers saturate at twice ``largest`` or beyond.
    Source of the equation: Eliasmith and Anderson, *Neural Engineering* (2003), chapter 2: a decoded value between
    populations.
    """

    name = "relay"
    words = words(("relay passthrough linear identity decoded", "relay", ""))
    settings = (LARGEST, DRIFT)

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; a bias that is not ``given`` leaves its logic out."""
        b = Body()
        drive, word = fed(b, given)
        return sending(self.name, f"value = {word}, which is sent", b, value=drive, given=given)

    def complaints(self, population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
        """What numbers need."""
        yield from complaints_of_numbers(population, values)
