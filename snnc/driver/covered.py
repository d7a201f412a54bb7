"""What a simulation has seen of what it could: programs, neurons at the edges of cores, packets, waits."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

import numpy as np

from snnc.backends.verilog.stream_events import stream_events
from snnc.golden.coverage import Coverage, Occurrence
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.hardware import Core, HardwarePlan


@dataclass(frozen=True)
class Covered:
    """``goals``: all that could be seen; ``missing``: what was not."""

    goals: tuple[Occurrence, ...]
    missing: tuple[Occurrence, ...]

    @classmethod
    def of(
        cls, coverage: Coverage, plan: HardwarePlan, network: QuantisedNetwork, spikes: Mapping[str, np.ndarray]
    ) -> Self:
        """What golden tells: ``coverage`` of its programs, and its ``spikes`` [samples, steps, size]."""
        asked = [*packets(network, spikes)]
        for core in plan.cores:
            asked += edges(core, spikes)
        missing = (goal for goal, at in asked if not at.any())
        return cls((*coverage.goals, *(goal for goal, _ in asked)), (*coverage.missing, *missing))

    def joined(self, plan: HardwarePlan, met: Collection[int], *, inside: bool) -> Covered:
        """With the events of streams, of which the RTL has ``met`` those with these numbers.

        ``inside``: those inside the chip too.
        """
        events = [Occurrence(event.owner, event.subject, event.what) for event in stream_events(plan, inside=inside)]
        missing = [goal for number, goal in enumerate(events) if number not in met]
        return Covered((*self.goals, *events), (*self.missing, *missing))

    def __or__(self, other: Covered) -> Covered:
        """What two runs of one design have seen together."""
        unseen = set(other.missing)
        return Covered(self.goals, tuple(goal for goal in self.missing if goal in unseen))

    @property
    def met(self) -> int:
        """How many goals were met."""
        return len(self.goals) - len(self.missing)

    def as_json(self) -> dict[str, object]:
        """As plain values."""
        return {"goals": len(self.goals), "met": self.met, "missing": [str(goal) for goal in self.missing]}


def packets(network: QuantisedNetwork, spikes: Mapping[str, np.ndarray]) -> Iterator[tuple[Occurrence, np.ndarray]]:
    """Silent packets and full ones, of every input and population that sends any; bool [samples]: which have such."""
    for name, sent in spikes.items():
        full = np.all(sent >= network.events[name], axis=2)
        yield Occurrence(name, "a packet", "is silent"), np.any(~np.any(sent, axis=2), axis=1)
        yield Occurrence(name, "a packet", "holds all that it may"), np.any(full, axis=1)


def edges(core: Core, spikes: Mapping[str, np.ndarray]) -> Iterator[tuple[Occurrence, np.ndarray]]:
    """The first and the last neuron of every slice of ``core``; bool [samples]: in which they fired."""
    for part in core.slices:
        if part.population in spikes:
            for neuron in sorted({part.first, part.first + part.size - 1}):
                fired = np.any(spikes[part.population][:, :, neuron], axis=1)
                yield Occurrence(part.population, f"neuron {neuron}, at an edge of {core.name}", "fires"), fired
