"""Networks of one population of a user's model, and their float trajectories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

import snnc
from snnc.golden import variables
from snnc.golden.run import Run


def one_population(
    model: snnc.EquationModel | str,
    weights: np.ndarray,
    steps: int | None = None,
    dt: float = 1.0,
    shown: tuple[str, ...] = (),
    **given: Any,
) -> snnc.Network:
    """A population ``y`` behind an input ``x``; ``weights`` [inputs, size]; every state in ``shown`` is probed."""
    b = snnc.NetworkBuilder("own", dt=dt, steps=steps)
    b.input("x", weights.shape[0])
    b.population("y", weights.shape[1], model=model, **given)
    b.connect("x", "y", weights)
    states = shown or (tuple(model.states) if isinstance(model, snnc.EquationModel) else ("v",))
    b.output("y", states[0])
    for state in states:
        b.probe("y", state)
    return b.build()


def run(stage: Any, spikes: np.ndarray) -> Run:
    """All variables of ``stage``, a network of :func:`one_population`; ``spikes`` [samples, steps, inputs]."""
    return snnc.golden.run(stage, {"x": spikes}, variables(stage))


def trajectory(network: snnc.Network, spikes: np.ndarray, state: str) -> np.ndarray:
    """What ``state`` is in float after every step of the first sample, [steps, size]."""
    found: np.ndarray = run(network, spikes).traces["y", state][0]
    return found


def parameters(network: snnc.Network) -> Mapping[str, Any]:
    """What the parameters of the program came to."""
    return dict(network.population("y").parameters)
