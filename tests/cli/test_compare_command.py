"""``snnc compare`` as a command: what it prints, writes and refuses, and what its picture shows."""

from __future__ import annotations

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.backends.reports.comparison import Course, comparison
from snnc.cli.main import main

matplotlib = pytest.importorskip("matplotlib")

#: Golden's neuron 1 fires in step 3 of sample 1, float's does not: see test_compare.py.
SPEC = """\
name: two
inputs:
  x: {size: 1}
populations:
  pair: {size: 2, model: if, threshold: [0.5, 0.8], reset: value, reset_value: 0.0}
  sum: {size: 1, model: li, decay: 1.0}
projections:
  - {source: x, target: pair, weights: [[1.0, 0.25]]}
  - {source: x, target: sum, weights: [[1.0]]}
outputs: [pair]
quantise: {weight_bits: 4, scale: 7, state_bits: 6, fraction_bits: 0}
"""
RED, ORANGE = "#d62728", "#ff7f0e"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    (tmp_path / "two.yaml").write_text(SPEC)
    spikes = np.array([[0, 0, 0, 0, 0], [1, 0, 1, 1, 0]])[:, :, None]
    np.savez(tmp_path / "x.npz", x=spikes, labels=np.array([0, 1]))
    return tmp_path / "two.yaml"


def _compare(spec: Path, *arguments: object) -> int:
    return main(["compare", str(spec), "--input", str(spec.with_name("x.npz")), *map(str, arguments)])


