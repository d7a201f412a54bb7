"""Warnings about leaks and gains that are built as something else, neuron by neuron: ``W203``, ``W204``, ``W209``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from snnc.core.errors import Diagnostic, warning
from snnc.ir.network import Network
from snnc.ir.reports import DecayReport, PopulationReport
from snnc.passes.formats import factor_errors, factors, gain_errors
from snnc.passes.graded import largest_sent
from snnc.program.quantity import Kind

#: A leak that stops further from rest than this share of what a potential is measured by is said to vanish.
_STUCK = 0.25


def leak_warnings(
    network: Network, built: Network, report: PopulationReport, decay: DecayReport, tolerance: float
) -> Iterator[Diagnostic]:
    """What became of one decay of a population.

    ``built``: the real network that the integers stand for; ``tolerance``: of the relative error of ``1 - decay``.
    """
    name, part = report.name, ("populations", report.name, decay.name)
    state = next(state for state in report.states if state.name == decay.of)
    whose, level = ("", "a potential") if state is report.potential else (f"state '{state.name}' of ", "a value")
    asked, made = (_values(each, name, decay.name) for each in (network, built))
    vanished = (asked < 1.0) & (made == 1.0)
    if np.any(vanished):
        first = int(np.argmax(vanished))
        yield warning(
            "W203",
            f"the leak of {whose}{neurons_of(vanished)}'{name}' vanished: a decay of {asked[first]:.9g} is built as 1 "
            f"with {decay.shift} bits",
            hint="give more decay_bits, or none: they then follow from the error of tau",
            part=part,
        )
    errors = np.where(vanished, 0.0, factor_errors(asked, made))
    off = errors > tolerance
    if np.any(off):
        worst = int(np.argmax(errors))
        error = f"{errors[worst]:.3%}" if np.isfinite(errors[worst]) else "without a limit"
        yield warning(
            "W204",
            f"the decay of {whose}{neurons_of(off)}'{name}' is {asked[worst]:.9g} and built as {made[worst]:.9g}: it "
            f"or 1 - decay is off by {error}, more than {tolerance:.3%}",
            hint="give more decay_bits or decay_digits, or a larger tau_error",
            part=part,
        )
    leaking = (made > 0.0) & (made < 1.0)
    if np.any(leaking):
        slowest = float(np.max(made[leaking]))
        stuck = 0.5 / (1.0 - slowest) / state.scale
        if stuck > _noticed(network, name) > 0:
            yield warning(
                "W203",
                f"the leak of {whose}'{name}' vanished below {level} of {stuck:.6g}: rounding to "
                f"{state.fraction_bits} fraction bits undoes it there",
                hint="give more fraction_bits",
                part=part,
            )


def gain_warnings(network: Network, report: PopulationReport, tolerance: float) -> Iterator[Diagnostic]:
    """Gains of a population that are built further off than ``tolerance``, such as 0: no format is fine enough."""
    population, shifts = network.population(report.name), dict(report.factors)
    for name in factors(population, Kind.GAIN):
        asked = _values(network, report.name, name)
        made = np.rint(asked * 2.0 ** shifts[name]) / 2.0 ** shifts[name]
        errors = gain_errors(asked, made)
        off = errors > tolerance
        if np.any(off):
            worst = int(np.argmax(errors))
            yield warning(
                "W209",
                f"{name} of {neurons_of(off)}'{report.name}' is {asked[worst]:.6g} and built as {made[worst]:.6g}: "
                f"off by {errors[worst]:.3%}, more than {tolerance:.3%}",
                hint="measure time, or what it multiplies, in a unit in which it is larger",
                part=("populations", report.name, name),
            )


def _values(network: Network, population: str, name: str) -> np.ndarray:
    """The factor or gain of every neuron, or one for all: float64 [n]."""
    return np.atleast_1d(np.asarray(dict(network.population(population).parameters)[name], dtype=np.float64))


def neurons_of(which: np.ndarray) -> str:
    """How many neurons ``which`` [n] are; nothing where one value is shared by all."""
    if which.size == 1:
        return ""
    return f"{np.count_nonzero(which)} of {which.size} neurons (the first is {int(np.argmax(which))}) of "


def _noticed(network: Network, name: str) -> float:
    """A potential of ``name`` below which a missing leak does no harm."""
    distance = network.population(name).to_threshold
    if distance is not None:
        return _STUCK * float(np.max(distance))
    # What the largest weight adds in one step would be lost in none.
    incoming = [p for p in network.projections if p.target == name]
    added = (largest_sent(network, p.source) * np.max(np.abs(p.connection.weights), initial=0.0) for p in incoming)
    return max(map(float, added), default=0.0)
