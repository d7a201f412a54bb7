"""Processes: run to their end, or ended together with everything that they started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

#: What is killed may end what it was just writing: it is waited for so many seconds.
_PATIENCE = 1.0


def run(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    output: IO[Any],
    progress: Callable[[], None] | None = None,
) -> int:
    """Run ``command`` in ``folder``, all that it says to ``output``; its exit code.

    ``progress`` is called about twice a second meanwhile. After an exception, such as that of
    Ctrl-C, no process is left of all that it started, nor any of their temporary files.
    """
    with (
        tempfile.TemporaryDirectory(prefix="snnc-") as scratch,
        subprocess.Popen(
            command,
            cwd=folder,
            env={**environment, "TMPDIR": scratch},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        ) as process,
    ):
        try:
            while True:
                try:
                    return process.wait(0.5)
                except subprocess.TimeoutExpired:
                    if progress:
                        progress()
        except BaseException:
            _kill(process)
            raise


def _kill(process: subprocess.Popen[Any]) -> None:
    """Kill the group of ``process``, and wait until all of it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            os.killpg(process.pid, 0)
            time.sleep(0.01)
