"""Designs on which resource estimates are calibrated: the examples, and a spread of small networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from pathlib import Path

import numpy as np
from support.networks import random_architecture, random_network, random_options

import snnc
from snnc.driver.compile import Compiled
from snnc.ir.options import StateOptions, WeightOptions
from snnc.program.integer_ops import MultiplyStyle
from snnc.target.architecture import Accumulators, Architecture

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"

#: In the order of their size.
EXAMPLE_NAMES = ("two_neurons", "mnist_small", "digits", "mnist_fast", "mnist", "recurrent")

#: Seeds of random networks that take part.
_SEEDS = range(10)


@dataclass(frozen=True)
class Design:
    """A network and how it is to be built."""

    name: str
    network: snnc.Network
    quantise: snnc.QuantiseOptions
    architecture: Architecture

    def compile(self) -> Compiled:
        """The compiled design."""
        return snnc.compile(self.network, quantise=self.quantise, architecture=self.architecture)


def example(name: str) -> Design:
    """The example called ``name``."""
    spec = snnc.read_spec(EXAMPLES / name / "network.yaml")
    return Design(name, spec.network, spec.quantise, spec.architecture)


def rtl(compiled: Compiled) -> Mapping[str, str]:
    """What goes to synthesis."""
    return {name: text for name, text in compiled.artifacts.files.items() if name.startswith("rtl/")}


def spread() -> Iterator[Design]:
    """Networks that vary what an area depends on, a few things at a time."""
    for lanes, overlap in product((1, 2, 4, 8, 16, 32, 64), (True, False)):
        for kind in (Accumulators.DISTRIBUTED, Accumulators.BLOCK):
            if kind is Accumulators.BLOCK and lanes not in (1, 4, 16):
                continue
            model = ("lif", "if", "li")[lanes.bit_length() % 3]
            updates = 0 if overlap else max(1, lanes // 2)
            architecture = Architecture(lanes=lanes, update_lanes=updates, overlap=overlap, accumulators=kind)
            name = f"lanes{lanes}_{'two' if overlap else 'one'}_{kind.value}"
            yield Design(name, _layers(40, 96, model), _options(6, None), architecture)
    for bits, state in ((2, 6), (4, 10), (8, 16), (12, 24)):
        yield Design(
            f"bits{bits}", _layers(50, 64, "lif"), _options(bits, state), Architecture(lanes=8, update_lanes=4)
        )
        yield Design(f"li{bits}", _layers(30, 24, "li"), _options(bits, state), Architecture(lanes=4))
    for words in (24, 300, 1000):
        yield Design(f"words{words}", _layers(20, words, "if"), _options(4, 8), Architecture(lanes=4))
        yield Design(f"sparse{words}", _sparse(60, words), _options(5, None), Architecture(lanes=4))
    multiply = snnc.QuantiseOptions(WeightOptions(6), StateOptions(decay=MultiplyStyle.MULTIPLIER, decay_bits=8))
    yield Design("multiply", _layers(30, 40, "lif"), multiply, Architecture(lanes=4))
    yield Design("cores3", _layers(30, 96, "lif"), _options(5, None), Architecture(lanes=4, cores=3))
    yield Design("ring", _ring(48), _options(6, None), Architecture(lanes=8, cores=2))
    yield Design("fast", _layers(30, 64, "lif"), _options(6, None), Architecture(lanes=8, clock_mhz=300))
    yield Design("slow", _layers(30, 64, "lif"), _options(6, None), Architecture(lanes=8, clock_mhz=25))
    yield Design("signs", _signs(64, 96), _options(1, 10), Architecture(lanes=8))
    yield Design("own", _own(30, 48), _options(5, 10), Architecture(lanes=4))
    yield Design("deep", _deep((24, 32, 32, 16, 10)), _options(4, None), Architecture(lanes=4))
    yield numbers(4)
    for seed in _SEEDS:
        yield Design(f"random{seed}", random_network(seed), random_options(seed), random_architecture(seed))


def numbers(lanes: int) -> Design:
    """Real values that a filter sends on to neurons that spike: every weight is multiplied."""
    rng = np.random.default_rng(lanes)
    b = snnc.NetworkBuilder("numbers")
    b.input("x", 24, current=(-1.0, 1.0), bits=8)
    b.population("code", 12, model="relay", largest=4.0, decay=0.75)
    b.population("hidden", 40, model="lif", decay=0.875, threshold=1.0)
    b.connect("x", "code", rng.normal(0.05, 0.2, (24, 12)))
    b.connect("code", "hidden", rng.normal(0.05, 0.2, (12, 40)))
    b.output("hidden")
    return Design(f"numbers{lanes}", b.build(), _options(8, None), Architecture(lanes=lanes))


def _options(bits: int, state: int | None) -> snnc.QuantiseOptions:
    return snnc.QuantiseOptions(WeightOptions(bits), StateOptions(bits=state, fraction_bits=3, decay_bits=5))


def _layers(inputs: int, hidden: int, model: str) -> snnc.Network:
    """Inputs to a hidden population of ``model`` to ten integrators, or to what there is in it."""
    rng = np.random.default_rng(inputs * hidden)
    b = snnc.NetworkBuilder("layers")
    b.input("x", inputs)
    leak = {} if model == "if" else {"decay": 0.9}
    fire = {} if model == "li" else {"threshold": 1.0}
    b.population("hidden", hidden, model=model, **leak, **fire)
    b.connect("x", "hidden", rng.normal(0.05, 0.2, (inputs, hidden)))
    if model == "li":
        b.output("hidden", "v")
    else:
        b.population("readout", 10, model="li", decay=0.9)
        b.connect("hidden", "readout", rng.normal(0.0, 0.2, (hidden, 10)))
        b.output("readout", "v")
    return b.build()


def _sparse(inputs: int, hidden: int) -> snnc.Network:
    """One population, a tenth of the synapses, thresholds of their own."""
    rng = np.random.default_rng(hidden)
    b = snnc.NetworkBuilder("sparse")
    b.input("x", inputs)
    b.population("hidden", hidden, model="lif", decay=0.875, threshold=rng.uniform(0.8, 1.2, hidden))
    pairs = np.nonzero(rng.random((inputs, hidden)) < 0.1)
    b.connect("x", "hidden", rng.normal(0.1, 0.3, pairs[0].size), kind="sparse", pairs=pairs)
    b.output("hidden")
    return b.build()


def _ring(size: int) -> snnc.Network:
    """A population that inhibits itself a step later."""
    rng = np.random.default_rng(size)
    b = snnc.NetworkBuilder("ring")
    b.input("x", size)
    b.population("cells", size, model="lif", decay=0.875, threshold=1.0, reset="value", reset_value=0.0, refractory=3.0)
    b.connect("x", "cells", rng.normal(0.2, 0.2, (size, size)))
    b.connect("cells", "cells", -rng.random((size, size)), delay=1)
    b.output("cells")
    return b.build()


def _signs(inputs: int, hidden: int) -> snnc.Network:
    """Weights of +1 and -1, which take a bit each."""
    rng = np.random.default_rng(inputs)
    b = snnc.NetworkBuilder("signs")
    b.input("x", inputs)
    b.population("hidden", hidden, model="lif", decay=0.875, threshold=6.0)
    b.connect("x", "hidden", rng.choice([-1.0, 1.0], (inputs, hidden)))
    b.output("hidden")
    return b.build()


def _own(inputs: int, hidden: int) -> snnc.Network:
    """Every neuron has a decay and a threshold of its own."""
    rng = np.random.default_rng(hidden)
    b = snnc.NetworkBuilder("own")
    b.input("x", inputs)
    own = {"decay": rng.uniform(0.7, 0.95, hidden), "threshold": rng.uniform(0.8, 1.2, hidden)}
    b.population("hidden", hidden, model="lif", **own)
    b.connect("x", "hidden", rng.normal(0.1, 0.3, (inputs, hidden)))
    b.output("hidden")
    return b.build()


def _deep(sizes: Sequence[int]) -> snnc.Network:
    """Layers behind each other, each with a small memory."""
    rng = np.random.default_rng(len(sizes))
    b = snnc.NetworkBuilder("deep")
    names = ["x", *(f"layer{k}" for k in range(1, len(sizes)))]
    b.input("x", sizes[0])
    for (source, target), (before, size) in zip(pairwise(names), pairwise(sizes), strict=True):
        b.population(target, size, model="lif", decay=0.875, threshold=1.0)
        b.connect(source, target, rng.normal(0.1, 0.3, (before, size)))
    b.output(names[-1])
    return b.build()
