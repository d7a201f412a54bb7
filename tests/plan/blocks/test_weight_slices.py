"""The slices of a synapse memory: beside each other they are the complements of the weights."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import snnc
from snnc.backends.verilog.memories import memory_images
from snnc.driver.simulate import Bench
from snnc.plan.blocks.core import core_blocks
from snnc.plan.blocks.synapses import SynapseRoms
from snnc.plan.hardware import Core

#: The deepest memory of each shape of a block, and the width of its slices.
SHAPES = [(2048, 9), (4096, 4), (8192, 2), (16384, 1)]


def _network(n_in: int, size: int) -> snnc.Network:
    rng = np.random.default_rng(n_in)
    b = snnc.NetworkBuilder("net")
    b.input("x", n_in)
    b.population("y", size, model="lif", decay=0.75, threshold=1.0)
    b.connect("x", "y", rng.normal(0.0, 0.3, (n_in, size)))
    b.output("y")
    return b.build()


SMALL = snnc.compile(_network(3, 5))


def _core(depth: int, lanes: int, bits: int) -> Core:
    """A core with random weights of ``bits`` bits, the extremes among them."""
    low = 1 << (bits - 1)
    weights = np.random.default_rng(depth).integers(-low, low, (depth, lanes), dtype=np.int32)
    weights[0], weights[-1] = -low, low - 1
    return replace(SMALL.plan.cores[0], lanes=lanes, update_lanes=1, weights=weights, weight_bits=bits)


def _check(depth: int, lanes: int, bits: int) -> tuple[int, ...]:
    """Put the slices together; their widths."""
    core = _core(depth, lanes, bits)
    images = memory_images("net", core_blocks(core, SMALL.quantised))
    slices = SynapseRoms(core).slices
    assert {name for name in images if "weights" in name} == {f"net_{name}.mem" for name in slices}
    whole, low = [0] * depth, 0
    for name, width in slices.items():
        words = [int(line, 16) for line in images[f"net_{name}.mem"].splitlines()]
        assert len(words) == depth and max(words) < 1 << width
        whole = [have | word << low for have, word in zip(whole, words, strict=True)]
        low += width
    assert low == lanes * bits
    mask = (1 << bits) - 1
    rows = core.weights.tolist()
    assert whole == [sum((~weight & mask) << k * bits for k, weight in enumerate(row)) for row in rows]
    return tuple(slices.values())


@pytest.mark.parametrize("lanes,bits", [(1, 2), (1, 5), (4, 6), (2, 7), (8, 3), (4, 9)])
@pytest.mark.parametrize("depth", [1, 2, 1023, 1024])
def test_a_memory_that_fits_blocks_is_whole(depth: int, lanes: int, bits: int) -> None:
    assert _check(depth, lanes, bits) == (lanes * bits,)


@pytest.mark.parametrize("lanes,bits", [(1, 2), (1, 5), (4, 6), (2, 7), (8, 3), (4, 9)])
@pytest.mark.parametrize("most,width", SHAPES)
def test_slices_are_as_wide_as_a_block(most: int, width: int, lanes: int, bits: int) -> None:
    total = lanes * bits
    expected = (*[width] * (total // width), *([total % width] if total % width else []))
    for depth in (most * 3 // 4, most - 1, most):
        assert _check(depth, lanes, bits) == expected
    assert _check(most // 2 + 1, lanes, bits) == (total,), "half of each block would be empty"


def test_deeper_than_any_block() -> None:
    assert _check(16385, 2, 3) == (6,)
    assert _check(32767, 2, 3) == (1,) * 6


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from((1024, 2048, 4096, 8192, 16384)),
    st.integers(-1, 1),
    st.sampled_from((1, 2, 4, 8)),
    st.integers(2, 11),
)
def test_any_width_around_the_depths_of_blocks(depth: int, more: int, lanes: int, bits: int) -> None:
    _check(depth + more, lanes, bits)


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("n_in,lanes,slices", [(170, 4, 3), (340, 4, 5), (340, 1, 2)])
def test_deep_memories_in_hardware(n_in: int, lanes: int, slices: int, tmp_path: Path) -> None:
    """More than 1024 and more than 2048 words: the RTL is equal to golden, at every row."""
    size = 9 * lanes
    options = snnc.QuantiseOptions(snnc.WeightOptions(5))
    compiled = snnc.compile(_network(n_in, size), quantise=options, architecture=snnc.Architecture(lanes=lanes))
    (core,) = compiled.plan.cores
    assert core.weights.shape[0] == 9 * n_in
    assert len(SynapseRoms(core).slices) == slices
    spikes = np.zeros((2, 4, n_in), bool)
    spikes[0, 0] = True
    spikes[1] = np.random.default_rng(1).random((4, n_in)) < 0.2
    verdict = Bench(compiled, {"x": spikes}, tmp_path).run()
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)
    assert 0 < verdict.golden.spikes("y").mean() < 1
