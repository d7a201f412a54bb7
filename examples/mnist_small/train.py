"""Train the small MNIST example: 121-96-10 without decay, weights of few bits from the start.

    python examples/mnist_small/train.py [--epochs N] [--out weights.npz]

`training/mnist.py` says where the images are expected. With OPENBLAS_NUM_THREADS=1 the run
repeats exactly on one machine.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from training.command import run
from training.mnist import Distortion, Pooling, Task
from training.surrogate import Grid, Network, Training

TASK = Task(Distortion(Pooling(square=2, margin=3), shift=0.5, linear=1.0, waves=0.2), steps=4, cutoff=0.1)
NETWORK = Network(TASK.steps, n_in=121, n_hidden=96, beta_hidden=1.0, beta_output=1.0, spiking_output=False)
TRAINING = Training(
    epochs=250,
    batch_size=128,
    learning_rate=8e-3,
    weight_decay=0.03,
    activity_penalty=0.0,
    logit_scale=1.0,
    surrogate_slope=2.0,
    grids=(Grid(bits=3, per_unit=4), Grid(bits=4, per_unit=8)),
)

if __name__ == "__main__":
    out = Path(__file__).with_name("weights.npz")
    run("Train the small MNIST example.", net=NETWORK, hyper=TRAINING, load=TASK.load, augment=TASK.augment, out=out)
