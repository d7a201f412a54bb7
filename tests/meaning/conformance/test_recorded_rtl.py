"""The RTL of every network that a framework ran equals golden, at 16-bit weights and with defaults for the rest.

A few steps of each, free and under stalls. SNNC_RECORDINGS holds the number of steps; ``make recordings`` runs many.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from meaning.conformance.case import INPUT
from meaning.conformance.cases import BUILDERS
from meaning.conformance.recordings import read
from meaning.conformance.test_conformance import FOLDER
from support.verilog import SIMULATOR

import snnc
from snnc.driver.simulate import Bench, Scenario

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no recorded runs: no {FOLDER} (set SNNC_DATA)")
STEPS = int(os.environ.get("SNNC_RECORDINGS", "10"))


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("name", BUILDERS)
def test_rtl_is_golden(name: str, tmp_path: Path) -> None:
    case = BUILDERS[name](read(FOLDER, name))
    options = snnc.QuantiseOptions(snnc.WeightOptions(bits=16))
    architecture = snnc.Architecture(lanes=16, update_lanes=4)
    compiled = snnc.compile(case.network, quantise=options, architecture=architecture)
    # Where they begin to fire: the first steps of a recording are often silent.
    first = min(max(0, case.stimulus.shape[1] - STEPS), 20)
    bench = Bench(compiled, {INPUT: case.stimulus[:1, first : first + STEPS]}, tmp_path, tool=SIMULATOR)
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference, free.cycle_mismatches) == (0, "", 0)
    stalled = bench.run(Scenario(idle=60, stall=90), name="stalled")
    assert (stalled.mismatches, stalled.difference) == (0, "")
