"""``snnc report``: resources, clocks, traffic and energy of a compiled network."""

from __future__ import annotations

import argparse
from pathlib import Path

from snnc.backends.reports.page import resource_table, summary
from snnc.cli.command import Command, beside, blaming, check_targets, json_argument, megahertz, positive, write_json
from snnc.core.errors import user_error
from snnc.core.folders import refuse_overlap, write_folder
from snnc.driver.compile import load_compiled
from snnc.driver.report import report
from snnc.golden.stimulus import read_stimulus
from snnc.target.devices import DEVICES


def _action(arguments: argparse.Namespace) -> int:
    with blaming(arguments.folder):
        return _report(arguments)


def _report(arguments: argparse.Namespace) -> int:
    folder = arguments.folder
    output = arguments.output or beside(folder, ".report")
    compiled = load_compiled(folder)
    # Waves say all of what is sent. Poisson spikes at full rates would be a stimulus that no one had in mind.
    by_itself = all(source.current and source.current.wave for source in compiled.network.inputs)
    if arguments.samples and not arguments.input and not by_itself:
        raise user_error("E006", "--samples counts those of a stimulus: add --input X.npz")
    refuse_overlap(folder, output)
    check_targets([arguments.json], [folder, output])
    stimulus = None
    if arguments.input or by_itself:
        stimulus, _ = read_stimulus(arguments.input, compiled.network, arguments.samples)
    result = report(
        compiled,
        stimulus,
        synthesis=arguments.synth,
        device=arguments.device or "",
        clock=arguments.clock,
        always_bound=arguments.bound,
    )
    write_folder(output, result.files(), "snnc report")
    lines = summary(
        result.inventory, active=result.activity, energy=result.energy, rate=result.rate, clock=result.clock
    )
    if result.device and result.resources:
        lines += resource_table(result.device, result.resources)
    if result.beside:
        lines += ["", f"{result.beside.comparison}: trajectories.png"]
    print("\n".join([*lines, "", f"report.md, report.json and pictures in {output}"]))
    write_json(arguments, result.as_json())
    return 0


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder written by snnc compile")
    parser.add_argument(
        "--input",
        type=Path,
        metavar="X.npz",
        help="stimulus; adds clocks, traffic, energy, and float beside golden over time to the report; not needed "
        "where all inputs are waves",
    )
    parser.add_argument("--samples", type=positive, metavar="N", help="use only the first N samples")
    parser.add_argument("-o", "--output", type=Path, metavar="FOLDER", help="folder to write (default: DIR.report)")
    parser.add_argument(
        "--synth", type=Path, metavar="SYNTH.json", help="result of snnc synth; adds area and times to the report"
    )
    parser.add_argument(
        "--device",
        metavar="NAME",
        help=f"estimate the resources of each core on one of {', '.join(DEVICES)} (default: the device of --synth)",
    )
    parser.add_argument(
        "--clock",
        type=megahertz,
        metavar="MHZ",
        help="clock that times are computed from (default: the clock of --synth)",
    )
    parser.add_argument("--bound", action="store_true", help="compute the worst-case bound even if it takes minutes")
    json_argument(parser)


REPORT = Command(
    name="report",
    help="Show what a compiled network is made of and, for a stimulus, its exact clocks, traffic and energy.",
    example="snnc report build/network --input images.npz --samples 100 --clock 50",
    arguments=_arguments,
    action=_action,
)
