"""Train the MNIST example: 784-128-10, an LI output layer read out by membrane potential.

    python examples/mnist/train.py [--epochs N] [--out weights.npz]

The four original files (train-images-idx3-ubyte.gz and so on) are expected in data/mnist/ below
the directory that SNNC_DATA names, by default ../shared next to the repository. With
OPENBLAS_NUM_THREADS=1 the run repeats exactly on one machine.
"""

import gzip
import os
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training.coding import SpikeSteps, encode_latency, shift
from training.command import Dataset, run
from training.surrogate import Labels, Network, Training

SHARED = Path(__file__).resolve().parents[3] / "shared"
MNIST = Path(os.environ.get("SNNC_DATA", SHARED)) / "data" / "mnist"
CUTOFF = 0.25
NETWORK = Network(steps=8, n_hidden=128, beta_hidden=0.9375, beta_output=0.9375, spiking_output=False)
TRAINING = Training(
    epochs=100,
    batch_size=128,
    learning_rate=4e-3,
    weight_decay=0.1,
    weight_limit=1.0,
    activity_penalty=2e-4,
    logit_scale=1.0,
    surrogate_slope=5.0,
)


def read_images(name: str) -> SpikeSteps:
    """Encoded images [N, 784] of an idx3 file, whose header is 16 bytes long."""
    pixels = np.frombuffer(gzip.decompress((MNIST / name).read_bytes()), np.uint8, offset=16)
    return encode_latency(pixels.reshape(-1, 28 * 28) / 255, NETWORK.steps, CUTOFF)


def read_labels(name: str) -> Labels:
    """Labels [N] of an idx1 file, whose header is 8 bytes long."""
    labels = np.frombuffer(gzip.decompress((MNIST / name).read_bytes()), np.uint8, offset=8)
    return labels.astype(np.int64)


def load() -> Dataset:
    """Read and encode the training and the test set."""
    return Dataset(
        read_images("train-images-idx3-ubyte.gz"),
        read_labels("train-labels-idx1-ubyte.gz"),
        read_images("t10k-images-idx3-ubyte.gz"),
        read_labels("t10k-labels-idx1-ubyte.gz"),
    )


def augment(samples: SpikeSteps, rng: np.random.Generator) -> SpikeSteps:
    """Shift every image by at most one pixel a side."""
    return shift(samples, NETWORK.steps, 1.0, rng)


if __name__ == "__main__":
    out = Path(__file__).with_name("weights.npz")
    run("Train the MNIST example.", NETWORK, TRAINING, load, augment, out)
