"""The bench of ``hw/rtl/core/event_repeater.v``: n beats for an event that comes with the number n."""

import cocotb
from packets import Beat, null
from streams import RATES, Channel, Sink, Source, gaps, normal, scenario, stalls, start

PARAMETERS = scenario()["parameters"]
WIDTH, COUNT = PARAMETERS["WIDTH"], PARAMETERS["COUNT_WIDTH"]
MOST = (1 << COUNT) - 1


def event(number, count, last=0, user=0):
    """The event ``number``, which comes ``count`` times."""
    return Beat(count << WIDTH | number, last, 1, user)


def repeated(beats):
    """What leaves: the id as often as the number says, once where it says 0; a null beat as it is."""
    found = []
    for beat in beats:
        if not beat.keep:
            found.append(beat)
            continue
        times = max(1, beat.data >> WIDTH)
        number = beat.data & ((1 << WIDTH) - 1)
        found += [Beat(number, 0, 1, 0)] * (times - 1) + [Beat(number, beat.last, 1, beat.user)]
    return found


def attach(bench, beats, idle=0.0, stall=0.0):
    """A source of ``beats`` and a sink of what they become."""
    source = Source(bench, Channel.packets(bench.dut, "s", WIDTH + COUNT), [beats], gaps(bench.rng, idle))
    channel = Channel.packets(bench.dut, "m", WIDTH)
    sink = Sink(bench=bench, channel=channel, expected=[repeated(beats)], ready=stalls(bench.rng, stall), form=normal)
    return source, sink


def corner_beats():
    """Every number of the first and the last id, within a packet, at its end and of a sample; null beats between."""
    ids = (0, (1 << WIDTH) - 1)
    sides = ((0, 0), (1, 0), (1, 1))
    found = [event(number, count, *side) for side in sides for number in ids for count in range(MOST + 1)]
    # A null beat may have anything in its data.
    nulls = [null(1, 0), null(1, 1), null(1, 0)._replace(data=MOST << WIDTH)]
    return [beat for k, each in enumerate(found) for beat in ([each, nulls[k % 3]] if each.last else [each])]


def random_beats(rng, count):
    """Events of any number, some of which close a packet."""
    found = []
    for _ in range(count):
        last = int(rng.random() < 0.3)
        found.append(event(rng.getrandbits(WIDTH), rng.randint(0, MOST), last, last & rng.getrandbits(1)))
    return found


@cocotb.test()
async def clocks(dut):
    """Beats leave one per clock, the first in the clock in which its event arrives."""
    bench = await start(dut)
    beats = corner_beats() + random_beats(bench.rng, 30)
    source, sink = attach(bench, beats)
    await bench.finish(4000)
    assert sink.clocks[0] == list(range(len(repeated(beats))))
    taken, clock = [], -1
    for beat in beats:
        clock += len(repeated([beat]))
        taken.append(clock)
    assert source.clocks[0] == taken


@cocotb.test()
async def random_rates(dut):
    """Random events, idle and stall."""
    bench = await start(dut)
    for idle, stall in RATES:
        await bench.reset()
        attach(bench, corner_beats() + random_beats(bench.rng, 40), idle, stall)
        await bench.finish(20000)


@cocotb.test()
async def reset_in_mid_run(dut):
    """The rest of an event is forgotten."""
    bench = await start(dut)
    for ticks in range(1, 14):
        await bench.reset()
        attach(bench, [event(0, MOST)] * 10, 0.0, 0.4)
        await bench.tick(ticks)
        await bench.reset()
        attach(bench, random_beats(bench.rng, 6), 0.2, 0.2)
        await bench.finish(2000)
