"""The bench of ``hw/rtl/core/word_tags.v``: which words a step has written, and which it has not.

The bench is the core around the module: a step gathers words in its bank, which is then swept,
with two banks while the next step gathers in the other. A set for each bank is the reference.
"""

import cocotb
from streams import RATES, known, scenario, start

PARAMETERS = scenario()["parameters"]
WIDTH, WORDS, BANKS, BLOCK = (PARAMETERS[name] for name in ("WORD_WIDTH", "WORDS", "BANKS", "BLOCK"))


class Traffic:
    """Gathers ``steps`` (a list of words for each) and sweeps them, ``share`` groups for a word.

    Chances of a clock: ``idle`` that nothing is gathered, ``hold`` that the sweep stands still,
    ``late`` that the next sweep does not begin.
    """

    def __init__(self, bench, steps, share=1, idle=0.0, hold=0.0, late=0.0):
        self.bench = bench
        self.steps = steps
        self.share = share
        self.idle, self.hold, self.late = idle, hold, late
        self.touched = [set() for _ in range(BANKS)]
        self.step = 0  # that is gathered
        self.place = 0  # the word of it that is next
        self.closed = 0  # steps of which all words are marked
        self.sweeping = 0  # the step of the next group in stage issue
        self.swept = 0
        self.behind = [None] * (1 + BLOCK)  # what is in the stages behind locate, of which add is the last
        self.before = None  # bank and word that stage add marked a clock ago
        self.issue = self.load = None
        self.queue = []  # groups of the sweep that are not in stage issue yet
        self.both = 0  # clocks in which words were marked and groups swept
        bench.parts.append(self)

    def done(self):
        """Whether everything was gathered and swept."""
        return self.swept == len(self.steps)

    def drive(self):
        """Drive the inputs of this clock."""
        dut, rng = self.bench.dut, self.bench.rng
        cleared = self.bench.clock >= WORDS
        self.locate = None
        if cleared and self.step < len(self.steps) and self.step < self.swept + BANKS and rng.random() >= self.idle:
            words = self.steps[self.step]
            word = words[self.place] if self.place < len(words) else None
            self.locate = (self.step % BANKS, word, self.place >= len(words) - 1)
        locate_bank, locate_word = marks(self.locate) or (rng.randrange(BANKS), rng.randrange(WORDS))
        dut.locate_bank.value, dut.locate_word.value = locate_bank, locate_word
        self.add = marks(self.behind[-1])
        add_bank, add_word = self.add or (rng.randrange(BANKS), rng.randrange(WORDS))
        dut.add_valid.value = int(self.add is not None)
        dut.add_bank.value, dut.add_word.value = add_bank, add_word
        behind = marks(self.behind[0])
        dut.recent.value = int(behind == self.before) if behind else rng.randrange(2)
        dut.again.value = int(behind == self.add) if behind and BLOCK else rng.randrange(2)

        self.en = rng.random() >= self.hold
        dut.load_en.value = int(self.en)
        issue_bank, issue_word = self.issue[:2] if self.issue else (rng.randrange(BANKS), rng.randrange(WORDS))
        dut.issue_valid.value = int(self.issue is not None)
        dut.issue_bank.value, dut.issue_word.value = issue_bank, issue_word
        load_bank, load_word, leaves, _ = self.load or (rng.randrange(BANKS), rng.randrange(WORDS), False, False)
        dut.load_valid.value = int(self.load is not None)
        dut.load_bank.value, dut.load_word.value = load_bank, load_word
        dut.load_clear.value = int(self.en and leaves)

    def sample(self):
        """Check the outputs of this clock, then move on."""
        dut, clock = self.bench.dut, self.bench.clock
        assert known(dut.ready) == int(clock >= WORDS), f"clock {clock}: ready is {known(dut.ready)}"
        if self.add:
            bank, word = self.add
            got = known(dut.add_touched)
            assert got == int(word in self.touched[bank]), f"clock {clock}: add_touched of word {word} is {got}"
        if self.load:
            bank, word, _, _ = self.load
            got = known(dut.load_touched)
            assert got == int(word in self.touched[bank]), f"clock {clock}: load_touched of word {word} is {got}"
        self.both += self.add is not None and self.load is not None
        self.move_gather()
        self.move_sweep()

    def move_gather(self):
        """What the edge does to stages locate to add."""
        if self.add:
            self.touched[self.add[0]].add(self.add[1])
        self.before = self.add
        self.closed += bool(self.behind[-1] and self.behind[-1][2])
        self.behind = [self.locate, *self.behind[:-1]]
        if self.locate:
            self.place += 1
            if self.locate[2]:
                self.step, self.place = self.step + 1, 0

    def move_sweep(self):
        """What the edge does to stages issue and load."""
        if self.en:
            if self.load:
                bank, word, leaves, final = self.load
                if leaves:
                    self.touched[bank].discard(word)
                self.swept += final
            self.load, self.issue = self.issue, None
        if not self.queue and self.sweeping < self.closed and self.bench.rng.random() >= self.late:
            bank = self.sweeping % BANKS
            for word in range(WORDS):
                for part in range(self.share):
                    leaves = part == self.share - 1
                    self.queue.append((bank, word, leaves, leaves and word == WORDS - 1))
            self.sweeping += 1
        if self.issue is None and self.queue:
            self.issue = self.queue.pop(0)


