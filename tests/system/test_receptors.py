"""Several receptors per neuron from spec to Verilog: every command takes them, and RTL equals golden in every fold."""

from __future__ import annotations

import json
from collections.abc import Collection
from pathlib import Path

import numpy as np
import pytest
from support.verilog import SIMULATOR

import snnc
from snnc.backends.artifacts import ArtifactSet
from snnc.cli.main import main
from snnc.driver.compile import Compiled
from snnc.driver.simulate import Bench, Scenario
from snnc.golden import variables
from snnc.ir.network import CODEC
from snnc.ir.quantised import CODEC as QUANTISED
from snnc.neurons.body import Body
from snnc.neurons.model import Chosen, Model, Setting
from snnc.neurons.registry import MODELS
from snnc.plan.hardware import CODEC as PLAN
from snnc.program.ops import Add, AtLeast, Convert, Saturate, Scale, Select
from snnc.program.program import Parameter, Program, Receptor, StateVariable
from snnc.program.quantity import CURRENT, FACTOR, POTENTIAL, Kind, Purpose, Quantity
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


def _both(size: int, sparse: bool) -> snnc.Network:
    """``size`` neurons, each joined to the same inputs at both receptors, beside neurons of a single receptor."""
    rng = np.random.default_rng([size, sparse])
    b = snnc.NetworkBuilder("both")
    b.input("x", 7, events=2)
    b.input("y", 4)
    b.population("cells", size, model="if_curr_exp", decay=0.875, decay_exc=0.5, decay_inh=0.75, threshold=1.0)
    b.population("plain", size, model="lif", decay=0.875, threshold=1.0)
    for receptor, sign in (("exc", 1.0), ("inh", -0.5)):
        drawn = sign * rng.uniform(0.1, 0.6, (7, size))
        if sparse:
            pairs = np.nonzero(rng.random((7, size)) < 0.4)
            b.connect("x", "cells", drawn[pairs], kind="sparse", pairs=pairs, receptor=receptor)
        else:
            b.connect("x", "cells", drawn, receptor=receptor)
    b.connect("y", "cells", rng.uniform(-0.4, 0, (4, size)), receptor="inh", delay=1)
    b.connect("y", "plain", rng.normal(0.2, 0.4, (4, size)))
    b.connect("cells", "cells", -0.2, receptor="inh", delay=1, kind="one_to_one")
    b.output("cells")
    b.output("plain")
    return b.build()


def _equal(network: snnc.Network, architecture: snnc.Architecture, folder: Path) -> snnc.Compiled:
    """``network``, compiled, after its RTL was golden in every spike and state, with the clocks of the model."""
    compiled = snnc.compile(network, architecture=architecture)
    rng = np.random.default_rng(1)
    x = {i.name: rng.integers(0, i.events + 1, (3, 12, i.size)).astype(np.uint8) for i in network.inputs}
    x = {i.name: x[i.name] if i.events > 1 else x[i.name].astype(bool) for i in network.inputs}
    bench = Bench(compiled, x, folder, tool=SIMULATOR)
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference, free.cycle_mismatches) == (0, "", 0)
    assert free.rtl.spikes("cells").any()
    held = bench.run(Scenario(idle=70, stall=120, reset_after=60), name="held")
    assert (held.mismatches, held.difference) == (0, "")
    return compiled


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
    compiled = _equal(_both(size, sparse), architecture, tmp_path)
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
    compiled = snnc.compile(_both(6, sparse=False), architecture=architecture)
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
        compiled = _equal(b.build(), snnc.Architecture(lanes=lanes, update_lanes=lanes), tmp_path / str(lanes))
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
        compiled = _equal(b.build(), snnc.Architecture(lanes=lanes), tmp_path / str(lanes))
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


TRACE = Quantity("trace", Kind.LINEAR)
U = StateVariable("u", POTENTIAL, "membrane potential")
I = StateVariable("i", CURRENT, "synaptic current")  # noqa: E741
R = StateVariable("r", TRACE, "how much reward arrived lately")


