"""The bench of ``hw/rtl/memory/rom.v``: contents, latency, and a read held while ``en`` is low."""

import cocotb
from streams import known, scenario, start

SCENARIO = scenario()
WORDS = SCENARIO["words"]
LATENCY = SCENARIO["parameters"]["LATENCY"]


class Reader:
    """Reads ``addresses`` and compares ``q`` in every clock."""

    def __init__(self, bench, addresses, rate):
        self.bench = bench
        self.addresses = addresses
        self.rate = rate
        self.pipe = [None] * LATENCY  # the word read last is first
        bench.parts.append(self)

    def done(self):
        """Whether everything was played."""
        return not self.addresses and self.pipe[-1] is not None

    def drive(self):
        """Drive the inputs of this clock."""
        self.en = self.bench.rng.random() >= self.rate
        self.address = self.addresses[0] if self.addresses else 0
        if not self.en:
            self.address = self.bench.rng.randrange(len(WORDS))
        self.bench.dut.en.value = int(self.en)
        self.bench.dut.addr.value = self.address

    def sample(self):
        """Check the outputs of this clock."""
        if self.pipe[-1] is not None:
            assert known(self.bench.dut.q) == self.pipe[-1], f"clock {self.bench.clock}"
        if self.en:
            self.pipe = [WORDS[self.address], *self.pipe[:-1]]
            self.addresses = self.addresses[1:]


@cocotb.test()
async def every_word(dut):
    """All words up and down, without a pause."""
    bench = await start(dut)
    addresses = [*range(len(WORDS)), *range(len(WORDS))[::-1]]
    Reader(bench, addresses, 0.0)
    await bench.finish(len(addresses) + 10)


@cocotb.test()
async def random_words(dut):
    """Random words with ``en`` low by chance."""
    bench = await start(dut)
    for rate in (0.1, 0.5, 0.9):
        await bench.reset()
        Reader(bench, [bench.rng.randrange(len(WORDS)) for _ in range(60)], rate)
        await bench.finish(4000)
