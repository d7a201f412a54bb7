"""The bench of ``hw/rtl/core/event_serialiser.v``: the events of a word, lowest lane first."""

import cocotb
from packets import Beat, null
from streams import RATES, Channel, Sink, Source, exact, gaps, normal, pack, scenario, stalls, start

PARAMETERS = scenario()["parameters"]
LANES, LANE, WORD = PARAMETERS["LANES"], PARAMETERS["LANE_WIDTH"], PARAMETERS["WORD_WIDTH"]
PAYLOAD, PORT = PARAMETERS["PAYLOAD"], PARAMETERS["PORT_WIDTH"]
FIELDS = {"s_events": LANES, "s_payload": PORT, "s_word": WORD, "s_last": 1, "s_user": 1}
EVERY = (1 << LANES) - 1


def word(rng, events, number, last=0, user=0):
    """A word of lanes with a random payload: events, payload, word, last, user."""
    return (events, rng.getrandbits(PORT), number, last, user)


def emitted(words):
    """The beats of each word."""
    result = []
    for events, payload, number, last, user in words:
        lanes = [lane for lane in range(LANES) if events >> lane & 1]
        found = [Beat((load(payload, lane) << WORD | number) << LANE | lane) for lane in lanes]
        if found and last:
            found[-1] = found[-1]._replace(last=1, user=user)
        elif last:
            found = [null(1, user)]
        result.append(found)
    return result


def load(payload, lane):
    """The payload of a lane."""
    return payload >> (lane * PAYLOAD) & ((1 << PAYLOAD) - 1)


def attach(bench, words, idle=0.0, stall=0.0):
    """A source of words and a sink of their events."""
    source = Source(bench, Channel(bench.dut, "s_valid", "s_ready", FIELDS), [words], gaps(bench.rng, idle))
    channel = Channel.packets(bench.dut, "m", PAYLOAD + WORD + LANE)
    expected = [beat for found in emitted(words) for beat in found]
    sink = Sink(bench, channel, [expected], stalls(bench.rng, stall), normal)
    assert exact(words[0])
    return source, sink


def corner_words(rng):
    """No lane, one lane, all lanes, the first and the last; within a packet, at its end, and of a sample."""
    sets = [0, EVERY, 0, *(1 << lane for lane in range(LANES)), 1 | 1 << (LANES - 1), EVERY >> 1, EVERY & ~1, 0, 0]
    numbers = [0, (1 << WORD) - 1]
    return [
        word(rng, events, numbers[place % 2], *side)
        for side in ((0, 0), (1, 0), (0, 1), (1, 1))
        for place, events in enumerate(sets)
    ]


def random_words(rng, count):
    """Words of random lanes, many of them silent."""
    sets = [rng.choice((0, 0, rng.getrandbits(LANES), rng.getrandbits(LANES), EVERY)) for _ in range(count)]
    ends = [int(rng.random() < 0.4) for _ in sets]
    return [
        word(rng, events, rng.getrandbits(WORD), end, end & rng.getrandbits(1))
        for events, end in zip(sets, ends, strict=True)
    ]


@cocotb.test()
async def clocks(dut):
    """Each event takes one clock, and a silent word one; the first event comes one clock after its word."""
    bench = await start(dut)
    words = corner_words(bench.rng) + random_words(bench.rng, 40)
    source, sink = attach(bench, words)
    await bench.finish(3000)
    entered, left = [], []
    clock = 0
    for found in emitted(words):
        entered.append(clock)
        left += [clock + 1 + place for place in range(len(found))]
        clock += max(1, len(found))
    assert source.clocks[0] == entered
    assert sink.clocks[0] == left


@cocotb.test()
async def payload_of_each_lane(dut):
    """A payload with one lane set belongs to that lane."""
    bench = await start(dut)
    ones = (1 << PAYLOAD) - 1
    words = [(EVERY, pack([ones * (lane == each) for lane in range(LANES)], PAYLOAD), 1, 1, 0) for each in range(LANES)]
    attach(bench, words)
    await bench.finish(3000)


@cocotb.test()
async def random_rates(dut):
    """Random words, idle and stall."""
    bench = await start(dut)
    for idle, stall in RATES:
        await bench.reset()
        attach(bench, corner_words(bench.rng) + random_words(bench.rng, 25), idle, stall)
        await bench.finish(20000)


@cocotb.test()
async def reset_in_mid_run(dut):
    """The rest of a word is forgotten."""
    bench = await start(dut)
    for ticks in range(1, 14):
        await bench.reset()
        attach(bench, random_words(bench.rng, 10), 0.0, 0.4)
        await bench.tick(ticks)
        await bench.reset()
        attach(bench, random_words(bench.rng, 4), 0.2, 0.2)
        await bench.finish(2000)
