"""``snnc compare``: the float network beside golden, population by population."""

from __future__ import annotations

import argparse
from pathlib import Path

from snnc.backends.reports.comparison import Course, comparison
from snnc.backends.reports.figure import PictureForm
from snnc.backends.reports.text import table
from snnc.cli.bits import with_bits
from snnc.cli.command import (
    Command,
    about,
    check_separate,
    check_targets,
    json_argument,
    picture_form,
    positive,
    strict_argument,
    tell,
    write_json,
)
from snnc.cli.progress import Bar
from snnc.cli.spec import STIMULUS
from snnc.core.digits import amount
from snnc.core.files import write_file
from snnc.driver.compare import compare
from snnc.driver.comparison import Comparison, FirstDifference, NeuronStep
from snnc.frontends.registry import read_spec
from snnc.golden.stimulus import read_stimulus


def _action(arguments: argparse.Namespace) -> int:
    check_separate(
        {"the spec": arguments.spec, "--input": arguments.input, "--calibrate": arguments.calibrate},
        {"--json": arguments.json, "--picture": arguments.picture},
    )
    check_targets([arguments.json, arguments.picture])
    form = picture_form("--picture", arguments.picture)
    spec = read_spec(arguments.spec)
    stimulus, labels = read_stimulus(arguments.input, spec.network, arguments.samples)
    calibration = None
    if arguments.calibrate:
        sample, sample_labels = read_stimulus(arguments.calibrate, spec.network)
        spec, calibration = with_bits(arguments.spec, spec, sample, sample_labels)
    count = next(iter(stimulus.values())).shape[0]
    with Bar("compare", count) as bar, about(arguments.spec, spec):
        result = compare(
            spec.network,
            stimulus,
            quantise=spec.quantise,
            calibration=calibration,
            labels=labels,
            progress=bar.reach,
        )
    warned = tell(arguments, result.warnings, spec)
    if arguments.picture:
        write_file(arguments.picture, _picture(result, form))
    print("\n".join(_page(result)))
    write_json(arguments, {**result.as_json(), "warnings": warned})
    return 0


def _page(result: Comparison) -> list[str]:
    """Tables, the first difference, and the result in a sentence."""
    run = f"{amount(result.samples, 'sample')} of {amount(result.steps, 'step')}"
    lines = [f"Network {result.network}: float beside golden, {run}"]
    if result.places:
        lines += ["", *_spikes(result)]
    lines += ["", *_potentials(result)]
    if result.first:
        lines += ["", *_first(result.first)]
    if result.decisions:
        alike = result.samples - result.decisions.unequal
        lines += ["", f"Both decide alike in {alike:,} of {result.samples:,} samples."]
    return [*lines, "", str(result)]


def _spikes(result: Comparison) -> list[str]:
    rows = []
    for population in result.populations:
        found = population.spikes
        if found is None:
            continue
        share = 100 * found.unequal / (population.neurons * result.samples * result.steps)
        amounts = (int(found.counts.real), int(found.counts.golden), found.unequal, _short(share))
        samples = (found.samples_unequal, found.samples_own)
        rates = (_short(found.rates.real), _short(found.rates.golden))
        rows.append((population.name, population.neurons, *amounts, *rates, *samples, _at(found.first)))
    header = ("spikes of", "neurons", "float", "golden", "unequal", "%", "rate float", "rate golden", "samples", "own")
    lines = table((*header, "first unequal"), rows)
    if result.unequal:
        lines += [
            "Rates: per neuron and step. Samples: those with unequal spikes. Own: those of them in which all spikes"
        ]
        lines += [
            "into the population were still equal when it began to differ: there it is a cause, not a consequence."
        ]
    return lines


def _potentials(result: Comparison) -> list[str]:
    rows = []
    for population in result.populations:
        for found in population.potentials:
            error, equal = found.error, found.while_equal
            alone = (None, None) if equal is None else (_short(equal.largest), _percent(equal.largest_relative))
            shares = (_percent(error.largest_relative), _percent(error.rms_relative))
            amounts = (_short(error.largest), shares[0], _short(error.rms), shares[1], *alone)
            limit = (found.saturated, _at(found.first_saturated))
            rows.append((f"{found.variable} of {population.name}", *amounts, *limit))
    header = ("error of", "largest", "%", "rms", "%", "spikes equal", "%", "saturated", "first saturated")
    return [
        *table(header, rows),
        "Errors: golden against float, in the unit of the spec; of potentials also in % of the distance from rest",
        "to threshold.",
        "Spikes equal: the largest error before any spike into or out of the population differs, so without resets.",
        "Saturated: how often golden was limited to its format.",
    ]


def _first(first: FirstDifference) -> list[str]:
    place = first.place
    sent, (has, lacks) = first.spikes, ("golden", "float") if first.spikes.golden else ("float", "golden")
    what = f"spikes in {has}, but not in {lacks}"
    if sent.real and sent.golden:
        what = f"sends {sent.real:g} spikes in float, {sent.golden:g} in golden"
    rows = [(f"{name} one step before", pair.real, pair.golden) for name, pair in first.state_before]
    if first.threshold:
        rows.append(("threshold", first.threshold.real, first.threshold.golden))
    return [
        f"First difference: sample {place.sample}, step {place.step}, neuron {place.neuron} of {first.population} "
        + what,
        "",
        *table(("", "float", "golden"), rows),
        *(["A tie: float misses its threshold by its own rounding, golden meets it exactly."] if first.tie else []),
    ]


def _at(place: NeuronStep | None) -> str:
    return f"sample {place.sample}, step {place.step}, neuron {place.neuron}" if place else "-"


def _short(value: float) -> float:
    """Three digits are enough to see."""
    return float(f"{value:.3g}")


def _percent(share: float | None) -> float | None:
    return None if share is None else _short(100 * share)


def _picture(result: Comparison, form: PictureForm) -> bytes:
    rates = [(p.name, p.spikes.neuron_rates) for p in result.populations if p.spikes]
    trace = result.trace
    place, pair = trace.place, trace.threshold
    course = Course(
        title=f"{trace.population}, neuron {place.neuron}, sample {place.sample}",
        variable=trace.variable,
        potential=trace.potential,
        spikes=trace.spikes,
        thresholds=(pair.real, pair.golden) if pair else None,
        limits=trace.limits,
        step=place.step,
        mark="first difference" if result.first else "largest error",
    )
    return comparison.of(form)(rates, course, "\n".join([result.network, *str(result).split("; ")]))


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", type=Path, help="network spec (YAML)")
    parser.add_argument("--input", type=Path, metavar="X.npz", help=STIMULUS)
    parser.add_argument("--samples", type=positive, metavar="N", help="use only the first N samples")
    parser.add_argument("--calibrate", type=Path, metavar="X.npz", help="sample stimulus, as for snnc compile")
    parser.add_argument(
        "--picture",
        type=Path,
        metavar="FILE.png",
        help="draw the rates of all neurons, and the trace of the neuron that differs first (.png or .svg)",
    )
    strict_argument(parser)
    json_argument(parser)


COMPARE = Command(
    name="compare",
    help="Show what quantising costs: run the float network and golden side by side. Needs no hardware.",
    example="snnc compare network.yaml --input images.npz --picture compare.png",
    arguments=_arguments,
    action=_action,
)
