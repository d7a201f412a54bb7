"""Icarus and Verilator run the same testbench: same logs, same verdicts, same defects found."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from support.networks import feed_forward, random_architecture, random_network, random_options, random_stimulus

import snnc
from snnc.backends.artifacts import ArtifactSet
from snnc.backends.verilog.testbench import Scope
from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.driver.compile import Compiled
from snnc.driver.simulate import Bench, Scenario, Verdict

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
SCENARIOS = {
    "free": Scenario(),
    "idle": Scenario(idle=90),
    "stalled": Scenario(idle=60, stall=120),
    "reset": Scenario(stall=40, reset_after=123),
}


def _example(name: str, samples: int) -> tuple[snnc.Compiled, dict[str, np.ndarray]]:
    spec = snnc.read_spec(EXAMPLES / name / "network.yaml")
    compiled = snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)
    return compiled, random_stimulus(compiled.network, 4, samples=samples, steps=8)


def _logs(folder: Path) -> dict[str, list[str]]:
    """Every log of a run; lines of one clock in an order that no simulator chooses."""
    return {path.name: sorted(path.read_text().splitlines()) for path in folder.glob("*.log") if path.name != "run.log"}


def _broken(compiled: Compiled, ending: str, old: str, new: str) -> Compiled:
    """``compiled`` with a defect in the file whose name ends so."""
    files = dict(compiled.artifacts.files)
    name = next(name for name in files if name.endswith(ending))
    assert old in files[name]
    files[name] = files[name].replace(old, new)
    return Compiled(compiled.network, compiled.quantised, compiled.plan, ArtifactSet(files))


def _same(one: Verdict, other: Verdict) -> None:
    assert (one.mismatches, one.difference) == (other.mismatches, other.difference)
    assert one.not_done_after == other.not_done_after
    assert one.cycle_mismatches == other.cycle_mismatches
    assert np.array_equal(one.latencies, other.latencies)
    for name, seen in one.outputs.items():
        assert np.array_equal(seen, other.outputs[name])


@pytest.mark.usefixtures("icarus", "verilator")
@pytest.mark.parametrize("example,samples", [("two_neurons", 6), ("digits", 20)])
def test_same_logs(example: str, samples: int, tmp_path: Path) -> None:
    """Every line of every log is the same, free, idle, stalled and after a reset in mid-run."""
    compiled, stimulus = _example(example, samples)
    benches = {tool: Bench(compiled, stimulus, tmp_path / tool, tool=tool) for tool in ("icarus", "verilator")}
    for name, scenario in SCENARIOS.items():
        verdicts = {tool: bench.run(scenario, name=name) for tool, bench in benches.items()}
        assert (verdicts["verilator"].mismatches, verdicts["verilator"].difference) == (0, "")
        assert verdicts["verilator"].cycle_mismatches in ((None,) if scenario.idle or scenario.stall else (0,))
        _same(verdicts["icarus"], verdicts["verilator"])
        logs = _logs(tmp_path / "icarus" / name)
        assert len(logs) == 1 + len(compiled.plan.cores) + len(compiled.plan.outputs)
        assert all(logs.values())
        assert logs == _logs(tmp_path / "verilator" / name)


@pytest.mark.usefixtures("icarus", "verilator")
@pytest.mark.parametrize(
    "ending,old,new",
    [
        ("core0__hidden.v", ">=", "<"),
        ("core0_weights.mem", "1", "2"),
        ("event_serialiser.v", "m_tlast && user_q", "1'b0"),
    ],
)
def test_same_defects(ending: str, old: str, new: str, tmp_path: Path) -> None:
    """A defect in the RTL fails the run on Verilator, at the place where it fails on Icarus."""
    compiled = snnc.compile(feed_forward(), architecture=snnc.Architecture(lanes=4))
    broken = _broken(compiled, ending, old, new)
    stimulus = random_stimulus(compiled.network, 1, samples=6, steps=9)
    one, other = (Bench(broken, stimulus, tmp_path / tool, tool=tool).run() for tool in ("icarus", "verilator"))
    assert other.mismatches > 0 and other.difference
    _same(one, other)


@pytest.mark.usefixtures("verilator")
def test_outputs_only(tmp_path: Path) -> None:
    """Without the states: no log of them, the same clocks, and a defect is still found."""
    compiled, stimulus = _example("two_neurons", 6)
    bench = Bench(compiled, stimulus, tmp_path / "good", tool="verilator", scope=Scope.STEPS)
    for name, scenario in SCENARIOS.items():
        verdict = bench.run(scenario, name=name)
        assert (verdict.mismatches, verdict.difference) == (0, "")
        assert verdict.cycle_mismatches in ((None,) if scenario.idle or scenario.stall else (0,))
    assert not list((tmp_path / "good" / "free").glob("core*.log"))
    assert set(verdict.rtl.traces) == {("pair", "spikes")}
    broken = _broken(compiled, "core0__pair.v", "<<<3", "<<<2")
    verdict = Bench(broken, stimulus, tmp_path / "bad", tool="verilator", scope=Scope.STEPS).run()
    assert verdict.mismatches > 0
    assert "spikes of pair[" in verdict.difference


@pytest.mark.usefixtures("verilator")
def test_a_larger_design(tmp_path: Path) -> None:
    """Verilator splits it into several files of C++, which it builds in another way."""
    network = random_network(101)
    compiled = snnc.compile(network, quantise=random_options(101), architecture=random_architecture(101))
    verdict = Bench(compiled, random_stimulus(network, 101), tmp_path, tool="verilator").run()
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)
    assert "Vtestbench__pch.h.fast" in (tmp_path / "build" / "build.log").read_text()


@pytest.mark.usefixtures("verilator")
def test_a_stuck_design_ends(tmp_path: Path) -> None:
    """The limit of clocks ends a run that would never be done."""
    compiled, stimulus = _example("two_neurons", 2)
    broken = _broken(
        compiled, "event_serialiser.v", "    assign m_tvalid", "    assign m_tvalid = 1'b0; wire unused_valid"
    )
    verdict = Bench(broken, stimulus, tmp_path, tool="verilator").run()
    assert verdict.not_done_after and verdict.mismatches
    assert verdict.difference == "output pair: sample 0, step 0: the packet did not leave"


@pytest.mark.usefixtures("icarus")
def test_events_that_no_one_hears_take_their_time(tmp_path: Path) -> None:
    """An input to which nothing listens may have more beats than any clock that is predicted."""
    b = snnc.NetworkBuilder("unheard")
    b.input("x", 1)
    b.input("y", 1, events=255)
    b.population("a", 1, model="if", threshold=1.0)
    b.connect("x", "a", [[1.0]])
    b.output("a")
    stimulus = {"x": np.ones((1, 20, 1), bool), "y": np.full((1, 20, 1), 255, np.uint8)}
    verdict = Bench(snnc.compile(b.build()), stimulus, tmp_path, tool="icarus").run()
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)


@pytest.mark.usefixtures("verilator")
def test_a_design_that_stops_the_simulation(tmp_path: Path) -> None:
    compiled, stimulus = _example("two_neurons", 2)
    broken = _broken(
        compiled, "rtl/two_neurons.v", "    wire unused_done", "    initial $finish;\n    wire unused_done"
    )
    with pytest.raises(UserError, match=r"E302.*two_neurons__testbench failed:\n(.|\n)*stopped"):
        Bench(broken, stimulus, tmp_path, tool="verilator").run()


@pytest.mark.usefixtures("verilator")
def test_what_verilator_cannot_build(tmp_path: Path) -> None:
    compiled, stimulus = _example("two_neurons", 2)
    broken = _broken(compiled, "event_serialiser.v", "endmodule", "")
    with pytest.raises(UserError, match=r"E301.*could not build two_neurons__testbench:\n(.|\n)*syntax error"):
        Bench(broken, stimulus, tmp_path, tool="verilator")


@pytest.mark.usefixtures("verilator")
def test_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """snnc simulate --tool verilator, in a folder with a space; waves; a raster needs the spikes."""
    out, stimulus = tmp_path / "a design", tmp_path / "x.npz"
    np.savez(stimulus, stimulus=np.random.default_rng(0).random((5, 10, 2)) < 0.5)
    assert main(["compile", str(EXAMPLES / "two_neurons" / "network.yaml"), "-o", str(out)]) == 0
    arguments = ["simulate", str(out), "--input", str(stimulus), "--tool", "verilator"]
    assert main([*arguments, "--waves"]) == 0
    assert "0 differences between RTL and golden" in capsys.readouterr().out
    assert list((tmp_path / "a design.sim").rglob("*.vcd"))
    assert main([*arguments, "--outputs-only", "--raster", str(tmp_path / "r.png")]) == 2
    assert "error[E006]" in capsys.readouterr().err


@pytest.mark.usefixtures("verilator")
@pytest.mark.parametrize("program", ["c++", "make"])
def test_without_a_compiler(program: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name, *rest, **more: None if name == program else which(name))
    compiled, stimulus = _example("two_neurons", 2)
    with pytest.raises(UserError, match=r"E300.*is not installed\n.*apt install g\+\+ make"):
        Bench(compiled, stimulus, tmp_path, tool="verilator")
