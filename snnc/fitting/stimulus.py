"""The spikes that a fit is judged by: of a recording, or assumed where there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from snnc.golden.run import run, sent_events
from snnc.ir.network import SPIKES, CodingKind
from snnc.ir.quantised import QuantisedNetwork

#: Steps of an assumed sample where no coding tells.
_STEPS = 10
#: Of long samples some steps are looked at: with about so many spikes, but no fewer steps than that.
_SPIKES, _LEAST_STEPS = 2000, 16
#: Of so many neurons and steps of a hidden population one is assumed to spike.
_QUIET = 10


@dataclass(frozen=True, eq=False)
class Workload:
    """``spikes`` of inputs and spiking populations, as the cycle model takes them; ``said``: where from.

    ``looked_at``: the steps that plans are compared by, spread evenly over a sample.
    """

    spikes: Mapping[str, np.ndarray]
    said: str
    looked_at: np.ndarray

    @property
    def samples(self) -> int:
        """Samples."""
        return int(next(iter(self.spikes.values())).shape[0])

    @property
    def steps(self) -> int:
        """Steps of a sample."""
        return int(next(iter(self.spikes.values())).shape[1])

    @property
    def whole(self) -> bool:
        """Whether all steps are looked at."""
        return self.looked_at.size == self.steps

    def sample(self) -> Mapping[str, np.ndarray]:
        """The spikes of the steps that are looked at, as if they were the sample."""
        return {name: spikes[:, self.looked_at] for name, spikes in self.spikes.items()}


def _activity(spikes: Mapping[str, np.ndarray], said: str) -> Workload:
    samples, steps = next(iter(spikes.values())).shape[:2]
    each = sum(int(source.sum()) for source in spikes.values()) / (samples * steps)
    count = min(steps, max(_LEAST_STEPS, int(_SPIKES / max(each, 1))))
    return Workload(spikes, said, (np.arange(count) * steps + steps // 2) // count)


def recorded(network: QuantisedNetwork, stimulus: Mapping[str, np.ndarray], said: str) -> Workload:
    """What ``network`` makes of ``stimulus``, bit by bit."""
    spiking = [p.name for p in network.populations if p.program.spike is not None]
    traces = run(network, stimulus, [(name, SPIKES) for name in spiking])
    return _activity(sent_events(network, stimulus, traces), said)


def assumed(network: QuantisedNetwork, samples: int = 2) -> Workload:
    """Every input neuron spikes once per sample, spread over its steps; of the others a tenth in every step.

    Numbers are sent in every step.
    """
    coded = [i.coding.steps for i in network.inputs if i.coding.kind is not CodingKind.NONE]
    coded += [i.current.steps for i in network.inputs if i.current and i.current.steps]
    steps = max(coded, default=_STEPS)
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
    graded = [source for source in network.sources if source.graded]
    for sender in graded:
        spikes[sender.name] = np.ones((samples, steps, sender.size), bool)
    said = f"assumed: {steps} steps, every input spikes once in them, a tenth of all neurons in every step"
    said += "; numbers are sent in every step" if graded else ""
    return _activity(spikes, said)
