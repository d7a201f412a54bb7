"""Folders that are not what snnc wrote are refused."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.core.errors import UserError
from snnc.core.folders import MARKER, seal
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
    """By the list of the folder, and, where that was made anew or is not there, by what the stages say."""
    b, folder = _one(), tmp_path / "d"
    b.output("y")
    snnc.compile(b.build()).write(folder)
    load_compiled(folder)
    for name in ("network.json", "quantised.json", "plan.json"):
        path = folder / name
        whole = path.read_text()
        for old, new in (('"n"', '"m"'), ('"size": 2', '"size": "2"'), ("2", "x"), ("1", "7"), ("{", "[")):
            path.write_text(whole.replace(old, new))
            if path.read_text() != whole:
                with pytest.raises(UserError, match=r"E005.*was changed since it was compiled"):
                    load_compiled(folder)
                seal(folder, "snnc compile")
                with pytest.raises(UserError):
                    load_compiled(folder)
        path.write_bytes(b"\xff\xfe")
        seal(folder, "snnc compile")
        with pytest.raises(UserError):
            load_compiled(folder)
        path.write_text(whole)
    (folder / MARKER).unlink()
    load_compiled(folder)


def test_streams_that_cores_do_not_need_are_refused(tmp_path: Path) -> None:
    """A plan without its last router keeps every other rule."""
    b, path = _one(), tmp_path / "d" / "plan.json"
    b.output("y")
    b.output("y", "v", name="w")
    snnc.compile(b.build()).write(tmp_path / "d")
    plan = json.loads(path.read_text())
    plan["HardwarePlan"]["routers"].pop()
    path.write_text(json.dumps(plan))
    seal(tmp_path / "d", "snnc compile")
    with pytest.raises(UserError, match=r"E005.*are not those that its cores need"):
        load_compiled(tmp_path / "d")


@pytest.mark.usefixtures("icarus")
def test_a_work_folder_of_others_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "keep").mkdir()
    (tmp_path / "keep" / "thesis.txt").write_text("years of work")
    b = _one()
    b.output("y")
    with pytest.raises(UserError, match="E004"):
        Bench(snnc.compile(b.build()), _spikes(), tmp_path / "keep")
    assert (tmp_path / "keep" / "thesis.txt").exists()
