"""Allocate synapse memory: the rows of every axon of a core, stored once where they are equal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from snnc.core.errors import internal_error, user_error
from snnc.ir.quantised import QuantisedNetwork, QuantisedProjection
from snnc.passes.chain import Pass
from snnc.plan import stages
from snnc.plan.hardware import AxonBlock, Rows, Slice, place_count, receptor_stride
from snnc.plan.stages import Allocated, Partitioned, SynapseMemory, receptors_of
from snnc.plan.verify import verify_rows

#: A block of rows is stored as a matrix when at least this part of its words is used …
_DENSE_SHARE = 0.5
#: … and the matrix has at most this many weights.
_DENSE_LIMIT = 1 << 28
#: Rows of a matrix are shared when fewer than this part of them are distinct: computed rows need
#: no table, which is worth a few words.
_SHARED = 0.75


@dataclass(frozen=True, eq=False)
class _Target:
    """Where a projection ends on a core: at the neurons of ``part``, the first of which are at ``place``."""

    projection: QuantisedProjection
    part: Slice
    place: int

    def end(self, lanes: int) -> int:
        """The place behind its last one, on a core of ``lanes``."""
        return self.place + len(self.part.words(lanes))


@dataclass(frozen=True)
class Allocate(Pass[Partitioned, Allocated]):
    """The pass. ``limit``: most words of a synapse memory."""

    limit: int

    name = "allocate"
    codec = stages.CODEC

    def __call__(self, given: Partitioned, /) -> Allocated:
        """The synapse memories of all cores; :class:`UserError` E172 for one of too many words."""
        memories = [
            allocate(given.network, name=f"core{index}", lanes=item.lanes, slices=item.slices, limit=self.limit)
            for index, item in enumerate(given.assignments)
        ]
        return Allocated(given.assignments, tuple(memories), given.network)

    def verify(self, given: Partitioned, made: Allocated, /) -> None:
        """Rows stay in their memories, axons follow each other, and a row belongs to each."""
        for index, (item, memory) in enumerate(zip(made.assignments, made.memories, strict=True)):
            places = place_count(item.words, receptors_of(item.slices, made.network))
            verify_rows(f"core{index}", memory.rows, memory.weights.shape[0], places)
            first = 0
            for block in memory.axons:
                if block.first != first:
                    raise internal_error(f"axons of core{index} do not follow each other")
                first += block.size
            # A core without axons still has one row: Verilog has no empty arrays.
            if max(first, 1) != len(memory.rows.base):
                raise internal_error(f"core{index} has {len(memory.rows.base)} rows for {first} axons")


@dataclass(frozen=True, eq=False)
class _BlockRows:
    """Rows of one axon block before they get their place."""

    base: np.ndarray
    start: np.ndarray
    length: np.ndarray
    weights: np.ndarray
    offsets: np.ndarray


def allocate(network: QuantisedNetwork, name: str, lanes: int, slices: Sequence[Slice], limit: int) -> SynapseMemory:
    """The synapse memory of core ``name``; :class:`UserError` E172 beyond ``limit`` words."""
    # A spike reaches a core once for each delay, and one row then serves every population there.
    groups: dict[tuple[str, int], list[_Target]] = {}
    words = max(part.words(lanes).stop for part in slices)
    stride = receptor_stride(words)
    for projection in network.projections:
        for part in slices:
            if projection.target == part.population and projection.connection.touches(part.first, part.size):
                target = _Target(projection, part, network.receptor_of(projection) * stride + part.word)
                groups.setdefault((projection.source, projection.delay), []).append(target)
    axons, parts = [], []
    first = depth = 0
    for (source, delay), targets in groups.items():
        size = network.source_size(source)
        block = _rows(size, lanes, targets, words)
        axons.append(AxonBlock(source, delay, first, size))
        parts.append((block, depth))
        first += size
        depth += block.weights.shape[0]
    if depth > limit:
        raise user_error("E172", f"synapse memory of {name}; got {depth} words, expected at most {limit}")
    # Nothing projects here, and again no array may be empty.
    if not parts:
        none = np.zeros(1, np.int32)
        return SynapseMemory((), Rows(none, none, none, False), np.zeros((1, lanes), np.int32), None)
    base = np.concatenate([block.base + at for block, at in parts]).astype(np.int32)
    start = np.concatenate([block.start for block, _ in parts]).astype(np.int32)
    length = np.concatenate([block.length for block, _ in parts]).astype(np.int32)
    offsets = np.concatenate([block.offsets for block, _ in parts]).astype(np.int32)
    consecutive = _consecutive(base, length, offsets)
    # Rows that begin at multiples of one length need no table: their addresses are computed.
    steps = np.arange(base.size) * length[0] + base[0]
    computed = bool(consecutive and np.all(length == length[0]) and np.all(start == start[0]) and np.all(base == steps))
    return SynapseMemory(
        tuple(axons),
        Rows(base, start, length, computed and int(length[0]) > 0),
        np.concatenate([block.weights for block, _ in parts]).astype(np.int32),
        None if consecutive else offsets,
    )


def _consecutive(base: np.ndarray, length: np.ndarray, offsets: np.ndarray) -> bool:
    """Whether word k of every row goes to the k-th word from its start."""
    ends = np.cumsum(length)
    within = np.arange(int(ends[-1])) - np.repeat(ends - length, length)
    return bool(np.all(offsets[np.repeat(base, length) + within] == within))


def _rows(size: int, lanes: int, targets: list[_Target], words: int) -> _BlockRows:
    """The rows of ``size`` axons onto ``targets`` of a core of ``words``, dense or sparse, whichever is smaller."""
    stride = receptor_stride(words)
    low = min(target.place for target in targets)
    span = max(target.end(lanes) for target in targets) - low
    used = sum(each.projection.connection.row_words(each.part.first, each.part.size, lanes) for each in targets)
    # Between the words at one receptor and those at the next there are places without sums, unless the words are a
    # power of two: a dense row must not reach them.
    apart = len({target.place // stride for target in targets}) > 1 and words != stride
    # A dense row takes a clock for each word of its span, used or not. A sparse row takes only the used
    # words, but stores an offset beside each, and its rows need a table.
    if not apart and used >= _DENSE_SHARE * size * span and size * span * lanes <= _DENSE_LIMIT:
        return _dense_rows(size, lanes=lanes, low=low, span=span, targets=targets)
    return _sparse_rows(size, lanes=lanes, low=low, span=span, targets=targets)


def _dense_rows(size: int, lanes: int, low: int, span: int, targets: list[_Target]) -> _BlockRows:
    matrix = np.zeros((size, span * lanes), np.int32)
    for target in targets:
        slot, part = (target.place - low) * lanes, target.part
        target.projection.connection.add_to(matrix[:, slot : slot + part.size], part.first)
    unique, inverse = _unique_rows(matrix)
    # Rows that share a place no longer follow each other, and would need a table.
    if unique.shape[0] > _SHARED * size:
        unique, inverse = matrix, np.arange(size)
    offsets = np.tile(np.arange(span, dtype=np.int32), unique.shape[0])
    return _BlockRows(
        base=inverse * span,
        start=np.full(size, low),
        length=np.full(size, span),
        weights=unique.reshape(-1, lanes),
        offsets=offsets,
    )


def _unique_rows(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct rows in order of first appearance, and the index of each row among them."""
    seen: dict[bytes, int] = {}
    # np.unique would sort the rows; in order of appearance they stay one behind the other.
    inverse = np.array([seen.setdefault(row.tobytes(), len(seen)) for row in matrix], dtype=np.int64)
    first = np.full(len(seen), matrix.shape[0], np.int64)
    np.minimum.at(first, inverse, np.arange(matrix.shape[0]))
    return matrix[first], inverse


