"""Inputs that send several events of a neuron, and hosts that send what they should not: on the RTL."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from support.verilog import SIMULATOR

import snnc
from snnc.backends.verilog import testbench
from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.driver.simulate import Bench, Scenario

#: Neurons of the first input: ids have 4 bits, of which 11 to 15 are none of its neurons.
SIZE = 11
STALLED = Scenario(idle=70, stall=120, reset_after=60)


def _one_input(kind: str) -> snnc.Network:
    """``x``, up to 3 events a step, wired to the only core that listens to it."""
    rng = np.random.default_rng(1)
    b = snnc.NetworkBuilder("one")
    b.input("x", SIZE, events=3)
    b.population("p", SIZE, model="lif", threshold=2.0, decay=0.875)
    if kind == "one_to_one":
        b.connect("x", "p", rng.normal(0.5, 0.5, SIZE), kind=kind)
    elif kind == "sparse":
        pairs = np.unravel_index(np.sort(rng.choice(SIZE * SIZE, 30, replace=False)), (SIZE, SIZE))
        b.connect("x", "p", rng.normal(0.5, 0.5, 30), kind=kind, pairs=pairs)
    else:
        b.connect("x", "p", rng.normal(0.3, 0.5, (SIZE, SIZE)))
    b.output("p")
    b.output("p", "v", name="potential")
    return b.build()


def _two_inputs(kind: str) -> snnc.Network:
    """``x`` with 3 events and ``y`` with 1 merge in a core; ``x`` also reaches another two steps later."""
    rng = np.random.default_rng(2)
    b = snnc.NetworkBuilder("two")
    b.input("x", SIZE, events=3)
    b.input("y", 5)
    b.population("p", SIZE, model="lif", threshold=2.0, decay=0.875)
    b.population("q", 7, model="li", decay=0.875)
    b.connect("x", "p", rng.normal(0.3, 0.5, SIZE if kind == "one_to_one" else (SIZE, SIZE)), kind=kind)
    b.connect("y", "p", rng.normal(0.2, 0.5, (5, SIZE)))
    b.connect("x", "q", rng.normal(0.2, 0.5, (SIZE, 7)), delay=2)
    b.connect("p", "q", rng.normal(0.2, 0.5, (SIZE, 7)))
    b.output("p")
    b.output("q", "v")
    return b.build()


#: A network, and the kind of connection from its first input: rows from a table and computed ones.
NETWORKS = {
    "wire, one to one": (_one_input, "one_to_one"),
    "wire, sparse": (_one_input, "sparse"),
    "wire, dense": (_one_input, "dense"),
    "router, one to one": (_two_inputs, "one_to_one"),
    "router, dense": (_two_inputs, "dense"),
}


def _compiled(name: str, lanes: int = 4) -> snnc.Compiled:
    build, kind = NETWORKS[name]
    return snnc.compile(build(kind), architecture=snnc.Architecture(lanes))


def _stimulus(compiled: snnc.Compiled, samples: int = 3, steps: int = 6) -> dict[str, np.ndarray]:
    """Any number of events that each input may send; a silent step and one with all of them among the steps."""
    rng = np.random.default_rng(3)
    stimulus = {}
    for source in compiled.network.inputs:
        counts = rng.integers(0, source.events + 1, (samples, steps, source.size))
        counts *= rng.random(counts.shape) < 0.6
        counts[1, 2], counts[2, 3] = 0, source.events
        stimulus[source.name] = counts
    return stimulus


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("lanes", [1, 4])
@pytest.mark.parametrize("name", NETWORKS)
def test_rtl_equals_golden_and_clocks_equal_the_cycle_model(name: str, lanes: int, tmp_path: Path) -> None:
    compiled = _compiled(name, lanes)
    bench = Bench(compiled, _stimulus(compiled), tmp_path, tool=SIMULATOR)
    free = bench.run(name="free")
    assert (free.mismatches, free.cycle_mismatches, free.difference) == (0, 0, "")
    stalled = bench.run(STALLED, name="stalled")
    assert (stalled.mismatches, stalled.difference) == (0, "")
    assert free.golden.spikes("p").any(axis=(0, 1)).sum() > 3, "too little happens"


@pytest.mark.usefixtures("icarus")
def test_all_that_255_events_can_add(tmp_path: Path) -> None:
    """The accumulators are as wide as the proof says, and no wider: all positive, then all negative weights."""
    b = snnc.NetworkBuilder("most")
    b.input("x", 6, events=255)
    b.population("y", 2, model="li", decay=0.5)
    b.connect("x", "y", np.array([[1, -1]] * 3 + [[-1, 1]] * 3) * 0.9921875)
    b.output("y", "v")
    compiled = snnc.compile(b.build(), architecture=snnc.Architecture(2))
    weight = int(abs(compiled.quantised.projections[0].connection.weights).max())
    assert compiled.plan.cores[0].sum_bits == (3 * 255 * weight).bit_length() + 1
    counts = np.zeros((2, 2, 6), int)
    counts[0, 0, :3] = counts[1, 1, 3:] = 255
    verdict = Bench(compiled, {"x": counts}, tmp_path, tool=SIMULATOR).run()
    assert (verdict.mismatches, verdict.cycle_mismatches, verdict.difference) == (0, 0, "")


@pytest.mark.usefixtures("icarus")
def test_every_command_takes_a_file_of_several_events(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """From a spec and an event list with rows that are there up to three times to the RTL, a report and a fit."""
    (tmp_path / "net.yaml").write_text(
        """name: net
