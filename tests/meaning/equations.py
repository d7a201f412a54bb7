"""One step of each neuron model, written by hand from the equations in the docstrings.

The programs of ``snnc.neurons`` are not read here: this is the second writing that shows a
program which is wrong in itself. Numbers are integers in their formats or reals: ``times`` of
:class:`Numbers` is the one place where a factor rounds, ``convert`` the one where a change of
quantity does, ``limit`` the one where a format saturates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from meaning.counting import Numbers, Table

Words = Mapping[str, str]
Values = Mapping[str, Any]
State = dict[str, Any]


class Equation(Protocol):
    """Words of the choices, parameters, state and current to the next state and the spike."""

    def __call__(self, words: Words, p: Values, state: Values, current: Any, numbers: Numbers) -> tuple[State, int]: ...


def _membrane(words: Words, p: Values, state: Values, drive: Any, numbers: Numbers) -> tuple[State, int]:
    """A membrane that fires, moved by ``drive`` where it is not refractory."""
    v, left, fired = state["v"], state.get("refractory_left", 0), state.get("fired", 0)
    steps = p.get("refractory", 0)
    refractory = left > 0
    if words["refractory_mode"] == "hold":
        # refractory_held counts the first of these steps; the step after the spike is the first.
        held = refractory and steps - left < p.get("refractory_held", steps)
    else:
        held = False
    late = fired and words["reset"] != "none"
    rest = p.get("rest", 0)

    def reset(x: Any) -> Any:
        return {"value": p.get("reset_value"), "subtract": x - p["threshold"], "none": x}[words["reset"]]

    if late and words["reset_time"] == "next_start":
        v = reset(v)
    if refractory:
        drive = 0
    if held:
        pass
    elif "decay" not in p:
        v = v + drive
    elif words["order"] == "decay_first":
        v = rest + numbers.times(v - rest, p["decay"]) + drive
    else:
        v = rest + numbers.times(v + drive - rest, p["decay"])
    if late and words["reset_time"] == "next_end":
        v = reset(v)
    met = v >= p["threshold"] if words["fire"] == ">=" else v > p["threshold"]
    spike = met and not held and not (refractory and words["refractory_fire"] == "blocked")
    if spike and words["reset_time"] == "now":
        v = reset(v)
    left = steps if spike else max(left - 1, 0)
    return {"v": numbers.limit(v, "v"), "refractory_left": left, "fired": int(spike)}, int(spike)


def lif(words: Words, p: Values, state: Values, current: Any, numbers: Numbers) -> tuple[State, int]:
    """LIF, and IF where no decay is given: the input of the step and the bias move the membrane at once."""
    return _membrane(words, p, state, drive=current + p.get("bias", 0), numbers=numbers)


def li(words: Words, p: Values, state: Values, current: Any, numbers: Numbers) -> tuple[State, int]:
    """LI, the integrator that never spikes."""
    rest, drive = p.get("rest", 0), current + p.get("bias", 0)
    if words["order"] == "decay_first":
        v = rest + numbers.times(state["v"] - rest, p["decay"]) + drive
    else:
        v = rest + numbers.times(state["v"] + drive - rest, p["decay"])
    return {"v": numbers.limit(v, "v")}, 0


def cuba_lif(words: Words, p: Values, state: Values, current: Any, numbers: Numbers) -> tuple[State, int]:
    """CUBA LIF: the current, as its state keeps it, moves the membrane; neither reset nor refractory steps touch it."""
    i = numbers.times(state["i"], p["decay_syn"]) + current + p.get("bias", 0)
    i = numbers.limit(i, "i")
    moved, spike = _membrane(words, p, state, drive=numbers.convert(i, "current", "potential"), numbers=numbers)
    return {**moved, "i": i}, spike


def izhikevich(words: Words, p: Values, state: State, current: Any, numbers: Numbers) -> tuple[State, int]:
    """Izhikevich: v moves by its derivative and u by its own, then a spike resets the one and lifts the other."""
    v, u = state["v"], state["u"]
    other = p["constant"] + (current + p.get("bias", 0)) - numbers.convert(u, "recovery", "potential")

    def moved(v: Any, length: Any) -> Any:
        steep = numbers.gain(v, p["square"], "potential", "steepness") + p["linear"]
        slope = numbers.product(steep, v, ("steepness", "potential"), "potential") + other
        return v + numbers.gain(slope, length, "potential", "potential")

    if words["v_steps"] == "one":
        after = moved(v, p["dt"])
    else:
        after = moved(numbers.limit(moved(v, p["half_dt"]), "v"), p["half_dt"])
    followed = (v if words["u_follows"] == "old" else after) - p.get("origin", 0)
    toward = numbers.gain(followed, p["b"], "potential", "recovery") - u
    slope = numbers.gain(toward, p["a"], "recovery", "recovery")
    u = u + numbers.gain(slope, p["dt"], "recovery", "recovery")
    spike = after >= p["threshold"] if words["fire"] == ">=" else after > p["threshold"]
    if spike:
        after, u = p["c"], u + p["d"]
    return {"v": numbers.limit(after, "v"), "u": numbers.limit(u, "u")}, int(spike)


def _peaked(words: Words, p: Values, v: Any) -> bool:
    """Whether ``v`` fires."""
    return bool(v >= p["threshold"] if words["fire"] == ">=" else v > p["threshold"])


def qif(words: Words, p: Values, state: State, current: Any, numbers: Numbers) -> tuple[State, int]:
    """QIF: a parabola through rest and the critical potential."""
    v = state["v"]
    steep = numbers.gain(v - p["critical"], p["curvature"], "potential", "steepness")
    slope = numbers.product(steep, v - p["rest"], ("steepness", "potential"), "potential")
    slope = slope + (current + p.get("bias", 0))
    v = v + numbers.gain(slope, p["pace"], "potential", "potential")
    spike = _peaked(words, p, v)
    return {"v": numbers.limit(p["reset_value"] if spike else v, "v")}, int(spike)


def eif(words: Words, p: Values, state: State, current: Any, numbers: Numbers) -> tuple[State, int]:
    """EIF: a leak, and a rise that is exponential in the potential."""
    return _exponential(words, p, state, drive=current + p.get("bias", 0), numbers=numbers)


def _exponential(words: Words, p: Values, state: State, drive: Any, numbers: Numbers) -> tuple[State, int]:
    v = state["v"]
    exponent = numbers.gain(v - p["rheobase"], p["per_slope_factor"], "potential", "exponent")
    growth = numbers.function(Table("growth", "exp", "exponent"), exponent, "growth")
    slope = p["rest"] - v + numbers.gain(growth, p["slope_factor"], "growth", "potential")
    if "w" in state:
        slope = slope - numbers.convert(state["w"], "adaptation", "potential")
    v = v + numbers.gain(slope + drive, p["pace"], "potential", "potential")
    spike = _peaked(words, p, v)
    return {"v": numbers.limit(p["reset_value"] if spike else v, "v")}, int(spike)


def adex(words: Words, p: Values, state: State, current: Any, numbers: Numbers) -> tuple[State, int]:
    """AdEx: EIF under a current that follows the potential of the step before and that spikes lift."""
    moved, spike = _exponential(words, p, state, drive=current + p.get("bias", 0), numbers=numbers)
    w = state["w"]
    away = numbers.gain(state["v"] - p["rest"], p["a"], "potential", "adaptation") - w
    w = w + numbers.gain(away, p["pace_w"], "adaptation", "adaptation") + (p["b"] if spike else 0)
    return {**moved, "w": numbers.limit(w, "w")}, spike


#: A registered model without an equation of its own here fails a test.
EQUATIONS: dict[str, Equation] = {"if": lif, "lif": lif, "li": li, "cuba_lif": cuba_lif, "izhikevich": izhikevich}
EQUATIONS |= {"qif": qif, "eif": eif, "adex": adex}
