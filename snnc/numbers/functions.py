"""The functions that programs may look up in tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from snnc.numbers.transcendental import exp, expm1, log1m


@dataclass(frozen=True)
class Function:
    """A real function of a real number.

    ``real``: of float64 arrays, as the float reference computes it; ``exact``: the same, and the same to the last bit
    everywhere, as tables are made. ``low`` … ``high``: the arguments that a table holds; beyond them it keeps the
    value at the end, while the function itself goes on.
    """

    name: str
    real: Callable[[np.ndarray], np.ndarray]
    exact: Callable[[np.ndarray], np.ndarray]
    low: float
    high: float


def _exp(values: np.ndarray) -> np.ndarray:
    # What no float64 holds ends near its largest, without a warning.
    return np.asarray(np.exp(np.minimum(values, 700.0)))


def _sigmoid(values: np.ndarray) -> np.ndarray:
    # Of -|x|, so that nothing overflows.
    small = np.exp(-np.abs(values))
    return np.asarray(np.where(np.asarray(values) >= 0, 1.0, small) / (1.0 + small))


def _exact_sigmoid(values: np.ndarray) -> np.ndarray:
    small = exp(-np.abs(values))
    return np.asarray(np.where(np.asarray(values) >= 0, 1.0, small) / (1.0 + small))


def _exact_tanh(values: np.ndarray) -> np.ndarray:
    return np.asarray(2.0 * _exact_sigmoid(2.0 * np.asarray(values)) - 1.0)


def _expm1(values: np.ndarray) -> np.ndarray:
    # What no float64 holds ends near its largest, without a warning.
    return np.asarray(np.expm1(np.minimum(values, 700.0)))


def _log1m(values: np.ndarray) -> np.ndarray:
    # Of what has no logarithm, that of the smallest number above 0, without a warning.
    return np.asarray(np.log1p(-np.minimum(values, 1.0 - 2.0**-53)))


def _exact_log1m(values: np.ndarray) -> np.ndarray:
    # The last entry of a table is interpolated towards one beyond its end, which is not to be near the pole.
    return np.asarray(log1m(np.minimum(values, 0.9375)))


#: Every function by name; ``log1m`` is the logarithm of 1 - x. Beyond the ends of ``tanh`` and ``sigmoid``, and below
#: those of ``exp`` and ``expm1``, they differ from a constant by less than 2**-11 of a unit. ``exp`` goes on above, but
#: e**16 is more than any quantity beside a unit of 1 holds. ``expm1`` above and ``log1m`` on both sides just end: who
#: looks them up stays between their ends.
FUNCTIONS: dict[str, Function] = {
    each.name: each
    for each in (
        Function("exp", real=_exp, exact=exp, low=-16.0, high=16.0),
        Function("tanh", real=np.tanh, exact=_exact_tanh, low=-6.0, high=6.0),
        Function("sigmoid", real=_sigmoid, exact=_exact_sigmoid, low=-12.0, high=12.0),
        Function("expm1", real=_expm1, exact=expm1, low=-8.0, high=8.0),
        Function("log1m", real=_log1m, exact=_exact_log1m, low=-7.0, high=0.875),
    )
}
