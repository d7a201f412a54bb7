"""How the spikes of neurons that may send several travel: a beat for each, or one beat with their number."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from snnc.ir.options import Calibration
from snnc.ir.quantised import QuantisedNetwork
from snnc.numbers.fixed import Interval
from snnc.target.architecture import Architecture, Several

#: Left to the compiler: the most spikes of a neuron in a step up to which each of them is a beat.
MOST_BEATS = 15
#: And of those the mean number of spikes, of a neuron that spikes at all in a step, from which on it is sent instead.
NUMBER_FROM = 4.0


class Load(Enum):
    """What an event carries: nothing, for it is a spike; the value of a graded neuron; the number of its spikes."""

    NOTHING = "nothing"
    VALUES = "values"
    COUNTS = "counts"


@dataclass(frozen=True)
class Carriage:
    """What the events of ``network`` carry; ``counted``: populations whose neurons send the number of their spikes."""

    network: QuantisedNetwork
    counted: frozenset[str]

    def numbers(self, source: str) -> Interval | None:
        """The numbers that events of an input or population carry; None where each event is a spike."""
        sender = self.network.source(source)
        return Interval(0, sender.events) if source in self.counted else sender.numbers

    def load(self, population: str) -> Load:
        """What the events of ``population`` carry: only populations with the same may share a core."""
        if population in self.counted:
            return Load.COUNTS
        return Load.VALUES if self.network.population(population).graded else Load.NOTHING


def carriage(network: QuantisedNetwork, architecture: Architecture, calibration: Calibration | None) -> Carriage:
    """What ``architecture`` says of each population that sends several spikes in a step, or leaves open.

    Left open, numbers are sent of populations of which a neuron may send more than :data:`MOST_BEATS` spikes; where
    ``calibration`` tells, also of those of which a neuron that spikes sends :data:`NUMBER_FROM` at once in the mean.
    """
    chosen = _choices(network, architecture, calibration)
    return Carriage(network, frozenset(name for name, (several, _) in chosen.items() if several is Several.PAYLOAD))


def carriage_reasons(
    network: QuantisedNetwork, architecture: Architecture, calibration: Calibration | None
) -> dict[str, str]:
    """Why :func:`carriage` decides as it does, in words, for each population that may send several spikes."""
    return {name: why for name, (_, why) in _choices(network, architecture, calibration).items()}


def _choices(
    network: QuantisedNetwork, architecture: Architecture, calibration: Calibration | None
) -> dict[str, tuple[Several, str]]:
    """How the spikes of each population travel that may send several, and why."""
    bursts = dict(calibration.bursts) if calibration else {}
    chosen: dict[str, tuple[Several, str]] = {}
    for population in network.populations:
        if population.events == 1 or population.graded:
            continue
        said, burst = architecture.several_of(population.name), bursts.get(population.name, 0.0)
        if said is not Several.AUTO:
            chosen[population.name] = said, "asked for"
        elif population.events > MOST_BEATS:
            chosen[population.name] = Several.PAYLOAD, f"up to {population.events:,} spikes"
        elif burst >= NUMBER_FROM:
            chosen[population.name] = Several.PAYLOAD, f"{burst:.3g} spikes at once in the data"
        else:
            why = f"{burst:.3g} spikes at once in the data" if burst else f"up to {population.events} spikes"
            chosen[population.name] = Several.BEATS, why
    return chosen
