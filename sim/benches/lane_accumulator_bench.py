"""The bench of ``hw/rtl/core/lane_accumulator.v``: sums of weights, however close two additions are.

The bench is the pipeline around the module. An addition shows its cell in stage locate, and adds in
stage add, one clock later, or two with block memories. A sweep shows a cell in stage issue, and in
stage load has its sum, for as long as it stands still. With one bank both share a read port and
follow each other; with two they are at work at the same time, never on one cell.
"""

from typing import NamedTuple

import cocotb
from streams import bits, number, scenario, start

PARAMETERS = scenario()["parameters"]
SUM, WEIGHT, CELLS = PARAMETERS["SUM_WIDTH"], PARAMETERS["WEIGHT_WIDTH"], PARAMETERS["CELLS"]
BANKS, BLOCK = PARAMETERS["BANKS"], PARAMETERS["BLOCK"]
#: 0: no cell comes twice within three clocks, and nothing is passed on.
FORWARD = PARAMETERS.get("FORWARD", 1)
#: Weights of one bit are +1 and -1.
LOW, HIGH = (-(1 << (WEIGHT - 1)), (1 << (WEIGHT - 1)) - 1) if WEIGHT > 1 else (-1, 1)


class Add(NamedTuple):
    """Add ``weight`` to a sum, or to zero when it was not touched."""

    cell: int
    weight: int
    touched: int = 1


class Sweep(NamedTuple):
    """Read a sum."""

    cell: int


#: A clock in which nothing enters.
BUBBLE = None


class Pipeline:
    """Plays additions and sweeps and checks each sum that a sweep reads.

    With one bank ``items`` hold both, and ``hold`` is the chance that a sweep stands still. With
    two banks a sweep of its own reads random cells beside the additions, and all at the end.
    """

    def __init__(self, bench, items, hold=0.0):
        self.bench = bench
        items = list(items) if FORWARD else spread(items)
        self.items = items if BANKS == 2 else apart(items)
        self.hold = hold
        self.sums = {}
        self.stages = [BUBBLE] * (2 + BLOCK)  # locate to add; with one bank the first two are also issue and load
        self.before = BUBBLE  # the addition in stage add a clock ago
        self.issue = self.load = BUBBLE
        self.closing = [Sweep(cell) for cell in range(CELLS)]
        self.checked = 0
        bench.parts.append(self)

    def done(self):
        """Whether everything was played and every sum was read."""
        return not self.items and not self.closing and not any((*self.stages, self.issue, self.load))

    def drive(self):
        """Drive the inputs of this clock."""
        rng = self.bench.rng
        self.adds = addition(self.stages[-1])
        sweeps = any(isinstance(item, Sweep) for item in self.stages[:2])
        self.held = rng.random() < self.hold and (BANKS == 2 or sweeps)
        if not (self.held and BANKS == 1):
            self.stages[0] = self.next_item() if self.stages[0] is BUBBLE else self.stages[0]
        if BANKS == 2 and self.issue is BUBBLE:
            self.issue = self.next_sweep()
        self.drive_addition()
        self.drive_reads()

    def next_item(self):
        """What enters stage locate."""
        if self.items:
            return self.items.pop(0)
        if BANKS == 1 and self.closing and not any(map(addition, self.stages)):
            return self.closing.pop(0)
        return BUBBLE

    def next_sweep(self):
        """What enters stage issue: a known sum, which nobody adds to in this clock or the next."""
        rng = self.bench.rng
        if not (self.items or any(self.stages)):
            return self.closing.pop(0) if self.closing else BUBBLE
        used = {item.cell for item in (*self.stages, *self.items[:40]) if item}
        free = [cell for cell in range(CELLS) if cell in self.sums and cell not in used]
        return Sweep(rng.choice(free)) if free and rng.random() < 0.7 else BUBBLE

    def drive_addition(self):
        """Stage add, and what the stage behind locate must know of it."""
        dut, rng = self.bench.dut, self.bench.rng
        add = self.adds or Add(rng.randrange(CELLS), rng.choice((LOW, HIGH)), rng.randrange(2))
        dut.add_valid.value = int(self.adds is not BUBBLE)
        dut.add_cell.value = add.cell
        dut.add_weight_n.value = ~add.weight % (1 << WEIGHT) if WEIGHT > 1 else int(add.weight > 0)
        dut.add_touched.value = add.touched
        behind = addition(self.stages[1])
        for handle, written in ((dut.recent, self.before), (dut.again, self.adds)):
            same = written is not BUBBLE and behind is not BUBBLE and written.cell == behind.cell
            handle.value = int(same) if behind and BLOCK and FORWARD else rng.randrange(2)

    def drive_reads(self):
        """The read ports, a clock ahead of the sum in block memories."""
        dut, rng = self.bench.dut, self.bench.rng
        early = self.stages[0 if BLOCK else 1]
        dut.read_cell.value = early.cell if early else rng.randrange(CELLS)
        dut.read_en.value = int(not self.held if BANKS == 1 else self.stages[0] is not BUBBLE or rng.random() < 0.5)
        sweep = self.issue if BLOCK else self.load
        dut.sweep_cell.value = sweep.cell if BANKS == 2 and sweep else rng.randrange(CELLS)
        dut.sweep_en.value = int(not self.held) if BANKS == 2 else rng.randrange(2)

    def sample(self):
        """Check the sum of stage load, then move on."""
        swept = self.load if BANKS == 2 else self.stages[1]
        if isinstance(swept, Sweep):
            got = number(bits(self.bench.dut.sweep_sum))
            assert got == self.sums[swept.cell] % (1 << SUM), f"cell {swept.cell}: {got}, not {self.sums[swept.cell]}"
            self.checked += 1
        if self.adds:
            cell, weight, touched = self.adds
            self.sums[cell] = (self.sums[cell] if touched else 0) + weight
        self.before = self.adds
        if BANKS == 2 or not self.held:
            self.stages = [BUBBLE, *self.stages[:-1]]
        if BANKS == 2 and not self.held:
            self.load, self.issue = self.issue, BUBBLE


