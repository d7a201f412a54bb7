"""The equation of one step of a membrane, in words of the parameters that are given."""

from __future__ import annotations

from collections.abc import Collection
from typing import ClassVar, Protocol

from snnc.neurons.adaptation import Adaptation
from snnc.neurons.choices import Order, Refractory, RefractoryFire, Reset, ResetTime
from snnc.neurons.leaks import Leak
from snnc.neurons.model import Chosen
from snnc.neurons.several import most_spikes


class Equated(Protocol):
    """What the equation of a membrane needs to know of its model."""

    leak: ClassVar[Leak | None]
    fires: ClassVar[bool]
    threshold_trace: ClassVar[Adaptation | None]
    current_trace: ClassVar[Adaptation | None]


def equation_text(model: Equated, drive: str, before: str, *, chosen: Chosen, given: Collection[str]) -> str:
    """The equation of a membrane that ``drive`` moves; ``before``: equations of what drives it."""
    trace, raised = model.current_trace, model.threshold_trace
    drive += f" - {trace.state.name}" if trace else ""
    if model.leak and chosen["order"] is Order.INPUT_FIRST:
        v = model.leak.text(f"v + {drive}", given)
    else:
        v = f"{model.leak.text('v', given) if model.leak else 'v'} + {drive}"
    text = f"{before}; v = {v}" if before else f"v = {v}"
    text += ", at least v_min" if "v_min" in given else ""
    if not model.fires:
        return text
    threshold = f"threshold + {raised.state.name}" if raised else "threshold"
    text += f"; spike when v {chosen['fire'].value} {threshold}"
    most = most_spikes(chosen)
    text += f", {most} spikes at most, one for each time that the threshold goes into v" if most > 1 else ""
    text += _reset(chosen) + (_refractory(chosen, given) if "refractory" in given else "")
    return text + "".join(adaptation.equation for adaptation in (raised, trace) if adaptation)


def _reset(chosen: Chosen) -> str:
    """What a spike does to the potential, and when."""
    match chosen["reset"]:
        case Reset.NONE:
            return ""
        case Reset.SUBTRACT_SNNTORCH:
            return " (where it was met at the start of the step: v - threshold); then v = v - threshold"
        case Reset.VALUE:
            effect = "v = reset_value"
        case _:
            effect = "v = v - threshold" if most_spikes(chosen) == 1 else "v = v - spikes * threshold"
    when = {
        ResetTime.NEXT_START: "then, at the start of the next step,",
        ResetTime.NEXT_END: "then, at the end of the next step,",
    }.get(chosen["reset_time"], "then")  # type: ignore[call-overload]
    return f"; {when} {effect}"


def _refractory(chosen: Chosen, given: Collection[str]) -> str:
    """What happens in the refractory steps, as a part of an equation."""
    held = "refractory_held" in given
    if chosen["refractory_mode"] is Refractory.HOLD and not held:
        return "; for refractory steps after a spike v is held and the neuron cannot fire"
    text = "; for refractory steps after a spike the input is ignored"
    if held:
        text += ", and in the first refractory_held of them v is held and the neuron cannot fire"
    if chosen["refractory_fire"] is RefractoryFire.BLOCKED:
        text += "; it fires in none of them" if held else " and the neuron cannot fire"
    return text
