"""The equation of one step of a membrane, in words of the parameters that are given."""

from __future__ import annotations

from collections.abc import Collection

from snnc.neurons.choices import Order, Refractory, RefractoryFire, Reset, ResetTime
from snnc.neurons.model import Chosen
from snnc.neurons.several import most_spikes


def equation_text(leaky: bool, chosen: Chosen, given: Collection[str], drive: str, before: str) -> str:
    """The equation of a membrane that ``drive`` moves; ``before``: equations of what drives it."""
    v = "v"
    if leaky and chosen["order"] is Order.INPUT_FIRST:
        v, drive = f"(v + {drive})", ""
    if leaky and "rest" in given:
        v = f"rest + decay * ({v.strip('()')} - rest)"
    elif leaky:
        v = f"decay * {v}"
    text = f"{before}; v = {v}" if before else f"v = {v}"
    text += f" + {drive}" if drive else ""
    if "threshold" not in given:
        return text
    text += f"; spike when v {chosen['fire'].value} threshold"
    most = most_spikes(chosen)
    if most > 1:
        text += f"; {most} spikes at most, one for each time that the threshold goes into v"
    lowered = "v = v - threshold" if most == 1 else "v = v - spikes * threshold"
    effect = {Reset.VALUE: "v = reset_value", Reset.SUBTRACT: lowered}.get(chosen["reset"])  # type: ignore[call-overload]
    when = {
        ResetTime.NEXT_START: "then, at the start of the next step,",
        ResetTime.NEXT_END: "then, at the end of the next step,",
    }.get(chosen["reset_time"], "then")  # type: ignore[call-overload]
    text = f"{text}; {when} {effect}" if effect else text
    return text + (_refractory(chosen, given) if "refractory" in given else "")


def _refractory(chosen: Chosen, given: Collection[str]) -> str:
    """What happens in the refractory steps, as the end of an equation."""
    held = "refractory_held" in given
    if chosen["refractory_mode"] is Refractory.HOLD and not held:
        return "; for refractory steps after a spike v is held and the neuron cannot fire"
    text = "; for refractory steps after a spike the input is ignored"
    if held:
        text += ", and in the first refractory_held of them v is held and the neuron cannot fire"
    if chosen["refractory_fire"] is RefractoryFire.BLOCKED:
        text += "; it fires in none of them" if held else " and the neuron cannot fire"
    return text
