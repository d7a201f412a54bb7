"""How an architecture folds cores: its limits, its YAML keys, and what the plan makes of it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.plan.hardware import Core
from snnc.target.architecture import Accumulators, Architecture, Fold, verify

SPEC = """
name: net
inputs:
  stimulus: {{size: 4}}
populations:
  hidden: {{size: 20, model: lif, decay: 0.9, threshold: 1.0}}
projections:
  - {{source: stimulus, target: hidden, weights: 0.5}}
outputs: [hidden]
architecture: {architecture}
"""

WRONG = [
    ({"update_lanes": 3}, "update_lanes; got 3, expected a power of two up to the 8 lanes"),
    ({"update_lanes": 16}, "update_lanes; got 16, expected a power of two up to the 8 lanes"),
    ({"update_lanes": -1}, "update_lanes; got -1, expected 0 … 256"),
    ({"update_lanes": True}, "update_lanes; got True, expected 0 … 256"),
    ({"lanes": 512}, "lanes; got 512, expected 1 … 256"),
    ({"lanes": 24, "neurons_per_core": 24}, "lanes; got 24, expected a power of two from 1 to 256"),
    ({"clock_mhz": 0}, "clock_mhz; got 0, expected 1 … 500"),
    ({"clock_mhz": 501}, "clock_mhz; got 501, expected 1 … 500"),
    ({"clock_mhz": 99.5}, "clock_mhz; got 99.5, expected 1 … 500"),
    ({"overlap": 1}, "overlap; got 1, expected true or false"),
    ({"accumulators": "block"}, "accumulators; got block, expected an Accumulators"),
    ({"neurons_per_core": 4}, "neurons_per_core; got 4, expected at least the 8 lanes"),
    ({"populations": (("y", Fold(lanes=512)),)}, "lanes of 'y'; got 512, expected 0 … 256"),
    ({"populations": (("y", Fold(lanes=-1)),)}, "lanes of 'y'; got -1, expected 0 … 256"),
    ({"populations": (("y", Fold(update_lanes=-1)),)}, "update_lanes of 'y'; got -1, expected 0 … 256"),
    ({"populations": (("y", Fold(lanes=2.0)),)}, "lanes of 'y'; got 2.0, expected 0 … 256"),
    ({"populations": (("y", Fold(cores=-1)),)}, "cores of 'y'; got -1, expected 0 … 16777216"),
    ({"populations": (("y", Fold(overlap=1)),)}, "overlap of 'y'; got 1, expected true or false"),
    (
        {"populations": (("y", Fold(accumulators="block")),)},
        "accumulators of 'y'; got block, expected an Accumulators",
    ),
    ({"populations": (("y", Fold(update_lanes=True)),)}, "update_lanes of 'y'; got True, expected 0 … 256"),
    ({"populations": (("y", Fold(12)),)}, "lanes of 'y'; got 12, expected a power of two from 1 to 256"),
    (
        {"populations": (("x", Fold(32)), ("y", Fold(16, 32)))},
        "update_lanes of 'y'; got 32, expected a power of two up to the 16 lanes",
    ),
    (
        {"populations": (("y", Fold(update_lanes=16)),)},
        "update_lanes of 'y'; got 16, expected a power of two up to the 8 lanes",
    ),
    ({"populations": (("y", Fold(4, 3)),)}, "update_lanes of 'y'; got 3, expected a power of two up to the 4 lanes"),
    (
        {"populations": (("y", Fold(64)),), "neurons_per_core": 32},
        "neurons_per_core; got 32, expected at least the 64 lanes",
    ),
]


@pytest.mark.parametrize("options,message", WRONG, ids=[str(options) for options, _ in WRONG])
def test_what_makes_no_sense_is_refused(options: dict, message: str) -> None:
    with pytest.raises(UserError) as caught:
        verify(Architecture(**options))
    assert [(d.code, d.message) for d in caught.value.diagnostics] == [("E170", message)]


def test_what_makes_sense_is_not_changed() -> None:
    own = Architecture(2, update_lanes=2, populations=(("a", Fold()), ("b", Fold(256)), ("c", Fold(0, 1))))
    assert verify(own) is own
    for lanes in (1, 2, 64, 256):
        for updates in (0, 1, lanes):
            architecture = Architecture(lanes, update_lanes=updates, overlap=False, clock_mhz=500)
            assert verify(architecture) is architecture


def _spec(tmp_path: Path, architecture: str) -> Path:
    path = tmp_path / "network.yaml"
    path.write_text(SPEC.format(architecture=architecture))
    return path


def test_yaml_keys(tmp_path: Path) -> None:
    keys = "{lanes: 16, update_lanes: 2, overlap: false, accumulators: block, clock_mhz: 77}"
    expected = Architecture(lanes=16, update_lanes=2, overlap=False, accumulators=Accumulators.BLOCK, clock_mhz=77)
    assert snnc.read_spec(_spec(tmp_path, keys)).architecture == expected
    for kind in Accumulators:
        read = snnc.read_spec(_spec(tmp_path, f"{{accumulators: {kind.value}}}"))
        assert read.architecture == Architecture(accumulators=kind)


def test_folds_of_populations_in_yaml(tmp_path: Path) -> None:
    keys = "{lanes: 4, populations: {hidden: {lanes: 16, update_lanes: 2}}}"
    spec = snnc.read_spec(_spec(tmp_path, keys))
    assert spec.architecture == Architecture(lanes=4, populations=(("hidden", Fold(16, 2)),))
    for own, fold in (
        ("{lanes: 1}", Fold(1)),
        ("{update_lanes: 4}", Fold(0, 4)),
        ("{cores: 3}", Fold(cores=3)),
        ("{overlap: no}", Fold(overlap=False)),
        ("{accumulators: block}", Fold(accumulators=Accumulators.BLOCK)),
        ("{}", Fold()),
    ):
        read = snnc.read_spec(_spec(tmp_path, f"{{populations: {{hidden: {own}}}}}"))
        assert read.architecture.populations == (("hidden", fold),)
    assert snnc.read_spec(_spec(tmp_path, "{populations: {}}")).architecture == Architecture()


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


@pytest.mark.parametrize("fold", [Fold(lanes=2.0), Fold(lanes=True), Fold(update_lanes=1.0), Fold(update_lanes=-1)])
def test_a_fold_of_a_population_is_of_whole_numbers(fold: Fold) -> None:
    with pytest.raises(UserError, match="E170"):
        verify(Architecture(populations=(("y", fold),)))


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


@pytest.mark.parametrize("flag,banks", [((), 1), (("--overlap",), 2), (("--no-overlap",), 1)])
def test_overlap_on_the_command_line(flag: tuple, banks: int, tmp_path: Path) -> None:
    """The command line overrides the spec, in both directions."""
    path = _spec(tmp_path, "{overlap: false}")
    assert main(["compile", str(path), "-o", str(tmp_path / "out"), *flag]) == 0
    assert _plan(tmp_path)["banks"] == banks


def test_no_overlap_overrides_the_default(tmp_path: Path) -> None:
    path = _spec(tmp_path, "{lanes: 8}")
    options = ["--no-overlap", "--accumulators", "block", "--update-lanes", "4", "--clock-mhz", "20"]
    assert main(["compile", str(path), "-o", str(tmp_path / "out"), *options]) == 0
    core = _plan(tmp_path)
    assert (core["banks"], core["block"], core["update_lanes"]) == (1, True, 4)


def _plan(tmp_path: Path) -> dict:
    """The core of the plan in ``out``."""
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())
    return plan["HardwarePlan"]["cores"][0]["Core"]


def test_wrong_options_on_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, out = _spec(tmp_path, "{lanes: 8}"), tmp_path / "out"
    assert main(["compile", str(path), "-o", str(out), "--update-lanes", "16"]) == 2
    assert "error[E170]: update_lanes; got 16" in capsys.readouterr().err
    # Fewer lanes than the spec's datapaths.
    path = _spec(tmp_path, "{lanes: 8, update_lanes: 4}")
    assert main(["compile", str(path), "-o", str(out), "--lanes", "2"]) == 2
    assert "error[E170]: update_lanes; got 4, expected a power of two up to the 2 lanes" in capsys.readouterr().err
    assert not out.exists()
