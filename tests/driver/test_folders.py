"""Folders that are not what snnc wrote are refused."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.core.errors import UserError
from snnc.driver.compile import load_compiled
from snnc.driver.simulate import Bench


def _one(**options: object) -> snnc.NetworkBuilder:
    b = snnc.NetworkBuilder("n")
    b.input("x", 3)
    b.population("y", 2, **{"model": "lif", "threshold": 1.0, "decay": 0.5, **options})
    b.connect("x", "y", 0.4)
    return b


def _spikes(steps: int = 6) -> dict[str, np.ndarray]:
    return {"x": np.random.default_rng(0).random((3, steps, 3)) < 0.5}


def test_a_tampered_folder_is_refused(tmp_path: Path) -> None:
    b = _one()
    b.output("y")
    snnc.compile(b.build()).write(tmp_path / "d")
    load_compiled(tmp_path / "d")
    for name in ("network.json", "quantised.json", "plan.json"):
        path = tmp_path / "d" / name
        whole = path.read_text()
        for old, new in (('"n"', '"m"'), ('"size": 2', '"size": "2"'), ("2", "x"), ("1", "7"), ("{", "[")):
            path.write_text(whole.replace(old, new))
            if path.read_text() != whole:
                with pytest.raises(UserError):
                    load_compiled(tmp_path / "d")
        path.write_bytes(b"\xff\xfe")
        with pytest.raises(UserError):
            load_compiled(tmp_path / "d")
        path.write_text(whole)


@pytest.mark.usefixtures("icarus")
def test_a_work_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "keep").mkdir()
    (tmp_path / "keep" / "thesis.txt").write_text("years of work")
    b = _one()
    b.output("y")
    with pytest.raises(UserError, match="E004"):
        Bench(snnc.compile(b.build()), _spikes(), tmp_path / "keep")
    assert (tmp_path / "keep" / "thesis.txt").exists()
