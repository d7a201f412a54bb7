"""The programs people learn with, in the words of snnc: what a framework does in one step, network by network."""

from __future__ import annotations

import numpy as np
from meaning.conformance.case import INPUT, Case, Layer, chain, named
from meaning.conformance.recordings import Recording

import snnc


def spikingjelly_mnist(recording: Recording) -> Case:
    """784-10, LIFNode(tau=2): ``v += (x - v) / 2``, v >= 1, reset to 0."""
    arrays = recording.arrays
    neuron = {"model": "lif", "decay": 0.5, "threshold": 1.0, "fire": ">=", "reset": "value", "reset_value": 0.0}
    network = chain(recording.name, 784, [Layer("out", arrays["w"].T.astype(np.float64) / 2.0, neuron)])
    return Case(network, arrays["x"], {"out": arrays["o"].astype(bool)}, {("out", "v"): arrays["v"]})


def bindsnet_recurrent(recording: Recording) -> Case:
    """100 -> 1,000 LIFNodes onto themselves; every Connection is one step late.

    LIFNodes by default: threshold -52, rest and reset -65, decay exp(-1 / 100); for 5 steps after a spike the input is
    ignored while the potential goes on decaying.
    """
    arrays = recording.arrays
    builder = snnc.NetworkBuilder("bindsnet_recurrent")
    builder.input(INPUT, 100)
    builder.population(
        "lif",
        1000,
        model="lif",
        decay=float(np.exp(-1.0 / 100.0)),
        threshold=-52.0,
        rest=-65.0,
        reset="value",
        reset_value=-65.0,
        fire=">=",
        refractory=5,
        refractory_mode="mask",
        initial={"v": -65.0},
    )
    builder.connect(INPUT, "lif", arrays["w"], delay=1)
    builder.connect("lif", "lif", arrays["r"], delay=1)
    builder.output("lif")
    return Case(
        builder.build(), arrays["x"][None].astype(bool), {"lif": arrays["s"][None]}, {("lif", "v"): arrays["v"][None]}
    )


#: Brian2's population: mV, and what Euler's method keeps in a step of 1 ms with tau 20 ms.
_REST, _THRESHOLD, _RESET, _DECAY = -70.0, -50.0, -60.0, 1.0 - 1.0 / 20.0


def brian2_mnist_sparse(recording: Recording) -> Case:
    """784-100-10 with ``dv/dt = (El - v) / tau : (unless refractory)``, v > Vt, v = Vr, refractory 5 ms, dt 1 ms.

    Synapses act after the thresholds of a step, so a spike is seen by the next test and decays before it: delay 1,
    input first. For 5 steps after a spike input is lost, in the first 4 of them the potential stays.
    """
    arrays = recording.arrays
    neuron = {
        "model": "lif",
        "decay": _DECAY,
        "threshold": _THRESHOLD,
        "rest": _REST,
        "reset": "value",
        "reset_value": _RESET,
        "fire": ">",
        "order": "input_first",
        "refractory": 5,
        "refractory_held": 4,
        "initial": {"v": _REST},
    }
    layers = [
        Layer("hidden", arrays["w1"], neuron, delay=1, pairs=(arrays["i1"], arrays["j1"]), size=100),
        Layer("out", arrays["w2"], neuron, delay=1, pairs=(arrays["i2"], arrays["j2"]), size=10),
    ]
    spikes = {"hidden": arrays["h"], "out": arrays["o"]}
    potentials = {"hidden": _after_update(arrays["vh"], arrays["h"]), "out": _after_update(arrays["vo"], arrays["o"])}
    return Case(chain(recording.name, 784, layers), arrays["x"], spikes, named("v", potentials))


def _after_update(start: np.ndarray, spikes: np.ndarray) -> np.ndarray:
    """Potentials at the end of a step in the sense of snnc, from those that a StateMonitor saw at its start."""
    v = _REST + _DECAY * (start - _REST)
    for lag in range(1, 5):
        held = np.zeros_like(spikes)
        held[:, lag:] = spikes[:, :-lag]
        v = np.where(held, start, v)
    return np.where(spikes, _RESET, v)


def nengo_mlp(recording: Recording) -> Case:
    """16-24-5 LIF without refractory times: ``v = J + (v - J) * exp(-dt / tau)``, v > 1, else no lower than 0."""
    arrays = recording.arrays
    assert arrays["tau_ref"] == 0.0  # else spikes within a step matter
    kept = float(np.exp(-arrays["dt"] / arrays["tau_rc"]))
    neuron = {"model": "lif", "decay": kept, "threshold": 1.0, "fire": ">", "v_min": 0.0}
    neuron |= {"reset": "value", "reset_value": 0.0}
    layers = [Layer(name, arrays[w].T * (1.0 - kept), neuron) for name, w in (("hidden", "W1"), ("out", "W2"))]
    spikes = {"hidden": arrays["layer1"][None].astype(bool), "out": arrays["output_spikes"][None].astype(bool)}
    states = {("hidden", "v"): arrays["layer1_v"][None]}
    return Case(chain(recording.name, 16, layers), arrays["input_spikes"][None].astype(bool), spikes, states)
