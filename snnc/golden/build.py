"""From a network stage to a :class:`Machine`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from snnc.connections.gather import exact_dtype
from snnc.golden.engine import Cell, Machine, Pathway
from snnc.golden.tables import compile_integer, compile_real
from snnc.ir.events import event_dtype
from snnc.ir.graph import strong_components
from snnc.ir.network import Network, Population
from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation
from snnc.program.integer import IntegerProgram, types_of
from snnc.program.integer_ops import Clamp, RoundShift
from snnc.program.quantity import Kind

#: Types of the states of real programs that are no float64: a random number has the same bits in both programs.
_REAL_STATES = {Kind.FLAG: np.dtype(np.bool_), Kind.RANDOM: np.dtype(np.int64)}


def integer_machine(network: QuantisedNetwork) -> Machine:
    """The bit-exact machine of a quantised network."""
    cells = {p.name: _integer_cell(p) for p in network.populations}
    pathways = []
    for p in network.projections:
        n_source, n_target = network.source_size(p.source), network.source_size(p.target)
        dtype = exact_dtype(network.population(p.target).program.port(p.receptor).type.width)
        gather = p.connection.gather(n_source, n_target, dtype)
        pathways.append(Pathway(p.source, p.target, receptor=p.receptor, delay=p.delay, gather=gather))
    return Machine(
        inputs={i.name: i.size for i in network.inputs},
        cells=cells,
        pathways=pathways,
        groups=_groups(network),
        dtype=np.dtype(np.float64),
    )


def real_machine(network: Network) -> Machine:
    """The float64 reference of a network."""
    dtype = np.dtype(np.float64)
    cells = {p.name: _real_cell(p) for p in network.populations}
    pathways = [
        Pathway(
            p.source,
            p.target,
            receptor=p.receptor,
            delay=p.delay,
            gather=p.connection.gather(network.source_size(p.source), network.source_size(p.target), dtype),
        )
        for p in network.projections
    ]
    return Machine(
        inputs={i.name: i.size for i in network.inputs},
        cells=cells,
        pathways=pathways,
        groups=_groups(network),
        dtype=dtype,
    )


def _groups(network: Network | QuantisedNetwork) -> Sequence[tuple[str, ...]]:
    names = [population.name for population in network.populations]
    edges = [(p.source, p.target, p.delay) for p in network.projections if p.source in names]
    return strong_components(names, edges)


def _integer_cell(population: QuantisedPopulation) -> Cell:
    program = population.program
    # What rounding adds before it shifts has a bit less than the shift.
    shifts = [statement.op.shift for statement in program.body if isinstance(statement.op, RoundShift)]
    widest = max(*shifts, *(kind.width for kind in types_of(program).values()))
    dtype = np.int32 if widest <= 31 else np.int64
    initial = {}
    for port, (_, value) in zip(program.states, population.initial, strict=True):
        kind = bool if port.flag else dtype
        initial[port.name] = np.broadcast_to(np.asarray(value, dtype=kind), (population.size,))
    return Cell(
        name=population.name,
        size=population.size,
        steps=compile_integer(program),
        constants={name: values.astype(dtype) for name, values in population.parameters},
        initial=initial,
        next_state=program.next_state,
        spike=program.spike,
        sends=event_dtype(program.events, population.graded),
        receptors=tuple(port.name for port in program.inputs),
        admit=lambda current: current.astype(dtype),
        clamps=program.saturations,
        limits=_limits(program),
    )


def _limits(program: IntegerProgram) -> Mapping[str, Clamp]:
    """What limits each state more narrowly than any format does: what a model limits by its own definition."""
    taken = program.saturations.values()
    found = {port.name: program.clamp(port.name) for port in program.states}
    return {name: clamp for name, clamp in found.items() if clamp is not None and clamp not in taken}


def _real_cell(population: Population) -> Cell:
    program = population.program
    given = dict(population.initial)
    initial = {}
    for state in program.states:
        kind = _REAL_STATES.get(state.quantity.kind, np.dtype(np.float64))
        value = np.asarray(given.get(state.name, 0.0), dtype=kind)
        initial[state.name] = np.broadcast_to(value, (population.size,))
    return Cell(
        name=population.name,
        size=population.size,
        steps=compile_real(program),
        constants={name: np.asarray(value, dtype=np.float64) for name, value in population.parameters},
        initial=initial,
        next_state=program.next_state,
        spike=program.spike,
        sends=np.dtype(np.float64) if population.graded else event_dtype(program.events),
        receptors=tuple(receptor.name for receptor in program.receptors),
        admit=lambda current: current,
        clamps={},
        limits={},
    )
