"""A network of whole multiples of one unit stays exactly itself, and its reports say so."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from meaning.connections import synapses
from meaning.networks import random_stimulus, straight_network
from meaning.reference import simulate

import snnc
from snnc import golden
from snnc.golden import variables
from snnc.ir.network import Network, Population
from snnc.ir.options import QuantiseOptions
from snnc.passes.pipeline import quantise
from snnc.program.quantity import Kind


def _whole(value: float | np.ndarray, unit: float) -> Any:
    """``value`` to eighths, each of which becomes ``unit``."""
    numbers = np.clip(np.rint(np.asarray(value) * 8), -100, 100) * unit
    return float(numbers) if np.ndim(value) == 0 else numbers


def _population(population: Population, unit: float) -> Population:
    """Potentials in whole units, and factors of 0 and 1 only, which round nothing."""
    kinds = {parameter.name: parameter.quantity.kind for parameter in population.program.parameters}
    parameters = []
    for name, value in population.parameters:
        if kinds[name] is Kind.LINEAR:
            value = _whole(value, unit)
        elif kinds[name] is Kind.FACTOR:
            value = float(np.rint(value)) if np.ndim(value) == 0 else np.rint(value)
        parameters.append((name, value))
    linear = {state.name for state in population.program.linear_states}
    initial = tuple((name, _whole(value, unit) if name in linear else value) for name, value in population.initial)
    return replace(population, parameters=tuple(parameters), initial=initial)


def whole_network(seed: int, unit: float) -> Network:
    """The random network ``seed`` in whole multiples of ``unit``."""
    network = straight_network(seed)
    return replace(
        network,
        populations=tuple(_population(p, unit) for p in network.populations),
        projections=tuple(
            replace(p, connection=p.connection.with_weights(_whole(p.connection.weights, unit)))
            for p in network.projections
        ),
    )


@pytest.mark.parametrize("unit", [1.0, 0.25, 3.0, 0.1])
@pytest.mark.parametrize("seed", range(15))
def test_whole_multiples_stay_exact(seed: int, unit: float) -> None:
    """Golden by defaults, beside plain integers."""
    network = whole_network(seed, unit)
    stimulus = random_stimulus(network, seed)
    quantised = quantise(network, QuantiseOptions())[1]
    assert all(report.exact for report in quantised.projection_reports)
    assert all(report.exact for report in quantised.population_reports)
    run = golden.run(quantised, stimulus, variables(quantised))
    expected = simulate(whole_network(seed, 1.0), stimulus, None)
    for (population, variable), trace in run.traces.items():
        # Integer units per whole number: less than one where all numbers are multiples of a larger one.
        scale = quantised.population(population).scale(variable)
        wanted = expected[population, variable] * (scale * unit if scale else 1)
        assert np.allclose(wanted, np.rint(wanted), rtol=0, atol=1e-6)
        assert np.array_equal(trace, np.rint(wanted))


@pytest.mark.parametrize(
    "first, second, exact",
    [
        # 64 and 1 units of 4, 64 and 96 units of 4 that are stored as 64 and 96
        ([256, 4], [256, 384], True),
        # 512 is 64 times 2**3, beside ones
        ([512, 256], [3, 1], True),
        # 256 needs a shift of 2 in 8 bits, 3 has no zeros to leave out
        ([256, 3], [1, 1], False),
        # a unit of a half
        ([0.5, 2.0], [1.5, 3.5], True),
    ],
)
def test_large_multiples_end_in_zeros(first: list[float], second: list[float], exact: bool) -> None:
    """Weights of 8 bits and a shift hold them, or they are not exact."""
    b = snnc.NetworkBuilder("zeros")
    b.input("x", 2)
    b.population("y", 1, model="if", threshold=4.0)
    for weights in (first, second):
        b.connect("x", "y", np.array(weights, float)[:, None])
    b.output("y")
    quantised = quantise(b.build(), QuantiseOptions())[1]
    assert [report.exact for report in quantised.projection_reports] == [exact, exact]
    unit = quantised.population_reports[0].unit
    for weights, projection in zip((first, second), quantised.projections, strict=True):
        built = [weight / unit for _, _, weight in synapses(projection.connection)]
        assert not exact or built == weights


@pytest.mark.parametrize("threshold, bias", [(4.0, 1.0), (5.0, -2.0), (4.5, 0.25)])
def test_potentials_may_be_finer_than_weights(threshold: float, bias: float) -> None:
    """Weights of 3 and 6; threshold and bias in steps of 1, of 1, and of a quarter."""
    b = snnc.NetworkBuilder("thirds")
    b.input("x", 2)
    b.population("y", 1, model="if", threshold=threshold, bias=bias)
    b.connect("x", "y", [[3.0], [6.0]])
    b.output("y", "v")
    network = b.build()
    quantised = quantise(network, QuantiseOptions())[1]
    (report,) = quantised.population_reports
    assert report.exact and quantised.projection_reports[0].exact
    spikes = {"x": np.array([[[1, 0], [0, 1], [0, 0], [1, 1], [1, 0]]], bool)}
    v = golden.run(quantised, spikes, [("y", "v")]).state("y") / report.potential.scale
    assert np.array_equal(v, simulate(network, spikes, None)["y", "v"])


@pytest.mark.parametrize("seed", range(30))
def test_what_is_rounded_is_not_called_exact(seed: int) -> None:
    """Whole weights with factors between 0 and 1, and whatever random numbers make."""
    network = straight_network(seed)
    whole = whole_network(seed, 1.0)
    # Whole weights and potentials, but factors as they were.
    factors = {p.name: {n: v for n, v in p.parameters if n in _factors(p)} for p in network.populations}
    leaking = replace(
        whole,
        populations=tuple(
            replace(p, parameters=tuple((n, factors[p.name].get(n, v)) for n, v in p.parameters))
            for p in whole.populations
        ),
    )
    for each in (network, leaking):
        quantised = quantise(each, QuantiseOptions())[1]
        for report, projection in zip(quantised.projection_reports, each.projections, strict=True):
            if report.exact:
                assert _are_whole([weight for _, _, weight in synapses(projection.connection)], report.scale)
        for report, population in zip(quantised.population_reports, each.populations, strict=True):
            measured = {parameter.name: parameter.quantity for parameter in population.program.parameters}
            for name, value in population.parameters:
                linear = measured[name].kind is Kind.LINEAR
                # A reset value counts only where there is a reset to it.
                if report.exact and name != "reset_value":
                    scale = report.scale(measured[name].name) if linear else 1.0
                    assert _are_whole(value, scale), f"{report.name}: {name}"


def _factors(population: Population) -> set[str]:
    return {parameter.name for parameter in population.program.parameters if parameter.quantity.kind is Kind.FACTOR}


def _are_whole(values: Any, scale: float) -> bool:
    scaled = np.asarray(values, float) * scale
    return bool(np.all(np.abs(scaled - np.rint(scaled)) <= 1e-9 * np.maximum(1, np.abs(scaled))))
