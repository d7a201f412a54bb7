"""The bench of ``hw/rtl/core/sweep_sequencer.v``: every group of every sweep, in every stage and clock.

The bench is the core around the module: it closes steps while there are banks, and holds ``en``
low while the last stage has a group that cannot leave.
"""

from typing import NamedTuple

import cocotb
from packets import sample_ends
from streams import RATES, gaps, known, scenario, start

PARAMETERS = scenario()["parameters"]
GROUPS, STAGES, BANKS = (PARAMETERS[name] for name in ("GROUPS", "STAGES", "BANKS"))
SHARE = 1 << PARAMETERS["SHARE_WIDTH"]
#: Sweeps so short that they would read what the sweep ahead has not written.
SHORT = GROUPS <= STAGES
#: From the clock in which a bank is given back to the first in which the next step in it may close.
TO_CLOSE = 2


class Step(NamedTuple):
    """A closed step: its number, whether it ends a sample, whether it has no sums."""

    number: int
    user: int
    empty: int


class Group(NamedTuple):
    """A group of neurons on its way through the stages."""

    step: Step
    first: int
    index: int

    @property
    def last(self):
        """Whether it ends its sweep."""
        return self.index == GROUPS - 1


class Sweep:
    """Closes steps, drives ``en``, and knows the outputs of every clock."""

    def __init__(self, bench, steps, gap, hold=0.0):
        self.bench = bench
        self.steps = steps
        self.gap = gap
        self.hold = hold
        self.stages = [None] * (STAGES + 1)
        self.pending = []  # steps that are closed and not begun
        self.given = 0
        self.swept = []  # clocks in which banks were given back
        self.done_clocks = []  # clocks of step_done
        self.begun = []  # clocks in which the first group of a sweep is in stage issue
        self.waited = 0
        self.first = 1
        self.next_close = gap()
        bench.parts.append(self)

    def done(self):
        """Whether all steps were swept and all groups have left."""
        return len(self.swept) == len(self.steps) and not any(self.stages)

    def may_close(self):
        """Whether a step may close in this clock: its bank was given back in time."""
        clock = self.bench.clock
        before = self.given - BANKS
        bank_free = before < 0 or (before < len(self.swept) and clock >= self.swept[before] + TO_CLOSE)
        return self.given < len(self.steps) and bank_free and clock >= self.next_close

    def drive(self):
        """Drive the inputs of this clock."""
        dut, rng = self.bench.dut, self.bench.rng
        self.en = self.stages[-1] is None or rng.random() >= self.hold
        self.closed = self.steps[self.given] if self.may_close() else None
        dut.en.value = int(self.en)
        dut.step_valid.value = int(self.closed is not None)
        dut.step_user.value = self.closed.user if self.closed else rng.randrange(2)
        dut.step_empty.value = self.closed.empty if self.closed else rng.randrange(2)

    def same(self, name, value):
        """Compare an output."""
        got = known(getattr(self.bench.dut, name))
        assert got == value, f"clock {self.bench.clock}: {name} is {got}, not {value}"

    def sample(self):
        """Check all outputs of this clock, then move on."""
        issue, load, final = self.stages[0], self.stages[1], self.stages[-1]
        self.same("issue_valid", int(issue is not None))
        if issue:
            self.same("issue_bank", issue.step.number % BANKS)
            self.same("issue_index", issue.index)
        self.same("load_valid", int(load is not None))
        if load:
            self.same("load_bank", load.step.number % BANKS)
            self.same("load_index", load.index)
            self.same("load_first", load.first)
            self.same("load_empty", load.step.empty)
        self.same("load_leave", int(self.en and load is not None and (load.last or (load.index + 1) % SHARE == 0)))
        self.same("store_valid", int(final is not None))
        if final:
            self.same("store_index", final.index)
            self.same("store_last", int(final.last))
            self.same("store_user", final.step.user)
        gives_back = final if SHORT else load
        self.same("swept", int(self.en and gives_back is not None and gives_back.last))
        self.same("step_done", int(self.en and issue is not None and issue.last))
        self.move(issue, gives_back)

    def move(self, issue, gives_back):
        """What the edge at the end of this clock does."""
        clock = self.bench.clock
        empty = not any(self.stages)
        leaves = self.en and issue is not None
        if leaves:
            # Its state was written, in an earlier clock, when it was in the last stage.
            others = [each.index for each in self.stages[1:] if each]
            assert issue.index not in others, f"clock {clock}: the state of group {issue.index} is read too early"
        if self.en and gives_back is not None and gives_back.last:
            self.swept.append(clock)
        if self.closed:
            self.pending.append(self.closed)
            self.given += 1
            self.next_close = clock + 1 + self.gap()
        if self.en:
            self.stages = [None, *self.stages[:-1]]
        if leaves and issue.last:
            self.done_clocks.append(clock)
            self.first = issue.step.user
        if leaves and not issue.last:
            self.stages[0] = issue._replace(index=issue.index + 1)
        elif self.pending and self.stages[0] is None and (empty or not SHORT):
            self.stages[0] = Group(self.pending.pop(0), self.first, 0)
            self.begun.append(clock + 1)
        self.waited = max(self.waited, len(self.pending))
        assert len(self.pending) <= 1, "the bench let two steps wait"


