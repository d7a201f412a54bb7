"""Resonate-and-fire: a damped oscillator that fires where its second variable is high."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.model import Chosen, Model, Setting, Values
from snnc.numbers.transcendental import cosine, exp, sine
from snnc.program.nonlinear import Gain
from snnc.program.ops import Add, Saturate, Select, Subtract
from snnc.program.program import INPUT, Bounds, Parameter, Program, StateVariable
from snnc.program.quantity import GAIN, POTENTIAL, Purpose


def _turn(part: Callable[[np.ndarray], np.ndarray]) -> Callable[[Values, float], np.ndarray]:
    """What a step keeps of z: the real or the imaginary part of ``exp((damping + i frequency) dt)``."""
    return lambda given, dt: exp(np.asarray(given["damping"]) * dt) * part(np.asarray(given["frequency"]) * dt)


_DAMPING = Setting(Parameter("damping", GAIN, "rate of growth per unit of dt, below 0 where it decays"), transient=True)
_FREQUENCY = Setting(Parameter("frequency", GAIN, "angle that z turns by per unit of dt, in radians"), transient=True)
_KEPT = Setting(Parameter("kept", GAIN, "exp(damping dt) cos(frequency dt)"), derived=_turn(cosine))
_TURNED = Setting(Parameter("turned", GAIN, "exp(damping dt) sin(frequency dt)"), derived=_turn(sine))
_THRESHOLD = Setting(
    Parameter("threshold", POTENTIAL, "v from which a neuron fires", purpose=Purpose.THRESHOLD, of="v"), value=1.0
)
_AFTER = Setting(Parameter("reset_value", POTENTIAL, "v after a spike", purpose=Purpose.RESET, of="v"), value=1.0)
_AFTER_X = Setting(Parameter("reset_x", POTENTIAL, "x after a spike", purpose=Purpose.RESET, of="x"), value=0.0)
_BIAS = Setting(
    Parameter("bias", POTENTIAL, "added to x in every step", purpose=Purpose.DRIVE, of="x"), neutral=0.0, default="0"
)
_MARKS = Bounds((0.0,), parameters=(_THRESHOLD.name, _AFTER.name, _AFTER_X.name), margin=3.0)
_V = StateVariable("v", POTENTIAL, "voltage-like variable", bounds=_MARKS)
_X = StateVariable("x", POTENTIAL, "current-like variable", bounds=_MARKS)


class ResonateFire(Model):
    """Resonate-and-fire: a complex variable z = x + i v that turns, decays, and takes pulses.

        z[t] = exp((damping + i frequency) dt) * z[t-1] + I[t] + bias
        spike when v[t] >= threshold (or >);   then x[t] = reset_x, v[t] = reset_value

    The solution of z' = (damping + i frequency) z between pulses of input is exact, whatever dt is; a weight moves x.
    Parameters: ``damping`` and ``frequency`` per unit of dt, ``threshold`` (1 by default), ``reset_value`` (1),
    ``reset_x`` (0), ``bias``. State: ``v`` and ``x``. In integers both have room for three times the distance of these
    values from each other and from 0 beyond the lowest and the highest of them, and saturate there.
    Source of the equation: Izhikevich, *Resonate-and-fire neurons*, Neural Networks 14 (2001).
    """

    name = "resonate_fire"
    words = words(("resonatefire resonateandfire resonate rf rfneuron rfiz", "resonate_fire", ""))
    settings = (_THRESHOLD, _AFTER, _AFTER_X, _DAMPING, _FREQUENCY, _KEPT, _TURNED, _BIAS)
    choices = (choices.FIRE,)

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; a bias that is not ``given`` leaves its logic out."""
        b = Body()
        drive = b.put("drive", Add(INPUT, _BIAS.name), "input and bias") if _BIAS.name in given else INPUT
        x_kept = b.put("x_kept", Gain(_X.name, _KEPT.name, POTENTIAL), "")
        v_turned = b.put("v_turned", Gain(_V.name, _TURNED.name, POTENTIAL), "")
        x_free = b.put("x_free", Subtract(x_kept, v_turned), "real part of the turn")
        x = b.put("x_fed", Add(x_free, drive), "add the input of this step")
        x_turned = b.put("x_turned", Gain(_X.name, _TURNED.name, POTENTIAL), "")
        v_kept = b.put("v_kept", Gain(_V.name, _KEPT.name, POTENTIAL), "")
        v = b.put("v_free", Add(x_turned, v_kept), "imaginary part of the turn")
        spike = b.put("spike", choices.meets(chosen, v, _THRESHOLD.name), f"v {chosen['fire'].value} threshold")
        v = b.put("v_reset", Select(spike, _AFTER.name, v), "reset at once")
        x = b.put("x_reset", Select(spike, _AFTER_X.name, x), "of both")
        v_next = b.put("v_next", Saturate(v, _V.name), "keep v in its format")
        x_next = b.put("x_next", Saturate(x, _X.name), "keep x in its format")
        bias = " + bias" if _BIAS.name in given else ""
        return Program(
            name=self.name,
            equation=f"x = kept * x - turned * v + input{bias}; v = turned * x + kept * v, of the old x; "
            f"spike when v {chosen['fire'].value} threshold; then v = reset_value, x = reset_x",
            parameters=tuple(s.parameter for s in self.settings if s.name in given and not s.transient),
            states=(_V, _X),
            body=tuple(b.statements),
            next_state=((_V.name, v_next), (_X.name, x_next)),
            spike=spike,
        )
