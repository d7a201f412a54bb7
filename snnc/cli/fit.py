"""``snnc fit``: the fold that suits a device, a latency or a budget."""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from pathlib import Path

from snnc.advice.network import network_warnings
from snnc.advice.quantised import quantised_warnings
from snnc.backends.reports.text import table
from snnc.cli.command import (
    Command,
    about,
    check_separate,
    check_targets,
    json_argument,
    natural,
    positive,
    strict_argument,
    tell,
    write_json,
)
from snnc.cli.progress import Bar
from snnc.cli.spec import calibrated
from snnc.core.files import write_file
from snnc.core.inputs import read_input
from snnc.fitting.fit import Fit, fit
from snnc.fitting.front import thin
from snnc.fitting.goal import FoldCandidate, Goal
from snnc.fitting.stimulus import Workload, assumed, recorded
from snnc.frontends.registry import read_spec, refuse_to_edit
from snnc.frontends.yaml.architecture import architecture_text, with_architecture
from snnc.golden.stimulus import read_stimulus
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.pipeline import quantise
from snnc.target.architecture import FOLD_NUMBERS, LIMITS, Fold
from snnc.target.architecture import verify as verify_architecture
from snnc.target.device import Device
from snnc.target.devices import DEVICES, device

#: Rows of the front that are shown; --json has all.
_ROWS = 20


def _action(arguments: argparse.Namespace) -> int:
    target = device(arguments.device)
    spec = read_spec(arguments.spec)
    check_separate(
        {"the spec": arguments.spec, "--input": arguments.input, "--calibrate": arguments.calibrate},
        {"-o": arguments.output, "--json": arguments.json},
    )
    check_targets([arguments.output, arguments.json])
    if arguments.output:  # a spec that cannot be edited is told before the work, not after
        refuse_to_edit(arguments.spec, "architecture")
        text = read_input(arguments.spec).decode("utf-8")  # ends of lines as they are
        with_architecture(text, spec.architecture, arguments.spec, arguments.output)
    architecture = spec.architecture
    if arguments.clock:
        architecture = verify_architecture(replace(architecture, clock_mhz=arguments.clock))
    with about(arguments.spec, spec):
        spec, calibration = calibrated(arguments, spec)
        normal, quantised = quantise(spec.network, spec.quantise, calibration)
        found = (*network_warnings(spec.network), *quantised_warnings(normal, quantised, spec.quantise, calibration))
        warned = tell(arguments, found, spec)
        activity = _activity(arguments, quantised)
        goal = Goal(arguments.latency, arguments.lut, arguments.bram)
        with Bar("fit", 100) as bar:
            done = lambda share: bar.reach(round(100 * share))  # noqa: E731
            result = fit(
                quantised,
                architecture=architecture,
                device=target,
                activity=activity,
                goal=goal,
                observe=done,
                calibration=calibration,
            )
    print("\n".join(_report(quantised, target, activity, result)))
    if arguments.output:
        fitted = with_architecture(text, result.chosen.architecture, arguments.spec, arguments.output)
        write_file(arguments.output, fitted)
        print(f"\nspec with this architecture: {arguments.output}")
    write_json(arguments, {**_result(quantised, target, activity, result), "warnings": warned})
    return 0


def _activity(arguments: argparse.Namespace, network: QuantisedNetwork) -> Workload:
    if not arguments.input:
        return assumed(network)
    stimulus, _ = read_stimulus(arguments.input, network, arguments.samples)
    count = next(iter(stimulus.values())).shape[0]
    return recorded(network, stimulus, f"the first {count} samples of {arguments.input}")


def _report(network: QuantisedNetwork, target: Device, activity: Workload, result: Fit) -> list[str]:
    """The front, the choice and its reasons."""
    shown = thin(result.front, _ROWS)
    if result.chosen not in shown:
        shown = sorted([*shown, result.chosen], key=lambda item: item.key)
    family = target.family
    rows = [("*" if item is result.chosen else "", *_numbers(item), *_folds(item)) for item in shown]
    amounts = ("clocks", family.lut, "FF", family.bram, "DSP")
    left_out = f", {len(shown)} of {len(result.front)} shown" if len(shown) < len(result.front) else ""
    changes = [(change.said, *_numbers(change.candidate), change.verdict) for change in result.changes]
    return [
        f"Network {network.name} on {target.name}: areas estimated, clocks {_exactness(activity)}",
        f"Spikes: {activity.said}",
        "",
        f"Of {result.tried} plans judged none is better in clocks per sample, {family.lut} and {family.bram} than "
        f"these{left_out}",
        "",
        *table(("", *amounts, "cores", "lanes/update", "overlap", "sums"), rows),
        "",
        f"{result.pace[0].upper()}{result.pace[1:]}.",
        "Why not otherwise: what each single change of the marked plan would mean"
        + ("" if activity.whole else ", all clocks in proportion"),
        "",
        *table(("change", *amounts, ""), changes),
        "",
        architecture_text(result.chosen.architecture).rstrip("\n"),
    ]


