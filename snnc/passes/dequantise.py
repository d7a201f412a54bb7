"""QuantisedNetwork -> Network: the real network whose parameters the integers stand for.

Run in floating point it shows what rounding the parameters cost, apart from rounding in every
step.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from snnc.ir.network import Network, Population
from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation
from snnc.ir.reports import PopulationReport
from snnc.program.ops import Literal
from snnc.program.quantity import Kind


def dequantise(network: Network, quantised: QuantisedNetwork) -> Network:
    """``network`` with the weights and parameters that ``quantised`` realises."""
    reports = {report.name: report for report in quantised.population_reports}
    stored = {p.name: p for p in quantised.projections}
    populations = tuple(_population(p, quantised.population(p.name), reports[p.name]) for p in network.populations)
    projections = tuple(
        replace(
            p,
            connection=p.connection.with_weights(
                stored[p.name].connection.weights / reports[p.target].unit * quantised.number_scale(p.source)
            ),
        )
        for p in network.projections
    )
    return replace(network, populations=populations, projections=projections)


def _population(population: Population, quantised: QuantisedPopulation, report: PopulationReport) -> Population:
    integers: dict[str, int | np.ndarray] = {
        s.target: s.op.value for s in quantised.program.body if isinstance(s.op, Literal)
    }
    integers.update(quantised.parameters)
    shifts = dict(report.factors)
    units: dict[str, float] = {}
    for parameter in population.program.parameters:
        match parameter.quantity.kind:
            case Kind.LINEAR:
                units[parameter.name] = report.scale(parameter.quantity.name)
            case Kind.FACTOR | Kind.GAIN:
                units[parameter.name] = float(2 ** shifts[parameter.name])
            case Kind.COUNT | Kind.FLAG | Kind.RANDOM:
                units[parameter.name] = 1.0
    parameters = tuple(
        (name, _real(integers[name], units[name]) if name in integers else value)
        for name, value in population.parameters
    )
    initial = dict(quantised.initial)
    scales = dict(quantised.scales)
    return replace(
        population,
        parameters=parameters,
        initial=tuple((name, _real(initial[name], scales.get(name, 1.0))) for name, _ in population.initial),
    )


def _real(integers: int | np.ndarray, unit: float) -> float | np.ndarray:
    """A number, or float64 [size], of ``integers`` in ``unit`` per real unit."""
    values = np.asarray(integers) / unit
    return float(values) if values.ndim == 0 else values
