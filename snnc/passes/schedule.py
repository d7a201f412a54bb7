"""Schedule: the signals of a neuron's circuit into pipeline stages for a target clock.

The primitives of a statement share a stage where they fit a period. Every statement starts as early
as its operands allow; one that would end after the clock edge moves to the next stage. A statement
that is longer than a period, such as a multiplication by a constant of many digits, begins a stage
and is cut between its primitives. The schedule decides where registers go, never what is computed.

Beside others in a stage, a sum of several terms counts as one addition after another. Synthesis does
better: it adds all of them but two in carry-save adders, a table a level, and has one carry chain. A cut
takes clocks of every step, so it is made only where this would not fit either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import assert_never

from snnc.core.errors import internal_error
from snnc.passes.chain import Pass
from snnc.plan import stages
from snnc.plan.hardware import Datapath
from snnc.plan.stages import Allocated, Scheduled
from snnc.program.expand import expand
from snnc.program.primitives import (
    Choose,
    Circuit,
    Compare,
    Gate,
    HighBits,
    Logic,
    Multiplication,
    Primitive,
    Rom,
    Signal,
    Sum,
    Wire,
    Xor,
    sources,
)
from snnc.target import ecp5
from snnc.target.delays import Delays


@dataclass(frozen=True)
class Schedule(Pass[Allocated, Scheduled]):
    """The pass. ``clock_mhz``: the clock that stages are made for; ``delays``: of what they are made of."""

    clock_mhz: int
    delays: Delays = ecp5.DELAYS

    name = "schedule"
    codec = stages.CODEC

    def __call__(self, given: Allocated, /) -> Scheduled:
        """The datapaths of all populations that have a core."""
        network, hosted = given.network, {part.population for item in given.assignments for part in item.slices}
        datapaths = [
            Datapath(population.name, schedule(expand(population.program), self.clock_mhz, self.delays))
            for population in network.populations
            if population.name in hosted
        ]
        return Scheduled(given.assignments, given.memories, tuple(datapaths), network)

    def verify(self, given: Allocated, made: Scheduled, /) -> None:
        """No signal is in an earlier stage than what it reads."""
        for datapath in made.datapaths:
            circuit = expand(made.network.population(datapath.population).program)
            stage = dict.fromkeys((port.name for port in circuit.ports), 0)
            for signal, at in zip(circuit.body, datapath.stages, strict=True):
                if at < max((stage[name] for name in sources(signal.primitive)), default=0):
                    raise internal_error(f"{datapath.population}: '{signal.name}' is scheduled before its operands")
                stage[signal.name] = at


#: A stage, and the nanoseconds in it after which a value is there.
_Time = tuple[int, float]


def schedule(circuit: Circuit, clock_mhz: int, delays: Delays) -> tuple[int, ...]:
    """The stage of each signal of ``circuit``, from 0; a stage fits a period of ``clock_mhz``.

    A primitive that is longer than a period by itself has a stage of its own.
    """
    timing = _Timing(circuit, 1000.0 / clock_mhz - delays.register, delays)
    ready: dict[str, _Time] = {port.name: (0, 0.0) for port in circuit.ports}
    for _, group in groupby(circuit.body, lambda signal: signal.statement):
        statement = list(group)
        result = statement[-1]
        whole = timing.place(statement, _operands(statement, ready))
        if not timing.fits(whole[result.name], result):
            # At the beginning of a stage it has a whole period.
            stage, start = _operands(statement, ready)
            whole = timing.place(statement, (stage + (start > 0.0), 0.0))
        if not timing.fits(whole[result.name], result):
            cut = timing.cut(statement, whole[result.name][0])
            whole = cut if cut[result.name][0] > whole[result.name][0] else whole
        ready.update(whole)
    return tuple(ready[signal.name][0] for signal in circuit.body)


def _operands(statement: Sequence[Signal], ready: dict[str, _Time]) -> _Time:
    """When what ``statement`` reads of others is there."""
    return max((ready[name] for s in statement for name in sources(s.primitive) if name in ready), default=(0, 0.0))


@dataclass(frozen=True)
class _Timing:
    """Where a period of ``budget`` nanoseconds ends."""

    circuit: Circuit
    budget: float
    delays: Delays

    def fits(self, end: _Time, signal: Signal) -> bool:
        """Whether ``signal`` is there before the clock edge."""
        edge = self.delays.edge if end[0] == 0 or signal.name in self.circuit.results else 0.0
        return end[1] <= self.budget - edge

    def place(self, statement: Sequence[Signal], start: _Time) -> dict[str, _Time]:
        """When the signals of ``statement`` are ready if one stage makes them all."""
        stage, at = start
        ends: dict[str, _Time] = {}
        for signal in statement:
            known = (ends[name][1] for name in sources(signal.primitive) if name in ends)
            ends[signal.name] = (stage, max(known, default=at) + delay(signal.primitive, self.delays))
        return ends

    def cut(self, statement: Sequence[Signal], stage: int) -> dict[str, _Time]:
        """The same if each signal goes to the first stage, from ``stage`` on, in which it fits."""
        ends: dict[str, _Time] = {}
        # Of a sum that its reader can take over: when its terms are there, and how many they are.
        sums: dict[str, tuple[_Time, int]] = {}
        for signal in statement:
            read = [name for name in sources(signal.primitive) if name in ends]
            last, took = max((ends[name] for name in read), default=(stage, 0.0)), delay(signal.primitive, self.delays)
            begin, terms = last, 2
            if isinstance(signal.primitive, Sum):
                for name in read:
                    if name in sums and sums[name][0][0] == last[0]:
                        begin, terms = sums[name][0], sums[name][1] + 1
                        took += self.delays.table * carry_save_levels(terms)
            if took and last[1] and not self.fits((begin[0], begin[1] + took), signal):
                begin, terms, took = (last[0] + 1, 0.0), 2, delay(signal.primitive, self.delays)
            ends[signal.name] = (begin[0], begin[1] + took)
            if signal.inner and isinstance(signal.primitive, Sum):
                sums[signal.name] = (begin, terms)
        return ends


def carry_save_levels(terms: int) -> int:
    """Levels of adders that make two numbers of ``terms``, each of them two of three (Wallace, 1964)."""
    levels = 0
    while terms > 2:
        terms, levels = terms - terms // 3, levels + 1
    return levels


def delay(primitive: Primitive, delays: Delays) -> float:
    """Nanoseconds from the operands of ``primitive`` to its value."""
    match primitive:
        case Wire():
            return 0.0
        case Sum() | Compare() | HighBits():
            return delays.chain(primitive.bits)
        case Choose() | Xor():
            return delays.table
        case Rom(_, entries):
            # A tree of tables of four inputs, each of which halves what is left twice.
            return delays.table * max(1, -(-len(entries).bit_length() // 2))
        case Multiplication():
            return delays.multiplier
        case Logic(gate):
            # The table behind an inverter takes it in.
            return 0.0 if gate is Gate.NOT else delays.table
        case _:
            assert_never(primitive)
