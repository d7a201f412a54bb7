"""What membranes share that follow their equation by Euler's method."""

from __future__ import annotations

from collections.abc import Collection

from snnc.neurons.body import Body
from snnc.neurons.choices import meets
from snnc.neurons.model import Chosen, Setting
from snnc.neurons.settings import THRESHOLD
from snnc.program.nonlinear import Gain
from snnc.program.ops import Add, Saturate, Select
from snnc.program.program import INPUT, Parameter
from snnc.program.quantity import GAIN, POTENTIAL, Kind, Purpose, Quantity

#: What a potential is multiplied by: a derivative is its product with the potential, and more.
STEEPNESS = Quantity("steepness", Kind.LINEAR)

AFTER = Setting(Parameter("reset_value", POTENTIAL, "potential after a spike", purpose=Purpose.RESET, of="v"))
AT_REST = Setting(Parameter("rest", POTENTIAL, "resting potential", purpose=Purpose.REST, of="v"))
PACE = Setting(Parameter("pace", GAIN, "length of a step over the time constant of v"), tau="tau")
CONSTANT_INPUT = Setting(
    Parameter("bias", POTENTIAL, "input in every step", purpose=Purpose.DRIVE, of="v"), neutral=0.0, default="0"
)


def driven(b: Body, rate: str, given: Collection[str]) -> str:
    """``rate`` and the input of this step, with the bias if there is one."""
    bias = CONSTANT_INPUT.name
    drive = b.put("drive", Add(INPUT, bias), "input and bias") if bias in given else INPUT
    return b.put("pushed", Add(rate, drive), "and the input of this step")


def paced(b: Body, rate: str) -> str:
    """v after a step of Euler at ``rate``."""
    change = b.put("change", Gain(rate, PACE.name, POTENTIAL), "dt / tau of the derivative")
    return b.put("moved", Add("v", change), "a step of Euler")


def fired(b: Body, v: str, chosen: Chosen) -> tuple[str, str]:
    """The flag that fires, and the next v, which a spike resets."""
    spike = b.put("spike", meets(chosen, v, THRESHOLD.name), f"potential {chosen['fire'].value} threshold")
    v = b.put("v_reset", Select(spike, AFTER.name, v), "reset at once")
    return spike, b.put("v_next", Saturate(v, "v"), "keep the potential in its format")
