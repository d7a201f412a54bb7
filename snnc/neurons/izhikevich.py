"""Izhikevich: two variables, of which one is squared, that fire in all the ways that neurons of the cortex do."""

from __future__ import annotations

from collections.abc import Collection
from enum import Enum

import numpy as np

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.model import Choice, Chosen, Model, Setting, Values
from snnc.program.nonlinear import Gain, Product
from snnc.program.ops import Add, Convert, Saturate, Select, Subtract
from snnc.program.program import INPUT, Bounds, Parameter, Program, StateVariable
from snnc.program.quantity import GAIN, POTENTIAL, Kind, Purpose, Quantity


class Recovery(Enum):
    """Which potential the recovery variable follows in a step."""

    OLD = "old"
    NEW = "new"


class Halves(Enum):
    """In how many steps of Euler the potential crosses one step of the network."""

    ONE = "one"
    TWO = "two"


_RECOVERY = Quantity("recovery", Kind.LINEAR)
#: What the potential is multiplied by: the derivative is its product with the potential, and more.
_STEEPNESS = Quantity("steepness", Kind.LINEAR)

_V = StateVariable("v", POTENTIAL, "membrane potential", bounds=Bounds((-128.0, 128.0)))
_U = StateVariable("u", _RECOVERY, "recovery variable", bounds=Bounds((-256.0, 256.0)))

_A = Setting(Parameter("a", GAIN, "rate of the recovery, per unit of dt"))
_B = Setting(Parameter("b", GAIN, "recovery for a unit of potential"))
_C = Setting(Parameter("c", POTENTIAL, "potential after a spike", purpose=Purpose.RESET, of="v"))
_D = Setting(Parameter("d", _RECOVERY, "what a spike adds to the recovery"))
_THRESHOLD = Setting(
    Parameter("threshold", POTENTIAL, "potential at the peak of a spike", purpose=Purpose.THRESHOLD, of="v"), value=30.0
)
_SQUARE = Setting(Parameter("square", GAIN, "factor of v * v in the derivative of v"), value=0.04)
_LINEAR = Setting(Parameter("linear", _STEEPNESS, "factor of v in the derivative of v"), value=5.0)
_CONSTANT = Setting(Parameter("constant", POTENTIAL, "constant part of the derivative of v"), value=140.0)
_ORIGIN = Setting(
    Parameter("origin", POTENTIAL, "potential for which the recovery goes to 0"), neutral=0.0, default="0"
)
_BIAS = Setting(
    Parameter("bias", POTENTIAL, "input current in every step", purpose=Purpose.DRIVE, of="v"),
    neutral=0.0,
    default="0",
)
_DT = Setting(Parameter("dt", GAIN, "length of a step"), derived=lambda given, dt: dt)
_HALF_DT = Setting(
    Parameter("half_dt", GAIN, "half the length of a step"),
    default="needed with v_steps: two",
    derived=lambda given, dt: dt / 2,
)

_HALVES = Choice(
    "v_steps",
    {
        Halves.ONE: "v makes one step of Euler in a step",
        Halves.TWO: "v makes two steps of dt / 2, with one input and one recovery",
    },
)
_FOLLOWS = Choice(
    "u_follows",
    {
        Recovery.OLD: "u follows the v of the step before, as in one step of Euler for both",
        Recovery.NEW: "u follows the new v, before any reset",
    },
)


