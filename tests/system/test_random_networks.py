"""Random networks: RTL equals golden in every spike and state, clocks equal the cycle model."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from meaning.networks import any_options
from meaning.networks import random_network as any_network
from meaning.networks import random_stimulus as any_stimulus
from support.networks import (
    many_cores,
    random_architecture,
    random_folds,
    random_network,
    random_options,
    random_stimulus,
)
from support.verilog import SIMULATOR

import snnc
from snnc.driver.simulate import Bench, Scenario

#: The slice for every day; 343: a population that only zero weights feed. ``make fuzz`` runs more:
#: SNNC_FUZZ holds the first seed and the number of seeds.
FIRST, COUNT = (int(part) for part in os.environ.get("SNNC_FUZZ", "0 14").split())
SEEDS = (*range(FIRST, FIRST + COUNT), 343)
#: One neuron, and powers of two with their neighbours.
EDGES = (1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17)
#: Networks of many cores take longest: one in four of the daily slice.
MANY = range(FIRST, FIRST + (COUNT if "SNNC_FUZZ" in os.environ else COUNT // 4))
#: Hosts that pause and stall: never, rarely, often, nearly always, each in turn.
HOSTS = tuple(Scenario(idle=idle, stall=stall) for idle, stall in ((0, 30), (30, 0), (128, 128), (0, 235), (235, 0)))


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


@pytest.mark.parametrize("seed", MANY)
@pytest.mark.usefixtures("icarus")
def test_rtl_of_many_cores_equals_golden(seed: int, tmp_path: Path) -> None:
    """Sizes at powers of two and beside them, as many cores as the draw gives, and lanes that no neuron uses."""
    network = any_network(seed, EDGES)
    compiled = snnc.compile(
        network, quantise=any_options(network, seed), architecture=many_cores(network, seed, cores=7 + seed % 20)
    )
    bench = Bench(compiled, any_stimulus(network, seed, samples=2, steps=3), tmp_path, tool=SIMULATOR)
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference) == (0, "")
    assert free.cycle_mismatches == 0
    held = bench.run(HOSTS[seed % len(HOSTS)], name="held")
    assert (held.mismatches, held.difference) == (0, "")
