"""The bench of ``hw/rtl/memory/sdp_ram.v``: a word written is read, and ``re`` low holds ``rdata``.

A read that meets a write of the same word returns an undefined word, so it is not looked at.
"""

import cocotb
from streams import known, scenario, start

PARAMETERS = scenario()["parameters"]
DEPTH, WIDTH = PARAMETERS["DEPTH"], PARAMETERS["WIDTH"]


class Ports:
    """Plays operations ``(write, written word, data, read, read word)`` and compares ``rdata``."""

    def __init__(self, bench, operations):
        self.bench = bench
        self.operations = operations
        self.index = 0
        self.memory = {}
        self.expected = None
        self.compared = 0
        bench.parts.append(self)

    def done(self):
        """Whether everything was played."""
        return self.index >= len(self.operations)

    def drive(self):
        """Drive the inputs of this clock."""
        dut = self.bench.dut
        self.now = self.operations[self.index] if not self.done() else (0, 0, 0, 0, 0)
        dut.we.value, dut.waddr.value, dut.wdata.value, dut.re.value, dut.raddr.value = self.now

    def sample(self):
        """Check the outputs of this clock."""
        write, waddr, data, read, raddr = self.now
        if self.expected is not None:
            assert known(self.bench.dut.rdata) == self.expected, f"operation {self.index}"
            self.compared += 1
        if read:
            self.expected = None if write and waddr == raddr else self.memory.get(raddr)
        if write:
            self.memory[waddr] = data
        self.index += 1


@cocotb.test()
async def every_word(dut):
    """Each word holds its own data: write all, read all, then write one while reading another."""
    bench = await start(dut)
    top = (1 << WIDTH) - 1
    values = [top >> (word % WIDTH) if word % 2 else (top >> (word % WIDTH)) ^ top for word in range(DEPTH)]
    writes = [(1, word, values[word], 0, 0) for word in range(DEPTH)]
    reads = [(0, (word + 1) % DEPTH, 0, 1, word) for word in range(DEPTH)]
    both = [(1, word, values[word] ^ top, 1, (word + 1) % DEPTH) for word in range(DEPTH)]
    ports = Ports(bench, writes + reads + both + reads)
    await bench.finish(10 * DEPTH + 50)
    assert ports.compared >= 2 * DEPTH


@cocotb.test()
async def random_operations(dut):
    """Random reads and writes."""
    bench = await start(dut)
    rng = bench.rng
    count = max(600, 3 * DEPTH)
    operations = [
        (rng.randrange(2), rng.randrange(DEPTH), rng.getrandbits(WIDTH), rng.randrange(2), rng.randrange(DEPTH))
        for _ in range(count)
    ]
    ports = Ports(bench, operations)
    await bench.finish(count + 200)
    assert DEPTH == 1 or ports.compared > 100
