"""Pictures of a profile: memories, resources, clocks, traffic."""

from __future__ import annotations

from typing import Any

import numpy as np

from snnc.analysis.activity import Activity
from snnc.analysis.inventory import Inventory
from snnc.analysis.resources import Estimate
from snnc.backends.reports.figure import figure, legend_beside, picture, whole_ticks
from snnc.core.digits import tenths
from snnc.target.device import Device

#: Bars of a histogram at most, and how many of them its axis is long at most.
_BINS, _WIDEST = 30, 100
#: Cores that a legend names.
_NAMED = 12
#: Rows and columns of a matrix whose cells still carry their number; the colour of cells without a path.
_LABELLED, _NO_PATH = 12, "0.85"


@picture
def memory_chart(owned: Inventory) -> Any:
    """Stacked bars: kilobits of each kind of memory, per core and router; strong: what is filled."""
    owners = list(dict.fromkeys(memory.owner for memory in owned.memories))
    kinds = list(dict.fromkeys(memory.kind for memory in owned.memories))
    drawn = figure(6.5, 0.6 + 0.45 * len(owners))
    axis = drawn.subplots()
    left = np.zeros(len(owners))
    for index, kind in enumerate(kinds):
        bits, used = np.zeros(len(owners)), np.zeros(len(owners))
        for memory in owned.memories:
            if memory.kind == kind:
                bits[owners.index(memory.owner)] += memory.bits / 1000
                used[owners.index(memory.owner)] += (memory.used or 0) / 1000
        axis.barh(owners, bits, left=left, color=f"C{index}", alpha=0.45, label=kind)
        axis.barh(owners, used, left=left, color=f"C{index}")
        left += bits
    axis.invert_yaxis()
    axis.set_xlabel("kilobits (strong colour: filled; of queues only the size is known)")
    axis.set_title(f"{owned.network}: memories")
    legend_beside(axis)
    return drawn


@picture
def resource_chart(owned: Inventory, estimated: Estimate, device: Device) -> Any:
    """Stacked bars: the share of each resource of ``device`` that each core and the routers take."""
    family, has = device.family, device.capacity
    kinds = [("LUT", "lut"), ("FF", "ff"), ("BRAM", "bram"), ("DSP", "dsp")]
    names = {"lut": family.lut, "bram": family.bram}
    kinds = [(names.get(key, label), key) for label, key in kinds if getattr(has, key)]
    drawn = figure(6.5, 0.6 + 0.45 * len(kinds))
    axis = drawn.subplots()
    left = np.zeros(len(kinds))
    for index, (owner, used) in enumerate((*estimated.cores, ("routers", estimated.routing))):
        shares = np.array([100 * getattr(used, key) / getattr(has, key) for _, key in kinds])
        label = owner if index < _NAMED or owner == "routers" else None
        axis.barh(
            [label for label, _ in kinds], shares, left=left, color=f"C{index % 10}", edgecolor="white", label=label
        )
        left += shares
    axis.invert_yaxis()
    axis.set_xlabel(f"% of {device.name}, estimated")
    axis.set_title(f"{owned.network}: resources")
    legend_beside(axis)
    return drawn


@picture
def samples(active: Activity, title: str) -> Any:
    """Histogram: clocks of a sample by itself, with their mean and the bound."""
    drawn = figure(6.5, 3.2)
    axis = drawn.subplots()
    edges = _edges(active.alone)
    axis.hist(active.alone, bins=edges, color="C0", edgecolor="white")
    mean = float(active.alone.mean())
    axis.axvline(mean, color="C1", label=f"mean {tenths(mean)}")
    left, right = edges[0], edges[-1]
    if active.bound is not None:
        if active.bound - left <= _WIDEST * (edges[1] - edges[0]):
            right = max(right, active.bound)
            axis.axvline(active.bound, color="C3", linestyle="--", label=f"bound {active.bound}")
        else:
            label = f"bound {active.bound}, far to the right"
            axis.plot(1, 0.5, ">", color="C3", transform=axis.transAxes, clip_on=False, label=label)
    margin = max(1.0, 0.05 * (right - left))
    axis.set_xlim(left - margin, right + margin)
    whole_ticks(axis)
    axis.set_xlabel("clocks per sample, on a chip at rest")
    axis.set_ylabel("samples")
    axis.set_title(title)
    legend_beside(axis)
    return drawn


