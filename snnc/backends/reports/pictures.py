"""Pictures of a profile: memories, clocks, traffic."""

from __future__ import annotations

from typing import Any

import numpy as np

from snnc.backends.reports.figure import figure, png
from snnc.plan.activity import Activity
from snnc.plan.inventory import Inventory

#: Bars of a histogram, and cells of a matrix that still carry their number.
_BINS, _LABELLED = 30, 12


def memories(owned: Inventory) -> bytes:
    """Stacked bars: kilobits of each kind of memory, per core and router; strong: what is filled."""
    owners = list(dict.fromkeys(memory.owner for memory in owned.memories))
    kinds = list(dict.fromkeys(memory.kind for memory in owned.memories))
    drawn = figure(9, 1.6 + 0.45 * len(owners))
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
    drawn.legend(loc="outside right upper")
    return png(drawn)


def samples(active: Activity, title: str) -> bytes:
    """Histogram: clocks of a sample by itself, with their mean and the bound."""
    drawn = figure(9, 4)
    axis = drawn.subplots()
    clocks = active.alone
    axis.hist(clocks, bins=min(_BINS, max(1, int(clocks.max() - clocks.min()) + 1)), color="C0")
    mean = float(clocks.mean())
    axis.axvline(mean, color="C1", label=f"mean {mean:.1f}")
    if active.bound is not None:
        axis.axvline(active.bound, color="C3", linestyle="--", label=f"bound {active.bound}")
        axis.set_xscale("log" if active.bound > 4 * mean else "linear")
    axis.set_xlabel("clocks per sample, on a chip at rest")
    axis.set_ylabel("samples")
    axis.set_title(title)
    axis.legend()
    return png(drawn)


def steps(active: Activity, title: str) -> bytes:
    """Two bars for each core, of the mean clocks per step: what gathers does, and what sweeps does.

    The two run side by side, each bar adds up to the clocks of a step.
    """
    count = active.samples * active.steps
    drawn = figure(9, 1.8 + 0.7 * len(active.cores))
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
    drawn.legend(loc="outside right upper")
    return png(drawn)


def traffic(active: Activity, title: str) -> bytes:
    """Matrix: events per step from every source to every sink."""
    sources = list(dict.fromkeys(tap.source for tap in active.traffic))
    sinks = list(dict.fromkeys(tap.sink for tap in active.traffic))
    matrix = np.zeros((len(sources), len(sinks)))
    for tap in active.traffic:
        matrix[sources.index(tap.source), sinks.index(tap.sink)] += tap.events / (active.samples * active.steps)
    drawn = figure(3.5 + 0.8 * len(sinks), 2.5 + 0.5 * len(sources))
    axis = drawn.subplots()
    image: Any = axis.imshow(matrix, cmap="Blues", vmin=0.0)
    axis.set_xticks(range(len(sinks)), sinks, rotation=45, ha="right")
    axis.set_yticks(range(len(sources)), sources)
    axis.set_title(title)
    drawn.colorbar(image, label="events per step")
    if max(matrix.shape) <= _LABELLED:
        strong = matrix.max() / 2
        for (row, column), value in np.ndenumerate(matrix):
            color = "white" if value > strong else "black"
            axis.text(column, row, f"{value:.3g}", ha="center", va="center", color=color)
    return png(drawn)
