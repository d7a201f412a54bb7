"""The pieces that integrate-and-fire programs are made of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from snnc.neurons.choices import Choices, Fire, Order, Refractory, RefractoryFire, Reset, ResetTime
from snnc.program.ops import (
    Above,
    Add,
    AtLeast,
    Both,
    Invert,
    Kind,
    Literal,
    Op,
    Saturate,
    Scale,
    Select,
    Subtract,
)
from snnc.program.program import INPUT, Parameter, Program, Statement, StateVariable

THRESHOLD = Parameter("threshold", Kind.POTENTIAL, "potential at which the neuron fires")
RESET_VALUE = Parameter("reset_value", Kind.POTENTIAL, "potential after a spike, for reset to a value")
DECAY = Parameter("decay", Kind.FACTOR, "factor of the potential kept per step, in [0, 1]")
REST = Parameter("rest", Kind.POTENTIAL, "potential the membrane decays to")
BIAS = Parameter("bias", Kind.POTENTIAL, "current added in every step, beside the synaptic input")
STEPS = Parameter("refractory", Kind.COUNT, "steps after a spike in which the neuron ignores its input")
HELD = Parameter("refractory_held", Kind.COUNT, "how many of these steps, the first ones, hold the potential")

#: What a parameter that is not given means, for people.
DEFAULTS = {REST.name: "0", BIAS.name: "0", STEPS.name: "0", HELD.name: "all of them"}

V = StateVariable("v", Kind.POTENTIAL, "membrane potential")
LEFT = StateVariable("refractory_left", Kind.COUNT, "refractory steps left", limit=STEPS.name)
FIRED = StateVariable("fired", Kind.FLAG, "whether the neuron spiked in the step before")


@dataclass
class _Builder:
    """Collects statements; each method returns the name its successor reads."""

    body: list[Statement] = field(default_factory=list)

    def put(self, target: str, op: Op, comment: str) -> str:
        self.body.append(Statement(target, op, comment))
        return target


def integrate(b: _Builder, leaky: bool, choices: Choices, given: Collection[str], v: str, drive: str) -> str:
    """Decay ``v`` (toward rest, if given) and add ``drive``, in the chosen order."""
    if leaky and choices.order is Order.INPUT_FIRST:
        v = b.put("charged", Add(v, drive), "input first: it decays too")
    if leaky:
        if REST.name in given:
            above = b.put("above_rest", Subtract(v, REST.name), "distance from rest")
            kept = b.put("kept", Scale(above, DECAY.name), "decay of the distance")
            v = b.put("decayed", Add(kept, REST.name), "decay toward rest")
        else:
            v = b.put("decayed", Scale(v, DECAY.name), "decay")
    if leaky and choices.order is Order.INPUT_FIRST:
        return v
    return b.put("integrated", Add(v, drive), "add the input of this step")


def drive_of(b: _Builder, given: Collection[str]) -> str:
    """Synaptic input plus bias current, if any."""
    if BIAS.name in given:
        return b.put("drive", Add(INPUT, BIAS.name), "synaptic input and bias current")
    return INPUT


def parameters_of(candidates: tuple[Parameter, ...], given: Collection[str]) -> tuple[Parameter, ...]:
    """Those of ``candidates`` that the population gives."""
    return tuple(p for p in candidates if p.name in given)


def describe(leaky: bool, choices: Choices, given: Collection[str]) -> str:
    """The equation of one step, in words of the parameters that are given."""
    drive = "input + bias" if BIAS.name in given else "input"
    v = "v"
    if leaky and choices.order is Order.INPUT_FIRST:
        v, drive = f"(v + {drive})", ""
    if leaky and REST.name in given:
        v = f"rest + decay * ({v.strip('()')} - rest)"
    elif leaky:
        v = f"decay * {v}"
    text = f"v = {v}" + (f" + {drive}" if drive else "")
    if THRESHOLD.name not in given:
        return text
    text += f"; spike when v {choices.fire.value} threshold"
    effect = {Reset.VALUE: "v = reset_value", Reset.SUBTRACT: "v = v - threshold", Reset.NONE: ""}[choices.reset]
    when = {
        ResetTime.NOW: "then",
        ResetTime.NEXT_START: "then, at the start of the next step,",
        ResetTime.NEXT_END: "then, at the end of the next step,",
    }[choices.reset_time]
    text = f"{text}; {when} {effect}" if effect else text
    return text + (_describe_refractory(choices, given) if STEPS.name in given else "")


def _describe_refractory(choices: Choices, given: Collection[str]) -> str:
    """What happens in the refractory steps, as the end of an equation."""
    if choices.refractory is Refractory.HOLD and HELD.name not in given:
        return "; for refractory steps after a spike v is held and the neuron cannot fire"
    text = "; for refractory steps after a spike the input is ignored"
    if HELD.name in given:
        text += ", and in the first refractory_held of them v is held and the neuron cannot fire"
    if choices.refractory_fire is RefractoryFire.BLOCKED:
        text += "; it fires in none of them" if HELD.name in given else " and the neuron cannot fire"
    return text


def spiking(name: str, leaky: bool, choices: Choices, given: Collection[str]) -> Program:
    """The program of an integrate-and-fire neuron.

    ``given`` names the parameters the population has; ``rest``, ``bias`` and ``refractory``
    bring their logic along only when they are given.
    """
    b = _Builder()
    refractory = STEPS.name in given
    hold = refractory and choices.refractory is Refractory.HOLD
    late = choices.reset is not Reset.NONE and choices.reset_time is not ResetTime.NOW
    v, drive, silent_while = V.name, drive_of(b, given), ""
    if refractory:
        one = b.put("one", Literal(1), "")
        resting = holding = b.put("resting", AtLeast(LEFT.name, one), "refractory in this step")
        if hold and HELD.name in given:
            free = b.put("unheld", Subtract(STEPS.name, HELD.name), "the last refractory steps do not hold")
            holding = b.put("holding", Above(LEFT.name, free), "the potential is held in this step")
        if not hold or HELD.name in given:
            zero = b.put("zero", Literal(0, Kind.POTENTIAL), "")
            drive = b.put("admitted", Select(resting, zero, drive), "a refractory neuron ignores input")
        if choices.refractory_fire is RefractoryFire.BLOCKED:
            silent_while = resting
        elif hold:
            silent_while = holding
    if late and choices.reset_time is ResetTime.NEXT_START:
        v = _reset(b, choices, FIRED.name, v, "restarted", "reset for the spike of the step before")
    x = integrate(b, leaky, choices, given, v, drive)
    if hold:
        x = b.put("held", Select(holding, v, x), "a refractory neuron keeps its potential")
    # After the hold: a spike of the step before resets the neuron although it is refractory by now.
    if late and choices.reset_time is ResetTime.NEXT_END:
        x = _reset(b, choices, FIRED.name, x, "reset_late", "reset for the spike of the step before")
    compare = AtLeast(x, "threshold") if choices.fire is Fire.AT_LEAST else Above(x, "threshold")
    spike = b.put("crossed", compare, f"potential {choices.fire.value} threshold")
    if silent_while:
        ready = b.put("ready", Invert(silent_while), "")
        spike = b.put("spike", Both(spike, ready), "a refractory neuron cannot fire")
    if choices.reset is not Reset.NONE and not late:
        x = _reset(b, choices, spike, x, "after_reset", "reset at once")
    next_state = [(V.name, b.put("v_next", Saturate(x, V.name), "keep the potential in its format"))]
    states = [V]
    if refractory:
        less = b.put("less", Subtract(LEFT.name, one), "")
        waited = b.put("waited", Select(resting, less, LEFT.name), "one refractory step passed")
        left = b.put("left_next", Select(spike, STEPS.name, waited), "a spike starts the count")
        next_state.append((LEFT.name, left))
        states.append(LEFT)
    if late:
        next_state.append((FIRED.name, spike))
        states.append(FIRED)
    candidates = (THRESHOLD, RESET_VALUE, DECAY, REST, BIAS, STEPS, HELD)
    equation = describe(leaky, choices, given)
    return Program(
        name, equation, parameters_of(candidates, given), tuple(states), tuple(b.body), tuple(next_state), spike
    )


def _reset(b: _Builder, choices: Choices, flag: str, v: str, target: str, why: str) -> str:
    if choices.reset is Reset.VALUE:
        return b.put(target, Select(flag, RESET_VALUE.name, v), why)
    lowered = b.put(f"{target}_less", Subtract(v, THRESHOLD.name), "the potential less the threshold")
    return b.put(target, Select(flag, lowered, v), why)


def silent(name: str, choices: Choices, given: Collection[str]) -> Program:
    """The program of a leaky integrator that never spikes."""
    b = _Builder()
    x = integrate(b, True, choices, given, V.name, drive_of(b, given))
    v_next = b.put("v_next", Saturate(x, V.name), "keep the potential in its format")
    parameters = parameters_of((DECAY, REST, BIAS), given)
    equation = describe(True, choices, given)
    return Program(name, equation, parameters, (V,), tuple(b.body), ((V.name, v_next),), None)
