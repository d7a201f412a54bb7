"""Exponentials and logarithms that are the same to the last bit everywhere.

Those of NumPy and of the C library are off by a last bit now and then, and where depends on the version and on the
processor. A decay that differs there would make another ``network.json``.
"""

from __future__ import annotations

from decimal import Context, Decimal

import numpy as np

#: Digits that are computed: the 17 of a float64, and enough that rounding them to it is rounding the true value.
#: What is too large is infinite, as for a float64, and no error.
_EXACT = Context(prec=40, traps=[])


def exp(values: np.ndarray | float) -> np.ndarray:
    """``e ** values``, each rounded to the nearest float64; in the shape of ``values``."""
    array = np.asarray(values, dtype=np.float64)
    distinct, places = np.unique(array, return_inverse=True)
    powers = np.array([float(_EXACT.exp(Decimal(value))) for value in distinct.tolist()], dtype=np.float64)
    return powers[places].reshape(array.shape)


def log(value: float) -> float:
    """The natural logarithm of ``value`` above 0, rounded to the nearest float64."""
    return float(_EXACT.ln(Decimal(value)))
