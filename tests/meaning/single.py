"""One population, and what projects into it."""

from __future__ import annotations

from typing import Any

import numpy as np

import snnc


def single(*weights: Any, model: str = "if", steps: int | None = None, **options: Any) -> snnc.Network:
    """Input ``x`` and population ``y``, whose potential is the output; each of ``weights`` is a dense projection."""
    shape = np.asarray(weights[0]).shape
    b = snnc.NetworkBuilder("n", steps=steps)
    b.input("x", shape[0])
    b.population("y", shape[1], model=model, **options)
    for each in weights:
        b.connect("x", "y", each)
    b.output("y", "v")
    return b.build()
