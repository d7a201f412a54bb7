"""The bench of ``hw/rtl/router/packet_merge.v``: packet t holds packet t of every source, in order."""

import cocotb
from packets import Beat, beats, close, delayed, draw, merged, null, random_packets, sample_ends, silent
from streams import RATES, Channel, Sink, Source, gaps, scenario, stalls, start

PARAMETERS = scenario()["parameters"]
WIDTH, SOURCES, LATE = PARAMETERS["WIDTH"], PARAMETERS["SOURCES"], PARAMETERS["DELAYED"]
TOP = (1 << WIDTH) - 1


def attach(bench, sources, idle=0.0, stall=0.0):
    """The sources and a sink that expects them merged."""
    streams = [beats(packets) for packets in sources]
    source = Source(bench, Channel.packets(bench.dut, "s", WIDTH, SOURCES), streams, gaps(bench.rng, idle))
    expected = beats(merged(sources, LATE))
    sink = Sink(bench, Channel.packets(bench.dut, "m", WIDTH), [expected], stalls(bench.rng, stall))
    return source, sink


def marks(bench, end):
    """Which sources say that the sample ends: any but none of those that are not delayed."""
    if not end:
        return [0] * SOURCES
    told = [1] * LATE + [bench.rng.randrange(2) for _ in range(LATE, SOURCES)]
    if not any(told[LATE:]):
        told[bench.rng.randrange(LATE, SOURCES)] = 1
    return told


def behind(packets, delay):
    """A delayed link, as far as the sample that ends with the last packet takes it."""
    return delayed(packets, delay)[:-delay]


def random_sources(bench, samples, ends=None):
    """Packets of every source; the delayed ones behind 1 to 7 silent packets in every sample."""
    ends = sample_ends(bench.rng, samples) if ends is None else ends
    steps = [marks(bench, end) for end in ends]
    sources = []
    for place in range(SOURCES):
        packets = random_packets(bench.rng, draw(WIDTH), [step[place] for step in steps])
        sources.append(behind(packets, bench.rng.choice((1, 2, 3, 7))) if place < LATE else packets)
    return sources


def corner_sources():
    """Silent and busy packets of every source in every combination, ended and not."""
    shapes = [silent, lambda user: close([TOP, 0], user), lambda user: [Beat(0), null(1, user)]]
    steps = []
    for number in range(3**SOURCES if SOURCES < 4 else 0):
        for user in (0, 1):
            steps.append([shapes[number // 3**place % 3](user) for place in range(SOURCES)])
    for only in range(SOURCES):  # one source has events, the others are silent; all by null beats
        steps.append([close([TOP], 1, by_null=True) if place == only else silent(1) for place in range(SOURCES)])
    sources = [[step[place] for step in steps] for place in range(SOURCES)]
    return [behind(packets, 1 + place) if place < LATE else packets for place, packets in enumerate(sources)]


@cocotb.test()
async def every_combination(dut):
    """Every combination of silent and busy sources; each beat costs one clock, dropped ones too."""
    bench = await start(dut)
    sources = corner_sources()
    source, sink = attach(bench, sources)
    await bench.finish(9000)
    used = sum(len(clocks) for clocks in source.clocks)
    assert sorted(clock for clocks in source.clocks for clock in clocks) == list(range(used))
    assert set(sink.clocks[0]) <= set(range(used))


@cocotb.test()
async def order_of_arrival(dut):
    """Whichever source comes late, the merged packets are the same."""
    bench = await start(dut)
    sources = random_sources(bench, 4)
    for slow in range(SOURCES):
        await bench.reset()
        source, _ = attach(bench, sources, 0.0, 0.1)
        source.wait[slow] = 25
        await bench.finish(9000)


def disagreeing_sources(only):
    """Two samples of three steps, ended by one undelayed source alone; on delayed links one packet later.

    Such a link, one step late, loses what is in flight through the packet that it was ended with.
    """
    said = [silent, lambda user: close([TOP, TOP], user)]
    sources = []
    for place in range(SOURCES):
        ends = [0, 0, 0, 1, 0, 0, 1] if place < LATE else [0, 0, int(place == only)] * 2
        packets = [said[(place + step) % 2](user) for step, user in enumerate(ends)]
        sources.append(behind(packets, 1) if place < LATE else packets)
    return sources


@cocotb.test()
async def one_source_ends_the_sample(dut):
    """TUSER of any undelayed source ends the sample for all; the mark of a delayed link ends none."""
    bench = await start(dut)
    for only in range(LATE, SOURCES):
        await bench.reset()
        _, sink = attach(bench, disagreeing_sources(only))
        await bench.finish(900)
        ends = [beat[3] for beat in sink.received[0] if beat[1]]
        assert ends == [0, 0, 1] * 2


@cocotb.test()
async def random_rates(dut):
    """Random packets, idle and stall."""
    bench = await start(dut)
    for idle, stall in RATES:
        await bench.reset()
        attach(bench, random_sources(bench, 12), idle, stall)
        await bench.finish(30000)


@cocotb.test()
async def reset_in_mid_run(dut):
    """A reset in mid-packet or while packets are dropped starts anew."""
    bench = await start(dut)
    for clocks in range(1, 40, 3):
        await bench.reset()
        attach(bench, random_sources(bench, 4, [1] * 8), 0.1, 0.1)
        await bench.tick(clocks)
        await bench.reset()
        attach(bench, random_sources(bench, 1), 0.1, 0.1)
        await bench.finish(4000)
