"""What the layers of each framework do in one step, said in the words of snnc.

Each function turns a recording into a :class:`~meaning.conformance.case.Case`. The NIR file gives weights and raw
numbers only; resets, comparisons and the true time constants are those of the framework, which the exporters lose.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from meaning.conformance.case import INPUT, Case, Layer, chain, named
from meaning.conformance.recordings import Recording
from meaning.conformance.unroll import channels_first, channels_last, convolution, pooled_dense


def of_kind(recording: Recording, *kinds: str) -> list[str]:
    """The nodes of these types, in order; a recurrent matrix is no layer of its own."""
    return [name for name, node in recording.nodes.items() if node["type"] in kinds and not name.endswith("w_rec")]


def layered(recording: Recording, layers: list[Layer], spikes: dict, states: dict, dt: float = 1.0) -> Case:
    """The case of ``layers`` behind the recorded input."""
    stimulus = recording.spikes("input_spikes")
    network = chain(recording.name, stimulus.shape[2], layers, dt)
    assert network.inputs[0].name == INPUT
    return Case(network, stimulus, spikes, states)


#: The most spikes that a neuron sends in a step where a framework sets no bound, and no recorded neuron sends more.
SEVERAL, MANY = 15, 1023
#: What exporters lose, and recordings tell. Rockpool's bias of the membrane: it is what recorded potentials rise by
#: beside their decay and the current, by 0.05 everywhere. Sinabs' tau_syn: with 5 steps in the first layer, and no
#: synaptic current in the second, every spike is as recorded.
LOST_BIAS, LOST_TAU_SYN = 0.05, 5.0


def sent(recording: Recording, key: str, neuron: Mapping[str, Any]) -> np.ndarray:
    """The recorded spikes of ``neuron``: bool, or numbers where it sends several in a step."""
    most = neuron.get("max_spikes", 1)
    return recording.counts(key, most) if most > 1 else recording.spikes(key)


def _two_layers(
    recording: Recording, neurons: list[dict[str, Any]], gain: float, state: str | None, dt: float = 1.0
) -> Case:
    """A perceptron of two layers with biases; weights and biases times ``gain``; spikes as layer1 and layer3."""
    layers = []
    for name, affine, neuron in zip(("hidden", "out"), of_kind(recording, "Affine"), neurons, strict=True):
        neuron = {**neuron, "bias": recording.values(affine, "bias") * gain}
        layers.append(Layer(name, recording.weights(affine) * gain, neuron))
    keys = {"hidden": "layer1", "out": "layer3"}
    spikes = {n: sent(recording, keys[n], m) for n, m in zip(keys, neurons, strict=True) if m["model"] != "li"}
    potentials = {n: recording.trace(f"{key}_{state}") for n, key in keys.items()} if state else {}
    return layered(recording, layers, spikes=spikes, states=named("v", potentials), dt=dt)


def norse(recording: Recording) -> Case:
    """Norse IAF and LIFBox: ``v += dt / tau * (x - v)``, v > threshold, reset to 0; LIBox the same without spikes.

    The exporter writes tau * dt for tau; the true one is in the notes.
    """
    kept = 1.0 - recording.notes["dt"] / recording.notes["true_tau_mem"]
    neurons = []
    gain = 1.0
    for name in of_kind(recording, "IF", "LIF", "LI"):
        kind = recording.nodes[name]["type"]
        neuron: dict[str, Any] = {"model": str(kind).lower()}
        if kind != "LI":
            neuron |= {"threshold": recording.value(name, "v_threshold"), "fire": ">"}
            neuron |= {"reset": "value", "reset_value": 0.0}
        if kind != "IF":
            neuron["decay"] = kept
            gain = 1.0 - kept
        neurons.append(neuron)
    return _two_layers(recording, neurons, gain=gain, state="state_v", dt=recording.notes["dt"])


def spikingjelly(recording: Recording) -> Case:
    """SpikingJelly LIF: ``v += (x - v) / tau`` (x undivided with decay_input=False), v >= threshold, reset to 0."""
    dt = recording.notes["dt"]
    neurons = []
    gain = 1.0
    for name in of_kind(recording, "IF", "LIF"):
        neuron = {"model": "if", "threshold": recording.value(name, "v_threshold"), "fire": ">="}
        neuron |= {"reset": "value", "reset_value": 0.0}
        if recording.nodes[name]["type"] == "LIF":
            share = dt / recording.value(name, "tau")
            neuron |= {"model": "lif", "decay": 1.0 - share}
            gain = share if recording.notes.get("decay_input", True) else 1.0
        neurons.append(neuron)
    return _two_layers(recording, neurons, gain=gain, state="v", dt=dt)


def sinabs(recording: Recording) -> Case:
    """Sinabs IAF and LIF: ``v = a * v + (1 - a) * x``, v >= threshold; single spikes and reset to zero, or several.

    By default a neuron sends ``trunc(v / threshold)`` spikes, each of which subtracts a threshold.
    ``a = exp(-1 / tau)`` with tau in steps; potentials are not recorded.
    """
    if "tau_syn dropped" in recording.notes.get("note", ""):
        return _sinabs_current(recording)
    several = "MultiSpike" in recording.notes["fire"]
    reset = {"max_spikes": SEVERAL} if several else {"reset": "value", "reset_value": 0.0}
    neurons = []
    gain = 1.0
    for name in of_kind(recording, "IF", "LIF"):
        neuron = {"model": "if", "threshold": recording.value(name, "v_threshold"), "fire": ">=", **reset}
        if recording.nodes[name]["type"] == "LIF":
            decay = float(np.exp(-1.0 / recording.value(name, "tau")))
            neuron |= {"model": "lif", "decay": decay}
            gain = 1.0 - decay if recording.notes["norm_input"] else 1.0
        neurons.append(neuron)
    return _two_layers(recording, neurons, gain=gain, state=None)


def _sinabs_current(recording: Recording) -> Case:
    """A first layer with ``i = b * (i + x)`` and ``v = a * v + (1 - a) * i``, a second without; several spikes."""
    layers = []
    for name, affine, node in zip(
        ("hidden", "out"), of_kind(recording, "Affine"), of_kind(recording, "LIF"), strict=True
    ):
        decay = float(np.exp(-1.0 / recording.value(node, "tau")))
        neuron = {"model": "lif", "decay": decay, "threshold": recording.value(node, "v_threshold"), "fire": ">="}
        neuron |= {"max_spikes": SEVERAL, "bias": recording.values(affine, "bias") * (1.0 - decay)}
        if name == "hidden":
            synaptic = float(np.exp(-1.0 / LOST_TAU_SYN))
            neuron |= {"model": "cuba_lif", "decay_syn": synaptic, "current": "input_first"}
        layers.append(Layer(name, recording.weights(affine) * (1.0 - decay), neuron))
    keys = {"hidden": "layer1", "out": "layer3"}
    return layered(recording, layers, {n: recording.counts(key, SEVERAL) for n, key in keys.items()}, {})


def rockpool(recording: Recording) -> Case:
    """Rockpool LIFNeuron, ``v = a * v + x``, and LIF, ``i = b * (i + x)``, ``v = a * v + i``; factors exp(-dt / tau).

    A neuron sends floor(v / threshold) spikes, each of which subtracts a threshold. Recurrent spikes reach the current
    one step late.
    """
    layers, spikes, potentials, dt = [], {}, {}, recording.notes["dt"]
    linears = of_kind(recording, "Linear", "Affine")
    note = recording.notes.get("note", "")
    nodes = zip(("hidden", "out"), linears, of_kind(recording, "LIF", "CubaLIF"), strict=True)
    for population, linear, name in nodes:
        cuba = recording.nodes[name]["type"] == "CubaLIF"
        decay = float(np.exp(-dt / recording.value(name, "tau_mem" if cuba else "tau")))
        neuron = {"model": "lif", "decay": decay, "threshold": recording.value(name, "v_threshold"), "fire": ">="}
        recurrent = _lost_weights(recording, linear, name) if "has_rec" in note and population == "hidden" else None
        neuron["max_spikes"] = MANY if "has_rec" in note else SEVERAL
        if "bias" in recording.nodes[linear]:
            neuron["bias"] = recording.values(linear, "bias")
        if "bias dropped" in note:
            neuron["bias_mem"] = LOST_BIAS
        if cuba:
            decay_syn = float(np.exp(-dt / recording.value(name, "tau_syn")))
            neuron |= {"model": "cuba_lif", "decay_syn": decay_syn, "current": "input_first"}
        layers.append(Layer(population, recording.weights(linear), neuron, recurrent=recurrent))
        spikes[population] = sent(recording, f"{name}__spikes", neuron)
        potentials[population] = recording.trace(f"{name}__vmem")
    return layered(recording, layers, spikes=spikes, states=named("v", potentials), dt=dt)


def _lost_weights(recording: Recording, linear: str, name: str) -> np.ndarray:
    """The recurrent weights [source, target], which the exporter loses, from what they did; 0 of who never spikes.

    ``v + n * threshold - a * v before`` is the current of a step, and what it has beside its decay and the input came
    from the spikes of the step before.
    """
    decays = (float(np.exp(-recording.notes["dt"] / recording.value(name, key))) for key in ("tau_mem", "tau_syn"))
    decay, synaptic = decays
    sent, v, x = (
        recording.trace(key)[0].astype(float) for key in (f"{name}__spikes", f"{name}__vmem", f"{linear}_output")
    )
    current = v + sent * recording.value(name, "v_threshold")
    current[1:] -= decay * v[:-1]
    more = current / synaptic - x
    more[1:] -= current[:-1]
    # What is recorded is rounded in proportion to itself, so small steps say more than large ones.
    trust = 1.0 / np.maximum(1.0, np.abs(np.hstack([v, current])).max(axis=1))[1:, None]
    found, *_ = np.linalg.lstsq(sent[:-1] * trust, more[1:] * trust, rcond=None)
    return np.asarray(found)


def leaky(recording: Recording, name: str) -> dict[str, Any]:
    """snnTorch Leaky: ``v = b * v + x``, v > threshold; b from ``tau = dt / (1 - b)``.

    With reset_delay the reset enters the next step: subtract after its decay and input, zero before them. Without it,
    reset to zero is one in the same step, and subtraction one that a neuron still above its threshold feels twice.
    """
    decay = 1.0 - recording.notes["dt"] / recording.value(name, "tau")
    neuron = {"model": "lif", "decay": decay, "threshold": recording.value(name, "v_threshold"), "fire": ">"}
    match recording.notes["reset"], recording.notes["reset_delay"]:
        case "subtract", True:
            return neuron | {"reset": "subtract", "reset_time": "next_end"}
        case "zero", True:
            return neuron | {"reset": "value", "reset_value": 0.0, "reset_time": "next_start"}
        case "subtract", False:
            return neuron | {"reset": "subtract_snntorch"}
        case "zero", False:
            return neuron | {"reset": "value", "reset_value": 0.0}
    raise AssertionError(f"{recording.name}: no neuron of today's models does this")


def snntorch(recording: Recording) -> Case:
    """snnTorch Leaky, and RLeaky: the recurrent weights and bias act one step late on the spikes, from t = 0."""
    hidden_in, out_in = of_kind(recording, "Affine")
    hidden, out = of_kind(recording, "LIF")
    bias = recording.values(hidden_in, "bias")
    recurrent = None
    if "1.w_rec" in recording.nodes:
        recurrent = recording.weights("1.w_rec")
        bias = bias + recording.values("1.w_rec", "bias")
    layers = [
        Layer("hidden", recording.weights(hidden_in), leaky(recording, hidden) | {"bias": bias}, recurrent=recurrent),
        Layer(
            "out",
            recording.weights(out_in),
            leaky(recording, out) | {"bias": recording.values(out_in, "bias")},
        ),
    ]
    spikes = {"hidden": recording.spikes("layer1"), "out": recording.spikes("layer3")}
    potentials = {"hidden": recording.trace("layer1_mem"), "out": recording.trace("layer3_mem")}
    return layered(recording, layers, spikes=spikes, states=named("v", potentials), dt=recording.notes["dt"])


def snntorch_convolution(recording: Recording) -> Case:
    """3x3 convolution, Leaky, 2x2 average pooling, dense, Leaky: unrolled; the average is a quarter of the sum."""
    kernel = recording.values("0", "weight")
    channels, shape = kernel.shape[0], (kernel.shape[0], 10, 10)
    pairs, weights = convolution(kernel, 12, 12, channels_first)
    bias = np.repeat(recording.values("0", "bias"), 100)
    dense = pooled_dense(recording.weights("4") / 4.0, shape, 2, channels_first)
    layers = [
        Layer("hidden", weights, leaky(recording, "1") | {"bias": bias}, pairs=pairs, size=channels * 100),
        Layer("out", dense, leaky(recording, "5") | {"bias": recording.values("4", "bias")}),
    ]
    spikes = {"hidden": recording.spikes("layer1"), "out": recording.spikes("layer5")}
    potentials = {"hidden": recording.trace("layer1_mem"), "out": recording.trace("layer5_mem")}
    return layered(recording, layers, spikes=spikes, states=named("v", potentials), dt=recording.notes["dt"])


#: Factor of the LI readout that the Spyx exporter drops from the file.
SPYX_READOUT_DECAY = 0.8


def _spyx_neuron(recording: Recording, name: str) -> dict[str, Any]:
    """Spyx LIF and IF: ``s = (v > threshold)`` from the v of the step before, ``v = b * v + x - s * threshold``.

    Seen from the v of this step, the neuron fires now, subtracts in the next step, and its spike is one step late.
    """
    neuron = {"model": "if", "threshold": recording.value(name, "v_threshold"), "fire": ">"}
    neuron |= {"reset": "subtract", "reset_time": "next_end"}
    if recording.nodes[name]["type"] == "LIF":
        neuron |= {"model": "lif", "decay": 1.0 - recording.notes["dt"] / recording.value(name, "tau")}
    return neuron


def spyx(recording: Recording) -> Case:
    """Spyx layers. A spike leaves one step after the crossing: a delay of 1, also onto the layer itself."""
    (hidden_in, out_in), (hidden, *rest) = of_kind(recording, "Affine"), of_kind(recording, "LIF", "IF")
    recurrent = recording.weights("layer_1.w_rec") if "layer_1.w_rec" in recording.nodes else None
    out = _spyx_neuron(recording, rest[0]) if rest else {"model": "li", "decay": SPYX_READOUT_DECAY}
    layers = [
        Layer("hidden", recording.weights(hidden_in), _spyx_neuron(recording, hidden), recurrent=recurrent),
        Layer("out", recording.weights(out_in), out, delay=1),
    ]
    return _spyx_case(recording, layers)


def spyx_convolution(recording: Recording) -> Case:
    """3x3 convolution, LIF, 2x2 sum pooling, dense over [row, column, channel], LIF: unrolled."""
    kernel = recording.values("layer_0", "weight")
    pairs, weights = convolution(kernel, 12, 12, channels_last)
    dense = pooled_dense(recording.weights("layer_4"), (kernel.shape[0], 10, 10), 2, channels_last)
    layers = [
        Layer("hidden", weights, _spyx_neuron(recording, "layer_1"), pairs=pairs, size=dense.shape[0]),
        Layer("out", dense, _spyx_neuron(recording, "layer_5"), delay=1),
    ]
    return _spyx_case(recording, layers)


def _spyx_case(recording: Recording, layers: list[Layer]) -> Case:
    """Spikes are read off the recorded potentials; those of the output must be its recorded ones, a step early."""
    potentials = {"hidden": recording.trace("state0"), "out": recording.trace("state1")}
    crossings = {
        layer.population: potentials[layer.population] > np.float32(layer.neuron["threshold"])
        for layer in layers
        if layer.neuron["model"] != "li"
    }
    if "out" in crossings:
        assert np.array_equal(recording.spikes("output_spikes")[:, 1:], crossings["out"][:, :-1])
    return layered(recording, layers, crossings, named("v", potentials))
