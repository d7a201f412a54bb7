"""What a comparison of the float network with golden came to: numbers, JSON, and one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np

from snnc.core.errors import Diagnostic
from snnc.golden.saturation import Saturation


@dataclass(frozen=True)
class NeuronStep:
    """One neuron in one step of one sample, all counted from 0."""

    sample: int
    step: int
    neuron: int


@dataclass(frozen=True)
class Pair:
    """The same quantity in float (``real``) and in golden, potentials in the unit of the user."""

    real: float
    golden: float

    def as_json(self) -> dict[str, float]:
        """Plain values."""
        return {"float": self.real, "golden": self.golden}


@dataclass(frozen=True)
class Error:
    """How far potentials of golden are from those of float, over all neurons and steps that are meant.

    ``largest`` and ``rms`` (root mean square) are in the unit of the user. ``largest_relative``
    and ``rms_relative`` are shares of the distance from rest to threshold of each neuron; None
    where there is no threshold, or no distance, or the state is no potential.
    """

    largest: float
    rms: float
    largest_relative: float | None
    rms_relative: float | None


@dataclass(frozen=True)
class Potential:
    """One state variable that is a potential.

    ``error``: over all steps; ``largest_at``: where it is largest. ``while_equal``: over those
    steps of every sample before which, and in which, all spikes into and out of the population are the same on both
    sides, so that nothing but rounding and saturation is in it; None where there is no such step.
    ``saturated``: how often golden was limited to its format, 0 where the program has none;
    ``first_saturated``: where first, in order of sample, step and neuron.
    """

    variable: str
    error: Error
    largest_at: NeuronStep
    while_equal: Error | None
    saturated: int
    first_saturated: NeuronStep | None


@dataclass(frozen=True)
class Spikes:
    """Spikes of one population.

    ``unequal``: places (neurons, steps and samples) where one side has a spike and the other none;
    ``rates``: spikes per neuron and step. ``samples_unequal``: samples with an unequal place;
    ``samples_own``: those of them in which all spikes into the population were still equal when it
    began to differ, so that it is a cause and not a consequence. ``first``: its first unequal
    place. ``neuron_rates``: of both sides, float64 [2, neurons].
    """

    counts: Pair
    unequal: int
    rates: Pair
    samples_unequal: int
    samples_own: int
    first: NeuronStep | None
    neuron_rates: np.ndarray


@dataclass(frozen=True, eq=False)
class PopulationComparison:
    """One population; ``spikes`` is None for one that never spikes, such as a leaky integrator."""

    name: str
    neurons: int
    spikes: Spikes | None
    potentials: tuple[Potential, ...]


@dataclass(frozen=True)
class FirstDifference:
    """The first unequal spike, in order of sample, step, and of populations along projections without delay.

    It names a cause: all spikes before it in its sample, and all of the same step that lead to it, are equal.
    ``spikes``: of both sides. ``state_before``: state variable -> its value at the end of the step
    before, or its initial value. ``threshold``: as given, and as built of integers. ``tie``: whether
    float missed its threshold by no more than its own rounding, so that neither side is wrong.
    """

    population: str
    place: NeuronStep
    spikes: Pair
    state_before: tuple[tuple[str, Pair], ...]
    threshold: Pair | None
    tie: bool = False


@dataclass(frozen=True, eq=False)
class Trace:
    """One neuron through one sample: what a picture shows.

    ``potential``: float64 [2, steps], float and golden, in the unit of the user; ``spikes``:
    [2, steps], or None for a neuron that never spikes. ``limits``: where golden saturates,
    or None. ``step``: the one to look at.
    """

    population: str
    variable: str
    place: NeuronStep
    potential: np.ndarray
    spikes: np.ndarray | None
    threshold: Pair | None
    limits: tuple[float, float] | None


@dataclass(frozen=True)
class Decisions:
    """``accuracies``: shares of samples decided as their labels say; ``unequal``: samples decided differently."""

    accuracies: Pair
    unequal: int


@dataclass(frozen=True, eq=False)
class Comparison:
    """The float network beside golden, over the same stimulus.

    ``first``: None where all spikes are equal; ``decisions``: None without labels. ``trace``: the
    neuron that differs first, or where none does, the one with the largest error; ``warnings``: what
    may surprise in the network and its integers.
    """

    network: str
    samples: int
    steps: int
    populations: tuple[PopulationComparison, ...]
    first: FirstDifference | None
    decisions: Decisions | None
    trace: Trace
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def places(self) -> int:
        """All places of spiking neurons: neurons, steps and samples multiplied."""
        return self.samples * self.steps * sum(p.neurons for p in self.populations if p.spikes)

    @property
    def saturations(self) -> tuple[Saturation, ...]:
        """States of golden that were limited to their format."""
        return tuple(
            Saturation(
                population=population.name,
                state=potential.variable,
                count=potential.saturated,
                places=self.samples * self.steps * population.neurons,
                sample=potential.first_saturated.sample,
                step=potential.first_saturated.step,
                neuron=potential.first_saturated.neuron,
            )
            for population in self.populations
            for potential in population.potentials
            if potential.first_saturated
        )

    @property
    def unequal(self) -> int:
        """Places where one side has a spike and the other none."""
        return sum(p.spikes.unequal for p in self.populations if p.spikes)

    def __str__(self) -> str:
        """One sentence: how much differs, where first, what saturates, and both accuracies."""
        parts = [self._difference()]
        parts += [
            f"{s.state} of {s.population} saturates in {s.count:,} of {s.places:,} places "
            f"({_percent(s.count, s.places)})"
            for s in self.saturations
        ]
        if self.decisions:
            rates = self.decisions.accuracies
            parts.append(f"accuracy {100 * rates.golden:.2f} % beside {100 * rates.real:.2f} % in float")
        return "; ".join(parts)

    def _difference(self) -> str:
        if not self.places:
            place = self.trace.place
            real, golden = self.trace.potential[:, place.step]
            return (
                f"no population spikes; golden is {abs(golden - real):.3g} off float at most, in population "
                f"{self.trace.population}, neuron {place.neuron}, at sample {place.sample}, step {place.step}"
            )
        if self.first is None:
            return f"golden equals float in all {self.places:,} places"
        place = self.first.place
        return (
            f"golden differs from float in {self.unequal:,} of {self.places:,} places "
            f"({_percent(self.unequal, self.places)}), first in population {self.first.population}, "
            f"neuron {place.neuron}, at sample {place.sample}, step {place.step}"
        )

    def as_json(self) -> dict[str, object]:
        """Plain values, for ``--json``."""
        first, decided = self.first, self.decisions
        values: dict[str, object] = {
            "network": self.network,
            "samples": self.samples,
            "steps": self.steps,
            "places": self.places,
            "unequal": self.unequal,
            "populations": [_population(population) for population in self.populations],
            "first_difference": None,
            "summary": str(self),
            "warnings": [each.as_json() for each in self.warnings],
        }
        if first:
            values["first_difference"] = {
                "population": first.population,
                **asdict(first.place),
                "spikes": first.spikes.as_json(),
                "state_before": {name: pair.as_json() for name, pair in first.state_before},
                "threshold": first.threshold.as_json() if first.threshold else None,
                "tie": first.tie,
            }
        if decided:
            values["accuracy_float"] = decided.accuracies.real
            values["accuracy_golden"] = decided.accuracies.golden
            values["decisions_unequal"] = decided.unequal
        return values


def _population(population: PopulationComparison) -> dict[str, object]:
    values: dict[str, object] = {
        "name": population.name,
        "neurons": population.neurons,
        "spikes": None,
        "potentials": {potential.variable: _potential(potential) for potential in population.potentials},
    }
    found = population.spikes
    if found:
        values["spikes"] = {
            "float": int(found.counts.real),
            "golden": int(found.counts.golden),
            "unequal": found.unequal,
            "rate_float": found.rates.real,
            "rate_golden": found.rates.golden,
            "samples_unequal": found.samples_unequal,
            "samples_own": found.samples_own,
            "first_difference": asdict(found.first) if found.first else None,
        }
    return values


def _potential(potential: Potential) -> Mapping[str, object]:
    values = asdict(potential)
    del values["variable"]
    return values


def _percent(count: int, of: int) -> str:
    """``count``, which is not 0, as a share of ``of``."""
    share = 100 * count / of
    return f"{share:.2f} %" if share >= 0.01 else "less than 0.01 %"
