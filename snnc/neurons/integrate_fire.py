"""IF: the integrate-and-fire neuron without leak."""

from __future__ import annotations

from snnc.core.words import words
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.settings import BIAS, HELD, RESET_VALUE, STEPS, THRESHOLD, V_MIN
from snnc.neurons.several import MAX_SPIKES


class IntegrateFire(Membrane):
    """IF: the integrate-and-fire neuron without leak.

        v[t] = v[t-1] + I[t] + bias;   spike when v[t] >= threshold (or >);   then reset

    Parameters: ``threshold``, ``reset_value`` (reset to a value), ``bias``, ``v_min`` (a lower potential
    is raised to it), ``refractory`` and
    ``refractory_held`` (steps). State: ``v`` in the units of the threshold, and
    ``refractory_left`` and ``fired`` where needed.
    Source of the equation: Gerstner et al., *Neuronal Dynamics* (2014), section 1.3, with the leak
    removed.
    """

    name = "if"
    words = words(("if ifnode ifnodes iaf integrateandfire", "if", ""))
    leak = None
    settings = (THRESHOLD, RESET_VALUE, BIAS, V_MIN, STEPS, HELD)
    choices = (*FIRING, MAX_SPIKES, *REFRACTORY)
