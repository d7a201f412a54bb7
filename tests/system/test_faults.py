"""snnc simulate ends with a verdict or at once: faults in Verilog, slow hosts, targets, two runs in one folder."""

from __future__ import annotations

import errno
import json
import os
import re
import sys
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.backends.verilog.testbench import Scope
from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.core.folders import fresh_folder
from snnc.core.lock import alone_in
from snnc.driver.simulate import Bench, Scenario

SPEC = Path(__file__).resolve().parents[2] / "examples" / "two_neurons" / "network.yaml"

#: (port of the output, what it is driven by instead; the verdict: whether the run ends, whether
#: clocks per sample are known, the first difference).
FAULTS = {
    "every beat closes a packet": ("tlast", "1'b1", True, False, r"sample 2, step 6: spikes of pair\[1\].*"),
    "steps are not closed": ("tlast", "m_pair_tlast_x && m_pair_tuser", True, False, r"sample 0, step 0: spikes.*"),
    "samples do not end": ("tuser", "1'b0", False, True, r"sample 0, step 9: got the end of a step, expected that.*"),
    "nothing leaves": ("tvalid", "1'b0", False, False, r"sample 0, step 0: the packet did not leave"),
    "null beats are events": ("tkeep", "1'b1", True, True, r"sample 0, step 0: spikes of pair\[\d\].*; got 1, .*"),
}


@pytest.fixture
def design(tmp_path: Path) -> Path:
    """The example, compiled, beside a stimulus ``x.npz``."""
    np.savez(tmp_path / "x.npz", stimulus=np.random.default_rng(0).random((5, 10, 2)) < 0.5)
    assert main(["compile", str(SPEC), "-o", str(tmp_path / "design")]) == 0
    return tmp_path / "design"


def _simulate(design: Path, *options: str) -> tuple[int, dict[str, object]]:
    """The exit code and the result of a simulation."""
    result = design.parent / "r.json"
    code = main(["simulate", str(design), "--input", str(design.parent / "x.npz"), "--json", str(result), *options])
    return code, json.loads(result.read_text(), parse_constant=pytest.fail)


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("fault", FAULTS)
def test_an_output_with_a_fault(fault: str, design: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Neurons are as they should be: the place is named at the output, with and without their states."""
    port, driver, ends, timed, words = FAULTS[fault]
    path = design / "rtl" / "two_neurons.v"
    text = path.read_text().replace(f"{{ m_pair_{port},", f"{{ m_pair_{port}_x,")
    wires = f"    wire m_pair_{port}_x;\n    assign m_pair_{port} = {driver};\n"
    path.write_text(text.replace("    wire unused_done", f"{wires}    wire unused_done"))
    for options in ((), ("--outputs-only",)):
        code, result = _simulate(design, *options)
        assert code == 1
        assert result["mismatches"] > 0
        assert re.fullmatch(rf"output pair: {words}", str(result["first_difference"]))
        assert (result["not_done_after"] is None) == ends
        assert (result["cycles_mean"] is not None) == timed
        shown = capsys.readouterr().out
        assert ("not done after" in shown) == (not ends)
        assert ("clocks per sample unknown" in shown) == (not timed)


@pytest.mark.usefixtures("icarus")
def test_a_core_that_stops(design: Path) -> None:
    """Of a run that does not end, what was logged is compared: what was not is no difference."""
    sequencer = next(design.rglob("gather_sequencer.v"))
    text = sequencer.read_text()
    assert "    assign row_take" in text
    counter = "    reg [3:0] taken_q;\n    always @(posedge clk) taken_q <= rst ? 4'd0 : taken_q + {3'd0, row_take};\n"
    sequencer.write_text(re.sub(r"    assign row_take +=", f"{counter}    assign row_take = taken_q != 4'd9 &&", text))
    code, result = _simulate(design)
    assert (code, result["cycles_mean"]) == (1, None)
    assert result["not_done_after"]
    assert re.fullmatch(r"sample 0, step \d: core core0 did not end this step", str(result["first_difference"]))


@pytest.mark.usefixtures("icarus")
def test_a_host_that_hardly_moves(tmp_path: Path) -> None:
    """At 255 in 256 a beat waits for 255 clocks on average, and the run is still given the time it needs."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 4)
    b.population("y", 4, model="if", threshold=1.0)
    b.connect("x", "y", np.eye(4))
    b.output("y")
    compiled = snnc.compile(b.build(), architecture=snnc.Architecture(lanes=4))
    verdict = Bench(compiled, {"x": np.ones((1, 80, 4), bool)}, tmp_path, scope=Scope.STEPS).run(Scenario(255, 255))
    assert (verdict.mismatches, verdict.not_done_after) == (0, None)


@pytest.mark.usefixtures("icarus")
def test_targets_are_checked_first(
    design: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What could only fail after the run is refused before it."""
    given = ["simulate", str(design), "--input", str(design.parent / "x.npz")]
    (design.parent / "file").write_text("")
    for option in ("--json", "--raster"):
        for target, code in (
            ("", "E003"),
            ("file/r", "E003"),
            ("design/r", "E004"),
            ("design.sim/new/r", "E004"),
            ("design.sim", "E004"),
        ):
            assert main([*given, option, str(design.parent / target)]) == 2
            assert f"error[{code}]: cannot write '{design.parent / target}'" in capsys.readouterr().err
    assert main([*given, "--raster", str(design.parent / "r.pdf")]) == 2
    assert "error[E006]: --raster writes PNG or SVG; got 'r.pdf'" in capsys.readouterr().err
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert main([*given, "--raster", str(design.parent / "r.png")]) == 2
    assert "error[E303]" in capsys.readouterr().err
    assert sorted(path.name for path in design.parent.iterdir()) == ["design", "file", "x.npz"]


@pytest.mark.usefixtures("icarus")
def test_two_runs_in_one_folder(design: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["simulate", str(design), "--input", str(design.parent / "x.npz")]
    with alone_in(design.parent / "design.sim"):
        assert main(given) == 2
        shown = capsys.readouterr().err
        assert "error[E004]: another run of snnc works in" in shown and "--work" in shown
        assert main([*given, "--work", str(design.parent / "other")]) == 0
    assert main(given) == 0
    assert not list(design.parent.glob(".*"))


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("name", ["sp ace", "quo'te", "back\\slash", "ümlaut", "semi;colon", "$HOME", "#1"])
def test_paths_of_all_kinds(name: str, design: Path) -> None:
    assert _simulate(design, "--work", str(design.parent / name))[0] == 0


@pytest.mark.parametrize("name", ['quo"te', "line\nbreak", "bell\a"])
def test_paths_that_simulators_cannot_take(name: str, design: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["simulate", str(design), "--input", str(design.parent / "x.npz"), "--work", str(design.parent / name)]
    assert main(arguments) == 2
    assert "error[E304]: simulators cannot work in" in capsys.readouterr().err
    assert not (design.parent / name).exists()


def test_a_full_disk_does_not_block_the_next_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder appears with its marker, or not at all."""

    def full(path: Path, text: str, **options: object) -> int:
        path.touch()
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(Path, "write_text", full)
        with pytest.raises(UserError, match=r"E003.*No space left"):
            fresh_folder(tmp_path / "work", "snnc simulate")
    assert not list(tmp_path.iterdir())
    fresh_folder(tmp_path / "work", "snnc simulate")
