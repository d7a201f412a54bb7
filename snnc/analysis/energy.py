"""An estimate of energy: counted events times published energies. An analysis.

Static power, the clock tree, wires, control and registers are not included, and the published
energies are those of an ASIC; an FPGA takes about an order of magnitude more.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import assert_never

from snnc.analysis.activity import Activity, CoreActivity
from snnc.analysis.inventory import Inventory
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.blocks.block import Turn
from snnc.plan.blocks.core import CoreBlocks, core_blocks
from snnc.plan.hardware import Core, HardwarePlan
from snnc.program.expand import expand
from snnc.program.primitives import (
    Choose,
    Circuit,
    Compare,
    HighBits,
    HighTest,
    Logic,
    Multiplication,
    Rom,
    Sum,
    Wire,
    Xor,
)
from snnc.target import energy

NOT_INCLUDED = "static power, clock tree, wires, control logic, registers"


@dataclass(frozen=True)
class EnergyTerm:
    """``count`` equal events per sample, on ``bits`` bits; ``picojoules`` each, None without a published number."""

    owner: str
    what: str
    bits: int
    count: float
    picojoules: float | None

    @property
    def nanojoules(self) -> float | None:
        """All of them, per sample."""
        return None if self.picojoules is None else self.count * self.picojoules / 1000


def total(rows: tuple[EnergyTerm, ...]) -> float:
    """Nanojoules per sample of all events that have a published number."""
    return sum(row.nanojoules or 0.0 for row in rows)


def events(plan: HardwarePlan, network: QuantisedNetwork, owned: Inventory, active: Activity) -> tuple[EnergyTerm, ...]:
    """The events of every core and queue, per sample."""
    rows: list[EnergyTerm] = []
    for core, done in zip(plan.cores, active.cores, strict=True):
        blocks = core_blocks(core, network)
        rows += _memories(blocks, done, active.samples)
        rows += _additions(core, network, done, active.samples)
        rows += _registers(blocks, done, active.samples)
    beats: dict[tuple[str, int, int], list[int]] = {}
    queues = iter(owned.queues)
    for tap, carried in zip(owned.taps, active.traffic, strict=True):
        if tap.queue:
            queue = next(queues)
            beats.setdefault((queue.owner, queue.width, queue.bits), []).append(carried.beats)
    for (owner, width, bits), counts in beats.items():
        count, each = sum(counts) / active.samples, energy.access(width, bits)
        rows += _both(owner, what="queues", bits=width, count=count, each=each)
    return tuple(row for row in rows if row.count)


def _both(owner: str, what: str, bits: int, count: float, each: float) -> list[EnergyTerm]:
    return [EnergyTerm(owner, f"{verb} {what}", bits, count, picojoules=each) for verb in ("read", "write")]


def _memories(blocks: CoreBlocks, done: CoreActivity, samples: int) -> list[EnergyTerm]:
    """Reads and writes of whole words, over all instances."""
    turns = {Turn.EVENT: done.events / samples, Turn.WORD: done.words / samples, Turn.GROUP: done.sweep / samples}
    rows = []
    for memory in blocks.memories:
        turns[Turn.ADD] = done.added[memory.receptor] / samples
        each = energy.access(memory.width, memory.depth * memory.width)
        for verb, access in (("read", memory.reads), ("write", memory.writes)):
            count = sum(turns[turn] for turn in access) * memory.instances
            what = f"{verb} {memory.kind}"
            rows.append(EnergyTerm(memory.owner, what, bits=memory.width, count=count, picojoules=each))
    return rows


def _additions(core: Core, network: QuantisedNetwork, done: CoreActivity, samples: int) -> list[EnergyTerm]:
    """Weights added, zeros included, and the arithmetic of every neuron datapath for every group."""
    rows = []
    for bits, words in zip(core.sum_widths, done.added, strict=True):
        added, each = words * core.lanes / samples, energy.addition(bits)
        rows.append(EnergyTerm(owner=core.name, what="add weight", bits=bits, count=added, picojoules=each))
    if core.scaled:
        bits, times = max(core.weight_bits, core.number_bits), done.words * core.lanes / samples
        rows.append(EnergyTerm(core.name, "multiply weight", bits, times, picojoules=energy.multiplication(bits)))
    counts: dict[tuple[str, int], int] = {}
    for datapath in core.datapaths:
        for key in _arithmetic(expand(network.population(datapath.population).program)):
            counts[key] = counts.get(key, 0) + 1
    updates = done.sweep * core.update_lanes / samples
    for (what, bits), count in sorted(counts.items()):
        each = energy.multiplication(bits) if what == "multiply" else energy.addition(bits)
        rows.append(
            EnergyTerm(owner=core.name, what=f"neuron {what}", bits=bits, count=count * updates, picojoules=each)
        )
    return rows


def _registers(blocks: CoreBlocks, done: CoreActivity, samples: int) -> list[EnergyTerm]:
    """Registers behind synapse memory and before the neurons: counted, without a published number."""
    core, weights, group = blocks.core, blocks.synapses.width, blocks.neurons.group_bits
    moved, swept = done.words * core.gather_stages / samples, done.sweep / samples
    return [
        EnergyTerm(core.name, "register weights", bits=weights, count=moved, picojoules=None),
        EnergyTerm(core.name, "register sums and states", bits=group, count=swept, picojoules=None),
    ]


def _arithmetic(circuit: Circuit) -> Iterator[tuple[str, int]]:
    """("add" or "multiply", bits) of everything that one update of a neuron computes."""
    for signal in circuit.body:
        match signal.primitive:
            case Sum() | Compare():
                yield "add", signal.primitive.bits
            case HighBits(test, _, _, bits):
                # A range has two ends.
                yield from [("add", bits)] * (2 if test is HighTest.FITS else 1)
            case Multiplication(_, _, bits):
                yield "multiply", bits
            case Wire() | Choose() | Logic() | Rom() | Xor():
                pass
            case _:
                assert_never(signal.primitive)
