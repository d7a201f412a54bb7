"""LI: the leaky integrator, a readout that never spikes."""

from __future__ import annotations

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.membrane import Membrane
from snnc.neurons.settings import BIAS, DECAY, REST, V_MIN


class LeakyIntegrator(Membrane):
    """LI: the leaky integrator, a readout that never spikes.

        v[t] = rest + decay * (v[t-1] - rest) + I[t] + bias          (decay first)
        v[t] = rest + decay * (v[t-1] + I[t] + bias - rest)          (input first)

    Parameters: ``decay`` in [0, 1], ``rest``, ``bias``, ``v_min``. State: ``v``.
    Source of the equation: Gerstner et al., *Neuronal Dynamics* (2014), section 1.3, without the
    threshold.
    """

    name = "li"
    words = words(("li licell leakyintegrator integrator expleak readout", "li", ""))
    fires = False
    settings = (DECAY, REST, BIAS, V_MIN)
    choices = (choices.ORDER,)
