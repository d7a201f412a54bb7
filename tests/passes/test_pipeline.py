"""The pipeline as a whole: every pass is a value, every stage is verified and reads back from its text."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Any

import numpy as np
import pytest
from support.networks import feed_forward, random_architecture, random_folds, random_network, random_options

import snnc
from snnc.core.errors import InternalError, UserError
from snnc.ir.network import Network
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.chain import AnyPass, Pass, Stages
from snnc.passes.normalise import Normalise
from snnc.passes.pipeline import PASSES, cores, pipeline, run_pipeline
from snnc.passes.place import Place
from snnc.passes.quantise import Quantise
from snnc.passes.route import Route
from snnc.plan.hardware import HardwarePlan
from snnc.plan.stages import Allocated, Partitioned, Placed, Scheduled


def _stages(seed: int) -> Stages:
    network = random_network(seed)
    architecture = random_folds(network, seed) if seed % 2 else random_architecture(seed)
    return run_pipeline(network, random_options(seed), architecture)


def _same(a: Any, b: Any) -> bool:
    """Whether two stages are equal in every value, every type and every array."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and bool(np.array_equal(a, b))
    if dataclasses.is_dataclass(a) and not isinstance(a, type | Enum):
        return all(_same(getattr(a, f.name), getattr(b, f.name)) for f in dataclasses.fields(a))
    if isinstance(a, tuple):
        return len(a) == len(b) and all(map(_same, a, b))
    return bool(a == b)


def test_the_page() -> None:
    assert PASSES == ("check", "normalise", "quantise", "partition", "allocate", "schedule", "place", "route")


@pytest.mark.parametrize("each", pipeline(snnc.QuantiseOptions(), snnc.Architecture()).passes, ids=lambda p: p.name)
def test_a_pass_is_a_value(each: AnyPass) -> None:
    """Its options are its fields, which cannot change; equal options make an equal pass."""
    assert isinstance(each, Pass) and dataclasses.is_dataclass(each)
    assert each == replace(each) and each is not replace(each)
    with pytest.raises(dataclasses.FrozenInstanceError):
        setattr(each, dataclasses.fields(each)[0].name if dataclasses.fields(each) else "option", None)


@pytest.mark.parametrize("seed", range(12))
def test_stages_read_back(seed: int) -> None:
    for each, stage in _stages(seed).made:
        text = each.codec.print(stage)
        again = each.codec.parse(text, each.name)
        assert _same(again, stage), each.name
        assert each.codec.print(again) == text


def test_equal_networks_have_equal_texts() -> None:
    first, second = _stages(3), _stages(3)
    for (each, a), (_, b) in zip(first.made, second.made, strict=True):
        assert a is not b and each.codec.print(a) == each.codec.print(b)


@pytest.mark.parametrize("upto", PASSES)
def test_a_run_ends_where_it_is_told(upto: str) -> None:
    seen: list[tuple[str, Any]] = []
    options, architecture = snnc.QuantiseOptions(), snnc.Architecture(lanes=4)
    stages = run_pipeline(
        feed_forward(), options, architecture, upto=upto, observe=lambda done, stage: seen.append((done.name, stage))
    )
    assert tuple(name for name, _ in seen) == PASSES[: PASSES.index(upto) + 1]
    assert [stage for _, stage in seen] == [stage for _, stage in stages.made]
    whole = run_pipeline(feed_forward(), options, architecture)
    done, stage = whole.made[PASSES.index(upto)]
    assert stages.text == done.codec.print(stage)
    if upto != PASSES[-1]:
        with pytest.raises(InternalError, match="did not run"):
            stages.after(Route)


def test_no_pass_of_that_name() -> None:
    with pytest.raises(InternalError, match="'fold'"):
        run_pipeline(feed_forward(), snnc.QuantiseOptions(), upto="fold")


def test_options_out_of_range_stop_everything() -> None:
    seen: list[str] = []
    for options, architecture, code in (
        (snnc.QuantiseOptions(snnc.WeightOptions(0)), snnc.Architecture(), "E107"),
        (snnc.QuantiseOptions(), snnc.Architecture(lanes=3), "E170"),
    ):
        with pytest.raises(UserError, match=code):
            run_pipeline(feed_forward(), options, architecture, observe=lambda done, _: seen.append(done.name))
    assert not seen


def _network(stage: Network) -> Network:
    first, *others = stage.projections
    return replace(stage, projections=(replace(first, source="nobody"), *others))


def _quantised(stage: QuantisedNetwork) -> QuantisedNetwork:
    first, *others = stage.projections
    return replace(stage, projections=(replace(first, bits=2), *others))


def _moved(stage: Partitioned) -> Partitioned:
    first, *others = stage.assignments
    return replace(stage, assignments=(replace(first, level=first.level + 1), *others))


def _absent(stage: Partitioned) -> Partitioned:
    return replace(stage, assignments=stage.assignments[:-1])


def _outside(stage: Allocated) -> Allocated:
    first, *others = stage.memories
    return replace(stage, memories=(replace(first, weights=first.weights[:-1]), *others))


def _short(stage: Allocated) -> Allocated:
    first, *others = stage.memories
    return replace(stage, memories=(replace(first, axons=first.axons[:-1]), *others))


def _too_early(stage: Scheduled) -> Scheduled:
    first, *others = stage.datapaths
    assert max(first.stages) > 0
    return replace(stage, datapaths=(replace(first, stages=(*first.stages[:-1], -1)), *others))


def _narrow(stage: Placed) -> Placed:
    first, *others = stage.cores
    return replace(stage, cores=(replace(first, weight_bits=2), *others))


def _untold(stage: HardwarePlan) -> HardwarePlan:
    return replace(stage, outputs=stage.outputs[:-1])


@pytest.mark.parametrize(
    "name, breaks",
    [
        ("normalise", _network),
        ("quantise", _quantised),
        ("partition", _moved),
        ("partition", _absent),
        ("allocate", _outside),
        ("allocate", _short),
        ("schedule", _too_early),
        ("place", _narrow),
        ("route", _untold),
    ],
)
def test_a_broken_stage_is_found(name: str, breaks: Callable[[Any], Any]) -> None:
    """Each verifier takes what its pass made, and refuses the same with an error in it."""
    stages = run_pipeline(feed_forward(), snnc.QuantiseOptions(), snnc.Architecture(lanes=4)).made
    at = PASSES.index(name)
    (_, given), (each, made) = stages[at - 1], stages[at]
    each.verify(given, made)
    with pytest.raises((InternalError, UserError)):
        each.verify(given, breaks(made))


def test_some_populations_of_a_network() -> None:
    """The cores of one level are those that the whole network has on it."""
    stages = run_pipeline(feed_forward(), snnc.QuantiseOptions(), snnc.Architecture(lanes=4))
    quantised, whole = stages.after(Quantise), stages.after(Route)
    passes = cores(snnc.Architecture(lanes=4), populations=("readout",))
    (core,) = passes.apply(quantised).after(Place).cores
    (same,) = (each for each in whole.cores if each.slices[0].population == "readout")
    assert _same(replace(core, name=same.name), same)
    assert {p.name for p in stages.after(Normalise).populations} == {"hidden", "readout"}
