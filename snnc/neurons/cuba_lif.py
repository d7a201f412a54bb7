"""CUBA LIF: the leaky integrate-and-fire neuron behind a synapse whose current decays by itself."""

from __future__ import annotations

from collections.abc import Collection

from snnc.core.words import RECURRENT, words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.model import Chosen
from snnc.neurons.settings import DECAY, HELD, RESET_VALUE, REST, STEPS, THRESHOLD, V_MIN
from snnc.neurons.several import MAX_SPIKES
from snnc.neurons.synaptic import BIAS_MEM, BIAS_SYN, DECAY_SYN, SYNAPTIC_CURRENT, Current, biased, exponential


class CubaLif(Membrane):
    """CUBA LIF: the leaky integrate-and-fire neuron with an exponential synaptic current.

        i[t] = decay_syn * i[t-1] + I[t] + bias
        v[t] = rest + decay * (v[t-1] - rest) + i[t] + bias_mem      (decay first)
        v[t] = rest + decay * (v[t-1] + i[t] + bias_mem - rest)      (input first)
        spike when v[t] >= threshold (or >);   then reset

    The choice ``current`` says whether the input of a step decays in that step, and which current
    moves the membrane: by default the new one. The current decays and is fed in refractory steps too,
    while the membrane ignores it; no reset touches it. ``decay_syn = exp(-dt / tau_syn)`` for the exact
    solution over one step, ``1 - dt / tau_syn`` for Euler's.
    Parameters: those of LIF, ``decay_syn`` in [0, 1], and ``bias_mem``. State: ``v`` in the units of the
    threshold, ``i`` in those of the weights, and ``refractory_left`` and ``fired`` where needed.
    Source of the equation: Gerstner et al., *Neuronal Dynamics* (2014), section 3.1, with currents that
    do not depend on the potential.
    """

    name = "cuba_lif"
    words = words(
        ("synaptic cuba cubalif cubalifnode cubanode lifcell", "cuba_lif", ""),
        ("rsynaptic lifrecurrentcell", "cuba_lif", RECURRENT),
    )
    receptors = (SYNAPTIC_CURRENT,)
    settings = (THRESHOLD, RESET_VALUE, DECAY, DECAY_SYN, REST, BIAS_SYN, BIAS_MEM, V_MIN, STEPS, HELD)
    choices = (*FIRING, MAX_SPIKES, choices.ORDER, choices.CURRENT_USE, *REFRACTORY)

    def current(self, b: Body, chosen: Chosen, given: Collection[str]) -> Current:
        """The synaptic current."""
        drive, word = biased(b, given)
        return exponential(b, chosen, given, drive=drive, word=word)
