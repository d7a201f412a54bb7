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
from snnc.ir.built import GainReport, TableReport
from snnc.ir.graph import levels
from snnc.ir.network import MAX_EVENTS, SPIKES, Coding, CodingKind, Input, NamedParts, Output, Probe
from snnc.numbers.fixed import Interval, IntType, Rounding, signed_width
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


@dataclass(frozen=True)
class ProjectionReport:
    """What quantising one projection did; errors are relative to the root mean square weight.

    ``scale``: integer units per unit of weight; weights are stored as integers of ``bits`` bits times
    ``2**shift``; ``clipped``: weights beyond the largest integer; ``vanished``: weights other than 0
    that became 0; ``exact``: no weight is rounded.
    """

    name: str
    bits: int
    shift: int
    scale: float
    synapses: int
    clipped: int
    rms_error: float
    vanished: int
    exact: bool


@dataclass(frozen=True)
class StateReport:
    """How one linear state is built: ``scale`` integer units, of ``bits`` bits in all, per real unit.

    ``fraction_bits``: bits below the unit of the weights; ``saturation``: "proved unneeded", or what
    there is room for before the state saturates.
    """

    name: str
    quantity: str
    bits: int
    fraction_bits: int
    scale: float
    saturation: str


@dataclass(frozen=True)
class DecayReport:
    """What became of a decay, in the neuron where the error is largest.

    ``name``: the parameter, of the state ``of``; ``asked`` and ``built``: the factors, ``integer`` over
    ``2**shift``; ``tau`` and ``tau_built``: the time constants of the two, in steps; ``error``: the
    relative error of ``1 - decay``, None where there should be no leak and there is.
    """

    name: str
    of: str
    asked: float
    built: float
    integer: int
    shift: int
    tau: float | None
    tau_built: float | None
    error: float | None


@dataclass(frozen=True)
class ReceptorReport:
    """How one receptor is built: ``bits`` hold every sum from ``low`` to ``high``, in units of current."""

    name: str
    quantity: str
    bits: int
    low: int
    high: int


@dataclass(frozen=True)
class PopulationReport:
    """What quantising one population did.

    ``unit``: integer units of current per real unit; ``states``: the potential first; ``fractions``: of
    each linear quantity the bits by which its unit is finer; ``factors``: of each factor or gain its fraction
    bits; ``accumulator_bits``: of the receptor with the widest sums; ``threshold_error``: largest relative
    error of the threshold; ``exact``: nothing is rounded, in the parameters or in any step; ``receptors``: where
    there are several; ``tables``: of every function; ``gains``: of every parameter that is one.
    """

    name: str
    unit: float
    fractions: tuple[tuple[str, int], ...]
    factors: tuple[tuple[str, int], ...]
    states: tuple[StateReport, ...]
    decays: tuple[DecayReport, ...]
    accumulator_bits: int
    rounding: str
    threshold_error: float
    exact: bool
    receptors: tuple[ReceptorReport, ...] = field(default=(), metadata=OPTIONAL)
    tables: tuple[TableReport, ...] = field(default=(), metadata=OPTIONAL)
    gains: tuple[GainReport, ...] = field(default=(), metadata=OPTIONAL)

    @property
    def potential(self) -> StateReport:
        """The state that fires, or is read."""
        return self.states[0]

    @property
    def fraction_bits(self) -> int:
        """Bits below the unit of the weights, of the state that has most of them."""
        return max(state.fraction_bits for state in self.states)

    @property
    def room_bits(self) -> int:
        """Bits from the unit of the weights upwards, of the state that has most of them."""
        return max(state.bits - state.fraction_bits for state in self.states)

    @property
    def decay_bits(self) -> int:
        """Fraction bits of the longest factor; 0 where there is none."""
        return max((bits for _, bits in self.factors), default=0)

    def scale(self, quantity: str) -> float:
        """Integer units of ``quantity`` per real unit."""
        return float(self.unit * 2 ** dict(self.fractions)[quantity])


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

    def receptor_of(self, projection: QuantisedProjection) -> int:
        """Which of the receptors of its target ``projection`` ends at, counted in the order of the program's inputs."""
        ports = self.population(projection.target).program.inputs
        return [port.name for port in ports].index(projection.receptor)

    def levels(self) -> dict[str, int]:
        """Longest chain of projections without delay that ends at each input or population."""
        names = [source.name for source in self.sources]
        return levels(names, [(p.source, p.target) for p in self.projections if p.delay == 0])


def accumulator_range(
    events: Mapping[str, int], projections: tuple[QuantisedProjection, ...], *, target: str, size: int, receptor: str
) -> Interval:
    """The proved interval of every partial sum of the accumulators of ``receptor`` of ``target``, of ``size`` neurons.

    A neuron of an input or population sends at most its ``events`` in a step, so no sum of weights,
    in any order, leaves the interval from the sum of the negative to the sum of the positive weights
    of a neuron, each taken as often as its source may send.
    """
    low = np.zeros(size)
    high = np.zeros(size)
    for projection in projections:
        if (projection.target, projection.receptor) == (target, receptor):
            weights = projection.connection.weights * float(events[projection.source])
            low += projection.connection.sums(np.minimum(weights, 0), size)
            high += projection.connection.sums(np.maximum(weights, 0), size)
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
            network.events, network.projections, target=name, size=population.size, receptor=port.name
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
        *(Input, Coding, CodingKind, Output, Probe, IntegerProgram, IntegerStatement),
        *(Port, Role, IntType, Rounding, MultiplyStyle, Quantity, Kind),
    ),
    KINDS.values(),
    OPERATIONS,
)
