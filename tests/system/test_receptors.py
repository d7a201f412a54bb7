"""Several receptors per neuron from spec to Verilog: every command takes them, and RTL equals golden in every fold."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.receptors import rtl_is_golden, two_receptors_beside_one
from support.verilog import SIMULATOR

import snnc
from snnc.backends.artifacts import ArtifactSet
from snnc.cli.main import main
from snnc.driver.compile import Compiled
from snnc.driver.simulate import Bench, Scenario
from snnc.ir.network import CODEC
from snnc.ir.quantised import CODEC as QUANTISED
from snnc.plan.hardware import CODEC as PLAN
from snnc.target.architecture import Accumulators

SPEC = """\
name: balanced
steps: 25
inputs:
  drive: {size: 5}
populations:
  exc: {size: 6, model: if_curr_exp, tau: 10, tau_exc: 5, tau_inh: 10, threshold: 1.0, reset: value, reset_value: 0.0}
  inh: {size: 3, model: if_curr_exp, tau: 10, tau_exc: 5, tau_inh: 10, threshold: 1.0, refractory: 2}
  out: {size: 2, model: li, decay: 0.9}
projections:
  - {source: drive, target: exc, weights: {uniform: [0.0, 0.3], seed: 1}}
  - {source: exc, target: inh, receptor: exc, weights: {uniform: [0.0, 0.6], seed: 2}}
  - {source: inh, target: exc, receptor: inh, weights: {uniform: [-0.4, 0.0], seed: 3}, delay: 1}
  - {source: exc, target: out, weights: {uniform: [-0.5, 0.5], seed: 4}}
outputs: {spikes: {population: exc}, sums: {population: out, variable: v}}
probes: [{population: exc, variable: i_exc}, {population: exc, variable: i_inh}]
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "balanced.yaml"
    path.write_text(SPEC)
    return path


def test_yaml_and_python_give_the_same_network(spec: Path) -> None:
    read = snnc.read_spec(spec).network
    weights = [p.connection.weights for p in read.projections]
    b = snnc.NetworkBuilder("balanced", steps=25)
    b.input("drive", 5)
    taus = {"tau": 10, "tau_exc": 5, "tau_inh": 10, "threshold": 1.0}
    b.population("exc", 6, model="if_curr_exp", reset="value", reset_value=0.0, **taus)
    b.population("inh", 3, model="if_curr_exp", refractory=2, **taus)
    b.population("out", 2, model="li", decay=0.9)
    b.connect("drive", "exc", weights[0])
    b.connect("exc", "inh", weights[1], receptor="exc")
    b.connect("inh", "exc", weights[2], receptor="inh", delay=1)
    b.connect("exc", "out", weights[3])
    b.output("exc", name="spikes")
    b.output("out", "v", name="sums")
    b.probe("exc", "i_exc")
    b.probe("exc", "i_inh")
    assert CODEC.print(read) == CODEC.print(b.build())


def test_stages_have_a_text(spec: Path) -> None:
    compiled = snnc.compile(snnc.read_spec(spec).network)
    for codec, stage in ((CODEC, compiled.network), (QUANTISED, compiled.quantised), (PLAN, compiled.plan)):
        text = codec.print(stage)
        assert codec.print(codec.parse(text, "text")) == text


