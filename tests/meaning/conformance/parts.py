"""Neurons of networks that today's models cannot say as a whole, but to which that reason does not apply.

Each part is one population on recorded spikes: neurons that never spiked twice in a step where a framework allows it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from meaning.conformance.case import Case, Layer, chain
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


def _single(spikes: np.ndarray) -> np.ndarray:
    """Neurons that never spike more than once in a step."""
    return np.asarray(spikes.max(axis=(0, 1)) <= 1)


def rockpool_single_spikes(recording: Recording) -> Case:
    """Rockpool LIFNeuron: ``v = exp(-dt / tau) * v + x``, v >= threshold, subtract; hidden neurons of single spikes."""
    name = "1_LIFNeuronTorch"
    decay = float(np.exp(-recording.notes["dt"] / recording.value(name, "tau")))
    neuron = {"model": "lif", "decay": decay, "threshold": recording.value(name, "v_threshold"), "fire": ">="}
    traces = recording.trace(f"{name}__spikes"), recording.trace(f"{name}__vmem")
    weights = recording.weights("0_LinearTorch")
    return _part(
        recording,
        weights=weights,
        neuron=neuron,
        source=recording.spikes("input_spikes"),
        traces=traces,
        kept=_single(traces[0]),
    )


def sinabs_single_spikes(recording: Recording) -> Case:
    """Sinabs IAF and LIF with their multi-spike default: hidden neurons that only ever spiked once in a step."""
    neuron: dict[str, Any] = {"model": "if", "threshold": recording.value("1", "v_threshold"), "fire": ">="}
    gain = 1.0
    if recording.nodes["1"]["type"] == "LIF":
        decay = float(np.exp(-1.0 / recording.value("1", "tau")))
        neuron |= {"model": "lif", "decay": decay}
        gain = 1.0 - decay if recording.notes["norm_input"] else 1.0
    neuron["bias"] = recording.values("0", "bias") * gain
    spikes = recording.trace("layer1")
    source = recording.spikes("input_spikes")
    return _part(
        recording,
        weights=recording.weights("0") * gain,
        neuron=neuron,
        source=source,
        traces=(spikes, None),
        kept=_single(spikes),
    )