inputs: {x: {size: 11, events: 3}, y: {size: 4}}
populations: {n: {size: 11, model: lif, decay: 0.875, threshold: 2.0, reset: subtract}}
projections:
  - {source: x, target: n, kind: one_to_one, weights: 1.0}
  - {source: y, target: n, weights: 0.25, delay: 1}
outputs: [n]
"""
    )
    counts = np.random.default_rng(0).integers(0, 4, (2, 5, 11))
    rows = np.repeat(np.argwhere(counts), counts[counts > 0], axis=0)
    stimulus = {"x.events": np.random.default_rng(1).permutation(rows), "samples": 2, "steps": 5}
    np.savez(tmp_path / "x.npz", **stimulus, y=np.ones((2, 5, 4), int))
    spec, design, file = (str(tmp_path / name) for name in ("net.yaml", "design", "x.npz"))
    result = tmp_path / "r.json"
    assert main(["run", spec, "--input", file]) == 0
    assert main(["compile", spec, "-o", design, "--calibrate", file]) == 0
    assert main(["simulate", design, "--input", file]) == 0
    assert "0 differences" in capsys.readouterr().out
    assert main(["report", design, "--input", file, "--bound", "--json", str(result)]) == 0
    activity = json.loads(result.read_text())["activity"]
    assert activity["spikes"]["x"] == len(rows)
    assert activity["clocks_per_sample"]["max"] <= activity["clocks_per_sample"]["bound"]
    assert main(["fit", spec, "--device", "hx8k", "--input", file, "--json", str(result)]) == 0
    np.savez(tmp_path / "x.npz", **stimulus, y=np.full((2, 5, 4), 2))
    capsys.readouterr()
    for command in (["run", spec], ["simulate", design], ["report", design], ["fit", spec, "--device", "hx8k"]):
        assert main([*command, "--input", file]) == 2
        assert "x.npz: error[E206]: input 'y', sample 0, step 0: got 2 events of neuron 0" in capsys.readouterr().err


Beats = list[np.ndarray]


def _with_illegal_beats(legal: Callable[[np.ndarray], Beats], counts: np.ndarray) -> Beats:
    """The beats of ``counts``, with beats between them that must do nothing.

    Ids beyond the input's, far more often than a neuron may spike; null beats with any data inside
    packets; and where a null beat closes a packet, an id beyond the input's closes it instead.
    """
    rng = np.random.default_rng(4)
    size = counts.shape[2]
    limit = 1 << max(1, (size - 1).bit_length())
    rows = []
    for event, number, keep, last, user in zip(*legal(counts), strict=True):
        for _ in range(rng.integers(0, 6)):
            beyond = size < limit and rng.random() < 0.7
            rows.append((rng.integers(size, limit), 1, 1, 0, 0) if beyond else (rng.integers(0, limit), 0, 0, 0, 0))
        if not keep and size < limit:
            event, keep = (limit - 1, 1) if rng.random() < 0.5 else (limit - 1, 0)
        rows.append((event, number, keep, last, user))
    return list(np.array(rows, dtype=np.int64).T)


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("name", NETWORKS)
def test_ids_out_of_range_do_nothing(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outputs and states are those of the legal events alone, and the run comes to its end."""
    compiled, legal = _compiled(name), testbench.beats
    stimulus = _stimulus(compiled)
    monkeypatch.setattr(testbench, "beats", lambda counts: _with_illegal_beats(legal, counts))
    assert sum(e.size for e in testbench.beats(stimulus["x"])) > 2 * sum(e.size for e in legal(stimulus["x"]))
    bench = Bench(compiled, stimulus, tmp_path, tool=SIMULATOR)
    for name, scenario in (("free", Scenario()), ("stalled", STALLED)):
        verdict = bench.run(scenario, name=name)
        assert (verdict.mismatches, verdict.difference, verdict.not_done_after) == (0, "", None)


