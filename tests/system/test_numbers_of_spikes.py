"""Several spikes of a neuron as one event that carries their number: on the RTL, in reports, and by whose choice."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from meaning.conformance import frameworks
from meaning.conformance.recordings import read
from meaning.conformance.test_conformance import FOLDER
from support.verilog import SIMULATOR

import snnc
from snnc.analysis.activity import activity
from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.driver.simulate import Bench, Scenario
from snnc.golden.run import calibrate, variables
from snnc.passes.carriage import MOST_BEATS, NUMBER_FROM
from snnc.plan.stream import StreamKind
from snnc.target.architecture import Several

#: Recordings of several spikes, and the step from which on a neuron sends some.
RECORDED = [("rockpool_mlp_lif_bias", 0), ("rockpool_rnn_lif", 12), ("sinabs_mlp_lif_tausyn", 0)]
STALLED = Scenario(idle=70, stall=120, reset_after=60)


def _network(seed: int, most: int = 40) -> snnc.Network:
    """Neurons that send several spikes, one, and values, in loops and side by side."""
    rng = np.random.default_rng(seed)
    b = snnc.NetworkBuilder("counts")
    b.input("x", 6)
    b.input("k", 3, events=3)
    fire = {"fire": (">=", ">")[seed % 2], "reset": ("subtract", "none", "value")[seed % 3]}
    fire |= {"reset_time": ("now", "next_start", "next_end")[seed % 3]} if fire["reset"] == "subtract" else {}
    given = {"reset_value": -0.5} if fire["reset"] == "value" else {}
    threshold = 0.25 if seed % 2 else rng.uniform(0.2, 0.3, 9)
    b.population("many", 9, model="lif", decay=0.9, threshold=threshold, max_spikes=most, **fire, **given)
    b.population("single", 5, model="lif", decay=0.9, threshold=2.0)
    b.population("few", 5, model="cuba_lif", decay=0.9, decay_syn=0.5, threshold=1.0, max_spikes=7)
    b.population("value", 3, model="relay", decay=0.5, largest=8.0)
    b.connect("x", "many", rng.normal(0.5, 1, (6, 9)))
    b.connect("k", "many", rng.normal(0.5, 0.2, (3, 9)))
    b.connect("x", "single", rng.normal(0.5, 0.2, (6, 5)))
    b.connect("k", "value", rng.normal(0.5, 0.2, (3, 3)))
    b.connect("many", "many", rng.normal(0, 0.01, (9, 9)), delay=1 + seed % 2)
    b.connect("many", "few", rng.normal(0, 0.3, (9, 5)))
    b.connect("value", "few", rng.normal(0, 0.3, (3, 5)))
    b.connect("single", "few", rng.normal(0, 0.3, (5, 5)), delay=2)
    b.connect("few", "single", rng.normal(0, 0.3, (5, 5)), delay=1)
    for name in ("many", "single", "few"):
        b.output(name)
    b.output("many", "v", name="potential")
    return b.build()


def _stimulus(seed: int) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    counts = {"x": rng.random((2, 8, 6)) < 0.5, "k": rng.integers(0, 4, (2, 8, 3))}
    for each in counts.values():
        each[1, 2] = 0
    return counts


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize(
    "seed, several", [(0, Several.PAYLOAD), (1, Several.PAYLOAD), (2, Several.AUTO), (2, Several.BEATS)]
)
def test_rtl_equals_golden_and_clocks_equal_the_cycle_model(seed: int, several: Several, tmp_path: Path) -> None:
    """Whatever is sent, and beside whatever else it arrives; what leaves the chip is read as the spikes of golden."""
    lanes = (1, 4, 16)[seed]
    architecture = snnc.Architecture(lanes, update_lanes=min(lanes, 2), several=several)
    compiled = snnc.compile(_network(seed), architecture=architecture)
    assert {name for name in ("many", "few", "single") if compiled.plan.sends_numbers(name)} == {
        Several.AUTO: {"many"},
        Several.BEATS: set(),
        Several.PAYLOAD: {"many", "few"},
    }[several]
    bench = Bench(compiled, _stimulus(seed), tmp_path, tool=SIMULATOR)
    free = bench.run(name="free")
    assert (free.mismatches, free.cycle_mismatches, free.difference) == (0, 0, "")
    stalled = bench.run(STALLED, name="stalled")
    assert (stalled.mismatches, stalled.difference) == (0, "")
    for name in ("many", "few"):
        assert free.golden.spikes(name).max() > 2, "too little happens"
        assert np.array_equal(free.outputs[name], free.golden.spikes(name))


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("most", [15, 1023])
def test_all_that_the_most_spikes_can_add(most: int, tmp_path: Path) -> None:
    """Sums as wide as the proof says, and no wider: all positive, then all negative weights, of as many spikes."""
    b = snnc.NetworkBuilder("most")
    b.input("x", 2)
    b.population("y", 6, model="if", threshold=1.0, max_spikes=most, reset="value", reset_value=0.0)
    b.population("z", 2, model="li", decay=0.5)
    b.connect("x", "y", np.repeat([[1.0, 0.0], [0.0, 1.0]], 3, axis=1) * 2 * most)
    b.connect("y", "z", np.array([[1, -1]] * 3 + [[-1, 1]] * 3) * 0.9921875)
    b.output("z", "v")
    b.output("y")
    compiled = snnc.compile(b.build(), architecture=snnc.Architecture(2, several=Several.PAYLOAD))
    assert compiled.quantised.population("y").events == most
    weight = int(abs(compiled.quantised.projections[1].connection.weights).max())
    core = next(core for core in compiled.plan.cores if core.number_bits)
    assert core.sum_bits == (3 * most * weight).bit_length() + 1
    assert core.number_bits == most.bit_length() + 1
    verdict = Bench(compiled, {"x": np.eye(2, dtype=bool)[None]}, tmp_path, tool=SIMULATOR).run()
    assert (verdict.mismatches, verdict.cycle_mismatches, verdict.difference) == (0, 0, "")
    assert verdict.outputs["y"].tolist() == [[[most] * 3 + [0] * 3, [0] * 3 + [most] * 3]]


@pytest.mark.usefixtures("icarus")
@pytest.mark.skipif(not FOLDER.is_dir(), reason="no recorded runs (set SNNC_DATA)")
@pytest.mark.parametrize("name, first", RECORDED)
def test_recorded_networks_on_the_rtl(name: str, first: int, tmp_path: Path) -> None:
    recording = read(FOLDER, name)
    case = (frameworks.sinabs if "sinabs" in name else frameworks.rockpool)(recording)
    compiled = snnc.compile(case.network, architecture=snnc.Architecture(8))
    stimulus = {"stimulus": case.stimulus[:, first : first + 12]}
    verdict = Bench(compiled, stimulus, tmp_path, tool=SIMULATOR).run()
    assert (verdict.mismatches, verdict.cycle_mismatches, verdict.difference) == (0, 0, "")
    assert verdict.golden.spikes("hidden").max() > 1


def _compiled(network: snnc.Network, several: Several, calibrated: bool = False) -> snnc.Compiled:
    architecture = snnc.Architecture(4, several=several)
    return snnc.compile(network, architecture=architecture, calibration=_stimulus(0) if calibrated else None)


def test_the_compiler_chooses_by_what_may_be_sent_and_by_what_is() -> None:
    """More than 15 spikes at most, or 4 of those that spike in the data, are a number."""
    assert (MOST_BEATS, NUMBER_FROM) == (15, 4.0)
    for most, calibrated, counted in ((15, False, False), (16, False, True), (15, True, True), (3, True, False)):
        compiled = _compiled(_network(0, most), Several.AUTO, calibrated)
        assert compiled.quantised.population("many").events == most
        assert compiled.plan.sends_numbers("many") is counted, (most, calibrated)
        report = compiled.artifacts.files["report.txt"]
        (told,) = re.findall(r"^many +\d+ +(beats|payload)(?:, \d bits)? +(.*)$", report, re.MULTILINE)
        burst = dict(calibrate(compiled.network, _stimulus(0)).bursts)["many"]
        reason = f"{burst:.3g} spikes at once in the data" if calibrated else f"up to {most} spikes"
        assert told == ("payload" if counted else "beats", reason)


def test_how_many_spikes_come_at_once_is_measured_where_some_come() -> None:
    """3 spikes, none, 5, none: 4 at once in the mean, and 2 in a step."""
    b = snnc.NetworkBuilder("bursts")
    b.input("x", 2)
    b.population("y", 1, model="if", threshold=1.0, max_spikes=9)
    b.connect("x", "y", [[3.0], [5.0]])
    b.output("y")
    found = calibrate(b.build(), {"x": np.array([[[1, 0], [0, 0], [0, 1], [0, 0]]], bool)})
    assert (found.bursts, dict(found.spikes)["y"].tolist()) == ((("y", 4.0),), [2.0])


def test_single_spikes_beside_numbers_of_them() -> None:
    """A spike of weight 4 counts as 4 of weight 1 beside numbers of spikes, whose weights stay as they are."""
    b = snnc.NetworkBuilder("beside")
    b.input("x", 2)
    b.population("many", 2, model="if", threshold=1.0, max_spikes=9)
    b.population("z", 2, model="if", threshold=20.0)
    b.connect("x", "many", 9.0)
    b.connect("x", "z", 4.0)
    b.connect("many", "z", 9.0)
    b.output("many")
    b.output("z")
    plan = _compiled(b.build(), Several.PAYLOAD).plan
    core = plan.core(plan.core_of("z", 0))
    assert (core.spike_number, core.weights.max(), core.number_bits) == (4, 9, 5)
    assert [(stream.payload_bits, stream.events) for stream in plan.outputs] == [(5, 1), (0, 1)]


def test_a_number_is_one_event_in_clocks_traffic_and_queues() -> None:
    network, x = _network(1), _stimulus(1)
    found = {}
    for several in (Several.BEATS, Several.PAYLOAD):
        compiled = _compiled(network, several)
        run = snnc.golden.run(compiled.quantised, x, variables(compiled.quantised))
        sent = {p.name: run.spikes(p.name) for p in compiled.quantised.populations}
        sent["value"] = sent["value"] != 0
        done = activity(compiled.plan, {"x": x["x"], "k": x["k"].astype(np.uint8), **sent})
        assert dict(done.spikes)["many"] == int(run.spikes("many").sum())
        assert done.bound is not None and done.alone.max() <= done.bound
        host = StreamKind.CORE.of(compiled.plan.core_of("many", 0))
        (late,) = (t for r in compiled.plan.routers for t in r.taps if (t.source, t.sink, t.delay) == (host, host, 2))
        events = next(t.events for t in done.traffic if (t.source, t.sink, t.delay) == (host, host, 2))
        found[several] = done, late.depth, events, run
    beats, numbers = found[Several.BEATS], found[Several.PAYLOAD]
    assert numbers[0].clocks < beats[0].clocks and numbers[1] < beats[1]
    spikes = beats[3].spikes("many")[:, :-2]  # those of the last two steps would arrive after the sample
    assert numbers[2] == np.count_nonzero(spikes) < beats[2] == spikes.sum()


SPEC = """name: net
inputs: {x: {size: 4, events: 3}}
populations:
  many: {size: 5, model: lif, decay: 0.75, threshold: 0.125, max_spikes: 100}
  few: {size: 3, model: if, threshold: 1.0, max_spikes: 3}
