"""``snnc bits``: the cheapest bits that keep a target on sample data."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from snnc.advice.network import network_warnings
from snnc.advice.quantised import quantised_warnings
from snnc.backends.reports.text import table
from snnc.choosing.choose import ChosenBits, choose_bits
from snnc.choosing.cost import ADDER_BIT
from snnc.choosing.judge import BitsCandidate
from snnc.cli.command import (
    Command,
    about,
    check_separate,
    check_targets,
    json_argument,
    positive,
    strict_argument,
    tell,
    write_json,
)
from snnc.cli.progress import Bar
from snnc.core.digits import amount
from snnc.core.files import write_file
from snnc.core.inputs import read_input
from snnc.frontends.registry import read_spec, refuse_to_edit
from snnc.frontends.spec import Spec
from snnc.frontends.yaml.options import target_of
from snnc.frontends.yaml.quantise import quantise_text, with_quantise
from snnc.golden.stimulus import read_stimulus
from snnc.ir.reports import PopulationReport
from snnc.passes.pipeline import quantise


def with_bits(
    file: Path, spec: Spec, stimulus: Mapping[str, np.ndarray], labels: np.ndarray | None
) -> tuple[Spec, Mapping[str, np.ndarray] | None]:
    """``spec`` of ``file`` with bits chosen by ``stimulus`` where it has a target, and what is left to calibrate by.

    Bits that were chosen are all there is to calibrate: the network is the same as from a spec that
    ``snnc bits`` wrote, which needs no stimulus any more.
    """
    if spec.quantise.target is None:
        return spec, stimulus
    choice = _choose(file, spec, stimulus, labels)
    print(f"Bits chosen for {choice.target}: {_in_words(choice)}.")
    print("\n".join([*(f"Note: {note}" for note in choice.notes), ""]))
    return replace(spec, quantise=choice.options), None


def _choose(file: Path, spec: Spec, stimulus: Mapping[str, np.ndarray], labels: np.ndarray | None) -> ChosenBits:
    with Bar("bits: runs of golden", None) as bar, about(file, spec):
        return choose_bits(spec.network, stimulus, quantise=spec.quantise, labels=labels, observe=bar.advance)


def _action(arguments: argparse.Namespace) -> int:
    check_separate(
        {"the spec": arguments.spec, "--input": arguments.input},
        {"-o": arguments.output, "--json": arguments.json},
    )
    check_targets([arguments.output, arguments.json])
    spec = read_spec(arguments.spec)
    if arguments.target:
        spec = replace(spec, quantise=replace(spec.quantise, target=target_of(arguments.target)))
    if arguments.output:  # a spec that cannot be edited is told before the work, not after
        refuse_to_edit(arguments.spec, "quantise")
        text = read_input(arguments.spec).decode("utf-8")  # ends of lines as they are
        with_quantise(text, replace(spec.quantise, target=None), arguments.spec, arguments.output)
    stimulus, labels = read_stimulus(arguments.input, spec.network, arguments.samples)
    choice = _choose(arguments.spec, spec, stimulus, labels)
    normal, quantised = quantise(spec.network, choice.options)
    found = (*network_warnings(spec.network), *quantised_warnings(normal, quantised, choice.options))
    warned = tell(arguments, found, spec)
    print("\n".join(_report(spec, choice)))
    if arguments.output:
        write_file(arguments.output, with_quantise(text, choice.options, arguments.spec, arguments.output))
        print(f"\nspec with these bits: {arguments.output}")
    write_json(arguments, {**_result(choice), "warnings": warned})
    return 0


def _in_words(choice: ChosenBits) -> str:
    """What was reached, beside float and the defaults."""
    reached = f"{100 * choice.chosen.measured.figure:.2f} %"
    if choice.target.accuracy is not None:
        kept = f"accuracy {reached} beside {100 * choice.real:.2f} % in float"
    else:
        kept = f"{reached} of float's output kept"
    cost = f"{choice.chosen.cost.total:,} bits"
    if choice.defaults is not None:
        cost += f" instead of {choice.defaults.cost.total:,} by default"
    return f"{kept}, {cost}"


def _report(spec: Spec, choice: ChosenBits) -> list[str]:
    """The bits, what they reach and cost, and why they are not others."""
    figure = "accuracy %" if choice.target.accuracy is not None else "kept %"
    run = f"{amount(choice.samples, 'sample')} of {amount(choice.steps, 'step')}"
    columns = ("synapses", "states", "sums", "parameters", "datapaths")
    rows: list[tuple[object, ...]] = [("float", _percent(choice.real), *(None,) * 6)]
    for name, candidate in (("by default", choice.defaults), ("chosen", choice.chosen)):
        if candidate is not None:
            cost = candidate.cost
            rows.append((name, _percent(candidate.measured.figure), cost.total, *asdict(cost).values()))
    changes = [(c.said, *_numbers(c.candidate, choice.chosen), c.verdict) for c in choice.changes]
    return [
        f"Network {choice.network}: bits for {choice.target}, on {run}",
        "",
        *_weights(spec, choice),
        "",
        *_states(spec, choice),
        "",
        *table(("", figure, "cost", *columns), rows),
        f"Cost: bits of memory; a bit of an adder in the datapath of a population counts as {ADDER_BIT}.",
        "",
        f"Chosen after {choice.runs} runs of golden: {_in_words(choice)}.",
        *(f"Note: {note}" for note in choice.notes),
        "Other samples than these may lose more: check with snnc compare.",
        "",
        "What each bit less or more would cost or lose:",
        "",
        *table(("change", figure, "cost", "", ""), changes),
        *_negative(choice),
        "",
        quantise_text(choice.options).rstrip("\n"),
    ]


def _negative(choice: ChosenBits) -> list[str]:
    """What a share below 0 means; nothing where there is none."""
    tried = (choice.defaults, choice.chosen, *(change.candidate for change in choice.changes))
    if all(each is None or each.measured.figure >= 0 for each in tried):
        return []
    return ["Kept below 0: the differences from float add up to more than all of its output."]


def _weights(spec: Spec, choice: ChosenBits) -> list[str]:
    rows = []
    for k, report in enumerate(choice.chosen.projections):
        default = choice.defaults.projections[k] if choice.defaults else None
        given = spec.quantise.of_projection(report.name).bits is not None
        bits = (report.bits, "given" if given else "chosen", default.bits if default else None)
        rows.append((report.name, report.synapses, *bits, report.bits + report.shift))
    return table(("weights of", "synapses", "bits", "", "by default", "stored"), rows)


def _states(spec: Spec, choice: ChosenBits) -> list[str]:
    sizes = {population.name: population.size for population in spec.network.populations}
    rows = []
    for k, report in enumerate(choice.chosen.populations):
        default = choice.defaults.populations[k] if choice.defaults else None
        cells: list[object] = []
        for now, then in zip(_formats(report), _formats(default) if default else (None,) * 3, strict=True):
            cells += [now, then]
        rows.append((report.name, sizes[report.name], *cells))
    header = ("state of", "neurons", "bits", "by default", "fraction", "by default", "decay", "by default")
    return table(header, rows)


def _formats(report: PopulationReport) -> tuple[int, int, int | None]:
    """State bits, fraction bits, and decay bits where anything decays."""
    return report.fraction_bits + report.room_bits, report.fraction_bits, report.decay_bits or None


def _percent(share: float) -> float:
    return round(100 * share, 3)


def _numbers(candidate: BitsCandidate | None, chosen: BitsCandidate) -> tuple[object, ...]:
    if candidate is None:
        return None, None, ""
    more = candidate.cost.total - chosen.cost.total
    return _percent(candidate.measured.figure), candidate.cost.total, f"{more:+,}"


def _result(choice: ChosenBits) -> dict[str, object]:
    return {
        "network": choice.network,
        "target": {key: value for key, value in asdict(choice.target).items() if value is not None},
        "samples": choice.samples,
        "steps": choice.steps,
        "runs": choice.runs,
        "float": choice.real,
        "defaults": _candidate(choice.defaults),
        "chosen": _candidate(choice.chosen),
        "changes": [
            {"change": each.said, "to": _candidate(each.candidate), "verdict": each.verdict} for each in choice.changes
        ],
        "notes": list(choice.notes),
    }


def _candidate(candidate: BitsCandidate | None) -> dict[str, object] | None:
    if candidate is None:
        return None
    return {
        "figure": candidate.measured.figure,
        "loss": candidate.measured.loss,
        "cost": {"total": candidate.cost.total, **asdict(candidate.cost)},
        "projections": {
            r.name: {"weight_bits": r.bits, "stored_bits": r.bits + r.shift} for r in candidate.projections
        },
        "populations": {
            r.name: dict(zip(("state_bits", "fraction_bits", "decay_bits"), _formats(r), strict=True))
            for r in candidate.populations
        },
    }


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", type=Path, help="network spec (YAML)")
    parser.add_argument(
        "--input",
        type=Path,
        metavar="X.npz",
        help="stimulus on which the target must be kept; not needed where all inputs have a wave or a Poisson coding",
    )
    parser.add_argument(
        "--target", metavar="TEXT", help="'accuracy: 0.5 points' or 'spikes: 99 %%' (default: the target of the spec)"
    )
    parser.add_argument("--samples", type=positive, metavar="N", help="use only the first N samples")
    parser.add_argument("-o", "--output", type=Path, metavar="SPEC.yaml", help="write the spec with these bits")
    strict_argument(parser)
    json_argument(parser)


BITS = Command(
    name="bits",
    help="Choose the cheapest bit widths that keep a target on sample data. Needs no hardware.",
    example="snnc bits network.yaml --input images.npz -o chosen.yaml",
    arguments=_arguments,
    action=_action,
)