def addition(item):
    """The item if it is an addition, else a bubble."""
    return item if isinstance(item, Add) else BUBBLE


def apart(items):
    """The items with bubbles wherever additions and sweeps meet, as one read port needs it."""
    result = []
    for item in items:
        if result and type(result[-1]) is not type(item):
            result += [BUBBLE] * (1 + BLOCK)
        result.append(item)
    return [*result, BUBBLE]


def spread(items):
    """The items with bubbles, so that three clocks lie between two additions to a cell."""
    result = []
    for item in items:
        while isinstance(item, Add) and any(isinstance(e, Add) and e.cell == item.cell for e in result[-2:]):
            result.append(BUBBLE)
        result.append(item)
    return result


def in_range(items):
    """The items as the hardware sees them: no sum overflows, and no sum is read before it is made."""
    kept, sums = [], {}
    for item in items:
        if isinstance(item, Add):
            if WEIGHT == 1 and item.weight == 0:
                continue
            touched = item.touched if item.cell in sums else 0
            total = (sums[item.cell] if touched else 0) + item.weight
            if not -(1 << (SUM - 1)) <= total < 1 << (SUM - 1):
                continue
            sums[item.cell] = total
            kept.append(item._replace(touched=touched))
        elif (isinstance(item, Sweep) and item.cell in sums and BANKS == 1) or item is BUBBLE:
            kept.append(item)
    # Every sum is known at the end.
    return [Add(cell, -1, 0) for cell in range(CELLS) if cell not in sums] + kept


def sweep_all():
    """A sweep of every sum."""
    return [Sweep(cell) for cell in range(CELLS)]


@cocotb.test()
async def extremes(dut):
    """The least and the greatest weight on every cell; then a sum driven to both ends of its range."""
    bench = await start(dut)
    items = []
    for weight in (LOW, HIGH, 0, -1, 1, LOW, HIGH):
        items += [Add(cell, weight) for cell in range(CELLS)] + sweep_all()
    items += [Add(cell, LOW, 0) for cell in range(CELLS)] + sweep_all()
    Pipeline(bench, in_range(items))
    await bench.finish(4000)
    for weight in (HIGH, LOW):
        await bench.reset()
        count = min(600, 1 << (SUM - WEIGHT + 2))
        Pipeline(bench, in_range([Add(CELLS - 1, weight)] * count))
        await bench.finish(4000)


@cocotb.test()
async def hazards(dut):
    """Additions to one cell in consecutive clocks, two apart and three apart, and fresh sums between."""
    bench = await start(dut)
    for hold in (0.0, 0.5):
        items = []
        for cell in range(CELLS):
            other = (cell + 1) % CELLS
            add, fresh, elsewhere = Add(cell, 1), Add(cell, -1, 0), Add(other, -1)
            part = [add, add, add, fresh, add, add, fresh, fresh, add, elsewhere, add, elsewhere, elsewhere, add]
            part += [add, BUBBLE, add, BUBBLE, BUBBLE, add, fresh, elsewhere, add, fresh, BUBBLE, add]
            part += [elsewhere, fresh, elsewhere, add, elsewhere, fresh, BUBBLE, BUBBLE, add, add]
            items += [*part, Sweep(cell), Sweep(other), Sweep(cell), add, Sweep(cell), *part[::-1], Sweep(other)]
        Pipeline(bench, in_range(items), hold)
        await bench.finish(9000)
        await bench.reset()


@cocotb.test()
async def random_operations(dut):
    """Random additions to few cells, with bubbles, fresh sums, and sweeps that stand still."""
    bench = await start(dut)
    for hold in (0.0, 0.3, 0.8):
        rng = bench.rng
        items = []
        while len(items) < 500:
            few = [rng.randrange(CELLS) for _ in range(3)]
            for _ in range(rng.randint(1, 60)):
                cell = rng.choice((rng.randrange(CELLS), *few))
                weight = rng.choice((LOW, HIGH, rng.randint(LOW, HIGH) or HIGH, rng.randint(LOW, HIGH) or LOW))
                items.append(rng.choice((BUBBLE, Add(cell, weight, 0), *[Add(cell, weight)] * 10)))
            items += rng.sample(sweep_all(), rng.randint(1, CELLS))
        pipeline = Pipeline(bench, in_range(items), hold)
        await bench.finish(12000)
        assert pipeline.checked > CELLS or CELLS == 1
        await bench.reset()
