"""The membrane that integrate-and-fire models share: it leaks, integrates, fires, resets, and rests.

A model says which of these its neurons do, and what moves the membrane in a step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

import numpy as np

from snnc.core.errors import Diagnostic
from snnc.neurons import choices, equation, resets
from snnc.neurons.adaptation import Adaptation
from snnc.neurons.body import Body
from snnc.neurons.choices import Order, Reset, ResetTime, meets
from snnc.neurons.leaks import ExponentialLeak, Leak
from snnc.neurons.model import Chosen, Model, Values
from snnc.neurons.refractory import RefractoryStep, complaints_of_refractory, normal_refractory
from snnc.neurons.settings import BIAS, RESET_VALUE, THRESHOLD, V_MIN, V
from snnc.neurons.several import Fired, complaints_of_several, fired_states, most_spikes, once, several
from snnc.neurons.synaptic import Current
from snnc.program.ops import Add, AtLeast, Both, Invert, Saturate, Select, Subtract
from snnc.program.program import INPUT, SYNAPTIC_INPUT, Program, Receptor, StateVariable

#: The choices of everything that fires, but for the order of decay and input.
FIRING = (choices.RESET, choices.RESET_TIME, choices.FIRE)
REFRACTORY = (choices.REFRACTORY_MODE, choices.REFRACTORY_FIRE)


class Membrane(Model):
    """A membrane; a subclass says how it leaks, whether it fires, and by which current it is moved.

    ``leak``: None where it forgets nothing; ``threshold_trace``: adds to the threshold; ``current_trace``:
    is taken from what moves the membrane.
    """

    leak: ClassVar[Leak | None] = ExponentialLeak()
    fires: ClassVar[bool] = True
    receptors: ClassVar[tuple[Receptor, ...]] = (SYNAPTIC_INPUT,)
    threshold_trace: ClassVar[Adaptation | None] = None
    current_trace: ClassVar[Adaptation | None] = None

    def potential(self, given: Collection[str]) -> StateVariable:
        """The membrane potential."""
        return V

    def current(self, b: Body, chosen: Chosen, given: Collection[str]) -> Current:
        """What moves the membrane: the synaptic input, and the bias current if there is one."""
        if BIAS.name in given:
            return Current(b.put("drive", Add(INPUT, BIAS.name), "synaptic input and bias current"), "input + bias")
        return Current(INPUT, "input")

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; parameters that are not ``given`` leave their logic out."""
        b = Body()
        current = self.current(b, chosen, given)
        step = _Step(self, b, chosen, given)
        states, next_state, spike = (step.spiking if self.fires else step.silent)(current.value)
        return Program(
            name=self.name,
            equation=equation.equation_text(self, current.word, current.equation, chosen=chosen, given=given),
            parameters=tuple(s.parameter for s in self.settings if s.name in given),
            states=(states[0], *current.states, *states[1:]),
            body=tuple(b.statements),
            next_state=(next_state[0], *current.next_state, *next_state[1:]),
            spike=spike,
            events=most_spikes(chosen),
            receptors=self.receptors,
        )

    def needed(self, chosen: Chosen) -> frozenset[str]:
        """What every neuron needs, and the value that a spike resets to, where there is one."""
        reset = {RESET_VALUE.name} if chosen.get("reset") is Reset.VALUE else set()
        return super().needed(chosen) | reset

    def normal(self, chosen: dict[str, Enum], values: dict[str, float | np.ndarray]) -> None:
        """Drop what says nothing: a value nothing resets to, the time of no reset, refractory steps of none."""
        if not self.fires:
            return
        if chosen["reset"] is not Reset.VALUE:
            values.pop(RESET_VALUE.name, None)
        if chosen["reset"] is Reset.NONE:
            chosen["reset_time"] = ResetTime.NOW
        normal_refractory(chosen, values)

    def complaints(self, population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
        """What does not go together: of resets, of refractory steps, and of several spikes in a step."""
        if self.fires:
            yield from complaints_of_several(population, chosen, values)
            yield from resets.complaints_of_resets(population, chosen, values)
            yield from complaints_of_refractory(population, chosen, values)


_Parts = tuple[tuple[StateVariable, ...], tuple[tuple[str, str], ...], str | None]


@dataclass(frozen=True, eq=False)
class _Step:
    """One step of a membrane of ``model``, as statements of ``b``."""

    model: Membrane
    b: Body
    chosen: Chosen
    given: Collection[str]

    def silent(self, drive: str) -> _Parts:
        """A neuron that never fires."""
        x = self._raised(self._integrated(V.name, drive))
        v_next = self.b.put("v_next", Saturate(x, V.name), "keep the potential in its format")
        return (self.model.potential(self.given),), ((V.name, v_next),), None

    def spiking(self, drive: str) -> _Parts:
        """A neuron that fires. ``rest``, ``refractory`` and the like bring their logic along only when given."""
        b, chosen, trace = self.b, self.chosen, self.model.current_trace
        fatigue = trace.decayed(b) if trace else ""
        if fatigue:
            drive = b.put("less_fatigue", Subtract(drive, fatigue), "the neuron's own spikes weaken what moves it")
        refractory = RefractoryStep.of(b, chosen, self.given)
        drive = refractory.admitted(b, drive)
        when = chosen["reset_time"] if chosen["reset"] is not Reset.NONE else ResetTime.NOW
        v, late = V.name, fired_states(chosen)
        before = Fired("", late[0].name, tuple(state.name for state in late))
        if when is ResetTime.NEXT_START:
            v = resets.put_reset(b, chosen, before, v, target="restarted")
        x = refractory.kept(b, before=v, after=self._integrated(v, drive))
        # After the hold: a spike of the step before resets the neuron although it is refractory by now.
        if when is ResetTime.NEXT_END:
            x = resets.put_reset(b, chosen, before, x, target="reset_late")
        x = self._raised(x)
        raised = self.model.threshold_trace
        kept = raised.decayed(b) if raised else ""
        level = b.put("level", Add(THRESHOLD.name, kept), "the threshold of this step") if kept else THRESHOLD.name
        if most_spikes(chosen) > 1:
            fired = several(b, chosen, x, refractory.silent_while)
        else:
            fired = once(self._spike(x, level, refractory.silent_while))
        if when is ResetTime.NOW:
            x = resets.put_reset(b, chosen, fired, x, target="after_reset")
        next_state = [(V.name, b.put("v_next", Saturate(x, V.name), "keep the potential in its format"))]
        states = [self.model.potential(self.given)]
        for adaptation, decayed in ((raised, kept), (trace, fatigue)):
            if adaptation:
                states.append(adaptation.state)
                next_state.append(adaptation.after(b, decayed, fired.spike))
        refractory.count(b, fired.spike, states, next_state)
        if when is not ResetTime.NOW:
            next_state += zip(
                (state.name for state in late), fired.flags if len(late) > 1 else (fired.spike,), strict=True
            )
            states += late
        return tuple(states), tuple(next_state), fired.sent

    def _integrated(self, v: str, drive: str) -> str:
        """``v`` after its leak and with ``drive`` added, in the chosen order."""
        b, leak = self.b, self.model.leak
        if leak is None:
            return b.put("integrated", Add(v, drive), "add the input of this step")
        if self.chosen["order"] is Order.INPUT_FIRST:
            v = b.put("charged", Add(v, drive), "input first: it decays too")
            return leak.put(b, v, self.given)
        return b.put("integrated", Add(leak.put(b, v, self.given), drive), "add the input of this step")

    def _raised(self, v: str) -> str:
        """``v``, and the lowest potential where it is below that."""
        if V_MIN.name not in self.given:
            return v
        enough = self.b.put("high_enough", AtLeast(v, V_MIN.name), "not below the lowest potential")
        return self.b.put("raised", Select(enough, v, V_MIN.name), "raised to the lowest potential")

    def _spike(self, x: str, level: str, silent_while: str) -> str:
        """Whether the neuron fires at the potential ``x``."""
        b, chosen = self.b, self.chosen
        if chosen["reset"] is Reset.SUBTRACT_SNNTORCH:
            still = b.put("still_above", meets(chosen, V.name, level), "above the threshold although it was reset")
            x = resets.tested_potential(b, still, x)
        spike = b.put("crossed", meets(chosen, x, level), f"potential {chosen['fire'].value} threshold")
        if silent_while:
            ready = b.put("ready", Invert(silent_while), "")
            spike = b.put("spike", Both(spike, ready), "a refractory neuron cannot fire")
        return spike
