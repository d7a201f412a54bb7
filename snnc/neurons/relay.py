"""Relay: sends its input on as a number, at once or through a filter."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace

from snnc.core.errors import Diagnostic
from snnc.core.words import words
from snnc.neurons.body import Body
from snnc.neurons.graded import LARGEST, VALUE_BIAS, complaints_of_numbers, fed, sending
from snnc.neurons.model import Chosen, Model, Values
from snnc.neurons.settings import V, decay_of
from snnc.program.ops import Add, Saturate, Scale
from snnc.program.program import Program

_DECAY = replace(decay_of(V, "decay", tau="tau", doc="the value"), default="0")


class Relay(Model):
    """Relay: sends its input on, as a number, in every step in which it is not 0.

        v[t] = decay * v[t-1] + I[t] + bias;   value[t] = v[t]

    What arrives where it projects to is ``value`` times the weight. Without ``decay`` it passes its input on: a
    projection that is the product of two matrices becomes two projections, with a relay between them. With one it is
    a filter: with weights times 1 - decay the lowpass synapse of Nengo. With ``decay: 1`` it holds what it was
    sent, so that a value that is constant over a sample need be sent only once.
    Parameters: ``largest``, the largest magnitude of ``value`` that there must be room for, ``decay`` in [0, 1]
    (0 by default), and ``bias``. State: ``value``, in the units of the input, and with a decay ``v``, which is the
    same in finer units. In integers the unit of ``value`` is the
    power of two for which ``largest`` is at most 2**(number_bits - 1) units, and more than half of that; numbers
    saturate at twice ``largest`` or beyond.
    Source of the equation: Eliasmith and Anderson, *Neural Engineering* (2003), chapters 2 and 4: decoded values
    between populations, and synapses as filters.
    """

    name = "relay"
    words = words(("relay passthrough linear identity decoded lowpass filter hold samplehold", "relay", ""))
    settings = (LARGEST, _DECAY, VALUE_BIAS)

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; parameters that are not ``given`` leave their logic out."""
        b = Body()
        drive, word = fed(b, given)
        if _DECAY.name not in given:
            return sending(self.name, f"value = {word}, which is sent", b, value=drive, given=given)
        kept = b.put("v_kept", Scale(V.name, _DECAY.name), "what is left of it")
        moved = b.put("v_fed", Add(kept, drive), "add the input of this step")
        v = b.put("v_next", Saturate(moved, V.name), "keep it in its format")
        equation = f"v = decay * v + {word}; value = v, which is sent"
        sent = sending(self.name, equation, b, value=v, given=given)
        return replace(
            sent,
            parameters=(*sent.parameters, _DECAY.parameter),
            states=(V, *sent.states),
            next_state=((V.name, v), *sent.next_state),
        )

    def complaints(self, population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
        """What numbers need."""
        yield from complaints_of_numbers(population, values)
