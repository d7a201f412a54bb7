"""``snnc report``: numbers by hand, counts that must agree, errors, equal bytes."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from support.networks import feed_forward, random_architecture, random_network, random_options, random_stimulus

import snnc
from snnc.analysis.activity import activity
from snnc.analysis.resources import estimate
from snnc.analysis.worst import alone, bound, full_activity, full_events
from snnc.backends.reports.page import page
from snnc.backends.verilog.naming import top_module
from snnc.cli.main import main
from snnc.driver.compile import Compiled, load_compiled
from snnc.driver.report import report
from snnc.plan.blocks.block import Memory
from snnc.plan.stream import StreamKind
from snnc.target import energy
from snnc.target.devices import device

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


def _compiled(seed: int) -> Compiled:
    return snnc.compile(random_network(seed), quantise=random_options(seed), architecture=random_architecture(seed))


def test_two_neurons_by_hand(two_neurons: Compiled) -> None:
    """Neuron 0 gets 0.6, then 0.525 + 0.6 and fires; its spike reaches neuron 1 a step later."""
    spikes = np.array([[[1, 0], [1, 0], [0, 0]]], bool)
    result = report(two_neurons, {"stimulus": spikes}, clock=10.0)
    owned, active = result.inventory, result.activity
    assert active is not None and result.rate is not None
    assert dict(owned.synapses) == {"stimulus_pair": 2, "pair_pair": 2}
    (core,) = owned.cores
    bits = {memory.kind: (memory.bits, memory.used) for memory in core.memories}
    # 4 words of 2 weights of 5 bits, 4 not 0; 2 lanes of 2 banks of 1 sum of 5 bits; 2 states of 11 bits
    assert bits == {"weights": (40, 20), "sums": (20, 20), "states": (22, 22)}
    assert [queue.bits for queue in owned.queues] == [32 * 5] * 3
    assert owned.bits == 40 + 20 + 22 + 480
    assert (core.synapses.rows, core.synapses.shared, core.synapses.addressed, core.synapses.stored) == (4, 0, 4, 4)
    (work,) = active.cores
    assert (work.events, work.operations, work.slots, work.words, work.sweep) == (3, 3, 6, 3, 2 * 3)
    assert dict(active.spikes) == {"stimulus": 2, "pair": 1}
    found = {(str(t.source), str(t.sink)): (t.delay, t.events, t.peak, t.beats) for t in active.traffic}
    assert found == {
        ("core.core0", "core.core0"): (1, 1, 1, 1 + 1 + 2 + 1),
        ("in.stimulus", "core.core0"): (0, 2, 1, 3),
        ("core.core0", "out.pair"): (0, 1, 1, 1 + 2 + 1),
    }
    assert active.alone[0] == active.latencies[0] == active.clocks == active.step_clocks.sum()
    assert result.rate.microseconds == pytest.approx(active.clocks / 10)
    assert result.rate.samples_per_second == pytest.approx(1e7 / active.clocks)
    rows = {(row.owner, row.what): row for row in result.energy}
    assert rows["core0", "read weights"].count == 3
    assert rows["core0", "add weight"].count == 6
    assert rows["router0", "write queues"].count == 5 + 3 + 4


def test_a_spike_in_flight_at_the_end_never_arrives(two_neurons: Compiled) -> None:
    active = report(two_neurons, {"stimulus": np.array([[[1, 0], [1, 0]]], bool)}).activity
    assert active is not None
    assert dict(active.spikes)["pair"] == 1
    assert active.cores[0].operations == 2
    assert {t.delay: t.events for t in active.traffic if str(t.sink) == "core.core0"} == {1: 0, 0: 2}


def test_equal_rows_are_stored_once() -> None:
    b = snnc.NetworkBuilder("equal")
    b.input("x", 8)
    b.population("y", 2, model="if", threshold=1.0)
    b.connect("x", "y", np.tile([[0.5, -0.5], [0.25, 0.0]], (4, 1)))
    b.output("y")
    store = report(snnc.compile(b.build())).inventory.cores[0].synapses
    assert (store.rows, store.shared, store.addressed, store.stored) == (8, 6, 8, 2)
    assert (store.slots, store.nonzero) == (4, 3)


def test_weights_of_parallel_projections_are_added() -> None:
    """0.5 and 0.25 onto neuron 0 become one weight; 0.5 and -0.5 onto neuron 1 none; another delay is another row."""
    b = snnc.NetworkBuilder("parallel")
    b.input("x", 1)
    b.population("y", 3, model="if", threshold=1.0)
    b.connect("x", "y", [[0.5, 0.5, 0.5]], name="a")
    b.connect("x", "y", [[0.25, -0.5, 0.0]], name="b")
    b.connect("x", "y", [[0.5, 0.5, 0.5]], name="c", delay=1)
    b.output("y")
    result = report(snnc.compile(b.build()), {"x": np.ones((1, 2, 1), bool)})
    assert dict(result.inventory.synapses) == {"a": 3, "b": 2, "c": 3}
    assert result.inventory.merged == result.as_json()["synapses_merged"] == 3
    assert result.activity is not None and result.activity.operations == 2 + 2 + 3
    assert "\n3 fewer weights than synapses" in page(result.inventory, None, (), None, None, None, None, None)


def _as_written(compiled: Compiled, core: str, memories: dict[str, Memory]) -> None:
    """Sizes of memories are those of the instances in the Verilog, and of the memory images."""
    files = compiled.artifacts.files
    prefix = f"rtl/{top_module(compiled.plan)}__{core}"
    text = files[f"{prefix}.v"]
    instances = dict(re.findall(r"^ *\w+ #\(\n((?: *\.\w+ +\(.*\),?\n)+) *\) (u_\w+) ", text, re.MULTILINE))
    told = {name: dict(re.findall(r"\.(\w+) +\((.*)\)", lines)) for lines, name in instances.items()}
    sums, states = told["u_accumulator"], told["u_states"]
    assert (memories["sums"].depth, memories["sums"].width) == (int(sums["CELLS"]), int(sums["SUM_WIDTH"]))
    assert (memories["states"].depth, memories["states"].width) == (int(states["DEPTH"]), int(states["WIDTH"]))
    assert ("tags" in memories) == ("u_tags" in told)
    for kind in ("rows", "offsets", "parameters"):
        image = files.get(f"{prefix}_{kind}.mem")
        assert (kind in memories) == (image is not None)
        if image is not None:
            words = image.split()
            assert len(words) == memories[kind].depth
            assert {len(word) for word in words} == {-(-memories[kind].width // 4)}


@pytest.mark.parametrize("seed", range(30))
def test_counts_agree(seed: int) -> None:
    """Counted from the spikes alone, found by the cycle model, and written into the Verilog."""
    compiled = _compiled(seed)
    plan, network = compiled.plan, compiled.quantised
    result = report(compiled, random_stimulus(compiled.network, seed))
    owned, active = result.inventory, result.activity
    assert active is not None
    assert active.step_clocks.sum() == active.clocks
    assert active.bound is not None and active.alone.max() <= active.bound
    stored = 0
    for core, items, work in zip(plan.cores, owned.cores, active.cores, strict=True):
        assert work.slots == work.words * core.lanes
        before = np.concatenate([[0], np.cumsum(np.count_nonzero(core.weights, axis=1))])
        stored += int(np.sum(before[core.rows.base + core.rows.length] - before[core.rows.base]))
        assert work.operations <= work.slots
        assert work.words <= work.gather <= work.clocks and work.sweep <= work.clocks
        assert work.events == sum(tap.events for tap in active.traffic if tap.sink == core.axon_stream.name)
        _as_written(compiled, core.name, {memory.kind: memory for memory in items.memories})
        assert all(memory.used is not None and memory.used <= memory.bits for memory in items.memories)
    assert stored == sum(dict(owned.synapses).values()) - owned.merged
    spikes = dict(active.spikes)
    for output in network.outputs:
        if output.variable == "spikes":
            sink = StreamKind.OUTPUT.of(output.name)
            assert sum(tap.events for tap in active.traffic if tap.sink == sink) == spikes[output.population]
    kilobits = sum(memory["bits"] for core in result.as_json()["cores"] for memory in core["memories"])
    assert kilobits + sum(queue.bits for queue in owned.queues) == owned.bits


@pytest.mark.parametrize("seed", range(40))
def test_no_spikes_exceed_the_bound(seed: int) -> None:
    compiled = _compiled(seed)
    network, plan, steps = compiled.quantised, compiled.plan, 5
    sizes = {source.name: source.size for source in network.inputs}
    sizes |= {p.name: p.size for p in network.populations if p.program.spike is not None}
    rng = np.random.default_rng(seed)
    density = [0.0, 0.3, 0.9, 0.99, 1.0]
    spikes = {k: rng.random((12, steps, n)) < rng.choice(density, (12, steps, 1)) for k, n in sizes.items()}
    limit = bound(plan, sizes, steps)
    assert alone(plan, spikes).max() <= limit
    assert full_activity(plan, sizes, steps) <= limit


def test_a_long_bound_is_left_out_unless_asked_for() -> None:
    compiled = snnc.compile(feed_forward())
    spikes = {name: np.zeros((1, 4, n), bool) for name, n in (("stimulus", 12), ("hidden", 9), ("readout", 4))}
    events = full_events(compiled.plan, 4)
    assert events == 4 * (12 + 9 + 4)
    assert activity(compiled.plan, spikes, events - 1).bound is None
    assert activity(compiled.plan, spikes, events).bound == activity(compiled.plan, spikes, None).bound is not None
    short = report(compiled, {"stimulus": spikes["stimulus"]}, clock=1.0, always_bound=True)
    assert short.rate is not None and short.rate.microseconds_bound is not None


def test_a_sample_alone_is_the_first_of_a_run() -> None:
    compiled = snnc.compile(feed_forward())
    active = report(compiled, random_stimulus(compiled.network, 3)).activity
    assert active is not None
    assert active.alone[0] == active.latencies[0]


def test_published_energies() -> None:
    assert energy.addition(8) == pytest.approx(0.03)
    assert energy.addition(32) == pytest.approx(0.1)
    assert energy.multiplication(32) == pytest.approx(3.1)
    assert energy.multiplication(8) == pytest.approx(0.2, rel=0.04)
    for kibibytes, each in ((1, 10.0), (8, 10.0), (32, 20.0), (1024, 100.0), (4096, 100.0)):
        assert energy.access(64, kibibytes * 8192) == pytest.approx(each)
    assert energy.access(32, 16 * 8192) == pytest.approx(5 * 2**0.5)


@pytest.fixture
def folder(tmp_path: Path, two_neurons: Compiled) -> Path:
    two_neurons.write(tmp_path / "net")
    np.savez(tmp_path / "x.npz", stimulus=np.random.default_rng(0).random((5, 10, 2)) < 0.5)
    (tmp_path / "synth.json").write_text(json.dumps(SYNTH))
    return tmp_path


def test_command(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("matplotlib")
    assert main(["report", str(folder / "net")]) == 0
    made = folder / "net.report"
    assert json.loads((made / "report.json").read_text())["activity"] is None
    assert "need a stimulus" in capsys.readouterr().out
    arguments = ["report", str(folder / "net"), "--input", str(folder / "x.npz"), "--samples", "4"]
    arguments += ["--synth", str(folder / "synth.json"), "--json", str(folder / "r.json")]
    bytes_of = []
    for name in ("a", "b"):
        assert main([*arguments, "-o", str(folder / name)]) == 0
        bytes_of.append({path.name: path.read_bytes() for path in (folder / name).iterdir()})
    assert bytes_of[0] == bytes_of[1]
    files = bytes_of[0]
    pictures = {"memories.png", "resources.png", "samples.png", "steps.png", "traffic.png"}
    assert set(files) == {".snnc", "report.md", "report.json", *pictures}
    assert all(files[name].startswith(b"\x89PNG") for name in pictures)
    text = files["report.md"].decode()
    assert all(f"]({name})" in text for name in pictures)
    assert "20.00 MHz" in text and str(folder) not in text
    result = json.loads((folder / "r.json").read_text())
    assert result == json.loads(files["report.json"])
    assert (result["clock_mhz"], result["activity"]["samples"]) == (20.0, 4)
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
