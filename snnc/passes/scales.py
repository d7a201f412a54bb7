"""Choosing scales: how many integer units make one unit of weight, and how a factor is built."""

from __future__ import annotations

import numpy as np

from snnc.ir.options import ScaleMethod, WeightOptions


def largest_integer(bits: int) -> int:
    """The largest weight of a symmetric ``bits``-wide format; 1 bit stores signs."""
    return max(1, (1 << (bits - 1)) - 1)


def integers(weights: np.ndarray, unit: float, bits: int) -> np.ndarray:
    """``weights`` in ``unit`` integer units per unit of weight, as float64 of whole numbers.

    Rounded to nearest, ties to even, and clipped to ``bits``; with 1 bit the sign of each weight
    is kept (a weight of zero is no synapse and stays zero).
    """
    if bits == 1:
        return np.asarray(np.sign(weights))
    top = largest_integer(bits)
    return np.asarray(np.clip(np.rint(weights * unit), -top, top))


def weight_scale(weights: np.ndarray, options: WeightOptions, use: np.ndarray | None = None) -> float:
    """Integer units per unit of weight for weights of any shape; 1.0 when all are zero.

    ``use``, shaped as ``weights``: how often each synapse is used; least squares then counts the
    error of a weight as often as it does harm.
    """
    if options.units is not None:
        return options.units
    magnitude = np.abs(weights[weights != 0])
    if magnitude.size == 0:
        return 1.0
    top = largest_integer(options.width)
    match options.method:
        case ScaleMethod.MAX:
            return float(top / magnitude.max())
        case ScaleMethod.PERCENTILE:
            return float(top / np.percentile(magnitude, options.percentile))
        case ScaleMethod.LEAST_SQUARES:
            return _least_squares(weights, options.width, use)


def _least_squares(weights: np.ndarray, bits: int, use: np.ndarray | None) -> float:
    """The scale of least squared error among 64 candidates below the largest weight."""
    values, index = np.unique(weights, return_inverse=True)
    counts = np.bincount(index.reshape(-1), weights=None if use is None else use.reshape(-1))
    top = float(np.abs(values).max())
    candidates = largest_integer(bits) / (top * np.linspace(0.2, 1.0, 64))
    errors = [float(np.sum(counts * (values - integers(values, scale, bits) / scale) ** 2)) for scale in candidates]
    return float(candidates[int(np.argmin(errors))])


def realise_factor(factor: np.ndarray, shift: int, digits: int | None) -> np.ndarray:
    """Integers ``b`` [n] with ``b / 2**shift`` nearest to ``factor`` [n], each in [0, 1].

    With ``digits`` given, only integers of at most that many signed digits are used.
    """
    wanted = np.asarray(factor, dtype=np.float64) * (1 << shift)
    if digits is None:
        nearest: np.ndarray = np.rint(wanted).astype(np.int64)
        return nearest
    return np.asarray(np.minimum(_few_digits(wanted, digits), 1 << shift))


def _few_digits(wanted: np.ndarray, digits: int) -> np.ndarray:
    """The whole numbers nearest to ``wanted`` [n] that are sums of at most ``digits`` signed powers of two.

    The leading power of the nearest one is a neighbour of the magnitude, below or above; what
    is left is the same question with a digit less.
    """
    best: np.ndarray = np.zeros(wanted.shape, np.int64)
    if digits == 0:
        return best
    magnitude = np.abs(wanted)
    exponent = np.floor(np.log2(np.maximum(magnitude, 1.0))).astype(np.int64)
    for lead in (1 << exponent, 2 << exponent):
        candidate = lead + _few_digits(magnitude - lead, digits - 1)
        best = np.where(np.abs(candidate - magnitude) < np.abs(best - magnitude), candidate, best)
    return np.asarray(np.where(wanted < 0, -best, best))
