"""Raster pictures: golden over RTL. The only door to matplotlib."""

from __future__ import annotations

import io
from collections.abc import Sequence

import numpy as np

from snnc.core.errors import Diagnostic, UserError


def raster(rows: Sequence[tuple[str, np.ndarray, np.ndarray]], title: str) -> bytes:
    """A PNG with two panels, golden above RTL, one colour per population.

    ``rows``: (population, golden spikes, RTL spikes), each bool [steps, size]. Spikes that only
    one side has are drawn in red. Raises :class:`UserError` E303 without matplotlib.
    """
    try:
        import matplotlib
    except ImportError as err:
        raise UserError(Diagnostic("E303", "matplotlib is not installed", hint="pip install 'snnc[plot]'")) from err
    matplotlib.use("Agg")
    from matplotlib.figure import Figure

    figure = Figure(figsize=(10, 7), layout="constrained")
    axes = figure.subplots(2, 1, sharex=True, sharey=True)
    for axis, side in zip(axes, ("golden", "RTL"), strict=True):
        offset = 0
        for index, (name, golden, rtl) in enumerate(rows):
            shown = golden if side == "golden" else rtl
            step, neuron = np.nonzero(shown)
            axis.scatter(step, neuron + offset, s=14, marker="|", color=f"C{index}", label=name)
            step, neuron = np.nonzero(shown & (golden != rtl))
            axis.scatter(step, neuron + offset, s=40, marker="|", color="red")
            offset += golden.shape[1]
        axis.set_ylabel(f"{side}: neuron")
        axis.set_ylim(-1, offset)
        axis.set_xlim(-0.5, golden.shape[0] - 0.5)
    axes[0].set_title(title)
    handles, names = axes[0].get_legend_handles_labels()
    figure.legend(handles, names, loc="outside right upper", markerscale=2)
    axes[1].set_xlabel("timestep")
    buffer = io.BytesIO()
    figure.savefig(buffer, format="png", dpi=110, metadata={"Software": None})
    return buffer.getvalue()
