"""Train the digits example: 64-64-10, a LIF output layer read out by spike count.

    python examples/digits/train.py [--epochs N] [--out weights.npz]

The data are the 8 x 8 images that come with scikit-learn; the last 360 of a seeded permutation
are held out for testing. With OPENBLAS_NUM_THREADS=1 the run repeats exactly on one machine.
"""

import sys
from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits  # type: ignore[import-untyped]

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training.coding import SpikeSteps, drop, encode_latency, jitter, shift
from training.command import Dataset, run
from training.surrogate import Network, Training

CUTOFF = 3 / 16
HELD_OUT = 360
NETWORK = Network(steps=8, n_in=64, n_hidden=64, beta_hidden=0.9375, beta_output=0.9375, spiking_output=True)
TRAINING = Training(
    epochs=150,
    batch_size=32,
    learning_rate=1e-2,
    weight_decay=0.0,
    weight_limit=2.0,
    activity_penalty=5e-4,
    logit_scale=0.5,
    surrogate_slope=2.0,
)


def load() -> Dataset:
    """Read, split and encode the images."""
    digits = load_digits()
    order = np.random.default_rng(0).permutation(len(digits.target))
    samples = encode_latency(digits.data[order] / 16, NETWORK.steps, CUTOFF)
    labels = digits.target[order]
    return Dataset(samples[:-HELD_OUT], labels[:-HELD_OUT], samples[-HELD_OUT:], labels[-HELD_OUT:])


def augment(samples: SpikeSteps, rng: np.random.Generator) -> SpikeSteps:
    """Shift some images; drop some spikes and jitter others."""
    samples = shift(samples, NETWORK.steps, 0.15, rng)
    samples = drop(samples, NETWORK.steps, 0.1, rng)
    return jitter(samples, NETWORK.steps, 0.5, rng)


if __name__ == "__main__":
    out = Path(__file__).with_name("weights.npz")
    run("Train the digits example.", net=NETWORK, hyper=TRAINING, load=load, augment=augment, out=out)
