"""What an array of events holds: bool, uint8 or uint16 counts of them, or the numbers that graded ones carry."""

from __future__ import annotations

import numpy as np


def event_dtype(most: int, graded: bool = False) -> np.dtype:
    """What holds the events of a neuron in a step: their count, ``most`` at most, or the number of a ``graded`` one."""
    if graded:
        return np.dtype(np.int32)
    return np.dtype(bool if most == 1 else np.uint8 if most < 1 << 8 else np.uint16)


def event_counts(sent: np.ndarray) -> np.ndarray:
    """How many events carry what was ``sent``, of any shape: as many as it counts, or one for a number other than 0."""
    return sent if sent.dtype in (np.bool_, np.uint8, np.uint16) else np.asarray(sent != 0)