def _exactness(activity: Workload) -> str:
    if activity.whole:
        return "exact"
    return f"in proportion to {activity.looked_at.size} of {activity.steps} steps, but exact for the marked plan"


def _numbers(item: FoldCandidate) -> tuple[float, ...]:
    used = item.area.total
    return round(item.latency, 1), used.lut, used.ff, float(used.bram), used.dsp


def _folds(item: FoldCandidate) -> tuple[str, ...]:
    """Columns of what is chosen for each level; said once where it is the same for all."""
    columns = (
        [str(count) for count in item.cores],
        [f"{fold.lanes}/{fold.update_lanes}" for fold in item.folds],
        ["yes" if fold.overlap else "no" for fold in item.folds],
        [fold.accumulators.value if fold.accumulators else "" for fold in item.folds],
    )
    return tuple(column[0] if len(set(column)) == 1 else ", ".join(column) for column in columns)


def _result(network: QuantisedNetwork, target: Device, activity: Workload, result: Fit) -> dict[str, object]:
    return {
        "network": network.name,
        "device": target.name,
        "capacity": asdict(target.capacity),
        "spikes": activity.said,
        "samples": activity.samples,
        "steps": activity.steps,
        "steps_looked_at": activity.looked_at.size,
        "tried": result.tried,
        "chosen": _candidate(result.chosen),
        "front": [_candidate(item) for item in result.front],
        "pace": result.pace,
        "changes": [
            {"change": change.said, **_candidate(change.candidate), "verdict": change.verdict}
            for change in result.changes
        ],
    }


def _candidate(item: FoldCandidate) -> dict[str, object]:
    architecture = item.architecture
    values: dict[str, object] = {name: getattr(architecture, name) for name in LIMITS}
    values |= {"overlap": architecture.overlap, "accumulators": architecture.accumulators.value}
    values["populations"] = {name: _fold(fold) for name, fold in architecture.populations}
    return {
        "clocks": item.latency,
        "cores": len(item.plan.cores),
        "area": asdict(item.area.total),
        "architecture": values,
    }


def _fold(fold: Fold) -> dict[str, object]:
    kind = fold.accumulators.value if fold.accumulators else None
    return {key: getattr(fold, key) for key in FOLD_NUMBERS} | {"overlap": fold.overlap, "accumulators": kind}


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("spec", type=Path, help="network spec (YAML)")
    parser.add_argument("--device", required=True, metavar="NAME", help=f"one of {', '.join(DEVICES)}")
    parser.add_argument(
        "--latency",
        type=positive,
        metavar="N",
        help="choose the smallest design that takes at most N clocks per sample",
    )
    parser.add_argument("--lut", type=positive, metavar="N", help="use at most N look-up tables")
    parser.add_argument("--bram", type=natural, metavar="N", help="use at most N memory blocks")
    parser.add_argument(
        "--input", type=Path, metavar="X.npz", help="stimulus to count clocks on (default: an assumed activity)"
    )
    parser.add_argument("--calibrate", type=Path, metavar="X.npz", help="sample stimulus, as for snnc compile")
    parser.add_argument(
        "--samples", type=positive, default=2, metavar="N", help="use the first N samples of --input (default: 2)"
    )
    parser.add_argument("--clock", type=positive, metavar="MHZ", help="clock that neuron datapaths are pipelined for")
    parser.add_argument("-o", "--output", type=Path, metavar="SPEC.yaml", help="write the spec with this architecture")
    strict_argument(parser)
    json_argument(parser)


FIT = Command(
    name="fit",
    help="Choose the lanes, cores and memories that suit a device, from estimated area and exact clocks.",
    example="snnc fit network.yaml --device xc7a35t --latency 500 -o fitted.yaml",
    arguments=_arguments,
    action=_action,
)
