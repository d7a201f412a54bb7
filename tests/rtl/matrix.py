"""The sets of parameters over which each module of ``hw/rtl`` is tested."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from tests.support.verilog import Case, table

#: A route: first id, last id, and what is added to an id.
Range = tuple[int, int, int]


def _memories() -> Iterator[Case]:
    # The last two are just below and at the size from which on a memory is a block.
    for width, depth, address, latency in (
        (8, 16, 4, 2),
        (1, 1, 1, 1),
        (33, 5, 3, 1),
        (70, 100, 7, 3),
        (23, 89, 7, 4),
        (32, 64, 6, 1),
    ):
        words = [Random(width + place).getrandbits(width) for place in range(depth)]
        parameters = {"WIDTH": width, "DEPTH": depth, "ADDR_WIDTH": address, "LATENCY": latency}
        yield Case("rom", parameters, {"words": words}, {"FILE": words})
    for width, depth, address in ((8, 16, 4), (1, 1, 1), (70, 5, 3)):
        yield Case("sdp_ram", {"WIDTH": width, "DEPTH": depth, "ADDR_WIDTH": address})


def _streams() -> Iterator[Case]:
    for width in (1, 40):
        yield Case("skid_buffer", {"WIDTH": width})
    for width, depth, address in ((8, 1, 1), (8, 2, 1), (1, 3, 2), (8, 5, 3), (33, 16, 4)):
        yield Case("stream_fifo", {"WIDTH": width, "DEPTH": depth, "ADDR_WIDTH": address})
    for sinks, mask in ((1, 1), (2, 3), (3, 5), (2, 0), (5, 0b10110)):
        yield Case("stream_fork", {"SINKS": sinks, "MASK": f"{sinks}'d{mask}"}, {"mask": mask})


def _routes(ranges: Sequence[Range]) -> dict[str, int | str]:
    """The range parameters of a filter or a tap."""
    first, last, offset = (table(column) for column in zip(*ranges, strict=True))
    return {"RANGES": len(ranges), "FIRST": first, "LAST": last, "OFFSET": offset}


def _filter(module: str, s_id: int, m_id: int, payload: int, ranges: Sequence[Range], **more: int) -> Case:
    """A filter, or a tap, over ``ranges``."""
    parameters = {"S_ID": s_id, "M_ID": m_id, "PAYLOAD": payload, **more, **_routes(ranges)}
    return Case(module, parameters, {"ranges": ranges})


def _router() -> Iterator[Case]:
    yield _filter("route_filter", s_id=4, m_id=4, payload=0, ranges=[(0, 15, 0)])
    # The second range admits nothing.
    yield _filter("route_filter", s_id=4, m_id=3, payload=2, ranges=[(5, 9, -5), (16, 16, 0)])
    yield _filter("route_filter", s_id=3, m_id=8, payload=0, ranges=[(0, 0, 7), (7, 7, 93), (2, 4, 250)])
    yield _filter("route_filter", s_id=12, m_id=6, payload=3, ranges=[(4000, 4095, -4000), (17, 17, 40)])
    for width, delay, bits in ((1, 1, 1), (8, 2, 2), (8, 3, 2), (8, 4, 3), (4, 9, 4)):
        yield Case("packet_delay", {"WIDTH": width, "DELAY": delay, "COUNT_WIDTH": bits})
    for width, sources, late, bits in (
        (8, 1, 0, 1),
        (8, 2, 0, 1),
        (4, 2, 1, 1),
        (8, 3, 0, 2),
        (1, 3, 2, 2),
        (8, 5, 2, 3),
    ):
        parameters = {"WIDTH": width, "SOURCES": sources, "DELAYED": late, "INDEX_WIDTH": bits}
        yield Case("packet_merge", parameters)
    yield _filter("router_tap", s_id=4, m_id=4, payload=0, ranges=[(0, 15, 0)], DELAY=0, DEPTH=1)
    yield _filter("router_tap", s_id=4, m_id=5, payload=1, ranges=[(3, 9, 16)], DELAY=1, DEPTH=5)
    yield _filter("router_tap", s_id=5, m_id=4, payload=0, ranges=[(0, 3, 12), (20, 31, -20)], DELAY=3, DEPTH=4)


#: A tap of a router: its source, its sink, packets of delay, beats of queue, ranges.
Tap = tuple[int, int, int, int, list[Range]]


def _spike_router(s_id: int, m_id: int, payload: int, taps: Sequence[Tap]) -> Case:
    """A router with ``taps``, sorted by sink and delayed taps first, as the hardware wants them."""
    sinks = max(tap[1] for tap in taps) + 1
    sources = max(tap[0] for tap in taps) + 1
    ranges = [each for tap in taps for each in tap[4]]
    first, last, offset = (table(column) for column in zip(*ranges, strict=True))
    of_sink = [[tap for tap in taps if tap[1] == sink] for sink in range(sinks)]
    parameters: dict[str, int | str] = {
        "SOURCES": sources,
        "SINKS": sinks,
        "TAPS": len(taps),
        "RANGES": len(ranges),
        "S_ID": s_id,
        "M_ID": m_id,
        "PAYLOAD": payload,
        "TAP_SOURCE": table([tap[0] for tap in taps]),
        "TAP_DELAY": table([tap[2] for tap in taps]),
        "TAP_DEPTH": table([tap[3] for tap in taps]),
        "TAP_RANGE": table([sum(len(before[4]) for before in taps[:place]) for place in range(len(taps))]),
        "TAP_RANGES": table([len(tap[4]) for tap in taps]),
        "SINK_TAP": table([sum(map(len, of_sink[:sink])) for sink in range(sinks)]),
        "SINK_TAPS": table([len(group) for group in of_sink]),
        "SINK_DELAYED": table([sum(tap[2] > 0 for tap in group) for group in of_sink]),
        "RANGE_FIRST": first,
        "RANGE_LAST": last,
        "RANGE_OFFSET": offset,
    }
    return Case("spike_router", parameters, {"taps": taps, "sources": sources, "sinks": sinks})


def _routers() -> Iterator[Case]:
    every = [(0, 15, 0)]
    # A wire, a star out, and a star in: the queues may be as small as they like.
    yield _spike_router(4, 4, 0, [(0, 0, 0, 1, every)])
    yield _spike_router(
        4, 5, 1, [(0, 0, 0, 1, [(0, 7, 0)]), (0, 1, 0, 2, [(4, 4, 9), (8, 15, -8)]), (0, 2, 0, 3, every)]
    )
    yield _spike_router(4, 6, 0, [(0, 0, 0, 2, every), (1, 0, 0, 1, [(0, 15, 16)]), (2, 0, 0, 3, [(3, 9, 40)])])
    # Crossing and delayed links: a queue holds what waits for another source.
    yield _spike_router(
        4, 5, 2, [(1, 0, 2, 60, every), (0, 0, 0, 20, [(0, 15, 16)]), (0, 1, 0, 20, every), (1, 1, 0, 20, [(2, 3, 20)])]
    )
    yield _spike_router(
        3,
        5,
        0,
        [
            (3, 0, 1, 60, [(0, 7, 8)]),
            (0, 0, 3, 80, [(0, 3, 16), (5, 7, 16)]),
            (1, 0, 0, 20, [(0, 7, 0)]),
            (2, 0, 0, 20, [(0, 0, 31)]),
            (2, 1, 0, 20, [(0, 7, 0)]),
            (0, 2, 1, 60, [(1, 6, 0)]),
            (3, 2, 0, 20, [(0, 7, 24)]),
        ],
    )


def _row_fetches() -> Iterator[Case]:
    for axon, address, word, length, base, begin, stride in (
        (8, 10, 4, 5, 0, 0, 16),
        (3, 12, 2, 2, 4000, 1, 3),
        (6, 4, 3, 3, 5, 7, 5),
    ):
        bits = {"AXON_WIDTH": axon, "ADDR_WIDTH": address, "WORD_WIDTH": word, "LENGTH_WIDTH": length}
        yield Case("row_fetch", {**bits, "TABLE": 0, "BASE": base, "START": begin, "LENGTH": stride})
    for axon, address, word, length, axons in ((4, 10, 4, 5, 11), (1, 1, 1, 1, 2)):
        bits = {"AXON_WIDTH": axon, "ADDR_WIDTH": address, "WORD_WIDTH": word, "LENGTH_WIDTH": length}
        rng = Random(axons)
        rows = [
            (rng.getrandbits(length) * (place % 3 > 0), rng.getrandbits(word), rng.getrandbits(address))
            for place in range(axons)
        ]
        words = [(row[0] << word | row[1]) << address | row[2] for row in rows]
        yield Case("row_fetch", {**bits, "TABLE": 1, "AXONS": axons}, {"rows": rows}, {"FILE": words})
    # What travels with a beat is {number, tuser}.
    bits = {"AXON_WIDTH": 3, "ADDR_WIDTH": 6, "WORD_WIDTH": 2, "LENGTH_WIDTH": 3, "USER_WIDTH": 9}
    rows = [(place % 5, place % 4, 3 * place) for place in range(7)]
    words = [(row[0] << 2 | row[1]) << 6 | row[2] for row in rows]
    yield Case("row_fetch", {**bits, "TABLE": 0, "BASE": 9, "START": 1, "LENGTH": 3})
    yield Case("row_fetch", {**bits, "TABLE": 1, "AXONS": len(rows)}, {"rows": rows}, {"FILE": words})


def _gathers() -> Iterator[Case]:
    for address, word, length, banks, indexed in (
        (6, 4, 5, 2, 0),
        (4, 1, 1, 1, 0),
        (5, 2, 3, 1, 0),
        (8, 4, 3, 2, 1),
        (3, 1, 3, 1, 1),
        (1, 1, 2, 2, 0),
    ):
        bits = {"ADDR_WIDTH": address, "WORD_WIDTH": word, "LENGTH_WIDTH": length}
        for block in (0, 1):
            yield Case("gather_sequencer", {**bits, "BANKS": banks, "INDEXED": indexed, "BLOCK": block})
    narrow = {"ADDR_WIDTH": 5, "WORD_WIDTH": 2, "LENGTH_WIDTH": 3}
    yield Case("gather_sequencer", {**narrow, "BANKS": 1, "INDEXED": 0, "BLOCK": 1, "FORWARD": 0})
    for indexed in (0, 1):
        for block in (0, 1):
            for banks in (1, 2):
                parameters = {**narrow, "BANKS": banks, "INDEXED": indexed, "SCALED": 1, "BLOCK": block}
                yield Case("gather_sequencer", parameters)


def _scalers() -> Iterator[Case]:
    for lanes, weight, number, product, delay in (
        (8, 8, 8, 16, 2),
        (1, 8, 8, 15, 1),  # all products but that of the two lowest values
        (8, 1, 4, 5, 3),
        (1, 1, 5, 5, 4),  # a number that is never the lowest
        (2, 3, 9, 12, 4),
        (3, 9, 2, 10, 2),
        (2, 12, 5, 6, 1),
        (2, 5, 12, 6, 3),
        (8, 16, 16, 32, 2),
    ):
        bits = {"WEIGHT_WIDTH": weight, "NUMBER_WIDTH": number, "PRODUCT_WIDTH": product}
        yield Case("weight_scaler", {"LANES": lanes, **bits, "DELAY": delay})


def _sweeps() -> Iterator[Case]:
    for bits, groups, share, stages, banks in (
        (1, 1, 0, 2, 2),
        (2, 3, 0, 3, 2),  # as many groups as stages: short
        (3, 4, 1, 3, 2),  # one group more: not short
        (4, 11, 2, 2, 2),
        (3, 6, 1, 7, 2),
        (3, 8, 3, 2, 1),
        (2, 2, 1, 2, 1),
        (4, 16, 0, 5, 2),
    ):
        parameters = {"INDEX_WIDTH": bits, "GROUPS": groups, "SHARE_WIDTH": share, "STAGES": stages, "BANKS": banks}
        yield Case("sweep_sequencer", parameters)


def _tags() -> Iterator[Case]:
    for bits, words, banks in ((4, 16, 2), (1, 1, 2), (3, 5, 2), (1, 1, 1), (2, 3, 1), (1, 2, 2)):
        for block in (0, 1):
            yield Case("word_tags", {"WORD_WIDTH": bits, "WORDS": words, "BANKS": banks, "BLOCK": block})


def _lanes() -> Iterator[Case]:
    for total, weight, cells, bits in ((16, 8, 16, 4), (8, 8, 1, 1), (20, 2, 3, 2)):
        sizes = {"SUM_WIDTH": total, "WEIGHT_WIDTH": weight, "CELLS": cells, "CELL_WIDTH": bits}
        for banks in (1, 2):
            for block in (0, 1):
                yield Case("lane_accumulator", {**sizes, "BANKS": banks, "BLOCK": block})
    wide = {"SUM_WIDTH": 40, "WEIGHT_WIDTH": 16, "CELLS": 5, "CELL_WIDTH": 3}
    yield Case("lane_accumulator", {**wide, "BANKS": 2, "BLOCK": 1})
    signs = {"SUM_WIDTH": 4, "WEIGHT_WIDTH": 1, "CELLS": 4, "CELL_WIDTH": 2}
    yield Case("lane_accumulator", {**signs, "BANKS": 2, "BLOCK": 0})
    yield Case("lane_accumulator", {**signs, "BANKS": 1, "BLOCK": 1, "FORWARD": 0})
    yield Case("lane_accumulator", {**wide, "BANKS": 2, "BLOCK": 1, "FORWARD": 0})


def _serialisers() -> Iterator[Case]:
    for lanes, lane, word, payload in (
        (1, 0, 4, 0),
        (1, 0, 2, 5),
        (2, 1, 1, 0),
        (8, 3, 4, 3),
        (8, 3, 4, 0),
        (16, 4, 3, 1),
    ):
        bits = {"LANES": lanes, "LANE_WIDTH": lane, "WORD_WIDTH": word}
        yield Case("event_serialiser", {**bits, "PAYLOAD": payload, "PORT_WIDTH": max(1, lanes * payload)})


def _repeaters() -> Iterator[Case]:
    for width, count in ((1, 1), (6, 2), (9, 3), (3, 4)):
        yield Case("event_repeater", {"WIDTH": width, "COUNT_WIDTH": count})


#: Every case, by the file of tests that runs it.
CASES: dict[str, list[Case]] = {
    "memory": list(_memories()),
    "stream": list(_streams()),
    "router": [*_router(), *_routers()],
    "core": [
        *(*_row_fetches(), *_gathers(), *_scalers(), *_sweeps(), *_tags()),
        *(*_lanes(), *_serialisers(), *_repeaters()),
    ],
}
