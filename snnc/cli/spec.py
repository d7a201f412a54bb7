"""What commands that read a spec share: its argument, and options that override it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path

from snnc.cli.bits import with_bits
from snnc.cli.command import about
from snnc.frontends.registry import read_spec
from snnc.frontends.spec import Spec
from snnc.golden.run import calibrate
from snnc.golden.stimulus import read_stimulus
from snnc.ir.options import Calibration
from snnc.target.architecture import LIMITS, Accumulators
from snnc.target.architecture import verify as verify_architecture

#: The help of ``--input`` where a command can do without.
STIMULUS = "stimulus; without it inputs send Poisson spikes at the full rate of their coding"


def spec_argument(parser: argparse.ArgumentParser) -> None:
    """The spec itself."""
    parser.add_argument("spec", type=Path, help="network spec (YAML)")


def mapping_arguments(parser: argparse.ArgumentParser) -> None:
    """Options that override the architecture."""
    for name in LIMITS:
        parser.add_argument(
            f"--{name.replace('_', '-')}", type=int, metavar="N", help="overrides the spec's architecture"
        )
    parser.add_argument(
        "--overlap",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="gather the spikes of a step while the neurons of the step before are updated",
    )
    parser.add_argument(
        "--accumulators",
        type=Accumulators,
        choices=Accumulators,
        metavar="{auto,distributed,block}",
        help="memory that holds the sums of a core",
    )


def library_argument(parser: argparse.ArgumentParser) -> None:
    """The option ``--library-prefix``, which overrides the architecture as well."""
    parser.add_argument(
        "--library-prefix",
        metavar="NAME_",
        help="begin the names of all library modules with NAME_, for a design beside others of snnc",
    )


def calibrate_argument(parser: argparse.ArgumentParser, what: str) -> None:
    """The option ``--calibrate``; ``what`` says what its stimulus does."""
    parser.add_argument("--calibrate", type=Path, metavar="X.npz", help=f"sample stimulus that {what}")


def given_spec(arguments: argparse.Namespace) -> Spec:
    """The spec, with the options that override it."""
    spec = read_spec(arguments.spec)
    given = {name: getattr(arguments, name, None) for name in (*LIMITS, "overlap", "accumulators", "library_prefix")}
    overrides = {name: value for name, value in given.items() if value is not None}
    with about(arguments.spec, spec):
        return replace(spec, architecture=verify_architecture(replace(spec.architecture, **overrides)))


def calibrated(arguments: argparse.Namespace, spec: Spec) -> tuple[Spec, Calibration | None]:
    """``spec`` with bits chosen by the stimulus of ``--calibrate`` where it has a target, and what that does else."""
    if not arguments.calibrate:
        return spec, None
    stimulus, labels = read_stimulus(arguments.calibrate, spec.network)
    spec, left = with_bits(arguments.spec, spec, stimulus, labels)
    return spec, None if left is None else calibrate(spec.network, left)
