"""The designs whose text is golden: their RTL equals golden in every spike and state, clocks equal the cycle model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from support.networks import random_stimulus
from support.small_designs import DESIGNS, Small, build
from support.verilog import SIMULATOR

from snnc.driver.simulate import Bench, Scenario


@pytest.mark.parametrize("design", DESIGNS, ids=lambda design: design.__name__)
@pytest.mark.usefixtures("icarus")
def test_rtl_equals_golden(design: Callable[[], Small], tmp_path: Path) -> None:
    small = design()
    stimulus = random_stimulus(small.network, seed=1, samples=4, steps=7)
    bench = Bench(build(small), stimulus, tmp_path, tool=SIMULATOR)
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference, free.cycle_mismatches) == (0, "", 0)
    stalled = bench.run(Scenario(idle=70, stall=120, reset_after=60), name="stalled")
    assert (stalled.mismatches, stalled.difference) == (0, "")
