"""The membrane that integrate-and-fire models share: it decays, integrates, fires, resets, and rests.

A model says which of these its neurons do, and what moves the membrane in a step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import ClassVar

import numpy as np

from snnc.core.errors import Diagnostic
from snnc.neurons import choices, equation
from snnc.neurons.body import Body
from snnc.neurons.choices import Fire, Order, Refractory, RefractoryFire, Reset, ResetTime
from snnc.neurons.model import Chosen, Model, Setting, Values
from snnc.neurons.several import MAX_SPIKES, lowered, most_spikes, remembered, several_spikes
from snnc.program.operation import Op
from snnc.program.ops import Above, Add, AtLeast, Both, Invert, Literal, Saturate, Scale, Select, Subtract
from snnc.program.program import INPUT, SYNAPTIC_INPUT, Parameter, Program, Receptor, StateVariable
from snnc.program.quantity import COUNT, FACTOR, FLAG, POTENTIAL, Purpose

V = StateVariable("v", POTENTIAL, "membrane potential")
_LEFT = StateVariable("refractory_left", COUNT, "refractory steps left", limit="refractory")
_FIRED = StateVariable("fired", FLAG, "whether the neuron spiked in the step before")

THRESHOLD = Setting(
    Parameter("threshold", POTENTIAL, "potential at which the neuron fires", purpose=Purpose.THRESHOLD, of=V.name)
)
RESET_VALUE = Setting(
    Parameter(
        "reset_value", POTENTIAL, "potential after a spike, for reset to a value", purpose=Purpose.RESET, of=V.name
    ),
    default="needed for reset: value",
)
DECAY = Setting(
    Parameter("decay", FACTOR, "factor of the potential kept per step, in [0, 1]", purpose=Purpose.DECAY, of=V.name),
    tau="tau",
)
REST = Setting(
    Parameter("rest", POTENTIAL, "potential the membrane decays to", purpose=Purpose.REST, of=V.name),
    neutral=0.0,
    default="0",
)
BIAS = Setting(
    Parameter(
        "bias", POTENTIAL, "current added in every step, beside the synaptic input", purpose=Purpose.DRIVE, of=V.name
    ),
    neutral=0.0,
    default="0",
)
STEPS = Setting(
    Parameter(
        "refractory",
        COUNT,
        "steps after a spike in which the neuron ignores its input",
        purpose=Purpose.DURATION,
        of=_LEFT.name,
    ),
    neutral=0.0,
    default="0",
)
HELD = Setting(
    Parameter("refractory_held", COUNT, "how many of these steps, the first ones, hold the potential"),
    default="all of them",
)

#: The choices of everything that fires, but for the order of decay and input.
FIRING = (choices.RESET, choices.RESET_TIME, choices.FIRE, MAX_SPIKES)
REFRACTORY = (choices.REFRACTORY_MODE, choices.REFRACTORY_FIRE)


@dataclass(frozen=True)
class Current:
    """What moves the membrane in a step: ``value``, and the ``states`` behind it with their next values.

    ``equation``: their equations; ``word``: the value in the equation of the membrane.
    """

    value: str
    word: str
    states: tuple[StateVariable, ...] = ()
    next_state: tuple[tuple[str, str], ...] = ()
    equation: str = ""


class Membrane(Model):
    """A membrane; a subclass says whether it leaks and fires, and by which current it is moved."""

    leaky: ClassVar[bool] = True
    fires: ClassVar[bool] = True
    receptor: ClassVar[Receptor] = SYNAPTIC_INPUT

    def current(self, b: Body, given: Collection[str]) -> Current:
        """What moves the membrane: the synaptic input, and the bias current if there is one."""
        if BIAS.name in given:
            return Current(b.put("drive", Add(INPUT, BIAS.name), "synaptic input and bias current"), "input + bias")
        return Current(INPUT, "input")

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program; parameters that are not ``given`` leave their logic out."""
        b = Body()
        current = self.current(b, given)
        states, next_state, spike = (_spiking if self.fires else _silent)(
            b, self.leaky, chosen, given, drive=current.value
        )
        return Program(
            name=self.name,
            equation=equation.equation_text(self.leaky, chosen, given, drive=current.word, before=current.equation),
            parameters=tuple(s.parameter for s in self.settings if s.name in given),
            states=(states[0], *current.states, *states[1:]),
            body=tuple(b.statements),
            next_state=(next_state[0], *current.next_state, *next_state[1:]),
            spike=spike,
            events=most_spikes(chosen) if self.fires else 1,
            receptors=(self.receptor,),
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
        _normal_refractory(chosen, values)

    def complaints(self, population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
        """``refractory_held`` is a part of the refractory steps, and of a neuron that is held in them.

        Several spikes in a step need a threshold above 0 to count by.
        """
        yield from _too_many(population, chosen, values)
        held = values.get(HELD.name)
        if held is None:
            return
        if chosen["refractory_mode"] is not Refractory.HOLD:
            message = "refractory_held is for refractory_mode hold; got mask, which holds nothing"
            yield Diagnostic("E123", message, part=(HELD.name,))
        elif not np.all(np.asarray(held) <= np.asarray(values.get(STEPS.name, 0))):
            yield Diagnostic(
                "E123",
                f"refractory_held of '{population}'; expected at most the refractory steps of each neuron",
                hint="refractory_held says how many of the 'refractory' steps hold the potential",
                part=(HELD.name,),
            )


def _too_many(population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
    """What keeps a neuron from several spikes in a step."""
    if MAX_SPIKES.key in chosen and most_spikes(chosen) > 1 and not np.all(np.asarray(values[THRESHOLD.name]) > 0):
        message = f"threshold of '{population}'; several spikes in a step need one above 0"
        hint = "measure potentials from rest, or give 'max_spikes: 1'"
        yield Diagnostic("E123", message, hint=hint, part=(THRESHOLD.name,))


def _normal_refractory(chosen: dict[str, Enum], values: dict[str, float | np.ndarray]) -> None:
    """Refractory neurons in one form; takes from ``values`` what says nothing."""
    held = values.get(HELD.name)
    if STEPS.name not in values:
        values.pop(HELD.name, None)
        chosen |= {"refractory_mode": Refractory.HOLD, "refractory_fire": RefractoryFire.ALLOWED}
        return
    if held is not None and np.all(np.asarray(held) == values[STEPS.name]):
        del values[HELD.name]
        held = None
    if held is not None and not np.any(held):
        del values[HELD.name]
        chosen["refractory_mode"] = Refractory.MASK
    elif held is None and chosen["refractory_mode"] is Refractory.HOLD:
        chosen["refractory_fire"] = RefractoryFire.ALLOWED


_Parts = tuple[tuple[StateVariable, ...], tuple[tuple[str, str], ...], str | None]


def _integrate(b: Body, leaky: bool, chosen: Chosen, given: Collection[str], v: str, drive: str) -> str:
    """Decay ``v`` (toward rest, if given) and add ``drive``, in the chosen order."""
    input_first = leaky and chosen["order"] is Order.INPUT_FIRST
    if input_first:
        v = b.put("charged", Add(v, drive), "input first: it decays too")
    if leaky:
        if REST.name in given:
            above = b.put("above_rest", Subtract(v, REST.name), "distance from rest")
            kept = b.put("kept", Scale(above, DECAY.name), "decay of the distance")
            v = b.put("decayed", Add(kept, REST.name), "decay toward rest")
        else:
            v = b.put("decayed", Scale(v, DECAY.name), "decay")
    if input_first:
        return v
    return b.put("integrated", Add(v, drive), "add the input of this step")


def _spiking(b: Body, leaky: bool, chosen: Chosen, given: Collection[str], drive: str) -> _Parts:
    """A neuron that fires. ``rest`` and ``refractory`` bring their logic along only when they are given."""
    refractory = STEPS.name in given
    hold = refractory and chosen["refractory_mode"] is Refractory.HOLD
    late = chosen["reset"] is not Reset.NONE and chosen["reset_time"] is not ResetTime.NOW
    v, silent_while, fired = V.name, "", _fired(chosen)
    before = tuple(state.name for state in fired)
    if refractory:
        one = b.put("one", Literal(1), "")
        resting = holding = b.put("resting", AtLeast(_LEFT.name, one), "refractory in this step")
        if hold and HELD.name in given:
            free = b.put("unheld", Subtract(STEPS.name, HELD.name), "the last refractory steps do not hold")
            holding = b.put("holding", Above(_LEFT.name, free), "the potential is held in this step")
        if not hold or HELD.name in given:
            zero = b.put("zero", Literal(0, POTENTIAL), "")
            drive = b.put("admitted", Select(resting, zero, drive), "a refractory neuron ignores input")
        if chosen["refractory_fire"] is RefractoryFire.BLOCKED:
            silent_while = resting
        elif hold:
            silent_while = holding
    if late and chosen["reset_time"] is ResetTime.NEXT_START:
        v = _reset(b, chosen, before, (v,), target="restarted", why="reset for the spike of the step before")
    x = _integrate(b, leaky, chosen, given, v=v, drive=drive)
    if hold:
        x = b.put("held", Select(holding, v, x), "a refractory neuron keeps its potential")
    # After the hold: a spike of the step before resets the neuron although it is refractory by now.
    if late and chosen["reset_time"] is ResetTime.NEXT_END:
        x = _reset(b, chosen, before, (x,), target="reset_late", why="reset for the spike of the step before")
    spike = b.put("crossed", _meets(chosen, x), f"potential {chosen['fire'].value} threshold")
    if silent_while:
        ready = b.put("ready", Invert(silent_while), "")
        spike = b.put("spike", Both(spike, ready), "a refractory neuron cannot fire")
    sent, flags, left = several_spikes(b, chosen, THRESHOLD.name, x=x, spike=spike, meets=partial(_meets, chosen))
    if chosen["reset"] is not Reset.NONE and not late:
        x = _reset(b, chosen, flags, left, target="after_reset", why="reset at once")
    next_state = [(V.name, b.put("v_next", Saturate(x, V.name), "keep the potential in its format"))]
    states = [V]
    if refractory:
        less = b.put("less", Subtract(_LEFT.name, one), "")
        waited = b.put("waited", Select(resting, less, _LEFT.name), "one refractory step passed")
        counted = b.put("left_next", Select(spike, STEPS.name, waited), "a spike starts the count")
        next_state.append((_LEFT.name, counted))
        states.append(_LEFT)
    if late:
        states += fired
        next_state += remembered(b, fired, flags)
    return tuple(states), tuple(next_state), sent


def _meets(chosen: Chosen, v: str) -> Op:
    """The comparison of ``v`` with the threshold."""
    return AtLeast(v, THRESHOLD.name) if chosen["fire"] is Fire.AT_LEAST else Above(v, THRESHOLD.name)


def _fired(chosen: Chosen) -> list[StateVariable]:
    """What a late reset keeps of a step: whether the neuron spiked, and how often where each spike subtracts."""
    most = most_spikes(chosen) if chosen["reset"] is Reset.SUBTRACT else 1
    further = [
        StateVariable(f"fired_{k}", FLAG, f"whether the neuron spiked {k} times in the step before")
        for k in range(2, most + 1)
    ]
    return [_FIRED, *further]


def _reset(b: Body, chosen: Chosen, flags: Sequence[str], v: Sequence[str], target: str, why: str) -> str:
    """``v[0]`` after a reset for the spikes of ``flags``; ``v``: see :func:`lowered`."""
    if chosen["reset"] is Reset.VALUE:
        return b.put(target, Select(flags[0], RESET_VALUE.name, v[0]), why)
    return lowered(b, THRESHOLD.name, flags, known=v, target=target, why=why)


def _silent(b: Body, leaky: bool, chosen: Chosen, given: Collection[str], drive: str) -> _Parts:
    """A neuron that never fires."""
    x = _integrate(b, leaky, chosen, given, v=V.name, drive=drive)
    v_next = b.put("v_next", Saturate(x, V.name), "keep the potential in its format")
    return (V,), ((V.name, v_next),), None
