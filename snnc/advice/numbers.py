"""Warnings about the room for numbers that a graded population sends, far too little or far too much: ``W211``."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from snnc.advice.potential import Sent, extreme, never_fires
from snnc.core.errors import Diagnostic, warning
from snnc.golden.coverage import spans_of
from snnc.ir.network import Network, Population
from snnc.ir.options import Calibration
from snnc.ir.quantised import QuantisedNetwork
from snnc.neurons.registry import MODELS
from snnc.program.quantity import Purpose

#: Of a unit: what stays below it is rounded to 0, even where states behind it are rounded, too.
_SURELY_LOST = 0.375


def number_warnings(
    network: Network, quantised: QuantisedNetwork, population: Population, calibration: Calibration | None
) -> Iterator[Diagnostic]:
    """What is certain of the numbers of ``population``: by proof, or in all of what the ``calibration`` saw."""
    if not population.graded or not _fed(network, population):
        return
    sends, name = population.program.sends, population.name
    seen = {s: (low, high) for p, s, low, high in (calibration.states if calibration else ()) if p == name}
    small, large = _proved(quantised, population)
    small = small or ("" if large else _lost(network, quantised, population))
    if not (small or large) and sends in seen:
        small, large = _seen(quantised, population, seen[sends])
    own = population.model not in MODELS
    part = ("populations", name)
    if small:
        room = "narrower 'bounds' of what it sends" if own else "a smaller 'largest'"
        yield warning("W211", small, hint=f"give {room}, or more number_bits", part=part)
    if large:
        room = f"the model '{population.model}' wider 'bounds'" if own else "a larger 'largest'"
        yield warning("W211", large, hint=f"give {room}, or smaller weights", part=part)


def silent_behind_numbers(
    network: Network, quantised: QuantisedNetwork, population: Population
) -> Iterator[Diagnostic]:
    """Neurons that can never fire behind graded ones, of which only their integers tell what they send at most."""
    sources = {p.source for p in network.projections if p.target == population.name}
    graded = [each.name for each in network.populations if each.graded]
    if sources.isdisjoint(graded) or not _fed(network, population):
        return
    yield from never_fires(network, population, _sent(network, quantised))


def _fed(network: Network, population: Population) -> bool:
    """Whether anything moves it; where nothing does, W102 says so."""
    given = dict(population.parameters)
    weights = [p.connection.weights for p in network.projections if p.target == population.name]
    drives = (given[drive.name] for drive in population.program.serving(Purpose.DRIVE))
    return any(map(np.any, (*weights, *drives)))


def _proved(quantised: QuantisedNetwork, population: Population) -> tuple[str, str]:
    """What is said of numbers that are too small, and of those that are too large, whatever the stimulus."""
    name, built = population.name, quantised.population(population.name)
    program, unit = built.program, 1.0 / quantised.number_scale(name)
    if program.numbers is not None and program.numbers.lo == program.numbers.hi == 0:
        return f"all numbers that '{name}' sends are built as 0: they count in units of {unit:.6g}", ""
    spans = spans_of(built, quantised)
    for port in program.states:
        clamp, scale = program.clamp(port.name), built.scale(port.name)
        if clamp is None or not scale:
            continue
        span = spans[clamp.a]
        if span.lo > clamp.hi or span.hi < clamp.lo:
            end, least = (clamp.hi, span.lo) if span.lo > clamp.hi else (clamp.lo, span.hi)
            beyond, last = ("at least", "highest") if span.lo > clamp.hi else ("at most", "lowest")
            return "", (
                f"{port.name} of '{name}' saturates in every step: it would be {beyond} {least / scale:.6g}, and "
                f"{end / scale:.6g} is the {last} that there is room for"
            )
    return "", ""


def _lost(network: Network, quantised: QuantisedNetwork, population: Population) -> str:
    """What is said of numbers that no input makes as large as half a unit, though their format has room for more."""
    name, sends = population.name, population.program.sends
    sent = _sent(network, quantised)
    ends = [extreme(network, population, sends, sent, down=down) for down in (False, True)]
    most = max((float(np.max(np.abs(end))) for end in ends if end is not None), default=np.inf)
    report = next(each for each in quantised.population_reports if each.name == name)
    # Rounded down, any number below 0 is a unit below it at least.
    certain = all(end is not None for end in ends) and report.rounding != "floor"
    if not certain or not most * quantised.number_scale(name) < _SURELY_LOST:
        return ""
    unit = 1.0 / quantised.number_scale(name)
    because = f"they count in units of {unit:.6g}, so that all are built as 0"
    return f"no number that '{name}' sends exceeds {most:.6g}: {because}"


def _sent(network: Network, quantised: QuantisedNetwork) -> Sent:
    """Between which real numbers those lie that each graded population sends."""
    graded = [each.name for each in network.populations if each.graded]
    spans = {name: (quantised.sent[name], quantised.number_scale(name)) for name in graded}
    return {name: (span.lo / scale, span.hi / scale) for name, (span, scale) in spans.items()}


def _seen(quantised: QuantisedNetwork, population: Population, seen: tuple[float, float]) -> tuple[str, str]:
    """The same of numbers from the lowest to the highest of those ``seen`` in float."""
    name, (low, high) = population.name, seen
    scale, limits = quantised.number_scale(name), quantised.population(name).program.limits(population.program.sends)
    whole = f"in the calibration '{name}' sends numbers from {low:.6g} to {high:.6g}"
    if 0 < max(-low, high) * scale < 0.5:
        return f"{whole}: they count in units of {1.0 / scale:.6g}, so that all are built as 0", ""
    if limits is not None and (low * scale < limits.lo - 1 or high * scale > limits.hi + 1):
        return "", f"{whole}; there is room from {limits.lo / scale:.6g} to {limits.hi / scale:.6g}"
    return "", ""
