"""The leaky integrate-and-fire neuron behind a synapse whose current rises before it decays."""

from __future__ import annotations

from collections.abc import Collection

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.model import Chosen
from snnc.neurons.settings import DECAY, HELD, RESET_VALUE, REST, STEPS, THRESHOLD, V_MIN
from snnc.neurons.several import MAX_SPIKES
from snnc.neurons.synaptic import (
    BIAS_MEM,
    BIAS_SYN,
    DECAY_RISE,
    DECAY_SYN,
    SYNAPTIC_CURRENT,
    Current,
    biased,
    double_exponential,
)


class DoubleExponentialLif(Membrane):
    """Double-exponential LIF: behind a current that rises and decays; an alpha synapse where both take as long.

        rise[t] = decay_rise * rise[t-1] + I[t] + bias
        i[t] = decay_syn * i[t-1] + rise[t]
        v[t] = rest + decay * (v[t-1] - rest) + i[t] + bias_mem      (decay first)
        v[t] = rest + decay * (v[t-1] + i[t] + bias_mem - rest)      (input first)
        spike when v[t] >= threshold (or >);   then reset

    The current of a spike of weight w sums to ``w / ((1 - decay_rise) * (1 - decay_syn))`` over time; whoever
    has weights for a current that peaks at w, or for its charge, divides them by what that is here.
    Parameters: those of LIF, ``decay_rise`` and ``decay_syn`` in [0, 1], and ``bias_mem``. State: ``v`` in the
    units of the threshold, ``i`` and ``rise`` in those of the weights, and those of refractory neurons.
    Source of the equation: Roth and van Rossum, *Modeling synapses*, in *Computational Modeling Methods
    for Neuroscientists* (2009), as two first-order equations.
    """

    name = "double_exp_lif"
    words = words(("alpha doubleexponential alphalif ifcurralpha iafpscalpha alphasynapse", "double_exp_lif", ""))
    receptors = (SYNAPTIC_CURRENT,)
    settings = (THRESHOLD, RESET_VALUE, DECAY, DECAY_SYN, DECAY_RISE, REST, BIAS_SYN, BIAS_MEM, V_MIN, STEPS, HELD)
    choices = (*FIRING, MAX_SPIKES, choices.ORDER, *REFRACTORY)

    def current(self, b: Body, chosen: Chosen, given: Collection[str]) -> Current:
        """The synaptic current."""
        drive, word = biased(b, given)
        return double_exponential(b, given, drive=drive, word=word)
