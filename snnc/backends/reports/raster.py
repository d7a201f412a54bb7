"""Raster pictures: golden over RTL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from snnc.backends.reports.events import draw_events
from snnc.backends.reports.figure import figure, legend_beside, picture, whole_ticks


@picture
def raster(rows: Sequence[tuple[str, np.ndarray, np.ndarray]], title: str) -> Any:
    """A PNG with two panels, golden above RTL, one colour per population.

    ``rows``: (population, golden spikes, RTL spikes), each bool or numbers [steps, size]. The marks of numbers differ
    in shade or size. What is not the same on both sides is drawn in red. Raises :class:`UserError` E303 without
    matplotlib.
    """
    drawn = figure(8, 6)
    axes = drawn.subplots(2, 1, sharex=True, sharey=True, gridspec_kw={"hspace": 0.08})
    for axis, side in zip(axes, ("golden", "RTL"), strict=True):
        offset = 0
        for index, (name, golden, rtl) in enumerate(rows):
            shown = golden if side == "golden" else rtl
            draw_events(axis, shown, size=14, color=f"C{index}", label=name, offset=offset)
            step, neuron = np.nonzero((shown != 0) & (golden != rtl))
            axis.scatter(step, neuron + offset, s=40, marker="|", color="red")
            offset += golden.shape[1]
        axis.set_ylabel(f"{side}: neuron")
        axis.set_ylim(-0.5, offset - 0.5)
        axis.set_xlim(-0.5, golden.shape[0] - 0.5)
        whole_ticks(axis)
    axes[0].set_title(title)
    legend_beside(axes[0])
    axes[1].set_xlabel("timestep")
    return drawn
