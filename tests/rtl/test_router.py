"""The modules of ``hw/rtl/router`` under their cocotb benches, over a matrix of parameters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rtl.matrix import CASES
from tests.support.verilog import Case, require_icarus


@pytest.mark.parametrize("case", CASES["router"], ids=str)
def test_module(case: Case, tmp_path: Path) -> None:
    """Every test of the module's bench passes with these parameters."""
    require_icarus()
    if failure := case.run(tmp_path):
        pytest.fail(failure, pytrace=False)
