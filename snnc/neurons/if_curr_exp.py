"""IF_curr_exp: the leaky integrate-and-fire neuron with an excitatory and an inhibitory exponential current."""

from __future__ import annotations

from collections.abc import Collection

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.model import Chosen
from snnc.neurons.settings import BIAS, DECAY, HELD, RESET_VALUE, REST, STEPS, THRESHOLD, V_MIN, decay_of
from snnc.neurons.several import MAX_SPIKES
from snnc.neurons.synaptic import Current, decayed
from snnc.program.ops import Add, Convert
from snnc.program.program import Receptor, StateVariable
from snnc.program.quantity import CURRENT, POTENTIAL

_EXC = Receptor("exc", CURRENT, "sum of the weights of the spikes that arrive at excitatory synapses")
_INH = Receptor("inh", CURRENT, "likewise at inhibitory synapses, whose weights are negative")
_I_EXC = StateVariable("i_exc", CURRENT, "excitatory synaptic current")
_I_INH = StateVariable("i_inh", CURRENT, "inhibitory synaptic current")
_DECAY_EXC = decay_of(_I_EXC, "decay_exc", tau="tau_exc", doc="the excitatory current")
_DECAY_INH = decay_of(_I_INH, "decay_inh", tau="tau_inh", doc="the inhibitory current")


class IfCurrExp(Membrane):
    """IF_curr_exp: LIF with exponential currents of excitatory and of inhibitory synapses.

        i_exc[t] = decay_exc * i_exc[t-1] + exc[t]
        i_inh[t] = decay_inh * i_inh[t-1] + inh[t]
        v[t] = rest + decay * (v[t-1] - rest) + i_exc[t] + i_inh[t] + bias          (decay first)
        v[t] = rest + decay * (v[t-1] + i_exc[t] + i_inh[t] + bias - rest)          (input first)
        spike when v[t] >= threshold (or >);   then reset

    ``exc[t]`` and ``inh[t]`` are the sums of the weights of the spikes that arrive at the two receptors;
    both currents add to the potential, so that weights of inhibitory synapses are negative. The currents
    of a step are the new ones. They decay and are fed in refractory steps too, while the membrane
    ignores them; no reset touches them. ``decay_exc = exp(-dt / tau_exc)`` for the exact solution over
    one step, ``1 - dt / tau_exc`` for Euler's; ``decay_inh`` likewise.
    Parameters: those of LIF, and ``decay_exc`` and ``decay_inh`` in [0, 1]. State: ``v`` in the units of
    the threshold, ``i_exc`` and ``i_inh`` in those of the weights, and ``refractory_left`` and ``fired``
    where needed.
    Source of the equation: PyNN's standard cell ``IF_curr_exp`` (Davison et al., 2009, *PyNN: a common
    interface for neuronal network simulators*), with currents in units of the potential they add in a step.
    """

    name = "if_curr_exp"
    words = words(("ifcurrexp iafpscexp", "if_curr_exp", ""))
    receptors = (_EXC, _INH)
    settings = (THRESHOLD, RESET_VALUE, DECAY, _DECAY_EXC, _DECAY_INH, REST, BIAS, V_MIN, STEPS, HELD)
    choices = (*FIRING, MAX_SPIKES, choices.ORDER, *REFRACTORY)

    def current(self, b: Body, chosen: Chosen, given: Collection[str]) -> Current:
        """The sum of both currents, and the bias, which move the membrane."""
        exc = decayed(b, _I_EXC, decay=_DECAY_EXC, fed=_EXC)
        inh = decayed(b, _I_INH, decay=_DECAY_INH, fed=_INH)
        both = b.put("i", Add(exc, inh), "both currents")
        moves = b.put("i_moves", Convert(both, POTENTIAL), "a current of 1 moves the potential by 1")
        word = f"{_I_EXC.name} + {_I_INH.name}"
        if BIAS.name in given:
            moves, word = b.put("drive", Add(moves, BIAS.name), "currents and bias"), f"{word} + bias"
        return Current(
            value=moves,
            word=word,
            states=(_I_EXC, _I_INH),
            next_state=((_I_EXC.name, exc), (_I_INH.name, inh)),
            equation="i_exc = decay_exc * i_exc + exc; i_inh = decay_inh * i_inh + inh",
        )
