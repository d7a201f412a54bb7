"""Streams between the edge of the chip and its cores: their names, and the routers that join them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Self

from snnc.core.text import OPTIONAL, Texted


class StreamKind(Enum):
    """What a stream carries.

    * ``INPUT``: events of an input, from the edge of the chip;
    * ``CORE``: where it begins, spikes of a core; where it ends, events for the axons of one;
    * ``VALUES``: values of a state variable of a core;
    * ``OUTPUT``: what leaves the chip.
    """

    INPUT = "in"
    CORE = "core"
    VALUES = "values"
    OUTPUT = "out"

    def of(self, owner: str) -> StreamName:
        """The name of the stream of this kind that belongs to ``owner``."""
        return StreamName(self, owner)


@dataclass(frozen=True)
class StreamName(Texted):
    """The name of a stream; ``owner``: the input, core or output that it belongs to."""

    kind: StreamKind
    owner: str

    def __str__(self) -> str:
        """Its one text, everywhere: ``in.NAME``, ``core.NAME``, ``values.NAME`` or ``out.NAME``."""
        return f"{self.kind.value}.{self.owner}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The name that ``text`` tells; ValueError when it is none."""
        kind, owner = text.split(".", 1)
        return cls(StreamKind(kind), owner)


@dataclass(frozen=True)
class Stream:
    """A packet stream: bits of an event's id and of the payload above it.

    ``events``: how often an id may come in one packet: n events are n beats. A payload is a value, or how many spikes
    a neuron sends at once.
    """

    name: StreamName
    id_bits: int
    payload_bits: int
    events: int = 1


@dataclass(frozen=True)
class Range:
    """Ids ``first`` … ``last`` become ``id + offset``."""

    first: int
    last: int
    offset: int


@dataclass(frozen=True)
class Tap:
    """A path from a source stream to a sink stream through a router.

    Sources are inputs, and spikes and values of cores; sinks are cores and outputs. ``depth``: beats
    of its queue, 0 for a wire.
    """

    source: StreamName
    sink: StreamName
    delay: int
    depth: int
    ranges: tuple[Range, ...]

    def __str__(self) -> str:
        """Its ends, for messages."""
        return f"{self.source} -> {self.sink}"


@dataclass(frozen=True)
class Router:
    """One router; ``taps`` sorted by sink, within a sink in the order of the merge.

    A router with ``wire`` is no hardware at all: one source, one sink, ids unchanged. ``spike_number``: what a
    spike carries to sinks of numbers.
    """

    name: str
    sources: tuple[Stream, ...]
    sinks: tuple[Stream, ...]
    taps: tuple[Tap, ...]
    wire: bool
    spike_number: int = field(default=1, metadata=OPTIONAL)
