"""The bench of ``hw/rtl/router/route_filter.v``: every beat there is, then random packets."""

import cocotb
from packets import Beat, beats, corner_packets, random_packets, route, sample_ends
from streams import RATES, Channel, Sink, Source, gaps, scenario, stalls, start

SCENARIO = scenario()
PARAMETERS = SCENARIO["parameters"]
S_ID, M_ID, PAYLOAD = PARAMETERS["S_ID"], PARAMETERS["M_ID"], PARAMETERS["PAYLOAD"]
RANGES = SCENARIO["ranges"]


def attach(bench, packets, idle, stall):
    """A source and a sink with what the ranges admit."""
    expected = [beat for packet in packets for beat in route(packet, RANGES, S_ID, M_ID)]
    source = Source(bench, Channel.packets(bench.dut, "s", PAYLOAD + S_ID), [beats(packets)], gaps(bench.rng, idle))
    Sink(bench, Channel.packets(bench.dut, "m", PAYLOAD + M_ID), [expected], stalls(bench.rng, stall))
    return source


def corner_ids():
    """Every id when they are few, else those around the ends of ranges."""
    if S_ID <= 6:
        return list(range(1 << S_ID))
    ends = [end + step for first, last, _ in RANGES for end in (first, last) for step in (-1, 0, 1)]
    return [end for end in [*ends, 0, (1 << S_ID) - 1] if 0 <= end < 1 << S_ID]


@cocotb.test()
async def every_beat(dut):
    """Every id with every last, keep and user; no clock is lost, for the module holds no beat."""
    bench = await start(dut)
    top = (1 << PAYLOAD) - 1
    data = [load << S_ID | number for number in corner_ids() for load in {0, top, top >> 1}]
    packets = [[Beat(item, *map(int, f"{side:03b}"))] for item in data for side in range(8)]
    source = attach(bench, packets, 0.0, 0.0)
    await bench.finish(2 * len(packets))
    assert source.clocks[0] == list(range(len(packets)))


@cocotb.test()
async def dropped_at_once(dut):
    """What is dropped does not wait for the sink."""
    bench = await start(dut)
    dropped = [Beat(item, 0, keep) for item in corner_ids() for keep in (0, 1)]
    dropped = [beat for beat in dropped if not route([beat], RANGES, S_ID, M_ID)]
    source = Source(bench, Channel.packets(dut, "s", PAYLOAD + S_ID), [dropped])
    Sink(bench, Channel.packets(dut, "m", PAYLOAD + M_ID), [[]], lambda: False)
    await bench.finish(len(dropped) + 1)
    assert source.clocks[0] == list(range(len(dropped)))


@cocotb.test()
async def random_rates(dut):
    """Packets of every shape under random idle and stall."""
    bench = await start(dut)
    width = PAYLOAD + S_ID
    inside, ids = RANGES[0][0], corner_ids()

    def data(rng):
        return rng.getrandbits(PAYLOAD) << S_ID | rng.choice(ids)

    for idle, stall in RATES:
        await bench.reset()
        packets = corner_packets(inside, (1 << width) - 1, 0) + corner_packets((1 << S_ID) - 1, inside, 1)
        packets += random_packets(bench.rng, data, sample_ends(bench.rng, 15))
        attach(bench, packets, idle, stall)
        await bench.finish(10000)
