"""The modules of ``hw/rtl/stream`` under their cocotb benches, over a matrix of parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rtl.matrix import CASES
from tests.support.verilog import Case, require_icarus


@pytest.mark.parametrize("case", CASES["stream"], ids=str)
def test_module(case: Case, tmp_path: Path) -> None:
    """Every test of the module's bench passes with these parameters."""
    require_icarus()
    if failure := case.run(tmp_path):
        pytest.fail(failure, pytrace=False)


@pytest.mark.usefixtures("verilator")
def test_on_verilator(tmp_path: Path) -> None:
    """The benches run on Verilator as well; SNNC_SIMULATOR=verilator runs all of them there."""
    case = next(case for case in CASES["stream"] if case.module == "stream_fifo" and case.parameters["DEPTH"] == 5)
    if failure := case.run(tmp_path, tool="verilator"):
        pytest.fail(failure, pytrace=False)
