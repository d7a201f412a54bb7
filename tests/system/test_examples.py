"""Every example, end to end: float, golden, RTL under stalls, clocks."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.connections.connection import Connection
from snnc.driver.simulate import Bench, Scenario
from snnc.golden.stimulus import read_stimulus

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


@pytest.mark.usefixtures("icarus")
def test_digits_demo(tmp_path: Path) -> None:
    """What `make demo` does, on all 360 held-out images."""
    subprocess.run([sys.executable, str(EXAMPLES / "digits" / "demo.py"), "--out", str(tmp_path / "demo")], check=True)
    result = json.loads((tmp_path / "demo" / "result.json").read_text())
    assert result["samples"] == 360
    assert result["mismatches"] == 0
    assert result["cycle_mismatches"] == 0
    assert result["accuracy_float"] >= 0.95
    assert result["accuracy_golden"] >= result["accuracy_float"] - 0.01
    assert result["accuracy_rtl"] == result["accuracy_golden"]
    assert result["cycles_mean"] == result["cycles_predicted_mean"]
    assert (tmp_path / "demo" / "raster.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.usefixtures("verilator")
def test_mnist(tmp_path: Path, mnist: Path) -> None:
    """All 10,000 images in golden, 1,000 through the RTL."""
    command = [sys.executable, str(EXAMPLES / "mnist" / "demo.py"), "--out", str(tmp_path / "mnist")]
    subprocess.run([*command, "--samples", "1000", "--tool", "verilator"], check=True)
    result = json.loads((tmp_path / "mnist" / "result.json").read_text())
    assert result["test_samples"] == 10_000
    assert result["samples"] == 1000
    assert result["mismatches"] == 0
    assert result["cycle_mismatches"] == 0
    assert result["accuracy_float"] >= 0.975
    assert result["accuracy_golden"] >= result["accuracy_float"] - 0.005
    assert result["accuracy_rtl"] == result["accuracy_golden_same_samples"]
    assert result["synapses_per_clock_first_core"] >= 0.95 * result["lanes"]


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("name,accuracy,lanes", [("mnist_fast", 0.98, 64), ("mnist_small", 0.973, 1)])
def test_pooled_mnist(name: str, accuracy: float, lanes: int, tmp_path: Path, mnist: Path) -> None:
    """All 10,000 images in golden, 20 through the RTL."""
    command = [sys.executable, str(EXAMPLES / "mnist" / "demo.py"), "--network", name, "--out", str(tmp_path / name)]
    subprocess.run([*command, "--samples", "20", "--tool", "icarus"], check=True)
    result = json.loads((tmp_path / name / "result.json").read_text())
    assert (result["test_samples"], result["samples"]) == (10_000, 20)
    assert (result["mismatches"], result["cycle_mismatches"]) == (0, 0)
    assert result["accuracy_golden"] >= accuracy
    # Nothing is rounded: what golden loses or wins is saturation alone.
    assert result["accuracy_golden"] == pytest.approx(result["accuracy_float"], abs=0.001)
    assert result["accuracy_rtl"] == result["accuracy_golden_same_samples"]
    assert result["cycles_mean"] == result["cycles_predicted_mean"]
    # The host offers a spike per clock, and rows follow each other without a bubble: from the first word of a step to
    # the last every lane has one in every clock.
    assert result["synapses_per_clock_first_core"] == result["lanes"] == lanes


@pytest.mark.usefixtures("verilator")
def test_recurrent(tmp_path: Path) -> None:
    """1,000 neurons in a loop on four cores, all 500 steps twice, at full speed and under stalls with a reset."""
    spec = snnc.read_spec(EXAMPLES / "recurrent" / "network.yaml")
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    assert len(compiled.plan.cores) >= 4
    assert any(not router.wire for router in compiled.plan.routers)
    stimulus = {"source": snnc.golden.encode(np.ones((2, 100)), spec.network.inputs[0].coding)}
    assert stimulus["source"].shape == (2, 500, 100)
    bench = Bench(compiled, stimulus, tmp_path, tool="verilator")
    verdict = bench.run()
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)
    assert verdict.golden.spikes("target").mean() > 0.005
    float_rate = snnc.golden.run(spec.network, stimulus).spikes("target").mean()
    assert verdict.golden.spikes("target").mean() == pytest.approx(float_rate, rel=0.05)
    held = bench.run(Scenario(idle=60, stall=100, reset_after=900), name="held")
    assert (held.mismatches, held.difference) == (0, "")


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("scenario", [Scenario(), Scenario(90, 0), Scenario(0, 120), Scenario(90, 120, 40)])
def test_two_neurons(tmp_path: Path, scenario: Scenario) -> None:
    spec = snnc.read_spec(EXAMPLES / "two_neurons" / "network.yaml")
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    spikes = np.random.default_rng(1).random((6, 20, 2)) < 0.5
    verdict = Bench(compiled, {"stimulus": spikes}, tmp_path).run(scenario)
    assert (verdict.mismatches, verdict.difference) == (0, "")
    assert verdict.cycle_mismatches in ((0,) if not (scenario.idle or scenario.stall) else (None,))
    assert 0 < verdict.golden.spikes("pair").mean() < 1


@pytest.mark.usefixtures("icarus")
def test_adaptive_threshold(tmp_path: Path) -> None:
    """Two of three inputs make it fire: the threshold of 0.6 has jumped by 0.5 at the first."""
    command = [sys.executable, str(EXAMPLES / "adaptive_threshold" / "demo.py"), "--out", str(tmp_path / "demo")]
    subprocess.run([*command, "--tool", "icarus"], check=True)
    result = json.loads((tmp_path / "demo" / "result.json").read_text())
    assert (result["spikes_float"], result["spikes_golden"]) == (2, 2)
    assert (result["mismatches"], result["cycle_mismatches"]) == (0, 0)
    assert (tmp_path / "demo" / "traces.png").read_bytes().startswith(b"\x89PNG")
    spec = snnc.read_spec(EXAMPLES / "adaptive_threshold" / "network.yaml")
    spikes = np.zeros((1, 600, 1), bool)
    spikes[0, [200, 300, 350]] = True
    run = snnc.golden.run(spec.network, {"pulses": spikes})
    assert np.flatnonzero(run.spikes("cell")[0, :, 0]).tolist() == [200, 350]
    # At 30 ms, 10 ms after the jump, and right before and after the second one, 5 ms later.
    rise = run.traces["cell", "adaptation"][0, [200, 300, 349, 350], 0]
    after = 0.5 * np.exp(-15 / 20)
    assert rise == pytest.approx([0.5, 0.5 * np.exp(-10 / 20), after * np.exp(0.1 / 20), after + 0.5])
    v = run.state("cell")[0, [299, 300, 349], 0]
    assert v == pytest.approx([0.0, 0.8, 0.8 * np.exp(-4.9 / 10)])


@pytest.mark.usefixtures("icarus")
def test_rate_and_spike(tmp_path: Path) -> None:
    """Spikes come at the rates that the neurons beside them send, and the RTL sends both."""
    command = [sys.executable, str(EXAMPLES / "rate_and_spike" / "demo.py"), "--out", str(tmp_path / "demo")]
    subprocess.run([*command, "--tool", "icarus"], check=True)
    result = json.loads((tmp_path / "demo" / "result.json").read_text())
    assert (result["spikes_float"], result["spikes_golden"]) == (452, 452)
    assert (result["mismatches"], result["cycle_mismatches"]) == (0, 0)
    assert result["spikes_within_a_step"] > 0.98
    assert (tmp_path / "demo" / "traces.png").read_bytes().startswith(b"\x89PNG")
    spec = snnc.read_spec(EXAMPLES / "rate_and_spike" / "network.yaml")
    run = snnc.golden.run(spec.network, read_stimulus(None, spec.network)[0])
    expected = run.state("rate", "value")[0].sum(axis=0) / 1000.0
    assert np.all(np.abs(run.spikes("spiking")[0].sum(axis=0) - expected) <= 1)


@pytest.mark.usefixtures("verilator")
def test_lif_population(tmp_path: Path) -> None:
    """All 10,000 steps of 100 neurons, and the float network against Euler's method written out."""
    command = [sys.executable, str(EXAMPLES / "lif_population" / "demo.py"), "--out", str(tmp_path / "demo")]
    subprocess.run([*command, "--tool", "verilator"], check=True)
    result = json.loads((tmp_path / "demo" / "result.json").read_text())
    assert (result["mismatches"], result["cycle_mismatches"]) == (0, 0)
    assert result["spikes_float"] == 2216
    assert result["spikes_within_a_step"] >= 0.98
    network = snnc.read_spec(EXAMPLES / "lif_population" / "network.yaml").network
    source = network.inputs[0]
    spikes = snnc.golden.encode(np.ones((1, source.size)), source.coding)
    expected = _euler(network.projections[0].connection, spikes[0])
    assert np.array_equal(snnc.golden.run(network, {"drive": spikes}).spikes("cells")[0], expected)


