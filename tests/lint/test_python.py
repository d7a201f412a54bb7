"""Style, types, import directions and file lengths are tests."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent


def _run(*command: str) -> None:
    tool = shutil.which(command[0], path=str(BIN)) or shutil.which(command[0])
    assert tool, f"{command[0]} is missing"
    result = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_ruff() -> None:
    _run("ruff", "check", ".")


def test_types() -> None:
    _run("mypy")


def test_import_directions() -> None:
    _run("lint-imports")


@pytest.mark.parametrize("folder", ["snnc", "sim", "tests", "examples"])
def test_one_room_per_thought(folder: str) -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (lines := len(path.read_text().splitlines())) > 320
    }
    assert not long
