"""What a simulation tells that it has seen: packets, neurons at edges, waits of streams, in text and JSON."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from support.verilog import SIMULATOR

import snnc
from snnc.cli.main import main
from snnc.driver.simulate import Bench, Scenario

pytestmark = pytest.mark.usefixtures("icarus")


def crowd(size: int = 40) -> snnc.Compiled:
    """Neurons that fire with every event of their own, over two cores, and send their spikes to one more."""
    builder = snnc.NetworkBuilder("crowd")
    builder.input("x", size)
    builder.population("p", size, model="if", threshold=1.0)
    builder.population("q", 1, model="if", threshold=3.0)
    builder.connect("x", "p", 1.0, kind="one_to_one")
    builder.connect("p", "q", 1.0, delay=1)
    builder.output("p")
    builder.output("q")
    return snnc.compile(builder.build(), architecture=snnc.Architecture(lanes=2, neurons_per_core=20))


def missing(compiled: snnc.Compiled, x: np.ndarray, folder: Path, scenario: Scenario | None = None) -> set[str]:
    verdict = Bench(compiled, {"x": x}, folder, tool=SIMULATOR).run(scenario or Scenario())
    assert verdict.mismatches == 0
    covered = verdict.covered
    assert covered.met == len(covered.goals) - len(covered.missing) and set(covered.missing) <= set(covered.goals)
    return {str(goal) for goal in covered.missing}


def test_packets_and_edges(tmp_path: Path) -> None:
    compiled = crowd()
    edges = {
        f"p: neuron {part.first}, at an edge of {core.name}: fires"
        for core in compiled.plan.cores
        for part in core.slices
        if part.population == "p"
    }
    assert len(edges) == 2
    none, full = np.zeros((1, 2, 40), bool), np.ones((1, 2, 40), bool)
    silent = missing(compiled, none, tmp_path / "a")
    assert edges <= silent and "p: a packet: holds all that it may" in silent and "p: a packet: is silent" not in silent
    loud = missing(compiled, full, tmp_path / "b")
    assert not edges & loud and "p: a packet: is silent" in loud
    assert not {"x: a packet: holds all that it may", "p: a packet: holds all that it may"} & loud
    assert not {
        each
        for each in missing(compiled, np.concatenate([full, none], axis=1), tmp_path / "c")
        if "packet" in each and not each.startswith("q")
    }


def test_waits_need_a_host_that_stalls(tmp_path: Path) -> None:
    compiled, x = crowd(), np.ones((2, 12, 40), bool)
    free = missing(compiled, x, tmp_path / "a")
    stalled = missing(compiled, x, tmp_path / "b", Scenario(stall=235))
    waits = {
        "out.p: a beat: waits for the host",
        "core1: neurons in the pipeline: wait",
        "core1: the end of a sample: waits in the pipeline",
        *(each for each in free if "the queue core.core1 -> out.p: is full" in each),
    }
    assert "out.p: a beat: waits for the host" in free and len(waits) == 4 and not waits & stalled


def test_the_command_says_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    crowd().write(tmp_path / "design")
    np.savez(tmp_path / "x.npz", x=np.zeros((1, 3, 40), bool))
    arguments = ["simulate", str(tmp_path / "design"), "--input", str(tmp_path / "x.npz"), "--tool", SIMULATOR]
    assert main([*arguments, "--json", str(tmp_path / "r.json"), "--reset-after", "20"]) == 0
    said, told = capsys.readouterr().out, json.loads((tmp_path / "r.json").read_text())["coverage"]
    assert f"seen: {told['met']} of {told['goals']} things that could happen" in said
    assert told["goals"] - told["met"] == len(told["missing"]) > 12
    assert all(f"  not seen: {each}\n" in said for each in told["missing"][:12])
    assert f"  and {len(told['missing']) - 12} more, all in --json" in said
