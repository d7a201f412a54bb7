"""Surrogate-gradient training of a two-layer spiking network, in NumPy.

The hidden layer is leaky integrate-and-fire (LIF) with an immediate subtractive reset. In every
step t, with input spikes x[t] and all state starting at zero,

    u[t] = beta * v[t-1] + x[t] @ W        membrane potential before the reset
    s[t] = 1 if u[t] >= 1 else 0           spikes
    v[t] = u[t] - s[t]                     membrane potential after the reset

The output layer sees the hidden spikes of the same step. It is either LIF as well, read out by
its spike counts, or a leaky integrator (LI), which never spikes and is read out by its membrane
potential after the last step. The largest readout is the decision; ties go to the lowest index.

The derivative of the spike is zero almost everywhere, so backpropagation through time replaces
it with that of a fast sigmoid, ds/du = 1 / (1 + k |u - 1|)^2 (Zenke & Ganguli, 2018), and takes
the reset as constant.

Shapes: T steps, B samples in a batch, N samples in all. Currents, potentials and spikes of a
layer are [T, B, n]; encoded samples are spike steps (see `coding`), [N, n_in].
"""

import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from training.coding import SpikeSteps, spike_train

Array = NDArray[np.float32]
Labels = NDArray[np.int64]
Samples = NDArray[np.uint8]
Augment = Callable[[Samples, np.random.Generator], SpikeSteps]


@dataclass(frozen=True)
class Network:
    """Size and neurons of a network; `spiking_output` makes its output layer LIF, not LI."""

    steps: int
    n_in: int
    n_hidden: int
    beta_hidden: float
    beta_output: float
    spiking_output: bool


@dataclass(frozen=True)
class Grid:
    """The values a layer's weights may have: k / per_unit, k a signed integer of `bits` bits, none below -max."""

    bits: int
    per_unit: int

    @property
    def limit(self) -> float:
        """The largest weight."""
        return (2 ** (self.bits - 1) - 1) / self.per_unit

    def round(self, w: Array) -> Array:
        """The nearest value to every weight."""
        rounded: Array = np.rint(np.clip(w, -self.limit, self.limit) * self.per_unit) / self.per_unit
        return rounded


@dataclass(frozen=True)
class Training:
    """Hyperparameters of Adam, with cosine decay of the learning rate, and of its loss.

    The loss is the cross-entropy of softmax(logit_scale * readout), plus activity_penalty times
    the number of hidden spikes. Weights decay as in AdamW and stay within +-weight_limit, which
    keeps a max-abs quantisation fine.

    With `grids`, of the two layers, the network runs on weights rounded to them, and the gradient
    at the rounded weights moves the unrounded ones (straight-through: Hubara et al., 2016), which
    stay within the largest values of the grids instead.
    """

    epochs: int
    batch_size: int
    learning_rate: float
    weight_decay: float
    activity_penalty: float
    logit_scale: float
    surrogate_slope: float
    weight_limit: float = math.inf
    grids: tuple[Grid, Grid] | None = None
    seed: int = 0

    @property
    def limits(self) -> tuple[float, float]:
        """The largest weight of each layer."""
        return (self.grids[0].limit, self.grids[1].limit) if self.grids else (self.weight_limit, self.weight_limit)


class Weights(NamedTuple):
    """Synaptic weights: `input_hidden` [n_in, n_hidden], `hidden_output` [n_hidden, n_out]."""

    input_hidden: Array
    hidden_output: Array

    def save(self, path: Path) -> None:
        """Write both arrays, under their names, to a compressed .npz file."""
        np.savez_compressed(path, input_hidden=self.input_hidden, hidden_output=self.hidden_output)

    def on(self, grids: tuple[Grid, Grid] | None) -> "Weights":
        """Every layer rounded to its grid; the weights themselves without grids."""
        return Weights(*(grid.round(w) for w, grid in zip(self, grids, strict=True))) if grids else self

    def quantised(self, bits: int) -> "Weights":
        """Every layer rounded to signed integers of `bits` bits on its own max-abs scale."""
        scales = (abs(w).max() / (2 ** (bits - 1) - 1) for w in self)
        return Weights(*(np.rint(w / scale) * scale for w, scale in zip(self, scales, strict=True)))


class Trace(NamedTuple):
    """A forward pass: potentials u and spikes s of both layers, and the readout [B, n_out]."""

    u_hidden: Array
    s_hidden: Array
    u_output: Array
    s_output: Array
    readout: Array


class Evaluation(NamedTuple):
    """Fraction of samples classified correctly, and mean spikes of each layer per sample."""

    accuracy: float
    input_spikes: float
    hidden_spikes: float
    output_spikes: float


def integrate(current: Array, beta: float, spiking: bool) -> tuple[Array, Array]:
    """Potentials u and spikes s of LIF neurons, or of LI neurons if not `spiking`."""
    u, s = np.empty_like(current), np.zeros_like(current)
    v = np.zeros_like(current[0])
    for t in range(len(current)):
        u[t] = beta * v + current[t]
        if spiking:
            s[t] = u[t] >= 1
        v = u[t] - s[t]
    return u, s


