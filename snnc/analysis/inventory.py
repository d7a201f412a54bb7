"""What a plan is made of: cores, and every memory with its size and fill. An analysis."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.ir.connections import synapses, weights_of
from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation, QuantisedProjection
from snnc.numbers.fixed import unsigned_width
from snnc.plan.hardware import Core, HardwarePlan, Router

#: Bits of a beat beside its data: last, keep, user.
_MARKS = 3


@dataclass(frozen=True)
class Memory:
    """Memories of one kind of one owner (a core or a router).

    ``instances`` of them, each of ``depth`` words of ``width`` bits; ``used``: bits that hold
    something, None for a queue, whose depth is a worst case.
    """

    owner: str
    kind: str
    instances: int
    depth: int
    width: int
    used: int | None

    @property
    def bits(self) -> int:
        """Bits of all instances."""
        return self.instances * self.depth * self.width


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
    sum_bits: int
    synapses: SynapseStore
    memories: tuple[Memory, ...]

    def memory(self, kind: str) -> Memory | None:
        """The memories called ``kind``, where the core has any."""
        return next((memory for memory in self.memories if memory.kind == kind), None)


@dataclass(frozen=True)
class Link:
    """A tap: a path of a router; ``queue`` in beats, 0 for a wire."""

    router: str
    source: str
    sink: str
    delay: int
    queue: int


@dataclass(frozen=True)
class Inventory:
    """The whole chip, and the network that it builds; sizes by name.

    ``merged``: by how many the stored weights are fewer than the synapses, where projections run
    side by side. Their weights are added.
    """

    network: str
    inputs: tuple[tuple[str, int], ...]
    populations: tuple[tuple[str, int], ...]
    synapses: tuple[tuple[str, int], ...]
    merged: int
    cores: tuple[CoreInventory, ...]
    links: tuple[Link, ...]
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
        plan.name,
        tuple((source.name, source.size) for source in network.inputs),
        tuple((population.name, population.size) for population in network.populations),
        tuple((p.name, int(np.count_nonzero(weights_of(p.connection)))) for p in network.projections),
        _merged(network),
        tuple(_core(core, network) for core in plan.cores),
        tuple(Link(r.name, t.source, t.sink, t.delay, t.depth) for r in plan.routers for t in r.taps),
        tuple(queue for router in plan.routers if not router.wire for queue in queues(router)),
    )


def _merged(network: QuantisedNetwork) -> int:
    """How many weights that are not 0 are lost by adding projections of equal source, target and delay."""
    parallel: dict[tuple[str, str, int], list[QuantisedProjection]] = {}
    for projection in network.projections:
        parallel.setdefault((projection.source, projection.target, projection.delay), []).append(projection)
    lost = 0
    for (_, target, _), group in parallel.items():
        if len(group) > 1:
            source, onto, weights = map(np.concatenate, zip(*(synapses(p.connection) for p in group), strict=True))
            _, pair = np.unique(source.astype(np.int64) * network.population(target).size + onto, return_inverse=True)
            lost += int(np.count_nonzero(weights)) - int(np.count_nonzero(np.bincount(pair, weights=weights)))
    return lost


def queues(router: Router) -> list[Memory]:
    """The queue of every tap of ``router``, in the order of its taps."""
    width = max(s.id_bits for s in router.sinks) + router.sinks[0].payload_bits + _MARKS
    return [Memory(router.name, "queue", 1, tap.depth, width, None) for tap in router.taps]


def _core(core: Core, network: QuantisedNetwork) -> CoreInventory:
    hosted = [(network.population(part.population), part.size) for part in core.slices]
    sizes: dict[str, int] = {}
    for population, size in hosted:
        sizes[population.name] = sizes.get(population.name, 0) + size
    return CoreInventory(
        core.name,
        tuple(sizes.items()),
        sum(sizes.values()),
        core.lanes,
        core.update_lanes,
        core.words,
        core.groups,
        core.banks,
        "block" if core.block else "distributed",
        core.gather_stages,
        core.sweep_stages,
        core.weight_bits,
        core.sum_bits,
        _synapses(core),
        tuple(memory for memory in _memories(core, hosted) if memory.bits),
    )


def _synapses(core: Core) -> SynapseStore:
    rows = core.rows
    filled = rows.length > 0
    distinct = np.unique(np.stack([rows.base[filled], rows.length[filled]]), axis=1).shape[1]
    count = int(np.count_nonzero(filled))
    nonzero = int(np.count_nonzero(core.weights))
    depth = core.weights.shape[0]
    return SynapseStore(count, count - distinct, int(rows.length.sum()), depth, core.weights.size, nonzero)


def _memories(core: Core, hosted: list[tuple[QuantisedPopulation, int]]) -> list[Memory]:
    depth, axons = core.weights.shape[0], len(core.rows.base)
    neurons = sum(size for _, size in hosted)
    state = [p.program.state_bits for p, _ in hosted]
    own = [parameter_bits(p) for p, _ in hosted]
    row = unsigned_width(depth - 1) + core.word_bits + unsigned_width(int(core.rows.length.max()))
    used = int(np.count_nonzero(core.weights)) * core.weight_bits
    found = [Memory(core.name, "weights", 1, depth, core.lanes * core.weight_bits, used)]
    if core.offsets is not None:
        found.append(Memory(core.name, "offsets", 1, depth, core.word_bits, depth * core.word_bits))
    if not core.rows.computed:
        found.append(Memory(core.name, "rows", 1, axons, row, axons * row))
    sums = core.banks * core.sum_bits * neurons
    found.append(Memory(core.name, "sums", core.lanes, _cells(core), core.sum_bits, sums))
    if not core.uniform:
        found.append(Memory(core.name, "tags", core.banks, core.words, 1, core.banks * core.words))
    filled = sum(bits * size for bits, (_, size) in zip(state, hosted, strict=True))
    found.append(Memory(core.name, "states", core.update_lanes, core.groups, max(state), filled))
    filled = sum(bits * size for bits, (_, size) in zip(own, hosted, strict=True))
    found.append(Memory(core.name, "parameters", 1, core.groups, core.update_lanes * max(own), filled))
    return found


def _cells(core: Core) -> int:
    """Sums of a lane: two banks are addressed by a bit above the word."""
    if core.banks == 1:
        return core.words
    return 2 if core.words == 1 else 2 << core.word_bits


def parameter_bits(population: QuantisedPopulation) -> int:
    """Bits of a neuron in parameter memory: its parameters, and initial values of its own."""
    pairs = zip(population.program.states, population.initial, strict=True)
    initial = sum(port.type.width for port, (_, value) in pairs if isinstance(value, np.ndarray))
    return initial + population.program.parameter_bits