class Izhikevich(Model):
    """Izhikevich: a quadratic membrane with a recovery variable.

        v[t] = v[t-1] + dt * (square * v[t-1]**2 + linear * v[t-1] + constant - u[t-1] + I[t] + bias)
        u[t] = u[t-1] + dt * a * (b * (v - origin) - u[t-1])          v of t-1, or of t (u_follows)
        spike when v[t] >= threshold (or >);   then v[t] = c, u[t] = u[t] + d

    The equations are those of v' = 0.04 v**2 + 5 v + 140 - u + I and u' = a (b v - u), in millivolts and milliseconds,
    by Euler's method: give ``dt`` in milliseconds. With ``v_steps: two`` the potential makes two steps of dt / 2, and
    with ``u_follows: new`` the recovery is updated after it, as in the program that was published with the model.
    I is a current for the whole step: a weight of w moves v by dt * w.
    Parameters: ``a``, ``b``, ``c``, ``d``; ``threshold``, ``square``, ``linear`` and ``constant``, which have defaults;
    ``origin``, ``bias``. State: ``v`` in mV, which is -65 at first, and ``u``, which is b * (v - origin) at first. In
    integers v saturates at -128 and 128, after the first half of a step too, and u at -256 and 256, or further out
    where parameters need it.
    Source of the equation: Izhikevich, *Simple model of spiking neurons*, IEEE Transactions on Neural Networks 14
    (2003); the variants of the derivative: *Which model to use for cortical spiking neurons?*, ibid. 15 (2004).
    """

    name = "izhikevich"
    words = words(("izhikevich izhikevichnode izhikevichnodes izh iz", "izhikevich", ""))
    settings = (
        *(_A, _B, _C, _D, _THRESHOLD, _SQUARE, _LINEAR, _CONSTANT),
        *(_ORIGIN, _BIAS, _DT, _HALF_DT),
    )
    choices = (choices.FIRE, _HALVES, _FOLLOWS)

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; parameters that are not ``given`` leave their logic out."""
        body = Body()
        fired, states = _update(body, chosen, given)
        return Program(
            name=self.name,
            equation=_equation(chosen, given),
            parameters=tuple(s.parameter for s in self.settings if s.name in given),
            states=(_V, _U),
            body=tuple(body.statements),
            next_state=tuple(zip((_V.name, _U.name), states, strict=True)),
            spike=fired,
        )

    def needed(self, chosen: Chosen) -> frozenset[str]:
        """All that has no default, and the steps that v makes."""
        return super().needed(chosen) | ({_HALF_DT.name} if chosen["v_steps"] is Halves.TWO else set())

    def start(self, values: Values, initial: Values, size: int) -> Values:
        """-65 mV, and a recovery at rest there."""
        v = np.asarray(initial.get(_V.name, -65.0))
        u = np.asarray(values[_B.name]) * (v - np.asarray(values.get(_ORIGIN.name, 0.0)))
        return {_V.name: -65.0, _U.name: float(u) if u.ndim == 0 else u}


def _update(b: Body, chosen: Chosen, given: Collection[str]) -> tuple[str, tuple[str, str]]:
    """The flag that fires, and the next values of v and u."""
    drive = b.put("drive", Add(INPUT, _BIAS.name), "input and bias current") if _BIAS.name in given else INPUT
    driven = b.put("driven", Add(_CONSTANT.name, drive), "what moves v whatever it is")
    drawn = b.put("drawn", Convert(_U.name, POTENTIAL), "")
    push = b.put("push", Subtract(driven, drawn), "less the recovery")
    v = _V.name
    if chosen["v_steps"] is Halves.TWO:
        v = _euler(b, v, push, dt=_HALF_DT.name, prefix="half_")
        v = b.put("half_v", Saturate(v, _V.name), "what is beyond the format fires, or comes back, all the same")
        v = _euler(b, v, push, dt=_HALF_DT.name, prefix="")
    else:
        v = _euler(b, v, push, dt=_DT.name, prefix="")
    followed = v if chosen["u_follows"] is Recovery.NEW else _V.name
    if _ORIGIN.name in given:
        followed = b.put("above_origin", Subtract(followed, _ORIGIN.name), "")
    aim = b.put("aim", Gain(followed, _B.name, _RECOVERY), "where u goes")
    away = b.put("away", Subtract(aim, _U.name), "")
    rate = b.put("u_rate", Gain(away, _A.name, _RECOVERY), "derivative of u")
    change = b.put("u_change", Gain(rate, _DT.name, _RECOVERY), "")
    u = b.put("recovered", Add(_U.name, change), "")
    spike = b.put("spike", choices.meets(chosen, v, _THRESHOLD.name), f"potential {chosen['fire'].value} threshold")
    v = b.put("v_reset", Select(spike, _C.name, v), "reset at once")
    kicked = b.put("kicked", Add(u, _D.name), "")
    u = b.put("u_reset", Select(spike, kicked, u), "a spike adds to the recovery")
    v = b.put("v_next", Saturate(v, _V.name), "keep the potential in its format")
    u = b.put("u_next", Saturate(u, _U.name), "keep the recovery in its format")
    return spike, (v, u)


def _euler(b: Body, v: str, push: str, dt: str, prefix: str) -> str:
    """``v`` after a step of Euler of length ``dt``."""
    bend = b.put(f"{prefix}bend", Gain(v, _SQUARE.name, _STEEPNESS), "square * v")
    steepness = b.put(f"{prefix}steepness", Add(bend, _LINEAR.name), "square * v + linear")
    curve = b.put(f"{prefix}curve", Product(steepness, v, POTENTIAL), "square * v**2 + linear * v")
    rate = b.put(f"{prefix}rate", Add(curve, push), "derivative of v")
    change = b.put(f"{prefix}change", Gain(rate, dt, POTENTIAL), "")
    return b.put(f"{prefix}moved", Add(v, change), "a step of Euler")


def _equation(chosen: Chosen, given: Collection[str]) -> str:
    bias = " + bias" if _BIAS.name in given else ""
    first = f"v + dt * (square * v**2 + linear * v + constant - u + input{bias})"
    first = first.replace("dt", "half_dt") + ", twice" if chosen["v_steps"] is Halves.TWO else first
    v = "new v" if chosen["u_follows"] is Recovery.NEW else "v"
    followed = f"({v} - origin)" if _ORIGIN.name in given else v
    return (
        f"v = {first}; u = u + dt * a * (b * {followed} - u); spike when v {chosen['fire'].value} threshold; "
        "then v = c, u = u + d"
    )
