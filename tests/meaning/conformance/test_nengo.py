"""Nengo's rate and spiking neurons on a filtered sine: floats do what Nengo did, integers do so but for rounding."""

from __future__ import annotations

import numpy as np
import pytest
from meaning.conformance.recordings import read
from meaning.conformance.test_conformance import FOLDER, MOST_PLACES
from support.verilog import SIMULATOR

import snnc
from snnc.driver.simulate import Bench
from snnc.golden import variables
from snnc.passes.pipeline import quantise

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"no recorded runs: no {FOLDER} (set SNNC_DATA)")

#: Seconds of a step; of the filter in front of both populations.
DT, TAU = 0.001, 0.005
OPTIONS = snnc.QuantiseOptions(snnc.WeightOptions(bits=16), snnc.StateOptions(number_bits=16))


@pytest.fixture(scope="module")
def recorded() -> dict[str, np.ndarray]:
    """``a``: the sine; ``s``, ``v``: spikes and potentials; ``rate``; ``enc``, ``bias``, ``v0``."""
    return dict(read(FOLDER, "programs/nengo_rate_and_spike").arrays)


@pytest.fixture(scope="module")
def network(recorded: dict[str, np.ndarray]) -> snnc.Network:
    """What the input sends in a step reaches the filter in the next: ``x = k * x + (1 - k) * a``."""
    kept = float(np.exp(-DT / TAU))
    b = snnc.NetworkBuilder("rate_and_spike", steps=len(recorded["a"]))
    b.input("a", 1, current=(-1.0, 1.0), bits=16)
    b.population("x", 1, model="relay", largest=1.0, decay=kept)
    given = {"threshold": 1.0, "reset": "subtract", "initial": {"v": recorded["v0"]}}
    b.population("spiking", 10, model="spiking_relu", bias=recorded["bias"] * DT, **given)
    b.population("rate", 10, model="relu", largest=float(recorded["rate"].max()), bias=recorded["bias"])
    b.connect("a", "x", 1.0 - kept, delay=1)
    b.connect("x", "spiking", recorded["enc"].T * DT)
    b.connect("x", "rate", recorded["enc"].T)
    b.output("spiking")
    b.output("rate")
    return b.build()


def _run(network: snnc.Network | snnc.QuantisedNetwork, recorded: dict[str, np.ndarray]) -> snnc.golden.Run:
    return snnc.golden.run(network, {"a": recorded["a"][None]}, variables(network))


def test_floats_do_what_nengo_did(network: snnc.Network, recorded: dict[str, np.ndarray]) -> None:
    run = _run(network, recorded)
    assert np.array_equal(run.spikes("spiking")[0], recorded["s"] != 0) and recorded["s"].any()
    assert np.abs(run.state("spiking")[0] - recorded["v"]).max() < 1e-9
    assert np.abs(run.state("rate", "value")[0] - recorded["rate"]).max() < 1e-9


def test_integers_do_so_but_for_rounding(network: snnc.Network, recorded: dict[str, np.ndarray]) -> None:
    quantised = quantise(network, OPTIONS)[1]
    run = _run(quantised, recorded)
    assert np.count_nonzero(run.spikes("spiking")[0] != (recorded["s"] != 0)) <= MOST_PLACES
    rates = run.state("rate", "value")[0] / quantised.number_scale("rate")
    # The input is rounded to 16 bits, what the filter sends to a part in 2**15, a weight to one of 2**15 steps.
    assert np.abs(rates - recorded["rate"]).max() < 4 * np.abs(recorded["enc"]).max() / 2**15


@pytest.mark.usefixtures("icarus")
def test_rtl_is_golden(network: snnc.Network, recorded: dict[str, np.ndarray], tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    compiled = snnc.compile(network, quantise=OPTIONS, architecture=snnc.Architecture(lanes=4))
    folder = tmp_path_factory.mktemp("nengo")
    verdict = Bench(compiled, {"a": recorded["a"][None, :300]}, folder, tool=SIMULATOR).run()
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)
