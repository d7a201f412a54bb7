"""The populations that a core hosts."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation
from snnc.plan.hardware import Core, Datapath, Slice


@dataclass(frozen=True, eq=False)
class Hosted:
    """A population on a core: the slices of it that are there, and its datapath."""

    population: QuantisedPopulation
    slices: tuple[Slice, ...]
    datapath: Datapath

    @property
    def size(self) -> int:
        """Neurons of the population on this core."""
        return sum(part.size for part in self.slices)


def hosted(core: Core, network: QuantisedNetwork) -> tuple[Hosted, ...]:
    """The populations of ``core``, in the order of their first words."""
    return tuple(
        Hosted(
            network.population(datapath.population),
            tuple(part for part in core.slices if part.population == datapath.population),
            datapath,
        )
        for datapath in core.datapaths
    )
