"""Place: assignments become cores, with all widths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from snnc.core.errors import Diagnostic, UnsupportedError
from snnc.ir.network import SPIKES
from snnc.ir.options import Calibration
from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation
from snnc.numbers.fixed import Interval, signed_width
from snnc.passes.carriage import Carriage, carriage
from snnc.passes.chain import Pass
from snnc.passes.spike_numbers import divided, spike_number
from snnc.plan import stages
from snnc.plan.hardware import Core, receptor_stride
from snnc.plan.stages import Assignment, Placed, Scheduled, SynapseMemory, receptors_of
from snnc.plan.verify import verify_core
from snnc.target.architecture import Accumulators, Architecture, Fold
from snnc.target.memory import DISTRIBUTED_WORDS


@dataclass(frozen=True)
class Place(Pass[Scheduled, Placed]):
    """The pass: one :class:`Core` per :class:`Assignment`; ``calibration`` tells how often neurons spike at once."""

    architecture: Architecture
    calibration: Calibration | None = None

    name = "place"
    codec = stages.CODEC

    def __call__(self, given: Scheduled, /) -> Placed:
        """The cores, named core0, core1, … by level; :class:`UnsupportedError` U101 for values of two variables."""
        network = given.network
        values = _value_outputs(network)
        types = [network.population(population).program.port(variable).type for population, variable in values]
        # Values travel in two's complement, all of one width: an unsigned one needs a sign bit.
        value_bits = max((kind.width + (not kind.signed) for kind in types), default=0)
        needed = {p.source for p in network.projections}
        needed |= {o.population for o in network.outputs if o.variable == SPIKES}
        datapaths = {datapath.population: datapath for datapath in given.datapaths}
        carried = carriage(network, self.architecture, self.calibration)
        number = spike_number(carried, given.memories)
        memories = (divided(carried, memory, number) for memory in given.memories)
        cores = []
        for index, (assignment, memory) in enumerate(zip(given.assignments, memories, strict=True)):
            hosted = [network.population(part.population) for part in assignment.slices]
            widths = _widths(assignment, memory, carried, number)
            streamed = tuple(sorted({(p, v) for p, v in values if p in {h.name for h in hosted}}))
            spiking = any(p.program.spike is not None and p.name in needed for p in hosted)
            sent = [carried.numbers(p.name) for p in hosted] if spiking else []
            core = Core(
                name=f"core{index}",
                level=assignment.level,
                lanes=assignment.lanes,
                words=assignment.words,
                slices=assignment.slices,
                axons=memory.axons,
                rows=memory.rows,
                weights=memory.weights,
                offsets=memory.offsets,
                weight_bits=widths.weight,
                sum_bits=widths.sums[0],
                spiking=spiking,
                values=streamed,
                value_bits=value_bits if streamed else 0,
                update_lanes=assignment.lanes,
                banks=1,
                block=False,
                datapaths=tuple(datapaths[name] for name in dict.fromkeys(p.name for p in hosted)),
                several=_beats(hosted) if spiking and not any(sent) else (),
                further_sum_bits=widths.sums[1:],
                number_bits=widths.number,
                product_bits=widths.product,
                spike_number=number if widths.number else 1,
                sent_bits=max((signed_width(span) for span in sent if span), default=0),
            )
            cores.append(refold(core, self.architecture.fold(p.name for p in hosted)))
        return Placed(tuple(cores), network)

    def verify(self, given: Scheduled, made: Placed, /) -> None:
        """The parts of every core fit each other."""
        for core in made.cores:
            verify_core(core)


def _beats(hosted: Sequence[QuantisedPopulation]) -> tuple[tuple[str, int], ...]:
    """The most spikes of a neuron in a step, of populations of which each of several is an event."""
    return tuple(sorted({(population.name, population.events) for population in hosted if population.events > 1}))


def refold(core: Core, fold: Fold) -> Core:
    """``core`` with the update lanes, banks and memory of sums of ``fold``; its lanes stay.

    Where the fold leaves it open, sums live in block RAM by their number.
    """
    banks = 2 if fold.overlap else 1
    block = fold.accumulators is Accumulators.BLOCK
    if fold.accumulators is Accumulators.AUTO:
        block = banks * core.words > DISTRIBUTED_WORDS
    return replace(core, update_lanes=min(core.lanes, fold.update_lanes), banks=banks, block=block)


@dataclass(frozen=True)
class _Widths:
    """Bits of a weight, of the numbers of events and of their products (0 where events have none), and of sums."""

    weight: int
    number: int
    product: int
    sums: tuple[int, ...]


def _widths(assignment: Assignment, memory: SynapseMemory, carried: Carriage, spike: int) -> _Widths:
    """The widths of the core of ``assignment``; ``spike``: what a spike carries beside numbers."""
    weight = 1 if _signs(assignment, memory) else _weight_bits(memory.weights)
    numbers, network = _numbers(carried, memory, spike), carried.network
    product = _product_bits(memory.weights, numbers) if numbers else 0
    inputs = [network.population(part.population).program.inputs for part in assignment.slices]
    sums = (
        max(2, product or weight, *(ports[k].type.width for ports in inputs if k < len(ports)))
        for k in range(receptors_of(assignment.slices, network))
    )
    return _Widths(weight, _signed(numbers) if numbers else 0, product, sums=tuple(sums))


def _numbers(carried: Carriage, memory: SynapseMemory, spike: int) -> Interval | None:
    """The numbers of the events that arrive, among them the ``spike`` of one; None where all are spikes."""
    sources = {block.source for block in memory.axons}
    spans = [span for span in map(carried.numbers, sources) if span]
    if not spans:
        return None
    if len(spans) < len(sources):
        spans.append(Interval(spike, spike))
    return Interval(min(span.lo for span in spans), max(span.hi for span in spans))


def _product_bits(weights: np.ndarray, numbers: Interval) -> int:
    """Bits of every weight times every number of ``numbers``."""
    ends = [int(w) * n for w in (weights.min(), weights.max()) for n in (numbers.lo, numbers.hi)]
    return _signed(Interval(min(0, *ends), max(0, *ends)))


def _signed(span: Interval) -> int:
    """Bits of numbers and products: their multiplier wants a sign and a bit below it."""
    return max(2, signed_width(span))


def _weight_bits(weights: np.ndarray) -> int:
    return max(2, signed_width(Interval(int(weights.min()), int(weights.max()))))


def _signs(assignment: Assignment, memory: SynapseMemory) -> bool:
    """Whether every row has a weight of +1 or -1 for every neuron, so that signs say it all."""
    rows = memory.rows
    # Such rows reach the sums of one receptor; to those of two, rows are not computed or longer.
    starts_whole = int(rows.start[0]) % receptor_stride(assignment.words) == 0
    if not (rows.computed and starts_whole and int(rows.length[0]) == assignment.words):
        return False
    hosts = np.zeros(assignment.words * assignment.lanes, bool)
    for part in assignment.slices:
        hosts[part.slots(assignment.lanes)] = True
    weights = memory.weights.reshape(-1, hosts.size)[:, hosts]
    return bool(np.all(np.abs(weights) == 1))


def _value_outputs(network: QuantisedNetwork) -> list[tuple[str, str]]:
    """Outputs of state variables; one variable per population can be streamed."""
    found: dict[str, str] = {}
    for output in network.outputs:
        if output.variable == SPIKES:
            continue
        if found.setdefault(output.population, output.variable) != output.variable:
            raise UnsupportedError(
                Diagnostic(
                    "U101",
                    f"population '{output.population}' has outputs of two state variables",
                    hint="a core streams one state variable per population; probe the other",
                )
            )
    return list(found.items())
