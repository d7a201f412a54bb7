"""The modules of ``hw/rtl/memory`` under their cocotb benches, over a matrix of parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rtl.matrix import CASES
from tests.support.verilog import Case, require_icarus


@pytest.mark.parametrize("case", CASES["memory"], ids=str)
def test_module(case: Case, tmp_path: Path) -> None:
    """Every test of the module's bench passes with these parameters."""
    require_icarus()
    if failure := case.run(tmp_path):
        pytest.fail(failure, pytrace=False)


@pytest.mark.parametrize("module", ["rom", "sdp_ram"])
def test_too_few_address_bits(module: str, tmp_path: Path) -> None:
    """A memory that its address cannot reach stops the simulation and says why."""
    require_icarus()
    parameters = {"WIDTH": 4, "DEPTH": 17, "ADDR_WIDTH": 4, "LATENCY": 1}
    if module == "sdp_ram":
        del parameters["LATENCY"]
    failure = Case(module, parameters, {"words": [0] * 16}).run(tmp_path)
    assert f"error: {module}: ADDR_WIDTH does not address DEPTH words" in failure
