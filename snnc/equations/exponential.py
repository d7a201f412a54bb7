"""The exponential of small matrices, the same to the last bit everywhere."""

from __future__ import annotations

import numpy as np

from snnc.numbers.transcendental import exp

#: Terms of the series for a matrix whose norm is at most 1/2: what is left out is below the rounding of float64.
_TERMS = 18


def matrix_exponential(a: np.ndarray) -> np.ndarray:
    """``e ** a`` of every matrix of ``a``, float64 [n, k, k].

    The series of a matrix that is halved until its norm is at most 1/2, then squared as often (Moler and Van
    Loan, *Nineteen dubious ways to compute the exponential of a matrix*, 2003, method 3). The diagonal of what
    no other row leads back to is rounded correctly.
    """
    norm = float(np.abs(a).sum(axis=2).max(initial=0.0))
    halvings = max(0, int(np.ceil(np.log2(max(norm, 1e-300)))) + 1)
    small = a / 2.0**halvings
    identity = np.broadcast_to(np.eye(a.shape[1]), a.shape)
    total = term = identity
    for k in range(1, _TERMS + 1):
        term = _product(term, small) / k
        total = total + term
    for _ in range(halvings):
        total = _product(total, total)
    result = np.array(total)
    for k in range(a.shape[1]):
        if not leads_back(a, k):
            result[:, k, k] = exp(a[:, k, k])
    return result


def _product(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Of every pair of matrices. Every sum in a fixed order: that of a library depends on the processor."""
    total = a[:, :, :1] * b[:, :1, :]
    for k in range(1, a.shape[2]):
        total = total + a[:, :, k : k + 1] * b[:, k : k + 1, :]
    return np.asarray(total)


def leads_back(matrices: np.ndarray, start: int) -> bool:
    """Whether row ``start`` of any of ``matrices`` [n, k, k] depends on itself through other rows."""
    leads = np.any(matrices != 0, axis=0)
    todo, seen = [int(j) for j in np.flatnonzero(leads[start]) if j != start], set[int]()
    while todo:
        at = todo.pop()
        if at == start:
            return True
        if at not in seen:
            seen.add(at)
            todo += [int(j) for j in np.flatnonzero(leads[at])]
    return False
