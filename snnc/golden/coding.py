"""Encoders: real values in [0, 1] to input spikes."""

from __future__ import annotations

import numpy as np

from snnc.ir.network import Coding, CodingKind


def encode(values: np.ndarray, coding: Coding, first_sample: int = 0) -> np.ndarray:
    """Spikes bool [samples, steps, size] for ``values`` [samples, size] in [0, 1]; Poisson also [samples, steps, size].

    * Poisson (Bernoulli per step): a neuron spikes with probability ``scale * value`` in each
      step. Sample k draws from PCG64 seeded with ``(seed, first_sample + k)``, so that a sample
      does not depend on its batch.
    * Latency: a neuron spikes once, at step ``floor((1 - value) * steps)`` (at most the last
      step), and never when ``value < cutoff``. Thorpe, *Spike arrival times* (1990).
    """
    samples, size = values.shape[0], values.shape[-1]
    if coding.kind is CodingKind.LATENCY:
        step = np.minimum(np.floor((1.0 - values) * coding.steps).astype(np.int64), coding.steps - 1)
        spikes = step[:, None, :] == np.arange(coding.steps)[None, :, None]
        return np.asarray(spikes & (values >= coding.cutoff)[:, None, :])
    spikes = np.empty((samples, coding.steps, size), bool)
    for k in range(samples):
        generator = np.random.Generator(np.random.PCG64([coding.seed, first_sample + k]))
        spikes[k] = generator.random((coding.steps, size)) < coding.scale * values[k]
    return spikes
