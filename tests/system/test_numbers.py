"""Events with a number from a spec to outputs: commands, hosts that stall, clocks, hostile hosts, netlists."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from support.verilog import SIMULATOR

import snnc
from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.driver.simulate import Bench, Scenario
from snnc.fitting.stimulus import assumed
from snnc.golden import calibrate
from snnc.plan.stream import StreamKind

SPEC = """
name: numbers
steps: 12
inputs:
  x: {size: 3, kind: current, range: [-2, 1], bits: 6}
  s: {size: 2, events: 2}
populations:
  rate: {size: 5, model: relu, largest: 4.0, bias: 0.25}
  pair: {size: 2, model: relay, largest: 8.0, decay: 0.5}
  cells: {size: 5, model: lif, decay: 0.875, threshold: 1.0, max_spikes: 3}
projections:
  - {source: x, target: rate, weights: {uniform: [-1, 1], seed: 1}}
  - {source: s, target: rate, weights: {uniform: [-1, 1], seed: 2}}
  - {source: rate, target: pair, weights: {uniform: [-1, 1], seed: 3}}
  - {source: pair, target: cells, weights: {uniform: [-1, 1], seed: 4}}
  - {source: s, target: cells, weights: 0.25}
  - {source: cells, target: pair, weights: {uniform: [-1, 1], seed: 5}, delay: 2}
  - {source: pair, target: rate, weights: {uniform: [-0.5, 0.5], seed: 6}, delay: 1}
