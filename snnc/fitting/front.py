"""Pareto fronts: what no other candidate is at least as good as in everything."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")
Measures = tuple[float, ...]


def front(items: Iterable[T], key: Callable[[T], Measures], slack: float = 0) -> list[T]:
    """Those of ``items`` that none is as good as in every number of ``key`` (less is better), by key.

    Of equal ones the first is kept. With ``slack``, one that is kept counts as better by that share:
    what is left out is not better than a kept one by more than that in any number.
    """
    ordered = sorted(((key(item), rank, item) for rank, item in enumerate(items)), key=lambda e: e[:2])
    kept: list[T] = []
    keys = np.empty((len(ordered), len(ordered[0][0]) if ordered else 0))
    for own, _, item in ordered:
        if not np.all(keys[: len(kept)] <= np.multiply(own, 1 + slack), axis=1).any():
            keys[len(kept)] = own
            kept.append(item)
    return kept


def dominates(one: Measures, other: Measures) -> bool:
    """Whether ``one`` is at least as good as ``other`` in everything."""
    return all(a <= b for a, b in zip(one, other, strict=True))


def thin(items: Sequence[T], most: int) -> list[T]:
    """At most ``most`` of ``items``, evenly spread, the first and the last among them."""
    if len(items) <= most:
        return list(items)
    return [items[round(k * (len(items) - 1) / (most - 1))] for k in range(most)]