@pytest.mark.usefixtures("icarus")
def test_an_input_of_one_neuron(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its id has a bit, so that there is an id too many."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 1, events=2)
    b.population("y", 3, model="if", threshold=2.75)
    b.connect("x", "y", [[1.0, 2.0, 4.0]])
    b.output("y")
    compiled, legal = snnc.compile(b.build(), architecture=snnc.Architecture(1)), testbench.beats
    monkeypatch.setattr(testbench, "beats", lambda counts: _with_illegal_beats(legal, counts))
    counts = np.array([2, 0, 1, 2, 0, 0, 2, 1]).reshape(2, 4, 1)
    verdict = Bench(compiled, {"x": counts}, tmp_path, tool=SIMULATOR).run()
    assert (verdict.mismatches, verdict.difference, verdict.not_done_after) == (0, "", None)
    assert verdict.golden.spikes("y")[0].tolist() == [[0, 1, 1], [0, 0, 1], [1, 1, 1], [0, 1, 1]]


def _refused(bench: Bench, file: str, change: Callable[[list[int]], list[int]]) -> str:
    """What stops the simulation when the beats in ``file`` are changed."""
    path = bench.data[file]
    lines = [f"{beat:x}" for beat in change([int(line, 16) for line in path.read_text().split()])]
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(UserError, match="E302") as caught:
        bench.run()
    return str(caught.value)


@pytest.mark.parametrize("tool", ["icarus", "verilator"])
def test_hosts_that_break_the_rules_are_refused(tool: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """TUSER on one of two inputs, early, late or missing; one event too many of a neuron."""
    request.getfixturevalue(tool)
    b = snnc.NetworkBuilder("two")
    b.input("x", 4, events=2)
    b.input("y", 4)
    b.population("p", 4, model="if", threshold=3.0)
    b.connect("x", "p", 1.0)
    b.connect("y", "p", 1.0)
    b.output("p")
    compiled = snnc.compile(b.build(), architecture=snnc.Architecture(4))
    counts = {"x": np.zeros((2, 3, 4), int), "y": np.zeros((2, 3, 4), int)}
    counts["x"][0, 1, 2] = 2
    bench = Bench(compiled, counts, tmp_path, tool=tool)
    assert bench.run().mismatches == 0
    for file, marked, words in (
        ("s_x.beats", (2,), "input 1 ends sample 0 with packet 2, another with packet 1"),
        ("s_y.beats", (1,), "input 0 does not end sample 0 with packet 1, as another does"),
        ("s_y.beats", (0, 1, 2), "input 0 does not end sample 0 with packet 0, as another does"),
        ("s_y.beats", (), "input 1 does not end sample 0 with packet 2, as another does"),
        ("s_y.beats", (4,), "input 1 does not end sample 0 with packet 2, as another does"),
    ):
        path = bench.data[file]
        whole = path.read_text()
        said = _refused(bench, file, lambda beats, at=marked: [_marked(b, k in at) for k, b in enumerate(beats)])
        assert f"error: TUSER: {words}" in said, said
        path.write_text(whole)
    # The null beat of the first packet becomes an event that does not close it.
    said = _refused(bench, "s_x.beats", lambda beats: [_KEEP | 2, *beats[1:]])
    assert "error: input s_x got event 3 of neuron 2 in one packet, expected at most 2" in said, said


#: Fields of a beat in a file, above an id of 2 bits.
_KEEP, _USER = 1 << 2, 1 << 4


def _marked(beat: int, user: bool) -> int:
    return beat | _USER if user else beat & ~_USER
