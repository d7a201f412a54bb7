"""QuantisedNetwork: integers only. The contract: golden executes it, hardware must equal it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from snnc.connections.connection import Connection
from snnc.connections.registry import KINDS
from snnc.core.errors import internal_error
from snnc.core.text import OPTIONAL, Codec
from snnc.ir.graph import levels
from snnc.ir.network import MAX_EVENTS, SPIKES, Coding, CodingKind, Input, NamedParts, Output, Probe, ValueRange
from snnc.ir.reports import (
    DecayReport,
    GainReport,
    PopulationReport,
    ProjectionReport,
    ReceptorReport,
    StateReport,
    TableReport,
)
from snnc.ir.waves import WAVES
from snnc.numbers.fixed import Interval, IntType, Rounding, signed_width
from snnc.numbers.xorshift import WORD_BITS
from snnc.program.integer import IntegerProgram, IntegerStatement, Port, Role, types_of
from snnc.program.integer_ops import MultiplyStyle
from snnc.program.ops import OPERATIONS
from snnc.program.program import INPUT
from snnc.program.quantity import Kind, Quantity


@dataclass(frozen=True, eq=False)
class QuantisedPopulation:
    """Neurons of one integer program.

    ``parameters``: per-neuron values int64 [size], in the order of ``program.parameters``;
    ``initial``: one integer or int64 [size] per state, in the order of ``program.states``;
    ``scales``: of each linear state the integer units per real unit, the potential first.
    """

    name: str
    shape: tuple[int, ...]
    model: str
    program: IntegerProgram
    parameters: tuple[tuple[str, np.ndarray], ...]
    initial: tuple[tuple[str, int | np.ndarray], ...]
    scales: tuple[tuple[str, float], ...]

    @property
    def size(self) -> int:
        """Number of neurons."""
        return math.prod(self.shape)

    @property
    def events(self) -> int:
        """The most spikes of a neuron in one step."""
        return self.program.events

    @property
    def numbers(self) -> Interval | None:
        """The numbers that go with its events; None where it sends spikes."""
        return self.program.numbers

    @property
    def graded(self) -> bool:
        """Whether it sends numbers in place of spikes."""
        return self.program.numbers is not None

    def scale(self, state: str) -> float | None:
        """Integer units of the linear state ``state`` per real unit; None for a state that has no scale."""
        return dict(self.scales).get(state)


@dataclass(frozen=True, eq=False)
class QuantisedProjection:
    """Synapses with int32 weights that fit ``bits`` in two's complement."""

    name: str
    source: str
    target: str
    connection: Connection
    delay: int
    bits: int
    receptor: str = field(default=INPUT, metadata=OPTIONAL)


@dataclass(frozen=True, eq=False)
class QuantisedNetwork(NamedParts[QuantisedPopulation]):
    """The network in integers, and what it cost to get there."""

    name: str
    dt: float
    inputs: tuple[Input, ...]
    populations: tuple[QuantisedPopulation, ...]
    projections: tuple[QuantisedProjection, ...]
    outputs: tuple[Output, ...]
    probes: tuple[Probe, ...]
    projection_reports: tuple[ProjectionReport, ...]
    population_reports: tuple[PopulationReport, ...]

    @property
    def sent(self) -> dict[str, Interval]:
        """What a neuron sends in one step, by input and population: a number of spikes, or the number of its event."""
        return {source.name: source.numbers or Interval(0, source.events) for source in self.sources}

    def number_scale(self, source: str) -> float:
        """Units per real unit of the numbers that the input or population ``source`` sends; 1 for spikes."""
        sender = self.source(source)
        if isinstance(sender, Input):
            return 1.0 if sender.current is None else sender.current.scale
        sent = (name for name, value in sender.program.next_state if sender.graded and value == sender.program.spike)
        return next((sender.scale(name) or 1.0 for name in sent), 1.0)

    def receptor_of(self, projection: QuantisedProjection) -> int:
        """Which of the receptors of its target ``projection`` ends at, counted in the order of the program's inputs."""
        ports = self.population(projection.target).program.inputs
        return [port.name for port in ports].index(projection.receptor)

    def levels(self) -> dict[str, int]:
        """Longest chain of projections without delay that ends at each input or population."""
        names = [source.name for source in self.sources]
        return levels(names, [(p.source, p.target) for p in self.projections if p.delay == 0])


