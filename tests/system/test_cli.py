"""The snnc command as people use it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.cli.commands import COMMANDS
from snnc.cli.main import main
from snnc.passes.pipeline import PASSES

SPEC = Path(__file__).resolve().parents[2] / "examples" / "two_neurons" / "network.yaml"


@pytest.fixture
def stimulus(tmp_path: Path) -> Path:
    path = tmp_path / "x.npz"
    np.savez(path, stimulus=np.random.default_rng(0).random((5, 10, 2)) < 0.5)
    return path


@pytest.mark.usefixtures("icarus")
def test_from_spec_to_verified_verilog(tmp_path: Path, stimulus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, result = tmp_path / "out", tmp_path / "r.json"
    assert main(["check", str(SPEC), "--json", str(result)]) == 0
    assert json.loads(result.read_text())["populations"] == {"pair": 2}
    assert main(["compile", str(SPEC), "-o", str(out), "--lanes", "1", "--json", str(result)]) == 0
    assert json.loads(result.read_text())["cores"][0]["lanes"] == 1
    assert main(["compile", str(SPEC), "-o", str(out), "--calibrate", str(stimulus), "--json", str(result)]) == 0
    report = json.loads(result.read_text())
    assert report["cores"][0]["lanes"] == 2
    assert "rtl/two_neurons.v" in report["files"]
    picture = tmp_path / "r.png"
    arguments = ["simulate", str(out), "--input", str(stimulus), "--samples", "3", "--waves"]
    assert main([*arguments, "--raster", str(picture), "--json", str(result)]) == 0
    report = json.loads(result.read_text())
    assert (report["samples"], report["mismatches"], report["cycle_mismatches"]) == (3, 0, 0)
    assert report["cycles_mean"] == report["cycles_predicted_mean"]
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert list((tmp_path / "out.sim").rglob("*.fst"))
    assert main([*arguments[:-1], "--idle", "60", "--stall", "90", "--json", str(result)]) == 0
    assert json.loads(result.read_text())["cycle_mismatches"] is None
    assert "0 differences" in capsys.readouterr().out


@pytest.mark.usefixtures("icarus")
def test_a_defect_gives_exit_code_1(tmp_path: Path, stimulus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["compile", str(SPEC), "-o", str(out)]) == 0
    neuron = out / "rtl" / "two_neurons__core0__pair.v"
    text = neuron.read_text()
    assert text.count("<<<3") == 1
    neuron.write_text(text.replace("<<<3", "<<<2"))
    assert main(["simulate", str(out), "--input", str(stimulus)]) == 1
    assert "first: sample" in capsys.readouterr().out


def test_run_golden_and_float(tmp_path: Path, stimulus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    traces, result = tmp_path / "t.npz", tmp_path / "r.json"
    for mode in ("golden", "float"):
        arguments = ["run", str(SPEC), "--input", str(stimulus), "--mode", mode]
        assert main([*arguments, "--output", str(traces), "--json", str(result)]) == 0
        with np.load(traces) as archive:
            assert sorted(archive.files) == ["pair.spikes", "pair.v"]
            assert archive["pair.spikes"].shape == (5, 10, 2)
            assert archive["pair.v"].dtype.kind == ("i" if mode == "golden" else "f")
        assert json.loads(result.read_text())["mode"] == mode
        told = capsys.readouterr().out
        assert "spikes" in told
        assert (f"{traces}: integers; 1 in the unit of the spec is 320 in pair.v" in told) is (mode == "golden")


@pytest.mark.parametrize("stage", [*PASSES, "plan"])
def test_dump(stage: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dump", str(SPEC), "--after", stage]) == 0
    text = capsys.readouterr().out
    json.loads(text)
    assert main(["dump", str(SPEC), "--after", stage, "-o", str(tmp_path / "d")]) == 0
    assert (tmp_path / "d").read_text() == text


@pytest.fixture
def crowded(tmp_path: Path) -> Path:
    """A spec with a row of synapses that is too long for its core."""
    path = tmp_path / "crowded.yaml"
    text, _, _ = SPEC.read_text().partition("architecture:")
    path.write_text(text + "architecture: {lanes: 1, neurons_per_core: 1, synapse_words_per_core: 1}\n")
    return path


def test_what_needs_no_hardware_plans_none(crowded: Path, stimulus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["compile", str(crowded), "-o", str(crowded.with_name("out"))]) == 2
    assert "error[E171]" in capsys.readouterr().err
    assert main(["dump", str(crowded)]) == 2
    for stage in ("check", "normalise", "quantise"):
        assert main(["dump", str(crowded), "--after", stage]) == 0
    for mode in ("golden", "float"):
        assert main(["run", str(crowded), "--input", str(stimulus), "--mode", mode]) == 0


def test_what_needs_no_integers_makes_none(tmp_path: Path, stimulus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "narrow.yaml"
    spec.write_text(SPEC.read_text().replace("weight_bits: 5", "weight_bits: 16, state_bits: 2"))
    assert main(["run", str(spec), "--input", str(stimulus)]) == 2
    assert "narrow.yaml:6:3: error[E162]" in capsys.readouterr().err
    assert main(["dump", str(spec), "--after", "quantise"]) == 2
    assert "narrow.yaml:6:3: error[E162]" in capsys.readouterr().err
    for stage in ("check", "normalise"):
        assert main(["dump", str(spec), "--after", stage]) == 0
    assert main(["run", str(spec), "--input", str(stimulus), "--mode", "float"]) == 0


def test_run_takes_a_calibration_as_compile_does(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The states of a calibrated compilation and of a calibrated run are one and the same."""
    spec, loud, quiet = tmp_path / "n.yaml", tmp_path / "loud.npz", tmp_path / "quiet.npz"
    spec.write_text(
        "name: sums\ninputs: {x: {size: 1}}\npopulations: {sum: {size: 1, model: li, decay: 1.0}}\n"
        "projections: [{source: x, target: sum, weights: 1.0}]\noutputs: {v: {population: sum, variable: v}}\n"
    )
    np.savez(loud, x=np.ones((1, 40, 1), bool))
    np.savez(quiet, x=np.eye(1, 40, dtype=bool).reshape(1, 40, 1))
    ends = {}
    for calibration in (loud, quiet):
        traces = tmp_path / "t.npz"
        arguments = ["run", str(spec), "--input", str(loud), "--calibrate", str(calibration)]
        assert main([*arguments, "--output", str(traces)]) == 0
        assert main(["compile", str(spec), "-o", str(tmp_path / "d"), "--calibrate", str(calibration)]) == 0
        golden = snnc.golden.run(snnc.golden.load(tmp_path / "d" / "quantised.json"), {"x": np.ones((1, 40, 1), bool)})
        with np.load(traces) as archive:
            np.testing.assert_array_equal(archive["sum.v"], golden.state("sum"))
            ends[calibration] = archive["sum.v"][0, -1, 0] / archive["sum.v"][0, 0, 0]
    assert ends[loud] == 40 and ends[quiet] < 40
    capsys.readouterr()
    assert main([*arguments, "--mode", "float"]) == 2
    assert "error[E006]: --calibrate" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arrays,code",
    [
        ({}, "E201"),
        ({"stimulus": np.zeros((1, 2, 3))}, "E202"),
        ({"stimulus": np.full((1, 2, 2), 7)}, "E206"),
        ({"stimulus": np.full((1, 2, 2), -1)}, "E202"),
        ({"stimulus": np.full((1, 2, 2), np.nan)}, "E202"),
        ({"stimulus": np.zeros((0, 2, 2))}, "E202"),
        ({"stimulus.values": np.zeros((1, 2))}, "E205"),
        ({"stimulus.events": np.array([[0, 0, 9]]), "samples": 1, "steps": 3}, "E202"),
        ({"stimulus.events": np.array([[0, 0, 1]]), "samples": 1}, "E201"),
        ({"stimulus": np.zeros((1, 2, 2)), "other": np.zeros(1)}, "E204"),
        ({"stimulus": np.zeros((3, 2, 2)), "labels": np.zeros(1, int)}, "E202"),
    ],
)
def test_wrong_stimulus(arrays: dict, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "x.npz", **arrays)
    assert main(["run", str(SPEC), "--input", str(tmp_path / "x.npz")]) == 2
    assert f"x.npz: error[{code}]" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04garbage", b"\x93NUMPY\x01\x00"])
def test_damaged_stimulus(content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.npz").write_bytes(content)
    assert main(["run", str(SPEC), "--input", str(tmp_path / "x.npz")]) == 2
    assert "error[E200]" in capsys.readouterr().err


def test_events_and_bitmaps_mean_the_same(tmp_path: Path) -> None:
    spikes = np.random.default_rng(2).random((3, 6, 2)) < 0.4
    np.savez(tmp_path / "a.npz", stimulus=spikes)
    np.savez(tmp_path / "b.npz", **{"stimulus.events": np.argwhere(spikes), "samples": 3, "steps": 6})
    texts = []
    for name in "ab":
        assert main(["run", str(SPEC), "--input", str(tmp_path / f"{name}.npz"), "--json", str(tmp_path / "r")]) == 0
        texts.append((tmp_path / "r").read_text())
    assert texts[0] == texts[1]


@pytest.mark.parametrize("verb", [command.name for command in COMMANDS])
def test_every_command_has_help_with_an_example(verb: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main([verb, "--help"])
    assert ended.value.code == 0
    assert f"snnc {verb}" in capsys.readouterr().out.split("example:")[1]
