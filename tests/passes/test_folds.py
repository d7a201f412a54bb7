"""How cores are folded: what the passes make of an architecture."""

from __future__ import annotations

import numpy as np
import pytest

import snnc
from snnc.core.errors import UserError
from snnc.plan.hardware import Core
from snnc.target.architecture import Accumulators, Architecture, Fold, verify


def _two(**options: object) -> snnc.Compiled:
    """``hidden`` of 70 neurons, then ``digit`` of 10, with an architecture."""
    rng = np.random.default_rng(0)
    b = snnc.NetworkBuilder("net")
    b.input("x", 3)
    b.population("hidden", 70, model="lif", decay=0.9, threshold=1.0)
    b.population("digit", 10, model="li", decay=0.5)
    b.connect("x", "hidden", rng.normal(0, 1, (3, 70)))
    b.connect("hidden", "digit", rng.normal(0, 1, (70, 10)))
    b.output("digit", "v")
    return snnc.compile(b.build(), architecture=Architecture(**options))


def test_the_folds_of_cores() -> None:
    """A population has its own fold, or the architecture's; fewer lanes where it has few neurons."""

    def folds(**options: object) -> list[tuple[int, int]]:
        return [(core.lanes, core.update_lanes) for core in _two(**options).plan.cores]

    assert folds(lanes=64) == [(64, 16), (16, 16)]
    assert folds(lanes=64, populations=(("digit", Fold(4, 1)),)) == [(64, 16), (4, 1)]
    assert folds(lanes=64, populations=(("digit", Fold(4)),)) == [(64, 16), (4, 1)]
    assert folds(lanes=64, update_lanes=8, populations=(("digit", Fold(4)),)) == [(64, 8), (4, 4)]
    assert folds(lanes=2, populations=(("hidden", Fold(64, 32)),)) == [(64, 32), (2, 1)]
    assert folds(lanes=8, populations=(("digit", Fold(0, 8)), ("hidden", Fold(2)))) == [(2, 1), (8, 8)]
    assert folds(lanes=8, populations=(("digit", Fold(256, 256)),)) == [(8, 2), (16, 16)]


def test_populations_that_share_a_core_get_the_widest_fold() -> None:
    b = snnc.NetworkBuilder("net")
    b.input("x", 3)
    for name in ("a", "b"):
        b.population(name, 20, model="lif", decay=0.9, threshold=1.0)
        b.connect("x", name, 0.5)
        b.output(name)
    folds = (("a", Fold(4, 2)), ("b", Fold(16, 1)))
    (core,) = snnc.compile(b.build(), architecture=Architecture(lanes=8, populations=folds)).plan.cores
    assert (core.lanes, core.update_lanes) == (16, 2)


def test_the_order_of_folds_and_empty_folds_mean_nothing() -> None:
    folds = (("hidden", Fold(8, 4)), ("digit", Fold(4)))
    assert _two(populations=folds).artifacts.files == _two(populations=folds[::-1]).artifacts.files
    plain = _two(lanes=16)
    assert _two(lanes=16, populations=(("digit", Fold()),)).artifacts.files == plain.artifacts.files
    assert _two(lanes=16, populations=(("hidden", Fold(16, 4)),)).artifacts.files == plain.artifacts.files


def test_a_fold_of_an_unknown_population() -> None:
    with pytest.raises(UserError) as caught:
        _two(populations=(("digits", Fold(4)),))
    assert [d.code for d in caught.value.diagnostics] == ["E117"]
    assert "'digits'" in caught.value.diagnostics[0].message


def _core(size: int = 20, **options: object) -> Core:
    """The only core of a network with ``size`` neurons."""
    b = snnc.NetworkBuilder("net")
    b.input("x", 3)
    b.population("y", size, model="lif", decay=0.9, threshold=1.0)
    b.connect("x", "y", np.random.default_rng(0).normal(0, 1, (3, size)))
    b.output("y")
    (core,) = snnc.compile(b.build(), architecture=Architecture(**options)).plan.cores
    return core


def test_update_lanes() -> None:
    for lanes, given, updates in ((8, 0, 2), (2, 0, 1), (1, 0, 1), (8, 8, 8), (8, 1, 1)):
        core = _core(lanes=lanes, update_lanes=given)
        assert (core.lanes, core.update_lanes, core.share) == (lanes, updates, lanes // updates)
        assert core.groups == -(-20 // updates)
    small = _core(size=3, lanes=16, update_lanes=16)  # a core with few neurons has few lanes
    assert (small.lanes, small.update_lanes) == (4, 4)


def test_a_fold_that_leaves_its_datapaths_open() -> None:
    """Also where one of them leaves its datapaths to its lanes."""
    for one, other, widest in (
        (Fold(16, 1), Fold(), Fold(16, 2)),
        (Fold(2, 1), Fold(16), Fold(16, 4)),
        (Fold(2), Fold(4, 4), Fold(4, 4)),
        (Fold(1, 1), Fold(1, 1), Fold(1, 1)),
    ):
        architecture = Architecture(lanes=8, populations=(("a", one), ("b", other)))
        folded = verify(architecture).fold(("a", "b"))
        assert (folded.lanes, folded.update_lanes) == (widest.lanes, widest.update_lanes)


def test_a_fold_that_leaves_its_cores_overlap_and_sums_open() -> None:
    """The architecture's, but for what a population says; where two disagree, sums go by their number."""
    auto, spread, block = Accumulators.AUTO, Accumulators.DISTRIBUTED, Accumulators.BLOCK
    for one, other, expected in (
        (Fold(), Fold(), (2, False, spread)),
        (Fold(cores=1), Fold(), (2, False, spread)),
        (Fold(cores=1), Fold(cores=1), (1, False, spread)),
        (Fold(cores=4), Fold(), (4, False, spread)),
        (Fold(overlap=True), Fold(), (2, True, spread)),
        (Fold(overlap=True), Fold(overlap=False), (2, True, spread)),
        (Fold(accumulators=block), Fold(), (2, False, block)),
        (Fold(accumulators=block), Fold(accumulators=spread), (2, False, auto)),
    ):
        architecture = Architecture(cores=2, overlap=False, accumulators=spread, populations=(("a", one), ("b", other)))
        folded = verify(architecture).fold(("a", "b"))
        assert (folded.cores, folded.overlap, folded.accumulators) == expected


def test_cores_overlap_and_sums_of_one_population() -> None:
    own = Fold(cores=3, overlap=False, accumulators=Accumulators.BLOCK)
    plan = _two(lanes=4, accumulators=Accumulators.DISTRIBUTED, populations=(("hidden", own),)).plan
    assert [(c.datapaths[0].population, c.banks, c.block) for c in plan.cores] == [
        *[("hidden", 1, True)] * 3,
        ("digit", 2, False),
    ]


def test_overlap_gives_two_banks() -> None:
    assert [_core(overlap=overlap).banks for overlap in (True, False)] == [2, 1]


def test_accumulators() -> None:
    assert not _core(size=200, accumulators=Accumulators.DISTRIBUTED).block
    assert _core(size=2, accumulators=Accumulators.BLOCK).block
    assert not _core(size=20).block
    assert _core(size=1000, lanes=1, neurons_per_core=2000).block


def test_a_faster_clock_gives_more_stages() -> None:
    stages = [_core(clock_mhz=clock).update_stages for clock in (1, 20, 130, 400)]
    assert stages == sorted(stages)
    assert stages[0] == 1 and stages[-1] > 2
