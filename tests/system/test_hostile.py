"""Damaged inputs end in a message and exit code 2, in little time and memory; ``hostile.py`` makes them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: The first case, and how many.
FIRST, COUNT = os.environ.get("SNNC_HOSTILE", "0 1000").split()


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_nothing_that_is_given_ends_badly(tmp_path: Path) -> None:
    """In a process of its own: the children of one that has run many tests would share its memory."""
    command = [sys.executable, str(ROOT / "tests" / "system" / "hostile.py"), FIRST, COUNT, str(tmp_path)]
    run = subprocess.run(
        command, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout[-4000:] + run.stderr[-2000:]
