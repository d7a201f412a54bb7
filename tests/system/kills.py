"""Run a command again and again, ended by a signal at each of the moments in which it changes files.

``python kills.py SIGNAL STRIDE FOLDER ARGUMENTS…`` runs ``snnc ARGUMENTS`` in ``FOLDER`` in a child for every
STRIDE-th moment, then once more to its end. It prints a JSON object a line: the moment, the exit code of the child
(negative: the signal), what it said, the files with their contents after the signal, and those at the end.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from types import FrameType

from snnc.cli.main import main

#: More moments than any command has.
ENDLESS = 1 << 30
#: Audit events of Python that announce a change of files; opening one to write is another.
CHANGES = ("os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.chmod", "shutil.rmtree", "os.truncate")


def snapshot(folder: Path) -> dict[str, str]:
    """The files below ``folder``, with their contents."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes().decode("latin-1") for path in files}


def restore(folder: Path, files: dict[str, str]) -> None:
    """Make ``folder`` hold these files, and no others."""
    for path in folder.iterdir():
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("latin-1"))


def run(number: int, moment: int, arguments: list[str]) -> int:
    """The exit code of the command, which gets signal ``number`` at change ``moment``."""
    left = [moment]

    def hook(event: str, values: tuple[object, ...]) -> None:
        changes = event in CHANGES
        if event == "open" and isinstance(values[2], int):
            changes = bool(values[2] & (os.O_WRONLY | os.O_RDWR))
        if changes and left[0] >= 0:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), number)

    sys.addaudithook(hook)
    code = main(arguments)
    return code if left[0] < 0 else 77  # the command had fewer moments


def child(number: int, moment: int, arguments: list[str], log: str) -> int:
    """The status of a child that runs the command, with its standard error in ``log``."""
    process = os.fork()
    if process:
        return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    handle = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(handle, 1)
    os.dup2(handle, 2)
    code = 99
    try:
        code = run(number, moment, arguments)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def campaign() -> None:
    """All moments."""
    number, stride, folder, arguments = int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:]
    # A shell that starts a job in the background has it ignore interrupts.
    signal.signal(signal.SIGINT, _interrupt)
    os.chdir(folder)
    before = snapshot(folder)
    with tempfile.TemporaryDirectory() as outside:
        log = f"{outside}/log"
        moment = 0
        while True:
            restore(folder, before)
            code = child(number, moment, arguments, log)
            found = {"moment": moment, "code": code, "said": Path(log).read_text(), "files": snapshot(folder)}
            child(number, ENDLESS, arguments, log)
            print(json.dumps({**found, "at_the_end": snapshot(folder)}), flush=True)
            if code == 77:
                return
            moment += stride


if __name__ == "__main__":
    campaign()