def _edges(clocks: np.ndarray) -> np.ndarray:
    """Edges of bars that hold equally many whole numbers each, halfway between those."""
    first, last = int(clocks.min()), int(clocks.max())
    width = -(-(last - first + 1) // _BINS)
    return np.arange(first, last + width + 1, width) - 0.5


@picture
def steps(active: Activity, title: str) -> Any:
    """Two bars for each core, of the mean clocks per step: what gathers does, and what sweeps does.

    The two run side by side, each bar adds up to the clocks of a step.
    """
    count = active.samples * active.steps
    drawn = figure(6.5, 0.6 + 0.7 * len(active.cores))
    axis = drawn.subplots()
    names, parts = [], []
    for core in active.cores:
        names += [f"{core.name} gather", f"{core.name} sweep"]
        parts += [(core.words, core.gather - core.words, 0), (0, 0, core.sweep)]
    values = np.array(parts).T
    whole = np.repeat([core.clocks for core in active.cores], 2)
    values = np.vstack([values, whole - values.sum(axis=0)]) / count
    labels = ("adds a synapse word", "waits between words", "sweeps a group", "other: waits, fills, drains")
    left = np.zeros(len(names))
    for row, label, color in zip(values, labels, ("C0", "C9", "C2", "0.85"), strict=True):
        axis.barh(names, row, left=left, label=label, color=color)
        left += row
    axis.invert_yaxis()
    axis.set_xlabel("clocks per step, mean")
    axis.set_title(title)
    legend_beside(axis)
    return drawn


@picture
def traffic(active: Activity, title: str) -> Any:
    """Matrix: events per step from every source to every sink; grey where no path leads."""
    sources = list(dict.fromkeys(str(tap.source) for tap in active.traffic))
    sinks = list(dict.fromkeys(str(tap.sink) for tap in active.traffic))
    matrix = np.full((len(sources), len(sinks)), np.nan)
    for tap in active.traffic:
        cell = sources.index(str(tap.source)), sinks.index(str(tap.sink))
        matrix[cell] = np.nan_to_num(matrix[cell]) + tap.events / (active.samples * active.steps)
    drawn = figure(0.8 * len(sinks), 0.5 * len(sources))
    axis = drawn.subplots()
    axis.set_facecolor(_NO_PATH)
    most = float(np.nanmax(matrix)) or 1.0
    image: Any = axis.imshow(matrix, cmap="Blues", vmin=0.0, vmax=most, aspect="auto")
    axis.set_xticks(range(len(sinks)), sinks, rotation=45, ha="right", rotation_mode="anchor")
    axis.set_yticks(range(len(sources)), sources)
    axis.set_xlabel("sink")
    axis.set_ylabel("source")
    axis.set_title(title)
    grey = " (grey: no path)" if np.isnan(matrix).any() else ""
    # The bar beside the matrix is 0.2 inches wide, and long enough for its label.
    wide, high = drawn.get_size_inches()
    length = max(1.0, 2.2 / high)
    bar = drawn.add_axes((1 + 0.3 / wide, 1 - length, 0.2 / wide, length))
    drawn.colorbar(image, cax=bar, label=f"events per step{grey}")
    if max(matrix.shape) <= _LABELLED:
        for (row, column), value in np.ndenumerate(matrix):
            if not np.isnan(value):
                color = "white" if value > most / 2 else "black"
                axis.text(column, row, f"{value:.3g}", ha="center", va="center", color=color)
    return drawn
