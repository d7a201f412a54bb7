"""Synaptic currents from spikes, exactly, event-driven where that is cheaper.

Integer weights are summed in floating point: float32 where every partial sum is proved below
2**24, float64 below 2**53. Both are exact there, whatever the order of summation, and run at
the speed of BLAS.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

#: ``gather(spikes, block)``: bool, or numbers of events or of graded ones, [rows, n_source] -> current
#: [rows, n_target]. Rows are taken ``block`` at a time: best such that most source neurons are
#: silent in all rows of a block. A source of n events, or of one with the number n, adds n times its weights.
Gatherer = Callable[[np.ndarray, int], np.ndarray]

#: Synapses as arrays [n_synapses]: source, target, weight.
Synapses = tuple[np.ndarray, np.ndarray, np.ndarray]

#: With more active columns than this share, leaving out the silent ones costs more than it saves.
_MOSTLY = 0.8
#: So few sources are multiplied as they are, many rows at once.
_NARROW, _TALL = 256, 2048
#: Synapses between more than this share of all pairs are multiplied as a matrix …
_DENSE_ENOUGH = 0.05
#: … of at most so many weights.
_DENSE_LIMIT = 1 << 24


def exact_dtype(accumulator_bits: int) -> np.dtype:
    """The floating point format that holds every partial sum of such an accumulator exactly."""
    return np.dtype(np.float32 if accumulator_bits <= 24 else np.float64)


def gather_matrix(matrix: np.ndarray) -> Gatherer:
    """Sums of the rows of ``matrix`` [n_source, n_target], in its own format."""
    n_source, n_target = matrix.shape

    def one_row(spikes: np.ndarray, out: np.ndarray) -> None:
        rows = np.flatnonzero(spikes)
        if rows.size and spikes.dtype == bool:
            np.add.reduce(matrix[rows], axis=0, out=out)
        elif rows.size:
            np.matmul(spikes[rows].astype(matrix.dtype), matrix[rows], out=out)

    def gather(spikes: np.ndarray, block: int) -> np.ndarray:
        out = np.zeros((spikes.shape[0], n_target), matrix.dtype)
        if spikes.shape[0] == 1:
            one_row(spikes[0], out[0])
            return out
        if n_source <= _NARROW:
            for start in range(0, spikes.shape[0], _TALL):
                np.matmul(spikes[start : start + _TALL].astype(matrix.dtype), matrix, out=out[start : start + _TALL])
            return out
        start = 0
        while start < spikes.shape[0]:
            end = start + block
            active = np.flatnonzero(spikes[start:end].any(axis=0))
            if active.size > _MOSTLY * n_source:
                # Nothing to leave out, so many rows at once.
                end = start + _TALL
                np.matmul(spikes[start:end].astype(matrix.dtype), matrix, out=out[start:end])
            elif active.size:
                np.matmul(spikes[start:end, active].astype(matrix.dtype), matrix[active], out=out[start:end])
            start = end
        return out

    return gather


def gather_synapses(synapses: Synapses, n_source: int, n_target: int, dtype: np.dtype) -> Gatherer:
    """Sums of listed ``synapses``, sorted by source; many of them are multiplied as a matrix."""
    source, target, weights = synapses
    size = n_source * n_target
    if size <= _DENSE_LIMIT and weights.size > _DENSE_ENOUGH * size:
        matrix = np.zeros((n_source, n_target), dtype)
        matrix[source, target] = weights
        return gather_matrix(matrix)
    return _gather_rows(source, target=target, weights=weights, n_source=n_source, n_target=n_target, dtype=dtype)


def _gather_rows(
    source: np.ndarray,
    target: np.ndarray,
    weights: np.ndarray,
    n_source: int,
    n_target: int,
    dtype: np.dtype,
) -> Gatherer:
    start = np.searchsorted(source, np.arange(n_source + 1))
    length = np.diff(start)
    weights = weights.astype(np.float64)

    def gather(spikes: np.ndarray, block: int) -> np.ndarray:
        row, neuron = np.nonzero(spikes)
        counts = length[neuron]
        ends = np.cumsum(counts)
        total = int(ends[-1]) if ends.size else 0
        index = np.arange(total) - np.repeat(ends - counts - start[neuron], counts)
        bins = np.repeat(row, counts) * n_target + target[index]
        added = weights[index]
        if spikes.dtype != bool:
            added *= np.repeat(spikes[row, neuron], counts)
        sums = np.bincount(bins, weights=added, minlength=spikes.shape[0] * n_target)
        return sums.reshape(spikes.shape[0], n_target).astype(dtype)

    return gather
