"""LI: the leaky integrator, a readout that never spikes.

    v[t] = rest + decay * (v[t-1] - rest) + I[t] + bias          (decay first)
    v[t] = rest + decay * (v[t-1] + I[t] + bias - rest)          (input first)

Parameters: ``decay`` in [0, 1], ``rest``, ``bias``. State: ``v``.
Source of the equation: Gerstner et al., *Neuronal Dynamics* (2014), section 1.3, without the
threshold.
"""

from __future__ import annotations

from collections.abc import Collection

from snnc.neurons.choices import Choices
from snnc.neurons.membrane import silent
from snnc.program.program import Program


def program(choices: Choices, given: Collection[str]) -> Program:
    """The update program for ``choices`` and the parameters named in ``given``."""
    return silent("li", choices, given)
