"""One step of each neuron model, written by hand from the equations in the docstrings.

The programs of ``snnc.neurons`` are not read here: this is the second writing that shows a
program which is wrong in itself. Numbers are integers in their formats or reals; ``times`` is
the one place where a format rounds, ``limit`` the one place where it saturates.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from snnc.neurons.choices import Choices

State = dict[str, Any]
Equation = Callable[..., tuple[State, int]]


def lif(
    choices: Choices,
    p: Mapping[str, Any],
    state: State,
    current: Any,
    times: Callable[[Any, Any], Any],
    limit: Callable[[Any], Any],
) -> tuple[State, int]:
    """LIF, and IF where no decay is given: gather, update, emit; returns the next state and the spike."""
    word = {name: choice.value for name, choice in vars(choices).items()}
    v, left, fired = state["v"], state.get("refractory_left", 0), state.get("fired", 0)
    steps = p.get("refractory", 0)
    refractory = left > 0
    if word["refractory"] == "hold":
        # refractory_held counts the first of these steps; the step after the spike is the first.
        held = refractory and steps - left < p.get("refractory_held", steps)
    else:
        held = False
    late = fired and word["reset"] != "none"
    rest, bias = p.get("rest", 0), p.get("bias", 0)

    def reset(x: Any) -> Any:
        return {"value": p.get("reset_value"), "subtract": x - p["threshold"], "none": x}[word["reset"]]

    if late and word["reset_time"] == "next_start":
        v = reset(v)
    drive = 0 if refractory else current + bias
    if held:
        pass
    elif "decay" not in p:
        v = v + drive
    elif word["order"] == "decay_first":
        v = rest + times(v - rest, p["decay"]) + drive
    else:
        v = rest + times(v + drive - rest, p["decay"])
    if late and word["reset_time"] == "next_end":
        v = reset(v)
    met = v >= p["threshold"] if word["fire"] == ">=" else v > p["threshold"]
    spike = met and not held and not (refractory and word["refractory_fire"] == "blocked")
    if spike and word["reset_time"] == "now":
        v = reset(v)
    left = steps if spike else max(left - 1, 0)
    return {"v": limit(v), "refractory_left": left, "fired": int(spike)}, int(spike)


def li(
    choices: Choices,
    p: Mapping[str, Any],
    state: State,
    current: Any,
    times: Callable[[Any, Any], Any],
    limit: Callable[[Any], Any],
) -> tuple[State, int]:
    """LI, the integrator that never spikes."""
    rest, drive = p.get("rest", 0), current + p.get("bias", 0)
    if choices.order.value == "decay_first":
        v = rest + times(state["v"] - rest, p["decay"]) + drive
    else:
        v = rest + times(state["v"] + drive - rest, p["decay"])
    return {"v": limit(v)}, 0


#: A registered model without an equation of its own here fails a test.
EQUATIONS: dict[str, Equation] = {"if": lif, "lif": lif, "li": li}