def marks(operation):
    """Bank and word of an operation, or None: a silent step has no word."""
    return operation[:2] if operation and operation[1] is not None else None


def random_steps(rng, count):
    """Steps without a word, with all, and with few that come again and again."""
    steps = []
    for _ in range(count):
        few = [rng.randrange(WORDS) for _ in range(3)]
        kind = rng.randrange(5)
        if kind == 0:
            steps.append([])
        elif kind == 1:
            steps.append([*range(WORDS)] * rng.randint(1, 2))
        else:
            steps.append([rng.choice((*few, few[0], rng.randrange(WORDS))) for _ in range(rng.randint(1, 2 * WORDS))])
    return steps


async def play(bench, steps, **how):
    """Gather and sweep all steps."""
    traffic = Traffic(bench, steps, **how)
    await bench.finish(60 * (sum(map(len, steps)) + (4 * WORDS + 8) * len(steps)) + 2 * WORDS + 100)
    return traffic


@cocotb.test()
async def corners(dut):
    """No word, every word, one word alone, the same word in consecutive clocks, two and three apart."""
    bench = await start(dut)
    every = [*range(WORDS)]
    steps = [[], [], every, [], every + every, every[::-1], []]
    steps += [[word] for word in every] + [[word, word, word] for word in every]
    steps += [[word, (word + 1) % WORDS, word, word, (word + 1) % WORDS] for word in every]
    steps += [[word, (word + 1) % WORDS, (word + 2) % WORDS, word, word, word, word] for word in every]
    steps += [[0], [0], [0], [WORDS - 1], [WORDS - 1], [], []]
    for share in (1, 2, 4):
        for hold in (0.0, 0.5):
            traffic = await play(bench, steps, share=share, hold=hold)
            assert traffic.both or BANKS == 1 or WORDS == 1
            await bench.reset()


@cocotb.test()
async def random_rates(dut):
    """Random steps, bubbles, sweeps that begin late or stand still."""
    bench = await start(dut)
    for idle, hold in RATES:
        for late in (0.0, 0.9):
            await bench.reset()
            steps, share = random_steps(bench.rng, 14), bench.rng.choice((1, 1, 2))
            await play(bench, steps, share=share, idle=idle, hold=hold, late=late)


@cocotb.test()
async def reset_in_mid_run(dut):
    """A reset anywhere, clearing included: all words are untouched, after as many clocks."""
    bench = await start(dut)
    for clocks in (*range(1, WORDS + 1), *range(WORDS + 1, 5 * WORDS + 20, 3)):
        await bench.reset()
        Traffic(bench, [[*range(WORDS)] * 2] * 4, hold=0.3)
        await bench.tick(clocks)
        await bench.reset()
        # Both banks are read before they are marked.
        await play(bench, [[], [], *random_steps(bench.rng, 2)], idle=0.1, hold=0.1)


@cocotb.test()
async def first_rows_after_reset(dut):
    """After a reset the first row of a step finds every word untouched, in each bank."""
    bench = await start(dut)
    for _ in range(3):
        await play(bench, [[*range(WORDS)]] * 3)
        Traffic(bench, [[*range(WORDS)]] * 2)
        await bench.tick(WORDS)
        await bench.reset()
