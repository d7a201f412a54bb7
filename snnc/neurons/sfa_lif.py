"""LIF with spike-frequency adaptation: a slow current that each spike strengthens works against the input."""

from __future__ import annotations

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.adaptation import Adaptation
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.model import Setting
from snnc.neurons.settings import BIAS, DECAY, HELD, RESET_VALUE, REST, STEPS, THRESHOLD, V_MIN, decay_of
from snnc.program.program import Parameter, StateVariable
from snnc.program.quantity import POTENTIAL, Purpose

_W = StateVariable("w", POTENTIAL, "adaptation current")
_DECAY = decay_of(_W, "decay_w", tau="tau_w", doc="the adaptation current")
_JUMP = Setting(
    Parameter("jump", POTENTIAL, "what a spike adds to the adaptation current", purpose=Purpose.JUMP, of=_W.name),
)


class AdaptationCurrentLif(Membrane):
    """LIF with an adaptation current: each spike adds to a slow current, which is taken from the input.

        w[t] = decay_w * w[t-1]
        v[t] = rest + decay * (v[t-1] - rest) + I[t] + bias - w[t]   (decay first)
        v[t] = rest + decay * (v[t-1] + I[t] + bias - w[t] - rest)   (input first)
        spike when v[t] >= threshold (or >);   then w[t] = w[t] + jump, and v is reset

    The adaptation current decays in refractory steps, too, in which the membrane ignores it.
    ``decay_w = exp(-dt / tau_w)`` for the exact solution over one step, ``1 - dt / tau_w`` for Euler's.
    Parameters: those of LIF, ``decay_w`` in [0, 1], and ``jump``. State: ``v`` and ``w`` in the units of the
    threshold, and those of refractory neurons.
    Source of the equation: Gerstner et al., *Neuronal Dynamics* (2014), section 6.1, with a current that spikes
    alone feed (a = 0) and a linear membrane.
    """

    name = "sfa_lif"
    words = words(("sfa lifsfa adaptationcurrent iafpscexpsfa spikefrequencyadaptation", "sfa_lif", ""))
    current_trace = Adaptation(_W, _DECAY, _JUMP)
    settings = (THRESHOLD, RESET_VALUE, DECAY, _DECAY, _JUMP, REST, BIAS, V_MIN, STEPS, HELD)
    choices = (*FIRING, choices.ORDER, *REFRACTORY)