outputs: [cells, pair]
"""


@pytest.fixture
def spec(tmp_path: Path) -> snnc.Spec:
    """Numbers and spikes into one core, loops of both, and a filter."""
    (tmp_path / "numbers.yaml").write_text(SPEC)
    return snnc.read_spec(tmp_path / "numbers.yaml")


def _stimulus(samples: int = 3, steps: int = 12) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(7)
    x = rng.uniform(-2, 1, (samples, steps, 3)) * (rng.random((samples, steps, 3)) < 0.7)
    x[0, :2], x[0, 2:4], x[0, 4] = -2.0, 1.0, 0.0
    return {"x": x, "s": rng.integers(0, 3, (samples, steps, 2))}


def _bench(spec: snnc.Spec, folder: Path, **architecture: object) -> Bench:
    compiled = snnc.compile(spec.network, architecture=snnc.Architecture(**architecture))  # type: ignore[arg-type]
    return Bench(compiled, _stimulus(), folder, tool=SIMULATOR)


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize(
    "fold", [{"lanes": 4}, {"lanes": 1}, {"lanes": 8, "update_lanes": 2, "overlap": False}, {"lanes": 2, "cores": 3}]
)
def test_rtl_equals_golden_whatever_the_host_does(spec: snnc.Spec, fold: dict[str, object], tmp_path: Path) -> None:
    bench = _bench(spec, tmp_path / "sim", **fold)
    for scenario in (Scenario(), Scenario(idle=90, stall=200), Scenario(stall=245, reset_after=40)):
        verdict = bench.run(scenario, name=f"s{scenario.stall}")
        assert (verdict.mismatches, verdict.difference) == (0, "")
        assert verdict.cycle_mismatches in (0, None)
    # All that could go wrong has something to go wrong with.
    sent = verdict.golden.spikes("pair")
    assert sent.min() < 0 < sent.max() and int(verdict.golden.spikes("cells").max()) > 1
    assert np.array_equal(verdict.outputs["pair"], verdict.golden.state("pair", "value"))


def test_streams_carry_numbers_where_they_are_sent(spec: snnc.Spec) -> None:
    plan = snnc.compile(spec.network).plan
    by_name = {stream.name: stream.payload_bits for stream in plan.inputs}
    assert by_name == {StreamKind.INPUT.of("x"): 6, StreamKind.INPUT.of("s"): 0}
    for core in plan.cores:
        (population,) = {part.population for part in core.slices}
        assert core.sent_bits == (0 if population == "cells" else pytest.approx(9, abs=1))
        assert core.scaled and core.product_bits > core.weight_bits


def test_weights_of_spikes_are_no_wider_beside_numbers(spec: snnc.Spec) -> None:
    """A spike counts as many units as numbers have, up to a power of two, so that weights need no room for those."""
    plan = snnc.compile(spec.network, architecture=snnc.Architecture(lanes=4)).plan
    (core,) = (core for core in plan.cores if core.slices[0].population == "rate")
    # Weights of 8 bits, of which the two projections have units of their own up to a factor of two.
    assert core.spike_number == 16 and core.weight_bits <= 10
    routers = {router.spike_number for router in plan.routers}
    assert routers == {16} and core.number_bits == 9


def test_a_network_of_spikes_has_no_multiplier() -> None:
    b = snnc.NetworkBuilder("spikes")
    b.input("x", 2)
    b.population("y", 2, model="if", threshold=2.0)
    b.connect("x", "y", 1.0)
    b.output("y")
    files = snnc.compile(b.build()).artifacts.files
    assert not any("weight_scaler" in name or "weight_scaler" in str(text) for name, text in files.items())


@pytest.mark.usefixtures("icarus")
def test_a_host_that_sends_beyond_the_range_is_told(spec: snnc.Spec, tmp_path: Path) -> None:
    """-2 … 1 in 6 bits is -31 … 16: a host sends 17, to a neuron that exists, then to one that does not."""
    for neuron, refused in ((1, True), (3, False)):
        bench = _bench(spec, tmp_path / str(neuron), lanes=4)
        file = bench.data["s_x.beats"]
        beats = file.read_text().split()
        at = next(k for k, beat in enumerate(beats) if int(beat, 16) >> 8 == 0b001)  # an event, not the last
        beats[at] = f"{0b001 << 8 | 17 << 2 | neuron:03x}"
        file.write_text("\n".join(beats) + "\n")
        if not refused:
            assert bench.run().not_done_after is None
            continue
        with pytest.raises(UserError, match="input s_x got the number 17 of neuron 1, expected -31 to 16"):
            bench.run()


def test_sums_have_room_for_every_number(spec: snnc.Spec) -> None:
    """The largest of both signs at once, for all sources: no sum leaves its proved format."""
    quantised = snnc.compile(spec.network).quantised
    for population in quantised.populations:
        for port in population.program.inputs:
            total = np.zeros(population.size)
            for p in quantised.projections:
                if p.target == population.name:
                    span = quantised.sent[p.source]
                    ends = np.stack([p.connection.weights * span.lo, p.connection.weights * span.hi])
                    matrix = np.broadcast_to(ends.max(axis=0), (quantised.source_size(p.source), population.size))
                    total += matrix.sum(axis=0)
            assert total.max() <= port.type.range.hi


def test_numbers_are_assumed_in_every_step(spec: snnc.Spec) -> None:
    load = assumed(snnc.compile(spec.network).quantised)
    assert load.spikes["x"].all() and load.spikes["pair"].all() and not load.spikes["cells"].all()


@pytest.mark.parametrize("most", [1e-6, 1.0, 1e10])
def test_a_leak_is_missed_by_what_numbers_add(most: float) -> None:
    """The warning of a leak that vanished, in any unit: never with many bits, always with few."""
    b = snnc.NetworkBuilder("leak")
    b.input("x", 1, current=(-most, most), bits=4)
    b.population("y", 1, model="li", decay=0.99)
    b.connect("x", "y", 1.0)
    b.output("y", "v")
    for bits, state, told in ((16, snnc.StateOptions(), False), (2, snnc.StateOptions(fraction_bits=0), True)):
        options = snnc.QuantiseOptions(snnc.WeightOptions(bits), state)
        warnings = [each.code for each in snnc.compile(b.build(), quantise=options).warnings]
        assert ("W203" in warnings) == told, (bits, warnings)


def test_calibration_counts_an_event_for_a_number(spec: snnc.Spec) -> None:
    rates = dict(calibrate(spec.network, _stimulus()).spikes)
    assert np.all(rates["x"] <= 1) and np.all(rates["pair"] <= 1) and rates["s"].max() > 1 / 2


@pytest.mark.usefixtures("icarus")
def test_commands(spec: snnc.Spec, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, stimulus, out = tmp_path / "numbers.yaml", tmp_path / "x.npz", tmp_path / "out"
    np.savez(stimulus, **_stimulus())
    assert main(["compile", str(file), "-o", str(out), "--calibrate", str(stimulus)]) == 0
    report = (out / "report.txt").read_text()
    assert re.search(r"^x +6 +15.5 +-31 +16$", report, re.M) and re.search(r"^pair +\d+ +16 ", report, re.M), report
    told = tmp_path / "told.json"
    assert main(["simulate", str(out), "--corners", "--tool", SIMULATOR, "--json", str(told)]) == 0
    result = json.loads(told.read_text())
    # The spec says 12 steps; of the steps of its own search the command says nothing.
    assert (result["mismatches"], result["cycle_mismatches"], result["warnings"]) == (0, 0, [])
    missing = [each for each in result["coverage"]["missing"] if each.startswith(("x:", "rate:", "pair:"))]
    assert all("saturates" in each or "a packet" in each for each in missing), missing
    assert main(["report", str(out), "--input", str(stimulus), "--json", str(told)]) == 0
    energy = json.loads(told.read_text())["energy_estimate"]["events"]
    done = {each["owner"]: each["count"] for each in energy if each["what"] == "multiply weight"}
    assert done == {each["owner"]: each["count"] for each in energy if each["what"] == "add weight"} and len(done) == 3
    assert main(["compare", str(file), "--input", str(stimulus)]) == 0
    assert "pair" in capsys.readouterr().out
    assert main(["run", str(file), "--input", str(stimulus), "--output", str(tmp_path / "run.npz")]) == 0
    wrong = {**_stimulus(), "x": np.full((3, 12, 3), 1.5)}
    np.savez(stimulus, **wrong)
    assert main(["run", str(file), "--input", str(stimulus)]) == 2
    assert "got 1.5 of neuron 0, expected -2 to 1" in capsys.readouterr().err
