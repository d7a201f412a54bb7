"""CUBA LIF: the leaky integrate-and-fire neuron behind a synapse whose current decays by itself."""

from __future__ import annotations

from collections.abc import Collection

from snnc.core.words import RECURRENT, words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.membrane import (
    DECAY,
    FIRING,
    HELD,
    REFRACTORY,
    RESET_VALUE,
    REST,
    STEPS,
    THRESHOLD,
    Current,
    Membrane,
)
from snnc.neurons.model import Setting
from snnc.program.ops import Add, Convert, Saturate, Scale
from snnc.program.program import INPUT, Parameter, Receptor, StateVariable
from snnc.program.quantity import CURRENT, FACTOR, POTENTIAL, Purpose

_I = StateVariable("i", CURRENT, "synaptic current")
_DECAY_SYN = Setting(
    Parameter(
        "decay_syn",
        FACTOR,
        "factor of the synaptic current kept per step, in [0, 1]",
        purpose=Purpose.DECAY,
        of=_I.name,
    ),
    tau="tau_syn",
)
_BIAS = Setting(
    Parameter("bias", CURRENT, "added to the synaptic current in every step", purpose=Purpose.DRIVE, of=_I.name),
    neutral=0.0,
    default="0",
)


class CubaLif(Membrane):
    """CUBA LIF: the leaky integrate-and-fire neuron with an exponential synaptic current.

        i[t] = decay_syn * i[t-1] + I[t] + bias
        v[t] = rest + decay * (v[t-1] - rest) + i[t]                 (decay first)
        v[t] = rest + decay * (v[t-1] + i[t] - rest)                 (input first)
        spike when v[t] >= threshold (or >);   then reset

    The current of a step is the new one. It decays and is fed in refractory steps too, while the
    membrane ignores it; no reset touches it. ``decay_syn = exp(-dt / tau_syn)`` for the exact solution
    over one step, ``1 - dt / tau_syn`` for Euler's.
    Parameters: those of LIF, and ``decay_syn`` in [0, 1]. State: ``v`` in the units of the threshold,
    ``i`` in those of the weights, and ``refractory_left`` and ``fired`` where needed.
    Source of the equation: Gerstner et al., *Neuronal Dynamics* (2014), section 3.1, with currents that
    do not depend on the potential.
    """

    name = "cuba_lif"
    words = words(
        ("synaptic cuba cubalif cubalifnode cubanode lifcell", "cuba_lif", ""),
        ("rsynaptic lifrecurrentcell", "cuba_lif", RECURRENT),
    )
    receptors = (Receptor(INPUT, CURRENT, "sum of the weights of the spikes that arrive"),)
    settings = (THRESHOLD, RESET_VALUE, DECAY, _DECAY_SYN, REST, _BIAS, STEPS, HELD)
    choices = (*FIRING, choices.ORDER, *REFRACTORY)

    def current(self, b: Body, given: Collection[str]) -> Current:
        """The synaptic current, which decays and is fed before it moves the membrane."""
        biased = _BIAS.name in given
        drive = b.put("drive", Add(INPUT, _BIAS.name), "synaptic input and bias") if biased else INPUT
        kept = b.put("i_kept", Scale(_I.name, _DECAY_SYN.name), "decay of the current")
        fed = b.put("i_fed", Add(kept, drive), "add the input of this step")
        i_next = b.put("i_next", Saturate(fed, _I.name), "keep the current in its format")
        return Current(
            value=b.put("i_moves", Convert(i_next, POTENTIAL), "a current of 1 moves the potential by 1"),
            word="i",
            states=(_I,),
            next_state=((_I.name, i_next),),
            equation=f"i = decay_syn * i + input{' + bias' if biased else ''}",
        )
