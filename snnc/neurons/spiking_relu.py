"""Spiking ReLU: integrates what is above 0, and sends as many spikes as thresholds go into it."""

from __future__ import annotations

from collections.abc import Collection

from snnc.core.words import words
from snnc.neurons.body import Body
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.model import Chosen
from snnc.neurons.rectified import rectified
from snnc.neurons.settings import BIAS, HELD, RESET_VALUE, STEPS, THRESHOLD
from snnc.neurons.several import MAX_SPIKES
from snnc.neurons.synaptic import Current


class SpikingRectifiedLinear(Membrane):
    """Spiking ReLU: integrate-and-fire neurons whose input is rectified before it is integrated.

        v[t] = v[t-1] + max(I[t] + bias, 0);   spike when v[t] >= threshold (or >);   then reset

    With ``reset: subtract`` and ``max_spikes`` above 1 a neuron sends ``n = trunc(v / threshold)`` spikes: its rate
    is that of ``relu`` over the threshold, whatever that is. Nengo multiplies the input by dt; give weights
    and bias times dt here.
    Parameters: ``threshold``, ``reset_value`` (reset to a value), ``bias``, ``refractory`` and ``refractory_held``
    (steps). State: ``v`` in the units of the threshold, and ``refractory_left`` and ``fired`` where needed.
    Source of the equation: Nengo's ``SpikingRectifiedLinear`` (Bekolay et al., *Nengo: a Python tool for building
    large-scale functional brain models*, 2014).
    """

    name = "spiking_relu"
    words = words(("spikingrelu spikingrectifiedlinear spikingrectified", "spiking_relu", ""))
    leak = None
    settings = (THRESHOLD, RESET_VALUE, BIAS, STEPS, HELD)
    choices = (*FIRING, MAX_SPIKES, *REFRACTORY)

    def current(self, b: Body, chosen: Chosen, given: Collection[str]) -> Current:
        """The rectified input."""
        drive = super().current(b, chosen, given)
        return Current(rectified(b, drive.value), f"max({drive.word}, 0)")
