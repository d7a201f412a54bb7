"""``synth.json`` read back: what is right comes through, and nothing else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from snnc.core.errors import UserError
from snnc.driver.synthesis_file import read_synthesis

COUNTS = {"lut": 300, "lutram": 0, "ff": 200, "bram": 2.5, "dsp": 0}
SYNTH = {
    "network": "net",
    "device": "up5k",
    "part": "iCE40UP5K-SG48",
    "area": COUNTS,
    "capacity": COUNTS,
    "place_and_route": {"fmax": 20.0},
}


def _error(path: Path) -> str:
    with pytest.raises(UserError) as caught:
        read_synthesis(path, "net")
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.code == "E405" and diagnostic.hint
    str(diagnostic).encode()
    return diagnostic.message


@pytest.mark.parametrize("placed", [None, {"fmax": None}, {"fmax": 20}])
def test_what_synth_writes_comes_through(tmp_path: Path, placed: object) -> None:
    (tmp_path / "synth.json").write_text(json.dumps({**SYNTH, "place_and_route": placed, "modules": []}))
    assert read_synthesis(tmp_path / "synth.json", "net") == {**SYNTH, "place_and_route": placed}


@pytest.mark.parametrize("text", ["", "{", "[]", "[" * 100_000, "\ufeff{}", "1" * 5000, "null"])
def test_no_object(tmp_path: Path, text: str) -> None:
    (tmp_path / "synth.json").write_text(text)
    assert "is no synth.json" in _error(tmp_path / "synth.json")


@pytest.mark.parametrize("value", [10**400, 10**12, -5, -0.5, " 12 ", "12", True, [], {}, float("nan"), 1e999])
@pytest.mark.parametrize("part,name", [("area", "lut"), ("capacity", "bram"), ("place_and_route", "fmax")])
def test_no_number(tmp_path: Path, part: str, name: str, value: object) -> None:
    wrong: dict[str, Any] = {**SYNTH, part: {**COUNTS, name: value}}
    (tmp_path / "synth.json").write_text(json.dumps(wrong))
    assert f"{name}; got " in _error(tmp_path / "synth.json")


@pytest.mark.parametrize("part", [*SYNTH][:-1])
def test_a_missing_part(tmp_path: Path, part: str) -> None:
    (tmp_path / "synth.json").write_text(json.dumps({k: v for k, v in SYNTH.items() if k != part}))
    assert f"{part}; got None" in _error(tmp_path / "synth.json")
    (tmp_path / "synth.json").write_text(json.dumps({**SYNTH, "area": {}}))
    assert "area.lut; got None" in _error(tmp_path / "synth.json")


@pytest.mark.parametrize("value", ["\ud800", "a\nb", "\x1b[2J", "", "n" * 81, 5, None, ["net"]])
@pytest.mark.parametrize("name", ["network", "device", "part"])
def test_no_name(tmp_path: Path, name: str, value: object) -> None:
    (tmp_path / "synth.json").write_text(json.dumps({**SYNTH, name: value}))
    assert f"{name}; got " in _error(tmp_path / "synth.json")


def test_another_network(tmp_path: Path) -> None:
    (tmp_path / "synth.json").write_text(json.dumps({**SYNTH, "network": "other"}))
    assert "is about network 'other', expected 'net'" in _error(tmp_path / "synth.json")


def test_a_clock_of_0_is_none(tmp_path: Path) -> None:
    (tmp_path / "synth.json").write_text(json.dumps({**SYNTH, "place_and_route": {"fmax": 0}}))
    assert "expected MHz above 0" in _error(tmp_path / "synth.json")


def test_no_file(tmp_path: Path) -> None:
    """A pipe is refused, not waited for."""
    os.mkfifo(tmp_path / "pipe")
    assert "it is no regular file" in _error(tmp_path / "pipe")
    assert "Is a directory" in _error(tmp_path)
    assert "No such file" in _error(tmp_path / "none")
