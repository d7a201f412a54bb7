"""Warnings about what quantising did to a network: ``W2xx``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from snnc.advice.leak import gain_warnings, leak_warnings
from snnc.advice.numbers import number_warnings, silent_behind_numbers
from snnc.advice.tables import table_warnings
from snnc.core.errors import Diagnostic, warning
from snnc.ir.network import Network, Population
from snnc.ir.options import Calibration, QuantiseOptions
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.reports import PopulationReport, ProjectionReport, StateReport
from snnc.neurons.registry import MODELS
from snnc.passes.dequantise import dequantise
from snnc.passes.formats import ASSUMED_STEPS, Gains, tolerated
from snnc.program.quantity import Purpose

#: An error of weights beyond this share of their root mean square is more than coarse.
_COARSE = 0.5
#: A bias whose error adds up to more than this share of the way to the threshold is another bias.
_DRIFT = 0.125
#: A threshold built further from the one asked for than this, relative to it, is another threshold.
_THRESHOLD = 0.1


def quantised_warnings(
    network: Network, quantised: QuantisedNetwork, options: QuantiseOptions, calibration: Calibration | None = None
) -> tuple[Diagnostic, ...]:
    """What may surprise in the integers of ``network`` (normalised), in the order of its parts.

    ``calibration``: what sample data did to it, where there are such.
    """
    found: list[Diagnostic] = []
    built = dequantise(network, quantised)
    for population in quantised.population_reports:
        found.extend(_population(network, built, population, options))
        found.extend(number_warnings(network, quantised, network.population(population.name), calibration))
        found.extend(silent_behind_numbers(network, quantised, network.population(population.name)))
    for projection in quantised.projection_reports:
        found.extend(_projection(network, projection))
    return tuple(found)


def _projection(network: Network, report: ProjectionReport) -> Iterator[Diagnostic]:
    part = ("projections", report.name)
    weights = next(p.connection.weights for p in network.projections if p.name == report.name)
    present = int(np.count_nonzero(weights))
    if report.clipped:
        yield warning(
            "W201",
            f"{report.clipped} of {report.synapses} weights of '{report.name}' are clipped to "
            f"{report.bits} bits; the error of all weights is {report.rms_error:.2%} of their root mean square",
            hint="use scale: max, which never clips",
            part=part,
        )
    if present and report.vanished == present:
        yield warning(
            "W202",
            f"all {present} weights of '{report.name}' are built as 0: the unit of the population, one of "
            f"{report.scale * 2**report.shift:.6g} in a unit of weight, is too coarse for them",
            hint="give a larger scale, or weights of other projections into the same population fewer bits",
            part=part,
        )
    elif report.vanished > present / 2:
        yield warning(
            "W202",
            f"{report.vanished} of {present} weights of '{report.name}' are built as 0",
            hint="give this projection more weight_bits, or a larger scale",
            part=part,
        )
    elif report.rms_error > _COARSE:
        yield warning(
            "W208",
            f"the error of the weights of '{report.name}' is {report.rms_error:.0%} of their root mean square",
            hint="give more weight_bits, or scale: least_squares",
            part=part,
        )


def _population(
    network: Network, built: Network, report: PopulationReport, options: QuantiseOptions
) -> Iterator[Diagnostic]:
    """``built``: the real network that the integers stand for."""
    name, part = report.name, ("populations", report.name)
    population = network.population(name)
    bits = [options.of_projection(p.name).width for p in network.projections if p.target == name]
    asked = options.of_population(name)
    tolerance = max(tolerated(asked, max(bits, default=options.weights.width)), tolerated(asked, 0))
    for decay in report.decays:
        yield from leak_warnings(network, built=built, report=report, decay=decay, tolerance=tolerance)
    if population.model in MODELS:
        for said in MODELS[population.model].surprises(name, dict(population.parameters)):
            yield replace(said, part=(*part, *said.part))
    else:
        yield from table_warnings(population)
    yield from gain_warnings(network, report, asked.gain_error)
    yield from _too_narrow(population, report)
    yield from _drift(network, built, report)
    yield from _chances(network, built, report)
    threshold = population.program.parameter(Purpose.THRESHOLD, population.program.potential)
    if threshold is not None and report.threshold_error > _THRESHOLD:
        yield warning(
            "W205",
            f"the threshold of '{name}' is built {report.threshold_error:.0%} off what was asked for",
            hint="give more fraction_bits",
            part=(*part, threshold.name),
        )
    sums = Gains(population, network.sample_steps).sums(report.potential.name)
    assumed = report.potential.saturation == f"room for {ASSUMED_STEPS} steps"
    if sums and population.program.spike is None and assumed:
        yield warning(
            "W206",
            f"'{name}' sums its input without a leak, and neither spec nor coding gives the steps of a sample: it is "
            f"sized for {ASSUMED_STEPS} steps, and may saturate after that",
            hint="give the steps of a sample (steps: N), or calibrate",
            part=part,
        )


def _of_each(network: Network, population: str, parameter: str) -> np.ndarray:
    """``parameter`` of every neuron of ``population``, [size]."""
    found = network.population(population)
    return np.broadcast_to(np.asarray(dict(found.parameters)[parameter], dtype=np.float64), (found.size,))


def _chances(network: Network, built: Network, report: PopulationReport) -> Iterator[Diagnostic]:
    """A probability of firing that is another one as built."""
    program = network.population(report.name).program
    for drive in program.serving(Purpose.DRIVE) if program.chance else ():
        asked, made = (_of_each(each, report.name, drive.name) for each in (network, built))
        off = np.abs(made - asked)
        if np.any(off > _THRESHOLD * asked):
            neuron = int(np.argmax(off / np.maximum(asked, 1e-30)))
            yield warning(
                "W205",
                f"the {drive.name} of '{report.name}', {asked[neuron]:.6g} per step in neuron {neuron}, is built as "
                f"{made[neuron]:.6g}",
                hint="give more state_bits or fraction_bits, or none",
                part=("populations", report.name, drive.name),
            )


def _too_narrow(population: Population, report: PopulationReport) -> Iterator[Diagnostic]:
    """States that nothing has room for in all of their steps."""
    declared = population.graded and population.model in MODELS
    sent = next((_room(state) for state in report.states if state.name == population.program.sends), 0.0)
    for state in report.states:
        # Of a model of snnc's own, all states are the number that it sends, which saturates earlier.
        if not state.saturation.startswith("too narrow") or (declared and _room(state) >= sent):
            continue
        named = "the state" if state is report.potential else f"state '{state.name}'"
        fewer = "" if declared else "give fewer weight_bits or fraction_bits, or "
        yield warning(
            "W207",
            f"{named} of '{report.name}' is {state.saturation}: {state.bits} bits may saturate",
            hint=f"{fewer}calibrate: --calibrate X.npz",
            part=("populations", report.name),
        )


def _room(state: StateReport) -> float:
    """The largest value that ``state`` has room for, in the unit of the spec."""
    return float(2 ** (state.bits - 1) / state.scale)


def _drift(network: Network, built: Network, report: PopulationReport) -> Iterator[Diagnostic]:
    """A bias whose rounding adds up, step by step, to something that decides."""
    population = network.population(report.name)
    gains = Gains(population, network.sample_steps)
    distance = population.to_threshold
    for drive in population.program.serving(Purpose.DRIVE):
        asked, made = (_of_each(each, report.name, drive.name) for each in (network, built))
        off = np.abs(asked - made) * gains.adds_up(drive.of)
        share = off / np.maximum(np.inf if distance is None else distance, 1e-30)
        if np.any(share > _DRIFT):
            neuron = int(np.argmax(share))
            yield warning(
                "W205",
                f"the {drive.name} of '{report.name}', {asked[neuron]:.6g} in neuron {neuron}, is built as "
                f"{made[neuron]:.6g}; in a sample of {network.sample_steps or ASSUMED_STEPS} steps that adds up to "
                f"{off[neuron]:.3g}",
                hint="give more fraction_bits, or the steps of a sample (steps: N)",
                part=("populations", report.name, drive.name),
            )
