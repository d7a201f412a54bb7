"""ALIF: the leaky integrate-and-fire neuron whose threshold adapts."""

from __future__ import annotations

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.adaptation import Adaptation
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.model import Setting
from snnc.neurons.settings import BIAS, DECAY, HELD, RESET_VALUE, REST, STEPS, THRESHOLD, V_MIN, decay_of
from snnc.program.program import Parameter, StateVariable
from snnc.program.quantity import POTENTIAL, Purpose

_RISE = StateVariable("adaptation", POTENTIAL, "rise of the threshold")
_DECAY = decay_of(_RISE, "decay_adapt", tau="tau_adapt", doc="the threshold's rise")
_JUMP = Setting(
    Parameter("jump", POTENTIAL, "what a spike adds to the threshold", purpose=Purpose.JUMP, of=_RISE.name),
)


class AdaptiveLif(Membrane):
    """ALIF: the leaky integrate-and-fire neuron whose threshold jumps at each of its spikes, and decays back.

        v[t] = rest + decay * (v[t-1] - rest) + I[t] + bias          (decay first)
        v[t] = rest + decay * (v[t-1] + I[t] + bias - rest)          (input first)
        a[t] = decay_adapt * a[t-1]
        spike when v[t] >= threshold + a[t] (or >);   then a[t] = a[t] + jump, and v is reset

    A reset by subtraction takes ``threshold`` away, and not its rise; ``subtract_snntorch`` does so where v still meets
    the threshold with its rise. The rise decays in refractory steps, too.
    ``decay_adapt = exp(-dt / tau_adapt)`` for the exact solution over one step, ``1 - dt / tau_adapt`` for Euler's.
    Parameters: those of LIF, ``decay_adapt`` in [0, 1], and ``jump``. State: ``v`` and ``adaptation``, which is
    a, in the units of the threshold, and those of refractory neurons.
    Source of the equation: Bellec et al., *Long short-term memory and learning-to-learn in networks of spiking
    neurons* (2018), section 2.
    """

    name = "alif"
    words = words(("alif alifnode alifrate adaptive adaptivelif adaptivelifnodes lsnn lsnncell", "alif", ""))
    threshold_trace = Adaptation(_RISE, _DECAY, _JUMP)
    settings = (THRESHOLD, RESET_VALUE, DECAY, _DECAY, _JUMP, REST, BIAS, V_MIN, STEPS, HELD)
    choices = (*FIRING, choices.ORDER, *REFRACTORY)
