"""What a spike counts on a core that numbers reach too.

There a spike carries a number as every event does. A weight for spikes is that for numbers of one unit times the
units of a number, and so wider by their bits. With a power of two for a spike, its weights are as narrow again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from snnc.passes.carriage import Carriage
from snnc.plan.stages import SynapseMemory


def spike_number(carried: Carriage, memories: Sequence[SynapseMemory]) -> int:
    """The largest power of two that divides every weight for spikes beside numbers, in all ``memories``.

    It is no larger than the numbers beside it: then it makes no event wider.
    """
    found, limits = 0, [1 << 30]
    for memory in memories:
        spans = [carried.numbers(source) for source in {block.source for block in memory.axons}]
        limits += [max(span.hi for span in spans if span)] if any(spans) else []
        if takes_numbers(carried, memory):
            for words in _of_spikes(carried, memory):
                found = int(np.bitwise_or.reduce(memory.weights[words], axis=None, initial=found))
    return min(found & -found, 1 << max(0, min(limits).bit_length() - 1)) if found else 1


def takes_numbers(carried: Carriage, memory: SynapseMemory) -> bool:
    """Whether an event that arrives carries a number."""
    return any(carried.numbers(block.source) for block in memory.axons)


def divided(carried: Carriage, memory: SynapseMemory, number: int) -> SynapseMemory:
    """``memory`` with its weights for spikes over ``number``, where numbers reach it too; else itself."""
    if number == 1 or not takes_numbers(carried, memory):
        return memory
    weights = memory.weights.copy()
    for words in _of_spikes(carried, memory):
        weights[words] //= number
    return replace(memory, weights=weights)


def _of_spikes(carried: Carriage, memory: SynapseMemory) -> Iterator[np.ndarray]:
    """The words of the rows of each block of axons that spikes arrive at, each word once: bool [depth]."""
    for block in memory.axons:
        if not carried.numbers(block.source):
            words = np.zeros(len(memory.weights), bool)
            for axon in range(block.first, block.first + block.size):
                base = memory.rows.base[axon]
                words[base : base + memory.rows.length[axon]] = True
            yield words
