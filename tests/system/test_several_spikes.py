"""Neurons that send several spikes in a step, from a spec to outputs: beats, queues, clocks, coverage, numbers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from support.verilog import SIMULATOR

import snnc
from snnc.analysis.activity import activity
from snnc.backends.verilog.testbench import beats
from snnc.cli.main import main
from snnc.driver.simulate import Bench, Scenario
from snnc.golden import variables
from snnc.ir.network import SPIKES
from snnc.plan.liveness import packet_beats
from snnc.plan.stream import StreamKind

SPEC = """
name: bursts
inputs:
  x: {size: 4, events: 3}
populations:
  bursts: {size: 5, model: lif, decay: 0.75, threshold: 2.0, max_spikes: 5}
  single: {size: 3, model: if, threshold: 3.0}
projections:
  - {source: x, target: bursts, weights: {file: w.npz, key: x}}
  - {source: bursts, target: bursts, weights: -1.0, delay: 2}
  - {source: bursts, target: single, weights: {file: w.npz, key: s}}
outputs: [bursts, single]
"""


def _network() -> snnc.Network:
    """Bursts onto themselves two steps late, and onto neurons of single spikes beside them."""
    rng = np.random.default_rng(3)
    b = snnc.NetworkBuilder("bursts")
    b.input("x", 4, events=3)
    b.population("bursts", 5, model="lif", decay=0.75, threshold=2.0, max_spikes=5)
    b.population("single", 3, model="if", threshold=3.0)
    b.connect("x", "bursts", rng.integers(-1, 4, (4, 5)))
    b.connect("bursts", "bursts", -1.0, delay=2)
    b.connect("bursts", "single", rng.integers(-2, 4, (5, 3)))
    b.output("bursts")
    b.output("single")
    return b.build()


def _stimulus(samples: int = 4, steps: int = 9) -> dict[str, np.ndarray]:
    return {"x": np.random.default_rng(4).integers(0, 4, (samples, steps, 4))}


@pytest.fixture(params=["shared", "apart"])
def compiled(request: pytest.FixtureRequest) -> snnc.Compiled:
    """Bursts and single spikes at levels of their own; with and without lanes to spare."""
    lanes = {"shared": 8, "apart": 2}[request.param]
    return snnc.compile(_network(), architecture=snnc.Architecture(lanes=lanes, update_lanes=2))


@pytest.mark.usefixtures("icarus")
def test_rtl_equals_golden_whatever_the_host_does(compiled: snnc.Compiled, tmp_path: Path) -> None:
    bench = Bench(compiled, _stimulus(), tmp_path, tool=SIMULATOR)
    for scenario in (Scenario(), Scenario(idle=90, stall=200), Scenario(stall=245, reset_after=40)):
        verdict = bench.run(scenario, name=f"s{scenario.stall}")
        assert (verdict.mismatches, verdict.difference) == (0, "")
        assert verdict.cycle_mismatches in (0, None)
    assert int(verdict.golden.spikes("bursts").max()) == 5
    assert np.array_equal(verdict.outputs["bursts"], verdict.golden.spikes("bursts"))


def test_queues_hold_a_packet_in_which_every_neuron_sends_all(compiled: snnc.Compiled) -> None:
    late = [tap for router in compiled.plan.routers for tap in router.taps if tap.delay]
    assert late
    for tap in late:
        assert compiled.plan.events(tap.source) == 5
        assert tap.depth >= 2 * packet_beats(tap.ranges, 5) > 2 * packet_beats(tap.ranges, 1)


def test_no_sample_takes_longer_than_the_bound(compiled: snnc.Compiled) -> None:
    """The bound knows of five spikes, and a sample of nothing but such packets comes near it."""
    spikes = _spikes(compiled, _stimulus())
    found = activity(compiled.plan, spikes)
    assert found.bound is not None and found.alone.max() <= found.bound
    assert dict(found.spikes)["bursts"] == int(spikes["bursts"].sum()) > np.count_nonzero(spikes["bursts"])
    full = {name: np.full_like(each, {"x": 3, "bursts": 5}.get(name, 1)) for name, each in spikes.items()}
    once = {name: np.full_like(each, 1) for name, each in spikes.items()}
    assert activity(compiled.plan, once).alone.max() < activity(compiled.plan, full).alone.max() <= found.bound


def _spikes(compiled: snnc.Compiled, stimulus: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    run = snnc.golden.run(compiled.quantised, stimulus, variables(compiled.quantised))
    sent = {p.name: run.spikes(p.name) for p in compiled.quantised.populations}
    return {"x": stimulus["x"].astype(np.uint8), **sent}


def test_a_spike_of_n_is_n_beats() -> None:
    event, _, keep, last, _ = beats(np.array([[[0, 2, 1], [0, 0, 0]]], np.uint8))
    assert event.tolist() == [1, 1, 2, 0] and keep.tolist() == [1, 1, 1, 0] and last.tolist() == [0, 0, 1, 1]


def test_only_who_sends_several_pays(compiled: snnc.Compiled) -> None:
    """A core of single spikes has no repeater, and a design of such cores not even its module."""
    files = compiled.artifacts.files
    assert "rtl/lib/event_repeater.v" in files
    for core in compiled.plan.cores:
        text = files[f"rtl/bursts__{core.name}.v"]
        assert ("event_repeater" in text) == any(part.population == "bursts" for part in core.slices)
    b = snnc.NetworkBuilder("single")
    b.input("x", 4)
    b.population("single", 3, model="if", threshold=3.0)
    b.connect("x", "single", 1.0)
    b.output("single")
    single = snnc.compile(b.build())
    assert not any("repeater" in name or "repeater" in text for name, text in _texts(single))


def _texts(compiled: snnc.Compiled) -> Iterator[tuple[str, str]]:
    yield from compiled.artifacts.files.items()


def test_a_number_that_is_proved_single_takes_no_repeater() -> None:
    """The input cannot lift a neuron to twice its threshold: what may send five spikes is built for one."""
    b = snnc.NetworkBuilder("proved")
    b.input("x", 2)
    b.population("y", 2, model="lif", decay=0.5, threshold=4.0, max_spikes=5)
    b.connect("x", "y", [[1.0, 2.0], [2.0, 1.0]])
    b.output("y")
    compiled = snnc.compile(b.build())
    assert compiled.quantised.population("y").events == 1
    assert all(core.events == 1 for core in compiled.plan.cores)
    run = snnc.golden.run(compiled.quantised, {"x": np.ones((1, 8, 2), bool)})
    assert run.spikes("y").dtype == bool


@pytest.mark.usefixtures("icarus")
def test_from_a_spec_to_numbers_in_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "net.yaml").write_text(SPEC)
    rng = np.random.default_rng(3)
    weights = {"x": rng.integers(-1, 4, (4, 5)).astype(float), "s": rng.integers(-2, 4, (5, 3)).astype(float)}
    np.savez(tmp_path / "w.npz", **weights)
    np.savez(tmp_path / "data.npz", **_stimulus())
    spec, data, out = (str(tmp_path / name) for name in ("net.yaml", "data.npz", "traces.npz"))
    assert main(["run", spec, "--input", data, "--output", out]) == 0
    said = capsys.readouterr().out
    with np.load(out) as traces:
        spikes = traces[f"bursts.{SPIKES}"]
    assert spikes.dtype == np.uint8 and spikes.max() == 5 and f"{int(spikes.sum())} spikes" in said
    assert main(["compare", spec, "--input", data]) == 0
    made, picture = str(tmp_path / "made"), str(tmp_path / "raster.png")
    assert main(["compile", spec, "-o", made]) == 0
    assert main(["simulate", made, "--input", data, "--raster", picture]) == 0
    assert main(["report", made, "--input", data]) == 0


@pytest.mark.parametrize("given", ["1024", "0", "two", "2.5", "true"])
def test_a_number_that_cannot_be_is_located(given: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "net.yaml").write_text(SPEC.replace("max_spikes: 5", f"max_spikes: {given}"))
    assert main(["check", str(tmp_path / "net.yaml")]) == 2
    assert "net.yaml:6:" in capsys.readouterr().err


def test_streams_say_how_often_an_id_may_come(compiled: snnc.Compiled) -> None:
    most = {str(stream.name): stream.events for stream in compiled.plan.outputs}
    assert most == {str(StreamKind.OUTPUT.of("bursts")): 5, str(StreamKind.OUTPUT.of("single")): 1}
    top = next(text for name, text in _texts(compiled) if name == "rtl/bursts.v")
    assert "the index of a neuron for each spike, at most 5 in a packet" in " ".join(top.split())
