"""The bench of ``hw/rtl/core/gather_sequencer.v``: every word of every row, in order and in time.

The bench is the core around the module: it offers rows, plays the memory of offsets, and gives
banks back. A row that is taken fixes what every stage shows in every clock until it is added.
"""

import cocotb
from packets import sample_ends
from streams import RATES, Channel, Source, gaps, known, scenario, start

PARAMETERS = scenario()["parameters"]
ADDR, WORD, LENGTH = (PARAMETERS[f"{name}_WIDTH"] for name in ("ADDR", "WORD", "LENGTH"))
BANKS, INDEXED, BLOCK = PARAMETERS["BANKS"], PARAMETERS["INDEXED"], PARAMETERS["BLOCK"]
FIELDS = {"row_event": 1, "row_last": 1, "row_user": 1, "row_base": ADDR, "row_start": WORD, "row_length": LENGTH}
#: 0: `recent` and `again` stay low.
FORWARD = PARAMETERS.get("FORWARD", 1)
#: Clocks from stage fetch to stage locate, and to stage add; with SCALED all are one more.
TO_LOCATE = (2 if INDEXED else 1) + PARAMETERS.get("SCALED", 0)
TO_ADD = TO_LOCATE + 1 + BLOCK


def offset(address):
    """The memory of offsets: anything, as sums of words are taken modulo their width."""
    return (address * 7 + 3) % (1 << WORD)


class Gather:
    """Drives ``ready``, ``swept`` and the offsets; knows the outputs of every clock.

    ``late``: draws how many clocks after its end a step is swept.
    """

    def __init__(self, bench, source, late=lambda: 0, busy=0.0):
        self.bench = bench
        self.source = source
        self.late = late
        self.busy = busy
        self.free = 0  # the clock from which a row may be taken
        self.steps = 0  # closed by a row that was taken
        self.taken = []  # clocks in which rows were taken
        self.ended = []  # clocks in which the last sums of steps are written
        self.sweeps = []  # clocks in which banks are given back
        self.fresh = True
        self.most = 0
        self.fetch, self.locate, self.add, self.ends = {}, {}, {}, {}
        self.addresses = {}
        bench.parts.append(self)

    def done(self):
        """Whether all was added, and all banks were given back."""
        clock = self.bench.clock
        return all(clock > each for each in (*self.add, *self.ends, *self.sweeps)) and len(self.sweeps) == self.steps

    def drive(self):
        """Drive the inputs of this clock."""
        dut, rng, clock = self.bench.dut, self.bench.rng, self.bench.clock
        self.ready = rng.random() >= self.busy
        dut.ready.value = int(self.ready)
        dut.swept.value = int(clock in self.sweeps)
        known_offset = INDEXED and clock - TO_LOCATE in self.addresses
        dut.locate_offset.value = offset(self.addresses[clock - TO_LOCATE]) if known_offset else rng.getrandbits(WORD)

    def sample(self):
        """Check all outputs of this clock."""
        dut, clock = self.bench.dut, self.bench.clock
        unswept = self.steps - sum(each < clock for each in self.sweeps)
        self.most = max(self.most, unswept)
        take = self.source.offered[0] and self.ready and unswept < BANKS and clock >= self.free
        self.same("row_take", int(take))
        if take:
            self.take(self.source.shown[0])
        self.same("fetch_valid", int(clock in self.fetch))
        if clock in self.fetch:
            self.same("fetch_addr", self.fetch[clock])
            self.addresses[clock] = known(dut.fetch_addr)
        if clock in self.locate:
            self.same("locate_bank", self.locate[clock][0])
            self.same("locate_word", self.locate[clock][1])
        if clock - 1 in self.locate:
            behind = self.locate[clock - 1]
            self.same("recent", int(FORWARD and self.written(clock - 1) == behind))
            self.same("again", int(FORWARD and BLOCK and self.written(clock) == behind))
        self.same("add_valid", int(clock in self.add))
        if clock in self.add:
            bank, word, first = self.add[clock]
            self.same("add_bank", bank)
            self.same("add_word", word)
            self.same("add_first", first)
        self.same("step_valid", int(clock in self.ends))
        if clock in self.ends:
            self.same("step_user", self.ends[clock][0])
            self.same("step_empty", self.ends[clock][1])

    def written(self, clock):
        """Bank and word to which stage add writes in a clock, or None."""
        return self.add[clock][:2] if clock in self.add else None

    def same(self, name, value):
        """Compare an output."""
        got = known(getattr(self.bench.dut, name))
        assert got == value, f"clock {self.bench.clock}: {name} is {got}, not {value}"

    def take(self, row):
        """What the row that is taken in this clock shows later."""
        event, last, user, base, begin, length = row
        clock, bank = self.bench.clock, self.steps % BANKS
        words = length if event else 0
        for place in range(words):
            address = (base + place) % (1 << ADDR)
            word = (begin + (offset(address) if INDEXED else place)) % (1 << WORD)
            at = clock + 1 + place
            self.fetch[at] = address
            self.locate[at + TO_LOCATE] = (bank, word)
            self.add[at + TO_ADD] = (bank, word, int(self.fresh))
        self.taken.append(clock)
        self.free = clock + max(1, words)
        empty = self.fresh and not event
        self.fresh = bool(last) or empty
        if last:
            self.steps += 1
            end = clock + max(1, words) + TO_ADD
            self.ends[end] = (user, int(empty))
            # Sweeps are in order, and a step is swept when all its sums are written.
            self.ended.append(end)
            self.sweeps.append(max([end, *self.sweeps[-1:]]) + 1 + self.late())


