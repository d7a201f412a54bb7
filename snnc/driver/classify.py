"""Decisions of a classifying network from its output traces."""

from __future__ import annotations

import numpy as np

from snnc.ir.network import SPIKES


def decide(trace: np.ndarray, variable: str) -> np.ndarray:
    """The class of every sample from an output trace [samples, steps, classes].

    Spikes: the neuron with most spikes; a state variable: the largest after the last step. The
    first of equals wins.
    """
    score = trace.sum(axis=1) if variable == SPIKES else trace[:, -1]
    return np.asarray(score.argmax(axis=1))


def accuracy(trace: np.ndarray, variable: str, labels: np.ndarray) -> float:
    """The share of samples decided as ``labels`` [samples] say."""
    return float(np.mean(decide(trace, variable) == labels))
