"""How an architecture folds cores: its limits, its YAML keys, and what the plan makes of it."""

from __future__ import annotations

import pytest

from snnc.core.errors import UserError
from snnc.target.architecture import Architecture, Fold, verify

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


@pytest.mark.parametrize("fold", [Fold(lanes=2.0), Fold(lanes=True), Fold(update_lanes=1.0), Fold(update_lanes=-1)])
def test_a_fold_of_a_population_is_of_whole_numbers(fold: Fold) -> None:
    with pytest.raises(UserError, match="E170"):
        verify(Architecture(populations=(("y", fold),)))
