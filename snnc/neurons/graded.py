"""What neurons share that send a number in every step, in place of spikes."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np

from snnc.core.errors import Diagnostic
from snnc.neurons.body import Body
from snnc.neurons.model import Setting, Values
from snnc.program.ops import Add, Convert, Saturate
from snnc.program.program import INPUT, Bounds, Parameter, Program, StateVariable
from snnc.program.quantity import POTENTIAL, Kind, Purpose, Quantity

NUMBER = Quantity("number", Kind.LINEAR)
LARGEST = Setting(Parameter("largest", NUMBER, "largest magnitude that is sent: what the unit of numbers follows from"))
VALUE_BIAS = Setting(
    Parameter("bias", POTENTIAL, "added to the input in every step", purpose=Purpose.DRIVE, of="value"),
    neutral=0.0,
    default="0",
)
VALUE = StateVariable(
    "value", NUMBER, "what was sent last", bounds=Bounds((0.0,), parameters=(LARGEST.name,), margin=1.0)
)


def fed(b: Body, given: Collection[str]) -> tuple[str, str]:
    """The input of this step with the bias, if there is one, and what that is called."""
    if VALUE_BIAS.name not in given:
        return INPUT, "input"
    return b.put("drive", Add(INPUT, VALUE_BIAS.name), "input and bias"), "input + bias"


def sending(name: str, equation: str, b: Body, value: str, given: Collection[str]) -> Program:
    """The program of a neuron that sends the potential ``value`` of ``b`` in every step."""
    number = b.put("number", Convert(value, NUMBER), "in the unit that is sent")
    sent = b.put("sent", Saturate(number, VALUE.name), "keep it in its format")
    return Program(
        name=name,
        equation=equation,
        parameters=tuple(s.parameter for s in (LARGEST, VALUE_BIAS) if s.name in given),
        states=(VALUE,),
        body=tuple(b.statements),
        next_state=((VALUE.name, sent),),
        spike=sent,
        sends=VALUE.name,
    )


def complaints_of_numbers(population: str, values: Values) -> Iterator[Diagnostic]:
    """All neurons of a population send in one unit, which is nothing without a largest number."""
    largest = np.asarray(values[LARGEST.name])
    if largest.ndim or not largest > 0:
        yield Diagnostic(
            "E123",
            f"{LARGEST.name} of '{population}'; expected one number above 0 for all neurons",
            hint="it says which numbers there must be room for; those up to twice as large still fit",
            part=(LARGEST.name,),
        )
