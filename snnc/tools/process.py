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

#: Seconds between looks whether a process is done, at first and at last, and between calls of ``progress``.
_FIRST_LOOK, _LAST_LOOK, _TELL = 0.005, 0.1, 0.5
#: What is killed may end what it was just writing: it is waited for so many seconds.
_PATIENCE = 1.0


def execute(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    output: IO[Any],
    progress: Callable[[], None] | None = None,
) -> int:
    """Run ``command`` in ``folder``, write everything that it prints to ``output``, and return its exit code.

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
            return _wait(process, progress)
        except BaseException:
            with _undisturbed():
                for process in started:
                    _kill(process)
            raise


def _wait(process: subprocess.Popen[Any], progress: Callable[[], None] | None) -> int:
    """The exit code. Interrupts come between looks: one inside would leave a lock of Popen's taken for good."""
    pause, told = _FIRST_LOOK, time.monotonic()
    while True:
        with _undisturbed():
            code = process.poll()
        if code is not None:
            return code
        if progress and time.monotonic() - told > _TELL:
            progress()
            told = time.monotonic()
        time.sleep(pause)
        pause = min(2 * pause, _LAST_LOOK)


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
