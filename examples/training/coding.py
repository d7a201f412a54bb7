"""Latency coding: a pixel spikes at most once, and the brighter it is the earlier.

An encoded image is the vector of its spike steps, one ``uint8`` per pixel, in which the number
of steps stands for "never". `spike_train` expands it to the dense tensor that a network consumes.
The other functions perturb encoded images to augment a training set.
"""

import numpy as np
from numpy.typing import NDArray

SpikeSteps = NDArray[np.uint8]


def encode_latency(pixels: NDArray[np.float64], steps: int, cutoff: float) -> SpikeSteps:
    """Spike step ``min(floor((1 - p) * steps), steps - 1)`` of every pixel p in [0, 1].

    Pixels below `cutoff` never spike. The result has the shape of `pixels`.
    """
    step = np.minimum(np.floor((1 - pixels) * steps), steps - 1)
    return np.where(pixels < cutoff, steps, step).astype(np.uint8)


def spike_train(samples: SpikeSteps, steps: int) -> NDArray[np.float32]:
    """Dense 0/1 tensor [steps, batch, n_in] of a batch [batch, n_in] of spike steps."""
    train: NDArray[np.float32] = (samples == np.arange(steps)[:, None, None]).astype(np.float32)
    return train


def shift(samples: SpikeSteps, steps: int, fraction: float, rng: np.random.Generator) -> SpikeSteps:
    """Move a `fraction` of the square images [batch, side * side] by at most one pixel a side."""
    side = round(samples.shape[1] ** 0.5)
    images = np.pad(samples.reshape(-1, side, side), ((0, 0), (1, 1), (1, 1)), constant_values=steps)
    windows = np.lib.stride_tricks.sliding_window_view(images, (side, side), axis=(1, 2))
    moved = rng.random(len(samples)) < fraction
    dy, dx = np.where(moved, rng.integers(3, size=(2, len(samples))), 1)
    shifted: SpikeSteps = windows[np.arange(len(samples)), dy, dx]
    return shifted.reshape(samples.shape)


def jitter(samples: SpikeSteps, steps: int, fraction: float, rng: np.random.Generator) -> SpikeSteps:
    """Delay or advance a `fraction` of the spikes by at most one step."""
    offset = rng.integers(-1, 2, samples.shape) * (rng.random(samples.shape) < fraction)
    return np.where(samples < steps, np.clip(samples + offset, 0, steps - 1), steps).astype(np.uint8)


def drop(samples: SpikeSteps, steps: int, fraction: float, rng: np.random.Generator) -> SpikeSteps:
    """Remove a `fraction` of the spikes."""
    return np.where(rng.random(samples.shape) < fraction, steps, samples).astype(np.uint8)
