"""A picture of a run: spikes and states over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.backends.reports.events import draw_events
from snnc.backends.reports.figure import figure, legend_beside, picture, whole_ticks

#: Neurons whose states are drawn, and those of a run of more than so many steps; more lines would hide each other.
MOST_LINES, FEW_LINES, LONG = 6, 2, 1000
#: Neurons whose spikes need little room.
_FEW = 4
#: The colour of what belongs to no neuron.
_MARK = "black"
#: Distances from rest to threshold beyond which a state is cut off, and those that are shown beyond the two.
_FAR, _MARGIN = 2.0, 0.25
#: A step of a format that is no larger a share of all errors cannot be seen.
_THIN = 0.03
#: Steps up to which every value still has a dot of its own.
_DOTTED = 80


@dataclass(frozen=True, eq=False)
class SpikePanel:
    """What one population sends: bool, numbers of spikes, or numbers that events carry, [steps, size]."""

    name: str
    spikes: np.ndarray


@dataclass(frozen=True, eq=False)
class StatePanel:
    """A state of some neurons: float64 [steps, len(neurons)].

    ``real``: the same of the float network, or None; ``threshold``: what it is compared with, or None. ``mark``: the
    step in which spikes first differ, or None. ``floor``: the lowest that a neuron rests at or is reset to, or None.
    """

    name: str
    neurons: Sequence[int]
    values: np.ndarray
    real: np.ndarray | None
    threshold: np.ndarray | None
    mark: int | None = None
    floor: float | None = None


@dataclass(frozen=True, eq=False)
class ErrorPanel:
    """Golden minus float, in the colours of a panel of the same neurons: float64 [steps, len(neurons)].

    ``unit``: one step of golden's format.
    """

    name: str
    errors: np.ndarray
    unit: float


Panel = SpikePanel | StatePanel | ErrorPanel


@picture
def traces(panels: Sequence[Panel], time: str, title: str, first: int = 0) -> Any:
    """One panel below the other over a common ``time``, as its axis is called; ``first``: the first step of all panels.

    Raises :class:`UserError` E303 without matplotlib.
    """
    heights = [_height(panel) for panel in panels]
    drawn = figure(9.0, sum(heights))
    grid = {"hspace": 0.15, "height_ratios": heights}
    axes = drawn.subplots(len(panels), 1, sharex=True, squeeze=False, gridspec_kw=grid)[:, 0]
    for axis, panel in zip(axes, panels, strict=True):
        match panel:
            case SpikePanel():
                _spikes(axis, panel)
            case StatePanel():
                _states(axis, panel, first)
            case ErrorPanel():
                _errors(axis, panel, first)
        whole_ticks(axis, "x")
    axes[0].set_title(title, fontsize="medium")
    axes[-1].set_xlabel(time)
    return drawn


def _height(panel: Panel) -> float:
    """Inches."""
    if isinstance(panel, ErrorPanel):
        return 1.1
    return 0.6 if isinstance(panel, SpikePanel) and panel.spikes.shape[1] <= _FEW else 2.2


def _spikes(axis: Any, panel: SpikePanel) -> None:
    steps, size = panel.spikes.shape
    draw_events(axis, panel.spikes, size=max(3.0, min(60.0, 1500.0 / size)), color="C0")
    axis.set_xlim(-0.5, steps - 0.5)
    axis.set_ylim(-0.5, size - 0.5)
    axis.locator_params(axis="y", integer=True, min_n_ticks=1)
    axis.set_ylabel(f"{panel.name}\nneuron")
    legend_beside(axis)


def _states(axis: Any, panel: StatePanel, first: int) -> None:
    steps = first + np.arange(panel.values.shape[0])
    marker = "." if steps.size <= _DOTTED else ""
    for k, neuron in enumerate(panel.neurons):
        if panel.real is not None:
            axis.plot(steps, panel.real[:, k], color=f"C{k}", linewidth=3.0, alpha=0.35)
        axis.plot(steps, panel.values[:, k], color=f"C{k}", linewidth=1.0, marker=marker, label=f"neuron {neuron}")
        if panel.threshold is not None:
            axis.plot(steps, panel.threshold[:, k], color=f"C{k}", linewidth=0.8, linestyle="--")
    if panel.threshold is not None:
        axis.plot([], [], color="0.5", linewidth=0.8, linestyle="--", label="threshold")
    if panel.real is not None:
        axis.plot([], [], color="0.5", linewidth=3.0, alpha=0.35, label="float")
        axis.plot([], [], color="0.5", linewidth=1.0, label="golden")
    if panel.mark is not None:
        axis.axvline(panel.mark, color=_MARK, linewidth=1.2, linestyle=":", label="spikes first differ")
    axis.set_xlim(first - 0.5, first + steps.size - 0.5)
    _near_threshold(axis, panel)
    axis.set_ylabel(panel.name)
    legend_beside(axis)


def _near_threshold(axis: Any, panel: StatePanel) -> None:
    """Leave out what is so far from ``panel.floor`` and the threshold that what happens between them would be flat."""
    if panel.threshold is None or panel.floor is None:
        return
    sides = [panel.values] if panel.real is None else [panel.values, panel.real]
    lowest, highest = min(float(side.min()) for side in sides), max(float(side.max()) for side in sides)
    top = float(panel.threshold.max())
    reach = top - panel.floor
    below, above = lowest < panel.floor - _FAR * reach, highest > top + _FAR * reach
    if reach <= 0 or not (below or above):
        return
    ends = panel.floor if below else min(lowest, panel.floor), top if above else max(highest, top)
    axis.set_ylim(ends[0] - _MARGIN * reach, ends[1] + _MARGIN * reach)
    if below:
        axis.plot([], [], "v", color=_MARK, markersize=4, label=f"down to {lowest:.3g}")
    if above:
        axis.plot([], [], "^", color=_MARK, markersize=4, label=f"up to {highest:.3g}")


def _errors(axis: Any, panel: ErrorPanel, first: int) -> None:
    steps = first + np.arange(panel.errors.shape[0])
    seen = panel.unit > _THIN * float(np.ptp(panel.errors))
    label = "a step of the format" if seen else None
    axis.axhspan(-panel.unit, panel.unit, color="0.5", alpha=0.2, linewidth=0, label=label)
    for k, errors in enumerate(panel.errors.T):
        axis.plot(steps, errors, color=f"C{k}", linewidth=1.0, marker="." if steps.size <= _DOTTED else "")
    axis.set_ylabel(panel.name)
    legend_beside(axis)
