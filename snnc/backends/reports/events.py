"""Events over time: a tick for every spike, and a shade or a size for what carries a number."""

from __future__ import annotations

from typing import Any

import numpy as np

from snnc.backends.reports.figure import shades

#: The share of its full size that the mark of a small number still has, of its full colour, and numbers of a legend.
_LEAST, _PALEST, _SHOWN = 0.15, 0.3, 3
#: Full size of the mark of a number, beside that of a tick.
_LARGEST = 5.0


def draw_events(axis: Any, sent: np.ndarray, *, size: float, color: str, label: str = "", offset: int = 0) -> None:
    """Draw what is ``sent``, bool or numbers [steps, neurons], on ``axis``, the first neuron at ``offset``.

    Spikes are ticks of ``size``. Where there are larger numbers, the ticks of those are stronger in colour than
    those of smaller ones. Where some are below 0, events are triangles, pointing down for those, whose area grows with
    the number. Labels for the legend name some numbers. ``label``: of a legend, or "".
    """
    step, neuron = np.nonzero(sent)
    numbers = sent[step, neuron].astype(np.int64)
    # A legend leaves out labels that begin with an underscore.
    named = f" {label}"[label[:1] != "_" :] if label else None
    if not np.any((numbers != 0) & (numbers != 1)):
        axis.scatter(step, neuron + offset, s=size, marker="|", color=color, linewidths=0.8, label=named)
        return
    most = int(np.abs(numbers).max())
    if numbers.min() > 0:
        tick = {"s": size, "marker": "|", "linewidths": 0.8}
        axis.scatter(step, neuron + offset, color=shades(color, _strengths(numbers, most)), **tick)
        for number in legend_numbers(numbers):
            own = shades(color, _strengths(np.array([number]), most))
            axis.scatter([], [], color=own, label=_of_number(named, number), **tick | {"linewidths": 2.0})
        return
    for marker, chosen in (("^", numbers > 0), ("v", numbers < 0)):
        where = (step[chosen], neuron[chosen] + offset)
        axis.scatter(*where, s=_areas(numbers[chosen], most, size), marker=marker, color=color, linewidths=0)
    for number in legend_numbers(numbers):
        marker = "^" if number > 0 else "v"
        area = float(_areas(np.array([number]), most, size)[0])
        axis.scatter(
            [],
            [],
            s=area,
            marker=marker,
            color=color,
            linewidths=0,
            label=_of_number(named, number),
        )


def _of_number(label: str | None, number: int) -> str:
    """The text of a legend."""
    return f"{label} {number}" if label else str(number)


def legend_numbers(numbers: np.ndarray) -> list[int]:
    """The whole ``numbers`` [n], not 0, that a legend names, ascending: all of few, else the ends and those between."""
    found = np.unique(numbers)
    if found.size <= _SHOWN:
        return [int(number) for number in found]
    wanted = np.linspace(int(found[0]), int(found[-1]), _SHOWN)
    nearest = {int(found[np.argmin(np.abs(found - each))]) for each in wanted}
    return sorted(nearest)


def _strengths(numbers: np.ndarray, most: int) -> np.ndarray:
    """How strong in colour ``numbers`` above 0 are, from 0 to 1, the largest of which is ``most``."""
    return np.asarray(_PALEST + (1.0 - _PALEST) * numbers / most)


def _areas(numbers: np.ndarray, most: int, size: float) -> np.ndarray:
    """The areas of the marks of ``numbers``, the largest of which is ``most``."""
    return np.asarray(size * _LARGEST * (_LEAST + (1.0 - _LEAST) * np.abs(numbers) / most))
