"""Stimuli that reach what can happen: found again, no worse than many at random, and defects that need them."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest
from support.networks import random_architecture, random_network, random_options
from support.verilog import SIMULATOR

import snnc
from snnc.backends.artifacts import ArtifactSet
from snnc.cli.main import main
from snnc.driver.compile import Compiled
from snnc.driver.corners import SCENARIOS, corners
from snnc.driver.covered import Covered
from snnc.driver.simulate import Bench
from snnc.golden.coverage import Coverage
from snnc.golden.run import run, variables
from snnc.ir.network import SPIKES


def compiled(seed: int) -> Compiled:
    return snnc.compile(random_network(seed), quantise=random_options(seed), architecture=random_architecture(seed))


def covered(design: Compiled, stimulus: dict[str, np.ndarray]) -> Covered:
    coverage = Coverage(design.quantised)
    done = run(design.quantised, stimulus, variables(design.quantised), coverage=coverage)
    spikes = {p.name: done.traces[p.name, SPIKES] for p in design.quantised.populations if p.program.spike}
    return Covered.of(coverage, design.plan, design.quantised, {**stimulus, **spikes})


@pytest.mark.parametrize("seed", range(10))
def test_they_show_no_less_than_many_samples_at_random(seed: int) -> None:
    design, rng = compiled(seed), np.random.default_rng(seed)
    found = corners(design.plan, design.quantised)
    again = corners(design.plan, design.quantised)
    assert all(np.array_equal(found[name], again[name]) for name in found)
    samples, steps = next(iter(found.values())).shape[:2]
    assert samples <= 40
    chance = {
        source.name: rng.integers(0, source.events + 1, (200, steps, source.size)) * (rng.random((200, steps, 1)) < 0.7)
        for source in design.quantised.inputs
    }
    best, other = covered(design, found), covered(design, chance)
    assert best.goals == other.goals
    assert best.met >= other.met, set(best.missing) - set(other.missing)


def pair() -> Compiled:
    """Weights and a threshold such that a sum meets it exactly once in thousands."""
    builder = snnc.NetworkBuilder("pair")
    builder.input("x", 6)
    builder.population("p", 3, model="lif", decay=0.75, threshold=100.0, reset="value", reset_value=0.0, refractory=2)
    builder.connect("x", "p", np.random.default_rng(2).integers(1, 60, (6, 3)).astype(float))
    builder.output("p")
    return snnc.compile(builder.build())


def broken(design: Compiled, ending: str, old: str, new: str) -> Compiled:
    """``design`` with a defect in the file whose name ends so."""
    files = dict(design.artifacts.files)
    name = next(name for name in files if name.endswith(ending))
    assert old in str(files[name]), f"'{old}' is not in {name}"
    files[name] = str(files[name]).replace(old, new)
    return Compiled(design.network, design.quantised, design.plan, ArtifactSet(files))


DEFECTS = {
    "a tie does not fire": ("__p.v", ">=", ">"),
    "a pipeline that no stall holds": ("__core0.v", "assign en = ", "assign en = 1'b1 || "),
    "a refractory step less": ("__p.v", "spike_value ? 3'sd2", "spike_value ? 3'sd1"),
    "a count that never ends": ("__p.v", "refractory_left - 3'sd1", "refractory_left"),
}


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("defect", DEFECTS)
def test_defects_are_noticed(defect: str, tmp_path: Path) -> None:
    design = pair()
    stimulus = corners(design.plan, design.quantised)
    bench = Bench(broken(design, *DEFECTS[defect]), stimulus, tmp_path, tool=SIMULATOR)
    assert any(bench.run(scenario, name=name).mismatches for name, scenario in SCENARIOS.items())


@pytest.mark.usefixtures("icarus")
def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pair().write(tmp_path / "design")
    arguments = ["simulate", str(tmp_path / "design"), "--tool", SIMULATOR, "--json", str(tmp_path / "r.json")]
    assert main([*arguments, "--corners"]) == 0
    result = json.loads((tmp_path / "r.json").read_text())
    assert result["mismatches"] == 0 and result["cycle_mismatches"] == 0
    assert not [each for each in result["coverage"]["missing"] if each.startswith("p: ") and "packet" not in each]
    assert main([*arguments, "--corners", "--stall", "9"]) == 2
    assert "error[E006]: --corners brings its own" in capsys.readouterr().err
    capsys.readouterr()
    np.savez(
        tmp_path / "x.npz", **{name: events[:1] for name, events in corners(pair().plan, pair().quantised).items()}
    )
    assert main([*arguments, "--input", str(tmp_path / "x.npz"), "--stall", "200"]) == 0
    assert re.search(
        r"clocks per sample, [0-9.]+ predicted for a host that never waits$", capsys.readouterr().out, re.M
    )
    assert main(arguments) == 2
    assert "error[E201]: no stimulus is given" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main([*arguments, "--corners", "--input", "x.npz"])
