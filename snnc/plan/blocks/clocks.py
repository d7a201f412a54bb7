"""What the blocks of a core tell each other about clocks: the cycle model is built of their processes."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from snnc.plan.kahn import Beat, Condition, Kahn, Queue
from snnc.plan.stream import StreamName


class EventSink(Protocol):
    """Where a stream of events goes."""

    def send(self, beat: Beat, offered: int) -> Generator[Condition, None, int]:
        """Offer a beat from clock ``offered`` on; the clock in which it is accepted by all."""


@dataclass
class CoreLog:
    """What a core did, one entry per step.

    ``done``: the clock in which the last group of its sweep left stage issue; ``words``: the words of
    synapses that it added; ``gather``: clocks from the first to the last of them.
    """

    done: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)
    gather: list[int] = field(default_factory=list)


class Handshake:
    """What gathering and sweeping tell each other: clocks of closed steps, clocks of swept ones."""

    def __init__(self, kahn: Kahn) -> None:
        self.closed = kahn.events()
        self.swept = kahn.events()
        self.users: list[bool] = []


@dataclass(frozen=True)
class CoreClocks:
    """What the processes of a core share.

    ``input``: the buffer of its events; ``ports``: where its streams go; ``spikes``: the slots that
    spike, per step, each as often as it spikes.
    """

    input: Queue
    ports: Mapping[StreamName, EventSink]
    spikes: Sequence[list[int]]
    handshake: Handshake
    log: CoreLog
