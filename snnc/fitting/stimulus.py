"""The spikes that a fit is judged by: of a recording, or assumed where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from snnc.golden.run import run
from snnc.ir.network import SPIKES, CodingKind
from snnc.ir.quantised import QuantisedNetwork

#: Steps of an assumed sample where no coding tells, and the most of one.
_STEPS, _MOST_ASSUMED = 10, 16
#: The most steps of a recorded sample that are looked at.
_MOST_STEPS = 64
#: Of so many neurons and steps of a hidden population one is assumed to spike.
_QUIET = 10


@dataclass(frozen=True, eq=False)
class Activity:
    """``spikes``: bool [samples, steps, size] of inputs and spiking populations; ``said``: where from."""

    spikes: Mapping[str, np.ndarray]
    said: str

    @property
    def samples(self) -> int:
        """Samples."""
        return int(next(iter(self.spikes.values())).shape[0])

    @property
    def steps(self) -> int:
        """Steps of a sample."""
        return int(next(iter(self.spikes.values())).shape[1])


def recorded(network: QuantisedNetwork, stimulus: Mapping[str, np.ndarray], said: str) -> Activity:
    """What ``network`` makes of ``stimulus``, bit by bit; of long samples the first steps only."""
    steps = next(iter(stimulus.values())).shape[1]
    kept = {name: spikes[:, :_MOST_STEPS] for name, spikes in stimulus.items()}
    spiking = [p.name for p in network.populations if p.program.spike is not None]
    traces = run(network, kept, [(name, SPIKES) for name in spiking])
    if steps > _MOST_STEPS:
        said += f", the first {_MOST_STEPS} of {steps} steps"
    return Activity(kept | {name: traces.spikes(name) for name in spiking}, said)


def assumed(network: QuantisedNetwork, samples: int = 2) -> Activity:
    """Every input neuron spikes once per sample, spread over its steps; of the others a tenth in every step."""
    coded = [i.coding.steps for i in network.inputs if i.coding.kind is not CodingKind.NONE]
    steps = max(coded, default=_STEPS)
    steps = min(steps, _MOST_ASSUMED)
    spikes = {}
    for source in network.inputs:
        neurons = np.arange(source.size)
        spikes[source.name] = np.broadcast_to(
            neurons % steps == np.arange(steps)[:, None], (samples, steps, source.size)
        )
    for population in network.populations:
        if population.program.spike is not None:
            some = (np.arange(population.size) + np.arange(steps)[:, None]) % _QUIET == 0
            spikes[population.name] = np.broadcast_to(some, (samples, *some.shape))
    said = f"assumed: {steps} steps, every input spikes once in them, a tenth of all neurons in every step"
    return Activity(spikes, said)
