"""Schedule: the primitives of a neuron's circuit into pipeline stages for a target clock.

The primitives of a statement share a stage. Every statement starts as early as its operands allow;
one that would end after the clock edge moves to the next stage. The schedule decides where registers
go, never what is computed.
"""

from __future__ import annotations

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
    Primitive,
    Product,
    Sum,
    Wire,
    sources,
)
from snnc.target.delays import ECP5, Delays


@dataclass(frozen=True)
class Schedule(Pass[Allocated, Scheduled]):
    """The pass. ``clock_mhz``: the clock that stages are made for; ``delays``: of what they are made of."""

    clock_mhz: int
    delays: Delays = ECP5

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


def schedule(circuit: Circuit, clock_mhz: int, delays: Delays) -> tuple[int, ...]:
    """The stage of each signal of ``circuit``, from 0; a stage fits a period of ``clock_mhz``.

    A statement that is longer than a period by itself has a stage of its own.
    """
    budget = 1000.0 / clock_mhz - delays.register
    ready: dict[str, tuple[int, float]] = {port.name: (0, 0.0) for port in circuit.ports}
    stages: list[int] = []
    for _, group in groupby(circuit.body, lambda signal: signal.statement):
        signals = list(group)
        # When each signal of the statement is there, counted from the start of the statement.
        inside: dict[str, float] = {}
        outside = [ready[name] for s in signals for name in sources(s.primitive) if name in ready]
        for signal in signals:
            start = max((inside.get(name, 0.0) for name in sources(signal.primitive)), default=0.0)
            inside[signal.name] = start + delay(signal.primitive, delays)
        stage = max((at for at, _ in outside), default=0)
        start = max((end for at, end in outside if at == stage), default=0.0)
        edge = delays.edge if stage == 0 or signals[-1].name in circuit.results else 0.0
        if start + inside[signals[-1].name] > budget - edge and start > 0.0:
            stage, start = stage + 1, 0.0
        ready.update((name, (stage, start + end)) for name, end in inside.items())
        stages += [stage] * len(signals)
    return tuple(stages)


def delay(primitive: Primitive, delays: Delays) -> float:
    """Nanoseconds from the operands of ``primitive`` to its value."""
    match primitive:
        case Wire():
            return 0.0
        case Sum() | Compare() | HighBits():
            return delays.chain(primitive.bits)
        case Choose():
            return delays.table
        case Product():
            return delays.multiplier
        case Logic(gate):
            # The table behind an inverter takes it in.
            return 0.0 if gate is Gate.NOT else delays.table
        case _:
            assert_never(primitive)
