"""Networks of one population of a user's model, and their float trajectories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

import snnc
from snnc.golden import variables
from snnc.golden.run import Run

IZHIKEVICH: dict[str, Any] = {
    "equations": "dv/dt = 0.04*v**2 + 5*v + 140 - u + input\ndu/dt = a*(b*v - u)",
    "parameters": {"a": 0.02, "b": 0.2, "c": -65, "d": 8},
    "threshold": "v >= 30",
    "reset": "v = c; u += d",
    "method": "euler",
    "bounds": {"v": (-128, 128), "u": (-256, 256)},
}
#: An exponential neuron with a saturating current, in units.
EXPONENTIAL: dict[str, Any] = {
    "equations": """dv/dt = (El - v + Dt*exp((v - Vt)/Dt) + R*i)/tau : mV
di/dt = (Imax*tanh(g/Imax) - i)/(5 ms) : nA
dg/dt = -g/(10 ms) : nA""",
    "parameters": {"El": "-65 mV", "Vt": "-50 mV", "Dt": "2 mV", "R": "40 Mohm", "tau": "10 ms", "Imax": "1 nA"},
    "input": "g",
    "threshold": "v > -35 mV",
    "reset": "v = -60 mV",
    "refractory": "2 ms",
    "method": "euler",
    "bounds": {"v": ("-90 mV", "10 mV"), "i": ("-2 nA", "2 nA"), "g": ("-8 nA", "8 nA")},
}


#: Conductances, which multiply a distance from a potential.
CONDUCTANCE: dict[str, Any] = {
    "equations": """dv/dt = (gl*(El - v) + g*(Ee - v))/C : mV (unless refractory)
dg/dt = -g/(5 ms) : nS""",
    "parameters": {"C": "200 pF", "gl": "10 nS", "El": "-70 mV", "Ee": "0 mV"},
    "input": "g",
    "threshold": "v > -50 mV",
    "reset": "v = -60 mV",
    "refractory": "2 ms",
    "method": "euler",
    "bounds": {"v": ("-80 mV", "0 mV"), "g": ("0 nS", "128 nS")},
}


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
