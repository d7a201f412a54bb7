"""Networks whose bits are chosen, small enough to think about or to try everything."""

from __future__ import annotations

import numpy as np

import snnc


def two_inputs() -> tuple[snnc.Network, dict[str, np.ndarray]]:
    """Fires on 3 + 2 and on 3 + 3, neither on 3 nor on 2 + 2: no weights of one size can say so."""
    b = snnc.NetworkBuilder("two")
    b.input("x", 2)
    b.population("n", 1, model="if", threshold=5.0, reset="value", reset_value=0.0)
    b.connect("x", "n", [[3.0], [2.0]])
    b.output("n")
    x = np.zeros((4, 2, 2), bool)
    x[0, 0] = True  # 3 + 2 at once: fires
    x[1, :, 0] = True  # 3, then 3: fires in the second step
    x[2, :, 1] = True  # 2, then 2: silent
    x[3, 0, 0] = True  # 3: silent
    return b.build(), {"x": x}


def tiny(seed: int) -> tuple[snnc.Network, dict[str, np.ndarray]]:
    rng = np.random.default_rng(seed)
    b = snnc.NetworkBuilder("tiny")
    b.input("x", 4)
    b.population("a", 3, model="lif", decay=float(rng.uniform(0.6, 0.97)), threshold=1.0)
    b.connect("x", "a", rng.normal(0.3, 0.5, (4, 3)))
    b.output("a")
    return b.build(), {"x": rng.random((6, 20, 4)) < 0.4}


def deep(seed: int = 0) -> tuple[snnc.Network, dict[str, np.ndarray], np.ndarray]:
    """Two layers that read out by a state; labels are what float decides."""
    rng = np.random.default_rng(seed)
    b = snnc.NetworkBuilder("deep")
    b.input("x", 8)
    b.population("hidden", 6, model="lif", decay=0.9, threshold=1.0)
    b.population("sum", 3, model="li", decay=1.0)
    b.connect("x", "hidden", rng.normal(0.2, 0.5, (8, 6)))
    b.connect("hidden", "sum", rng.normal(0, 1, (6, 3)))
    b.output("sum", variable="v")
    network, x = b.build(), {"x": rng.random((40, 12, 8)) < 0.3}
    labels = snnc.golden.run(network, x).state("sum")[:, -1].argmax(axis=1)
    return network, x, labels
