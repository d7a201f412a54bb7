"""Recorded runs of real frameworks: the network in floats and in integers does what the framework did."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from meaning.conformance.case import INPUT, Case
from meaning.conformance.cases import BUILDERS, CHAOTIC, INEXPRESSIBLE, missing_parameter
from meaning.conformance.explain import potentials_of, unexplained
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
    """The case called ``name``; skips where the compiler lacks a parameter that it needs."""
    lacking = missing_parameter(name)
    if lacking is not None:
        pytest.skip(f"{name} needs the parameter '{lacking}' of lif")
    return BUILDERS[name](read(FOLDER, name))


def places(case: Case, run: snnc.golden.Run) -> int:
    """Unequal spikes over all populations."""
    return sum(np.count_nonzero(run.spikes(name) != spikes) for name, spikes in case.spikes.items())


def test_every_recording_is_built_or_listed_with_a_reason() -> None:
    assert not BUILDERS.keys() & INEXPRESSIBLE.keys()
    assert sorted([*BUILDERS, *INEXPRESSIBLE]) == names(FOLDER)


@pytest.mark.parametrize("name", BUILDERS)
def test_floats_do_what_the_framework_did(name: str) -> None:
    """Neuron by neuron on the framework's own spikes, and the whole network on its own."""
    case = built(name)
    spikes = {INPUT: case.stimulus, **case.spikes}
    assert not unexplained(case.network, spikes, case.potentials, Float32())
    run = snnc.golden.run(case.network, {INPUT: case.stimulus}, snnc.golden.variables(case.network))
    assert places(case, run) <= MOST_PLACES


@pytest.mark.parametrize("name", BUILDERS)
def test_integers_of_16_bit_weights_do_what_the_framework_did(name: str) -> None:
    """With defaults for the rest: few unequal spikes, and every one within rounding of its threshold."""
    case = built(name)
    options = snnc.QuantiseOptions(snnc.WeightOptions(bits=16))
    network, quantised = quantise(case.network, options)
    run = snnc.golden.run(quantised, {INPUT: case.stimulus}, snnc.golden.variables(quantised))
    spikes = {INPUT: case.stimulus, **{p: run.spikes(p) for p in case.spikes}}
    assert not unexplained(network, spikes, potentials_of(quantised, run), Integers(quantised))
    if name not in CHAOTIC:
        assert places(case, run) <= MOST_PLACES
