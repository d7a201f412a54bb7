"""Refractory steps: what a neuron does for some steps after each of its spikes."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from snnc.core.errors import Diagnostic
from snnc.neurons.body import Body
from snnc.neurons.choices import Refractory, RefractoryFire
from snnc.neurons.model import Chosen, Values
from snnc.neurons.settings import HELD, LEFT, STEPS
from snnc.program.ops import Above, AtLeast, Literal, Select, Subtract
from snnc.program.program import StateVariable
from snnc.program.quantity import POTENTIAL


@dataclass(frozen=True)
class RefractoryStep:
    """A refractory neuron in one step; the names of flags, empty where there is no such thing.

    ``resting``: it is refractory; ``holding``: it keeps its potential; ``masked``: its input is taken away by name;
    ``silent_while``: it cannot fire.
    """

    one: str = ""
    resting: str = ""
    holding: str = ""
    masked: bool = False
    silent_while: str = ""

    @staticmethod
    def of(b: Body, chosen: Chosen, given: Collection[str]) -> RefractoryStep:
        """What the choices make of it; nothing without ``refractory``."""
        if STEPS.name not in given:
            return RefractoryStep()
        hold = chosen["refractory_mode"] is Refractory.HOLD
        one = b.put("one", Literal(1), "")
        resting = holding = b.put("resting", AtLeast(LEFT.name, one), "refractory in this step")
        if hold and HELD.name in given:
            free = b.put("unheld", Subtract(STEPS.name, HELD.name), "the last refractory steps do not hold")
            holding = b.put("holding", Above(LEFT.name, free), "the potential is held in this step")
        silent_while = ""
        if chosen["refractory_fire"] is RefractoryFire.BLOCKED:
            silent_while = resting
        elif hold:
            silent_while = holding
        return RefractoryStep(
            one=one,
            resting=resting,
            holding=holding if hold else "",
            masked=not hold or HELD.name in given,
            silent_while=silent_while,
        )

    def admitted(self, b: Body, drive: str) -> str:
        """``drive``, and 0 where a refractory neuron ignores it."""
        if not self.masked:
            return drive
        zero = b.put("zero", Literal(0, POTENTIAL), "")
        return b.put("admitted", Select(self.resting, zero, drive), "a refractory neuron ignores input")

    def kept(self, b: Body, *, before: str, after: str) -> str:
        """The potential ``after`` its step, and that ``before`` where it is held."""
        if not self.holding:
            return after
        return b.put("held", Select(self.holding, before, after), "a refractory neuron keeps its potential")

    def count(self, b: Body, spike: str, states: list[StateVariable], next_state: list[tuple[str, str]]) -> None:
        """Count the steps; adds the state and its next value."""
        if not self.resting:
            return
        less = b.put("less", Subtract(LEFT.name, self.one), "")
        waited = b.put("waited", Select(self.resting, less, LEFT.name), "one refractory step passed")
        next_state.append(
            (LEFT.name, b.put("left_next", Select(spike, STEPS.name, waited), "a spike starts the count"))
        )
        states.append(LEFT)


def normal_refractory(chosen: dict[str, Enum], values: dict[str, float | np.ndarray]) -> None:
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


def complaints_of_refractory(population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
    """``refractory_held`` is a part of the refractory steps, and of a neuron that is held in them."""
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
