"""The bench of ``hw/rtl/core/core_sequencer.v``: the operations of every step, in order and in time.

The bench is the core around the module: it fetches rows, holds the pipeline (``en`` low) and plays
the memory of offsets. A log of the enabled clocks then shows each operation in all its stages.
"""

import cocotb
from packets import sample_ends
from streams import RATES, Channel, Source, bits, gaps, number, scenario, start

PARAMETERS = scenario()["parameters"]
ADDR, WORD, LENGTH = (PARAMETERS[f"{name}_WIDTH"] for name in ("ADDR", "WORD", "LENGTH"))
WORDS, INDEXED = PARAMETERS["WORDS"], PARAMETERS["INDEXED"]
FIELDS = {"row_event": 1, "row_last": 1, "row_user": 1, "row_base": ADDR, "row_start": WORD, "row_length": LENGTH}
OUTPUTS = (
    *("s0_addr", "s0_word", "s1_word", "s1_sweep", "s2_write", "s2_clear", "s2_sweep", "s2_bypass", "s2_word"),
    *("s3_valid", "s3_first", "s3_word", "s3_last", "s3_user", "step_done"),
)
#: Outputs that are low while the pipeline is held.
ACTIONS = ("s1_sweep", "s2_write", "s2_sweep", "step_done")
CLEAR, ADD, SWEEP = "clear", "add", "sweep"


def offset(address):
    """The memory of offsets: anything, as sums of words are taken modulo their width."""
    return (address * 7 + 3) % (1 << WORD)


def operations(rows):
    """What the rows ask for: ``(kind, address, word, first, last, user)`` of every operation."""
    result = [(CLEAR, None, word, None, None, None) for word in range(WORDS)]
    first = 1
    for event, last, user, base, begin, length in rows:
        for place in range(length if event else 0):
            address = (base + place) % (1 << ADDR)
            word = (begin + (offset(address) if INDEXED else place)) % (1 << WORD)
            result.append((ADD, address, word, None, None, None))
        if last:
            result += [(SWEEP, None, word, first, int(word == WORDS - 1), user) for word in range(WORDS)]
            first = user
    return result


class Log:
    """Drives ``en`` and the offsets; keeps the outputs of every enabled clock.

    ``en`` is low by chance ``hold``: as in a core, only while stage 3 has something to emit, or
    ``anywhere``, which is harder on the pipeline.
    """

    def __init__(self, bench, hold, wanted, anywhere=False):
        self.bench = bench
        self.hold = hold
        self.wanted = wanted
        self.anywhere = anywhere
        self.found = 0
        self.clocks = []
        self.log = []
        self.offset = 0
        self.held = None
        bench.parts.append(self)

    def done(self):
        """Whether all operations were seen."""
        return self.found >= self.wanted

    def drive(self):
        """Drive the inputs of this clock."""
        may_hold = self.anywhere or bits(self.bench.dut.s3_valid) == "1"
        self.en = not may_hold or self.bench.rng.random() >= self.hold
        self.bench.dut.en.value = int(self.en)
        self.bench.dut.s1_offset.value = self.offset

    def sample(self):
        """Keep the outputs of this clock; a held pipeline does nothing."""
        dut = self.bench.dut
        names = OUTPUTS if self.en else (*ACTIONS, "s3_valid")
        now = {name: bits(getattr(dut, name)) for name in names}
        if self.held is not None:
            assert now["s3_valid"] == self.held, "stage 3 changed while it was held"
        self.held = None if self.en else now["s3_valid"]
        if not self.en:
            assert all(now[name] == "0" for name in ACTIONS), f"a held stage acted: {now}"
            return
        self.found += now["s2_write"] == "1"
        self.log.append(now)
        self.clocks.append(self.bench.clock)
        # Before the first row the address is unknown, and without INDEXED offsets mean nothing.
        address = number(now["s0_addr"]) if INDEXED else None
        self.offset = self.bench.rng.getrandbits(WORD) if address is None else offset(address)


def check(log, expected):
    """Every operation went through its stages, in order, and nothing else happened."""
    writes = [clock for clock, now in enumerate(log) if now["s2_write"] == "1"]
    assert len(writes) == len(expected), f"{len(writes)} operations, not {len(expected)}"
    sweeps, ends = {}, set()
    before = (-1, None)
    for clock, (kind, address, word, first, last, user) in zip(writes, expected, strict=True):
        now = {name: int(log[clock][name], 2) for name in ("s2_clear", "s2_sweep", "s2_bypass", "s2_word")}
        bypass = int(before == (clock - 1, word))
        wanted = {"s2_clear": int(kind != ADD), "s2_sweep": int(kind == SWEEP), "s2_bypass": bypass, "s2_word": word}
        assert now == wanted, f"enabled clock {clock}: {now}, not {wanted}"
        assert int(log[clock - 1]["s1_word"], 2) == word
        assert kind == CLEAR or log[clock - 1]["s1_sweep"] == str(int(kind == SWEEP))
        if kind == ADD:
            assert int(log[clock - 2]["s0_addr"], 2) == address
        else:
            assert int(log[clock - 2]["s0_word"], 2) == word
        if kind == SWEEP:
            sweeps[clock + 1] = (first, word, last, user)
            if last:
                ends.add(clock - 2)
        before = (clock, word)
    for clock, now in enumerate(log):
        assert now["s3_valid"] == str(int(clock in sweeps)), f"enabled clock {clock}: stage 3"
        if clock in sweeps:
            got = tuple(int(now[name], 2) for name in ("s3_first", "s3_word", "s3_last", "s3_user"))
            assert got == sweeps[clock], f"enabled clock {clock}: {got}, not {sweeps[clock]}"
        assert now["step_done"] == str(int(clock in ends)), f"enabled clock {clock}: step_done"
    return sorted(ends)


