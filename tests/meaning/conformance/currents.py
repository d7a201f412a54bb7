"""Layers and programs whose neurons integrate a synaptic current, in the words of snnc's CUBA LIF.

``i = decay_syn * i + input; v = decay * v + i``: the new current moves the potential. A framework in which the current
has a gain, or in which the old one moves the potential, says the same with scaled weights and a longer delay.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from meaning.conformance.case import INPUT, Case, Layer, chain
from meaning.conformance.frameworks import layered, leaky, of_kind
from meaning.conformance.recordings import Recording

import snnc


def _decays(recording: Recording, name: str) -> dict[str, float]:
    """Factors of both states of a CubaLIF node, from ``tau = dt / (1 - factor)``."""
    dt = recording.notes["dt"]
    return {
        "decay": 1.0 - dt / recording.value(name, "tau_mem"),
        "decay_syn": 1.0 - dt / recording.value(name, "tau_syn"),
    }


def spyx(recording: Recording) -> Case:
    """Spyx CuBaLIF: ``s = (v > threshold)``, ``v -= s * threshold``, ``i = a * i + x``, ``v = b * v + i``.

    Seen from the v of this step, the neuron fires now, subtracts first of all in the next step, and its spike is one
    step late. A state holds the potentials of its layer, and then its currents.
    """
    weights, neurons = of_kind(recording, "Affine"), of_kind(recording, "CubaLIF")
    layers, spikes, states = [], {}, {}
    for k, name in enumerate(("hidden", "out")):
        threshold = recording.value(neurons[k], "v_threshold")
        neuron = {"model": "cuba_lif", "threshold": threshold, "fire": ">"} | _decays(recording, neurons[k])
        neuron |= {"reset": "subtract", "reset_time": "next_start"}
        layers.append(Layer(name, recording.weights(weights[k]), neuron, delay=k))
        v, i = np.split(recording.trace(f"state{k}"), 2, axis=2)
        spikes[name] = v > np.float32(threshold)
        states |= {(name, "v"): v, (name, "i"): i}
    assert np.array_equal(recording.spikes("output_spikes")[:, 1:], spikes["out"][:, :-1])
    return layered(recording, layers, spikes, states)


def _synaptic(recording: Recording, name: str) -> dict[str, Any]:
    """snnTorch Synaptic and RSynaptic: ``i = a * i + x``, ``v = b * v + i``, v > threshold.

    With reset_delay the reset enters the next step, and takes its input along, to zero as well as by subtraction.
    """
    neuron = {"model": "cuba_lif", "threshold": recording.value(name, "v_threshold"), "fire": ">"}
    neuron |= _decays(recording, name)
    if recording.notes["reset"] == "zero":
        neuron |= {"reset": "value", "reset_value": 0.0}
    return neuron | {"reset_time": "next_end" if recording.notes["reset_delay"] else "now"}


def snntorch(recording: Recording) -> Case:
    """snnTorch Synaptic, and RSynaptic: the recurrent weights and bias act one step late on the spikes, from t = 0."""
    affine, neurons = of_kind(recording, "Affine"), of_kind(recording, "CubaLIF", "LIF")
    layers, spikes, states = [], {}, {}
    for k, name in enumerate(("hidden", "out")):
        cuba = recording.nodes[neurons[k]]["type"] == "CubaLIF"
        neuron = (_synaptic if cuba else leaky)(recording, neurons[k])
        bias, recurrent, matrix = recording.values(affine[k], "bias"), None, neurons[k].replace(".lif", ".w_rec")
        if matrix in recording.nodes and matrix != neurons[k]:
            recurrent = recording.weights(matrix)
            bias = bias + recording.values(matrix, "bias")
        weights = recording.weights(affine[k])
        layers.append(Layer(name, weights, neuron | {"bias": bias}, recurrent=recurrent))
        layer = f"layer{2 * k + 1}"
        spikes[name] = recording.spikes(layer)
        states[name, "v"] = recording.trace(f"{layer}_mem")
        if cuba:
            states[name, "i"] = recording.trace(f"{layer}_syn")
    return layered(recording, layers, spikes=spikes, states=states, dt=recording.notes["dt"])


def _brian2_factors(recording: Recording) -> tuple[float, float, float]:
    """What is kept of v and of I in a step, and what I adds to v, as the ``abstract_code`` of the method has it."""
    dt, tau, taus = (recording.notes[key] for key in ("dt_ms", "tau_ms", "taus_ms"))
    if recording.notes["method"] == "euler":
        return 1.0 - dt / tau, 1.0 - dt / taus, dt / tau
    v, i = float(np.exp(-dt / tau)), float(np.exp(-dt / taus))
    return v, i, taus * (v - i) / (tau - taus)


def brian2(recording: Recording) -> Case:
    """Brian2: ``dv/dt = (I - v) / tau``, ``dI/dt = -I / taus``, v > 1, v = 0; input and recurrent synapses add to I.

    The old I moves v, and synapses add to I after that: both say that a spike is seen one step later. So a step of
    snnc takes the I that a StateMonitor sees at its start, times its gain, and ends with the v of the next start.
    Refractory neurons keep v while I goes on; the first step after the spike is the first of ``refractory - 1``.
    """
    arrays = recording.arrays
    decay, decay_syn, gain = _brian2_factors(recording)
    neuron: dict[str, Any] = {"decay": decay, "decay_syn": decay_syn, "threshold": 1.0, "fire": ">"}
    neuron |= {"reset": "value", "reset_value": 0.0}
    held = round(recording.notes["refractory_ms"] / recording.notes["dt_ms"]) - 1
    if held > 0:
        neuron["refractory"] = held
    builder = snnc.NetworkBuilder(recording.name, dt=recording.notes["dt_ms"])
    builder.input(INPUT, arrays["input_spikes"].shape[1])
    builder.population("out", arrays["v"].shape[1], model="cuba_lif", **neuron)
    for source, key, weights in ((INPUT, "S", arrays["W_in_final"]), ("out", "R", arrays["R_w"])):
        late = np.rint(arrays[f"{key}_delay_ms"] / recording.notes["dt_ms"]).astype(int)
        for delay in np.unique(late):
            which = late == delay
            pairs = (arrays[f"{key}_i"][which], arrays[f"{key}_j"][which])
            builder.connect(source, "out", weights[which] * gain, kind="sparse", pairs=pairs, delay=int(delay) + 1)
    builder.output("out")
    spikes = {"out": arrays["output_spikes"][None].astype(bool)}
    states = {("out", "v"): _next(arrays["v"]), ("out", "i"): gain * arrays["I"][None]}
    return Case(builder.build(), arrays["input_spikes"][None].astype(bool), spikes, states)


def _next(start: np.ndarray) -> np.ndarray:
    """[1, steps, size] at the end of every step, from [steps, size] at the start; unknown at the end of the last."""
    return np.concatenate([start[1:], np.full_like(start[:1], np.nan)])[None]


#: Brian2's population: volts, and what Euler's method keeps in a step of 0.1 ms with tau 20 ms and tau_RI 5 ms.
_REST, _THRESHOLD, _RESET = -0.070, -0.050, -0.060
_GAIN, _DECAY, _DECAY_SYN = 0.1 / 20.0, 1.0 - 0.1 / 20.0, 1.0 - 0.1 / 5.0
#: Steps after a spike in which v stays: 5 ms of 0.1 ms, less the one in which Brian2 leaves its refractory state.
_HELD = 49


def brian2_lif_population(recording: Recording) -> Case:
    """100 neurons of ``dv/dt = (El - v + RI) / tau : (unless refractory)``, ``dRI/dt = -RI / tau_RI``, by Euler.

    dt 0.1 ms, v > Vt, v = Vr, refractory 5 ms; a spike of the one input adds w to RI after the update, also in
    refractory steps.
    """
    arrays = recording.arrays
    neuron = {
        "model": "cuba_lif",
        "decay": _DECAY,
        "decay_syn": _DECAY_SYN,
        "threshold": _THRESHOLD,
        "rest": _REST,
        "reset": "value",
        "reset_value": _RESET,
        "fire": ">",
        "refractory": _HELD,
        "initial": {"v": _REST},
    }
    network = chain(recording.name, 1, [Layer("out", arrays["w"][None] * _GAIN, neuron, delay=1)], dt=0.1)
    states = {("out", "v"): _next(arrays["v"]), ("out", "i"): _GAIN * arrays["RI"][None]}
    return Case(network, arrays["x"][None].astype(bool), {"out": arrays["out"][None].astype(bool)}, states)