class Rewarded(Model):
    """Three receptors of three quantities: a synapse with a current, one without, and reward, which helps to fire.

    i = decay_i * i + slow;  u = decay * u + fast + i;  r = decay_r * r + reward
    spike when u + r >= threshold;  u = low after a spike
    """

    name = "rewarded"
    settings = (
        Setting(Parameter("threshold", POTENTIAL, "threshold at rest", purpose=Purpose.THRESHOLD, of="u")),
        Setting(Parameter("decay", FACTOR, "of the potential", purpose=Purpose.DECAY, of="u")),
        Setting(Parameter("decay_i", FACTOR, "of the current", purpose=Purpose.DECAY, of="i")),
        Setting(Parameter("decay_r", FACTOR, "of the reward", purpose=Purpose.DECAY, of="r")),
        Setting(Parameter("low", POTENTIAL, "after a spike", purpose=Purpose.RESET, of="u")),
    )

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        b = Body()
        i = b.put(
            "i_next", Saturate(b.put("i_fed", Add(b.put("i_kept", Scale("i", "decay_i"), ""), "slow"), ""), "i"), ""
        )
        r = b.put(
            "r_next", Saturate(b.put("r_fed", Add(b.put("r_kept", Scale("r", "decay_r"), ""), "reward"), ""), "r"), ""
        )
        drive = b.put("drive", Add("fast", b.put("moves", Convert(i, POTENTIAL), "")), "")
        u = b.put("grown", Add(b.put("u_kept", Scale("u", "decay"), ""), drive), "")
        eager = b.put("eager", Add(u, b.put("easier", Convert(r, POTENTIAL), "")), "")
        spike = b.put("met", AtLeast(eager, "threshold"), "")
        after = b.put("u_next", Saturate(b.put("after", Select(spike, "low", u), ""), "u"), "")
        return Program(
            name=self.name,
            equation="three receptors",
            parameters=tuple(s.parameter for s in self.settings),
            states=(U, I, R),
            body=tuple(b.statements),
            next_state=(("u", after), ("i", i), ("r", r)),
            spike=spike,
            receptors=(
                Receptor("slow", CURRENT, "through a current"),
                Receptor("fast", POTENTIAL, "at once"),
                Receptor("reward", TRACE, "lowers the threshold"),
            ),
        )


@pytest.fixture
def rewarded(monkeypatch: pytest.MonkeyPatch) -> snnc.Network:
    monkeypatch.setitem(MODELS, Rewarded.name, Rewarded())
    rng = np.random.default_rng(3)
    b = snnc.NetworkBuilder("net", steps=40)
    b.input("x", 5)
    given = {"threshold": 1.0, "decay": 0.875, "decay_i": 0.75, "decay_r": 0.9375, "low": -0.125}
    b.population("cells", 7, model="rewarded", **given)
    b.connect("x", "cells", rng.uniform(0, 0.1, (5, 7)))
    b.connect("x", "cells", rng.normal(0, 0.2, (5, 7)), receptor="fast", delay=1)
    b.connect("x", "cells", 0.02, receptor="reward")
    b.connect("cells", "cells", -0.1, receptor="reward", kind="one_to_one", delay=1)
    b.output("cells")
    return b.build()


def test_receptors_of_other_quantities(rewarded: snnc.Network) -> None:
    """Floats are the equation of the docstring; each quantity has its own format, and fixed follows float closely."""
    x = {"x": np.random.default_rng(0).random((1, 40, 5)) < 0.5}
    run = snnc.golden.run(rewarded, x, variables(rewarded))
    w = {p.receptor: p.connection.weights for p in rewarded.projections[:2]}
    u, i, r, before, spikes = np.zeros(7), np.zeros(7), np.zeros(7), np.zeros(7), []
    for t, row in enumerate(x["x"][0]):
        late = x["x"][0][t - 1] if t else np.zeros(5)
        i = 0.75 * i + row @ w["slow"]
        r = 0.9375 * r + 0.02 * row.sum() - 0.1 * before
        u = 0.875 * u + late @ w["fast"] + i
        before = (u + r >= 1.0).astype(float)
        u = np.where(before > 0, -0.125, u)
        spikes.append(before > 0)
        for name, value in (("u", u), ("i", i), ("r", r)):
            assert np.allclose(run.state("cells", name)[0, t], value, atol=1e-12)
    assert np.array_equal(run.spikes("cells")[0], spikes) and run.spikes("cells").any()
    quantised = snnc.compile(rewarded).quantised
    (report,) = quantised.population_reports
    assert [(each.name, each.quantity) for each in report.receptors] == [
        ("slow", "current"),
        ("fast", "potential"),
        ("reward", "trace"),
    ]
    fixed = snnc.golden.run(quantised, x, variables(quantised))
    r_fixed = fixed.state("cells", "r")[0, :5] / report.scale("trace")
    assert np.allclose(r_fixed, run.state("cells", "r")[0, :5], atol=0.02)


@pytest.mark.parametrize(
    "lanes, kind", [(1, Accumulators.BLOCK), (2, Accumulators.DISTRIBUTED), (8, Accumulators.AUTO)]
)
@pytest.mark.usefixtures("icarus")
def test_three_receptors_in_hardware(lanes: int, kind: Accumulators, rewarded: snnc.Network, tmp_path: Path) -> None:
    """Three is no power of two: a place of a fourth receptor is never reached."""
    compiled = _equal(rewarded, snnc.Architecture(lanes=lanes, accumulators=kind), tmp_path)
    assert [core.receptors for core in compiled.plan.cores] == [3]
