"""The ``snnc`` command: its commands mirror the stages of the compiler."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from snnc import __version__
from snnc.cli import commands
from snnc.cli.command import check_targets, memory_argument
from snnc.cli.streams import patient_streams
from snnc.core.errors import SnncError
from snnc.core.inputs import remembering_inputs
from snnc.core.limits import DEFAULT_MEMORY, memory_limit

_EXIT = """exit codes: 0 done, 1 the RTL differs from golden or a clock is missed, 2 wrong input,
3 not supported, 4 a bug in snnc (set SNNC_DEBUG=1 for its traceback)"""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="snnc",
        description="Compile spiking neural networks to verified, synthesisable Verilog.",
        epilog=_EXIT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"snnc {__version__}")
    verbs = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands.COMMANDS:
        verb = verbs.add_parser(
            command.name,
            help=command.help,
            description=command.help,
            epilog=f"example:\n  {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(verb)
        if command.reads:
            memory_argument(verb)
        verb.set_defaults(action=command.action)
    return parser


@contextmanager
def _terminable() -> Iterator[None]:
    """The end of the terminal, or a request to end, does what an interrupt does: children stop, half work goes."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's
        return
    ends = [end for end in (signal.SIGTERM, getattr(signal, "SIGHUP", None)) if end]
    former = {end: signal.signal(end, signal.default_int_handler) for end in ends}
    try:
        yield
    finally:
        for end, handler in former.items():
            signal.signal(end, handler)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit code, which does not depend on whether somebody reads what is printed."""
    with patient_streams():
        return _main(arguments)


def _main(arguments: Sequence[str] | None) -> int:
    parsed = _parser().parse_args(arguments)
    try:
        with _terminable(), remembering_inputs(), memory_limit(getattr(parsed, "memory", DEFAULT_MEMORY)):
            check_targets([getattr(parsed, "json", None)])
            code = int(parsed.action(parsed))
        print(end="", flush=True)  # what cannot be written is told here, not after the end
        return code
    except SnncError as err:
        print(err, file=sys.stderr)
        return err.exit_code
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return 130
    except MemoryError:
        print(
            "error[E007]: not enough memory for this network and stimulus\n  hint: give fewer samples", file=sys.stderr
        )
        return 2
    except Exception as err:
        if os.environ.get("SNNC_DEBUG"):
            raise
        print(
            f"error[X000]: {type(err).__name__}: {err}\n  hint: this is a bug in snnc, please report it",
            file=sys.stderr,
        )
        return 4
