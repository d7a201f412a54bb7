"""What is counted of one population, batch by batch, while float runs beside golden."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.driver.comparison import NeuronStep, Pair, PopulationComparison, Spikes, Trace
from snnc.driver.potentials import PotentialTally
from snnc.golden.run import Run
from snnc.ir.network import Population
from snnc.ir.quantised import QuantisedPopulation
from snnc.program.quantity import Purpose

#: What sums of float64 are off by, relative to themselves.
_ROUNDING = 1e-9

Sides = tuple[Run, Run]


@dataclass(frozen=True, eq=False)
class Batch:
    """Some samples of both runs (float, golden), the first of which is the sample ``start`` of all.

    For one population: ``began``: the step of its own first unequal spike; ``reached``: the step
    in which the first unequal spike arrives; both int [samples], the number of steps where there is none.
    """

    start: int
    sides: Sides
    began: np.ndarray
    reached: np.ndarray


class Tally:
    """Counts, sums and first places of one population."""

    def __init__(self, given: Population, quantised: QuantisedPopulation, built: Population) -> None:
        """``given``: in real numbers; ``built``: with the parameters that ``quantised`` realises."""
        self._given, self._quantised = given, quantised
        potential = given.program.potential
        self._thresholds = [side.value(Purpose.THRESHOLD, potential) for side in (given, built)]
        self._counts, self._unequal = np.zeros((2, given.size), np.int64), 0
        self._samples_unequal = self._samples_own = 0
        self._first: NeuronStep | None = None
        self._scales = dict(quantised.scales)
        self._potentials = {name: PotentialTally(name, _reach(given, name)) for name in self._scales}
        self._worst: dict[str, Trace] = {}

    @property
    def name(self) -> str:
        """The population's."""
        return self._given.name

    @property
    def spiking(self) -> bool:
        """Whether its neurons can spike; what graded ones send is a state that is compared as such."""
        return self._given.program.spike is not None and not self._given.graded

    @property
    def potentials(self) -> tuple[str, ...]:
        """Linear state variables, the potential first."""
        return tuple(self._scales)

    def first_steps(self, sides: Sides) -> np.ndarray:
        """The step of the first unequal spike in each sample, the number of steps where there is none."""
        unequal = (sides[0].spikes(self.name) != sides[1].spikes(self.name)).any(axis=2)
        steps: np.ndarray = np.where(unequal.any(axis=1), unequal.argmax(axis=1), unequal.shape[1])
        return steps

    def add(self, batch: Batch) -> None:
        """Count one batch."""
        if self.spiking:
            self._add_spikes(batch)
        for name, potential in self._potentials.items():
            real, golden = self.values(batch.sides, name)
            limited = [s for s in batch.sides[1].saturations if (s.population, s.state) == (self.name, name)]
            saturated = [s for s in limited if not s.by_model]
            equal = np.minimum(batch.began, batch.reached)
            if potential.add(batch.start, real=real, golden=golden, saturations=saturated, equal_until=equal):
                place = potential.largest_at
                self._worst[name] = self.trace(batch.sides, name, place.sample - batch.start, place)

    def _add_spikes(self, batch: Batch) -> None:
        real, golden = (side.spikes(self.name) for side in batch.sides)
        steps = real.shape[1]
        unequal = real != golden
        self._counts += [side.sum(axis=(0, 1), dtype=np.int64) for side in (real, golden)]
        self._unequal += int(np.count_nonzero(unequal))
        begun = batch.began < steps
        self._samples_unequal += int(np.count_nonzero(begun))
        self._samples_own += int(np.count_nonzero(begun & (batch.began < batch.reached)))
        if self._first is None and begun.any():
            sample = int(begun.argmax())
            step = int(batch.began[sample])
            self._first = NeuronStep(batch.start + sample, step, int(unequal[sample, step].argmax()))

    def values(self, sides: Sides, variable: str) -> tuple[np.ndarray, np.ndarray]:
        """``variable`` of both sides [samples, steps, size], potentials in the unit of the user."""
        real, golden = (side.state(self.name, variable) for side in sides)
        return real, golden / self._scales[variable] if variable in self._scales else golden

    def state_before(self, sides: Sides, sample: int, step: int, neuron: int) -> tuple[tuple[str, Pair], ...]:
        """Every state of ``neuron`` one step before, or at the beginning; ``sample`` counts in the batch."""
        found = []
        for name, _ in self._quantised.initial:
            if step:
                real, golden = (values[sample, step - 1, neuron] for values in self.values(sides, name))
            else:
                real = _of(dict(self._given.initial).get(name, 0.0), neuron)
                golden = _of(dict(self._quantised.initial)[name], neuron) / self._scales.get(name, 1)
            found.append((name, Pair(float(real), float(golden))))
        return tuple(found)

    def threshold(self, neuron: int) -> Pair | None:
        """The threshold of ``neuron``, as given and as built."""
        given, built = self._thresholds
        return None if given is None or built is None else Pair(_of(given, neuron), _of(built, neuron))

    def at_threshold(self, side: Run, sample: int, step: int, neuron: int) -> bool:
        """Whether a neuron that did not fire in ``step`` missed its threshold by the rounding of float64 only."""
        threshold = self.threshold(neuron)
        if threshold is None:
            return False
        v = float(side.state(self.name, self.potentials[0])[sample, step, neuron])
        return abs(v - threshold.real) <= _ROUNDING * max(abs(threshold.real), 1.0)

    def trace(self, sides: Sides, variable: str, sample: int, place: NeuronStep) -> Trace:
        """The course of one neuron through ``sample`` of a batch."""
        own = (sample, slice(None), place.neuron)
        limits, scale = self._quantised.program.limits(variable), self._scales[variable]
        return Trace(
            population=self.name,
            variable=variable,
            place=place,
            potential=np.stack([values[own] for values in self.values(sides, variable)]).astype(np.float64),
            spikes=np.stack([side.spikes(self.name)[own] for side in sides]) if self.spiking else None,
            threshold=self.threshold(place.neuron),
            limits=(limits.lo / scale, limits.hi / scale) if limits else None,
        )

    @property
    def worst(self) -> Trace:
        """The neuron whose potential differs most."""
        return self._worst[max(self._potentials, key=lambda name: self._potentials[name].badness)]

    @property
    def badness(self) -> float:
        """The largest error, made comparable between populations."""
        return max(potential.badness for potential in self._potentials.values())

    def result(self, samples: int, steps: int) -> PopulationComparison:
        """What all batches came to."""
        spikes = None
        if self.spiking:
            totals, every = self._counts.sum(axis=1), samples * steps * self._given.size
            spikes = Spikes(
                counts=Pair(int(totals[0]), int(totals[1])),
                unequal=self._unequal,
                rates=Pair(float(totals[0] / every), float(totals[1] / every)),
                samples_unequal=self._samples_unequal,
                samples_own=self._samples_own,
                first=self._first,
                neuron_rates=self._counts / (samples * steps),
            )
        potentials = tuple(potential.result() for potential in self._potentials.values())
        return PopulationComparison(self.name, self._given.size, spikes, potentials)


def _reach(population: Population, variable: str) -> np.ndarray | None:
    """Distance from rest to threshold, float64 [size]; None where there is no threshold, or no distance.

    None as well for a state ``variable`` that is of another quantity than what meets the threshold, such as a time.
    """
    quantities = {state.name: state.quantity for state in population.program.states}
    if quantities[variable] != quantities[population.program.potential]:
        return None
    distance = population.to_threshold
    return None if distance is None or not np.all(distance > 0) else np.broadcast_to(distance, population.size)


def _of(values: float | np.ndarray, neuron: int) -> float:
    """The value of ``neuron``, of one that all share or of one for each."""
    array = np.atleast_1d(np.asarray(values, dtype=np.float64))
    return float(array[neuron if array.size > 1 else 0])
