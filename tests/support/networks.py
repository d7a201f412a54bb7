"""Networks for tests: small ones by hand, random ones by seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

import snnc
from snnc.connections.registry import KINDS
from snnc.ir.options import ScaleMethod
from snnc.ir.verify import verify
from snnc.numbers.fixed import Rounding
from snnc.program.integer_ops import MultiplyStyle
from snnc.target.architecture import Accumulators, Fold, Several

#: The kinds that :func:`random_network` has drawn from the first, by the generator of each seed.
_FIRST_KINDS = ("dense", "sparse", "one_to_one")


def feed_forward(n_in: int = 12, n_hidden: int = 9, n_out: int = 4, seed: int = 0) -> snnc.Network:
    """Inputs -> LIF -> LIF."""
    rng = np.random.default_rng(seed)
    b = snnc.NetworkBuilder("feed_forward")
    b.input("stimulus", n_in)
    b.population("hidden", n_hidden, model="lif", threshold=1.0, decay=0.875)
    b.population("readout", n_out, model="lif", threshold=1.0, decay=0.875)
    b.connect("stimulus", "hidden", rng.normal(0.15, 0.3, (n_in, n_hidden)))
    b.connect("hidden", "readout", rng.normal(0.2, 0.4, (n_hidden, n_out)))
    b.output("readout")
    return b.build()


def random_network(seed: int) -> snnc.Network:
    """Any mixture of models, choices, connection kinds, delays, receptors, loops and inputs of several events."""
    rng = np.random.default_rng(seed)
    later = np.random.default_rng(seed + 5000)  # draws added since: those above stay what they were
    most = np.random.default_rng(seed + 6000)
    ends = np.random.default_rng(seed + 9000)
    b = snnc.NetworkBuilder(f"random{seed}")
    inputs = [f"in{k}" for k in range(rng.integers(1, 3))]
    sizes = {}
    for name in inputs:
        sizes[name] = int(rng.integers(1, 20))
        b.input(name, sizes[name], events=int(most.choice([1, 1, 1, 2, 5])))
    names = [f"pop{k}" for k in range(rng.integers(1, 4))]
    models = {}
    counting = {}
    for name in names:
        size = sizes[name] = int(rng.integers(1, 25))
        models[name] = str(rng.choice(["if", "lif", "lif", "li"]))
        decays = {}
        if models[name] == "lif" and ends.random() < 0.4:
            models[name] = "if_curr_exp"
            decays = {f"decay_{end}": _maybe_each(ends, 0.3, 0.95, size) for end in ("exc", "inh")}
        counting[name] = _random_population(b, name, model=models[name], size=size, rng=rng, later=later, decays=decays)
    sources = [*inputs, *(n for n in names if models[n] != "li")]
    for position, target in enumerate(names):
        for source in sources:
            if source not in inputs and rng.random() < 0.4:
                continue
            forward = source in inputs or names.index(source) < position
            delay = int(rng.integers(0 if forward else 1, 4))
            receptors = ["exc", "inh"] if models[target] == "if_curr_exp" else ["input"]
            made = {"rng": rng, "source": source, "target": target, "sizes": sizes}
            _connect(b, **made, receptor=str(ends.choice(receptors)), delay=delay)
            if rng.random() < 0.15:
                _connect(
                    b,
                    **made,
                    receptor=str(ends.choice(receptors)),
                    delay=delay + 1 - int(len(receptors) > 1 and ends.random() < 0.5),
                )
    for name in names:
        variable = "v" if models[name] == "li" or rng.random() < 0.2 else "spikes"
        if counting[name] and rng.random() < 0.3:
            variable = "refractory_left"
        b.output(name, variable)
    return _with_newer_kinds(b.build(), seed)


def _random_population(
    b: snnc.NetworkBuilder,
    name: str,
    model: str,
    size: int,
    rng: np.random.Generator,
    later: np.random.Generator,
    decays: Mapping[str, object],
) -> bool:
    """Add ``size`` neurons of ``model`` with random choices and parameters; whether they count refractory steps.

    ``decays``: of its synaptic currents.
    """
    options: dict[str, object] = {"model": model}
    parameters: dict[str, object] = {**decays}
    if model != "if":
        parameters["decay"] = _maybe_each(rng, 0.5, 0.99, size)
        options["order"] = str(rng.choice(["decay_first", "input_first"]))
        if rng.random() < 0.3:
            parameters["rest"] = float(rng.normal(0, 0.3))
    if model != "li":
        parameters["threshold"] = _maybe_each(rng, 0.5, 1.5, size)
        options["reset"] = str(rng.choice(["value", "subtract", "none"]))
        options["reset_time"] = str(rng.choice(["now", "next_start", "next_end"]))
        options["fire"] = str(rng.choice([">=", ">"]))
        options["refractory_mode"] = str(rng.choice(["hold", "mask"]))
        if options["reset"] == "value":
            parameters["reset_value"] = float(rng.normal(0, 0.2))
        if rng.random() < 0.4:
            parameters["refractory"] = rng.integers(0, 4, size).astype(float)
            options["refractory_fire"] = str(later.choice(["allowed", "blocked"]))
            if options["refractory_mode"] == "hold" and later.random() < 0.5:
                parameters["refractory_held"] = np.floor(parameters["refractory"] * later.random(size))
    counting = bool(np.any(parameters.get("refractory", 0)))
    if rng.random() < 0.4:
        parameters["bias"] = rng.normal(0.0, 0.2, size)
    if rng.random() < 0.3:
        options["initial"] = {"v": rng.normal(0, 0.5, size)}
    b.population(name, size, **options, **parameters)
    return counting


def _with_newer_kinds(network: snnc.Network, seed: int) -> snnc.Network:
    """``network`` with kinds registered since its seed came into use, in the place of some of its connections."""
    rng = np.random.default_rng(seed + 7000)
    newer = [kind for name, kind in KINDS.items() if name not in _FIRST_KINDS]
    projections = []
    for projection in network.projections:
        n_source, n_target = network.source_size(projection.source), network.source_size(projection.target)
        fitting = [kind for kind in newer if kind.fits(n_source, n_target)]
        if fitting and rng.random() < 0.5:
            kind = fitting[rng.integers(len(fitting))]
            drawn = kind.draw(rng, n_source, n_target, lambda count: rng.normal(0.2, 0.5, count))
            projection = replace(projection, connection=drawn)
        projections.append(projection)
    return verify(replace(network, projections=tuple(projections)))


def _maybe_each(rng: np.random.Generator, low: float, high: float, size: int) -> float | np.ndarray:
    return rng.uniform(low, high, size) if rng.random() < 0.3 else float(rng.uniform(low, high))


def _connect(
    b: snnc.NetworkBuilder,
    rng: np.random.Generator,
    source: str,
    target: str,
    sizes: dict[str, int],
    receptor: str,
    delay: int,
) -> None:
    to = {"receptor": receptor, "delay": delay}
    n_source, n_target = sizes[source], sizes[target]
    kind = rng.choice(["dense", "dense", "sparse", "constant"])
    if n_source == n_target and rng.random() < 0.5:
        b.connect(source, target, rng.normal(0.3, 0.5, n_source), kind="one_to_one", **to)
    elif kind == "dense":
        b.connect(source, target, rng.normal(0.1, 0.4, (n_source, n_target)), **to)
    elif kind == "constant":
        b.connect(source, target, float(rng.normal(0, 0.2)), **to)
    else:
        pairs = np.nonzero(rng.random((n_source, n_target)) < 0.2)
        b.connect(source, target, rng.normal(0.2, 0.6, pairs[0].size), kind="sparse", pairs=pairs, **to)


def random_options(seed: int) -> snnc.QuantiseOptions:
    """Any quantisation."""
    rng = np.random.default_rng(seed + 1000)
    state = snnc.StateOptions(
        fraction_bits=None if rng.random() < 0.5 else int(rng.integers(0, 5)),
        rounding=list(Rounding)[rng.integers(3)],
        decay=list(MultiplyStyle)[rng.integers(2)],
        decay_bits=int(rng.integers(3, 11)),
        decay_digits=None if rng.random() < 0.5 else int(rng.integers(1, 4)),
    )
    weights = snnc.WeightOptions(int(rng.integers(1, 13)), list(ScaleMethod)[rng.integers(3)], 98.0)
    return snnc.QuantiseOptions(weights, state)


def random_architecture(seed: int) -> snnc.Architecture:
    """Few lanes and small cores, so that networks are sliced and share cores."""
    rng = np.random.default_rng(seed + 2000)
    lanes = 1 << int(rng.integers(0, 5))
    return snnc.Architecture(
        lanes,
        max(lanes, int(rng.integers(4, 40))),
        4096,
        int(rng.integers(1, 3)),
        update_lanes=int(rng.choice([0, *(1 << k for k in range(lanes.bit_length()))])),
        overlap=bool(rng.integers(0, 2)),
        accumulators=rng.choice(list(Accumulators)),
        clock_mhz=int(rng.choice([20, 130, 400])),
        several=list(Several)[seed % 3],
    )


def random_folds(network: snnc.Network, seed: int) -> snnc.Architecture:
    """The random architecture, with folds of their own for some populations."""
    rng = np.random.default_rng(seed + 4000)
    architecture = random_architecture(seed)
    folds = []
    for population in network.populations:
        if rng.random() < 0.7:
            lanes = int(rng.choice([0, 1, 2, 4, 8]))
            widest = lanes or architecture.lanes
            updates = int(rng.choice([0, *(1 << k for k in range(widest.bit_length()))]))
            overlap = (None, True, False)[rng.integers(3)]
            accumulators = (None, *Accumulators)[rng.integers(4)]
            cores = int(rng.integers(0, 4))
            fold = Fold(lanes=lanes, update_lanes=updates, cores=cores, overlap=overlap, accumulators=accumulators)
            folds.append((population.name, fold))
    most = max([architecture.neurons_per_core, *(fold.lanes for _, fold in folds)])
    return replace(architecture, neurons_per_core=most, populations=tuple(folds))


def many_cores(network: snnc.Network, seed: int, cores: int) -> snnc.Architecture:
    """About ``cores`` cores of any lanes, shared out among the populations of ``network`` by their neurons.

    Some populations ask for more lanes than their cores have neurons.
    """
    rng = np.random.default_rng(seed + 8000)
    neurons = sum(population.size for population in network.populations)
    folds = []
    for population in network.populations:
        own = min(population.size, -(-cores * population.size // neurons))
        most = population.size // own
        beyond = 8 if own == 1 and rng.random() < 0.5 else 1
        lanes = beyond << int(rng.integers(0, most.bit_length()))
        folds.append((population.name, Fold(lanes=lanes, cores=own)))
    return replace(random_architecture(seed), neurons_per_core=64, update_lanes=0, populations=tuple(folds))


def random_stimulus(network: snnc.Network, seed: int, samples: int = 3, steps: int = 7) -> dict[str, np.ndarray]:
    """Events of any density, silent and full steps among them; of inputs that may send several, up to 5 of a neuron."""
    rng = np.random.default_rng(seed + 3000)
    stimulus = {}
    for source in network.inputs:
        density = rng.choice([0.0, 0.1, 0.3, 1.0], (samples, steps, 1), p=[0.15, 0.4, 0.35, 0.1])
        fired = rng.random((samples, steps, source.size)) < density
        if source.events > 1:
            fired = fired * rng.integers(1, min(source.events, 5) + 1, fired.shape, np.uint8)
        stimulus[source.name] = fired
    return stimulus