def steps_of(ends, empty):
    """Steps that end samples as ``ends`` says."""
    return [Step(number, user, empty()) for number, user in enumerate(ends)]


def random_steps(rng, samples):
    """Steps of random samples."""
    return steps_of(sample_ends(rng, samples), lambda: rng.randrange(2))


async def play(bench, steps, gap, hold=0.0):
    """Sweep all steps."""
    sweep = Sweep(bench, steps, gap, hold)
    await bench.finish(len(steps) * (GROUPS + STAGES + 8) * 40 + 200)
    return sweep


@cocotb.test()
async def corners(dut):
    """One step; steps as fast as there are banks; steps that close at every distance."""
    bench = await start(dut)
    sweep = await play(bench, [Step(0, 0, 1)], lambda: 0)
    assert sweep.begun == [1] and sweep.done_clocks == [GROUPS]
    assert sweep.swept == [GROUPS + (STAGES if SHORT else 1)]
    for distance in range(GROUPS + STAGES + 6):
        await bench.reset()
        steps = steps_of((0, 1, 1, 0, 0, 1, 0), lambda: bench.rng.randrange(2))
        await play(bench, steps, lambda distance=distance: distance)


@cocotb.test()
async def full_speed(dut):
    """With two banks a sweep follows the other without a bubble; a short one when all is stored."""
    bench = await start(dut)
    sweep = await play(bench, steps_of([0] * 12, lambda: 0), lambda: 0)
    if BANKS == 2:
        assert sweep.waited == 1
    if BANKS == 2 and SHORT:
        period = GROUPS + STAGES + 1
        assert sweep.begun == [1 + period * place for place in range(12)]
    elif BANKS == 2 and GROUPS > TO_CLOSE:
        assert sweep.begun == [1 + GROUPS * place for place in range(12)]
    elif BANKS == 1:
        period = GROUPS + (STAGES if SHORT else 1) + TO_CLOSE
        assert sweep.begun == [1 + period * place for place in range(12)]


@cocotb.test()
async def random_rates(dut):
    """Random steps, late ones, and stages that are held."""
    bench = await start(dut)
    for late, hold in RATES:
        for far in (1, GROUPS):
            await bench.reset()
            gap = gaps(bench.rng, late)
            await play(bench, random_steps(bench.rng, 8), lambda gap=gap, far=far: far * gap(), hold)


@cocotb.test()
async def reset_in_mid_run(dut):
    """A reset anywhere empties all stages, forgets what waits, and starts with a first sweep in bank 0."""
    bench = await start(dut)
    for clocks in range(1, 2 * GROUPS + 2 * STAGES + 8):
        await bench.reset()
        Sweep(bench, random_steps(bench.rng, 20), lambda: 0, 0.2)
        await bench.tick(clocks)
        await bench.reset()
        await play(bench, random_steps(bench.rng, 2), lambda: 1, 0.2)
