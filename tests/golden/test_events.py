"""Inputs that send several events of a neuron in a step: read, counted, added and bounded; values by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.core.errors import UserError
from snnc.driver.report import report
from snnc.fitting.stimulus import recorded
from snnc.golden.run import calibrate
from snnc.golden.stimulus import read_stimulus
from snnc.ir.quantised import accumulator_range

SPEC = """
name: net
inputs: {x: {size: 2%s}}
populations: {n: {size: 2, model: if, threshold: 2.0, reset: subtract}}
projections: [{source: x, target: n, kind: one_to_one, weights: 1.0}]
outputs: [n]
"""


def _network(folder: Path, events: str = "") -> snnc.Network:
    (folder / "spec.yaml").write_text(SPEC % events)
    return snnc.read_spec(folder / "spec.yaml").network


def _events(folder: Path, *rows: tuple[int, int, int]) -> Path:
    np.savez(folder / "x.npz", **{"x.events": np.array(rows), "samples": 2, "steps": 4})
    return folder / "x.npz"


#: Neuron 0 twice in step 1 of sample 0: a charge of 2.
DOUBLED = ((0, 1, 0), (0, 2, 1), (0, 1, 0), (1, 3, 1))


def test_events_of_a_spec_and_of_the_builder(tmp_path: Path) -> None:
    assert _network(tmp_path).inputs[0].events == 1
    assert _network(tmp_path, ", events: 7").inputs[0].events == 7
    for events in (True, 1.5, "2", 0, 256):
        b = snnc.NetworkBuilder("n")
        with pytest.raises(UserError, match=r"E113.*events of 'x'; got"):
            b.input("x", 2, events=events)
            b.population("n", 2, model="if", threshold=1.0)
            b.connect("x", "n", 1.0)
            b.output("n")
            b.build()


def test_a_row_that_is_there_twice_is_two_events(tmp_path: Path) -> None:
    network = _network(tmp_path, ", events: 2")
    stimulus, _ = read_stimulus(_events(tmp_path, *DOUBLED), network)
    assert stimulus["x"].dtype == np.uint8
    assert np.argwhere(stimulus["x"]).tolist() == [[0, 1, 0], [0, 2, 1], [1, 3, 1]]
    assert stimulus["x"].sum() == 4
    for stage in (network, snnc.compile(network).quantised):
        spikes = snnc.golden.run(stage, stimulus).spikes("n")
        assert spikes.dtype == bool
        assert np.argwhere(spikes).tolist() == [[0, 1, 0]]


def test_too_many_events_are_refused_with_their_place(tmp_path: Path) -> None:
    """Never dropped: the file, sample, step, neuron, number, and what to write."""
    path = _events(tmp_path, *DOUBLED)
    with pytest.raises(UserError) as caught:
        read_stimulus(path, _network(tmp_path))
    assert str(caught.value) == (
        f"{path}: error[E206]: input 'x', sample 0, step 1: got 2 events of neuron 0, "
        "expected at most 1 event in a step\n"
        "  hint: give the input 'events: 2' (or more) if a neuron may send that many in one step"
    )
    path = _events(tmp_path, *DOUBLED, (1, 3, 1), (1, 3, 1))
    with pytest.raises(UserError, match=r"sample 1, step 3: got 3 events of neuron 1, expected at most 2 events"):
        read_stimulus(path, _network(tmp_path, ", events: 2"))
    assert read_stimulus(path, _network(tmp_path, ", events: 2"), samples=1)[0]["x"].sum() == 3
    path = _events(tmp_path, *[(0, 0, 1)] * 300)
    with pytest.raises(UserError, match="hint: at most 255 can be allowed"):
        read_stimulus(path, _network(tmp_path, ", events: 255"))
    coded = _network(tmp_path, ", coding: {kind: poisson, steps: 4}")
    with pytest.raises(UserError, match=r"'events: 2' \(or more\) and no coding"):
        read_stimulus(_events(tmp_path, *DOUBLED), coded)


def test_bitmaps_hold_numbers(tmp_path: Path) -> None:
    counts = np.array([[[0, 3], [2, 1]]])
    for array in (counts, counts.astype(float), counts.astype(np.uint8), counts[0]):
        np.savez(tmp_path / "x.npz", x=array)
        stimulus, _ = read_stimulus(tmp_path / "x.npz", _network(tmp_path, ", events: 3"))
        assert stimulus["x"].tolist() == counts.tolist()
    with pytest.raises(UserError, match=r"E206.*sample 0, step 0: got 3 events of neuron 1, expected at most 2 events"):
        read_stimulus(tmp_path / "x.npz", _network(tmp_path, ", events: 2"))
    np.savez(tmp_path / "x.npz", x=np.array([[0, 1], [1, 0]]))
    stimulus, _ = read_stimulus(tmp_path / "x.npz", _network(tmp_path))
    assert stimulus["x"].dtype == bool


@pytest.mark.parametrize("value", [-1, 0.5, np.nan, np.inf])
def test_what_is_no_number_of_events(tmp_path: Path, value: float) -> None:
    network = _network(tmp_path, ", events: 3")
    with pytest.raises(UserError, match="E202"):
        snnc.golden.run(network, {"x": np.full((1, 2, 2), value)})


def test_python_is_refused_like_files(tmp_path: Path) -> None:
    """Numbers that were taken for one event each."""
    network = _network(tmp_path)
    counts = np.zeros((2, 3, 2), int)
    counts[1, 2, 0] = 2
    compiled = snnc.compile(network)
    for stage in (network, compiled.quantised):
        with pytest.raises(UserError, match=r"E206.*sample 1, step 2: got 2 events of neuron 0"):
            snnc.golden.run(stage, {"x": counts})
    with pytest.raises(UserError, match="E206"):
        report(compiled, {"x": counts})
    with pytest.raises(UserError, match="E206"):
        recorded(compiled.quantised, {"x": counts}, "")
    whole = snnc.golden.run(network, {"x": (counts > 0).astype(int)})
    assert whole.spikes("n").tolist() == snnc.golden.run(network, {"x": counts > 0}).spikes("n").tolist()


def _gather(kind: str, n_source: int, events: int) -> snnc.Network:
    """One readout of each kind of connection; ``wide`` is too wide to be multiplied as it is."""
    rng = np.random.default_rng(0)
    b = snnc.NetworkBuilder("n")
    b.input("x", n_source, events=events)
    b.population("y", n_source if kind == "one_to_one" else 3, model="li", decay=0.0)
    if kind == "one_to_one":
        b.connect("x", "y", rng.normal(size=n_source), kind=kind)
    elif kind == "dense":
        b.connect("x", "y", rng.normal(size=(n_source, 3)))
    else:
        count = max(2, n_source // 10)
        b.connect(
            "x",
            "y",
            rng.normal(size=count),
            kind="sparse",
            pairs=(np.arange(count) * 7 % n_source, np.arange(count) % 3),
        )
    b.output("y", "v")
    return b.build()


@pytest.mark.parametrize("events", [1, 2, 255])
@pytest.mark.parametrize("kind, n_source", [("dense", 20), ("dense", 400), ("sparse", 400), ("one_to_one", 5)])
@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (30, 20)])
def test_n_events_add_n_times_the_weights(kind: str, n_source: int, events: int, shape: tuple[int, int]) -> None:
    """Every path of golden, one row and many, few sources active and all, against whole numbers in Python."""
    network = _gather(kind, n_source, events)
    options = snnc.QuantiseOptions(snnc.WeightOptions(16), snnc.StateOptions(fraction_bits=0))
    quantised = snnc.compile(network, quantise=options, architecture=snnc.Architecture(neurons_per_core=8)).quantised
    rng = np.random.default_rng(1)
    counts = rng.integers(0, events + 1, (*shape, n_source)) * (rng.random((*shape, n_source)) < 0.2)
    counts[-1, -1] = events
    matrix = np.zeros((n_source, quantised.populations[0].size), object)
    connection = quantised.projections[0].connection
    for source, target, weight in zip(*connection.synapses(), strict=True):
        matrix[source, target] += int(weight)
    found = snnc.golden.run(quantised, {"x": counts}).state("y")
    program = quantised.populations[0].program
    kept = program.states[0].type.range
    expected = np.clip(counts.astype(object) @ matrix, kept.lo, kept.hi)
    assert (found == expected).all()


def test_sums_beyond_24_bits_are_exact() -> None:
    """255 events of 16-bit weights leave what float32 adds exactly: golden follows the proved width."""
    weights = np.full((64, 1), 32767.0)
    weights[0] = 1.0
    b = snnc.NetworkBuilder("n")
    b.input("x", 64, events=255)
    b.population("y", 1, model="li", decay=0.0)
    b.connect("x", "y", weights)
    b.output("y", "v")
    options = snnc.QuantiseOptions(snnc.WeightOptions(16), snnc.StateOptions(bits=32, fraction_bits=0))
    quantised = snnc.compile(b.build(), quantise=options, architecture=snnc.Architecture(1)).quantised
    assert quantised.projections[0].connection.weights[:2, 0].tolist() == [1, 32767]
    counts = np.full((1, 2, 64), 255)
    counts[0, 1] = [1, *[255] * 63]
    assert quantised.populations[0].program.port("input").type.width > 24
    found = snnc.golden.run(quantised, {"x": counts}).state("y")[0, :, 0]
    assert found.tolist() == [255 * (63 * 32767 + 1), 255 * 63 * 32767 + 1]


def test_accumulators_are_proved_for_all_events() -> None:
    """The heaviest neuron, by hand: 3 events of x, one of y."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 2, events=3)
    b.input("y", 1)
    b.population("p", 2, model="if", threshold=1.0)
    b.connect("x", "p", [[1.0, -0.5], [0.25, -0.5]])
    b.connect("y", "p", [[0.5, 1.0]])
    b.output("p")
    quantised = snnc.compile(b.build()).quantised
    x, y = (p.connection.weights for p in quantised.projections)
    span = accumulator_range(quantised.sent, quantised.projections, target="p", size=2, receptor="input")
    assert span.hi == 3 * (x[0, 0] + x[1, 0]) + y[0, 0]
    assert span.lo == 3 * (x[0, 1] + x[1, 1])


def test_rates_of_a_calibration_are_events() -> None:
    network = _gather("dense", 20, 4)
    measured = calibrate(network, {"x": np.full((2, 3, 20), 3)})
    assert dict(measured.spikes)["x"].tolist() == [3.0] * 20
