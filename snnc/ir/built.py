"""What became of single values of a population in integers, for its report."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class GainReport:
    """What became of a gain, in the neuron where it is furthest off.

    ``name``: the parameter; ``asked`` and ``built``: the gains; ``error``: their difference as a share of the first.
    """

    name: str
    asked: float
    built: float
    error: float


@dataclass(frozen=True)
class TableReport:
    """The table of ``function`` in the statement ``name``.

    It holds the arguments ``first`` … ``last``, in units of what it reads, by an entry for every ``2**shift`` of
    them. ``low`` … ``high``: the same in real units; ``error``: the largest difference from the function, in real
    units, and ``relative``: that as a share of the function, where it is more than rounding makes.
    """

    name: str
    function: str
    first: int
    last: int
    shift: int
    entries: int
    low: float
    high: float
    error: float
    relative: float
