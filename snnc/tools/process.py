"""Processes: run to their end, or ended together with everything that they started."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
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
    with tempfile.TemporaryDirectory(prefix="snnc-") as scratch:
        started: list[subprocess.Popen[Any]] = []
        try:
            with _undisturbed():
                process = subprocess.Popen(
                    command,
                    cwd=folder,
                    env={**environment, "TMPDIR": scratch},
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )
                started.append(process)
            while True:
                try:
                    return process.wait(0.5)
                except subprocess.TimeoutExpired:
                    if progress:
                        progress()
        except BaseException:
            for process in started:
                _kill(process)
            raise


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Signals that end a command wait for the end of the block: no process starts that nobody knows of."""
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are the main thread's
        return
    waiting: list[int] = []
    ends = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]
    former = {end: signal.signal(end, lambda number, _: waiting.append(number)) for end in ends}
    try:
        yield
    finally:
        for end, handler in former.items():
            signal.signal(end, handler)
        for number in waiting[:1]:
            signal.raise_signal(number)


def _kill(process: subprocess.Popen[Any]) -> None:
    """Kill the group of ``process``, and wait until all of it is gone."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            os.killpg(process.pid, 0)
            time.sleep(0.01)
