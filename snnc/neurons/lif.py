"""LIF: the leaky integrate-and-fire neuron."""

from __future__ import annotations

from snnc.core.words import RECURRENT, words
from snnc.neurons import choices
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.settings import BIAS, DECAY, HELD, RESET_VALUE, REST, STEPS, THRESHOLD, V_MIN
from snnc.neurons.several import MAX_SPIKES


class Lif(Membrane):
    """LIF: the leaky integrate-and-fire neuron.

        v[t] = rest + decay * (v[t-1] - rest) + I[t] + bias          (decay first)
        v[t] = rest + decay * (v[t-1] + I[t] + bias - rest)          (input first)
        spike when v[t] >= threshold (or >);   then reset

    ``decay = exp(-dt / tau)`` for the exact solution over one step, ``1 - dt / tau`` for Euler's.
    Parameters: ``decay`` in [0, 1], ``threshold``, ``rest``, ``reset_value`` (reset to a value), ``bias``,
    ``v_min`` (a lower potential is raised to it), ``refractory`` and ``refractory_held`` (steps). State: ``v``
    in the units of the threshold, and ``refractory_left`` and ``fired`` where needed.
    Source of the equation: Gerstner et al., *Neuronal Dynamics* (2014), section 1.3.
    """

    name = "lif"
    words = words(
        ("lif leaky lifnode lifnodes lifbox lapicque ifcurrdelta iafpscdelta", "lif", ""),
        ("rleaky rlif", "lif", RECURRENT),
    )
    settings = (THRESHOLD, RESET_VALUE, DECAY, REST, BIAS, V_MIN, STEPS, HELD)
    choices = (*FIRING, MAX_SPIKES, choices.ORDER, *REFRACTORY)
