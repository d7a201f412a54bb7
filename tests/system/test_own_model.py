"""Neurons from equations, end to end: every command takes them, float follows the equations, RTL equals golden."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.cli.main import main
from snnc.driver.simulate import Bench, Scenario
from snnc.frontends.spec import Spec
from snnc.golden import variables

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "own_model" / "network.yaml"


@pytest.fixture(scope="module")
def spec() -> Spec:
    return snnc.read_spec(EXAMPLE)


def _stimulus(spec: Spec, samples: int, steps: int) -> dict[str, np.ndarray]:
    drawn = snnc.golden.encode(np.ones((samples, 50)), spec.network.inputs[0].coding)
    return {"stimulus": drawn[:, :steps]}


def test_float_follows_the_equations(spec: Spec) -> None:
    """Beside Euler's method with steps a hundred times as short, written out: until a neuron first fires."""
    stimulus = _stimulus(spec, 1, 400)
    found = snnc.golden.run(spec.network, stimulus, variables(spec.network))
    weights = spec.network.projections[0].connection.weights.reshape(50, 20)
    v, i, w = np.full(20, -70.0), np.zeros(20), np.zeros(20)
    quiet, compared = np.ones(20, bool), 0
    for t in range(400):
        for _ in range(100):
            dv, di, dw = (-70 - v + 100 * (i - w)) / 20, -i / 5, (0.002 * (v + 70) - w) / 100
            v, i, w = v + 0.001 * dv, i + 0.001 * di, w + 0.001 * dw
        i = i + stimulus["stimulus"][0, t] @ weights
        quiet &= ~found.traces["regular", "spikes"][0, t].astype(bool)
        for name, value in (("v", v), ("i", i), ("w", w)):
            assert np.allclose(found.traces["regular", name][0, t][quiet], value[quiet], rtol=2e-3, atol=2e-3)
        compared += int(quiet.sum())
    assert compared > 1500
    assert not quiet.all()


def test_golden_follows_float(spec: Spec) -> None:
    """As many spikes, nearly all of them within half a millisecond."""
    integers = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture).quantised
    stimulus = _stimulus(spec, 3, 2000)
    a, b = (snnc.golden.run(stage, stimulus, variables(stage)) for stage in (spec.network, integers))
    near, count, there = 0, 0, 0
    for sample in range(3):
        for neuron in range(20):
            float_, golden = (np.flatnonzero(r.traces["regular", "spikes"][sample, :, neuron]) for r in (a, b))
            count, there = count + float_.size, there + golden.size
            near += sum(bool(np.any(np.abs(golden - t) <= 5)) for t in float_)
    assert count > 500
    assert there == pytest.approx(count, rel=0.02)
    assert near >= 0.95 * count


@pytest.mark.usefixtures("verilator")
def test_hardware_equals_golden(spec: Spec, tmp_path: Path) -> None:
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    bench = Bench(compiled, _stimulus(spec, 1, 500), tmp_path, tool="verilator")
    verdict = bench.run(Scenario())
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)
    assert verdict.golden.spikes("slow").any()
    assert bench.run(Scenario(idle=60, stall=100), name="stalled").mismatches == 0


@pytest.mark.usefixtures("icarus")
def test_every_command(spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    np.savez("x.npz", stimulus=_stimulus(spec, 2, 60)["stimulus"])
    text = EXAMPLE.read_text().replace("steps: 2000", "steps: 60")
    Path("net.yaml").write_text(text)
    for command in (
        "check net.yaml",
        "compile net.yaml -o out --json compile.json",
        "dump net.yaml --after normalise",
        "run net.yaml --input x.npz --mode float",
        "run net.yaml --input x.npz",
        "compare net.yaml --input x.npz --picture p.png",
        "report out --input x.npz",
        "simulate out --input x.npz --samples 1",
    ):
        assert main(command.split()) == 0, command
    states = {
        state["name"]
        for each in json.loads(Path("compile.json").read_text())["populations"]
        for state in each["states"]
    }
    assert states == {"v", "i", "w"}
    assert "dw/dt = (a*(v - El) - w)/tau_w" in Path("out/network.json").read_text()


def test_the_same_bytes_twice(spec: Spec) -> None:
    again = snnc.read_spec(EXAMPLE)
    files = [
        snnc.compile(each.network, quantise=each.quantise, architecture=each.architecture).artifacts.files
        for each in (spec, again)
    ]
    assert files[0] == files[1]
