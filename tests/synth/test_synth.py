"""``snnc synth`` with the real tools: from a spec to a bitstream, and area without one."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.core.resources import resource
from snnc.driver.area import measure
from snnc.driver.compile import load_compiled
from snnc.driver.synthesise import synthesise
from snnc.target import devices
from snnc.target.devices import device
from snnc.target.resources import Resources
from snnc.tools.nextpnr import Overfull

SPEC = Path(__file__).resolve().parents[2] / "examples" / "two_neurons" / "network.yaml"

pytestmark = pytest.mark.usefixtures("fpga")


@pytest.fixture(scope="module")
def design(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The compiled example."""
    folder = tmp_path_factory.mktemp("synth") / "net"
    assert main(["compile", str(SPEC), "-o", str(folder)]) == 0
    return folder


def test_from_spec_to_bitstream(design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work, result = tmp_path / "work", tmp_path / "r.json"
    arguments = ["synth", str(design), "--device", "up5k", "--work", str(work), "--json", str(result)]
    assert main(arguments) == 0
    shown = capsys.readouterr().out
    assert "Network two_neurons on up5k (iCE40UP5K-SG48)" in shown
    assert "12 MHz asked for: reached" in shown
    assert "dut.u_core0." in shown, "the slowest path names no net of the design"
    report = json.loads(result.read_text())
    assert json.loads((work / "synth.json").read_text()) == report
    assert str(tmp_path) not in result.read_text()
    assert 0 < report["area"]["lut"] < 5280 and report["excess"] == []
    rows = {row["name"]: row for row in report["modules"]}
    assert rows["two_neurons"]["instances"] == 1 and rows["lane_accumulator"]["instances"] == 2
    placed = report["place_and_route"]
    assert placed["met"] and placed["fmax"] > 12
    assert placed["cells"]["ICESTORM_LC"][0] >= report["area"]["lut"]
    assert sum(hop["logic"] + hop["routing"] for hop in placed["path"]) == pytest.approx(
        1000 / placed["fmax"], rel=0.01
    )
    assert (work / report["bitstream"]).read_bytes()[:4] == b"\xff\x00\x00\xff", "no iCE40 bitstream"
    assert set(report["tools"]) == {"yosys", "nextpnr-ice40"}
    for name in ("area.log", "modules.log", "netlist.log", "place.log", "bitstream.log"):
        assert (work / name).is_file()


def test_a_missed_clock_gives_exit_code_1(design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["synth", str(design), "--device", "ecp5-25f", "--work", str(tmp_path / "work"), "--clock", "900"]
    assert main(arguments) == 1
    assert "900 MHz asked for: MISSED" in capsys.readouterr().out
    assert (tmp_path / "work" / "two_neurons.bit").stat().st_size > 10_000


def test_area_on_7_series(design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    work = tmp_path / "work"
    assert main(["synth", str(design), "--device", "xc7z020", "--work", str(work)]) == 0
    assert "as memory" in capsys.readouterr().out
    report = json.loads((work / "synth.json").read_text())
    assert report["place_and_route"] is None and report["bitstream"] is None
    assert report["area"]["lut"] > report["area"]["lutram"] > 0
    script = (work / "vivado.tcl").read_text()
    for line in script.splitlines():
        if line.startswith(("read_verilog ", "read_mem ", "read_xdc ")):
            assert (work / line.split()[1]).is_file()


def test_a_design_that_does_not_fit_is_not_placed(
    design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny = replace(device("ecp5-25f"), name="tiny", capacity=Resources(lut=100, lutram=100, ff=99, bram=1))
    monkeypatch.setitem(devices.DEVICES, "tiny", tiny)
    work = tmp_path / "work"
    assert main(["synth", str(design), "--device", "tiny", "--work", str(work)]) == 2
    shown = capsys.readouterr()
    assert "error[E403]: two_neurons does not fit tiny: LUT4 " in shown.err and " of 100 (" in shown.err
    assert "FF " in shown.err and "EBR" not in shown.err
    assert "stream_fifo" in shown.out, "the table says where it all goes"
    assert json.loads((work / "synth.json").read_text())["excess"][1]["name"] == "FF"
    assert not (work / "place.log").exists()


def test_a_design_that_packs_to_too_many_cells(
    design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise Overfull({"ICESTORM_LC": (8482, 5280)})

    monkeypatch.setattr("snnc.driver.synthesise.place_and_route", full)
    work = tmp_path / "work"
    assert main(["synth", str(design), "--device", "up5k", "--work", str(work)]) == 2
    shown = capsys.readouterr()
    assert "error[E403]: two_neurons does not fit up5k: packed ICESTORM_LC 8,482 of 5,280 (61 % over)" in shown.err
    assert "stream_fifo" in shown.out
    report = json.loads((work / "synth.json").read_text())
    assert report["excess"] == [{"name": "packed ICESTORM_LC", "used": 8482, "available": 5280}]


def test_logs_are_whole_and_a_failure_leaves_the_former_result(
    design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    net, work = tmp_path / "net", tmp_path / "net.synth"
    shutil.copytree(design, net)
    arguments = ["synth", str(net), "--device", "up5k", "--area-only"]
    assert main(arguments) == 0
    for name in ("area.log", "modules.log"):
        text = (work / name).read_text()
        assert "Printing statistics" in text and "Executing ICE40_OPT" in text
    before = {path.name: path.read_bytes() for path in work.iterdir() if path.is_file()}
    assert json.loads(before["synth.json"])["changed"] == []
    (net / "rtl" / "two_neurons__core0_weights.mem").unlink()
    capsys.readouterr()
    assert main(arguments) == 2
    hint = f"see '{tmp_path}/net.synth.failed/area."
    assert hint in capsys.readouterr().err and (tmp_path / "net.synth.failed" / "area.log").is_file()
    (net / "rtl" / "lib" / "rom.v~").write_text("an editor's")
    assert main(arguments) == 2
    assert {path.name: path.read_bytes() for path in work.iterdir() if path.is_file()} == before


def test_files_that_snnc_would_not_write_are_told(
    design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    net, image = tmp_path / "net", "rtl/two_neurons__core0_weights.mem"
    shutil.copytree(design, net)
    (net / image).write_text("00\n")
    assert main(["synth", str(net), "--device", "up5k", "--area-only"]) == 0
    assert f"Not as snnc writes it for this network, but changed since, or by another version: {image}" in (
        capsys.readouterr().out
    )
    assert json.loads((tmp_path / "net.synth" / "synth.json").read_text())["changed"] == [image]


def test_dots_name_a_design(design: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    net = tmp_path / "net"
    shutil.copytree(design, net)
    monkeypatch.chdir(net / "rtl")
    assert main(["synth", "..", "--device", "up5k", "--area-only"]) == 0
    assert (tmp_path / "net.synth" / "synth.json").is_file()


def test_terminated_in_the_middle(design: Path, tmp_path: Path) -> None:
    """No half folder and no tool that goes on by itself."""
    net = tmp_path / "net"
    shutil.copytree(design, net)
    command = [sys.executable, "-m", "snnc", "synth", str(net), "--device", "ecp5-85f"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        deadline = time.monotonic() + 120
        while not list(tmp_path.glob(".net.synth.*/area.log")) and time.monotonic() < deadline:
            time.sleep(0.05)
        process.terminate()
        try:
            assert process.communicate(timeout=60)[0].strip() == "interrupted" and process.returncode == 130
        finally:
            process.kill()
    assert [path.name for path in tmp_path.iterdir()] == ["net"]


def test_wrong_folders(design: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", str(tmp_path), "--device", "up5k"]) == 2
    assert "error[E210]" in capsys.readouterr().err
    assert main(["synth", str(design), "--device", "up9k"]) == 2
    assert "error[E400]: unknown device 'up9k'" in capsys.readouterr().err
    for work in (design, design / "work", design.parent):
        assert main(["synth", str(design), "--device", "up5k", "--work", str(work)]) == 2
        assert "error[E004]" in capsys.readouterr().err
    assert load_compiled(design).plan.name == "two_neurons"


def test_the_library_gives_what_the_command_gives(design: Path, tmp_path: Path) -> None:
    compiled, seen = load_compiled(design), []
    result = synthesise(design, "ecp5-85f", tmp_path / "work", area_only=True, observe=seen.append)
    assert seen == ["area", "modules"] and result.placement is None
    rtl = {name: text for name, text in compiled.artifacts.files.items() if name.startswith("rtl/")}
    assert measure(rtl, "two_neurons", device("ecp5-85f")) == result.area
    again = synthesise(design, "ecp5-85f", tmp_path / "work", area_only=True)
    assert again == result


def test_measure_one_module_with_parameters() -> None:
    text = (resource("hw") / "rtl" / "stream" / "stream_fifo.v").read_text()
    files = {"stream_fifo.v": text}
    if "sdp_ram" in text:
        files["sdp_ram.v"] = (resource("hw") / "rtl" / "memory" / "sdp_ram.v").read_text()
    sizes = [
        measure(files, "stream_fifo", device("up5k"), parameters={"WIDTH": width, "DEPTH": 256, "ADDR_WIDTH": 8})
        for width in (8, 40)
    ]
    assert sizes[0].bram < sizes[1].bram
    with pytest.raises(UserError, match=r"error\[E402\]: yosys failed: .*ERROR.*missing") as caught:
        measure({"a.v": "module a (input b); missing u (.b (b)); endmodule"}, "a", device("up5k"))
    assert "hint" not in str(caught.value), "the log is gone with its folder"
