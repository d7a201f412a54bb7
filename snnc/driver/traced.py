"""What a run looks like over time: the panels of its picture, and those of float beside golden."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from snnc.backends.reports.beside import Departure
from snnc.backends.reports.figure import PictureForm
from snnc.backends.reports.traces import (
    FEW_LINES,
    LONG,
    MOST_LINES,
    ErrorPanel,
    Panel,
    SpikePanel,
    StatePanel,
    traces,
)
from snnc.driver.compare import compare_stages
from snnc.driver.comparison import Comparison, NeuronStep, PopulationComparison
from snnc.golden.run import Run, run, variables
from snnc.ir.network import SPIKES, Network, Population
from snnc.ir.quantised import QuantisedNetwork
from snnc.neurons.membrane import Membrane
from snnc.neurons.registry import MODELS
from snnc.program.quantity import Purpose

#: Steps of spiking neurons that are drawn beside each other; more would be a carpet.
WINDOW = 200


def traced(
    network: Network,
    run: Run,
    real: Run | None,
    quantised: QuantisedNetwork | None,
    sample: int,
    form: PictureForm = PictureForm.PNG,
) -> bytes:
    """A picture of one ``sample``: the spikes and states that ``network`` is observed in, population by population.

    ``run``: of ``quantised`` where that is given, else of ``network``; ``real``: the float run beside
    golden's, or None. States are in the units of the network; of large populations those
    neurons that spike most are drawn. Raises :class:`UserError` E303 without matplotlib.
    """
    panels: list[SpikePanel | StatePanel] = []
    for population in network.populations:
        states = (SPIKES, population.program.potential, *(state.name for state in population.program.states))
        for name, variable in dict.fromkeys((population.name, state) for state in states):
            if (name, variable) not in run.traces:
                continue
            values = run.traces[name, variable][sample]
            if variable == SPIKES:
                panels.append(SpikePanel(name, values))
                continue
            chosen = _chosen(run, name, values, sample)
            level = _level(population, variable, run, quantised=quantised, sample=sample)
            panels.append(
                StatePanel(
                    f"{variable} of {name}",
                    neurons=chosen,
                    values=_in_real(run, (name, variable), quantised)[sample][:, chosen],
                    real=None if real is None else real.traces[name, variable][sample][:, chosen],
                    threshold=None if level is None else level[:, chosen],
                    floor=_floor(population, variable),
                )
            )
    return traces.of(form)(panels, _time(network), f"{network.name}, sample {sample}")


@dataclass(frozen=True, eq=False)
class Trajectories:
    """Float beside golden over one stimulus.

    ``comparison``: all of it, counted; ``departures``: how far each population is off; ``panels``: for each, in the
    sample in which it is furthest off, the state that fires, is read or is sent, and the error of that; ``time``: what
    their axis is called, and ``start``: its first step.
    """

    comparison: Comparison
    departures: tuple[Departure, ...]
    panels: tuple[Panel, ...]
    time: str
    start: int

    def picture(self) -> bytes:
        """A PNG of the panels. Raises :class:`UserError` E303 without matplotlib."""
        title = f"{self.comparison.network}: float beside golden"
        return traces(self.panels, self.time, title, first=self.start)


def trajectories(
    network: Network, quantised: QuantisedNetwork, stimulus: Mapping[str, np.ndarray], most: int = FEW_LINES + 1
) -> Trajectories:
    """``network`` in float beside ``quantised``, which is made of it, over ``stimulus``, as golden takes it.

    ``most``: neurons of each population that are drawn for what they send, beside the one that is furthest off; two
    where there are very many steps. Raises :class:`UserError` E2xx for a stimulus that does not fit.
    """
    comparison = compare_stages(network, quantised, stimulus)
    pairs = zip(network.populations, comparison.populations, strict=True)
    departures = tuple(_departure(population, compared, quantised) for population, compared in pairs)
    shown = _window(departures, comparison.steps)
    panels: list[Panel] = []
    sides: dict[int, tuple[Run, Run]] = {}
    for population, departure in zip(network.populations, departures, strict=True):
        sample = departure.at[0]
        if sample not in sides:
            alone = {name: values[sample : sample + 1] for name, values in stimulus.items()}
            record = variables(network)
            sides[sample] = (run(network, alone, record), run(quantised, alone, record))
        panels += _beside(population, departure, quantised, sides=sides[sample], shown=shown, most=most)
    return Trajectories(comparison, departures, tuple(panels), _time(network), start=shown.start)


def _window(departures: Sequence[Departure], steps: int) -> slice:
    """The steps to draw, of ``steps``: all of few, or where nothing spikes; else some around the first difference.

    That is the first in a sample that is drawn; where there is none, the first steps are drawn.
    """
    if steps <= WINDOW or not any(departure.spiking for departure in departures):
        return slice(0, steps)
    differ = [first[1] for each in departures if (first := each.first) and first[0] == each.at[0]]
    start = max(0, min(min(differ, default=0) - WINDOW // 2, steps - WINDOW))
    return slice(start, start + WINDOW)


def _departure(population: Population, compared: PopulationComparison, quantised: QuantisedNetwork) -> Departure:
    program = population.program
    variable = program.sends or program.potential
    found = next(potential for potential in compared.potentials if potential.variable == variable)
    scale = quantised.population(population.name).scale(variable) or 1.0
    spikes = compared.spikes
    return Departure(
        population=population.name,
        variable=variable,
        error=found.error.largest,
        share=found.error.largest_relative if population.value(Purpose.THRESHOLD, variable) is not None else None,
        units=found.error.largest * scale,
        at=_at(found.largest_at),
        spiking=spikes is not None,
        first=_at(spikes.first) if spikes and spikes.first else None,
    )


def _beside(
    population: Population,
    departure: Departure,
    quantised: QuantisedNetwork,
    *,
    sides: tuple[Run, Run],
    shown: slice,
    most: int,
) -> list[Panel]:
    """The state of some neurons on both sides, and its error.

    ``sides``: float and golden, of the sample alone; ``shown``: the steps to draw.
    """
    real, golden = sides
    name, variable = departure.population, departure.variable
    sample, _, furthest = departure.at
    values = golden.traces[name, variable][0]
    chosen = sorted({*_chosen(golden, name, values, 0, most=most), furthest})
    level = _level(population, variable, golden, quantised=quantised, sample=0)
    found = _in_real(golden, (name, variable), quantised)[0][shown, chosen]
    wanted = real.traces[name, variable][0][shown, chosen]
    first = departure.first
    return [
        StatePanel(
            f"{variable} of {name}\nsample {sample}",
            neurons=chosen,
            values=found,
            real=wanted,
            threshold=None if level is None else level[shown, chosen],
            mark=first[1] if first and first[0] == sample and first[1] < shown.stop else None,
            floor=_floor(population, variable),
        ),
        ErrorPanel("error", found - wanted, 1.0 / (quantised.population(name).scale(variable) or 1.0)),
    ]


def _at(place: NeuronStep) -> tuple[int, int, int]:
    return place.sample, place.step, place.neuron


def _time(network: Network) -> str:
    """What the axis of steps is called."""
    return "step" if network.dt == 1.0 else f"step; {1 / network.dt:g} steps are one unit of time"


def _level(
    population: Population, variable: str, run: Run, quantised: QuantisedNetwork | None, sample: int
) -> np.ndarray | None:
    """What ``variable`` is compared with, [steps, size]; None where that is nothing, or was not recorded."""
    threshold = population.value(Purpose.THRESHOLD, variable)
    if threshold is None:
        return None
    level = np.broadcast_to(np.asarray(threshold, float), run.traces[population.name, variable][sample].shape)
    model = MODELS.get(population.model)
    if not isinstance(model, Membrane) or model.threshold_trace is None:
        return level
    key = (population.name, model.threshold_trace.state.name)
    return level + _in_real(run, key, quantised)[sample] if key in run.traces else None


def _floor(population: Population, variable: str) -> float | None:
    """The lowest that a neuron rests at, or is reset to; None where it never fires by ``variable``."""
    if population.value(Purpose.THRESHOLD, variable) is None:
        return None
    ends = (population.value(purpose, variable) for purpose in (Purpose.REST, Purpose.RESET))
    return min((float(np.min(end)) for end in ends if end is not None), default=0.0)


def _in_real(run: Run, key: tuple[str, str], quantised: QuantisedNetwork | None) -> np.ndarray:
    """A state of ``run`` in the unit of the network, float64 [samples, steps, size]."""
    scale = quantised.population(key[0]).scale(key[1]) if quantised else None
    return run.traces[key] / (scale or 1.0)


def _chosen(run: Run, population: str, values: np.ndarray, sample: int, *, most: int = MOST_LINES) -> list[int]:
    """The neurons to draw, in order, ``most`` of them: those that send most, or else those whose state moves most."""
    spikes = run.traces.get((population, SPIKES))
    # Real numbers: what counts without a sign are, negated, is no order.
    if spikes is None:
        weight = np.ptp(values.astype(float), axis=0)
    else:
        weight = np.abs(spikes[sample].astype(float)).sum(axis=0)
    most = most if values.shape[0] <= LONG else FEW_LINES
    return sorted(int(k) for k in np.argsort(-weight, kind="stable")[:most])
