"""QuantisedNetwork -> Network: the real network whose parameters the integers stand for.

Run in floating point it shows what rounding the parameters cost, apart from rounding in every
step.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from snnc.ir.connections import with_weights
from snnc.ir.network import Network, Population
from snnc.ir.quantised import PopulationReport, QuantisedNetwork, QuantisedPopulation
from snnc.program.ops import Kind, Literal


def dequantise(network: Network, quantised: QuantisedNetwork) -> Network:
    """``network`` with the weights and parameters that ``quantised`` realises."""
    reports = {report.name: report for report in quantised.population_reports}
    units = {name: report.scale / 2**report.fraction_bits for name, report in reports.items()}
    stored = {p.name: p for p in quantised.projections}
    populations = tuple(_population(p, quantised.population(p.name), reports[p.name]) for p in network.populations)
    projections = tuple(
        replace(p, connection=with_weights(p.connection, stored[p.name].connection.weights / units[p.target]))
        for p in network.projections
    )
    return replace(network, populations=populations, projections=projections)


def _population(population: Population, quantised: QuantisedPopulation, report: PopulationReport) -> Population:
    integers: dict[str, int | np.ndarray] = {
        s.target: s.op.value for s in quantised.program.body if isinstance(s.op, Literal)
    }
    integers.update(quantised.parameters)
    unit = {Kind.POTENTIAL: report.scale, Kind.FACTOR: float(2**report.decay_shift), Kind.COUNT: 1.0}
    kinds = {parameter.name: parameter.kind for parameter in population.program.parameters}
    parameters = tuple(
        (name, np.asarray(integers[name]) / unit[kinds[name]] if name in integers else value)
        for name, value in population.parameters
    )
    scaled = tuple((name, float(v) if np.ndim(v) == 0 else np.asarray(v)) for name, v in parameters)
    initial = dict(quantised.initial)
    start = tuple((name, np.asarray(initial[name]) / report.scale) for name, _ in population.initial)
    return replace(
        population,
        parameters=scaled,
        initial=tuple((name, float(v) if v.ndim == 0 else v) for name, v in start),
    )
