"""LIF with a linear leak: the potential moves toward rest by the same amount in every step."""

from __future__ import annotations

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.leaks import LinearLeak
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.settings import BIAS, HELD, LEAK, RESET_VALUE, REST, STEPS, THRESHOLD, V_MIN
from snnc.neurons.several import MAX_SPIKES


class LinearLif(Membrane):
    """Linear LIF: the potential moves toward rest by the same amount in every step, and stops there.

        v[t] = rest + shrink(v[t-1] - rest, leak) + I[t] + bias      (decay first)
        v[t] = rest + shrink(v[t-1] + I[t] + bias - rest, leak)      (input first)
        spike when v[t] >= threshold (or >);   then reset

    ``shrink(x, leak)`` is x moved toward 0 by ``leak``, and 0 where that is nearer.
    Parameters: those of LIF, with ``leak`` >= 0 per step in place of ``decay``. State: ``v`` in the units of
    the threshold, and ``refractory_left`` and ``fired`` where needed.
    Source of the equation: Mattia and Del Giudice, *Neural Computation* 12 (2000) 2305-2329, whose neurons
    leak linearly toward a floor; here toward ``rest``, from both sides.
    """

    name = "linear_lif"
    words = words(("linearleak llif linearlif constantleak", "linear_lif", ""))
    leak = LinearLeak()
    settings = (THRESHOLD, RESET_VALUE, LEAK, REST, BIAS, V_MIN, STEPS, HELD)
    choices = (*FIRING, MAX_SPIKES, choices.ORDER, *REFRACTORY)
