"""ReLU: a rate neuron, which sends its rate as a number."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from snnc.core.errors import Diagnostic
from snnc.core.words import words
from snnc.neurons.body import Body
from snnc.neurons.graded import LARGEST, VALUE_BIAS, complaints_of_numbers, fed, sending
from snnc.neurons.model import Chosen, Model, Values
from snnc.neurons.rectified import rectified
from snnc.program.program import Program


class RectifiedLinear(Model):
    """ReLU: a rate neuron, which sends its input as a number where that is above 0.

        value[t] = max(I[t] + bias, 0)

    What arrives where it projects to is ``value`` times the weight. Spikes of ``spiking_relu`` with the same input
    come at this rate, per step and threshold.
    Parameters: ``largest``, the largest ``value`` that there must be room for, and ``bias``. State: ``value``, in the
    units of the input. In integers the unit of ``value`` is the
    power of two for which ``largest`` is at most 2**(number_bits - 1) units, and more than half of that; numbers
    saturate at twice ``largest`` or beyond.
    Source of the equation: Nair and Hinton, *Rectified linear units improve restricted Boltzmann machines* (2010);
    Nengo's ``RectifiedLinear``.
    """

    name = "relu"
    words = words(("relu rectifiedlinear rate rateneuron ratelinear", "relu", ""))
    settings = (LARGEST, VALUE_BIAS)

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; a bias that is not ``given`` leaves its logic out."""
        b = Body()
        drive, word = fed(b, given)
        value = rectified(b, drive)
        return sending(self.name, f"value = max({word}, 0), which is sent", b, value=value, given=given)

    def complaints(self, population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
        """What numbers need."""
        yield from complaints_of_numbers(population, values)
