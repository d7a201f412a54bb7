"""A picture of float beside golden: rates of all neurons, and one neuron over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.backends.reports.figure import figure, legend_beside, picture, whole_ticks

_FLOAT, _GOLDEN, _UNEQUAL, _LIMIT = "C0", "C1", "C3", "0.5"
#: Steps that are drawn on either side of the one to look at, where there are so many: each still has its dot.
_AROUND = 40
#: Populations that a legend names.
_NAMED = 12


@dataclass(frozen=True, eq=False)
class Course:
    """One neuron through one sample.

    ``potential``: float64 [2, steps], float above golden; ``spikes``: [2, steps], or None for a
    neuron that never spikes; ``thresholds``: of float and golden, or None; ``limits``: where
    golden saturates, or None; ``step``: the one to look at, and ``mark`` what it is.
    """

    title: str
    variable: str
    potential: np.ndarray
    spikes: np.ndarray | None
    thresholds: tuple[float, float] | None
    limits: tuple[float, float] | None
    step: int
    mark: str


@picture
def comparison(rates: Sequence[tuple[str, np.ndarray]], course: Course, title: str) -> Any:
    """Left, golden's rate of every neuron over its rate in float; right, the course of one neuron.

    ``rates``: population and float64 [2, neurons], spikes per step of float and golden. Raises
    :class:`UserError` E303 without matplotlib.
    """
    drawn = figure(11.5 if rates else 7.0, 4.2)
    widths = [1.0, 1.6] if rates else [1.0]
    grid = drawn.add_gridspec(1, len(widths), width_ratios=widths, wspace=0.22)
    if rates:
        _rates(drawn.add_subplot(grid[0]), rates)
    _course(drawn, grid[-1], course)
    drawn.suptitle(title, y=1.07, va="bottom", fontsize="medium")
    return drawn


def _rates(axis: Any, rates: Sequence[tuple[str, np.ndarray]]) -> None:
    """A dot per neuron; on the diagonal both sides spike equally often."""
    most = max(max(float(found.max()) for _, found in rates), 1e-9)
    axis.plot([0, most], [0, most], color=_LIMIT, linewidth=0.8, zorder=1)
    for index, (name, found) in enumerate(rates):
        label = name if index < _NAMED else None
        axis.scatter(*found, s=22, alpha=0.7, color=f"C{(index + 2) % 10}", linewidths=0, label=label, zorder=2)
    axis.set_xlim(-0.04 * most, 1.04 * most)
    axis.set_ylim(-0.04 * most, 1.04 * most)
    axis.set_xlabel("float: spikes per step")
    axis.set_ylabel("golden: spikes per step")
    axis.set_title("rate of each neuron", fontsize="medium")
    axis.legend(loc="upper left")


def _course(drawn: Any, place: Any, course: Course) -> None:
    steps = course.potential.shape[1]
    first = max(0, min(course.step - _AROUND, steps - 2 * _AROUND - 1))
    last = min(steps, first + 2 * _AROUND + 1)
    shown = np.arange(first, last)
    if course.spikes is None:
        top = axis = drawn.add_subplot(place)
    else:
        rows = place.subgridspec(2, 1, height_ratios=[1, 7], hspace=0.06)
        axis = drawn.add_subplot(rows[1])
        top = drawn.add_subplot(rows[0], sharex=axis)
        _spikes(top, course.spikes, shown)
    for each in {top, axis}:
        each.axvspan(course.step - 0.5, course.step + 0.5, color=_UNEQUAL, alpha=0.15, linewidth=0)
    _potentials(axis, course, shown)
    axis.set_xlim(first - 0.5, last - 0.5)
    whole_ticks(axis, "x")
    axis.set_xlabel("step")
    axis.set_ylabel(course.variable)
    top.set_title(course.title, fontsize="medium")
    legend_beside(axis)


def _spikes(axis: Any, spikes: np.ndarray, shown: np.ndarray) -> None:
    """Two rows of spikes; in red those that only one side has."""
    for row, color in enumerate((_FLOAT, _GOLDEN)):
        fired = spikes[row, shown] != 0
        unequal = spikes[0, shown] != spikes[1, shown]
        for chosen, own in ((fired & ~unequal, color), (fired & unequal, _UNEQUAL)):
            axis.scatter(shown[chosen], np.full(np.count_nonzero(chosen), 1 - row), s=90, marker="|", color=own)
    axis.set_ylim(-0.6, 1.6)
    axis.set_yticks([1, 0], ["float spikes", "golden spikes"])
    axis.tick_params(axis="x", labelbottom=False)


def _potentials(axis: Any, course: Course, shown: np.ndarray) -> None:
    real, golden = course.potential[:, shown]
    axis.plot(shown, real, color=_FLOAT, linewidth=3.0, alpha=0.5, marker=".", markersize=9, label="float")
    axis.plot(shown, golden, color=_GOLDEN, linewidth=1.2, marker=".", label="golden")
    if course.thresholds:
        for value, color, label in zip(course.thresholds, (_FLOAT, _GOLDEN), ("", " of golden"), strict=True):
            if not label or value != course.thresholds[0]:
                axis.axhline(value, color=color, linewidth=1.0, linestyle="--", label=f"threshold{label}")
    for limit in course.limits or ():
        if np.any(golden == limit):
            axis.axhline(limit, color=_LIMIT, linewidth=1.5, linestyle=":", label="limit of golden")
    axis.plot([], [], color=_UNEQUAL, alpha=0.15, linewidth=9, label=course.mark)
