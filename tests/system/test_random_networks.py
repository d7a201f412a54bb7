"""Random networks: RTL equals golden in every spike and state, clocks equal the cycle model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from meaning.networks import any_options
from meaning.networks import random_network as any_network
from meaning.networks import random_stimulus as any_stimulus
from support.networks import random_architecture, random_folds, random_network, random_options, random_stimulus
from support.verilog import SIMULATOR

import snnc
from snnc.driver.simulate import Bench, Scenario

#: The slice for every day; 343: a population that only zero weights feed. ``make fuzz`` runs more:
#: SNNC_FUZZ holds the first seed and the number of seeds.
FIRST, COUNT = (int(part) for part in os.environ.get("SNNC_FUZZ", "0 14").split())
SEEDS = (*range(FIRST, FIRST + COUNT), 343)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.usefixtures("icarus")
def test_rtl_equals_golden(seed: int, tmp_path: Path) -> None:
    network = random_network(seed)
    architecture = random_folds(network, seed) if seed % 2 else random_architecture(seed)
    compiled = snnc.compile(network, quantise=random_options(seed), architecture=architecture)
    steps = (7, 1, 2)[seed % 3]
    bench = Bench(compiled, random_stimulus(network, seed, samples=4, steps=steps), tmp_path, tool=SIMULATOR)
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference) == (0, "")
    assert free.cycle_mismatches == 0
    stalled = bench.run(Scenario(idle=70, stall=120, reset_after=60), name="stalled")
    assert (stalled.mismatches, stalled.difference) == (0, "")


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
@pytest.mark.usefixtures("icarus")
def test_rtl_of_every_registered_model_equals_golden(seed: int, tmp_path: Path) -> None:
    """Models, choices and connection kinds drawn from the registries, in any formats."""
    network = any_network(seed)
    compiled = snnc.compile(network, quantise=any_options(network, seed), architecture=random_architecture(seed))
    steps = (9, 4)[seed % 2]
    bench = Bench(compiled, any_stimulus(network, seed, samples=3, steps=steps), tmp_path, tool=SIMULATOR)
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference) == (0, "")
    assert free.cycle_mismatches == 0
