"""Exponentials and logarithms that are the same to the last bit everywhere.

Those of NumPy and of the C library are off by a last bit now and then, and where depends on the version and on the
processor. A decay that differs there would make another ``network.json``.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Context, Decimal

import numpy as np

#: Digits that are computed: the 17 of a float64, and enough that rounding them to it is rounding the true value.
#: What is too large is infinite, as for a float64, and no error.
_EXACT = Context(prec=40, traps=[])
#: Of power series: as many digits again for what the turns of an angle of 15 digits take away.
_WIDE = Context(prec=80, traps=[])
_CIRCLE = 2 * Decimal("3.14159265358979323846264338327950288419716939937510582097494459230781640628620900")


def exp(values: np.ndarray | float) -> np.ndarray:
    """``e ** values``, each rounded to the nearest float64; in the shape of ``values``."""
    array = np.asarray(values, dtype=np.float64)
    distinct, places = np.unique(array, return_inverse=True)
    powers = np.array([float(_EXACT.exp(Decimal(value))) for value in distinct.tolist()], dtype=np.float64)
    return powers[places].reshape(array.shape)


def expm1(values: np.ndarray | float) -> np.ndarray:
    """``e ** values - 1``, each rounded to the nearest float64; in the shape of ``values``.

    Of 40 digits those that cancel leave enough, for a value that is no closer to 0 than ``2**-62``.
    """
    return _each(values, lambda value: _EXACT.subtract(_EXACT.exp(value), Decimal(1)))


def log1m(values: np.ndarray | float) -> np.ndarray:
    """The natural logarithm of ``1 - values``, each rounded to the nearest float64; in the shape of ``values``."""
    return _each(values, lambda value: _EXACT.ln(_EXACT.subtract(Decimal(1), value)))


def _each(values: np.ndarray | float, function: Callable[[Decimal], Decimal]) -> np.ndarray:
    array = np.asarray(values, dtype=np.float64)
    found = [float(function(Decimal(value))) for value in array.ravel().tolist()]
    return np.array(found, dtype=np.float64).reshape(array.shape)


def cosine(angles: np.ndarray | float) -> np.ndarray:
    """The cosine of ``angles`` in radians, each rounded to the nearest float64; in the shape of ``angles``."""
    array = np.asarray(angles, dtype=np.float64)
    found = [_series(Decimal(value), Decimal(1), 0) for value in array.ravel().tolist()]
    return np.array(found, dtype=np.float64).reshape(array.shape)


def sine(angles: np.ndarray | float) -> np.ndarray:
    """The sine of ``angles`` in radians, each rounded to the nearest float64; in the shape of ``angles``."""
    array = np.asarray(angles, dtype=np.float64)
    found = [_series(Decimal(value), None, 1) for value in array.ravel().tolist()]
    return np.array(found, dtype=np.float64).reshape(array.shape)


def _series(angle: Decimal, term: Decimal | None, power: int) -> float:
    """The power series of cosine, from ``term`` = 1 and ``power`` 0, or of sine, from the angle and 1."""
    if not angle.is_finite():
        return float("nan")
    x = _WIDE.remainder_near(angle, _CIRCLE)
    term = x if term is None else term
    square, total = _WIDE.multiply(x, x), Decimal(0)
    while (more := _WIDE.add(total, term)) != total:
        total = more
        power += 2
        term = -_WIDE.divide(_WIDE.multiply(term, square), Decimal(power * (power - 1)))
    return float(total)


def log(value: float) -> float:
    """The natural logarithm of ``value`` above 0, rounded to the nearest float64."""
    return float(_EXACT.ln(Decimal(value)))