def _euler(connection: Connection, drive: np.ndarray) -> np.ndarray:
    """Brian2's steps in millivolts: states by Euler's method, thresholds, synapses, resets; bool [steps, 100]."""
    matrix = np.zeros((drive.shape[1], 100))
    sources, targets, weights = connection.synapses()
    np.add.at(matrix, (sources, targets), weights / (0.1 / 20.0))
    v, current, left, found = np.full(100, -70.0), np.zeros(100), np.zeros(100, int), []
    for row in drive:
        v = np.where(left > 0, v, v + 0.1 / 20.0 * (-70.0 - v + current))
        current = current - 0.1 / 5.0 * current
        fired = (v > -50.0) & (left == 0)
        left = np.where(fired, 49, np.maximum(left - 1, 0))
        current = current + row @ matrix
        v = np.where(fired, -60.0, v)
        found.append(fired)
    return np.array(found)


@pytest.mark.usefixtures("verilator")
def test_izhikevich_patterns(tmp_path: Path) -> None:
    """Each of the twenty fires in float and golden as often as it is known for, at nearly the same times."""
    command = [sys.executable, str(EXAMPLES / "izhikevich_patterns" / "demo.py"), "--out", str(tmp_path / "demo")]
    subprocess.run([*command, "--tool", "verilator"], check=True)
    result = json.loads((tmp_path / "demo" / "result.json").read_text())
    assert (result["mismatches"], result["cycle_mismatches"]) == (0, 0)
    patterns = result["patterns"]
    assert len(patterns) == 21
    for name, found in patterns.items():
        assert found["float"] == found["golden"] > 0, name
    once = ("phasic spiking", "spike latency", "subthreshold oscillations", "resonator", "integrator", "rebound spike")
    assert all(patterns[name]["float"] == 1 for name in (*once, "threshold variability", "accommodation"))
    assert patterns["bistability"]["float"] == 5  # a second pulse ends it
    assert patterns["all"]["within_a_step"] >= 0.9 * patterns["all"]["float"]
    assert (tmp_path / "demo" / "patterns.png").read_bytes().startswith(b"\x89PNG")
