"""IF_cond_exp: the leaky integrate-and-fire neuron with excitatory and inhibitory conductances."""

from __future__ import annotations

from collections.abc import Collection

from snnc.core.words import words
from snnc.neurons import choices
from snnc.neurons.body import Body
from snnc.neurons.membrane import FIRING, REFRACTORY, Membrane
from snnc.neurons.model import Chosen, Setting
from snnc.neurons.settings import BIAS, DECAY, HELD, RESET_VALUE, REST, STEPS, THRESHOLD, V_MIN, V, decay_of
from snnc.neurons.several import MAX_SPIKES
from snnc.neurons.synaptic import Current, decayed
from snnc.program.nonlinear import Product
from snnc.program.ops import Add, Subtract
from snnc.program.program import Bounds, Parameter, Receptor, StateVariable
from snnc.program.quantity import POTENTIAL, Kind, Quantity

_CONDUCTANCE = Quantity("conductance", Kind.LINEAR)
_EXC = Receptor("exc", _CONDUCTANCE, "sum of the weights of the spikes that arrive at excitatory synapses")
_INH = Receptor("inh", _CONDUCTANCE, "likewise at inhibitory synapses; these weights are positive, too")
_G_EXC = StateVariable("g_exc", _CONDUCTANCE, "excitatory conductance")
_G_INH = StateVariable("g_inh", _CONDUCTANCE, "inhibitory conductance")
_DECAY_EXC = decay_of(_G_EXC, "decay_exc", tau="tau_exc", doc="the excitatory conductance")
_DECAY_INH = decay_of(_G_INH, "decay_inh", tau="tau_inh", doc="the inhibitory conductance")
_E_EXC = Setting(Parameter("e_exc", POTENTIAL, "potential that excitatory synapses draw v to"))
_E_INH = Setting(Parameter("e_inh", POTENTIAL, "potential that inhibitory synapses draw v to"))


class IfCondExp(Membrane):
    """IF_cond_exp: LIF with exponential conductances of excitatory and of inhibitory synapses.

        g_exc[t] = decay_exc * g_exc[t-1] + exc[t]
        g_inh[t] = decay_inh * g_inh[t-1] + inh[t]
        i[t] = g_exc[t] * (e_exc - v[t-1]) + g_inh[t] * (e_inh - v[t-1])
        v[t] = rest + decay * (v[t-1] - rest) + i[t] + bias          (decay first)
        v[t] = rest + decay * (v[t-1] + i[t] + bias - rest)          (input first)
        spike when v[t] >= threshold (or >);   then reset

    A conductance is the share of the distance to its potential that v moves in a step: a weight in units of the leak
    is times dt / tau here. All weights are positive. The conductances of a step are the new ones; they decay and are
    fed in refractory steps too, while the membrane ignores them. With ``decay = 1 - dt / tau`` this is Euler's method.
    Parameters: those of LIF, ``decay_exc`` and ``decay_inh`` in [0, 1], ``e_exc``, ``e_inh``. State: ``v``, ``g_exc``,
    ``g_inh``, and those of refractory neurons. In integers v saturates as far beyond the lowest and the highest of
    its potentials as these are apart.
    Source of the equation: PyNN's standard cell ``IF_cond_exp`` (Davison et al., 2009, *PyNN: a common interface for
    neuronal network simulators*); Gerstner et al., *Neuronal Dynamics* (2014), section 3.1.
    """

    name = "if_cond_exp"
    words = words(("ifcondexp iafcondexp coba conductance cobalif", "if_cond_exp", ""))
    receptors = (_EXC, _INH)
    settings = (
        *(THRESHOLD, RESET_VALUE, DECAY, _DECAY_EXC, _DECAY_INH, _E_EXC, _E_INH),
        *(REST, BIAS, V_MIN, STEPS, HELD),
    )
    choices = (*FIRING, MAX_SPIKES, choices.ORDER, *REFRACTORY)

    def potential(self, given: Collection[str]) -> StateVariable:
        """v, which no proof bounds: it is multiplied by another state."""
        marks = (THRESHOLD, _E_EXC, _E_INH, REST, RESET_VALUE, V_MIN)
        named = tuple(each.name for each in marks if each.name in given)
        values = () if REST.name in given else (0.0,)
        return StateVariable(V.name, V.quantity, V.doc, bounds=Bounds(values, parameters=named, margin=1.0))

    def current(self, b: Body, chosen: Chosen, given: Collection[str]) -> Current:
        """What both conductances draw v by, and the bias."""
        exc = decayed(b, _G_EXC, decay=_DECAY_EXC, fed=_EXC)
        inh = decayed(b, _G_INH, decay=_DECAY_INH, fed=_INH)
        moves = b.put("i", Add(_drawn(b, exc, _E_EXC, "exc"), _drawn(b, inh, _E_INH, "inh")), "both synapses")
        word = "g_exc * (e_exc - v) + g_inh * (e_inh - v)"
        if BIAS.name in given:
            moves, word = b.put("drive", Add(moves, BIAS.name), "synapses and bias"), f"{word} + bias"
        return Current(
            value=moves,
            word=word,
            states=(_G_EXC, _G_INH),
            next_state=((_G_EXC.name, exc), (_G_INH.name, inh)),
            equation="g_exc = decay_exc * g_exc + exc; g_inh = decay_inh * g_inh + inh",
        )


def _drawn(b: Body, conductance: str, toward: Setting, name: str) -> str:
    """What a conductance draws the potential by."""
    away = b.put(f"{name}_away", Subtract(toward.name, V.name), "distance to where it draws v")
    return b.put(f"i_{name}", Product(conductance, away, POTENTIAL), "a share of it")
