"""Neurons of networks that today's models cannot say as a whole, but to which that reason does not apply.

Each part is one population on recorded spikes: neurons that never stayed above their threshold after a reset.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from meaning.conformance.case import Case, Layer, chain
from meaning.conformance.frameworks import of_kind
from meaning.conformance.recordings import Recording


def _part(
    recording: Recording,
    weights: np.ndarray,
    neuron: dict[str, Any],
    source: np.ndarray,
    traces: tuple[np.ndarray, np.ndarray | None],
    kept: np.ndarray,
) -> Case:
    """The neurons ``kept`` of one layer, fed with the recorded spikes ``source``; ``traces``: spikes, potentials."""
    assert kept.any(), f"no neuron of {recording.name} is left"
    chosen = {k: v[kept] if isinstance(v, np.ndarray) else v for k, v in neuron.items()}
    network = chain(recording.name, weights.shape[0], [Layer("part", weights[:, kept], chosen)])
    spikes, potentials = traces
    return Case(
        network,
        source,
        {"part": spikes[:, :, kept].astype(bool)},
        {} if potentials is None else {("part", "v"): potentials[:, :, kept]},
    )


def _snntorch(recording: Recording, layer: int, neuron: dict[str, Any]) -> Case:
    """Layer 1 on the input, or layer 3 on the recorded spikes of layer 1; neurons at most at their threshold."""
    affine = of_kind(recording, "Affine")[layer // 2]
    neuron = neuron | {"bias": recording.values(affine, "bias")}
    traces = recording.trace(f"layer{layer}"), recording.trace(f"layer{layer}_mem")
    kept = np.full(traces[0].shape[2], True)
    if "reset_time" not in neuron:
        kept = traces[1].max(axis=(0, 1)) <= neuron["threshold"]
    source = recording.spikes("input_spikes" if layer == 1 else "layer1")
    return _part(recording, weights=recording.weights(affine), neuron=neuron, source=source, traces=traces, kept=kept)


def _subtract(recording: Recording, name: str) -> dict[str, Any]:
    """Leaky that subtracts without delay: an ordinary subtraction unless v > threshold after a reset."""
    decay = 1.0 - recording.notes["dt"] / recording.value(name, "tau")
    return {"model": "lif", "decay": decay, "threshold": recording.value(name, "v_threshold"), "fire": ">"}


def snntorch_subtract_hidden(recording: Recording) -> Case:
    """Hidden Leaky neurons that were never above the threshold after a reset."""
    return _snntorch(recording, 1, _subtract(recording, "1"))


def snntorch_subtract_readout(recording: Recording) -> Case:
    """Output Leaky neurons that were never above the threshold after a reset."""
    return _snntorch(recording, 3, _subtract(recording, "3"))
