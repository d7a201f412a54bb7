"""Train the fast MNIST example: 144-192-10 without decay, weights of few bits from the start.

    python examples/mnist_fast/train.py [--epochs N] [--out weights.npz]

`training/mnist.py` says where the images are expected. With OPENBLAS_NUM_THREADS=1 the run
repeats exactly on one machine.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training.command import run
from training.mnist import Distortion, Pooling, Task
from training.surrogate import Grid, Network, Training

TASK = Task(Distortion(Pooling(square=2, margin=2), shift=0.5, linear=1.0, waves=0.2), steps=3, cutoff=0.1)
NETWORK = Network(TASK.steps, n_in=144, n_hidden=192, beta_hidden=1.0, beta_output=1.0, spiking_output=False)
TRAINING = Training(
    epochs=100,
    batch_size=128,
    learning_rate=8e-3,
    weight_decay=0.03,
    activity_penalty=2e-4,
    logit_scale=1.0,
    surrogate_slope=2.0,
    grids=(Grid(bits=4, per_unit=8), Grid(bits=5, per_unit=16)),
)

if __name__ == "__main__":
    out = Path(__file__).with_name("weights.npz")
    run("Train the fast MNIST example.", net=NETWORK, hyper=TRAINING, load=TASK.load, augment=TASK.augment, out=out)
