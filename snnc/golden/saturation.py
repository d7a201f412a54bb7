"""Where states of golden were limited: to their format, or by what their model says."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.golden.engine import Cell
from snnc.golden.tables import Environment


@dataclass(frozen=True)
class Saturation:
    """A state that was limited to its format in ``count`` of ``places`` updates of a neuron.

    ``sample``, ``step``, ``neuron``: the first of them, in this order; ``share``: of all places. ``by_model``: its
    model limits it so by definition, as a probability to 0 … 1, whatever the format; then those are counted that
    were above the upper end.
    """

    population: str
    state: str
    count: int
    places: int
    sample: int
    step: int
    neuron: int
    by_model: bool = False

    @property
    def share(self) -> float:
        """The share of all places, in [0, 1]."""
        return self.count / self.places


class SaturationWatch:
    """Counts saturated states while a machine runs."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}
        self._places: dict[tuple[str, str], int] = {}
        self._first: dict[tuple[str, str], tuple[int, int, int]] = {}
        self._by_model: set[tuple[str, str]] = set()

    def look(self, cell: Cell, env: Environment, sample: int, step: int) -> None:
        """See :class:`~snnc.golden.watch.Watch`."""
        for state, clamp in cell.clamps.items():
            values = env[clamp.a]
            self._count((cell.name, state), (values < clamp.lo) | (values > clamp.hi), sample=sample, step=step)
        for state, clamp in cell.limits.items():
            self._by_model.add((cell.name, state))
            self._count((cell.name, state), env[clamp.a] > clamp.hi, sample=sample, step=step)

    def _count(self, key: tuple[str, str], at: np.ndarray, sample: int, step: int) -> None:
        """``at``: where it was limited, bool [samples, size]."""
        count = int(np.count_nonzero(at))
        self._places[key] = self._places.get(key, 0) + at.size
        if not count:
            return
        self._counts[key] = self._counts.get(key, 0) + count
        row, neuron = divmod(int(np.argmax(at)), at.shape[1])
        place = (sample + row, step, neuron)
        self._first[key] = min(place, self._first.get(key, place))

    def found(self) -> tuple[Saturation, ...]:
        """Every state that was limited."""
        return tuple(
            Saturation(*key, count, self._places[key], *self._first[key], by_model=key in self._by_model)
            for key, count in self._counts.items()
        )
