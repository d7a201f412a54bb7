"""A model from equations gives the same bytes whatever machine and settings it is compiled with."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from support.own_models import CONDUCTANCE, EXPONENTIAL, IZHIKEVICH, one_population
from system.test_same_bytes import ENVIRONMENTS

import snnc

ROOT = Path(__file__).resolve().parents[2]
LINEAR = {
    "equations": "dv/dt = (El - v + R*(i - w))/tau : mV\ndi/dt = -i/tau_i : nA\ndw/dt = (a*(v - El) - w)/(7 ms) : nA",
    "parameters": {"El": "-70.3 mV", "R": "97 Mohm", "tau": "19 ms", "tau_i": "3 ms", "a": "2.3 nS"},
    "input": "i",
    "threshold": "v > -51 mV",
    "reset": "v -= 9 mV; w += 0.03 nA",
    "bounds": {"v": (-128, 0), "w": (-4, 4)},
}


def _digest() -> str:
    found = hashlib.sha256()
    weights = np.random.default_rng(1).normal(0.1, 0.3, (6, 5))
    given = {"R": np.linspace(50, 150, 5), "tau_i": np.linspace(2, 8, 5)}
    for model, more in ((LINEAR, given), (IZHIKEVICH, {}), (EXPONENTIAL, {}), (CONDUCTANCE, {})):
        network = one_population(snnc.equation_model("own", **model), weights, 50, 0.1, **more)
        for name, text in sorted(snnc.compile(network).artifacts.files.items()):
            found.update(f"{name}\n{text}".encode())
    return found.hexdigest()


@pytest.fixture(scope="module")
def expected() -> str:
    return _digest()


@pytest.mark.parametrize("name", ENVIRONMENTS)
def test_settings_do_not_show_in_equations(name: str, expected: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, str(Path(__file__)), "digest"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}", **ENVIRONMENTS[name]},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.stdout.strip() == expected, run.stderr


if __name__ == "__main__":
    print(_digest())
