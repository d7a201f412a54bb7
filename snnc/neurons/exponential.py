"""EIF: the exponential integrate-and-fire neuron, and AdEx, the same with a current that adapts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import ClassVar

import numpy as np

from snnc.core.errors import Diagnostic, warning
from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.euler import AFTER, AT_REST, CONSTANT_INPUT, PACE, driven, fired, paced
from snnc.neurons.model import Chosen, Model, Setting, Values
from snnc.neurons.settings import THRESHOLD
from snnc.numbers.functions import FUNCTIONS
from snnc.numbers.transcendental import exp
from snnc.program.nonlinear import Gain, Lookup
from snnc.program.ops import Add, Convert, Saturate, Select, Subtract
from snnc.program.program import Bounds, Parameter, Program, StateVariable
from snnc.program.quantity import GAIN, POTENTIAL, Kind, Quantity

#: Of the exponential function.
_EXPONENT, _GROWTH = Quantity("exponent", Kind.LINEAR), Quantity("growth", Kind.LINEAR)
_ADAPTATION = Quantity("adaptation", Kind.LINEAR)

_RHEOBASE = Setting(Parameter("rheobase", POTENTIAL, "potential from which the exponential rise takes over"))
_SHARPNESS = Setting(Parameter("slope_factor", GAIN, "potential over which the exponential rise grows e times"))
_PER_SHARPNESS = Setting(
    Parameter("per_slope_factor", GAIN, "1 / slope_factor"),
    derived=lambda given, dt: 1.0 / np.asarray(given["slope_factor"], dtype=np.float64),
)
_PACE_W = Setting(Parameter("pace_w", GAIN, "length of a step over the time constant of w"), tau="tau_w")
_A = Setting(Parameter("a", GAIN, "adaptation for a unit of potential above rest"))
_B = Setting(Parameter("b", _ADAPTATION, "what a spike adds to the adaptation"))

_MARKS = (THRESHOLD.name, AFTER.name, AT_REST.name, _RHEOBASE.name)
_V = StateVariable("v", POTENTIAL, "membrane potential", bounds=Bounds(parameters=_MARKS, margin=0.5))
_W = StateVariable("w", _ADAPTATION, "adaptation", bounds=Bounds((0.0,), parameters=_MARKS, margin=0.5))


class ExponentialIntegrateFire(Model):
    """EIF: the exponential integrate-and-fire neuron.

        v[t] = v[t-1] + pace * (rest - v[t-1] + slope_factor * exp((v[t-1] - rheobase) / slope_factor) + I[t] + bias)
        spike when v[t] >= threshold (or >);   then v[t] = reset_value

    The equation is tau v' = rest - v + D exp((v - rheobase) / D) + I by Euler's method: ``pace = dt / tau``.
    Parameters: ``pace`` (or ``tau``), ``rest``, ``rheobase``, ``slope_factor``, ``threshold``, ``reset_value``,
    ``bias``. State: ``v``, which is ``rest`` at first. In integers v saturates half the distance of these potentials
    beyond the lowest and the highest of them, and exp is a table that ends at exponents of -16 and 16.
    Source of the equation: Fourcaud-Trocmé et al., *How spike generation mechanisms determine the neuronal response
    to fluctuating inputs*, Journal of Neuroscience 23 (2003); Gerstner et al., *Neuronal Dynamics* (2014), section 5.2.
    """

    name = "eif"
    words = words(("eif eifnode exponentialif expif exponentialintegrateandfire", "eif", ""))
    settings: ClassVar[tuple[Setting, ...]] = (
        *(THRESHOLD, AFTER, AT_REST, _RHEOBASE, PACE, _SHARPNESS, _PER_SHARPNESS, CONSTANT_INPUT),
    )
    choices = (choices.FIRE,)
    adapts: ClassVar[bool] = False

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; a bias that is not ``given`` leaves its logic out."""
        b = Body()
        beyond = b.put("beyond", Subtract(_V.name, _RHEOBASE.name), "distance from the rheobase")
        exponent = b.put("exponent", Gain(beyond, _PER_SHARPNESS.name, _EXPONENT), "")
        growth = b.put("growth", Lookup(exponent, "exp", _GROWTH), "")
        rise = b.put("rise", Gain(growth, _SHARPNESS.name, POTENTIAL), "the exponential rise")
        fallen = b.put("below_rest", Subtract(AT_REST.name, _V.name), "the leak")
        rate = b.put("rate", Add(fallen, rise), "what v does by itself")
        if self.adapts:
            drawn = b.put("drawn", Convert(_W.name, POTENTIAL), "")
            rate = b.put("adapted", Subtract(rate, drawn), "less the adaptation")
        spike, v = fired(b, paced(b, driven(b, rate, given)), chosen)
        states, after = [_V], [(_V.name, v)]
        if self.adapts:
            states.append(_W)
            after.append((_W.name, _adaptation(b, spike)))
        return Program(
            name=self.name,
            equation=self._equation(chosen, given),
            parameters=tuple(s.parameter for s in self.settings if s.name in given),
            states=tuple(states),
            body=tuple(b.statements),
            next_state=tuple(after),
            spike=spike,
        )

    def start(self, values: Values, initial: Values, size: int) -> Values:
        """At rest."""
        return {_V.name: values[AT_REST.name]}

    def complaints(self, population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
        """``slope_factor`` is above 0."""
        if np.any(np.asarray(values[_SHARPNESS.name]) <= 0.0):
            message = f"{_SHARPNESS.name} of '{population}'; expected positive numbers"
            yield Diagnostic("E123", message, part=(_SHARPNESS.name,))

    def surprises(self, population: str, values: Values) -> Iterator[Diagnostic]:
        """That the table of exp ends where a step does not yet reach the threshold, while exp itself would."""
        names = (_SHARPNESS.name, PACE.name, AT_REST.name, _RHEOBASE.name, THRESHOLD.name)
        sharpness, pace, rest, rheobase, threshold = (np.asarray(values[name], dtype=np.float64) for name in names)
        end = FUNCTIONS["exp"].high
        at_end = rheobase + end * sharpness
        step = pace * (rest - at_end + sharpness * exp(np.asarray(end)))
        late = (at_end < threshold) & (at_end + step < threshold)
        if np.any(late):
            first, shape = int(np.argmax(late)), np.shape(late)
            given, lift, left = (
                np.broadcast_to(each, shape).reshape(-1)[first] for each in (sharpness, step, threshold - at_end)
            )
            yield warning(
                "W210",
                f"{_SHARPNESS.name} of '{population}' is {given:.6g}{f' in neuron {first}' if late.ndim else ''}: "
                f"exp ends at exponents of {end:g}, where a step lifts v by {lift:.3g}, and the threshold is "
                f"{left:.3g} away: it fires later than in floating point",
                hint=f"give a larger {_SHARPNESS.name}, or a threshold nearer to the {_RHEOBASE.name}",
                part=(_SHARPNESS.name,),
            )

    def _equation(self, chosen: Chosen, given: Collection[str]) -> str:
        bias, less = " + bias" if CONSTANT_INPUT.name in given else "", " - w" if self.adapts else ""
        text = (
            f"v = v + pace * (rest - v + slope_factor * exp((v - rheobase) / slope_factor){less} + input{bias}); "
            f"{'w = w + pace_w * (a * (v - rest) - w), of the old v; ' if self.adapts else ''}"
            f"spike when v {chosen['fire'].value} threshold; then v = reset_value"
        )
        return f"{text}, w = w + b" if self.adapts else text


def _adaptation(b: Body, spike: str) -> str:
    """The next w."""
    above = b.put("above_rest", Subtract(_V.name, AT_REST.name), "")
    aim = b.put("aim", Gain(above, _A.name, _ADAPTATION), "where w goes")
    away = b.put("away", Subtract(aim, _W.name), "")
    change = b.put("w_change", Gain(away, _PACE_W.name, _ADAPTATION), "dt / tau_w of the derivative")
    w = b.put("w_moved", Add(_W.name, change), "a step of Euler")
    kicked = b.put("kicked", Add(w, _B.name), "")
    w = b.put("w_reset", Select(spike, kicked, w), "a spike adds to the adaptation")
    return b.put("w_next", Saturate(w, _W.name), "keep the adaptation in its format")


class AdaptiveExponential(ExponentialIntegrateFire):
    """AdEx: the adaptive exponential integrate-and-fire neuron.

        v[t] = v[t-1] + pace * (rest - v[t-1] + slope_factor * exp((v[t-1] - rheobase) / slope_factor)
                                - w[t-1] + I[t] + bias)
        w[t] = w[t-1] + pace_w * (a * (v[t-1] - rest) - w[t-1])
        spike when v[t] >= threshold (or >);   then v[t] = reset_value, w[t] = w[t] + b

    The equations are those of C v' = -g (v - rest) + g D exp((v - rheobase) / D) - w + I and
    tau_w w' = a (v - rest) - w, by Euler's method, with all currents divided by the leak conductance g, so that they
    count in units of potential: tau = C / g, and ``a``, ``b`` and weights are those of the source over g.
    Parameters: those of EIF; ``pace_w`` (or ``tau_w``), ``a``, ``b``. State: ``v``, which is ``rest`` at first, and
    ``w``. In integers both have room for half the distance of the potentials beyond the lowest and the highest.
    Source of the equation: Brette and Gerstner, *Adaptive exponential integrate-and-fire model as an effective
    description of neuronal activity*, Journal of Neurophysiology 94 (2005).
    """

    name = "adex"
    words = words(("adex adexnode aeif adaptiveexponential aeifcondexp aeifpsc", "adex", ""))
    settings = (*ExponentialIntegrateFire.settings, _PACE_W, _A, _B)
    adapts = True
