"""FPGA tools: the newest of each, as ``yowasp-NAME`` from PyPI or as NAME of the system, and how to run it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from snnc.core.errors import user_error
from snnc.tools import process

_HINT = "pip install 'snnc[fpga]'"
_ASK = {"yosys": "-V"}
_VERSION = re.compile(r"(?:Yosys |[Vv]ersion (?:nextpnr-)?)(\d{1,9}(?:\.\d{1,9})*)")
#: Seconds that a tool may take to tell its version; one from PyPI compiles itself at its first start.
_PATIENCE = 300


@dataclass(frozen=True)
class Tool:
    """A program that was found; ``version`` is empty where it does not tell."""

    name: str
    program: str
    version: str

    def call(self, arguments: Sequence[str], folder: Path, log: str) -> None:
        """Run in ``folder``, all output to the file ``log`` there.

        Raises :class:`UserError` E402 with the tool's complaint when it fails.
        """
        with (folder / log).open("wb") as stream:
            try:
                code = process.execute([self.program, *arguments], folder, os.environ, stream)
            except OSError as err:
                raise user_error("E402", f"{self.name} does not run: {err}", hint=_HINT) from err
        if code:
            text = (folder / log).read_text(errors="replace")
            raise user_error("E402", f"{self.name} failed: {complaint(text)}", hint=f"see '{folder / log}'")


def result(path: Path, tool: str) -> str:
    """The text of a file that ``tool`` was to write; :class:`UserError` E404 when it did not."""
    try:
        return path.read_text(errors="replace")
    except OSError as err:
        hint = f"see the logs in '{path.parent}'"
        raise user_error("E404", f"{tool} ended well, but left no '{path.name}'", hint=hint) from err


def complaint(log: str) -> str:
    """What a tool complains of in its log: its first error, or its last line."""
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    named = [line for line in lines if re.search(r"(?:^|[:\s])(?:ERROR|error|fatal error):", line)]
    meant = [line for line in lines if re.search(r"\berror\b", line, re.IGNORECASE) and ", 0 errors" not in line]
    return (named or meant or lines[-1:] or ["it said nothing"])[0]


def find(name: str, like: Tool | None = None) -> Tool:
    """The newest ``name`` beside the running Python or on the PATH; :class:`UserError` E401 without one.

    With ``like``, the one installed beside that tool, because packers do not tell their version.
    """
    programs = list(dict.fromkeys(_programs(name)))
    if not programs:
        raise user_error("E401", f"{name} is not installed", hint=_HINT)
    if like is not None:
        mate = Path(like.program).with_name(Path(like.program).name.replace(like.name, name))
        return Tool(name, str(mate) if str(mate) in programs else programs[0], like.version)
    answers = [(program, _version(name, program)) for program in programs]
    found = [Tool(name, program, version) for program, version in answers if version is not None]
    if not found:
        raise user_error("E401", f"{name} does not tell its version: '{programs[0]}' seems broken", hint=_HINT)
    return newest(found)


def newest(found: Sequence[Tool]) -> Tool:
    """The tool of the highest version; the first of equals."""
    return max(found, key=lambda tool: [int(part) for part in tool.version.split(".") if part])


def version_of(text: str) -> str:
    """The version that ``text``, the answer of a tool, tells: ``0.70``; empty when it tells none."""
    match = _VERSION.search(text)
    return match[1] if match else ""


def _programs(name: str) -> Iterator[str]:
    here = str(Path(sys.executable).parent)
    for path in (here, None):
        for program in (f"yowasp-{name}", name):
            found = shutil.which(program, path=path)
            if found:
                yield os.path.abspath(found)


def _version(name: str, program: str) -> str | None:
    """The version that ``program`` tells, empty when it tells none; None when it does not work."""
    try:
        answer = subprocess.run(
            [program, _ASK.get(name, "--version")],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
            timeout=_PATIENCE,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return version_of(answer.stdout) if answer.returncode == 0 else None
