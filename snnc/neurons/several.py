"""Several spikes in a step: how often the threshold goes into the potential, up to a limit, and what they subtract.

Their number is found as a division is done by hand, in binary: the threshold times a power of two is compared with what
is left of the potential, and taken from it where it fits; then the threshold times half of that. So a datapath has a
comparison and a subtraction for each bit of the number, and not for each spike.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

import numpy as np

from snnc.core.errors import Diagnostic
from snnc.neurons.body import Body
from snnc.neurons.choices import Reset, meets
from snnc.neurons.model import Choice, Chosen, Values
from snnc.neurons.settings import FIRED, THRESHOLD
from snnc.program.ops import Add, AtLeast, Both, Invert, Literal, Select, Subtract
from snnc.program.program import StateVariable
from snnc.program.quantity import FLAG

#: The most spikes that any neuron sends in one step.
MOST_SPIKES = 1023

#: How many spikes a neuron may send in one step.
MaxSpikes = Enum("MaxSpikes", [(f"UP_TO_{n}", str(n)) for n in range(1, MOST_SPIKES + 1)])  # type: ignore[misc]

_ONE = "a neuron spikes once at most in a step"
_SEVERAL = "a neuron sends n = trunc(v / threshold) spikes in a step, at most so many; each subtracts the threshold"

MAX_SPIKES = Choice("max_spikes", {each: _SEVERAL if k else _ONE for k, each in enumerate(MaxSpikes)})


def most_spikes(chosen: Chosen) -> int:
    """The most spikes that a neuron with these choices sends in one step."""
    return int(chosen[MAX_SPIKES.key].value) if MAX_SPIKES.key in chosen else 1


def counting_steps(most: int) -> tuple[int, ...]:
    """The number of spikes that each step of counting may add: first what the rest lacks, then powers of two down to 1.

    A neuron adds some of them, in this order: any number up to ``most``, which is the sum of all.
    """
    half = 1 << (most.bit_length() - 1)
    return (most + 1 - half, *(1 << k for k in reversed(range(half.bit_length() - 1))))


@dataclass(frozen=True)
class Fired:
    """What a neuron sends in a step; all are names of values.

    ``sent``: the flag of its spike, or the number of its spikes; ``spike``: whether it spikes at all; ``flags``: for
    each step of counting whether its spikes are among them; ``left``: the potential less what the spikes subtract,
    empty where that was not computed.
    """

    sent: str
    spike: str
    flags: tuple[str, ...]
    left: str = ""


def once(spike: str) -> Fired:
    """What a neuron sends that spikes once at most, by the flag ``spike``."""
    return Fired(spike, spike, (spike,))


def several(b: Body, chosen: Chosen, x: str, silent_while: str) -> Fired:
    """What a neuron sends that may spike several times at the potential ``x``, but not by the flag ``silent_while``."""
    ready = b.put("ready", Invert(silent_while), "") if silent_while else ""
    weights = counting_steps(most_spikes(chosen))
    numbers = {weight: b.put(f"times_{weight}", Literal(weight), "") for weight in sorted({0, *weights})}
    count, left, flags = numbers[0], x, list[str]()
    for k, (weight, level) in enumerate(zip(weights, thresholds(b, chosen), strict=True)):
        end = _ending(len(weights) - k)
        flag = b.put(f"crossed{end}", meets(chosen, left, level), f"it goes into what is left {_often(weight)}")
        if ready:
            flag = b.put(f"ready_and_crossed{end}", Both(flag, ready), "a refractory neuron cannot fire")
        lower = b.put(f"lower{end}", Subtract(left, level), "")
        left = b.put(f"left{end}", Select(flag, lower, left), "what is left of the potential")
        more = b.put(f"more{end}", Add(count, numbers[weight]), "")
        count = b.put(f"spikes{end}", Select(flag, more, count), "how many so far")
        flags.append(flag)
    spike = b.put("spike", AtLeast(count, numbers[1]), "whether there is any")
    return Fired(count, spike, tuple(flags), left)


def thresholds(b: Body, chosen: Chosen) -> tuple[str, ...]:
    """The threshold times the spikes of each step of counting."""
    return tuple(_times(b, weight) for weight in counting_steps(most_spikes(chosen)))


def _times(b: Body, weight: int) -> str:
    """The threshold times ``weight``, put once: twice its half, or its highest bit and the rest."""
    target = THRESHOLD.name if weight == 1 else f"{THRESHOLD.name}_{weight}"
    if weight == 1 or any(statement.target == target for statement in b.statements):
        return target
    high = 1 << (weight.bit_length() - 1)
    parts = (high // 2, high // 2) if weight == high else (high, weight - high)
    return b.put(target, Add(*(_times(b, part) for part in parts)), "")


def _often(weight: int) -> str:
    return {1: "once", 2: "twice"}.get(weight, f"{weight} times")


def _ending(step: int) -> str:
    """The end of the names of a step of counting: none of the last, which is step 1."""
    return f"_{step}" if step > 1 else ""


def lowered(b: Body, chosen: Chosen, fired: Fired, x: str, *, target: str, why: str) -> str:
    """The potential ``x`` less the threshold for each spike of ``fired``, as ``target``."""
    if fired.left:
        return fired.left
    levels = thresholds(b, chosen) if len(fired.flags) > 1 else (THRESHOLD.name,)
    for k, (flag, level) in enumerate(zip(fired.flags, levels, strict=True)):
        end = _ending(len(levels) - k)
        less = b.put(f"{target}_less{end}", Subtract(x, level), "the potential less the threshold")
        x = b.put(f"{target}{end}", Select(flag, less, x), why)
    return x


def fired_states(chosen: Chosen) -> list[StateVariable]:
    """What a late reset keeps of a step: whether the neuron spiked, or how often where each spike subtracts."""
    weights = counting_steps(most_spikes(chosen))
    if len(weights) == 1 or chosen["reset"] is not Reset.SUBTRACT:
        return [FIRED]
    ends = range(len(weights), 0, -1)
    return [
        StateVariable(
            f"fired{_ending(end)}",
            FLAG,
            f"whether {weight} spikes of the step before were found by step {end} of counting",
        )
        for end, weight in zip(ends, weights, strict=True)
    ]


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
