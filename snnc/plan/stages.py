"""The stages between the network in integers and the plan: who shares a core, its memories, its cores.

Each holds the network that it builds, so that it can be verified and read by itself. Parts of cores
stand side by side: entry k of every tuple belongs to core k.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from snnc.ir import quantised
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan import hardware
from snnc.plan.hardware import AxonBlock, Core, Datapath, Rows, Slice


@dataclass(frozen=True)
class Assignment:
    """One core to be: its level, lanes, and slices in word order."""

    level: int
    lanes: int
    words: int
    slices: tuple[Slice, ...]


def receptors_of(slices: Sequence[Slice], network: QuantisedNetwork) -> int:
    """Receptors of the population of ``slices`` that has most of them."""
    return max(len(network.population(part.population).program.inputs) for part in slices)


@dataclass(frozen=True, eq=False)
class SynapseMemory:
    """Rows, weights [depth, lanes] and, for sparse rows, offsets [depth] of one core."""

    axons: tuple[AxonBlock, ...]
    rows: Rows
    weights: np.ndarray
    offsets: np.ndarray | None


@dataclass(frozen=True, eq=False)
class Partitioned:
    """Which neurons share a core."""

    assignments: tuple[Assignment, ...]
    network: QuantisedNetwork


@dataclass(frozen=True, eq=False)
class Allocated:
    """The synapse memory of every core."""

    assignments: tuple[Assignment, ...]
    memories: tuple[SynapseMemory, ...]
    network: QuantisedNetwork


@dataclass(frozen=True, eq=False)
class Scheduled:
    """The pipeline of the datapath of every population that has a core."""

    assignments: tuple[Assignment, ...]
    memories: tuple[SynapseMemory, ...]
    datapaths: tuple[Datapath, ...]
    network: QuantisedNetwork


@dataclass(frozen=True, eq=False)
class Placed:
    """The cores, with all widths; the streams between them are still to come."""

    cores: tuple[Core, ...]
    network: QuantisedNetwork


CODEC = quantised.CODEC.extended(
    hardware.CODEC, classes=(Partitioned, Allocated, Scheduled, Placed, Assignment, SynapseMemory)
)
