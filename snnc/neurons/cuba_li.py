"""CUBA LI: the leaky integrator behind a synapse whose current decays by itself."""

from __future__ import annotations

from collections.abc import Collection

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.membrane import Membrane
from snnc.neurons.model import Chosen
from snnc.neurons.settings import DECAY, REST, V_MIN
from snnc.neurons.synaptic import BIAS_MEM, BIAS_SYN, DECAY_SYN, SYNAPTIC_CURRENT, Current, biased, exponential


class CubaLeakyIntegrator(Membrane):
    """CUBA LI: a readout that never spikes, with an exponential synaptic current.

        i[t] = decay_syn * i[t-1] + I[t] + bias
        v[t] = rest + decay * (v[t-1] - rest) + i[t] + bias_mem      (decay first)
        v[t] = rest + decay * (v[t-1] + i[t] + bias_mem - rest)      (input first)

    The choice ``current`` says which current moves the membrane, as in CUBA LIF.
    Parameters: ``decay`` and ``decay_syn`` in [0, 1], ``rest``, ``bias``, ``bias_mem``, ``v_min``.
    State: ``v`` and ``i``.
    Source of the equation: that of CUBA LIF without its threshold; Gerstner et al., *Neuronal
    Dynamics* (2014), section 3.1.
    """

    name = "cuba_li"
    words = words(("cubali licurrent synapticli", "cuba_li", ""))
    fires = False
    receptors = (SYNAPTIC_CURRENT,)
    settings = (DECAY, DECAY_SYN, REST, BIAS_SYN, BIAS_MEM, V_MIN)
    choices = (choices.ORDER, choices.CURRENT_USE)

    def current(self, b: Body, chosen: Chosen, given: Collection[str]) -> Current:
        """The synaptic current."""
        drive, word = biased(b, given)
        return exponential(b, chosen, given, drive=drive, word=word)
