"""The bench of ``hw/rtl/core/weight_scaler.v``: the products of a word, a clock after its weights.

The bench is the core around the module. A row is taken, then its words pass stage fetch, and the
weights of each are there DELAY clocks later. Where nothing is said, the inputs show noise.
"""

from typing import NamedTuple

import cocotb
from streams import RATES, bits, gaps, number, pack, scenario, start

PARAMETERS = scenario()["parameters"]
LANES, DELAY = PARAMETERS["LANES"], PARAMETERS["DELAY"]
WEIGHT, NUMBER, PRODUCT = (PARAMETERS[f"{name}_WIDTH"] for name in ("WEIGHT", "NUMBER", "PRODUCT"))
#: Weights of one bit are +1 and -1.
LOW, HIGH = (-(1 << (WEIGHT - 1)), (1 << (WEIGHT - 1)) - 1) if WEIGHT > 1 else (-1, 1)
LEAST, MOST = -(1 << (NUMBER - 1)), (1 << (NUMBER - 1)) - 1
#: Weights and numbers that are tried in every pair.
WEIGHTS = sorted({LOW, LOW + 1, -1, 0, 1, HIGH - 1, HIGH}) if WEIGHT > 1 else [-1, 1]
NUMBERS = sorted({LEAST, LEAST + 1, -1, 0, 1, MOST - 1, MOST})


class Row(NamedTuple):
    """The words of an event's row, and idle clocks before it is taken and before each word."""

    number: int
    words: list
    idle: int = 0
    gaps: tuple = ()


def fits(factor, weight):
    """Whether the compiler could have proved the width of the product."""
    return -(1 << (PRODUCT - 1)) <= factor * weight < 1 << (PRODUCT - 1)


def stored(weight):
    """A weight as the synapse memory holds it."""
    return int(weight > 0) if WEIGHT == 1 else ~weight % (1 << WEIGHT)


class Core:
    """Plays rows, and compares the products in every clock with those of the last word."""

    def __init__(self, bench, rows):
        self.bench = bench
        self.take, self.fetch, self.weights, self.products = {}, set(), {}, {}
        self.expected = None
        clock = 0  # in which a row may be taken: the last word of the row before is in stage fetch
        for row in rows:
            clock += row.idle
            self.take[clock] = row.number
            for place, word in enumerate(row.words):
                clock += 1 + (row.gaps[place] if row.gaps else 0)
                self.fetch.add(clock)
                self.weights[clock + DELAY] = pack([stored(weight) for weight in word], WEIGHT)
                values = [~(row.number * weight) % (1 << PRODUCT) for weight in word]
                self.products[clock + DELAY + 1] = pack(values, PRODUCT)
            if not row.words:
                clock += 1
        self.end = clock + DELAY + 2
        bench.parts.append(self)

    def done(self):
        """Whether all products have come."""
        return self.bench.clock > self.end

    def drive(self):
        """The inputs of this clock."""
        dut, rng, clock = self.bench.dut, self.bench.rng, self.bench.clock
        dut.take.value = int(clock in self.take)
        dut.number.value = self.take.get(clock, rng.getrandbits(NUMBER)) % (1 << NUMBER)
        dut.fetch_valid.value = int(clock in self.fetch)
        dut.weights_n.value = self.weights.get(clock, rng.getrandbits(LANES * WEIGHT))

    def sample(self):
        """Products come with their clock and stay until the next."""
        self.expected = self.products.get(self.bench.clock, self.expected)
        if self.expected is not None:
            got = number(bits(self.bench.dut.products_n))
            assert got == self.expected, f"clock {self.bench.clock}: {got}, not {self.expected}"


def word(rng, factor, first=None):
    """A weight for each lane, ``first`` in some lane of them; every product fits."""
    drawn = []
    while len(drawn) < LANES:
        weight = rng.choice((rng.choice(WEIGHTS), rng.randint(LOW, HIGH) or HIGH))
        drawn.append(weight if fits(factor, weight) else 1 if WEIGHT == 1 else 0)
    if first is not None:
        drawn[rng.randrange(LANES)] = first
    return drawn


def factors(rng):
    """A number: an extreme, a small one or any; of weights of one bit one that both allow."""
    while True:
        drawn = rng.choice((rng.choice(NUMBERS), rng.randint(LEAST, MOST), rng.randint(max(-3, LEAST), min(3, MOST))))
        if WEIGHT > 1 or fits(drawn, -1):
            return drawn


def corners(rng):
    """Every pair of a corner weight and a corner number that has a product of this width."""
    return [
        Row(factor, [word(rng, factor, weight)])
        for factor in NUMBERS
        for weight in WEIGHTS
        if fits(factor, weight) and (WEIGHT > 1 or fits(factor, -1))
    ]


def random_rows(rng, count, idle):
    """Rows of one word or more, some of none, with idle clocks before them and between their words."""
    gap, rows = gaps(rng, idle), []
    for _ in range(count):
        factor, length = factors(rng), rng.choice((0, 1, 1, 2, 3, 5))
        words = [word(rng, factor) for _ in range(length)]
        rows.append(Row(factor, words, gap(), tuple(gap() for _ in words)))
    return rows


async def play(bench, rows):
    """Run the rows to their end."""
    core = Core(bench, rows)
    await bench.finish(core.end + 2)


@cocotb.test()
async def every_corner(dut):
    """Corners back to back, in both orders: one word per clock, each with a number of its own."""
    bench = await start(dut)
    rows = corners(bench.rng)
    if PRODUCT == WEIGHT + NUMBER:
        assert any(row.number == LEAST and LOW in row.words[0] for row in rows)
    await play(bench, rows)
    await bench.reset()
    await play(bench, rows[::-1])


@cocotb.test()
async def idle_between(dut):
    """Every number of idle clocks up to two more than the delay, before a row and between its words."""
    bench = await start(dut)
    rows = []
    for idle in range(DELAY + 3):
        for row in corners(bench.rng):
            rows += [row._replace(idle=idle), Row(row.number, row.words * 2, 0, (idle, idle))]
    await play(bench, rows)


@cocotb.test()
async def rows_without_words(dut):
    """A row without words that is taken in between changes no product."""
    bench = await start(dut)
    rows = []
    for row in corners(bench.rng):
        rows += [row, Row(factors(bench.rng), []), row._replace(words=row.words * 3), Row(row.number, [])]
    await play(bench, rows)


@cocotb.test()
async def random_rates(dut):
    """Random rows, close together and far apart."""
    bench = await start(dut)
    for idle, _ in RATES:
        await bench.reset()
        await play(bench, random_rows(bench.rng, 120, idle))


@cocotb.test()
async def left_in_mid_run(dut):
    """Rows that are broken off anywhere leave nothing to those behind them: there is no reset."""
    bench = await start(dut)
    for clocks in range(1, DELAY + 8):
        await bench.reset()
        Core(bench, random_rows(bench.rng, 12, 0.2))
        await bench.tick(clocks)
        await bench.reset()
        await play(bench, random_rows(bench.rng, 6, 0.3))
