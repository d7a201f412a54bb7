"""Warnings on the command line: told, helped with, and errors under ``--strict``."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from snnc.cli.main import main


def test_a_delay_longer_than_the_stimulus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "n.yaml"
    spec.write_text(
        """name: n
inputs: {x: {size: 1}}
populations: {y: {size: 1, model: if, threshold: 1.0, refractory: 5}}
projections: [{source: x, target: y, weights: [[1.0]], delay: 12}]
outputs: [y]
"""
    )
    np.savez(tmp_path / "x.npz", x=np.ones((2, 5, 1), np.uint8))
    for command in ("run", "compare"):
        assert main([command, str(spec), "--input", str(tmp_path / "x.npz")]) == 0
        shown = capsys.readouterr().err
        assert f"{spec}:4:63: warning[W105]: delay of 'x_y' is 12 steps, a sample 5: no spike arrives in time" in shown
        assert "warning[W105]: refractory of 'y' is 5 steps, a sample 5" in shown


@pytest.fixture
def readout(tmp_path: Path) -> Path:
    spec = tmp_path / "n.yaml"
    spec.write_text(
        """name: n
steps: 3
inputs: {x: {size: 1}}
populations:
  sum: {size: 2, model: li, decay: 1.0}
projections: [{source: x, target: sum, weights: [[1.0, 0.25]]}]
outputs: {v: {population: sum, variable: v}}
quantise: {state_bits: 5, fraction_bits: 0}
"""
    )
    np.savez(tmp_path / "x.npz", x=np.ones((2, 5, 1), np.uint8))
    return spec


def test_of_a_run(readout: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    """4 a step against a limit of 15: at it after step 3, in 2 steps of each sample; 1 a step never is."""
    result = tmp_path / "r.json"
    command = ["run", str(readout), "--input", str(readout.with_name("x.npz")), "--json", str(result)]
    assert main(command) == 0
    shown = capsys.readouterr().err
    assert f"{readout}:5:3: warning[W301]: v of 'sum' saturated in 4 of 20 places (20.00%)" in shown
    assert "the first is neuron 0, in sample 0, step 3" in shown
    assert (
        f"{readout}:2:8: warning[W302]: the stimulus has 5 steps, the spec says 3: states are sized for 3 steps"
        in shown
    )
    told = json.loads(result.read_text())["warnings"]
    assert [each["code"] for each in told] == ["W302", "W301"]
    assert told[1]["where"] == f"{readout}:5:3"


def test_fewer_steps_than_the_spec_says(readout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """[steps, samples, size] has as many samples as there should be steps."""
    stimulus = readout.with_name("turned.npz")
    np.savez(stimulus, x=np.ones((3, 2, 1), np.uint8))
    assert main(["run", str(readout), "--input", str(stimulus), "--mode", "float"]) == 0
    shown = capsys.readouterr().err
    assert "warning[W302]: the stimulus has 3 samples of 2 steps, the spec says 3 steps; is it [steps, samples" in shown


def test_a_hint_that_helps(readout: Path, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["run", str(readout), "--input", str(readout.with_name("x.npz"))]
    assert main(command) == 0
    assert "hint: 5 state_bits, set by hand, have room for -4 to 3.75: give more, or none" in capsys.readouterr().err
    readout.write_text(readout.read_text().replace("state_bits: 5, ", "").replace("steps: 3", "steps: 5"))
    assert main(command) == 0
    shown = capsys.readouterr()
    assert "W301" not in shown.err
    assert "sum.v: from 1 to 20 integer units (0.25 to 5 in the unit" in shown.out


@pytest.mark.parametrize("command", ["run", "compare"])
def test_strict_makes_them_errors(
    command: str, readout: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    result = tmp_path / "r.json"
    arguments = [command, str(readout), "--input", str(readout.with_name("x.npz")), "--json", str(result), "--strict"]
    assert main(arguments) == 2
    assert "error[W301]: v of 'sum' saturated" in capsys.readouterr().err
    assert not result.exists()


def test_strict_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "n.yaml"
    spec.write_text(
        """name: n
inputs: {x: {size: 1}}
populations:
  y: {size: 1, model: lif, decay: 0.5, threshold: 1.0}
projections: [{source: x, target: y, weights: [[0.25]]}]
outputs: [y]
"""
    )
    out = tmp_path / "out"
    assert main(["compile", str(spec), "-o", str(out), "--strict"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith(f"{spec}:4:3: error[W104]: no neuron of 'y' can fire") and "reaches 0.5" in shown
    assert not out.exists()
    assert main(["check", str(spec)]) == 0 == main(["compile", str(spec), "-o", str(out)])
    assert f"{spec}:4:3: warning[W104]" in capsys.readouterr().err


@pytest.mark.usefixtures("icarus")
def test_a_simulation_tells_what_saturated(readout: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out, stimulus, result = tmp_path / "out", readout.with_name("x.npz"), tmp_path / "r.json"
    assert main(["compile", str(readout), "-o", str(out)]) == 0
    command = ["simulate", str(out), "--input", str(stimulus), "--json", str(result)]
    assert main([*command, "--strict"]) == 2 and not result.exists()
    assert main(command) == 0
    assert "warning[W301]: v of 'sum' saturated in 4 of 20 places (20.00%)" in capsys.readouterr().err
    assert [each["code"] for each in json.loads(result.read_text())["warnings"]] == ["W302", "W301"]
