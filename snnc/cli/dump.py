"""``snnc dump``: a stage of the compiler as text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from snnc.cli.command import Command, about
from snnc.cli.spec import given_spec, spec_argument
from snnc.core.files import write_file
from snnc.passes.pipeline import PASSES, run_pipeline

#: The stage that the last pass makes has a name of its own.
_PLAN = "plan"


def _action(arguments: argparse.Namespace) -> int:
    spec = given_spec(arguments)
    with about(arguments.spec, spec):
        upto = PASSES[-1] if arguments.after == _PLAN else arguments.after
        text = run_pipeline(spec.network, spec.quantise, spec.architecture, upto=upto).text
    if arguments.output:
        write_file(arguments.output, text)
    else:
        sys.stdout.write(text)
    return 0


def _arguments(parser: argparse.ArgumentParser) -> None:
    spec_argument(parser)
    parser.add_argument(
        "--after",
        choices=(*PASSES, _PLAN),
        default=_PLAN,
        help="show the result of this pass; passes run in this order, and 'plan' (default) is what the last one makes",
    )
    parser.add_argument("-o", "--output", type=Path, metavar="FILE", help="write to FILE")


DUMP = Command(
    name="dump",
    help="Show a stage of the compiler as text.",
    example="snnc dump network.yaml --after quantise",
    arguments=_arguments,
    action=_action,
)
