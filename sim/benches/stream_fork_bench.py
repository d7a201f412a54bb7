"""The bench of ``hw/rtl/stream/stream_fork.v``: every sink of MASK takes every beat once.

The data stay outside the module, so a beat is known by the clock in which it stands at the source.
"""

import cocotb
from streams import RATES, Channel, Sink, Source, exact, gaps, scenario, stalls, start

SINKS = scenario()["parameters"]["SINKS"]
MASK = scenario()["mask"]


class Order:
    """Checks that sinks take the beat that stands at the source, and that it leaves with the last."""

    def __init__(self, bench, source, sink):
        self.bench = bench
        self.source = source
        self.sink = sink
        bench.parts.append(self)

    def done(self):
        """Nothing to wait for."""
        return True

    def drive(self):
        """Nothing to drive."""

    def sample(self):
        """Compare the counts of sinks and source."""
        taken = [len(self.sink.received[place]) for place in range(SINKS) if MASK >> place & 1]
        sent = self.source.index[0]
        assert all(count in (sent, sent + 1) for count in taken), f"clock {self.bench.clock}: {taken} of {sent}"
        assert not taken or min(taken) == sent, f"clock {self.bench.clock}: a beat stays after all took it"


def attach(bench, count, idle, stall):
    """A source of ``count`` beats and the sinks of MASK."""
    expected = [[()] * count if MASK >> place & 1 else [] for place in range(SINKS)]
    source = Source(bench, Channel(bench.dut, "s_tvalid", "s_tready", {}), [[()] * count], gaps(bench.rng, idle))
    channel = Channel(dut=bench.dut, valid="m_tvalid", ready="m_tready", fields={}, count=SINKS)
    sink = Sink(bench=bench, channel=channel, expected=expected, ready=stalls(bench.rng, stall), form=exact)
    Order(bench, source, sink)
    return source, sink


@cocotb.test()
async def every_order(dut):
    """For every set of ready sinks: those take the beat at once, the others later, each once."""
    bench = await start(dut)
    for ready in range(1 << SINKS):
        await bench.reset()
        source, sink = attach(bench, 3, 0.0, 0.0)
        pattern = [bool(ready >> place & 1) for place in range(SINKS)]
        turns = iter(pattern * 4)
        sink.ready = lambda turns=turns: next(turns, True)
        await bench.tick()
        took = [len(received) for received in sink.received]
        assert took == [int(pattern[place] and bool(MASK >> place & 1)) for place in range(SINKS)]
        assert source.index[0] == int(MASK & ~ready == 0)
        await bench.finish(40)


@cocotb.test()
async def throughput(dut):
    """One beat per clock while all sinks are ready."""
    bench = await start(dut)
    source, _ = attach(bench, 20, 0.0, 0.0)
    await bench.finish(40)
    assert source.clocks[0] == list(range(20))


@cocotb.test()
async def random_rates(dut):
    """Random idle and stall."""
    bench = await start(dut)
    for idle, stall in RATES:
        await bench.reset()
        attach(bench, 80, idle, stall)
        await bench.finish(8000)


@cocotb.test()
async def reset_in_mid_run(dut):
    """A beat that some sinks took before a reset is forgotten."""
    bench = await start(dut)
    for _ in range(20):
        await bench.reset()
        attach(bench, 10, 0.0, 0.7)
        await bench.tick(bench.rng.randint(1, 6))
        await bench.reset()
        attach(bench, 10, 0.2, 0.2)
        await bench.finish(400)
