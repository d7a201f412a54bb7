"""``--overlap`` and wrong options of an architecture on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from support.specs import built_as

from snnc.cli.main import main


@pytest.mark.parametrize("flag,banks", [((), 1), (("--overlap",), 2), (("--no-overlap",), 1)])
def test_overlap_on_the_command_line(flag: tuple, banks: int, tmp_path: Path) -> None:
    """The command line overrides the spec, in both directions."""
    path = built_as(tmp_path, "{overlap: false}")
    assert main(["compile", str(path), "-o", str(tmp_path / "out"), *flag]) == 0
    assert _plan(tmp_path)["banks"] == banks


def test_no_overlap_overrides_the_default(tmp_path: Path) -> None:
    path = built_as(tmp_path, "{lanes: 8}")
    options = ["--no-overlap", "--accumulators", "block", "--update-lanes", "4", "--clock-mhz", "20"]
    assert main(["compile", str(path), "-o", str(tmp_path / "out"), *options]) == 0
    core = _plan(tmp_path)
    assert (core["banks"], core["block"], core["update_lanes"]) == (1, True, 4)


def _plan(tmp_path: Path) -> dict:
    """The core of the plan in ``out``."""
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())
    return plan["HardwarePlan"]["cores"][0]["Core"]


def test_wrong_options_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = built_as(tmp_path, "{lanes: 8}"), tmp_path / "out"
    assert main(["compile", str(path), "-o", str(out), "--update-lanes", "16"]) == 2
    assert "error[E170]: update_lanes; got 16" in capsys.readouterr().err
    # Fewer lanes than the spec's datapaths.
    path = built_as(tmp_path, "{lanes: 8, update_lanes: 4}")
    assert main(["compile", str(path), "-o", str(out), "--lanes", "2"]) == 2
    assert "error[E170]: update_lanes; got 4, expected a power of two up to the 2 lanes" in capsys.readouterr().err
    assert not out.exists()
