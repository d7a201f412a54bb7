"""Recorded runs of real frameworks: the network in floats and in integers does what the framework did."""

from __future__ import annotations

import os
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from meaning.conformance.case import INPUT, Case
from meaning.conformance.cases import BUILDERS, CHAOTIC, INEXPRESSIBLE, OTHERWISE
from meaning.conformance.explain import states_of, unexplained
from meaning.conformance.recordings import names, read
from meaning.conformance.rounding import Float32, Integers

import snnc
from snnc.passes.pipeline import quantise

FOLDER = Path(os.environ.get("SNNC_DATA", Path(__file__).resolve().parents[4] / "shared")) / "conformance"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no recorded runs: no {FOLDER} (set SNNC_DATA)")

#: Places at which rounding may part an integer run of 16-bit weights from the framework's.
MOST_PLACES = 10


@cache
def built(name: str) -> Case:
    """The case called ``name``."""
    return BUILDERS[name](read(FOLDER, name))


def places(case: Case, run: snnc.golden.Run) -> int:
    """Unequal spikes over all populations."""
    return sum(np.count_nonzero(run.spikes(name) != spikes) for name, spikes in case.spikes.items())


def nudged(network: snnc.Network, rng: np.random.Generator) -> snnc.Network:
    """``network`` in floats, its weights off by up to half a step of 16 bits, as any choice of a unit leaves them."""

    def moved(weights: np.ndarray) -> np.ndarray:
        return weights + rng.uniform(-0.5, 0.5, weights.shape) * np.abs(weights).max() / (2**15 - 1)

    projections = [
        replace(p, connection=p.connection.with_weights(moved(p.connection.weights))) for p in network.projections
    ]
    return replace(network, projections=tuple(projections))


def test_every_recording_is_built_or_listed_with_a_reason() -> None:
    lists = (BUILDERS, INEXPRESSIBLE, OTHERWISE)
    assert sorted(name for each in lists for name in each) == names(FOLDER)


@pytest.mark.parametrize("name", BUILDERS)
def test_floats_do_what_the_framework_did(name: str) -> None:
    """Neuron by neuron on the framework's own spikes, and the whole network on its own."""
    case = built(name)
    spikes = {INPUT: case.stimulus, **case.spikes}
    found = unexplained(case.network, spikes, case.states, Float32())
    assert not found, "\n".join(found)
    run = snnc.golden.run(case.network, {INPUT: case.stimulus}, snnc.golden.variables(case.network))
    unequal = places(case, run)
    assert unequal == 0, f"{name}: {unequal} spikes differ"


@pytest.mark.parametrize("name", BUILDERS)
def test_integers_of_16_bit_weights_do_what_the_framework_did(name: str) -> None:
    """With defaults for the rest: few unequal spikes, and every one within rounding of its threshold."""
    case = built(name)
    _, quantised = quantise(case.network, snnc.QuantiseOptions(snnc.WeightOptions(bits=16)))
    run = snnc.golden.run(quantised, {INPUT: case.stimulus}, snnc.golden.variables(quantised))
    spikes = {INPUT: case.stimulus, **{p: run.spikes(p) for p in case.spikes}}
    found = unexplained(case.network, spikes, states_of(quantised, run), Integers(quantised))
    assert not found, "\n".join(found)
    unequal = places(case, run)
    if name not in CHAOTIC:
        assert unequal <= MOST_PLACES, f"{name}: {unequal} spikes differ"


@pytest.mark.parametrize("name", CHAOTIC)
def test_no_weights_of_16_bits_do_what_a_chaotic_framework_did(name: str) -> None:
    """Nothing but the weights is rounded, and not in integers: whoever counts places here counts chaos."""
    case = built(name)
    for seed in range(8):
        moved = nudged(case.network, np.random.default_rng(seed))
        run = snnc.golden.run(moved, {INPUT: case.stimulus}, snnc.golden.variables(moved))
        assert places(case, run) > MOST_PLACES
