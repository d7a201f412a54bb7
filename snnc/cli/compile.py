"""``snnc compile``: from a spec to a folder of Verilog."""

from __future__ import annotations

import argparse
import warnings
from dataclasses import asdict
from pathlib import Path

from snnc.cli.bits import with_bits
from snnc.cli.command import Command, about, check_targets, json_argument, strict_argument, tell, write_json
from snnc.cli.progress import Bar
from snnc.cli.spec import calibrate_argument, given_spec, library_argument, mapping_arguments, spec_argument
from snnc.core.errors import SnncWarning
from snnc.driver.compile import compile_network
from snnc.golden.stimulus import read_stimulus
from snnc.passes.pipeline import PASSES


def _action(arguments: argparse.Namespace) -> int:
    check_targets([arguments.json], [arguments.output])
    spec = given_spec(arguments)
    calibration = None
    if arguments.calibrate:
        stimulus, labels = read_stimulus(arguments.calibrate, spec.network)
        spec, calibration = with_bits(arguments.spec, spec, stimulus, labels)
    with warnings.catch_warnings(), Bar("compile", len(PASSES)) as bar, about(arguments.spec, spec):
        warnings.simplefilter("ignore", SnncWarning)  # told below, with their places in the spec
        compiled = compile_network(
            spec.network,
            quantise=spec.quantise,
            architecture=spec.architecture,
            calibration=calibration,
            observe=lambda done, stage: bar.advance(),
        )
    warned = tell(arguments, compiled.warnings, spec)
    check_targets([arguments.json])  # now that all that is read is known
    compiled.write(arguments.output)
    files = compiled.artifacts.files
    _, _, tables = files["report.txt"].split("\n", 2)  # the name, and an empty line
    print(tables, end="")
    print(f"\n{len(files)} files in {arguments.output}, sha256 {compiled.artifacts.digest()}")
    result = {
        "network": compiled.network.name,
        "sha256": compiled.artifacts.digest(),
        "files": sorted(files),
        "populations": [asdict(row) for row in compiled.quantised.population_reports],
        "projections": [asdict(row) for row in compiled.quantised.projection_reports],
        "cores": [
            {
                "name": core.name,
                "lanes": core.lanes,
                "neuron_words": core.words,
                "synapse_words": core.weights.shape[0],
                "weight_bits": core.weight_bits,
            }
            for core in compiled.plan.cores
        ],
        "warnings": warned,
    }
    write_json(arguments, result)
    return 0


def _arguments(parser: argparse.ArgumentParser) -> None:
    spec_argument(parser)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR", help="folder to write")
    mapping_arguments(parser)
    library_argument(parser)
    calibrate_argument(parser, "sizes states and weighs traffic, and on which bits are chosen if the spec has a target")
    strict_argument(parser)
    json_argument(parser)


COMPILE = Command(
    name="compile",
    help="Compile a spec to Verilog.",
    example="snnc compile network.yaml -o build/network --lanes 16",
    arguments=_arguments,
    action=_action,
)
