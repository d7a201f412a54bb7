"""What several commands share: ``--json``, and whole numbers that are at least 1."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path

from snnc.core.files import write_file


def json_argument(parser: argparse.ArgumentParser) -> None:
    """The option ``--json``."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result to FILE")


def write_json(arguments: argparse.Namespace, result: Mapping[str, object]) -> None:
    """Write ``result`` where ``--json`` says, if it was given."""
    if arguments.json:
        write_file(arguments.json, json.dumps(result, indent=2, sort_keys=True) + "\n")


def positive(text: str) -> int:
    """The type of an option that counts."""
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"expected at least 1, got {value}")
    return value