def forward(net: Network, weights: Weights, x: Array) -> Trace:
    """Run the network on input spikes x [T, B, n_in]."""
    u_hidden, s_hidden = integrate(x @ weights.input_hidden, net.beta_hidden, True)
    u_output, s_output = integrate(s_hidden @ weights.hidden_output, net.beta_output, net.spiking_output)
    readout = s_output.sum(axis=0) if net.spiking_output else u_output[-1]
    return Trace(u_hidden=u_hidden, s_hidden=s_hidden, u_output=u_output, s_output=s_output, readout=readout)


def through_time(direct: Array, beta: float) -> Array:
    """Full gradient of the potentials from the direct one: g[t] = direct[t] + beta * g[t+1]."""
    grad = direct.copy()
    for t in reversed(range(len(grad) - 1)):
        grad[t] += beta * grad[t + 1]
    return grad


def weight_gradient(inputs: Array, grad: Array) -> Array:
    """Gradient of W [n, m] from its inputs [T, B, n] and the gradient of its currents [T, B, m]."""
    gradient: Array = inputs.reshape(-1, inputs.shape[-1]).T @ grad.reshape(-1, grad.shape[-1])
    return gradient


def gradients(net: Network, hyper: Training, weights: Weights, x: Array, labels: Labels) -> tuple[Weights, float]:
    """Gradient of the mean loss over a batch, and the fraction of the batch that is correct."""

    def surrogate(u: Array) -> Array:
        derivative: Array = 1 / np.square(1 + hyper.surrogate_slope * abs(u - 1))
        return derivative

    trace = forward(net, weights, x)
    logits = hyper.logit_scale * trace.readout
    p = np.exp(logits - logits.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    grad_readout = p * (hyper.logit_scale / len(labels))

    if net.spiking_output:
        direct = grad_readout * surrogate(trace.u_output)
    else:
        direct = np.zeros_like(trace.u_output)
        direct[-1] = grad_readout
    grad_output = through_time(direct, net.beta_output)

    grad_spikes = grad_output @ weights.hidden_output.T + hyper.activity_penalty / len(labels)
    grad_hidden = through_time(grad_spikes * surrogate(trace.u_hidden), net.beta_hidden)

    correct = float(np.mean(trace.readout.argmax(axis=1) == labels))
    return Weights(weight_gradient(x, grad_hidden), weight_gradient(trace.s_hidden, grad_output)), correct


def train(net: Network, hyper: Training, samples: Samples, labels: Labels, augment: Augment) -> Weights:
    """Train from random weights on `samples` [N, ...], of which `augment` makes spike steps [B, n_in] by the batch."""
    rng = np.random.default_rng(hyper.seed)
    sizes = net.n_in, net.n_hidden, int(labels.max()) + 1
    weights = Weights(*((rng.standard_normal((n, m)) / math.sqrt(n)).astype(np.float32) for n, m in pairwise(sizes)))
    means = [np.zeros_like(w) for w in weights]
    squares = [np.zeros_like(w) for w in weights]
    batches = len(labels) // hyper.batch_size
    start = time.monotonic()
    for epoch in range(hyper.epochs):
        correct = 0.0
        order = np.array_split(rng.permutation(len(labels)), batches)
        for i, batch in enumerate(order, start=epoch * batches + 1):
            x = spike_train(augment(samples[batch], rng), net.steps)
            grads, batch_correct = gradients(
                net, hyper=hyper, weights=weights.on(hyper.grids), x=x, labels=labels[batch]
            )
            correct += batch_correct / batches
            done = i / (hyper.epochs * batches)
            rate = hyper.learning_rate * (1 + math.cos(math.pi * done)) / 2
            unbias = math.sqrt(1 - 0.999**i) / (1 - 0.9**i)
            for w, g, mean, square, limit in zip(weights, grads, means, squares, hyper.limits, strict=True):
                mean += 0.1 * (g - mean)
                square += 0.001 * (g * g - square)
                w -= rate * (unbias * mean / (np.sqrt(square) + 1e-8) + hyper.weight_decay * w)
                np.clip(w, -limit, limit, out=w)
        show_progress(epoch + 1, hyper.epochs, correct, time.monotonic() - start)
    return weights.on(hyper.grids)


def show_progress(epoch: int, epochs: int, correct: float, seconds: float) -> None:
    """Redraw the progress bar on stderr."""
    bar = "#" * (30 * epoch // epochs)
    print(
        f"\r[{bar:<30}] epoch {epoch}/{epochs}, training accuracy {correct:.2%}, {seconds:.0f} s ",
        end="\n" if epoch == epochs else "",
        file=sys.stderr,
        flush=True,
    )


def evaluate(net: Network, weights: Weights, samples: SpikeSteps, labels: Labels) -> Evaluation:
    """Classify `samples` [N, n_in] and count their spikes."""
    totals = np.zeros(4)
    for start in range(0, len(labels), 1000):
        batch = slice(start, start + 1000)
        x = spike_train(samples[batch], net.steps)
        trace = forward(net, weights, x)
        correct = trace.readout.argmax(axis=1) == labels[batch]
        totals += [a.sum() for a in (correct, x, trace.s_hidden, trace.s_output)]
    return Evaluation(*(totals / len(labels)).tolist())
