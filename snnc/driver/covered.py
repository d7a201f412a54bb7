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
        asked = [*_packets(network, spikes)]
        for core in plan.cores:
            asked += _edges(core, spikes)
        missing = (goal for goal, met in asked if not met)
        return cls((*coverage.goals, *(goal for goal, _ in asked)), (*coverage.missing, *missing))

    def joined(self, plan: HardwarePlan, met: Collection[int]) -> Covered:
        """With the events of streams, of which the RTL has ``met`` those with these numbers."""
        events = [Occurrence(event.owner, event.subject, event.what) for event in stream_events(plan)]
        missing = [goal for number, goal in enumerate(events) if number not in met]
        return Covered((*self.goals, *events), (*self.missing, *missing))

    @property
    def met(self) -> int:
        """How many goals were met."""
        return len(self.goals) - len(self.missing)

    def as_json(self) -> dict[str, object]:
        """As plain values."""
        return {"goals": len(self.goals), "met": self.met, "missing": [str(goal) for goal in self.missing]}


def _packets(network: QuantisedNetwork, spikes: Mapping[str, np.ndarray]) -> Iterator[tuple[Occurrence, bool]]:
    """Silent packets and full ones, of every input and population that sends any; and whether there are such."""
    most = {source.name: source.events for source in network.inputs}
    for name, sent in spikes.items():
        yield Occurrence(name, "a packet", "is silent"), bool(np.any(~sent.any(axis=2)))
        yield (
            Occurrence(name, "a packet", "holds all that it may"),
            bool(np.any((sent >= most.get(name, 1)).all(axis=2))),
        )


def _edges(core: Core, spikes: Mapping[str, np.ndarray]) -> Iterator[tuple[Occurrence, bool]]:
    """The first and the last neuron of every slice of ``core``, and whether they fired."""
    for part in core.slices:
        if part.population in spikes:
            for neuron in sorted({part.first, part.first + part.size - 1}):
                fired = bool(spikes[part.population][:, :, neuron].any())
                yield Occurrence(part.population, f"neuron {neuron}, at an edge of {core.name}", "fires"), fired
