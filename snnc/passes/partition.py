"""Fold and partition: which neurons share a core, and how many lanes it gets.

Populations are divided into blocks of whole lane words. Only blocks of one dependency level may
share a core, so that the cores of a step never wait for each other in a circle; those that send spikes
share none with those that send numbers of them, or values. Within a level
the assignment minimises the spikes that cross between cores, as the connectivity metric of a
hypergraph: one hyperedge per source block, weighted by its spikes per step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from snnc.core.errors import internal_error, user_error
from snnc.ir.options import Calibration
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.carriage import Load, carriage
from snnc.passes.chain import Pass
from snnc.plan import stages
from snnc.plan.hardware import Slice
from snnc.plan.stages import Assignment, Partitioned
from snnc.plan.verify import verify_hosts, verify_slices
from snnc.target.architecture import Architecture
from snnc.tools.hypergraph import partition_hypergraph

#: A core is divided into about this many blocks, the grain of the partitioner.
_BLOCKS_PER_CORE = 8


@dataclass(frozen=True)
class _Block:
    population: str
    first: int
    size: int
    words: int


@dataclass(frozen=True)
class Partition(Pass[QuantisedNetwork, Partitioned]):
    """The pass.

    ``calibration`` weighs sources by their measured spikes; ``populations``: only these get cores,
    which must be all of some levels; none named: all of them.
    """

    architecture: Architecture
    calibration: Calibration | None = None
    populations: tuple[str, ...] = ()

    name = "partition"
    codec = stages.CODEC

    def __call__(self, network: QuantisedNetwork, /) -> Partitioned:
        """The cores of ``network``, by level; :class:`UserError` E171 when a core is too small."""
        names = [p.name for p in network.populations]
        for name, _ in (*self.architecture.populations, *self.architecture.several_of_populations):
            if name not in names:
                raise user_error("E117", f"architecture of population '{name}', which does not exist")
        levels, carried = network.levels(), carriage(network, self.architecture, self.calibration)
        chosen = self.populations or names
        result: list[Assignment] = []
        for level in sorted({levels[name] for name in chosen}):
            # What leaves a core carries one thing.
            for load in Load:
                found = [n for n in chosen if levels[n] == level and carried.load(n) is load]
                result.extend(self._level(network, level, found) if found else ())
        return Partitioned(tuple(result), network)

    def verify(self, given: QuantisedNetwork, made: Partitioned, /) -> None:
        """Every neuron is on one core; a core is of one level and within the limits of the architecture."""
        levels, carried = given.levels(), carriage(given, self.architecture, self.calibration)
        for index, item in enumerate(made.assignments):
            verify_slices(f"core{index}", item)
            if item.words * item.lanes > self.architecture.neurons_per_core:
                raise internal_error(f"core{index} has more neurons than the architecture allows")
            if any(levels[part.population] != item.level for part in item.slices):
                raise internal_error(f"core{index} hosts populations of several levels")
            if len({carried.load(part.population) for part in item.slices}) > 1:
                raise internal_error(f"core{index} sends events of several kinds")
        verify_hosts(made.assignments, given, self.populations)

    def _level(self, network: QuantisedNetwork, level: int, names: Sequence[str]) -> list[Assignment]:
        """The cores of the populations ``names``, which are those of ``level``."""
        arch = self.architecture
        fold = arch.fold(names)
        total = sum(network.population(name).size for name in names)
        lanes = min(fold.lanes, 1 << max(0, (total - 1).bit_length()))
        words = {name: -(-network.population(name).size // lanes) for name in names}
        capacity = arch.neurons_per_core // lanes
        # The bound counts all words of the level on one core. Divided among cores it stays the same sum, so this many
        # cores are needed at least; more only where the division comes out uneven.
        whole = _assignment(0, lanes, [_Block(name, 0, network.population(name).size, words[name]) for name in names])
        count = max(
            fold.cores,
            -(-sum(words.values()) // capacity),
            -(-self._synapse_words(network, whole) // arch.synapse_words_per_core),
        )
        count = min(count, sum(words.values()))
        while True:
            blocks = self._blocks(network, names, lanes, -(-sum(words.values()) // count))
            parts = self._assign(network, blocks, count, capacity)
            if parts is not None:
                cores = [_assignment(level, lanes, group) for group in parts]
                if all(self._synapse_words(network, core) <= arch.synapse_words_per_core for core in cores):
                    return cores
            if count >= sum(words.values()):
                raise user_error(
                    "E171",
                    f"populations {', '.join(names)} do not fit cores of "
                    f"{arch.synapse_words_per_core} synapse words, even with one word of neurons per core",
                    hint="raise synapse_words_per_core",
                    part=("architecture",),
                )
            # Growing by a quarter keeps the tries few where many more cores are needed.
            count = min(count + max(1, count // 4), sum(words.values()))

    def _blocks(self, network: QuantisedNetwork, names: Sequence[str], lanes: int, per_core: int) -> list[_Block]:
        grain = max(1, per_core // _BLOCKS_PER_CORE)
        blocks = []
        for name in names:
            size = network.population(name).size
            for first in range(0, size, grain * lanes):
                part = min(grain * lanes, size - first)
                blocks.append(_Block(name, first, part, -(-part // lanes)))
        return blocks

    def _assign(
        self, network: QuantisedNetwork, blocks: list[_Block], count: int, capacity: int
    ) -> list[list[_Block]] | None:
        """Blocks per core, or None when ``count`` cores cannot hold them."""
        if count == 1:
            return [blocks] if sum(b.words for b in blocks) <= capacity else None
        contiguous = _contiguous(blocks, count)
        edges, weights = _hyperedges(network, blocks, self.calibration)
        # The partitioner need not find a division as good as the plain one, nor one that fits.
        candidates = [contiguous]
        if len(blocks) > count:
            sizes = [block.words for block in blocks]
            candidates.append(partition_hypergraph(len(blocks), parts=count, sizes=sizes, edges=edges, weights=weights))
        best: tuple[float, list[list[_Block]]] | None = None
        for part in candidates:
            groups = [[b for b, p in zip(blocks, part, strict=True) if p == k] for k in range(count)]
            groups = [group for group in groups if group]
            if any(sum(b.words for b in group) > capacity for group in groups):
                continue
            cost = _traffic(part, edges, weights)
            if best is None or cost < best[0]:
                best = (cost, groups)
        return best[1] if best else None

    def _synapse_words(self, network: QuantisedNetwork, core: Assignment) -> int:
        """An upper bound of the synapse words of ``core``; those of parts add up to that of the whole."""
        words = 0
        for part in core.slices:
            for projection in network.projections:
                if projection.target == part.population:
                    words += projection.connection.stored_words(part.first, part.size, core.lanes)
        return words


def _assignment(level: int, lanes: int, blocks: list[_Block]) -> Assignment:
    """A core of ``blocks``; neighbouring blocks of a population become one slice."""
    slices: list[Slice] = []
    word = 0
    for block in blocks:
        last = slices[-1] if slices else None
        if last and last.population == block.population and last.first + last.size == block.first:
            slices[-1] = Slice(last.population, last.first, last.size + block.size, last.word)
        else:
            slices.append(Slice(block.population, block.first, block.size, word))
        word += block.words
    return Assignment(level, lanes, word, tuple(slices))


def _contiguous(blocks: list[_Block], count: int) -> list[int]:
    """Blocks in order, each core filled to the even share."""
    share = -(-sum(block.words for block in blocks) // count)
    part, core, filled = [], 0, 0
    for block in blocks:
        if filled + block.words > share and filled and core < count - 1:
            core, filled = core + 1, 0
        part.append(core)
        filled += block.words
    return part


def _hyperedges(
    network: QuantisedNetwork, blocks: list[_Block], calibration: Calibration | None
) -> tuple[list[list[int]], list[int]]:
    """One hyperedge per source block or input part: the blocks its spikes must reach.

    Weights are spikes per 1,000 steps, at least 1. An edge that reaches one block never crosses,
    one that reaches all crosses to every core whatever is done: both are left out.
    """
    # Only the ratio of rates matters; without calibration all neurons are taken to spike equally often.
    rates = dict(calibration.spikes) if calibration else {}
    edges: dict[tuple[str, int], set[int]] = {}
    totals: dict[tuple[str, int], float] = {}
    own: dict[str, list[tuple[int, int]]] = {}
    for index, block in enumerate(blocks):
        own.setdefault(block.population, []).append((block.first, index))
    for projection in network.projections:
        targets = [(i, b) for i, b in enumerate(blocks) if b.population == projection.target]
        if not targets:
            continue
        size = network.source_size(projection.source)
        # A population that is divided here sends from its blocks. Another source is on no core of this level, and
        # is cut finely, since not all of its parts reach the same blocks.
        starts = [first for first, _ in own.get(projection.source, [])] or list(range(0, size, max(1, size // 64)))
        bounds = [*starts, size]
        rate = rates.get(projection.source, np.full(size, 0.05))
        for k, first in enumerate(starts):
            key = (projection.source, first)
            totals[key] = float(np.sum(rate[first : bounds[k + 1]]))
            edges.setdefault(key, set())
        for index, block in targets:
            reaching = projection.connection.reaching(size, block.first, block.size)
            for part in np.flatnonzero(np.logical_or.reduceat(reaching, starts)).tolist():
                edges[projection.source, starts[part]].add(index)
    # A block that sends is an end of its edge, too: a spike to a neuron of the same core crosses nothing.
    for population, parts in own.items():
        for first, index in parts:
            if (population, first) in edges:
                edges[population, first].add(index)
    kept = [key for key in sorted(edges) if 1 < len(edges[key]) < len(blocks)]
    return [sorted(edges[key]) for key in kept], [max(1, round(1000 * totals[key])) for key in kept]


def _traffic(part: list[int], edges: list[list[int]], weights: list[int]) -> float:
    """Spikes that cross: per hyperedge its weight times the cores it touches, less one."""
    return float(sum(w * (len({part[k] for k in edge}) - 1) for edge, w in zip(edges, weights, strict=True)))
