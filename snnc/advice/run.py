"""Warnings about a run of golden: ``W3xx``."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from snnc.advice.network import too_long
from snnc.core.errors import Diagnostic, warning
from snnc.golden.saturation import Saturation
from snnc.ir.network import Network
from snnc.ir.quantised import QuantisedNetwork
from snnc.ir.reports import StateReport
from snnc.neurons.registry import MODELS
from snnc.numbers.fixed import IntType

_HINT = "give the steps of a sample (steps: N), more state_bits, or calibrate with this stimulus"


def run_warnings(
    network: Network,
    quantised: QuantisedNetwork | None,
    shape: tuple[int, int],
    saturations: Sequence[Saturation],
) -> tuple[Diagnostic, ...]:
    """What may surprise in a run over ``shape`` = (samples, steps); ``quantised``: None for a run in float."""
    samples, steps = shape
    found = [] if network.sample_steps else list(too_long(network, steps))
    if network.steps is not None and steps > network.steps:
        found.append(
            warning(
                "W302",
                f"the stimulus has {steps} steps, the spec says {network.steps}: states are sized for "
                f"{network.steps} steps, and may saturate after that",
                part=("steps",),
            )
        )
    elif network.steps is not None and steps < network.steps:
        turned = "; is it [steps, samples, size]? Then transpose(1, 0, 2)" if samples == network.steps else ""
        found.append(
            warning(
                "W302",
                f"the stimulus has {samples} samples of {steps} steps, the spec says {network.steps} steps{turned}",
                hint="the order of a stimulus is [samples, steps, size]",
                part=("steps",),
            )
        )
    for each in saturations:
        found.extend(_limited(network, each) if each.by_model else [_saturated(network, quantised, each)])
    return tuple(found)


def _limited(network: Network, limited: Saturation) -> Iterator[Diagnostic]:
    """What the model has to say of a state that it limits by itself."""
    name = limited.population
    for said in MODELS[network.population(name).model].excess(name, limited.state, limited.share):
        yield replace(said, part=("populations", name, *said.part))


def _saturated(network: Network, quantised: QuantisedNetwork | None, saturated: Saturation) -> Diagnostic:
    """A state that its format limits."""
    s = saturated
    reports = quantised.population_reports if quantised else ()
    report = next(
        (state for p in reports if p.name == s.population for state in p.states if state.name == s.state), None
    )
    return warning(
        "W301",
        f"{s.state} of '{s.population}' saturated in {s.count} of {s.places} places ({s.share:.2%}); "
        f"the first is neuron {s.neuron}, in sample {s.sample}, step {s.step}",
        hint=_cure(network, s, report),
        part=("populations", s.population),
    )


def _cure(network: Network, saturated: Saturation, report: StateReport | None) -> str:
    """What keeps a state that saturated within its format, of which ``report`` tells."""
    if report is not None and report.saturation == "kept":
        ends = IntType(True, report.bits).range
        room = f"{ends.lo / report.scale:.6g} to {ends.hi / report.scale:.6g}"
        return f"{report.bits} state_bits, set by hand, have room for {room}: give more, or none"
    population = network.population(saturated.population)
    state = next(each for each in population.program.states if each.name == saturated.state)
    if population.model not in MODELS and state.bounds:
        named = "the state that it sends" if population.program.sends == state.name else f"'{state.name}'"
        return f"give the model '{population.model}' wider 'bounds' of {named}"
    if population.program.sends == state.name:
        return f"give '{population.name}' a larger 'largest': numbers up to twice as large fit"
    return _HINT
