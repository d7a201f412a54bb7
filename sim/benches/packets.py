"""Packets of events: the beats of a stream, and packets to test with.

A packet is one timestep: events, then the beat with ``last``. A beat without ``keep`` is a null
beat: its data mean nothing. ``user`` on the closing beat ends a sample.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import NamedTuple


class Beat(NamedTuple):
    """One transfer of a packet stream."""

    data: int
    last: int = 0
    keep: int = 1
    user: int = 0


Packet = list[Beat]


def null(last: int = 0, user: int = 0, data: int = 0) -> Beat:
    """A beat without an event."""
    return Beat(data, last, 0, user)


def silent(user: int = 0) -> Packet:
    """A timestep in which nothing happens."""
    return [null(1, user)]


def normal(transfer: Sequence[int | None]) -> Beat:
    """A beat as it is compared: all bits known, and no data in a null beat."""
    data, last, keep, user = transfer
    assert None not in (last, keep, user), f"unknown bits in {transfer}"
    assert data is not None or not keep, f"unknown data in {transfer}"
    return Beat(data if keep and data is not None else 0, last, keep, user)


def beats(packets: Iterable[Packet]) -> list[Beat]:
    """The packets one after the other."""
    return [beat for packet in packets for beat in packet]


def events(packet: Packet) -> list[int]:
    """The data of the events of a packet."""
    return [beat.data for beat in packet if beat.keep]


def close(data: Sequence[int], user: int = 0, by_null: bool = False) -> Packet:
    """A packet of events that its last event closes, or a null beat behind it."""
    if by_null or not data:
        return [*(Beat(item) for item in data), null(1, user)]
    return [*(Beat(item) for item in data[:-1]), Beat(data[-1], 1, 1, user)]


def draw(width: int) -> Callable[[Random], int]:
    """Random data of ``width`` bits, the extremes often among them."""
    top = (1 << width) - 1
    return lambda rng: rng.choice((0, top, rng.getrandbits(width), rng.getrandbits(width)))


def corner_packets(low: int, high: int, user: int) -> list[Packet]:
    """Every shape of packet: silent, closed by an event or a null beat, with null beats inside."""
    shapes = [
        silent(user),
        close([high], user),
        close([low], user, by_null=True),
        [null(), Beat(high, 1, 1, user)],
        [null(data=high), null(1, user, high)],
        [Beat(low), null(data=low), Beat(high, 1, 1, user)],
        close([low, high, low, high, high], user),
        [Beat(high), null(), null(), null(1, user, low)],
        silent(user),
        silent(user),
    ]
    return [*shapes, *shapes[::-1]]


def random_packet(rng: Random, data: Callable[[Random], int], user: int = 0, longest: int = 6) -> Packet:
    """A packet of any shape; a third are silent, and one in ten beats inside is null."""
    count = 0 if rng.random() < 0.3 else rng.randint(1, longest)
    packet = close([data(rng) for _ in range(count)], user, rng.random() < 0.3)
    while rng.random() < 0.15:
        packet.insert(rng.randrange(len(packet)), null(data=data(rng)))
    if not packet[-1].keep:
        packet[-1] = null(1, user, data(rng))
    return packet


def sample_ends(rng: Random, samples: int, longest: int = 5) -> list[int]:
    """For every step whether it ends a sample; samples of one step are among them."""
    lengths = [rng.choice((1, rng.randint(1, longest))) for _ in range(samples)]
    return [int(step == length - 1) for length in lengths for step in range(length)]


def random_packets(rng: Random, data: Callable[[Random], int], ends: Sequence[int], longest: int = 6) -> list[Packet]:
    """One packet for every step of ``ends``."""
    return [random_packet(rng, data, user, longest) for user in ends]


def route(packet: Packet, ranges: Sequence[Sequence[int]], s_id: int, m_id: int) -> Packet:
    """What a route of ``(first, last, offset)`` ranges admits of a packet: the meaning of a filter."""
    kept: Packet = []
    for beat in packet:
        number, payload = beat.data & ((1 << s_id) - 1), beat.data >> s_id
        found = [offset for first, last, offset in ranges if first <= number <= last]
        if beat.keep and found:
            kept.append(beat._replace(data=payload << m_id | (number + found[0]) & ((1 << m_id) - 1)))
        elif beat.last:
            kept.append(null(1, beat.user))
    return kept


def delayed(packets: Sequence[Packet], delay: int) -> list[Packet]:
    """The packets behind ``delay`` silent ones, which come again after every end of a sample."""
    result = [silent()] * delay
    for packet in packets:
        result.append(packet)
        if packet[-1].user:
            result.extend([silent()] * delay)
    return result


def merged(sources: Sequence[Sequence[Packet]], late: int) -> list[Packet]:
    """Packets merged step by step; the first ``late`` sources are delayed links.

    When a sample ends, each delayed link loses its packets through the one with the mark.
    """
    queues = [list(source) for source in sources]
    result: list[Packet] = []
    while all(queues):
        step = [queue.pop(0) for queue in queues]
        user = int(any(packet[-1].user for packet in step[late:]))
        data = [item for packet in step[:-1] for item in events(packet)]
        final = [beat._replace(user=user) if beat.last else beat for beat in step[-1] if beat.keep or beat.last]
        result.append([*(Beat(item) for item in data), *final])
        for queue in queues[:late] if user else ():
            while not queue.pop(0)[-1].user:
                pass
    return result
