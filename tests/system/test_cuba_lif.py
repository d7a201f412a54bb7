"""CUBA LIF from spec to RTL: every command takes it, and states of more than a word are compared."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.verilog import SIMULATOR

import snnc
from snnc.cli.main import main
from snnc.driver.simulate import Bench, Scenario
from snnc.ir.network import CODEC

SPEC = """\
name: cuba
steps: 30
inputs:
  x: {size: 4}
populations:
  cells: {size: 6, model: cuba_lif, tau: 10, tau_syn: 5, threshold: 1.0, reset: value, reset_value: 0.0, bias: 0.02}
  out: {size: 2, model: li, decay: 0.9}
projections:
  - {source: x, target: cells, weights: {uniform: [-0.1, 0.4], seed: 1}}
  - {source: cells, target: cells, weights: {uniform: [-0.2, 0.1], seed: 2}, delay: 1}
  - {source: cells, target: out, weights: {uniform: [-0.5, 0.5], seed: 3}}
outputs: {spikes: {population: cells}, sums: {population: out, variable: v}}
probes: [{population: cells, variable: i}, {population: cells, variable: v}]
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "cuba.yaml"
    path.write_text(SPEC)
    return path


def test_yaml_and_python_give_the_same_network(spec: Path) -> None:
    read_ = snnc.read_spec(spec).network
    weights = [p.connection.weights for p in read_.projections]
    b = snnc.NetworkBuilder("cuba", steps=30)
    b.input("x", 4)
    b.population(
        "cells", 6, model="cuba_lif", tau=10, tau_syn=5, threshold=1.0, reset="value", reset_value=0.0, bias=0.02
    )
    b.population("out", 2, model="li", decay=0.9)
    b.connect("x", "cells", weights[0])
    b.connect("cells", "cells", weights[1], delay=1)
    b.connect("cells", "out", weights[2])
    b.output("cells", name="spikes")
    b.output("out", "v", name="sums")
    b.probe("cells", "i")
    b.probe("cells", "v")
    assert CODEC.print(read_) == CODEC.print(b.build())


@pytest.mark.usefixtures("icarus")
def test_every_command(spec: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out, x, result = tmp_path / "out", tmp_path / "x.npz", tmp_path / "result.json"
    np.savez(x, x=np.random.default_rng(0).random((3, 30, 4)) < 0.4)
    for command in (
        ["check", str(spec)],
        ["run", str(spec), "--input", str(x)],
        ["run", str(spec), "--input", str(x), "--mode", "float"],
        ["compare", str(spec), "--input", str(x)],
        ["compile", str(spec), "-o", str(out), "--calibrate", str(x)],
        ["compile", str(spec), "-o", str(out)],
        ["simulate", str(out), "--input", str(x), "--json", str(result)],
        ["report", str(out), "--input", str(x), "-o", str(tmp_path / "report"), "--device", "ecp5-25f"],
        ["fit", str(spec), "--device", "ecp5-25f", "--input", str(x)],
    ):
        assert main(command) == 0, (command, capsys.readouterr().err)
        if command[0] == "simulate":
            simulated = json.loads(result.read_text())
            assert (simulated["mismatches"], simulated["cycle_mismatches"]) == (0, 0)
    shown = capsys.readouterr().out
    assert "cells.i: from" in shown and "in the unit of the spec)" in shown


@pytest.mark.parametrize(
    "bits, more, total",
    [(31, {"reset_time": "next_start"}, 63), (32, {"reset_time": "next_start"}, 65), (31, {"refractory": 9}, 66)],
)
@pytest.mark.usefixtures("icarus")
def test_states_of_more_than_a_word_are_compared(
    bits: int, more: dict[str, object], total: int, tmp_path: Path
) -> None:
    """The simulator logs more than 64 bits in two numbers; the refractory steps left have bits in both."""
    b = snnc.NetworkBuilder("wide")
    b.input("x", 2)
    given = {"threshold": 1.0, "reset": "subtract", **more}
    b.population("p", 2, model="cuba_lif", decay=1.0, decay_syn=1.0, **given)
    b.connect("x", "p", [[0.5, 0.3], [0.2, -0.7]])
    b.output("p")
    compiled = snnc.compile(b.build(), quantise=snnc.QuantiseOptions(state=snnc.StateOptions(bits=bits)))
    assert compiled.quantised.populations[0].program.state_bits == total
    stimulus = {"x": np.random.default_rng(0).random((2, 15, 2)) < 0.5}
    verdict = Bench(compiled, stimulus, tmp_path, tool=SIMULATOR).run(Scenario(), name="free")
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)
    assert verdict.rtl.traces["p", "i"].min() < 0
