"""What a command of ``snnc`` is, and what all commands share."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from snnc.core.files import write_file


@dataclass(frozen=True)
class Command:
    """One verb of the command line."""

    name: str
    help: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def json_argument(parser: argparse.ArgumentParser) -> None:
    """The option ``--json``."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result to FILE")


def write_json(arguments: argparse.Namespace, result: Mapping[str, object]) -> None:
    """Write ``result`` to the file of ``--json``, where it was given."""
    if arguments.json:
        write_file(arguments.json, json.dumps(result, indent=2, sort_keys=True) + "\n")


def positive(text: str) -> int:
    """The type of an option that counts."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1, got {value}")
    return value


def megahertz(text: str) -> float:
    """The type of an option that names a clock rate."""
    value = float(text)
    if not 0 < value < 1e6:
        raise argparse.ArgumentTypeError(f"expected MHz above 0, got {text}")
    return value
