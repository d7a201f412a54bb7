"""One step of each neuron model whose membrane is curved, or turns, written by hand: see ``equations.py``."""

from __future__ import annotations

from typing import Any

from meaning.counting import Numbers, Table
from meaning.words import State, Values, Words


def izhikevich(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """Izhikevich: v moves by its derivative and u by its own, then a spike resets the one and lifts the other."""
    v, u = state["v"], state["u"]
    other = p["constant"] + (currents["input"] + p.get("bias", 0)) - numbers.convert(u, "recovery", "potential")

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


def qif(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """QIF: a parabola through rest and the critical potential."""
    v = state["v"]
    steep = numbers.gain(v - p["critical"], p["curvature"], "potential", "steepness")
    slope = numbers.product(steep, v - p["rest"], ("steepness", "potential"), "potential")
    slope = slope + (currents["input"] + p.get("bias", 0))
    v = v + numbers.gain(slope, p["pace"], "potential", "potential")
    spike = _peaked(words, p, v)
    return {"v": numbers.limit(p["reset_value"] if spike else v, "v")}, int(spike)


def eif(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """EIF: a leak, and a rise that is exponential in the potential."""
    return _steep(words, p, state, drive=currents["input"] + p.get("bias", 0), numbers=numbers)


def _steep(words: Words, p: Values, state: State, drive: Any, numbers: Numbers) -> tuple[State, int]:
    v = state["v"]
    exponent = numbers.gain(v - p["rheobase"], p["per_slope_factor"], "potential", "exponent")
    growth = numbers.function(Table("growth", "exp", "exponent"), exponent, "growth")
    slope = p["rest"] - v + numbers.gain(growth, p["slope_factor"], "growth", "potential")
    if "w" in state:
        slope = slope - numbers.convert(state["w"], "adaptation", "potential")
    v = v + numbers.gain(slope + drive, p["pace"], "potential", "potential")
    spike = _peaked(words, p, v)
    return {"v": numbers.limit(p["reset_value"] if spike else v, "v")}, int(spike)


def adex(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """AdEx: EIF under a current that follows the potential of the step before and that spikes lift."""
    moved, spike = _steep(words, p, state, drive=currents["input"] + p.get("bias", 0), numbers=numbers)
    w = state["w"]
    away = numbers.gain(state["v"] - p["rest"], p["a"], "potential", "adaptation") - w
    w = w + numbers.gain(away, p["pace_w"], "adaptation", "adaptation") + (p["b"] if spike else 0)
    return {**moved, "w": numbers.limit(w, "w")}, spike


def resonate_fire(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """Resonate-and-fire: (x, v) turns and shrinks, then x takes the input."""
    x, v, linear = state["x"], state["v"], ("potential", "potential")
    fed = numbers.gain(x, p["kept"], *linear) - numbers.gain(v, p["turned"], *linear)
    fed = fed + (currents["input"] + p.get("bias", 0))
    v = numbers.gain(x, p["turned"], *linear) + numbers.gain(v, p["kept"], *linear)
    spike = _peaked(words, p, v)
    after = {"v": p["reset_value"], "x": p["reset_x"]} if spike else {"v": v, "x": fed}
    return {name: numbers.limit(value, name) for name, value in after.items()}, int(spike)


def nengo_lif(words: Words, p: Values, state: Values, currents: Values, numbers: Numbers) -> tuple[State, int]:
    """Nengo's LIF: v nears J for what is left of the step; a spike starts the pause when v met the threshold."""
    v, target = state["v"], currents["input"] + p.get("bias", 0)
    part = min(p["step"] - state["wait"], p["step"])
    if part > 0:
        leaks = numbers.gain(part, p["leak_rate"], "time", "leaks")
        share = numbers.function(Table("share", "expm1", "leaks"), leaks, "share")
        v = v + numbers.product(v - target, share, ("potential", "share"), "potential")
    if v <= p["threshold"]:
        after = {"v": max(v, p["v_min"]), "wait": max(state["wait"] - p["step"], 0)}
        return {name: numbers.limit(value, name) for name, value in after.items()}, 0
    over = numbers.ratio(v - p["threshold"], target - p["threshold"], p["most"], "overshot")
    leaks = numbers.function(Table("leaks_since", "log1m", "overshot"), over, "leaks")
    pause = p["pause"] - numbers.gain(leaks, p["per_leak"], "leaks", "time")
    return {"v": 0, "wait": numbers.limit(max(pause, 0), "wait")}, 1
