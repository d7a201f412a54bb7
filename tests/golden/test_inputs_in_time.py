"""Rates in Hz and per step, rates that vary, spike times, and inputs that need no stimulus."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.golden.stimulus import read_stimulus


def _network(dt: float = 1.0, **coding: object) -> snnc.Network:
    b = snnc.NetworkBuilder("net", dt=dt)
    b.input("x", 3, **coding)  # type: ignore[arg-type]
    b.population("p", 1, model="if", threshold=1.0)
    b.connect("x", "p", 1.0)
    b.output("p")
    return b.build()


@pytest.mark.parametrize(
    "rate, dt, scale",
    [
        ("100 Hz", 1.0, 0.1),
        ("100Hz", 0.1, 0.01),
        ("0.5 kHz", 1.0, 0.5),
        ("1e3 Hz", 1.0, 1.0),
        (0.04, 0.5, 0.02),
        (0, 1, 0),
    ],
)
def test_a_rate_is_so_many_spikes_per_unit_of_time(rate: float | str, dt: float, scale: float) -> None:
    network = _network(dt, coding="poisson", steps=5, rate=rate)
    assert network.inputs[0].coding.scale == pytest.approx(scale)


@pytest.mark.parametrize(
    "coding, what",
    [
        ({"rate": "1001 Hz"}, r"got 1.001 spikes per step, expected at most 1"),
        ({"rate": "100 hertz"}, r"got '100 hertz', expected a number of at least 0, or one with Hz"),
        ({"rate": "nan Hz"}, r"got 'nan Hz'"),
        ({"rate": "--1 Hz"}, r"got '--1 Hz'"),
        ({"rate": -1.0}, r"got '-1.0'"),
        ({"rate": float("nan")}, r"got 'nan'"),
        ({"rate": True}, r"got 'True'"),
        ({"rate": 0.1, "scale": 0.5}, r"has both 'rate' and 'scale'"),
        ({"rate": 0.1, "coding": "latency"}, r"got kind latency, expected poisson"),
    ],
)
def test_rates_that_cannot_be(coding: dict, what: str) -> None:
    with pytest.raises(UserError, match=what):
        _network(**{"coding": "poisson", "steps": 5, **coding})


def test_a_rate_in_a_spec(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = """\
name: net
dt: 0.5
inputs: {x: {size: 3, coding: {kind: poisson, steps: 9, rate: RATE}}}
populations: {p: {size: 1, model: if, threshold: 1.0}}
projections: [{source: x, target: p, weights: 1.0}]
outputs: [p]
"""
    path = tmp_path / "net.yaml"
    for rate, scale in (("400 Hz", 0.2), ("0.4", 0.2)):
        path.write_text(text.replace("RATE", rate))
        assert snnc.read_spec(path).network.inputs[0].coding.scale == pytest.approx(scale)
    path.write_text(text.replace("RATE", "4 kHz"))
    assert main(["check", str(path)]) == 2
    assert "net.yaml:3:" in (shown := capsys.readouterr().err) and "got 2 spikes per step, expected at most 1" in shown


def test_a_poisson_source_keeps_its_rate() -> None:
    """10,000 steps at 0.02 are 200 spikes, give or take 5 standard deviations of 14."""
    network = _network(0.1, coding="poisson", steps=10_000, rate="200 Hz", seed=4)
    spikes = snnc.golden.encode(np.ones((2, 3)), network.inputs[0].coding)
    assert np.abs(spikes.sum(axis=1) - 200).max() < 70


def test_a_rate_that_varies(tmp_path: Path) -> None:
    """Silent, at full rate, silent: each step has a value of its own."""
    network = _network(coding="poisson", steps=6, scale=1.0)
    values = np.zeros((2, 6, 3))
    values[:, 2:4] = 1.0
    values[1, 5, 2] = 1.0
    np.savez(tmp_path / "x.npz", **{"x.values": values})
    stimulus, _ = read_stimulus(tmp_path / "x.npz", network)
    assert np.array_equal(stimulus["x"], values.astype(bool))


def test_a_constant_rate_in_every_step_is_a_constant_rate(tmp_path: Path) -> None:
    network = _network(coding="poisson", steps=6, scale=0.5, seed=3)
    for name, values in (("a", np.full((2, 3), 0.7)), ("b", np.full((2, 6, 3), 0.7))):
        np.savez(tmp_path / f"{name}.npz", **{"x.values": values})
    a, b = (read_stimulus(tmp_path / f"{name}.npz", network)[0]["x"] for name in "ab")
    assert np.array_equal(a, b) and a.any() and not a.all()


@pytest.mark.parametrize("shape", [(2, 5, 3), (2, 6, 4), (2, 6, 3, 1), (6,)])
def test_rates_of_other_shapes_are_refused(shape: tuple[int, ...], tmp_path: Path) -> None:
    network = _network(coding="poisson", steps=6)
    np.savez(tmp_path / "x.npz", **{"x.values": np.zeros(shape)})
    with pytest.raises(UserError, match=r"E202.*\[samples, 3\], or with a rate for each step \[samples, 6, 3\]"):
        read_stimulus(tmp_path / "x.npz", network)


def test_a_latency_does_not_vary(tmp_path: Path) -> None:
    network = _network(coding="latency", steps=6)
    np.savez(tmp_path / "x.npz", **{"x.values": np.zeros((2, 6, 3))})
    with pytest.raises(UserError, match=r"E202.*expected \[samples, 3\]$"):
        read_stimulus(tmp_path / "x.npz", network)


def test_spike_times(tmp_path: Path) -> None:
    """Steps of 0.1: 0.3 is step 3, although 0.3 / 0.1 is 2.9999…; 0.35 is in step 3, too; twice is two events."""
    times = [[0, 0.0, 0], [0, 0.3, 1], [0, 0.7, 2], [1, 0.69, 2], [1, 0.35, 0]]
    np.savez(tmp_path / "x.npz", **{"x.times": np.array(times), "samples": 2, "steps": 9})
    spikes = read_stimulus(tmp_path / "x.npz", _network(0.1))[0]["x"]
    assert np.argwhere(spikes).tolist() == [[0, 0, 0], [0, 3, 1], [0, 7, 2], [1, 3, 0], [1, 6, 2]]


@pytest.mark.parametrize(
    "times, what",
    [
        ([[0, 0.95, 0]], r"'x.times', row 0: \(sample, step, neuron\) is \[0, 9, 0\], expected below \[1, 9, 3\]"),
        ([[0, -0.1, 0]], r"row 0: .* is \[0, -1, 0\], expected below"),
        ([[0.5, 0.1, 0]], r"samples and neurons are whole numbers"),
        ([[0, 1e300, 0]], r"a time of 1e\+300 lies beyond 1048576 steps of 0.1"),
        ([[0, 0.1]], r"'x.times'; got shape \[1, 2\], expected rows of sample, time, neuron"),
        ([[0, np.nan, 0]], r"NaN or infinite"),
        ([[0, 0.3, 1], [0, 0.31, 1]], r"E206|E202.*event"),
    ],
)
def test_times_that_cannot_be(times: list, what: str, tmp_path: Path) -> None:
    np.savez(tmp_path / "x.npz", **{"x.times": np.array(times), "samples": 1, "steps": 9})
    with pytest.raises(UserError, match=what):
        read_stimulus(tmp_path / "x.npz", _network(0.1))


def test_a_coding_has_the_steps_of_a_sample(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, text = tmp_path / "net.yaml", "name: net\nTOP\ninputs: {x: {size: 3, coding: {kind: KIND}}}\n"
    text += "populations: {p: {size: 1, model: if, threshold: 1.0}}\n"
    text += "projections: [{source: x, target: p, weights: 1.0}]\noutputs: [p]\n"

    def read(top: str, kind: str) -> int:
        path.write_text(text.replace("TOP", top).replace("KIND", kind))
        return snnc.read_spec(path).network.inputs[0].coding.steps

    assert (read("steps: 7", "poisson"), read("steps: 7", "latency"), read("steps: 7", "none")) == (7, 7, 0)
    assert (read("steps: 7", "poisson, steps: 5"), read("dt: 1.0", "poisson, steps: 5")) == (5, 5)
    path.write_text(text.replace("TOP", "dt: 1.0").replace("KIND", "poisson"))
    assert main(["check", str(path)]) == 2
    assert "coding of input 'x' lacks 'steps'" in capsys.readouterr().err


def test_a_coding_has_the_steps_of_a_sample_in_python() -> None:
    def build(sample: object, **coding: object) -> snnc.Network:
        b = snnc.NetworkBuilder("net", steps=sample)  # type: ignore[arg-type]
        b.input("x", 3, coding="poisson", **coding)  # type: ignore[arg-type]
        b.population("p", 1, model="if", threshold=1.0)
        b.connect("x", "p", 1.0)
        b.output("p")
        return b.build()

    assert build(7).inputs[0].coding.steps == 7
    assert build(7, steps=5).inputs[0].coding.steps == 5
    with pytest.raises(UserError, match=r"E113.*steps of the coding; got 0[^\n]*\n  hint: give the coding its steps"):
        build(None)
    for wrong in (0, -3, 2.5, "many"):
        with pytest.raises(UserError, match="E115") as raised:
            build(wrong)
        assert len(raised.value.diagnostics) == 1


def test_poisson_inputs_need_no_stimulus(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, text = tmp_path / "net.yaml", "name: net\ninputs: {x: {size: 3, coding: CODING}}\n"
    text += "populations: {p: {size: 1, model: if, threshold: 1.0}}\n"
    text += "projections: [{source: x, target: p, weights: 1.0}]\noutputs: [p]\n"
    path.write_text(text.replace("CODING", "{kind: poisson, steps: 8, rate: 0.5, seed: 1}"))
    expected, _ = read_stimulus(None, snnc.read_spec(path).network, 2)
    assert expected["x"].shape == (2, 8, 3) and 0 < expected["x"].sum() < 48
    assert main(["run", str(path), "--samples", "2", "--mode", "float"]) == 0
    assert main(["compare", str(path)]) == 0
    capsys.readouterr()
    path.write_text(text.replace("CODING", "{kind: latency, steps: 8}"))
    assert main(["run", str(path)]) == 2
    assert "no stimulus is given, and input 'x' sends none by itself" in capsys.readouterr().err
