"""A picture of a run: spikes and states over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from snnc.backends.reports.figure import figure, legend_beside, picture, whole_ticks

#: Neurons whose states are drawn, and those of a run of more than so many steps; more lines would hide each other.
MOST_LINES, FEW_LINES, LONG = 6, 2, 1000
#: Neurons whose spikes need little room.
_FEW = 4
#: Steps up to which every value still has a dot of its own.
_DOTTED = 80


@dataclass(frozen=True, eq=False)
class SpikePanel:
    """The spikes of one population: whole numbers [steps, size]."""

    name: str
    spikes: np.ndarray


@dataclass(frozen=True, eq=False)
class StatePanel:
    """A state of some neurons: float64 [steps, len(neurons)].

    ``real``: the same of the float network, or None; ``threshold``: what it is compared with, or None.
    """

    name: str
    neurons: Sequence[int]
    values: np.ndarray
    real: np.ndarray | None
    threshold: np.ndarray | None


@picture
def traces(panels: Sequence[SpikePanel | StatePanel], time: str, title: str) -> Any:
    """One panel below the other over a common ``time``, as its axis is called.

    Raises :class:`UserError` E303 without matplotlib.
    """
    few = [isinstance(panel, SpikePanel) and panel.spikes.shape[1] <= _FEW for panel in panels]
    heights = [0.6 if low else 2.2 for low in few]
    drawn = figure(9.0, sum(heights))
    grid = {"hspace": 0.15, "height_ratios": heights}
    axes = drawn.subplots(len(panels), 1, sharex=True, squeeze=False, gridspec_kw=grid)[:, 0]
    for axis, panel in zip(axes, panels, strict=True):
        if isinstance(panel, SpikePanel):
            _spikes(axis, panel)
        else:
            _states(axis, panel)
        whole_ticks(axis, "x")
    axes[0].set_title(title, fontsize="medium")
    axes[-1].set_xlabel(time)
    return drawn


def _spikes(axis: Any, panel: SpikePanel) -> None:
    steps, size = panel.spikes.shape
    step, neuron = np.nonzero(panel.spikes)
    axis.scatter(step, neuron, s=max(3.0, min(60.0, 1500.0 / size)), marker="|", color="C0", linewidths=0.8)
    axis.set_xlim(-0.5, steps - 0.5)
    axis.set_ylim(-0.5, size - 0.5)
    axis.locator_params(axis="y", integer=True, min_n_ticks=1)
    axis.set_ylabel(f"{panel.name}\nneuron")


def _states(axis: Any, panel: StatePanel) -> None:
    steps = np.arange(panel.values.shape[0])
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
    axis.set_xlim(-0.5, steps.size - 0.5)
    axis.set_ylabel(panel.name)
    legend_beside(axis)
