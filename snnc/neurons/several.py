"""Several spikes in a step: how often the threshold goes into the potential, up to a limit, and what they subtract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import Enum

import numpy as np

from snnc.core.errors import Diagnostic
from snnc.neurons.body import Body
from snnc.neurons.choices import Reset, meets
from snnc.neurons.model import Choice, Chosen, Values
from snnc.neurons.settings import FIRED, THRESHOLD
from snnc.program.ops import Both, Literal, Select, Subtract
from snnc.program.program import StateVariable
from snnc.program.quantity import FLAG


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


_SEVERAL = "a neuron sends n = trunc(v / threshold) spikes in a step, at most so many; each subtracts the threshold"

MAX_SPIKES = Choice(
    "max_spikes",
    {each: "a neuron spikes once at most in a step" if each is MaxSpikes.ONE else _SEVERAL for each in MaxSpikes},
)


def most_spikes(chosen: Chosen) -> int:
    """The most spikes that a neuron with these choices sends in one step."""
    return int(chosen[MAX_SPIKES.key].value) if MAX_SPIKES.key in chosen else 1


def several_spikes(
    b: Body, chosen: Chosen, threshold: str, x: str, spike: str
) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """What a neuron sends whose potential ``x`` fires by the flag ``spike``: that, or the number of its spikes.

    Then a flag for each of them, which says something where those before it hold, and the potential
    that each was compared with.

    What is left of ``x`` is lowered and compared again, once for each spike: no division, and every range is known
    where a threshold is met.
    """
    most, left, flags = most_spikes(chosen), [x], [spike]
    if most == 1:
        return spike, (spike,), (x,)
    times = [b.put(f"times_{k}", Literal(k), "") for k in range(most + 1)]
    for k in range(2, most + 1):
        left.append(b.put(f"left_{k}", Subtract(left[-1], threshold), "what is left of the potential"))
        flags.append(b.put(f"crossed_{k}", meets(chosen, left[-1], threshold), f"the threshold is met {k} times"))
    count = times[most]
    for k in range(most, 0, -1):
        count = b.put(f"spikes_{k}" if k > 1 else "spikes", Select(flags[k - 1], count, times[k - 1]), "how many")
    return count, tuple(flags), tuple(left)


def lowered(b: Body, threshold: str, flags: Sequence[str], known: Sequence[str], target: str, why: str) -> str:
    """A potential less one ``threshold`` for each of the ``flags`` that hold, up to the first that does not.

    ``known``: the potential, and what is there already of it less one threshold, two …
    """
    left = [*known]
    for k in range(len(left), len(flags) + 1):
        less = f"{target}_less" if k == 1 else f"{target}_less_{k}"
        left.append(b.put(less, Subtract(left[-1], threshold), "the potential less the threshold"))
    result = left[-1]
    for k in range(len(flags), 0, -1):
        result = b.put(target if k == 1 else f"{target}_{k}", Select(flags[k - 1], result, left[k - 1]), why)
    return result


def fired_states(chosen: Chosen) -> list[StateVariable]:
    """What a late reset keeps of a step: whether the neuron spiked, and how often where each spike subtracts."""
    most = most_spikes(chosen) if chosen["reset"] is Reset.SUBTRACT else 1
    return [
        FIRED,
        *(
            StateVariable(f"fired_{k}", FLAG, f"whether the neuron spiked {k} times in the step before")
            for k in range(2, most + 1)
        ),
    ]


def remembered(b: Body, states: Sequence[StateVariable], flags: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The new values of ``states``, which keep the ``flags`` of :func:`several_spikes` for the next step."""
    for k, (state, flag) in enumerate(zip(states, flags, strict=False), 1):
        both = b.put(f"spike_{k}", Both(flags[0], flag), f"spike {k} of the step") if k > 1 else flag
        yield state.name, both


def complaints_of_several(population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
    """Several spikes need a threshold above 0 to be counted by, and are nothing that snnTorch's subtraction knows."""
    if most_spikes(chosen) == 1:
        return
    if chosen["reset"] is Reset.SUBTRACT_SNNTORCH:
        message = f"max_spikes of '{population}'; expected 1 for reset subtract_snntorch"
        hint = "snnTorch's neurons spike once at most in a step; for several spikes give 'reset: subtract'"
        yield Diagnostic("E123", message, hint=hint, part=(MAX_SPIKES.key,))
    if not np.all(np.asarray(values[THRESHOLD.name]) > 0):
        message = f"threshold of '{population}'; expected one above 0, by which several spikes in a step are counted"
        hint = "measure potentials from rest, or give 'max_spikes: 1'"
        yield Diagnostic("E123", message, hint=hint, part=(THRESHOLD.name,))
