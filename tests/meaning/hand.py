"""Small networks whose every number is exact, to be held against values worked out by hand.

All weights are whole numbers, and one silent synapse of weight 127 makes them whole in 8 bits, so
that float and golden must both give the numbers of a table, without any tolerance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

import snnc
from snnc.golden import variables
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.pipeline import quantise

#: Weights of the stimulus: every current from -127 to 127 is a sum of some of them.
POWERS = (1, 2, 4, 8, 16, 32, 64)
WEIGHTS = (*POWERS, *(-w for w in POWERS), 127)
#: States count in sixteenths.
EXACT = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=16, fraction_bits=4, decay_bits=8))


def stimulus(currents: Sequence[int]) -> np.ndarray:
    """Spikes bool [1, steps, inputs] that add up to ``currents``, one number a step."""
    rows = [
        [abs(w) in POWERS and abs(current) & abs(w) > 0 and current * w > 0 for w in WEIGHTS] for current in currents
    ]
    return np.array([rows], bool)


def population(
    model: str, size: int = 1, words: Mapping[str, str] = {}, initial: Mapping[str, Any] = {}, **parameters: Any
) -> snnc.Network:
    """``size`` neurons that all get the same currents; lists of numbers are one for each neuron."""
    b = snnc.NetworkBuilder("hand")
    b.input("x", len(WEIGHTS))
    each = {name: np.array(value, float) if isinstance(value, list) else value for name, value in parameters.items()}
    start = {name: np.array(value, float) if isinstance(value, list) else value for name, value in initial.items()}
    b.population("y", size, model=model, initial=start, **words, **each)
    b.connect("x", "y", np.repeat(np.array(WEIGHTS, float)[:, None], size, axis=1))
    b.output("y", "v")
    return b.build()


def quantised(network: snnc.Network, options: snnc.QuantiseOptions = EXACT) -> QuantisedNetwork:
    """``network`` in integers, without any hardware."""
    return quantise(network, options)[1]


def check(
    network: snnc.Network,
    spikes: Mapping[str, np.ndarray],
    expected: Mapping[tuple[str, str], Any],
    options: snnc.QuantiseOptions = EXACT,
) -> None:
    """Float and golden both give ``expected``: ``(population, variable)`` -> [steps] or [steps, size]."""
    integers = quantised(network, options)
    for stage in (network, integers):
        run = snnc.golden.run(stage, spikes, variables(stage))
        for (name, variable), table in expected.items():
            got = run.traces[name, variable][0].astype(float)
            if stage is integers:
                got = got / (integers.population(name).scale(variable) or 1.0)
            wanted = np.array(table, float).reshape(len(got), -1)
            assert np.array_equal(got, np.broadcast_to(wanted, got.shape)), (
                f"{variable} of {name} in {type(stage).__name__}: got {got.tolist()}, expected {wanted.tolist()}"
            )


def table(
    network: snnc.Network, currents: Sequence[int], v: Sequence[Any], spikes: Sequence[Any] = (), **states: Any
) -> None:
    """The neurons of ``population`` under ``currents``: potentials, spikes, other states at the end of every step."""
    expected: dict[tuple[str, str], Any] = {("y", "v"): v, **{("y", name): values for name, values in states.items()}}
    if len(spikes):
        expected["y", "spikes"] = spikes
    check(network, {"x": stimulus(currents)}, expected)
