"""One step of each neuron model, written by hand from the equations in the docstrings.

The programs of ``snnc.neurons`` are not read here: this is the second writing that shows a
program which is wrong in itself. Numbers are integers in their formats or reals: ``times`` of
:class:`Numbers` is the one place where a factor rounds, ``convert`` the one where a change of
quantity does, ``limit`` the one where a format saturates.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from meaning.counting import Numbers

Words = Mapping[str, str]
Values = Mapping[str, Any]
State = dict[str, Any]


class Equation(Protocol):
    """Words of the choices, parameters, state and current to the next state and the number of spikes."""

    def __call__(self, words: Words, p: Values, state: Values, current: Any, numbers: Numbers) -> tuple[State, int]: ...


def _meets(words: Words, v: Any, level: Any) -> bool:
    return bool(v >= level if words["fire"] == ">=" else v > level)


def _membrane(words: Words, p: Values, state: Values, drive: Any, numbers: Numbers) -> tuple[State, int]:
    """A membrane that fires, moved by ``drive`` where it is not refractory."""
    v, left, most = state["v"], state.get("refractory_left", 0), int(words["max_spikes"])
    # As often as the neuron spiked in the step before.
    fired = state.get("fired", 0) + sum(state.get(f"fired_{k}", 0) for k in range(2, most + 1))
    steps = p.get("refractory", 0)
    refractory = left > 0
    if words["refractory_mode"] == "hold":
        # refractory_held counts the first of these steps; the step after the spike is the first.
        held = refractory and steps - left < p.get("refractory_held", steps)
    else:
        held = False
    late = fired and words["reset"] != "none"
    rest = p.get("rest", 0)

    def reset(x: Any, times: int) -> Any:
        lowered = x - times * p["threshold"]
        return {"value": p.get("reset_value"), "subtract": lowered, "none": x}[words["reset"]]

    if late and words["reset_time"] == "next_start":
        v = reset(v, fired)
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
        v = reset(v, fired)
    met = [k for k in range(1, most + 1) if _meets(words, v, k * p["threshold"])]
    silent = held or (refractory and words["refractory_fire"] == "blocked")
    spikes = 0 if silent else len(met)
    if spikes and words["reset_time"] == "now":
        v = reset(v, spikes)
    left = steps if spikes else max(left - 1, 0)
    kept = {"fired" if k == 1 else f"fired_{k}": int(spikes >= k) for k in range(1, most + 1)}
    return {"v": numbers.limit(v, "v"), "refractory_left": left, **kept}, spikes


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


#: A registered model without an equation of its own here fails a test.
EQUATIONS: dict[str, Equation] = {"if": lif, "lif": lif, "li": li, "cuba_lif": cuba_lif}