def row(rng, event=1, last=0, user=0, length=None):
    """A row: event, last, user, base, start, length. Without words its place means nothing."""
    top = (1 << LENGTH) - 1
    begin = rng.choice((0, (1 << WORD) - 1, rng.getrandbits(WORD)))
    if length is None:
        length = rng.choice((1, min(top, 1 << WORD), rng.randint(1, top)))
    return (event, last, user, rng.getrandbits(ADDR), begin, length if event else rng.randint(0, top))


def random_rows(rng, samples):
    """The rows of packets: silent, closed by a row or by a null beat, with null beats inside."""
    rows = []
    for user in sample_ends(rng, samples):
        count = rng.choice((0, 1, 2, 3))
        rows += [row(rng, int(rng.random() < 0.85)) for _ in range(count)]
        rows.append(row(rng, rng.randrange(2), 1, user))
    return rows


def corner_rows(rng):
    """Silent steps back to back, rows of one word, the same word again and again, long rows."""
    top = (1 << LENGTH) - 1
    rows = []
    for user in (0, 1, 1, 0):
        rows += [row(rng, 0, 1, user)] * 3
        rows += [row(rng, 1, 1, user, length=1)] * 3
        rows += [(1, 0, 0, 1, 0, 1)] * 4 + [row(rng, 0, 0)] + [(1, 0, 0, 1, 0, 1)] + [row(rng, 0, 1, user)]
        rows += [(1, last, user, 1, 0, 1) for last in (0, 1, 1, 0, 1)]  # the same word in two banks
        # The same word two and three clocks apart, with other words or nothing between.
        rows += [(1, 0, 0, base, 0, 1) for base in (1, 0, 1, 0, 0, 1, 1, 0, 0, 1)]
        rows += [(1, 0, 0, 1, begin, 1) for begin in (0, 1, 0, 1, 1, 0, 0, 1, 1, 0)]
        rows += [(1, 0, 0, 1, 0, 1), row(rng, 0, 0), (1, 0, 0, 1, 0, 1), row(rng, 0, 0), row(rng, 0, 0)]
        rows += [(1, 0, 0, 1, 0, 1), row(rng, 0, 1, user)]
        rows += [row(rng, 0, 0), row(rng, 0, 0), row(rng, 1, 1, user)]
        rows += [row(rng, 0, 0, 1), row(rng, 0, 0, 1), row(rng, 0, 1, user)]
        rows += [row(rng, 1, 0, length=top), row(rng, 1, 0, length=top), row(rng, 0, 1, user)]
        rows += [row(rng, 1, 0), row(rng, 1, 0), row(rng, 1, 1, user, length=top)]
    return rows


def attach(bench, rows, idle=0.0, late=lambda: 0, busy=0.0):
    """A source of rows, and what the module makes of them."""
    channel = Channel(bench.dut, "row_valid", "row_take", FIELDS)
    source = Source(bench, channel, [rows], gaps(bench.rng, idle))
    return Gather(bench, source, late, busy)


async def play(bench, rows, **how):
    """Run the rows to their end."""
    gather = attach(bench, rows, **how)
    await bench.finish(60 * sum(8 + each[5] for each in rows) + 200)
    return gather


@cocotb.test()
async def corners(dut):
    """Corner rows without a pause: one word per clock; then with banks that come back late."""
    bench = await start(dut)
    rows = corner_rows(bench.rng)
    for late in (0, 1, 2, 5, 40):
        gather = await play(bench, rows, late=lambda late=late: late)
        assert gather.most == BANKS, "the banks were never full"
        await bench.reset()


@cocotb.test()
async def back_to_back(dut):
    """Rows of one step follow each other without a bubble, and steps while there are banks."""
    bench = await start(dut)
    top = (1 << LENGTH) - 1
    for length in (1, min(2, top), top):
        rows = [row(bench.rng, 1, length=length) for _ in range(7)]
        rows += [row(bench.rng, 1, last=1, length=length)] * BANKS
        gather = await play(bench, rows)
        assert gather.taken[:8] == [length * place for place in range(8)]
        if BANKS == 2:
            assert gather.taken[8] == 8 * length
        await bench.reset()


@cocotb.test()
async def random_rates(dut):
    """Random rows that come late, banks given back at any time, ``ready`` low by chance."""
    bench = await start(dut)
    for idle, late in RATES:
        for busy in (0.0, 0.4):
            await bench.reset()
            await play(bench, random_rows(bench.rng, 10), idle=idle, late=gaps(bench.rng, late), busy=busy)


@cocotb.test()
async def not_ready(dut):
    """Nothing is taken, and nothing moves, before ``ready``."""
    bench = await start(dut)
    gather = attach(bench, random_rows(bench.rng, 2), busy=1.0)
    await bench.tick(30)
    assert not gather.taken
    gather.busy = 0.0
    await bench.finish(3000)


@cocotb.test()
async def reset_in_mid_run(dut):
    """A reset anywhere empties all stages and starts with a fresh step in bank 0."""
    bench = await start(dut)
    for clocks in range(1, 40):
        await bench.reset()
        attach(bench, random_rows(bench.rng, 6), idle=0.1, late=gaps(bench.rng, 0.8))
        await bench.tick(clocks)
        await bench.reset()
        await play(bench, random_rows(bench.rng, 2), idle=0.2, late=gaps(bench.rng, 0.5))
