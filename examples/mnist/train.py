"""Train the MNIST example: 784-128-10, an LI output layer read out by membrane potential.

    python examples/mnist/train.py [--epochs N] [--out weights.npz]

`training/mnist.py` says where the images are expected. With OPENBLAS_NUM_THREADS=1 the run
repeats exactly on one machine.
"""

import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training.coding import SpikeSteps, encode_latency, shift
from training.command import Dataset, run
from training.mnist import Pooling, read_images, read_labels
from training.surrogate import Network, Training

CUTOFF = 0.25
NETWORK = Network(steps=8, n_in=784, n_hidden=128, beta_hidden=0.9375, beta_output=0.9375, spiking_output=False)
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


def load() -> Dataset:
    """Read and encode the training and the test set."""
    train, test = (encode_latency(Pooling()(read_images(part)), NETWORK.steps, CUTOFF) for part in ("train", "t10k"))
    return Dataset(train, read_labels("train"), test, read_labels("t10k"))


def augment(samples: SpikeSteps, rng: np.random.Generator) -> SpikeSteps:
    """Shift every image by at most one pixel a side."""
    return shift(samples, NETWORK.steps, 1.0, rng)


if __name__ == "__main__":
    out = Path(__file__).with_name("weights.npz")
    run("Train the MNIST example.", net=NETWORK, hyper=TRAINING, load=load, augment=augment, out=out)
