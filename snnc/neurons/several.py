"""Several spikes in a step: how often the threshold goes into the potential, up to a limit."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from snnc.neurons.body import Body
from snnc.neurons.choices import Reset
from snnc.neurons.model import Choice, Chosen
from snnc.program.operation import Op
from snnc.program.ops import Literal, Select, Subtract


class MaxSpikes(Enum):
    """How many spikes a neuron may send in one step: a datapath has a subtraction and a comparison for each."""

    ONE = "1"
    TWO = "2"
    THREE = "3"
    FOUR = "4"
    FIVE = "5"
    SIX = "6"
    SEVEN = "7"
    EIGHT = "8"
    NINE = "9"
    TEN = "10"
    ELEVEN = "11"
    TWELVE = "12"
    THIRTEEN = "13"
    FOURTEEN = "14"
    FIFTEEN = "15"


_SEVERAL = "of its k = 1 … max_spikes a neuron sends as many spikes as there are k for which k * threshold is met"

MAX_SPIKES = Choice(
    "max_spikes",
    {each: "a neuron spikes once at most in a step" if each is MaxSpikes.ONE else _SEVERAL for each in MaxSpikes},
)


def most_spikes(chosen: Chosen) -> int:
    """The most spikes that a neuron with these choices sends in one step."""
    return int(chosen[MAX_SPIKES.key].value)


def several_spikes(
    b: Body, chosen: Chosen, threshold: str, x: str, spike: str, meets: Callable[[str], Op]
) -> tuple[str, str]:
    """The number of spikes of a neuron whose potential ``x`` fires by the flag ``spike``, and ``x`` after its reset.

    ``meets``: the comparison of a potential with ``threshold``. What is left of ``x`` is lowered and compared again,
    once for each spike: no division, and every range is known where a threshold is met.
    """
    most, left, further = most_spikes(chosen), [x], [spike]
    subtracts = chosen["reset"] is Reset.SUBTRACT
    for k in range(1, most + subtracts):
        left.append(b.put(f"left_{k}", Subtract(left[-1], threshold), "what is left of the potential"))
        if k < most:
            further.append(b.put(f"crossed_{k + 1}", meets(left[-1]), f"the threshold is met {k + 1} times"))
    times = [b.put(f"times_{k}", Literal(k), "") for k in range(most + 1)]
    count = times[most]
    for k in range(most - 1, -1, -1):
        count = b.put(f"spikes_{k + 1}" if k else "spikes", Select(further[k], count, times[k]), "number of spikes")
    if not subtracts:
        return count, x
    lowered = left[most]
    for k in range(most - 1, -1, -1):
        lowered = b.put(f"reset_{k + 1}", Select(further[k], lowered, left[k]), "a threshold for each spike")
    return count, lowered
