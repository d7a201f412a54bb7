"""What a plan is made of: cores, and every memory with its size and fill. An analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.ir.quantised import QuantisedNetwork, QuantisedProjection
from snnc.plan.blocks.block import Memory
from snnc.plan.blocks.core import core_blocks
from snnc.plan.blocks.streams import StreamFifo
from snnc.plan.hardware import Core, HardwarePlan
from snnc.plan.stream import Router, StreamName


@dataclass(frozen=True)
class SynapseStore:
    """The synapse memory of a core.

    ``rows``: axons that have a row; ``shared``: rows that are stored only once with an equal one;
    ``addressed``: words of all rows; ``stored``: words in memory; ``slots``: weights in memory,
    of which ``nonzero`` are not 0.
    """

    rows: int
    shared: int
    addressed: int
    stored: int
    slots: int
    nonzero: int


@dataclass(frozen=True)
class CoreInventory:
    """One core: how it is folded, and its memories."""

    name: str
    populations: tuple[tuple[str, int], ...]
    neurons: int
    lanes: int
    update_lanes: int
    words: int
    groups: int
    banks: int
    accumulators: str
    gather_stages: int
    sweep_stages: int
    weight_bits: int
    sum_bits: tuple[int, ...]
    synapses: SynapseStore
    memories: tuple[Memory, ...]


@dataclass(frozen=True)
class TapInventory:
    """A tap: a path of a router; ``queue`` in beats, 0 for a wire."""

    router: str
    source: StreamName
    sink: StreamName
    delay: int
    queue: int


@dataclass(frozen=True)
class Inventory:
    """The whole chip, and the network that it builds; sizes by name.

    ``merged``: how many fewer weights are stored than there are synapses. Where several projections join
    the same pair of neurons, their weights are added, and one weight is stored.
    """

    network: str
    inputs: tuple[tuple[str, int], ...]
    populations: tuple[tuple[str, int], ...]
    synapses: tuple[tuple[str, int], ...]
    merged: int
    cores: tuple[CoreInventory, ...]
    taps: tuple[TapInventory, ...]
    queues: tuple[Memory, ...]

    @property
    def memories(self) -> tuple[Memory, ...]:
        """Every memory of the chip."""
        return (*(memory for core in self.cores for memory in core.memories), *self.queues)

    @property
    def bits(self) -> int:
        """Bits of all memories."""
        return sum(memory.bits for memory in self.memories)


def inventory(plan: HardwarePlan, network: QuantisedNetwork) -> Inventory:
    """The inventory of ``plan``, which builds ``network``; a synapse is a weight that is not 0."""
    return Inventory(
        network=plan.name,
        inputs=tuple((source.name, source.size) for source in network.inputs),
        populations=tuple((population.name, population.size) for population in network.populations),
        synapses=tuple((p.name, p.connection.count(p.connection.weights != 0)) for p in network.projections),
        merged=_merged(network),
        cores=tuple(_core_inventory(core, network) for core in plan.cores),
        taps=tuple(
            TapInventory(r.name, t.source, t.sink, t.delay, queue=t.depth) for r in plan.routers for t in r.taps
        ),
        queues=tuple(queue for router in plan.routers if not router.wire for queue in queues(router)),
    )


def _merged(network: QuantisedNetwork) -> int:
    """How many weights that are not 0 are lost by adding projections of equal source, receptor and delay."""
    parallel: dict[tuple[str, str, str, int], list[QuantisedProjection]] = {}
    for projection in network.projections:
        ends = (projection.source, projection.target, projection.receptor, projection.delay)
        parallel.setdefault(ends, []).append(projection)
    lost = 0
    for (_, target, _, _), group in parallel.items():
        if len(group) > 1:
            source, onto, weights = map(np.concatenate, zip(*(p.connection.synapses() for p in group), strict=True))
            _, pair = np.unique(source.astype(np.int64) * network.population(target).size + onto, return_inverse=True)
            lost += int(np.count_nonzero(weights)) - int(np.count_nonzero(np.bincount(pair, weights=weights)))
    return lost


def queues(router: Router) -> list[Memory]:
    """The queue of every tap of ``router``, in the order of its taps."""
    data = max(s.id_bits for s in router.sinks) + router.sinks[0].payload_bits
    made = [StreamFifo(tap.depth, data) for tap in router.taps]
    return [Memory(router.name, "queue", 1, queue.depth, width=queue.bits, used=None) for queue in made]


def _core_inventory(core: Core, network: QuantisedNetwork) -> CoreInventory:
    blocks = core_blocks(core, network)
    return CoreInventory(
        name=core.name,
        populations=tuple((each.population.name, each.size) for each in blocks.neurons.hosted),
        neurons=core.size,
        lanes=core.lanes,
        update_lanes=core.update_lanes,
        words=core.words,
        groups=core.groups,
        banks=core.banks,
        accumulators="block" if core.block else "distributed",
        gather_stages=core.gather_stages,
        sweep_stages=core.sweep_stages,
        weight_bits=core.weight_bits,
        sum_bits=core.sum_widths,
        synapses=_synapses(core),
        memories=blocks.memories,
    )


def _synapses(core: Core) -> SynapseStore:
    rows = core.rows
    filled = rows.length > 0
    distinct = np.unique(np.stack([rows.base[filled], rows.length[filled]]), axis=1).shape[1]
    count = int(np.count_nonzero(filled))
    return SynapseStore(
        rows=count,
        shared=count - distinct,
        addressed=int(rows.length.sum()),
        stored=len(core.weights),
        slots=core.weights.size,
        nonzero=int(np.count_nonzero(core.weights)),
    )
