"""HardwarePlan: cores, routers and memory images. Everything but Verilog."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from snnc.core.text import OPTIONAL, Codec
from snnc.numbers.fixed import unsigned_width
from snnc.plan.names import UNCHANGED, VerilogNames
from snnc.plan.stream import Range, Router, Stream, StreamKind, StreamName, Tap


@dataclass(frozen=True)
class Slice:
    """Neurons ``first`` … ``first + size - 1`` of a population, in core words from ``word`` on.

    A slot is a lane of a word, counted through all words: what an event id of the core says.
    Neurons of a slice have slots in a row, and a slice starts at a word of its own.
    """

    population: str
    first: int
    size: int
    word: int

    @property
    def neurons(self) -> slice[int, int, None]:
        """Its neurons, counted within the population."""
        return slice(self.first, self.first + self.size)

    def slots(self, lanes: int) -> slice[int, int, None]:
        """The slots of its neurons on a core of ``lanes``, in the same order."""
        first = self.word * lanes
        return slice(first, first + self.size)

    def words(self, lanes: int) -> range:
        """The core words that it takes on a core of ``lanes``; its last one may have lanes to spare."""
        return range(self.word, self.word + -(-self.size // lanes))


@dataclass(frozen=True)
class AxonBlock:
    """Axons ``first`` … of a core: one per neuron of ``source``, for one delay."""

    source: str
    delay: int
    first: int
    size: int


@dataclass(frozen=True, eq=False)
class Rows:
    """Where the row of each axon lies in synapse memory: int32 [axons] each.

    Word ``k`` of a row holds weights for place ``start + k``, or ``start + offsets[base + k]`` where the
    core has ``offsets``. A place is a neuron word at one of the core's receptors, see :func:`receptor_stride`.
    ``computed``: all rows have one
    length and start, and follow each other.
    """

    base: np.ndarray
    start: np.ndarray
    length: np.ndarray
    computed: bool


def receptor_stride(words: int) -> int:
    """How many places lie between a neuron word at one receptor and the same at the next, on a core of ``words``.

    A power of two, so that the upper bits of a place are the receptor and the lower ones the word.
    """
    return 1 << (words - 1).bit_length()


def place_count(words: int, receptors: int) -> int:
    """Places of a core of ``words``, up to the last word at the last of its ``receptors``."""
    return (receptors - 1) * receptor_stride(words) + words


@dataclass(frozen=True)
class Datapath:
    """The pipeline stage of each signal of a population's circuit, from 0."""

    population: str
    stages: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Core:
    """One time-multiplexed core.

    Synapses are added ``lanes`` at a time, neurons updated ``update_lanes`` at a time: a group,
    of which ``share`` share a word. ``banks`` of sums: 2 when a step is gathered while the one
    before is swept. ``block``: sums are read two clocks ahead, as block RAM wants it.

    ``sum_bits``: of a sum at the first receptor, and ``further_sum_bits``: at each other, as the populations with
    the widest need them; a population uses the first ones, as many as it has receptors.

    ``weights``: int32 [depth, lanes], stored in ``weight_bits`` bits, which are 1 when all synapses
    are +1 or -1; ``offsets``: int32 [depth] for sparse rows, or None;
    ``values``: pairs (population, state variable) streamed as values, or empty; ``several``: pairs
    (population, most spikes of a neuron in a step), where that is more than one and spikes leave the core.

    ``number_bits``: of the numbers that arriving events carry, 0 where all are spikes; beside numbers a spike carries
    ``spike_number``. A weight times a number has ``product_bits``. ``sent_bits``: of the numbers that its own events
    carry, be they values or numbers of spikes, 0 where each event is a spike.
    """

    name: str
    level: int
    lanes: int
    words: int
    slices: tuple[Slice, ...]
    axons: tuple[AxonBlock, ...]
    rows: Rows
    weights: np.ndarray
    offsets: np.ndarray | None
    weight_bits: int
    sum_bits: int
    spiking: bool
    values: tuple[tuple[str, str], ...]
    value_bits: int
    update_lanes: int
    banks: int
    block: bool
    datapaths: tuple[Datapath, ...]
    several: tuple[tuple[str, int], ...] = field(default=(), metadata=OPTIONAL)
    further_sum_bits: tuple[int, ...] = field(default=(), metadata=OPTIONAL)
    number_bits: int = field(default=0, metadata=OPTIONAL)
    product_bits: int = field(default=0, metadata=OPTIONAL)
    spike_number: int = field(default=1, metadata=OPTIONAL)
    sent_bits: int = field(default=0, metadata=OPTIONAL)

    @property
    def size(self) -> int:
        """Neurons that it hosts."""
        return sum(part.size for part in self.slices)

    @property
    def share(self) -> int:
        """Groups of neurons that share a word of sums."""
        return self.lanes // self.update_lanes

    @property
    def groups(self) -> int:
        """Groups of neurons, up to the last one in use."""
        end = max(part.slots(self.lanes).stop for part in self.slices)
        return -(-end // self.update_lanes)

    @property
    def index_bits(self) -> int:
        """Bits of a group's index."""
        return unsigned_width(self.groups - 1)

    @property
    def update_stages(self) -> int:
        """Stages of the neuron datapaths; all populations of a core have as many."""
        return 1 + max((stage for datapath in self.datapaths for stage in datapath.stages), default=0)

    @property
    def sweep_stages(self) -> int:
        """Stages a group passes from its address to the serialiser: address, read, update …"""
        return 1 + self.update_stages

    @property
    def gather_stages(self) -> int:
        """Stages from the address of a synapse word to its addition."""
        return 2 + (self.offsets is not None) + self.block + self.scaled

    @property
    def scaled(self) -> bool:
        """Whether weights are multiplied by the numbers of events, a stage of its own."""
        return self.number_bits > 0

    @property
    def added_bits(self) -> int:
        """Bits of what is added to a sum: a weight, or a weight times a number."""
        return self.product_bits if self.scaled else self.weight_bits

    @property
    def word_bits(self) -> int:
        """Bits of a neuron word."""
        return unsigned_width(self.words - 1)

    @property
    def sum_widths(self) -> tuple[int, ...]:
        """Bits of a sum at each receptor."""
        return self.sum_bits, *self.further_sum_bits

    @property
    def receptors(self) -> int:
        """Receptors of the population that has most of them: sums of a neuron."""
        return len(self.sum_widths)

    @property
    def places(self) -> int:
        """Places that a row may reach."""
        return place_count(self.words, self.receptors)

    @property
    def place_bits(self) -> int:
        """Bits of a place: the receptor above the neuron word."""
        return self.word_bits if self.receptors == 1 else unsigned_width(self.places - 1)

    @property
    def slot_bits(self) -> int:
        """Bits of an event id: group and lane, which count slots."""
        return self.index_bits + (self.update_lanes - 1).bit_length()

    @property
    def axon_bits(self) -> int:
        """Bits of an axon."""
        return unsigned_width(max(0, len(self.rows.base) - 1))

    @property
    def events(self) -> int:
        """The most spikes of a neuron in a step."""
        return max((most for _, most in self.several), default=1)

    @property
    def count_bits(self) -> int:
        """Bits of the number of spikes of a neuron in a step."""
        return unsigned_width(self.events)

    @property
    def axon_stream(self) -> Stream:
        """The stream that enters: events for axons."""
        return Stream(StreamKind.CORE.of(self.name), self.axon_bits, self.number_bits)

    @property
    def spike_stream(self) -> Stream:
        """The stream of spikes or numbers that leaves, where :attr:`spiking`; slots."""
        return Stream(StreamKind.CORE.of(self.name), self.slot_bits, self.sent_bits, self.events)

    @property
    def spike_payload(self) -> int:
        """Bits that a neuron hands over beside its spike: how many there are, or a number; 0: nothing."""
        return self.count_bits if self.events > 1 else self.sent_bits

    @property
    def value_stream(self) -> Stream:
        """The stream of values that leaves, where there are :attr:`values`; slots."""
        return Stream(StreamKind.VALUES.of(self.name), self.slot_bits, self.value_bits)


@dataclass(frozen=True, eq=False)
class HardwarePlan:
    """The whole chip. ``names``: what in Verilog is not called as in the network."""

    name: str
    cores: tuple[Core, ...]
    routers: tuple[Router, ...]
    inputs: tuple[Stream, ...]
    outputs: tuple[Stream, ...]
    names: VerilogNames = field(default=UNCHANGED, metadata=OPTIONAL)

    def core(self, name: str) -> Core:
        """The core called ``name``."""
        return next(core for core in self.cores if core.name == name)

    def core_of(self, population: str, neuron: int) -> str:
        """The name of the core that hosts a neuron."""
        for core in self.cores:
            for part in core.slices:
                if part.population == population and part.first <= neuron < part.first + part.size:
                    return core.name
        return ""

    def events(self, source: StreamName) -> int:
        """How often an id may come in one packet of stream ``source``."""
        streams = (*self.inputs, *(core.spike_stream for core in self.cores))
        return next((stream.events for stream in streams if stream.name == source), 1)

    def spikes(self, population: str) -> int:
        """The most events of a neuron of ``population`` in a step: 1 where an event carries a number."""
        return max((most for core in self.cores for name, most in core.several if name == population), default=1)

    def sends_numbers(self, population: str) -> bool:
        """Whether the events of ``population`` carry numbers, be they values or numbers of spikes."""
        hosts = (core for core in self.cores if core.sent_bits)
        return any(part.population == population for core in hosts for part in core.slices)

    def taps_into(self, sink: StreamName) -> tuple[Tap, ...]:
        """The taps that end in stream ``sink``, in the order of the merge."""
        return tuple(tap for router in self.routers for tap in router.taps if tap.sink == sink)


CODEC = Codec(
    (
        *(HardwarePlan, Core, Datapath, Slice, AxonBlock, Rows, VerilogNames),
        *(StreamName, Stream, Range, Tap, Router),
    )
)
