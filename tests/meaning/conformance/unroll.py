"""Convolution and pooling as sparse synapses, in the layout of neurons that a framework uses."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: (channel, row, column, (channels, height, width)) -> index of the neuron.
Layout = Callable[[np.ndarray, np.ndarray, np.ndarray, tuple[int, int, int]], np.ndarray]


def channels_first(c: np.ndarray, y: np.ndarray, x: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """Index in [channel, row, column]."""
    return (c * shape[1] + y) * shape[2] + x


def channels_last(c: np.ndarray, y: np.ndarray, x: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """Index in [row, column, channel]."""
    return (y * shape[2] + x) * shape[0] + c


def convolution(
    kernel: np.ndarray, height: int, width: int, layout: Layout
) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Synapses ``(source, target), weights`` of a valid cross-correlation of stride 1; kernel [out, in, kh, kw]."""
    n_out, n_in, kh, kw = kernel.shape
    out = (n_out, height - kh + 1, width - kw + 1)
    o, y, x, i, dy, dx = (index.reshape(-1) for index in np.indices((*out, n_in, kh, kw)))
    source = layout(i, y + dy, x + dx, (n_in, height, width))
    return (source, layout(o, y, x, out)), kernel[o, i, dy, dx]


def pooled_dense(weights: np.ndarray, shape: tuple[int, int, int], window: int, layout: Layout) -> np.ndarray:
    """Dense weights [neurons of ``shape``, target] that pool by summing and then apply ``weights`` [pooled, target].

    ``shape``: (channels, height, width) before the pooling with a window of ``window`` and equal stride.
    """
    channels, height, width = shape
    c, y, x = (index.reshape(-1) for index in np.indices(shape))
    pooled = layout(c, y // window, x // window, (channels, height // window, width // window))
    spread = np.empty((c.size, weights.shape[1]))
    spread[layout(c, y, x, shape)] = weights[pooled]
    return spread
