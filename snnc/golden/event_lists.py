"""Stimuli as lists: rows of sample, step or time, and neuron."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from snnc.core.errors import user_error
from snnc.core.limits import excess, way_out
from snnc.golden.sent import too_many_events
from snnc.ir.events import event_dtype
from snnc.ir.network import Input

#: Most steps of a sample.
_MOST_STEPS = 1 << 20
#: A spike at 0.3 with steps of 0.1 is in step 3, although 0.3 / 0.1 is a little less in binary numbers.
_ROUNDING = 1e-6


@dataclass(frozen=True, eq=False)
class Given:
    """What a file has for one input: ``spikes`` of the samples to keep, and how many ``samples`` it has in all."""

    spikes: np.ndarray
    samples: int


def check_size(source: Input, samples: int, steps: int, *, each: int = 1) -> None:
    """E202 where what ``source`` sends takes too much memory, ``each`` bytes a neuron and step."""
    needed = samples * steps * source.size * each
    if excess(needed):
        message = f"{samples} samples of {steps} steps of '{source.name}' take {excess(needed)}"
        raise user_error("E202", message, hint=f"keep fewer with --samples; {way_out(needed)}")


def from_times(
    source: Input, array: np.ndarray, arrays: Mapping[str, np.ndarray], samples: int | None, dt: float
) -> Given:
    """Spikes at times in the unit of ``dt``: rows of sample, time and neuron. Step k holds those from k dt on."""
    name = f"{source.name}.times"
    if array.ndim != 2 or array.shape[1] != 3:
        raise user_error("E202", f"'{name}'; got shape {list(array.shape)}, expected rows of sample, time, neuron")
    rows = array.astype(np.float64)
    if np.any(rows[:, [0, 2]] != np.rint(rows[:, [0, 2]])):
        raise user_error("E202", f"'{name}': samples and neurons are whole numbers")
    late = float(np.max(rows[:, 1], initial=0.0)) / dt
    if late > _MOST_STEPS:
        raise user_error("E202", f"'{name}': a time of {rows[:, 1].max():g} lies beyond {_MOST_STEPS} steps of {dt:g}")
    rows[:, 1] = np.floor(rows[:, 1] / dt + _ROUNDING)
    return from_events(source, rows.astype(np.int64), arrays, samples, called=name)


def from_events(
    source: Input, array: np.ndarray, arrays: Mapping[str, np.ndarray], samples: int | None, called: str
) -> Given:
    """Events at steps: rows of sample, step and neuron, beside ``samples`` and ``steps``; ``called``: of the array."""
    sizes = []
    for name in ("samples", "steps"):
        value = arrays.get(name)
        if value is None or value.size != 1 or value.dtype.kind not in "iu" or int(value.reshape(())) < 1:
            raise user_error("E201", f"events need '{name}', one positive whole number")
        sizes.append(int(value.reshape(())))
    count, steps = sizes
    if steps > _MOST_STEPS:
        raise user_error("E202", f"steps; got {steps}, expected at most {_MOST_STEPS}")
    kept = count if samples is None else min(samples, count)
    check_size(source, kept, steps)
    limits = np.array([count, steps, source.size])
    if array.ndim != 2 or array.shape[1] != 3 or array.dtype.kind not in "iu":
        raise user_error("E202", f"'{called}'; got shape {list(array.shape)}, expected whole numbers [n, 3]")
    if np.any((array < 0) | (array >= limits)):
        worst = int(np.argmax(np.any((array < 0) | (array >= limits), axis=1)))
        message = f"'{called}', row {worst}: (sample, step, neuron) is {array[worst].tolist()}"
        raise user_error("E202", f"{message}, expected below {limits.tolist()}")
    shape = (kept, steps, source.size)
    rows = array[array[:, 0] < kept].astype(np.int64)
    places, counts = np.unique(np.ravel_multi_index(tuple(rows.T), shape), return_counts=True)
    if np.any(counts > source.events):
        first = int(np.argmax(counts > source.events))
        sample, step, neuron = (int(k) for k in np.unravel_index(places[first], shape))
        raise too_many_events(source, sample=sample, step=step, neuron=neuron, count=int(counts[first]))
    events = np.zeros(shape, event_dtype(source.events))
    events.reshape(-1)[places] = counts
    return Given(events, count)