@pytest.mark.usefixtures("icarus", "fpga")
def test_every_command(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, x, result = tmp_path / "out", tmp_path / "x.npz", tmp_path / "result.json"
    np.savez(x, drive=np.random.default_rng(0).random((3, 25, 5)) < 0.4)
    report = tmp_path / "report"
    for command in (
        ["check", str(spec)],
        ["run", str(spec), "--input", str(x)],
        ["run", str(spec), "--input", str(x), "--mode", "float"],
        ["compare", str(spec), "--input", str(x)],
        ["compile", str(spec), "-o", str(out), "--calibrate", str(x)],
        ["compile", str(spec), "-o", str(out)],
        ["simulate", str(out), "--input", str(x), "--json", str(result)],
        ["simulate", str(out), "--corners"],
        ["report", str(out), "--input", str(x), "-o", str(report), "--device", "ecp5-25f"],
        ["fit", str(spec), "--device", "ecp5-25f", "--input", str(x)],
        ["synth", str(out), "--device", "ecp5-25f", "--area-only"],
        ["models", "if_curr_exp"],
    ):
        assert main(command) == 0, (command, capsys.readouterr().err)
        if command[0] == "simulate" and "--json" in command:
            simulated = json.loads(result.read_text())
            assert (simulated["mismatches"], simulated["cycle_mismatches"]) == (0, 0)
    shown = capsys.readouterr().out
    assert "population  receptor  quantity  bits  lowest  highest" in shown
    assert "Receptors, where projections end" in shown
    told = json.loads((report / "report.json").read_text())
    several = [core for core in told["cores"] if isinstance(core["sum_bits"], list)]
    assert [len(core["sum_bits"]) for core in several] == [2, 2]
    for core, active in zip(told["cores"], told["activity"]["cores"], strict=True):
        if core in several:
            assert sum(active["added"]) == active["words"] and min(active["added"]) >= 0


@pytest.mark.parametrize("kind", [Accumulators.DISTRIBUTED, Accumulators.BLOCK], ids=lambda kind: kind.value)
@pytest.mark.parametrize("overlap", [False, True])
@pytest.mark.parametrize(
    "size, lanes, updates, sparse",
    [(8, 8, 8, False), (6, 2, 1, False), (8, 2, 2, False), (5, 1, 1, True), (11, 4, 2, True)],
)
@pytest.mark.usefixtures("icarus")
def test_every_fold(
    size: int, lanes: int, updates: int, sparse: bool, overlap: bool, kind: Accumulators, tmp_path: Path
) -> None:
    """One word and several, powers of two and others; rows to one receptor and to both, dense and sparse."""
    architecture = snnc.Architecture(lanes=lanes, update_lanes=updates, overlap=overlap, accumulators=kind)
    compiled = rtl_is_golden(two_receptors_beside_one(size, sparse), architecture, tmp_path)
    assert {core.receptors for core in compiled.plan.cores if any(s.population == "cells" for s in core.slices)} == {2}


#: What of the text of a core becomes what.
PLANTED = {
    "weights at the other receptor": ("add_receptor == 1'd0", "add_receptor == 1'd1"),
    "weights at both receptors": ("add_valid && add_receptor == 1'd1", "add_valid"),
    "the sum of the other receptor": ("load_touched_1 ? load_sum_1", "load_touched_1 ? load_sum_0"),
    "the tag of the other receptor": ("load_touched_1 ? load_sum_1", "load_touched_0 ? load_sum_1"),
    "sums added to by the tag of the other receptor": (
        "(add_touched_1),\n                    .recent",
        "(add_touched_0),\n                    .recent",
    ),
    "one bank for all steps": ("read_cell = {add_bank, add_word}", "read_cell = {1'b0, add_word}"),
    "sums of the other bank": ("sweep_cell = {load_bank, load_word}", "sweep_cell = {!load_bank, load_word}"),
    "receptors packed the other way round": ("({sum_q_1[", "({sum_q_0["),
}


@pytest.mark.parametrize("name", PLANTED)
@pytest.mark.usefixtures("icarus")
def test_a_planted_defect_is_noticed(name: str, tmp_path: Path) -> None:
    architecture = snnc.Architecture(lanes=2, update_lanes=2, overlap=True, accumulators=Accumulators.DISTRIBUTED)
    compiled = snnc.compile(two_receptors_beside_one(6, sparse=False), architecture=architecture)
    (file,) = (each for each in compiled.artifacts.files if each.endswith("__core0.v"))
    text, (old, new) = str(compiled.artifacts.files[file]), PLANTED[name]
    assert text.count(old) == 1
    broken = ArtifactSet({**compiled.artifacts.files, file: text.replace(old, new)})
    rng = np.random.default_rng(1)
    # In some steps only one of the receptors is reached.
    loud = rng.random((3, 12, 1)) < 0.5
    x = {"x": (loud * rng.integers(0, 3, (3, 12, 7))).astype(np.uint8), "y": rng.random((3, 12, 4)) < 0.4}
    for artifacts, sound in ((compiled.artifacts, True), (broken, False)):
        design = Compiled(compiled.network, compiled.quantised, compiled.plan, artifacts)
        bench = Bench(design, x, tmp_path / str(sound), tool=SIMULATOR)
        verdict = bench.run(Scenario(), name="free")
        assert (verdict.mismatches == 0) is sound


@pytest.mark.usefixtures("icarus")
def test_rows_that_reach_every_sum_need_no_tags(tmp_path: Path) -> None:
    """A dense row to both receptors of a word is computed, and the first of a step touches all sums."""
    b = snnc.NetworkBuilder("all")
    b.input("x", 6)
    b.population("cells", 4, model="if_curr_exp", decay=0.875, decay_exc=0.5, decay_inh=0.75, threshold=1.0)
    rng = np.random.default_rng(2)
    b.connect("x", "cells", rng.uniform(0.1, 0.6, (6, 4)), receptor="exc")
    b.connect("x", "cells", rng.uniform(-0.3, -0.1, (6, 4)), receptor="inh")
    b.output("cells")
    for lanes in (1, 4):
        compiled = rtl_is_golden(b.build(), snnc.Architecture(lanes=lanes, update_lanes=lanes), tmp_path / str(lanes))
        (core,) = compiled.plan.cores
        assert core.rows.computed
        assert not any("u_tags" in str(text) for text in compiled.artifacts.files.values())


@pytest.mark.usefixtures("icarus")
def test_signs_at_one_receptor_take_a_bit(tmp_path: Path) -> None:
    """Weights of +1 and -1 that all end at the second receptor: computed rows that begin at its place."""
    b = snnc.NetworkBuilder("signs")
    b.input("x", 6)
    given = {"decay": 0.5, "decay_exc": 0.5, "decay_inh": 0.75, "threshold": 1.0}
    b.population("cells", 6, model="if_curr_exp", **given)
    b.connect("x", "cells", np.random.default_rng(0).choice([-1.0, 1.0], (6, 6)), receptor="inh")
    b.output("cells")
    for lanes in (2, 8):
        compiled = rtl_is_golden(b.build(), snnc.Architecture(lanes=lanes), tmp_path / str(lanes))
        assert [core.weight_bits for core in compiled.plan.cores] == [1]


def test_one_receptor_is_the_same_verilog() -> None:
    """A network says nothing of receptors where no neuron has several."""
    b = snnc.NetworkBuilder("one")
    b.input("x", 3)
    b.population("y", 3, model="cuba_lif", decay=0.5, decay_syn=0.5, threshold=1.0)
    b.connect("x", "y", 0.5, receptor="input")
    b.output("y")
    compiled = snnc.compile(b.build())
    texts = [codec.print(stage) for codec, stage in ((CODEC, compiled.network), (QUANTISED, compiled.quantised))]
    texts += [PLAN.print(compiled.plan), *map(str, compiled.artifacts.files.values())]
    assert not any('"receptor"' in text or "further_sum_bits" in text for text in texts)
