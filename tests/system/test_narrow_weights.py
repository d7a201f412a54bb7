"""Weights of one bit and ternary weights: what they cost, and that they run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.driver.simulate import Bench


def _network(weights: np.ndarray) -> snnc.Network:
    b = snnc.NetworkBuilder("narrow")
    b.input("x", weights.shape[0])
    b.population("y", weights.shape[1], model="lif", threshold=2.0, decay=0.5)
    b.connect("x", "y", weights)
    b.output("y")
    return b.build()


def _compiled(weights: np.ndarray, bits: int, **architecture: object) -> snnc.Compiled:
    options = snnc.QuantiseOptions(weights=snnc.WeightOptions(bits=bits))
    fold = snnc.Architecture(**{"lanes": 4, **architecture})
    return snnc.compile(_network(weights), quantise=options, architecture=fold)


SIGNS = np.random.default_rng(0).choice([-0.75, 0.75], (20, 13))
TERNARY = np.random.default_rng(1).choice([-0.75, 0.0, 0.75], (20, 13))


def test_signs_take_one_bit() -> None:
    """Also beside unused lanes: 13 neurons on 4 lanes leave 3 of them empty."""
    core = _compiled(SIGNS, 1).plan.cores[0]
    assert (core.weight_bits, core.lanes, core.words) == (1, 4, 4)


def test_ternary_weights_take_two_bits() -> None:
    assert _compiled(TERNARY, 2).plan.cores[0].weight_bits == 2
    assert _compiled(TERNARY, 1).plan.cores[0].weight_bits == 2, "a zero is no sign"


def test_one_bit_keeps_signs() -> None:
    """Every weight becomes the largest magnitude, whatever its own."""
    weights = SIGNS * np.linspace(0.1, 1.0, SIGNS.size).reshape(SIGNS.shape)
    quantised = _compiled(weights, 1).quantised
    stored = quantised.projections[0].connection.weights
    assert np.array_equal(np.sign(stored), np.sign(weights))
    assert np.unique(np.abs(stored)).size == 1


@pytest.mark.parametrize("weights, bits", [(SIGNS, 1), (TERNARY, 2), (TERNARY, 1)], ids=["signs", "ternary", "zeros"])
@pytest.mark.parametrize("block", ["distributed", "block"])
def test_rtl(weights: np.ndarray, bits: int, block: str, tmp_path: Path, icarus: None) -> None:
    from snnc.target.architecture import Accumulators

    compiled = _compiled(weights, bits, accumulators=Accumulators(block))
    spikes = np.random.default_rng(3).random((3, 6, 20)) < 0.4
    verdict = Bench(compiled, {"x": spikes}, tmp_path / "bench").run()
    assert verdict.golden.spikes("y").any()
    assert (verdict.mismatches, verdict.cycle_mismatches) == (0, 0), verdict.difference
