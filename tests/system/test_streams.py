"""Exit codes are those of the work, whoever reads what is printed."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import snnc
from snnc.cli.main import main

ROOT = Path(__file__).resolve().parents[2]
GOOD = ROOT / "examples" / "two_neurons" / "network.yaml"
BAD = ROOT / "tests" / "errors" / "cases" / "many_errors.yaml"


def _with_closed_pipe(*arguments: str, streams: tuple[str, ...]) -> subprocess.CompletedProcess[bytes]:
    """Run snnc with ``streams`` on a pipe that nobody reads; what it writes to the others comes back."""
    read, write = os.pipe()
    os.close(read)
    both = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | dict.fromkeys(streams, write)
    try:
        return subprocess.run([sys.executable, "-m", "snnc", *arguments], timeout=120, check=False, **both)
    finally:
        os.close(write)


@pytest.mark.parametrize("streams", [("stdout",), ("stderr",), ("stdout", "stderr")])
@pytest.mark.parametrize("verb", [["check"], ["dump", "--after", "check"]])
@pytest.mark.parametrize("spec,code", [(GOOD, 0), (BAD, 2)])
def test_a_closed_pipe_changes_no_exit_code(spec: Path, code: int, verb: list[str], streams: tuple[str, ...]) -> None:
    run = _with_closed_pipe(verb[0], str(spec), *verb[1:], streams=streams)
    assert run.returncode == code
    shown = (run.stdout or b"") + (run.stderr or b"")
    assert b"Traceback" not in shown and b"BrokenPipe" not in shown


def test_a_shell_sees_the_exit_code_before_head(tmp_path: Path) -> None:
    command = f"{sys.executable} -m snnc check {BAD} 2>&1 | head -1; exit ${{PIPESTATUS[0]}}"
    run = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 2
    assert run.stdout.count("\n") == 1 and "error[" in run.stdout


def test_work_goes_on_without_a_reader(tmp_path: Path) -> None:
    """A result file is written though the summary before it met a closed pipe."""
    result = tmp_path / "r.json"
    run = _with_closed_pipe("check", str(GOOD), "--json", str(result), streams=("stdout", "stderr"))
    assert run.returncode == 0 and result.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_told() -> None:
    with open("/dev/full", "w") as full:
        run = subprocess.run(
            [sys.executable, "-m", "snnc", "dump", str(GOOD)],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert run.returncode == 2
    assert run.stderr.startswith("error[E003]: cannot write 'standard output'")


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main(["--version"])
    assert stop.value.code == 0
    assert capsys.readouterr().out == f"snnc {snnc.__version__}\n"


def test_the_version_stands_in_one_place() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert "version" in project["project"]["dynamic"] and "version" not in project["project"]
    assert project["tool"]["hatch"]["version"] == {"path": "snnc/__init__.py"}