def check_states(log, expected):
    """A sweep reads a state (stage 1) in a later clock than the sweep before wrote it (stage 3)."""
    writes = [clock for clock, now in enumerate(log) if now["s2_write"] == "1"]
    for clock, (kind, _, word, first, _, _) in zip(writes, expected, strict=True):
        writer = log[clock - 1]
        writes_it = writer["s3_valid"] == "1" and int(writer["s3_word"], 2) == word
        assert kind != SWEEP or first or not writes_it, (
            f"enabled clock {clock - 1}: the state of word {word} is read while it is written"
        )


def row(rng, event=1, last=0, user=0, length=None):
    """A row: event, last, user, base, start, length."""
    top = min(WORDS, (1 << LENGTH) - 1)
    begin = rng.choice((0, rng.randrange(WORDS)))
    if length is None:
        length = rng.choice((1, top, rng.randint(1, top)))
    return (event, last, user, rng.getrandbits(ADDR), begin, length)


def random_rows(rng, samples):
    """The rows of packets: silent, closed by a row or by a null beat, with null beats inside."""
    rows = []
    for user in sample_ends(rng, samples):
        count = rng.choice((0, 1, 2, 3))
        rows += [row(rng, int(rng.random() < 0.85)) for _ in range(count)]
        rows.append(row(rng, rng.randrange(2), 1, user))
    return rows


def corner_rows(rng):
    """Silent steps back to back, rows of one word, and the same word again and again."""
    rows = []
    for user in (0, 1, 1, 0):
        rows += [row(rng, 0, 1, user)] * 3
        rows += [row(rng, 1, 1, user, length=1)] * 3
        rows += [(1, 0, 0, 1, 0, 1)] * 4 + [row(rng, 0, 0)] + [(1, 0, 0, 0, 0, 1)] + [row(rng, 0, 1, user)]
        rows += [row(rng, 0, 0), row(rng, 0, 0), row(rng, 1, 1, user)]
        rows += [row(rng, 1, 0), row(rng, 1, 0), row(rng, 0, 1, user)]
    return rows


async def play(bench, rows, idle=0.0, hold=0.0, anywhere=False):
    """Run the rows and check the log; the enabled clocks in which steps ended."""
    Source(bench, Channel(bench.dut, "row_valid", "row_take", FIELDS), [rows], gaps(bench.rng, idle))
    expected = operations(rows)
    log = Log(bench, hold, len(expected), anywhere)
    await bench.finish(60 * (len(expected) + len(rows)) + 200, drain=30)
    ends = check(log.log, expected)
    if not anywhere:
        check_states(log.log, expected)
    return ends


@cocotb.test()
async def corners(dut):
    """Corner rows without a pause and with one; every step takes the clocks that are promised."""
    bench = await start(dut)
    rows = corner_rows(bench.rng)
    ends = await play(bench, rows)
    promised, clock = [], WORDS - 1
    for event, last, _, _, _, length in rows:
        clock += length if event else int(not last)
        if last and not event and WORDS == 1 and promised:
            clock = max(clock, promised[-1] + 2)  # the state of the only word is still on its way
        if last:
            clock += WORDS + 1  # the sweep, and the clock in which the next row is taken
            promised.append(clock)
    assert ends == promised, f"steps end in enabled clocks {ends}, not {promised}"
    for anywhere in (False, True):
        await bench.reset()
        await play(bench, rows, 0.0, 0.5, anywhere)


@cocotb.test()
async def random_rates(dut):
    """Random rows, rows that come late, and stages held as in a core or anywhere."""
    bench = await start(dut)
    for idle, hold in RATES:
        for anywhere in (False, True):
            await bench.reset()
            await play(bench, random_rows(bench.rng, 8), idle, hold, anywhere)


@cocotb.test()
async def reset_in_mid_run(dut):
    """A reset anywhere starts with the clearing sweep and a first sample."""
    bench = await start(dut)
    for clocks in range(1, 3 * WORDS + 20, 7):
        await bench.reset()
        Source(bench, Channel(dut, "row_valid", "row_take", FIELDS), [random_rows(bench.rng, 6)])
        Log(bench, 0.1, 10**9, True)
        await bench.tick(clocks)
        await bench.reset()
        await play(bench, random_rows(bench.rng, 2), 0.2, 0.2, True)
