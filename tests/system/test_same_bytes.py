"""The same input gives the same bytes, whatever machine and settings it is compiled with."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from numpy.lib import introspect
from system.digests import digest

from snnc.numbers.transcendental import exp, log

ROOT = Path(__file__).resolve().parents[2]
COUNT = 12


def features() -> str:
    """The names of what NumPy can use of this processor beyond what it uses of every one."""
    functions = introspect.opt_func_info().values()
    listed = (kind["available"].split() for kinds in functions for kind in kinds.values())
    return " ".join(sorted({name for names in listed for name in names if "baseline" not in name}))


ENVIRONMENTS = {
    "hash seed": {"PYTHONHASHSEED": "77"},
    "locale": {"LC_ALL": "C", "LANG": "de_DE.UTF-8", "PYTHONUTF8": "0"},
    "time zone": {"TZ": "Asia/Kathmandu"},
    "processor": {"NPY_DISABLE_CPU_FEATURES": features(), "OPENBLAS_CORETYPE": "Prescott"},
    "threads": {"OPENBLAS_NUM_THREADS": "2", "OMP_NUM_THREADS": "2"},
}


@pytest.fixture(scope="module")
def expected() -> str:
    return digest(COUNT)


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_settings_do_not_show(name: str, expected: str, tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "tests" / "system" / "digests.py"), str(COUNT)]
    run = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, **ENVIRONMENTS[name]},
        capture_output=True,
        text=True,
        check=False,
        umask=0o077,
    )
    assert run.stdout.strip() == expected, run.stderr


def test_exponentials_are_rounded_to_the_nearest() -> None:
    """Between the neighbours of a result lies the true value: by a series in whole numbers."""
    for value in (-1e-9, -0.02, -0.7, -1.0, -3.3, -37.0):
        got = float(exp(value))
        assert _series(value, got) <= min(_series(value, np.nextafter(got, 0)), _series(value, np.nextafter(got, 2)))
    assert exp(np.array([[0.0, -np.inf], [-1e6, -0.5]])).tolist() == [[1.0, 0.0], [0.0, float(exp(-0.5))]]
    assert exp(np.zeros((0, 3))).shape == (0, 3) and np.isnan(exp(np.nan)) and exp(-2.0).shape == ()
    assert exp(1e300) == np.inf and exp(-1e300) == 0.0 and exp(800.0) == np.inf
    assert log(1.0) == 0.0 and abs(log(0.5) + 0.6931471805599453) < 1e-16


def _series(value: float, near: float) -> float:
    """How far ``near`` is from e ** ``value``, in exact fractions."""
    term = total = Fraction(1)
    for k in range(1, 200):
        term = term * Fraction(value) / k
        total += term
    return float(abs(total - Fraction(float(near))))
