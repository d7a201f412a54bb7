"""``snnc fit`` as a command: what it prints and writes, and specs that keep all but their architecture."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.networks import feed_forward

import snnc
from snnc.analysis.resources import estimate
from snnc.cli.main import main
from snnc.fitting.planner import Planner
from snnc.passes.pipeline import quantise
from snnc.target.architecture import Accumulators, Architecture, Fold
from snnc.target.devices import device

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def test_an_architecture_tells_what_levels_differ_in() -> None:
    planner = Planner(quantise(feed_forward(30, 24, 6), snnc.QuantiseOptions())[1], Architecture(clock_mhz=50))
    wide = Fold(lanes=16, update_lanes=4, cores=1, overlap=True, accumulators=Accumulators.BLOCK)
    narrow = Fold(lanes=8, update_lanes=4, cores=1, overlap=False, accumulators=Accumulators.BLOCK)
    common = dict(update_lanes=4, accumulators=Accumulators.BLOCK, clock_mhz=50)
    assert planner.architecture_of([wide, wide]) == Architecture(16, **common)
    own = (("hidden", Fold(16, overlap=True)), ("readout", Fold(8, overlap=False)))
    assert planner.architecture_of([wide, narrow]) == Architecture(16, populations=own, **common)


SPEC = (EXAMPLES / "two_neurons" / "network.yaml").read_text()


def test_a_spec_that_cannot_be_edited_is_told_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, fitted = tmp_path / "net.yaml", tmp_path / "fitted.yaml"
    spec.write_text(SPEC.replace("architecture: {lanes: 2}\n", "? architecture\n: {lanes: 2}\n"))
    assert main(["fit", str(spec), "--device", "up5k", "-o", str(fitted)]) == 2
    shown = capsys.readouterr()
    assert "net.yaml:2:1: error[E102]: the architecture part cannot be replaced" in shown.err and "hint:" in shown.err
    assert not shown.out and not fitted.exists()


@pytest.mark.parametrize("option", ["-o", "--json"])
def test_the_spec_itself_is_never_written(option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "net.yaml"
    spec.write_text(SPEC)
    assert main(["fit", str(spec), "--device", "up5k", option, str(tmp_path / "." / "net.yaml")]) == 2
    assert f"error[E006]: {option} names the spec itself" in capsys.readouterr().err and spec.read_text() == SPEC


@pytest.mark.parametrize("pair", [("-o", "--json"), ("--input", "-o"), ("--calibrate", "--json")])
def test_no_file_is_written_over_another(
    pair: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, same = tmp_path / "net.yaml", tmp_path / "same.npz"
    spec.write_text(SPEC)
    np.savez(same, stimulus=np.ones((1, 4, 2), bool))
    before = same.read_bytes()
    assert main(["fit", str(spec), "--device", "up5k", pair[0], str(same), pair[1], str(same)]) == 2
    assert f"error[E006]: {pair[1]} names {pair[0]} itself" in capsys.readouterr().err
    assert same.read_bytes() == before


def test_the_fold_of_the_spec_need_not_be_possible(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is what is to be replaced: with its 8 lanes the rows take a few words more than a core may hold."""
    spec, fitted = tmp_path / "net.yaml", tmp_path / "fitted.yaml"
    spec.write_text(
        "name: net\ninputs: {x: {size: 64}}\npopulations: {y: {size: 64, model: if, threshold: 1.0}}\n"
        "projections: [{source: x, target: y, kind: sparse, probability: 0.35, seed: 1, weights: 0.5}]\n"
        "outputs: [y]\narchitecture: {lanes: 8, synapse_words_per_core: 500}\n"
    )
    assert main(["compile", str(spec), "-o", str(tmp_path / "net")]) == 2
    assert "error[E172]" in capsys.readouterr().err
    assert main(["fit", str(spec), "--device", "ecp5-25f", "-o", str(fitted)]) == 0
    assert main(["compile", str(fitted), "-o", str(tmp_path / "net")]) == 0


def test_files_are_found_from_another_folder(tmp_path: Path) -> None:
    spec, fitted = tmp_path / "a" / "network.yaml", tmp_path / "b c" / "deep" / "fitted.yaml"
    spec.parent.mkdir()
    old, new = "weights: [[0.6, 0.0], [0.0, 0.45]]", "weights: {file: '../wéights one.npz', key: w}"
    np.savez(tmp_path / "wéights one.npz", w=np.array([[0.6, 0.0], [0.0, 0.45]]))
    assert old in SPEC
    spec.write_text(SPEC.replace(old, new), encoding="utf-8")
    assert main(["fit", str(spec), "--device", "up5k", "-o", str(fitted)]) == 0
    text = fitted.read_text(encoding="utf-8")
    assert 'weights: {file: "../../wéights one.npz", key: w}}' in text
    one, other = (snnc.ir.network.CODEC.print(snnc.read_spec(path).network) for path in (spec, fitted))
    assert one == other
    again = fitted.with_name("again.yaml")  # beside it: the text stays
    assert main(["fit", str(fitted), "--device", "up5k", "-o", str(again)]) == 0
    assert again.read_text(encoding="utf-8") == text


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, fitted, result = tmp_path / "network.yaml", tmp_path / "fitted.yaml", tmp_path / "r.json"
    spec.write_text(SPEC)
    np.savez(tmp_path / "x.npz", stimulus=np.random.default_rng(0).random((3, 10, 2)) < 0.5)
    arguments = ["fit", str(spec), "--device", "up5k", "-o", str(fitted), "--json", str(result)]
    assert main([*arguments, "--input", str(tmp_path / "x.npz"), "--clock", "20"]) == 0
    shown = capsys.readouterr().out
    assert "the first 2 samples of" in shown and "clocks  LUT4" in shown and "sets the pace" in shown
    assert "pair: 1 lane " in shown
    assert "  clock_mhz: 20" in shown
    told = json.loads(result.read_text())
    assert told["chosen"] in told["front"] and told["samples"] == 2
    assert {"change", "clocks", "area", "architecture", "verdict"} <= set(told["changes"][0])
    assert main(["compile", str(fitted), "-o", str(tmp_path / "net")]) == 0
    compiled = snnc.driver.compile.load_compiled(tmp_path / "net")
    area = estimate(compiled.plan, compiled.quantised, device("up5k")).total
    assert told["chosen"]["area"] == {name: getattr(area, name) for name in ("lut", "lutram", "ff", "bram", "dsp")}
    assert fitted.read_text().splitlines()[:12] == SPEC.splitlines()[:12]


@pytest.mark.parametrize(
    "options,code",
    [
        (["--device", "up9k"], "E400"),
        (["--device", "up5k", "--latency", "1"], "E411"),
        (["--device", "up5k", "--lut", "9"], "E410"),
        (["--device", "up5k", "--clock", "9999"], "E170"),
        (["--device", "up5k", "--input", "none.npz"], "E200"),
        (["--device", "up5k", "-o", str(EXAMPLES / "two_neurons" / "network.yaml")], "E006"),
    ],
)
def test_errors(options: list[str], code: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["fit", str(EXAMPLES / "two_neurons" / "network.yaml"), *options]) == 2
    assert f"error[{code}]" in capsys.readouterr().err
