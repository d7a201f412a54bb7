"""A network with populations of random spikes: by themselves, under inputs that vary in time, and in a loop."""

from __future__ import annotations

import numpy as np

import snnc


def chance_network(size: int = 7, seed: int = 3) -> snnc.Network:
    """A free population, one under real values, one under a value that is held, and neurons behind them."""
    rng = np.random.default_rng(size)
    b = snnc.NetworkBuilder("chance", steps=24)
    b.input("x", 2, current=(-0.5, 1.0), bits=6)
    b.input("s", 3)
    b.population("free", size, model="poisson", rate=rng.uniform(0.05, 0.9, size), seed=seed)
    b.population("held", 2, model="relay", decay=1.0, largest=1.0)
    b.population("driven", size, model="poisson", rate=0.25, seed=seed + 1)
    b.population("cells", size, model="lif", decay=0.875, threshold=1.0)
    b.connect("x", "held", 1.0, kind="one_to_one")
    b.connect("x", "driven", rng.uniform(-0.5, 1.0, (2, size)))
    b.connect("held", "driven", rng.uniform(-0.4, 0.6, (2, size)))
    b.connect("s", "driven", rng.uniform(-0.5, 0.5, (3, size)), delay=1)
    b.connect("free", "cells", rng.uniform(0.1, 0.6, (size, size)))
    b.connect("driven", "cells", rng.uniform(-0.3, 0.6, (size, size)))
    b.connect("cells", "driven", -0.25, kind="one_to_one", delay=1)
    for name in ("free", "driven", "cells"):
        b.output(name)
    b.output("driven", "p", name="p")
    b.probe("free", "draw")
    return b.build()


def chance_stimulus(samples: int = 3, steps: int = 24) -> dict[str, np.ndarray]:
    """Values that are sent once or in every step, and spikes."""
    rng = np.random.default_rng(5)
    x = rng.uniform(-0.5, 1.0, (samples, steps, 2)) * (rng.random((samples, steps, 2)) < 0.3)
    return {"x": x, "s": rng.random((samples, steps, 3)) < 0.4}
