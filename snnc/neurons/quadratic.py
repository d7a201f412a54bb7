"""QIF: the quadratic integrate-and-fire neuron."""

from __future__ import annotations

from collections.abc import Collection

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.euler import AFTER, AT_REST, CONSTANT_INPUT, PACE, STEEPNESS, driven, fired, paced
from snnc.neurons.model import Chosen, Model, Setting, Values
from snnc.neurons.settings import THRESHOLD
from snnc.program.nonlinear import Gain, Product
from snnc.program.ops import Subtract
from snnc.program.program import Bounds, Parameter, Program, StateVariable
from snnc.program.quantity import GAIN, POTENTIAL

_CRITICAL = Setting(Parameter("critical", POTENTIAL, "potential from which v rises by itself"))
_CURVATURE = Setting(Parameter("curvature", GAIN, "factor of the square of the potential"), value=1.0)
_V = StateVariable(
    "v",
    POTENTIAL,
    "membrane potential",
    bounds=Bounds(parameters=(THRESHOLD.name, AFTER.name, AT_REST.name, _CRITICAL.name), margin=0.5),
)


class QuadraticIntegrateFire(Model):
    """QIF: the quadratic integrate-and-fire neuron.

        v[t] = v[t-1] + pace * (curvature * (v[t-1] - rest) * (v[t-1] - critical) + I[t] + bias)
        spike when v[t] >= threshold (or >);   then v[t] = reset_value

    The equation is tau v' = curvature (v - rest) (v - critical) + I by Euler's method: ``pace = dt / tau``. Without
    input v goes to ``rest`` from below ``critical`` and to infinity from above it; ``threshold`` is where that is cut.
    Parameters: ``pace`` (or ``tau``), ``rest``, ``critical``, ``threshold``, ``reset_value``, ``curvature`` (1 by
    default), ``bias``. State: ``v``, which is ``rest`` at first. In integers v saturates half the distance of these
    potentials beyond the lowest and the highest of them.
    Source of the equation: Gerstner et al., *Neuronal Dynamics* (2014), section 5.3.
    """

    name = "qif"
    words = words(("qif qifnode quadraticif quadratic quadraticintegrateandfire", "qif", ""))
    settings = (THRESHOLD, AFTER, AT_REST, _CRITICAL, PACE, _CURVATURE, CONSTANT_INPUT)
    choices = (choices.FIRE,)

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; a bias that is not ``given`` leaves its logic out."""
        b = Body()
        above = b.put("above_rest", Subtract(_V.name, AT_REST.name), "distance from rest")
        beyond = b.put("beyond", Subtract(_V.name, _CRITICAL.name), "distance from the critical potential")
        steepness = b.put("steepness", Gain(beyond, _CURVATURE.name, STEEPNESS), "")
        curve = b.put("curve", Product(steepness, above, POTENTIAL), "what v does by itself")
        spike, v = fired(b, paced(b, driven(b, curve, given)), chosen)
        bias = " + bias" if CONSTANT_INPUT.name in given else ""
        return Program(
            name=self.name,
            equation=f"v = v + pace * (curvature * (v - rest) * (v - critical) + input{bias}); "
            f"spike when v {chosen['fire'].value} threshold; then v = reset_value",
            parameters=tuple(s.parameter for s in self.settings if s.name in given),
            states=(_V,),
            body=tuple(b.statements),
            next_state=((_V.name, v),),
            spike=spike,
        )

    def start(self, values: Values, initial: Values, size: int) -> Values:
        """At rest."""
        return {_V.name: values[AT_REST.name]}
