"""The bench of ``hw/rtl/router/router_tap.v``: a filter, then a delay, then a queue."""

import cocotb
from packets import Beat, beats, corner_packets, delayed, draw, random_packets, route, sample_ends
from streams import RATES, Channel, Sink, Source, gaps, scenario, stalls, start

SCENARIO = scenario()
PARAMETERS = SCENARIO["parameters"]
S_ID, M_ID, PAYLOAD = PARAMETERS["S_ID"], PARAMETERS["M_ID"], PARAMETERS["PAYLOAD"]
DELAY, DEPTH = PARAMETERS["DELAY"], PARAMETERS["DEPTH"]


def attach(bench, packets, idle=0.0, stall=0.0):
    """A source of packets and a sink that expects what leaves the tap."""
    source = Source(bench, Channel.packets(bench.dut, "s", PAYLOAD + S_ID), [beats(packets)], gaps(bench.rng, idle))
    kept = [route(packet, SCENARIO["ranges"], S_ID, M_ID) for packet in packets]
    expected = beats(delayed(kept, DELAY))
    sink = Sink(bench, Channel.packets(bench.dut, "m", PAYLOAD + M_ID), [expected], stalls(bench.rng, stall))
    return source, sink


def all_shapes(bench, samples):
    """Corner packets without and with ends of samples, then random ones."""
    top = (1 << (PAYLOAD + S_ID)) - 1
    corners = corner_packets(0, top, 0) + corner_packets(top, SCENARIO["ranges"][0][0], 1)
    return corners + random_packets(bench.rng, draw(PAYLOAD + S_ID), sample_ends(bench.rng, samples))


@cocotb.test()
async def room(dut):
    """A stalled sink leaves room for DEPTH beats and one more, the silent packets among them."""
    bench = await start(dut)
    admitted = SCENARIO["ranges"][0][0]
    source, sink = attach(bench, [[Beat(admitted)] * (DEPTH + 10) + [Beat(admitted, 1)]])
    sink.ready = lambda: False
    await bench.tick(3 * DEPTH + 20)
    assert source.index[0] == DEPTH + 1 - DELAY
    sink.ready = lambda: True
    await bench.finish(10 * DEPTH + 100)


@cocotb.test()
async def latency(dut):
    """A beat that finds the queue empty leaves two clocks later."""
    bench = await start(dut)
    source, sink = attach(bench, [[Beat(SCENARIO["ranges"][0][0], 1)]] * 5)
    source.wait, source.gap = [20 + DELAY], lambda: 5
    await bench.finish(200)
    assert sink.clocks[0][DELAY:] == [clock + 2 for clock in source.clocks[0]]


@cocotb.test()
async def random_rates(dut):
    """Packets of every shape under random idle and stall."""
    bench = await start(dut)
    for idle, stall in RATES:
        await bench.reset()
        attach(bench, all_shapes(bench, 15), idle, stall)
        await bench.finish(20000)


@cocotb.test()
async def reset_in_mid_run(dut):
    """Reset empties the queue and starts the delay anew."""
    bench = await start(dut)
    for clocks in range(1, 30, 3):
        await bench.reset()
        attach(bench, all_shapes(bench, 1), 0.1, 0.5)
        await bench.tick(clocks)
        await bench.reset()
        attach(bench, all_shapes(bench, 1)[-4:], 0.1, 0.2)
        await bench.finish(2000)
