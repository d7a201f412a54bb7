"""The bench of ``hw/rtl/core/row_fetch.v``: the row of every axon, a clock or two after its beat."""

import cocotb
from packets import Beat, beats, corner_packets, null, random_packets, sample_ends
from streams import RATES, Channel, Sink, Source, gaps, scenario, stalls, start

SCENARIO = scenario()
PARAMETERS = SCENARIO["parameters"]
AXON, ADDR, WORD, LENGTH = (PARAMETERS[f"{name}_WIDTH"] for name in ("AXON", "ADDR", "WORD", "LENGTH"))
AXONS = PARAMETERS["AXONS"] if PARAMETERS["TABLE"] else 1 << AXON
#: Clocks from a beat to its row: a table is read first.
LATENCY = 1 + PARAMETERS["TABLE"]
#: Bits that travel with a beat: tuser, lowest, and a number above it.
USER = PARAMETERS.get("USER_WIDTH", 1)
BEAT = {"s_tdata": AXON, "s_tlast": 1, "s_tkeep": 1, "s_tuser": USER}
FIELDS = {"row_event": 1, "row_last": 1, "row_user": USER, "row_base": ADDR, "row_start": WORD, "row_length": LENGTH}


def row(beat):
    """The row of a beat: event, last, user, base, start, length."""
    if not beat.keep:
        return (0, beat.last, beat.user, 0, 0, 0)
    if PARAMETERS["TABLE"]:
        length, begin, base = SCENARIO["rows"][beat.data]
    else:
        length, begin = PARAMETERS["LENGTH"], PARAMETERS["START"]
        base = (PARAMETERS["BASE"] + beat.data * length) % (1 << ADDR)
    return (int(length > 0), beat.last, beat.user, base, begin, length)


def form(transfer):
    """A row as it is compared: without words it has no place either."""
    assert None not in transfer[:3], f"unknown bits in {transfer}"
    if not transfer[0]:
        return (*transfer[:3], 0, 0, 0)
    assert None not in transfer, f"unknown bits in {transfer}"
    return tuple(transfer)


def numbered(rng, beat):
    """The beat with a number above its tuser, the extremes often."""
    top = (1 << (USER - 1)) - 1
    return beat._replace(user=beat.user | rng.choice((0, top, rng.getrandbits(USER - 1))) << 1) if top else beat


def attach(bench, data, idle=0.0, stall=0.0):
    """A source of beats and a taker of rows."""
    data = [numbered(bench.rng, beat) for beat in data]
    beats_in = Channel(bench.dut, "s_tvalid", "s_tready", BEAT)
    source = Source(bench, beats_in, [data], gaps(bench.rng, idle))
    channel = Channel(bench.dut, "row_valid", "row_take", FIELDS)
    sink = Sink(
        bench=bench, channel=channel, expected=[[row(beat) for beat in data]], ready=stalls(bench.rng, stall), form=form
    )
    return source, sink


def random_beats(bench, samples):
    """Corner packets, then random ones."""
    packets = corner_packets(0, AXONS - 1, 0) + corner_packets(AXONS - 1, 0, 1)
    packets += random_packets(bench.rng, lambda rng: rng.randrange(AXONS), sample_ends(bench.rng, samples))
    return beats(packets)


@cocotb.test()
async def every_axon(dut):
    """Every axon, then null beats with the side bits; one row per clock, LATENCY clocks after its beat."""
    bench = await start(dut)
    data = [Beat(axon, last) for axon in range(AXONS) for last in (0, 1)]
    data += [null(last, user, data=item) for last in (0, 1) for user in (0, 1) for item in range(1 << min(AXON, 4))]
    data += [Beat(0, 1, 1, 1), Beat(AXONS - 1, 0, 1, 0)]
    source, sink = attach(bench, data)
    await bench.finish(len(data) + 10)
    assert source.clocks[0] == list(range(len(data)))
    assert sink.clocks[0] == [clock + LATENCY for clock in source.clocks[0]]


@cocotb.test()
async def an_axon_many_times(dut):
    """n events of an axon are n rows, one per clock; null beats between them hold any data, beyond the axons too."""
    bench = await start(dut)
    top = (1 << AXON) - 1
    data = [Beat(axon) for axon in (0, AXONS - 1) for _ in range(20)]
    data += [beat for axon in (0, AXONS - 1) for _ in range(5) for beat in (Beat(axon), null(data=top))]
    _, sink = attach(bench, [*data, null(1, 1, top)])
    await bench.finish(len(data) + 10)
    assert sink.clocks[0] == [clock + LATENCY for clock in range(len(data) + 1)]


@cocotb.test()
async def stalled(dut):
    """Without a taker as many beats are accepted as there are registers for rows, and none is lost."""
    bench = await start(dut)
    source, sink = attach(bench, [Beat(axon % AXONS) for axon in range(6)], 0.0, 1.0)
    await bench.tick(12)
    assert len(source.clocks[0]) == LATENCY
    sink.ready = lambda: True
    await bench.finish(40)
    assert sink.clocks[0] == list(range(12, 18)), "a bubble behind the stall"


@cocotb.test()
async def random_rates(dut):
    """Random packets, idle and stall."""
    bench = await start(dut)
    for idle, stall in RATES:
        await bench.reset()
        attach(bench, random_beats(bench, 15), idle, stall)
        await bench.finish(10000)


@cocotb.test()
async def reset_in_mid_run(dut):
    """A row that waited is forgotten."""
    bench = await start(dut)
    for clocks in range(1, 12):
        await bench.reset()
        attach(bench, random_beats(bench, 1), 0.1, 0.5)
        await bench.tick(clocks)
        await bench.reset()
        attach(bench, random_beats(bench, 1)[-9:], 0.3, 0.2)
        await bench.finish(2000)
