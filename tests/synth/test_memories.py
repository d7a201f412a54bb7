"""Memories on the netlist: what is to be block RAM is, on every family."""

from __future__ import annotations

import numpy as np
import pytest

import snnc
from snnc.driver.area import measure
from snnc.target.architecture import Accumulators
from snnc.target.devices import device

pytestmark = pytest.mark.usefixtures("fpga")


def _compiled(accumulators: Accumulators, overlap: bool) -> snnc.Compiled:
    """64 inputs, 64 LIF neurons, 4-bit weights, 4 lanes: 16 words of neurons, 1,024 of synapses."""
    b = snnc.NetworkBuilder("memories")
    b.input("x", 64)
    b.population("y", 64, model="lif", threshold=1.0, decay=0.5)
    b.connect("x", "y", np.random.default_rng(0).integers(-7, 8, (64, 64)) / 16)
    b.output("y")
    options = snnc.QuantiseOptions(weights=snnc.WeightOptions(bits=4), state=snnc.StateOptions(bits=12))
    architecture = snnc.Architecture(4, update_lanes=1, accumulators=accumulators, overlap=overlap)
    return snnc.compile(b.build(), quantise=options, architecture=architecture)


@pytest.mark.parametrize(
    "name, weights",
    [("xc7z020", 0.5), ("ecp5-85f", 1), ("up5k", 4)],
)
def test_weights_and_sums_are_block_memories(name: str, weights: float) -> None:
    """16 kbit of weights, and the sums of every lane: one read port without overlap, two with it."""
    own = device(name)
    lanes = {"xc7z020": 0.5, "ecp5-85f": 1, "up5k": 1}[name] * 4
    for overlap, ports in ((False, 1), (True, 2)):
        compiled = _compiled(Accumulators.BLOCK, overlap)
        rtl = {file: text for file, text in compiled.artifacts.files.items() if file.startswith("rtl/")}
        found = measure(rtl, "memories", own)
        states = 1 if name == "up5k" else 0  # where there is no distributed RAM, states are blocks too
        assert found.bram == weights + ports * lanes + states
        assert found.dsp == 0


@pytest.mark.parametrize("name, weights", [("xc7z020", 0.5), ("ecp5-85f", 1)])
def test_few_sums_are_distributed(name: str, weights: float) -> None:
    compiled = _compiled(Accumulators.DISTRIBUTED, True)
    rtl = {file: text for file, text in compiled.artifacts.files.items() if file.startswith("rtl/")}
    found = measure(rtl, "memories", device(name))
    assert found.bram == weights
    assert found.lutram > 0
