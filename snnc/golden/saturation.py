"""Where states of golden were limited to their format."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.golden.engine import Cell
from snnc.golden.tables import Environment
from snnc.program.integer_ops import Clamp


@dataclass(frozen=True)
class Saturation:
    """A state that was limited to its format in ``count`` of ``places`` updates of a neuron.

    ``sample``, ``step``, ``neuron``: the first of them, in this order; ``share``: of all places.
    """

    population: str
    state: str
    count: int
    places: int
    sample: int
    step: int
    neuron: int

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

    def look(self, cell: Cell, env: Environment, sample: int, step: int) -> None:
        """See :class:`~snnc.golden.watch.Watch`."""
        for state, clamp in cell.clamps.items():
            self._count((cell.name, state), clamp, values=env[clamp.a], sample=sample, step=step)

    def _count(self, key: tuple[str, str], clamp: Clamp, values: np.ndarray, sample: int, step: int) -> None:
        at = (values < clamp.lo) | (values > clamp.hi)
        count = int(np.count_nonzero(at))
        self._places[key] = self._places.get(key, 0) + at.size
        if not count:
            return
        self._counts[key] = self._counts.get(key, 0) + count
        row, neuron = divmod(int(np.argmax(at)), at.shape[1])
        place = (sample + row, step, neuron)
        self._first[key] = min(place, self._first.get(key, place))

    def found(self) -> tuple[Saturation, ...]:
        """Every state that saturated."""
        return tuple(Saturation(*key, self._counts[key], self._places[key], *self._first[key]) for key in self._counts)
