"""The ``architecture`` part of a spec, read and written."""

from __future__ import annotations

from pathlib import Path

from support.specs import built_as

import snnc
from snnc.target.architecture import Accumulators, Architecture, Fold


def test_yaml_keys(tmp_path: Path) -> None:
    keys = "{lanes: 16, update_lanes: 2, overlap: false, accumulators: block, clock_mhz: 77}"
    expected = Architecture(lanes=16, update_lanes=2, overlap=False, accumulators=Accumulators.BLOCK, clock_mhz=77)
    assert snnc.read_spec(built_as(tmp_path, keys)).architecture == expected
    for kind in Accumulators:
        read = snnc.read_spec(built_as(tmp_path, f"{{accumulators: {kind.value}}}"))
        assert read.architecture == Architecture(accumulators=kind)


def test_folds_of_populations_in_yaml(tmp_path: Path) -> None:
    keys = "{lanes: 4, populations: {hidden: {lanes: 16, update_lanes: 2}}}"
    spec = snnc.read_spec(built_as(tmp_path, keys))
    assert spec.architecture == Architecture(lanes=4, populations=(("hidden", Fold(16, 2)),))
    for own, fold in (
        ("{lanes: 1}", Fold(1)),
        ("{update_lanes: 4}", Fold(0, 4)),
        ("{cores: 3}", Fold(cores=3)),
        ("{overlap: no}", Fold(overlap=False)),
        ("{accumulators: block}", Fold(accumulators=Accumulators.BLOCK)),
        ("{}", Fold()),
    ):
        read = snnc.read_spec(built_as(tmp_path, f"{{populations: {{hidden: {own}}}}}"))
        assert read.architecture.populations == (("hidden", fold),)
    assert snnc.read_spec(built_as(tmp_path, "{populations: {}}")).architecture == Architecture()
