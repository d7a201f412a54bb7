"""How far the potentials of golden are from those of float, counted batch by batch."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from snnc.driver.comparison import Error, NeuronStep, Potential
from snnc.golden.saturation import Saturation


class _ErrorTally:
    """Largest and summed squares of errors, absolute and as shares of ``reach``, float64 [size] or None."""

    def __init__(self, reach: np.ndarray | None) -> None:
        self._reach = reach
        self._count = 0
        self._largest, self._squares = np.zeros(2), np.zeros(2)

    def add(self, errors: np.ndarray) -> None:
        """``errors``: absolute values [places, size]."""
        if not errors.size:
            return
        self._count += errors.size
        for index, values in enumerate((errors, None if self._reach is None else errors / self._reach)):
            if values is not None:
                self._largest[index] = max(self._largest[index], values.max())
                self._squares[index] += np.square(values).sum()

    def result(self) -> Error | None:
        """None where nothing was added."""
        if not self._count:
            return None
        (largest, share), (rms, rms_share) = self._largest.tolist(), np.sqrt(self._squares / self._count).tolist()
        return Error(largest, rms, *((share, rms_share) if self._reach is not None else (None, None)))


class PotentialTally:
    """Errors of one state variable, and where golden saturates.

    ``reach``: distance from rest to threshold, float64 [size], or None.
    """

    def __init__(self, variable: str, reach: np.ndarray | None) -> None:
        self._variable = variable
        self._all, self._while_equal = _ErrorTally(reach), _ErrorTally(reach)
        self._largest, self._largest_at = -1.0, NeuronStep(0, 0, 0)
        self._saturated = 0
        self._first_saturated: NeuronStep | None = None
        self._size = 0.0

    def add(
        self,
        start: int,
        real: np.ndarray,
        golden: np.ndarray,
        saturations: Sequence[Saturation],
        equal_until: np.ndarray,
    ) -> bool:
        """Count one batch, whose first sample is ``start`` of all; whether it holds the largest error so far.

        ``real``, ``golden``: [samples, steps, size] in the unit of the user; ``saturations``: golden's of
        this state; ``equal_until``: in each sample all spikes of and for the population are equal before this step.
        """
        errors = np.abs(golden - real)
        self._size = max(self._size, float(np.abs(real).max()))
        self._all.add(errors.reshape(-1, errors.shape[2]))
        self._while_equal.add(errors[np.arange(errors.shape[1]) < equal_until[:, None]])
        for each in saturations:
            self._saturated += each.count
            self._first_saturated = self._first_saturated or NeuronStep(start + each.sample, each.step, each.neuron)
        largest = float(errors.max())
        if largest <= self._largest:
            return False
        self._largest, self._largest_at = largest, _place(start, errors.argmax(), errors.shape)
        return True

    @property
    def largest_at(self) -> NeuronStep:
        """Where the error is largest; the first of equals."""
        return self._largest_at

    @property
    def badness(self) -> float:
        """The largest error as a share of the distance to threshold, or else of the largest potential."""
        relative = self.result().error.largest_relative
        return self._largest / (self._size or 1.0) if relative is None else relative

    def result(self) -> Potential:
        """What all batches came to; at least one must have been added."""
        error = self._all.result()
        assert error is not None
        return Potential(
            variable=self._variable,
            error=error,
            largest_at=self._largest_at,
            while_equal=self._while_equal.result(),
            saturated=self._saturated,
            first_saturated=self._first_saturated,
        )


def _place(start: int, flat: np.intp, shape: tuple[int, ...]) -> NeuronStep:
    """The ``flat`` element of a batch [samples, steps, size] that begins at sample ``start``."""
    sample, step, neuron = (int(index) for index in np.unravel_index(flat, shape))
    return NeuronStep(start + sample, step, neuron)
