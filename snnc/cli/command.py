"""What a command of ``snnc`` is, and what all commands share."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from snnc.backends.reports.figure import PictureForm, require
from snnc.core.errors import Diagnostic, Location, Severity, SnncError, UserError, user_error
from snnc.core.files import check_writable, write_file
from snnc.core.inputs import resolved
from snnc.core.limits import DEFAULT_MEMORY
from snnc.frontends.spec import Spec


@dataclass(frozen=True)
class Command:
    """One verb of the command line; ``reads``: whether it is given files."""

    name: str
    help: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], None]
    action: Callable[[argparse.Namespace], int]
    reads: bool = True


def json_argument(parser: argparse.ArgumentParser) -> None:
    """The option ``--json``."""
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the result to FILE")


def write_json(arguments: argparse.Namespace, result: Mapping[str, object]) -> None:
    """Write ``result`` to the file of ``--json``, where it was given."""
    if arguments.json:
        write_file(arguments.json, json.dumps(result, indent=2, sort_keys=True) + "\n")


def memory_argument(parser: argparse.ArgumentParser) -> None:
    """The option ``--memory``."""
    parser.add_argument(
        "--memory",
        type=gibibytes,
        default=DEFAULT_MEMORY,
        metavar="GIB",
        help=f"refuse a network, stimulus or file that takes more memory than this (default: {DEFAULT_MEMORY:g} GiB)",
    )


def strict_argument(parser: argparse.ArgumentParser) -> None:
    """The option ``--strict``."""
    parser.add_argument("--strict", action="store_true", help="treat warnings as errors: exit code 2, nothing written")


def tell(arguments: argparse.Namespace, found: Iterable[Diagnostic], spec: Spec | None = None) -> list[dict[str, str]]:
    """Print warnings to stderr, with their places in the spec; their plain values, for ``--json``.

    Raises them as one :class:`UserError` under ``--strict``, so it comes before anything is written.
    """
    placed = [_placed(each, arguments.spec, spec) if spec else each for each in found]
    if arguments.strict and placed:
        raise UserError(*(replace(each, severity=Severity.ERROR) for each in placed))
    for each in placed:
        print(each, file=sys.stderr)
    return [each.as_json() for each in placed]


def check_targets(files: Iterable[Path | None], folders: Iterable[Path] = ()) -> None:
    """Before a long run: refuse ``files``, of options that may be absent, which could not be written at its end.

    Raises :class:`UserError` E003 for what the system refuses, E004 for what would lie in one of
    ``folders``, whose content commands replace.
    """
    owned = [(folder, resolved(folder)) for folder in folders]
    for file in filter(None, files):
        check_writable(file)
        target = resolved(file.parent) / file.name
        for folder, place in owned:
            if place == target or place in target.parents:
                raise user_error(
                    "E004", f"cannot write '{file}': commands replace what is in '{folder}'", hint="name another place"
                )


def check_separate(read: Mapping[str, Path | None], written: Mapping[str, Path | None]) -> None:
    """Refuse to write a file that is read or written already: option -> file, None where it was not given.

    Raises :class:`UserError` E006.
    """
    taken = dict(read)
    for option, path in written.items():
        for what, other in taken.items():
            if path and other and resolved(path) == resolved(other):
                raise user_error("E006", f"{option} names {what} itself, which would be lost", hint="name another file")
        taken[option] = path


def picture_form(option: str, file: Path | None) -> PictureForm:
    """What the picture of ``option`` is written as: its ending says it, and PNG is the default. Call it early.

    Raises :class:`UserError` E006 for another ending, E303 for a picture without matplotlib.
    """
    if file is None:
        return PictureForm.PNG
    ending = file.suffix.lower().removeprefix(".") or PictureForm.PNG.value
    if ending not in [form.value for form in PictureForm]:
        raise user_error(
            "E006",
            f"{option} writes PNG or SVG; got '{file.name}', expected a name that ends in .png or .svg",
            hint=f"for example '{file.with_suffix('.svg').name}', which other programs make a PDF of",
        )
    require()
    return PictureForm(ending)


def beside(folder: Path, ending: str) -> Path:
    """The folder next to ``folder`` whose name ends in ``ending``, also where that is named by dots."""
    named = resolved(folder) if folder.name in ("", "..") else folder
    return named.with_name(f"{named.name}{ending}")


def positive(text: str) -> int:
    """The type of an option that counts."""
    return _whole(text, 1)


def natural(text: str) -> int:
    """The type of an option that counts and may be 0."""
    return _whole(text, 0)


def gibibytes(text: str) -> float:
    """The type of an option that names an amount of memory."""
    return _amount(text, "GiB")


def megahertz(text: str) -> float:
    """The type of an option that names a clock rate."""
    return _amount(text, "MHz")


def _whole(text: str, least: int) -> int:
    """A whole number of at least ``least``."""
    try:
        value = int(text)
    except ValueError:
        value = least - 1
    if value < least:
        raise argparse.ArgumentTypeError(f"got {text!r}, expected a whole number of at least {least}")
    return value


def _amount(text: str, unit: str) -> float:
    """A number of ``unit`` that some machine could have."""
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1e-3 <= value < 1e6:
        raise argparse.ArgumentTypeError(f"got {text!r}, expected {unit} from 0.001 to a million")
    return value


@contextmanager
def blaming(folder: Path) -> Iterator[None]:
    """Whatever breaks while the compiled ``folder`` is used, which anybody may have made: E005 blames the folder.

    ``SNNC_DEBUG`` shows the traceback instead.
    """
    try:
        yield
    except (SnncError, MemoryError):
        raise
    except Exception as err:
        if os.environ.get("SNNC_DEBUG"):
            raise
        reason = (str(err).splitlines() or [""])[0][:120]
        raise user_error(
            "E005",
            f"the design in '{folder}' does not hold together: {type(err).__name__} {reason}",
            hint="compile it again; if that does not help, this is a bug in snnc, please report it",
        ) from err


@contextmanager
def about(file: Path, spec: Spec) -> Iterator[None]:
    """Errors of the passes know parts of a network: say where in ``file`` those are."""
    try:
        yield
    except SnncError as err:
        raise type(err)(*(_placed(d, file, spec) for d in err.diagnostics)) from err


def _placed(diagnostic: Diagnostic, file: Path, spec: Spec) -> Diagnostic:
    part = diagnostic.part
    if diagnostic.where:
        return diagnostic
    if part[:1] == ("projections",):
        names = [projection.name for projection in spec.network.projections]
        part = ("projections", str(names.index(part[1])), *part[2:])
    where, source = spec.locate(part) if part else (None, "")
    return replace(diagnostic, where=where or Location(str(file)), source=source)