def _sparse_rows(size: int, lanes: int, low: int, span: int, targets: list[_Target]) -> _BlockRows:
    sources, slots, weights = [], [], []
    for each in targets:
        source, target, weight = each.projection.connection.onto(each.part.first, each.part.size)
        sources.append(source)
        slots.append(target + (each.place - low) * lanes)
        weights.append(weight)
    source = np.concatenate(sources).astype(np.int64)
    slot = np.concatenate(slots).astype(np.int64)
    weight = np.concatenate(weights)
    # One key for each word in use: sorted, they are the rows one after the other, each in order of its words.
    keys, place = np.unique(source * span + slot // lanes, return_inverse=True)
    words = np.zeros((keys.size, lanes), np.int32)
    # Two synapses may join the same pair of neurons: their weights add up.
    np.add.at(words, (place.reshape(-1), slot % lanes), weight)
    owner, word = keys // span, keys % span
    length = np.bincount(owner, minlength=size)
    ends = np.cumsum(length)
    start = np.zeros(size, np.int64)
    filled = length > 0
    # A row starts at its first word in use; offsets skip the unused words behind it.
    start[filled] = word[(ends - length)[filled]]
    offset = word - np.repeat(start, length)
    return _share(size, lanes=lanes, low=low, start=start, length=length, ends=ends, words=words, offset=offset)


def _share(
    size: int,
    lanes: int,
    low: int,
    start: np.ndarray,
    length: np.ndarray,
    ends: np.ndarray,
    words: np.ndarray,
    offset: np.ndarray,
) -> _BlockRows:
    """Store rows with equal weights and offsets once."""
    seen: dict[bytes, int] = {}
    base = np.zeros(size, np.int64)
    kept_words, kept_offsets = [], []
    depth = 0
    for k in range(size):
        row = slice(int(ends[k] - length[k]), int(ends[k]))
        key = words[row].tobytes() + offset[row].tobytes()
        if key not in seen:
            seen[key] = depth
            kept_words.append(words[row])
            kept_offsets.append(offset[row])
            depth += int(length[k])
        # An empty row is never read, so any address will do.
        base[k] = seen[key] if length[k] else 0
    merged = np.concatenate(kept_words) if depth else np.zeros((1, lanes), np.int32)
    offsets = np.concatenate(kept_offsets) if depth else np.zeros(1, np.int64)
    return _BlockRows(base=base, start=start + low, length=length, weights=merged, offsets=offsets)