def accumulator_range(
    sent: Mapping[str, Interval], projections: tuple[QuantisedProjection, ...], *, target: str, size: int, receptor: str
) -> Interval:
    """The proved interval of every partial sum of the accumulators of ``receptor`` of ``target``, of ``size`` neurons.

    ``sent``: what a neuron of an input or population sends in a step, an interval that holds 0. No sum of weights times
    that, in any order, leaves the interval from the sum of what is lowest to the sum of what is highest.
    """
    low = np.zeros(size)
    high = np.zeros(size)
    for projection in projections:
        if (projection.target, projection.receptor) == (target, receptor):
            numbers = sent[projection.source]
            ends = [projection.connection.weights * float(end) for end in (numbers.lo, numbers.hi)]
            low += projection.connection.sums(np.minimum(*ends), size)
            high += projection.connection.sums(np.maximum(*ends), size)
    return Interval(int(low.min()), int(high.max()))


def verify(network: QuantisedNetwork) -> QuantisedNetwork:
    """``network`` itself when every width holds; else :class:`InternalError`."""
    for source in network.inputs:
        if not 1 <= source.events <= MAX_EVENTS:
            raise internal_error(f"input '{source.name}' sends {source.events} events in a step")
    for projection in network.projections:
        weights = projection.connection.weights
        span = Interval(int(weights.min(initial=0)), int(weights.max(initial=0)))
        if signed_width(span) > projection.bits:
            raise internal_error(f"weights of '{projection.name}' do not fit {projection.bits} bits")
    for population in network.populations:
        program = population.program
        types = types_of(program)
        for statement in program.body:
            if not statement.op.integer:
                raise internal_error(f"'{population.name}': '{statement.target}' is for real programs only")
            if any(name not in types for name in statement.op.operands()):
                raise internal_error(f"'{population.name}': '{statement.target}' reads an undefined name")
        if [name for name, _ in program.next_state] != [port.name for port in program.states]:
            raise internal_error(f"'{population.name}': not every state has one next value")
        if not {value for _, value in program.next_state} | {program.spike} <= {None, *types}:
            raise internal_error(f"'{population.name}': a next value or the spike is undefined")
        _accumulators(network, population)
        for port, (name, values) in zip(program.states, population.initial, strict=True):
            _fits(population.name, port, name, np.asarray(values))
            if port.random and (port.type != IntType(False, WORD_BITS) or not np.all(np.asarray(values))):
                raise internal_error(f"'{population.name}': '{name}' is no random number, or starts at 0")
        for port, (name, values) in zip(program.parameters, population.parameters, strict=True):
            _fits(population.name, port, name, values)
    for item in network.observed:
        program = network.population(item.population).program
        if item.variable != SPIKES and item.variable not in {p.name for p in program.states}:
            raise internal_error(f"'{item.population}' has no '{item.variable}'")
    network.levels()
    return network


def _accumulators(network: QuantisedNetwork, population: QuantisedPopulation) -> None:
    """Every projection into ``population`` ends at a receptor, and the accumulators of each hold every sum."""
    name, ports = population.name, population.program.inputs
    for projection in network.projections:
        if projection.target == name and projection.receptor not in {port.name for port in ports}:
            raise internal_error(f"'{name}' has no receptor '{projection.receptor}'")
    if not ports:
        raise internal_error(f"'{name}' has no receptor")
    for port in ports:
        proved = accumulator_range(
            network.sent, network.projections, target=name, size=population.size, receptor=port.name
        )
        if proved not in port.type.range:
            raise internal_error(f"accumulator of receptor '{port.name}' of '{name}' may overflow")


def _fits(population: str, port: Port, name: str, values: np.ndarray) -> None:
    span = Interval(int(values.min()), int(values.max()))
    if port.name != name or span not in port.type.range:
        raise internal_error(f"'{population}': values of '{name}' do not fit port '{port.name}'")


CODEC = Codec(
    (
        *(QuantisedNetwork, QuantisedPopulation, QuantisedProjection, ProjectionReport, PopulationReport),
        *(StateReport, DecayReport, GainReport, ReceptorReport, TableReport),
        *(Input, ValueRange, *WAVES, Interval, Coding, CodingKind, Output, Probe, IntegerProgram, IntegerStatement),
        *(Port, Role, IntType, Rounding, MultiplyStyle, Quantity, Kind),
    ),
    KINDS.values(),
    OPERATIONS,
)