projections:
  - {source: x, target: many, weights: [[1, 2, 3, 1, 2], [1, 1, 1, 1, 3], [2, -1, 0, 1, 1], [0, 1, 2, 0, 1]]}
  - {source: many, target: few, weights: 0.125}
outputs: [many, few]
architecture: {lanes: 4, several: beats, populations: {few: {several: payload}, many: {several: payload, lanes: 2}}}
"""


@pytest.mark.usefixtures("icarus")
def test_from_a_spec_to_reports(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec, data, made, fitted = (str(tmp_path / name) for name in ("net.yaml", "x.npz", "made", "fitted.yaml"))
    Path(spec).write_text(SPEC)
    np.savez(data, x=np.random.default_rng(0).integers(0, 4, (2, 6, 4)))
    assert main(["compile", spec, "-o", made, "--calibrate", data]) == 0
    shown = " ".join(capsys.readouterr().out.split())
    assert "many 100 payload, 8 bits asked for few 3 payload, 3 bits asked for" in shown
    text = " ".join((Path(made) / "rtl" / "net.v").read_text().split())
    assert "Output many: number of spikes [10:3], neuron [2:0], of each neuron that spikes" in text
    assert main(["simulate", made, "--input", data]) == 0
    assert "0 differences" in capsys.readouterr().out
    assert main(["simulate", made, "--input", data, "--netlist", "ecp5"]) == 0
    assert main(["report", made, "--input", data, "--device", "ecp5-25f"]) == 0
    assert main(["fit", spec, "--device", "ecp5-25f", "--input", data, "-o", fitted]) == 0
    kept = snnc.read_spec(fitted).architecture
    assert (kept.several, dict(kept.several_of_populations)) == (
        Several.BEATS,
        {"few": Several.PAYLOAD, "many": Several.PAYLOAD},
    )


WRONG = ["several: often", "populations: {few: {several: 3}}", "populations: {fwe: {several: beats}}"]


@pytest.mark.parametrize("text", WRONG)
def test_a_choice_that_cannot_be_is_located(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "net.yaml").write_text(SPEC.split("architecture:")[0] + f"architecture: {{{text}}}\n")
    assert main(["check", str(tmp_path / "net.yaml")]) == 2
    assert "net.yaml:10:" in capsys.readouterr().err


@pytest.mark.parametrize("given", [{"several": "often"}, {"several_of_populations": (("z", Several.AUTO),)}])
def test_so_is_one_from_python(given: dict[str, Any]) -> None:
    with pytest.raises(UserError, match=r"several; got often|population 'z', which does not exist"):
        snnc.compile(_network(0), architecture=snnc.Architecture(**given))
