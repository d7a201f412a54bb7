"""The bench of ``hw/rtl/router/packet_delay.v``: DELAY silent packets first, in every sample."""

import cocotb
from packets import beats, corner_packets, delayed, draw, random_packets, sample_ends, silent
from streams import RATES, Channel, Sink, Source, gaps, scenario, stalls, start

PARAMETERS = scenario()["parameters"]
WIDTH, DELAY = PARAMETERS["WIDTH"], PARAMETERS["DELAY"]


def attach(bench, packets, idle=0.0, stall=0.0):
    """A source of packets and a sink that expects them behind silent ones."""
    source = Source(bench, Channel.packets(bench.dut, "s", WIDTH), [beats(packets)], gaps(bench.rng, idle))
    expected = beats(delayed(packets, DELAY))
    sink = Sink(bench, Channel.packets(bench.dut, "m", WIDTH), [expected], stalls(bench.rng, stall))
    return source, sink


def all_shapes(bench, samples=20):
    """Corner packets without and with ends of samples, then random ones."""
    top = (1 << WIDTH) - 1
    corners = corner_packets(0, top, 0) + corner_packets(top, 0, 1)
    return corners + random_packets(bench.rng, draw(WIDTH), sample_ends(bench.rng, samples))


@cocotb.test()
async def silent_first(dut):
    """The silent packets come after reset by themselves, before any packet arrives."""
    bench = await start(dut)
    _, sink = attach(bench, [])
    await bench.finish(3 * DELAY + 10)
    assert sink.clocks[0] == list(range(DELAY))


@cocotb.test()
async def no_clock_is_lost(dut):
    """One beat per clock, silent ones included; a sample may follow back to back."""
    bench = await start(dut)
    packets = [silent(1), silent(1), *all_shapes(bench)]
    _, sink = attach(bench, packets)
    await bench.finish(3000)
    assert sink.clocks[0] == list(range(len(sink.clocks[0])))


@cocotb.test()
async def random_rates(dut):
    """Packets of every shape under random idle and stall."""
    bench = await start(dut)
    for idle, stall in RATES:
        await bench.reset()
        attach(bench, all_shapes(bench), idle, stall)
        await bench.finish(20000)


@cocotb.test()
async def reset_in_mid_run(dut):
    """A reset in the middle of silent packets, of a packet, or of a sample starts anew."""
    bench = await start(dut)
    for clocks in range(0, 3 * DELAY + 12, 2):
        await bench.reset()
        attach(bench, all_shapes(bench, 1), 0.1, 0.2)
        await bench.tick(clocks)
        await bench.reset()
        attach(bench, all_shapes(bench, 1)[-3:], 0.1, 0.2)
        await bench.finish(2000)
