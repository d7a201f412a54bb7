"""``snnc report`` as a command: what it prints, writes and refuses."""

from __future__ import annotations

import json
import sys
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.analysis.resources import estimate
from snnc.cli.main import main
from snnc.driver.compile import Compiled, load_compiled
from snnc.target.devices import DEVICES, device
from snnc.target.resources import Resources

SPEC = Path(__file__).resolve().parents[2] / "examples" / "two_neurons" / "network.yaml"


SYNTH = {
    "network": "two_neurons",
    "device": "up5k",
    "part": "iCE40UP5K-SG48",
    "area": {"lut": 300, "lutram": 0, "ff": 200, "bram": 2.5, "dsp": 0},
    "capacity": {"lut": 5280, "lutram": 0, "ff": 5280, "bram": 30, "dsp": 8},
    "place_and_route": {"fmax": 20.0},
}


@pytest.fixture(scope="module")
def two_neurons() -> Compiled:
    spec = snnc.read_spec(SPEC)
    return snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)


@pytest.fixture
def folder(tmp_path: Path, two_neurons: Compiled) -> Path:
    two_neurons.write(tmp_path / "net")
    np.savez(tmp_path / "x.npz", stimulus=np.random.default_rng(0).random((5, 10, 2)) < 0.5)
    (tmp_path / "synth.json").write_text(json.dumps(SYNTH))
    return tmp_path


def test_waves_are_a_stimulus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A network whose inputs are all waves is reported with what they send."""
    pytest.importorskip("matplotlib")
    b = snnc.NetworkBuilder("waves", steps=20)
    b.input("x", 1, current=(-1.0, 1.0), wave={"kind": "sine", "amplitude": 1.0, "frequency": 0.1})
    b.population("y", 2, model="if", threshold=1.0, reset="subtract")
    b.connect("x", "y", [[0.5, 0.25]])
    b.output("y")
    snnc.compile(b.build()).write(tmp_path / "net")
    assert main(["report", str(tmp_path / "net"), "--samples", "2"]) == 0
    assert (tmp_path / "net.report" / "trajectories.png").exists()
    assert "need a stimulus" not in capsys.readouterr().out
    assert json.loads((tmp_path / "net.report" / "report.json").read_text())["activity"]["samples"] == 2


def test_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    assert main(["report", str(folder / "net")]) == 0
    made = folder / "net.report"
    assert json.loads((made / "report.json").read_text())["activity"] is None
    assert "float beside golden need a stimulus: --input X.npz" in capsys.readouterr().out
    assert not (made / "trajectories.png").exists() and "## Float beside" not in (made / "report.md").read_text()
    arguments = ["report", str(folder / "net"), "--input", str(folder / "x.npz"), "--samples", "4"]
    arguments += ["--synth", str(folder / "synth.json"), "--json", str(folder / "r.json")]
    bytes_of = []
    for name in ("a", "b"):
        assert main([*arguments, "-o", str(folder / name)]) == 0
        bytes_of.append({path.name: path.read_bytes() for path in (folder / name).iterdir()})
    assert bytes_of[0] == bytes_of[1]
    files = bytes_of[0]
    names = ("memories", "resources", "samples", "steps", "traffic", "trajectories", "coverage")
    pictures = {f"{name}.png" for name in names}
    assert set(files) == {".snnc", "report.md", "report.json", *pictures}
    assert all(files[name].startswith(b"\x89PNG") for name in pictures)
    text = files["report.md"].decode()
    assert all(f"]({name})" in text for name in pictures)
    assert "20.00 MHz" in text and str(folder) not in text
    result = json.loads((folder / "r.json").read_text())
    assert result == json.loads(files["report.json"])
    assert (result["clock_mhz"], result["activity"]["samples"]) == (20.0, 4)
    assert result["float_beside_golden"]["summary"] == "golden equals float in all 80 places"
    assert "Not seen:" in text and 0 < result["coverage"]["met"] < result["coverage"]["goals"]
    shown = capsys.readouterr().out
    assert "bound" in shown and "samples per second" in shown


def test_resources_core_by_core(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The parts add up to what ``snnc fit`` and the estimate of the whole say."""
    assert main(["report", str(folder / "net"), "--device", "ecp5-25f"]) == 0
    assert "Resources, estimated for ecp5-25f" in capsys.readouterr().out
    found = json.loads((folder / "net.report" / "report.json").read_text())["resources_estimate"]
    compiled = load_compiled(folder / "net")
    whole = estimate(compiled.plan, compiled.quantised, device("ecp5-25f")).total
    assert found["device"] == "ecp5-25f" and found["total"] == asdict(whole) and list(found["cores"]) == ["core0"]
    for key, total in found["total"].items():
        assert total == found["routers"][key] + sum(core[key] for core in found["cores"].values())
    page = (folder / "net.report" / "report.md").read_text()
    assert "| core0 |" in page and "![resources](resources.png)" in page
    assert (folder / "net.report" / "resources.png").read_bytes().startswith(b"\x89PNG")
    assert main(["report", str(folder / "net"), "--device", "ecp5-26f"]) == 2
    assert "error[E400]" in capsys.readouterr().err


def test_a_design_too_large(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    tiny = replace(device("up5k"), capacity=Resources(lut=100, ff=5280, bram=1, dsp=8))
    for given, large in ((device("up5k"), False), (tiny, True)):
        monkeypatch.setitem(DEVICES, "up5k", given)
        assert main(["report", str(folder / "net"), "--device", "up5k", "--json", str(folder / "r.json")]) == 0
        found = json.loads((folder / "r.json").read_text())["resources_estimate"]
        page = (folder / "net.report" / "report.md").read_text()
        for text in (capsys.readouterr().out, page):
            assert ("Too large for up5k: LUT4 " in text and " of 100 (" in text) is large
        assert [each.split()[0] for each in found["excess"]] == ["LUT4", "EBR"][: len(found["excess"])]
        assert bool(found["excess"]) is large


def test_errors(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "mine").mkdir()
    (folder / "mine" / "thesis.txt").write_text("")
    for arguments, code in (
        ([str(folder / "none")], "E210"),
        ([str(folder / "net"), "--samples", "2"], "E006"),
        ([str(folder / "net"), "-o", str(folder / "mine")], "E004"),
        ([str(folder / "net"), "-o", str(folder / "net" / "rtl")], "E004"),
        ([str(folder / "net"), "--input", str(folder / "synth.json")], "E200"),
        ([str(folder / "net"), "--synth", str(folder / "x.npz")], "E405"),
    ):
        assert main(["report", *arguments]) == 2
        assert f"error[{code}]" in capsys.readouterr().err
    assert [path.name for path in (folder / "mine").iterdir()] == ["thesis.txt"]
    assert not (folder / "net.report").exists()


def test_without_matplotlib(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main(["report", str(folder / "net")]) == 2
    shown = capsys.readouterr().err
    assert "error[E303]" in shown and "pip install 'snnc[plot]'" in shown
    assert not (folder / "net.report").exists()
