"""The bench of ``hw/rtl/core/lane_accumulator.v``: sums of weights, however close two additions are.

The bench is the pipeline around the module: an operation shows its word in stage 1, and in the
next enabled clock adds its weight, or clears, in stage 2.
"""

import cocotb
from streams import bits, number, scenario, start

PARAMETERS = scenario()["parameters"]
SUM, WEIGHT, WORDS = PARAMETERS["SUM_WIDTH"], PARAMETERS["WEIGHT_WIDTH"], PARAMETERS["WORDS"]
LOW, HIGH = -(1 << (WEIGHT - 1)), (1 << (WEIGHT - 1)) - 1
#: No operation: a clock in which nothing is written.
BUBBLE = None


class Pipeline:
    """Plays operations ``(word, weight)``, clears ``(word, None)`` and bubbles; checks each sum."""

    def __init__(self, bench, operations, hold=0.0):
        self.bench = bench
        self.operations = operations
        self.hold = hold
        self.index = 0
        self.sums = {}
        self.stage2 = BUBBLE
        self.before = BUBBLE  # what was in stage 2 in the enabled clock before
        bench.parts.append(self)

    def done(self):
        """Whether everything was played."""
        return self.index > len(self.operations)

    def drive(self):
        """Drive the inputs of this clock."""
        dut, rng = self.bench.dut, self.bench.rng
        self.en = rng.random() >= self.hold
        self.stage1 = self.operations[self.index] if self.index < len(self.operations) else BUBBLE
        dut.en.value = int(self.en)
        dut.s1_word.value = self.stage1[0] if self.stage1 else rng.randrange(WORDS)
        word, weight = self.stage2 or (rng.randrange(WORDS), rng.randint(LOW, HIGH))
        dut.s2_write.value = int(self.en and self.stage2 is not BUBBLE)
        dut.s2_word.value = word
        dut.s2_clear.value = int(weight is None)
        dut.s2_bypass.value = int(self.stage2 is not BUBBLE and self.before is not BUBBLE and self.before[0] == word)
        dut.s2_weight.value = (rng.randint(LOW, HIGH) if weight is None else weight) % (1 << WEIGHT)

    def sample(self):
        """Check the outputs of this clock."""
        if self.stage2 is not BUBBLE:
            word, weight = self.stage2
            expected = self.sums.get(word)
            if expected is not None:
                got = number(bits(self.bench.dut.s2_sum))
                assert got == expected % (1 << SUM), f"operation {self.index - 1}: {got}, not {expected}"
            if self.en:
                self.sums[word] = 0 if weight is None else expected + weight
        if self.en:
            self.before, self.stage2 = self.stage2, self.stage1
            self.index += 1


def clear_all():
    """A sweep that clears every word."""
    return [(word, None) for word in range(WORDS)]


def in_range(operations):
    """The operations without those that would overflow a sum: the compiler proves there are none."""
    kept, sums = [], {}
    for operation in operations:
        if operation is not BUBBLE:
            word, weight = operation
            total = 0 if weight is None else sums.get(word, 0) + weight
            if not -(1 << (SUM - 1)) <= total < 1 << (SUM - 1):
                continue
            sums[word] = total
        kept.append(operation)
    return kept


@cocotb.test()
async def extremes(dut):
    """The least and the greatest weight on every word; then a sum driven to both ends of its range."""
    bench = await start(dut)
    operations = clear_all()
    for weight in (LOW, HIGH, 0, -1, 1, LOW, HIGH):
        operations += [(word, weight) for word in range(WORDS)]
    operations += clear_all()
    for weight in (HIGH, LOW):
        operations += [(WORDS - 1, weight)] * min(600, 1 << (SUM - WEIGHT + 2))
    Pipeline(bench, in_range(operations))
    await bench.finish(3000)


@cocotb.test()
async def hazards(dut):
    """Additions to one word in consecutive clocks, two apart and three apart, with clears between."""
    bench = await start(dut)
    for hold in (0.0, 0.5):
        operations = clear_all()
        for word in range(WORDS):
            other = (word + 1) % WORDS
            add, clear, elsewhere = (word, 1), (word, None), (other, -1)
            operations += [add, add, add, clear, add, add, clear, clear, add, elsewhere, add, elsewhere, elsewhere, add]
            operations += [add, BUBBLE, add, BUBBLE, BUBBLE, add, clear, elsewhere, add, clear, BUBBLE, add]
            operations += [elsewhere, clear, elsewhere, add, elsewhere, clear, BUBBLE, BUBBLE, add, add]
        Pipeline(bench, in_range(operations), hold)
        await bench.finish(6000)
        await bench.reset()


@cocotb.test()
async def random_operations(dut):
    """Random operations on few words, with bubbles, clears and held clocks."""
    bench = await start(dut)
    for hold in (0.0, 0.3, 0.8):
        rng = bench.rng
        few = [rng.randrange(WORDS) for _ in range(3)]
        operations = clear_all()
        for _ in range(400):
            word = rng.choice((rng.randrange(WORDS), *few))
            weight = rng.choice((LOW, HIGH, rng.randint(LOW, HIGH), rng.randint(LOW, HIGH)))
            operations.append(rng.choice((BUBBLE, (word, None), *[(word, weight)] * 10)))
        Pipeline(bench, in_range(operations), hold)
        await bench.finish(8000)
        await bench.reset()
