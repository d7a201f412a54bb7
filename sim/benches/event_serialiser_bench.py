"""The bench of ``hw/rtl/core/event_serialiser.v``: the events of a word, lowest lane first."""

from collections import deque

import cocotb
from packets import Beat, null
from streams import RATES, Channel, Sink, Source, exact, gaps, normal, pack, scenario, stalls, start

from snnc.plan.blocks.streams import SerialiserClocks

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
    sink = Sink(bench=bench, channel=channel, expected=[expected], ready=stalls(bench.rng, stall), form=normal)
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
        word(rng, events=events, number=rng.getrandbits(WORD), last=end, user=end & rng.getrandbits(1))
        for events, end in zip(sets, ends, strict=True)
    ]


@cocotb.test()
async def clocks(dut):
    """Each event takes one clock, and a silent word one; the first event comes two clocks after its word."""
    bench = await start(dut)
    words = corner_words(bench.rng) + random_words(bench.rng, 40)
    source, sink = attach(bench, words)
    await bench.finish(3000)
    left, begun = [], [-1, -1]
    clock = 1
    for found in emitted(words):
        begun.append(clock)
        left += [clock + 1 + place for place in range(len(found))]
        clock += max(1, len(found))
    assert sink.clocks[0] == left
    # Two words wait behind the one that is being emitted.
    assert source.clocks[0] == [0, 1] + [clock + 1 for clock in begun[2 : len(words)]]


@cocotb.test()
async def room_for_two(dut):
    """While nothing is taken, three words enter; a silent one needs no room."""
    bench = await start(dut)
    words = [word(bench.rng, EVERY, place % (1 << WORD)) for place in range(6)]
    for silent in range(3):
        source, sink = attach(bench, [word(bench.rng, 0, 0)] * silent + words, 0.0, 1.0)
        await bench.tick(20)
        assert source.index == [silent + 3] and not sink.received[0]
        sink.ready = lambda: True
        await bench.finish(500)
        await bench.reset()


@cocotb.test()
async def cycle_model(dut):
    """The clocks of words and events are those of the cycle model, under every idle and stall."""
    bench = await start(dut)
    for idle, stall in RATES:
        await bench.reset()
        words = corner_words(bench.rng) + random_words(bench.rng, 25)
        waits = [gaps(bench.rng, idle)() for _ in range(len(words) + 1)]
        ready = [stalls(bench.rng, stall)() for _ in range(20000)]
        source, sink = attach(bench, words)
        drawn = iter(waits)
        source.gap, source.wait = (lambda drawn=drawn: next(drawn)), [next(drawn)]
        sink.ready = lambda ready=ready: ready[bench.clock]
        await bench.finish(20000)
        assert (source.clocks[0], sink.clocks[0]) == predict(words, waits, ready), f"idle {idle}, stall {stall}"


class Stalled:
    """A port of the cycle model that takes beats in given clocks only."""

    def __init__(self, ready):
        self.ready = ready
        self.clocks = []

    def send(self, _, offered):
        """Take a beat in the first clock that allows it."""
        clock = self.ready.index(True, offered)
        self.clocks.append(clock)
        return clock
        yield  # a process, though it never waits


def predict(words, waits, ready):
    """The clocks in which the cycle model accepts words, and emits their events."""
    port = Stalled(ready)
    model = SerialiserClocks(port)
    entered = []
    clock = -1
    for found, wait, (_, _, _, last, user) in zip(emitted(words), waits, words, strict=False):
        clock = max(clock + 1 + wait, model.room())
        entered.append(clock)
        slots = [beat.data for beat in found if beat.keep]
        deque(model.emit(slots, clock, bool(last), bool(user)), 0)
    return entered, port.clocks


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
