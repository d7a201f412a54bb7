"""What is interrupted leaves no process and no file behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from snnc.cli.main import main
from snnc.tools import process

SPEC = Path(__file__).resolve().parents[2] / "examples" / "two_neurons" / "network.yaml"
#: Seconds in which something must happen.
PATIENCE = 60


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """An interrupt is one even where the tests were started in the background, whose shell has it ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def _programs(word: str) -> set[str]:
    """The programs that run and have ``word`` in their environment or their command."""
    found = set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            if word.encode() in command + (folder / "environ").read_bytes():
                found.add(Path(command.split(b"\0")[0].decode()).name)
        except OSError:
            continue  # it has just ended
    return found


def _wait_for(program: str, word: str) -> None:
    end = time.monotonic() + PATIENCE
    while not any(name.startswith(program) for name in _programs(word)):
        assert time.monotonic() < end, f"{program} never ran"
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="needs /proc")
@pytest.mark.usefixtures("icarus", "verilator")
@pytest.mark.parametrize("tool,program", [("icarus", "vvp"), ("verilator", "cc1plus"), ("verilator", "simulator")])
def test_ctrl_c(tool: str, program: str, tmp_path: Path) -> None:
    """While it simulates, and while it compiles."""
    np.savez(tmp_path / "x.npz", stimulus=np.ones((1, 1500, 2), bool))
    assert main(["compile", str(SPEC), "-o", str(tmp_path / "design")]) == 0
    (tmp_path / "tmp").mkdir()
    options = ["--tool", tool, "--idle", "255", "--stall", "255", "--outputs-only"]
    with subprocess.Popen(
        [sys.executable, "-m", "snnc", "simulate", "design", "--input", "x.npz", *options],
        cwd=tmp_path,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        stderr=subprocess.PIPE,
        # A shell starts what runs in its background deaf to SIGINT.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    ) as snnc:
        try:
            _wait_for(program, str(tmp_path))
            snnc.send_signal(signal.SIGINT)
            _, shown = snnc.communicate(timeout=PATIENCE)
        finally:
            snnc.kill()
    assert (snnc.returncode, shown) == (130, b"interrupted\n")
    assert not _programs(str(tmp_path))
    assert not list((tmp_path / "tmp").iterdir())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["design", "design.sim", "tmp", "x.npz"]


def test_a_process_and_what_it_started(tmp_path: Path) -> None:
    """An exception out of ``progress`` ends both, and their temporary files."""

    def stop() -> None:
        raise KeyboardInterrupt

    with (tmp_path / "log").open("wb") as log, pytest.raises(KeyboardInterrupt):
        process.execute(
            ["sh", "-c", "touch $TMPDIR/x; sleep 77 & echo $! $TMPDIR; wait"],
            folder=tmp_path,
            environment=os.environ,
            output=log,
            progress=stop,
        )
    child, scratch = (tmp_path / "log").read_text().split()
    stat = Path(f"/proc/{child}/stat")
    assert not stat.exists() or stat.read_text().split()[2] == "Z"
    assert not Path(scratch).exists()


def test_an_interrupt_at_any_moment(tmp_path: Path) -> None:
    """Of a run that is told of a signal every few milliseconds, each time at another point of its waiting."""
    for delay in range(40):
        timer = threading.Timer(0.02 + delay / 1000, signal.raise_signal, [signal.SIGINT])
        began = time.monotonic()
        with (tmp_path / "log").open("wb") as log, pytest.raises(KeyboardInterrupt):
            timer.start()
            process.execute(["sleep", "77"], tmp_path, os.environ, log)
        assert time.monotonic() - began < PATIENCE


def test_an_interrupt_just_when_a_process_starts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits until the process is known, which then ends."""
    started = []

    def interrupted(*arguments: object, **options: object) -> object:
        started.append(real(*arguments, **options))
        signal.raise_signal(signal.SIGINT)
        return started[0]

    real = subprocess.Popen
    monkeypatch.setattr(process.subprocess, "Popen", interrupted)
    with (tmp_path / "log").open("wb") as log, pytest.raises(KeyboardInterrupt):
        process.execute(["sleep", "77"], tmp_path, os.environ, log)
    assert started[0].returncode == -signal.SIGKILL


def test_a_process_to_its_end(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as log:
        assert process.execute(["sh", "-c", "pwd; echo $WORD >&2; exit 3"], tmp_path, {"WORD": "x"}, log) == 3
    assert (tmp_path / "log").read_text() == f"{tmp_path}\nx\n"
