"""The bench of ``hw/rtl/router/spike_router.v``: taps, multicast and merged sinks of a whole router."""

import cocotb
from packets import (
    Beat,
    beats,
    close,
    corner_packets,
    delayed,
    draw,
    merged,
    null,
    random_packets,
    route,
    sample_ends,
    silent,
)
from streams import RATES, Channel, Sink, Source, gaps, scenario, stalls, start

SCENARIO = scenario()
PARAMETERS = SCENARIO["parameters"]
S_ID, M_ID, PAYLOAD = PARAMETERS["S_ID"], PARAMETERS["M_ID"], PARAMETERS["PAYLOAD"]
SOURCES, SINKS = SCENARIO["sources"], SCENARIO["sinks"]
TOP = (1 << (PAYLOAD + S_ID)) - 1


def expected(sources):
    """What every sink must get: its taps filtered, delayed and merged."""
    sinks = []
    for sink in range(SINKS):
        streams, late = [], 0
        for origin, target, delay, _, ranges in SCENARIO["taps"]:
            if target == sink:
                streams.append(delayed([route(packet, ranges, S_ID, M_ID) for packet in sources[origin]], delay))
                late += delay > 0
        sinks.append(beats(merged(streams, late)))
    return sinks


def attach(bench, sources, idle=0.0, stall=0.0):
    """The sources of the router and its sinks."""
    streams = [beats(packets) for packets in sources]
    source = Source(bench, Channel.packets(bench.dut, "s", PAYLOAD + S_ID, SOURCES), streams, gaps(bench.rng, idle))
    channel = Channel.packets(bench.dut, "m", PAYLOAD + M_ID, SINKS)
    sink = Sink(bench, channel, expected(sources), stalls(bench.rng, stall))
    return source, sink


def random_sources(bench, samples):
    """Random packets of all sources, with the same ends of samples."""
    ends = sample_ends(bench.rng, samples)
    return [random_packets(bench.rng, draw(PAYLOAD + S_ID), ends) for _ in range(SOURCES)]


@cocotb.test()
async def corners(dut):
    """Every shape of packet, without and with an end of the sample; then silent samples of one step."""
    bench = await start(dut)
    packets = corner_packets(0, TOP, 0) + corner_packets(TOP, 0, 1) + [silent(1)] * 3
    attach(bench, [packets] * SOURCES)
    await bench.finish(5000)


@cocotb.test()
async def every_id(dut):
    """Every id of each source in turn, while the others are silent."""
    bench = await start(dut)
    every = [(TOP >> S_ID << S_ID) | number for number in range(1 << S_ID)]
    chunks = [every[place : place + 8] for place in range(0, len(every), 8)]
    sources = [
        [close(chunk) if origin == busy else silent() for busy in range(SOURCES) for chunk in chunks] + [silent(1)]
        for origin in range(SOURCES)
    ]
    attach(bench, sources)
    await bench.finish(5000)


@cocotb.test()
async def odd_hosts(dut):
    """An id many times in a packet, ids in no range between, null beats with data, and TUSER from one source only.

    Not so where taps are delayed: without its own mark such a tap would drop packets for ever.
    """
    bench = await start(dut)
    delays = any(tap[2] for tap in SCENARIO["taps"])
    ids = [number for number in range(1 << S_ID) for _ in range(3)] * 2
    for only in range(SOURCES):
        await bench.reset()
        sources = []
        for origin in range(SOURCES):
            user = int(delays or origin == only)
            flood = [item for number in ids for item in (Beat(number), null(data=number ^ 1))]
            sources.append([[*flood, null(1)], close(ids[:9]), close([TOP] * 5, user), silent(), silent(user)])
        attach(bench, sources)
        await bench.finish(9000)


@cocotb.test()
async def random_rates(dut):
    """Random packets, idle and stall."""
    bench = await start(dut)
    for idle, stall in RATES:
        await bench.reset()
        attach(bench, random_sources(bench, 10), idle, stall)
        await bench.finish(30000)


@cocotb.test()
async def reset_in_mid_run(dut):
    """A reset in the middle of anything starts anew."""
    bench = await start(dut)
    for clocks in range(1, 60, 9):
        await bench.reset()
        attach(bench, random_sources(bench, 6), 0.1, 0.2)
        await bench.tick(clocks)
        await bench.reset()
        attach(bench, random_sources(bench, 3), 0.1, 0.2)
        await bench.finish(4000)
