"""What a spike does to the potential."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from snnc.core.errors import Diagnostic
from snnc.neurons.body import Body
from snnc.neurons.choices import Reset, ResetTime
from snnc.neurons.model import Chosen, Values
from snnc.neurons.settings import RESET_VALUE, THRESHOLD, V_MIN
from snnc.neurons.several import Fired, lowered
from snnc.program.ops import Select, Subtract

_WHY = {"after_reset": "reset at once"}
_LATE = "reset for the spike of the step before"


def put_reset(b: Body, chosen: Chosen, fired: Fired, x: str, *, target: str) -> str:
    """The potential ``x`` after a reset for the spikes ``fired``, as ``target``; itself where none resets it."""
    why = _WHY.get(target, _LATE)
    match chosen["reset"]:
        case Reset.NONE:
            return x
        case Reset.VALUE:
            return b.put(target, Select(fired.spike, RESET_VALUE.name, x), why)
    return lowered(b, chosen, fired, x, target=target, why=why)


def tested_potential(b: Body, still_above: str, v: str) -> str:
    """What snnTorch compares: ``v`` less the threshold in a neuron that was still above it after its reset.

    What it then takes from the potential is the threshold at a spike, ``(spike - still_above) * threshold`` in all:
    it gives back what it took for the comparison. So the potential itself is reset as by any subtraction.
    """
    less = b.put("tested_less", Subtract(v, THRESHOLD.name), "")
    return b.put("tested", Select(still_above, less, v), "for the comparison alone")


def complaints_of_resets(population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
    """snnTorch's subtraction is one at once; a reset does not lead below the lowest potential."""
    if chosen["reset"] is Reset.SUBTRACT_SNNTORCH and chosen["reset_time"] is not ResetTime.NOW:
        time = chosen["reset_time"].value
        yield Diagnostic(
            "E123",
            f"reset_time of '{population}'; got {time}, expected now, for reset subtract_snntorch",
            hint="with reset_delay=True, snnTorch's subtraction is 'reset: subtract' with 'reset_time: next_end'",
            part=("reset_time",),
        )
    lowest = values.get(V_MIN.name, -np.inf)
    if chosen["reset"] is Reset.VALUE and np.any(np.asarray(values[RESET_VALUE.name]) < np.asarray(lowest)):
        yield Diagnostic(
            "E123",
            f"reset_value of '{population}'; expected at least v_min for each neuron",
            hint="a potential below v_min would be raised to it in the step after the spike",
            part=(RESET_VALUE.name,),
        )
