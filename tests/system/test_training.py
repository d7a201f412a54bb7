"""The examples' training: weights on grids, pooled and distorted images."""

from __future__ import annotations

import numpy as np
import pytest
from training.coding import encode_latency
from training.mnist import Distortion, Pooling
from training.surrogate import Grid, Network, Training, train

import snnc
from snnc.passes.scales import weight_scale


@pytest.mark.parametrize("bits", [2, 3, 4, 8])
def test_a_grid_holds_what_the_quantiser_holds(bits: int) -> None:
    rounded = Grid(bits, 8).round(np.linspace(-20, 20, 4001, dtype=np.float32))
    integers = rounded * weight_scale(rounded, snnc.WeightOptions(bits))
    largest = 2 ** (bits - 1) - 1
    assert np.array_equal(np.unique(integers), np.arange(-largest, largest + 1))


def test_trained_weights_lie_on_their_grids() -> None:
    net = Network(2, n_in=6, n_hidden=5, beta_hidden=1.0, beta_output=1.0, spiking_output=False)
    grids = Grid(3, 4), Grid(4, 8)
    hyper = Training(
        epochs=3,
        batch_size=10,
        learning_rate=0.05,
        weight_decay=0.01,
        activity_penalty=0.0,
        logit_scale=1.0,
        surrogate_slope=2.0,
        grids=grids,
    )
    samples = np.random.default_rng(0).integers(3, size=(40, 6)).astype(np.uint8)
    weights = train(net, hyper=hyper, samples=samples, labels=np.arange(40) % 2, augment=lambda batch, rng: batch)
    for w, grid in zip(weights, grids, strict=True):
        assert np.array_equal(w, grid.round(w))
        assert np.unique(w).size > 2


@pytest.mark.parametrize("pooling", [Pooling(), Pooling(2), Pooling(2, 3), Pooling(3, 2)])
def test_no_distortion_is_pooling_alone(pooling: Pooling) -> None:
    rng = np.random.default_rng(0)
    images = rng.integers(256, size=(5, 28, 28)).astype(np.uint8)
    pooled = pooling(images)
    assert pooled.shape == (5, pooling.side**2)
    corner = slice(pooling.margin, pooling.margin + pooling.square)
    assert pooled[3, 0] == pytest.approx(images[3, corner, corner].mean() / 255)
    np.testing.assert_allclose(Distortion(pooling, 0, 0, 0)(images, rng), pooled, atol=1e-6)


def test_distortion_moves_by_pixels_of_the_original_image() -> None:
    images = np.zeros((400, 28, 28), np.uint8)
    images[:, 12:16, 12:16] = 255
    pooled = Distortion(Pooling(2, 2), shift=1.5, linear=0, waves=0)(images, np.random.default_rng(0))
    rows = pooled.reshape(400, 12, 12).sum(axis=2)
    centre = 2 * (rows @ np.arange(12)) / rows.sum(axis=1)
    assert centre.mean() == pytest.approx(11, abs=0.3)
    assert centre.std() == pytest.approx(1.5, rel=0.15)
    assert encode_latency(pooled, 3, 0.1).max() == 3