def test_what_is_printed(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _compare(spec) == 0
    printed = capsys.readouterr().out
    lines = printed.splitlines()
    assert lines[0] == "Network two: float beside golden, 2 samples of 5 steps"
    rows = {line.split()[0]: line.split() for line in lines if line}
    assert rows["pair"] == [*"pair 2 3 4 1 5 0.15 0.2 1 1".split(), *"sample 1, step 3, neuron 1".split()]
    assert "First difference: sample 1, step 3, neuron 1 of pair spikes in golden, but not in float" in lines
    assert [line.split() for line in lines if line.startswith("v one step before")] == [
        ["v", "one", "step", "before", "0.5", "0.571429"]
    ]
    assert rows["threshold"] == ["threshold", "0.8", "0.857143"]
    assert "v of sum" in printed
    assert lines[-1] == (
        "golden differs from float in 1 of 20 places (5.00 %), first in population pair, neuron 1, "
        "at sample 1, step 3; accuracy 50.00 % beside 50.00 % in float"
    )


def test_the_first_samples_only(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _compare(spec, "--samples", 1) == 0
    printed = capsys.readouterr().out
    assert "golden equals float in all 10 places; accuracy 100.00 % beside 100.00 % in float" in printed
    assert "First difference" not in printed


def test_json(spec: Path, tmp_path: Path) -> None:
    assert _compare(spec, "--json", tmp_path / "r.json") == 0
    found = json.loads((tmp_path / "r.json").read_text())
    assert set(found) == {
        *("network", "samples", "steps", "places", "unequal", "populations", "first_difference", "summary", "warnings"),
        *("accuracy_float", "accuracy_golden", "decisions_unequal"),
    }
    assert found["first_difference"] == {
        **{"population": "pair", "sample": 1, "step": 3, "neuron": 1, "spikes": {"float": 0, "golden": 1}},
        "state_before": {"v": {"float": 0.5, "golden": pytest.approx(4 / 7)}},
        "threshold": {"float": 0.8, "golden": pytest.approx(6 / 7)},
        "tie": False,
    }
    pair, readout = found["populations"]
    assert pair["spikes"] == {
        **{"float": 3, "golden": 4, "unequal": 1, "rate_float": 0.15, "rate_golden": 0.2},
        **{"samples_unequal": 1, "samples_own": 1, "first_difference": {"sample": 1, "step": 3, "neuron": 1}},
    }
    assert readout["name"] == "sum" and readout["spikes"] is None
    assert set(readout["potentials"]["v"]) == {
        *("error", "largest_at", "while_equal", "saturated", "first_saturated"),
    }
    spec_read = snnc.read_spec(spec)
    with np.load(tmp_path / "x.npz") as x:
        result = snnc.compare(
            spec_read.network, {"x": x["x"].astype(bool)}, quantise=spec_read.quantise, labels=x["labels"]
        )
    placed = found.pop("warnings")
    assert [each["where"] for each in placed] == [f"{spec}:6:3", f"{spec}:5:41"]
    told = json.loads(json.dumps(result.as_json()))
    assert [{**each, "where": ""} for each in placed] == told.pop("warnings")
    assert found == told


def _pixels(png: bytes) -> np.ndarray:
    read = matplotlib.image.imread(io.BytesIO(png))
    return np.asarray(np.round(255 * read[:, :, :3]), np.uint8)


def _area(png: bytes, color: str) -> int:
    wanted = np.round(255 * np.array(matplotlib.colors.to_rgb(color)))
    return int(np.count_nonzero((_pixels(png) == wanted).all(axis=2)))


def _whole(png: bytes) -> bool:
    pixels = _pixels(png)
    return all((edge == 255).all() for edge in (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]))


def test_picture(spec: Path, tmp_path: Path) -> None:
    drawn = []
    for name in "ab":
        assert _compare(spec, "--picture", tmp_path / name) == 0
        drawn.append((tmp_path / name).read_bytes())
    assert drawn[0] == drawn[1]
    assert _whole(drawn[0])
    assert _area(drawn[0], RED) > 0, "the spike that only golden has"
    assert _compare(spec, "--picture", tmp_path / "c", "--samples", 1) == 0
    equal = (tmp_path / "c").read_bytes()
    assert _whole(equal) and _area(equal, RED) == 0 < _area(equal, ORANGE)


@pytest.mark.parametrize("steps,step", [(1, 0), (5, 4), (81, 40), (500, 0), (500, 250), (500, 499)])
def test_the_step_to_look_at_is_drawn(steps: int, step: int) -> None:
    """The only spike that differs is in the middle of its band, at either end of a long sample too."""
    spikes = np.zeros((2, steps), bool)
    spikes[1, step] = True
    course = Course(
        title="W" * 64,
        variable="v",
        potential=np.zeros((2, steps)),
        spikes=spikes,
        thresholds=(1.0, 1.1),
        limits=(-1.0, 0.0),
        step=step,
        mark="first difference",
    )
    drawn = comparison([("i" * 64, np.zeros((2, 3)))], course, "t" * 64)
    assert _whole(drawn)
    assert _area(drawn, RED) > 0
    silent = replace(course, spikes=None, thresholds=None, limits=None, mark="largest error")
    assert _whole(comparison([], silent, "title"))


def test_a_missing_matplotlib_is_told_before_the_run(
    spec: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert _compare(spec, "--picture", tmp_path / "p.png", "--json", tmp_path / "r.json") == 2
    told = capsys.readouterr()
    assert "error[E303]" in told.err and told.out == ""
    assert not (tmp_path / "p.png").exists() and not (tmp_path / "r.json").exists()
    assert _compare(spec, "--json", tmp_path / "r.json") == 0


def test_what_would_be_lost_is_refused(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    x, before = tmp_path / "x.npz", spec.read_bytes()
    for arguments, words in (
        (["--json", spec], "--json names the spec itself"),
        (["--picture", x], "--picture names --input itself"),
        (["--calibrate", x, "--json", tmp_path / "." / "x.npz"], "--json names --input itself"),
        (["--json", tmp_path / "r", "--picture", tmp_path / "r"], "--picture names --json itself"),
    ):
        assert _compare(spec, *arguments) == 2
        assert f"error[E006]: {words}" in capsys.readouterr().err
    assert spec.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["two.yaml", "x.npz"]


def test_errors_have_a_place(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    result = tmp_path / "r.json"
    assert _compare(spec, "--json", tmp_path) == 2
    assert "error[E003]" in capsys.readouterr().err
    spec.write_text(SPEC.replace("state_bits: 6", "state_bits: 3"))
    assert _compare(spec, "--json", result) == 2
    assert f"{spec}:5:3: error[E162]" in capsys.readouterr().err
    assert _compare(tmp_path / "absent.yaml", "--json", result) == 2
    assert "absent.yaml" in capsys.readouterr().err
    spec.write_text(SPEC)
    np.savez(tmp_path / "x.npz", x=np.zeros((1, 2, 3)))
    assert _compare(spec, "--json", result) == 2
    assert "x.npz: error[E202]" in capsys.readouterr().err
    assert not result.exists()


def test_no_hardware_is_planned(spec: Path) -> None:
    """A core too small for the network is no matter here."""
    spec.write_text(SPEC + "architecture: {lanes: 1, neurons_per_core: 1, synapse_words_per_core: 1}\n")
    assert _compare(spec) == 0


def test_mnist(mnist: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """500 test images: both accuracies are high, and which side decides what is said."""
    from training.mnist import read_images, read_labels

    images, labels = read_images("t10k")[:500], read_labels("t10k")[:500]
    np.savez(tmp_path / "x.npz", **{"pixels.values": images.reshape(500, 784) / 255}, labels=labels.astype(np.int64))
    spec = Path(__file__).resolve().parents[2] / "examples" / "mnist" / "network.yaml"
    result = tmp_path / "r.json"
    assert main(["compare", str(spec), "--input", str(tmp_path / "x.npz"), "--json", str(result)]) == 0
    found = json.loads(result.read_text())
    assert (found["samples"], found["steps"], found["places"]) == (500, 8, 500 * 8 * 128)
    assert found["accuracy_float"] > 0.97 and found["accuracy_golden"] > 0.97
    assert 0 < found["unequal"] < 0.05 * found["places"]
    assert capsys.readouterr().out.splitlines()[-1] == found["summary"]
