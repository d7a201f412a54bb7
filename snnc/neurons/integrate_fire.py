"""IF: the integrate-and-fire neuron without leak.

    v[t] = v[t-1] + I[t] + bias;   spike when v[t] >= threshold (or >);   then reset

Parameters: ``threshold``, ``reset_value`` (reset to a value), ``bias``, ``refractory`` and
``refractory_held`` (steps). State: ``v`` in the units of the threshold, and
``refractory_left`` and ``fired`` where needed.
Source of the equation: Gerstner et al., *Neuronal Dynamics* (2014), section 1.3, with the leak
removed.
"""

from __future__ import annotations

from collections.abc import Collection

from snnc.neurons.choices import Choices
from snnc.neurons.membrane import spiking
from snnc.program.program import Program


def program(choices: Choices, given: Collection[str]) -> Program:
    """The update program for ``choices`` and the parameters named in ``given``."""
    return spiking("if", False, choices, given)
