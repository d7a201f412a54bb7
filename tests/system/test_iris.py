"""A readout that sums 64 steps, trained on iris: golden decides as float does, at default formats."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.datasets import load_iris

import snnc
from snnc.passes.pipeline import quantise

STEPS = 64


def _trained(seed: int) -> tuple[snnc.Network, dict[str, np.ndarray], np.ndarray]:
    """4-16-3: random features, and a linear readout of their spike counts fitted by ridge regression."""
    rng = np.random.default_rng(seed)
    data = load_iris()
    values = (data.data - data.data.min(axis=0)) / np.ptp(data.data, axis=0)
    hidden = rng.normal(0.15, 0.5, (4, 16))

    def network(readout: np.ndarray) -> snnc.Network:
        b = snnc.NetworkBuilder("iris")
        b.input("flower", 4, coding="poisson", steps=STEPS, seed=seed, scale=0.8)
        b.population("hidden", 16, model="lif", decay=0.9, threshold=1.0)
        b.population("class", 3, model="li", decay=1.0)
        b.connect("flower", "hidden", hidden)
        b.connect("hidden", "class", readout)
        b.output("class", "v")
        return b.build()

    coded = network(np.zeros((16, 3))).inputs[0].coding
    stimulus = {"flower": snnc.golden.encode(values, coded)}
    counts = snnc.golden.run(network(np.ones((16, 3))), stimulus, [("hidden", "spikes")])
    counts = counts.spikes("hidden").sum(axis=1).astype(float)
    wanted = np.eye(3)[data.target] - 1 / 3
    readout = np.linalg.solve(counts.T @ counts + 300.0 * np.eye(16), counts.T @ wanted)
    return network(readout), stimulus, data.target


def _right(network: snnc.Network, stimulus: dict[str, np.ndarray], labels: np.ndarray, bits: int, fraction: int | None):
    """Flowers that float and golden know; no state is limited to its format."""
    options = snnc.QuantiseOptions(snnc.WeightOptions(bits), snnc.StateOptions(fraction_bits=fraction))
    _, quantised = quantise(network, options)
    real = snnc.golden.run(network, stimulus).state("class")[:, -1].argmax(axis=1)
    run = snnc.golden.run(quantised, stimulus, watch=True)
    assert run.saturations == ()
    golden = run.state("class")[:, -1].argmax(axis=1)
    return int(np.sum(real == labels)), int(np.sum(golden == labels))


@pytest.mark.parametrize("fraction", [None, 4, 12])
def test_accuracy_is_that_of_float(fraction: int | None) -> None:
    """Rounding weights to 8 bits moves single flowers to either side, and the accuracy of all networks nowhere."""
    pairs = np.array([_right(*_trained(seed), 8, fraction) for seed in range(10)])
    assert pairs[:, 0].mean() > 0.85 * 150
    assert abs(pairs[:, 0].mean() - pairs[:, 1].mean()) < 0.005 * 150
    assert np.abs(pairs[:, 0] - pairs[:, 1]).max() <= 3


def test_with_16_bits_every_flower_is_the_same() -> None:
    for seed in range(5):
        real, golden = _right(*_trained(seed), 16, None)
        assert real == golden
