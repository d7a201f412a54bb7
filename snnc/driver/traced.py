"""What a run looks like over time: the panels of its picture."""

from __future__ import annotations

import numpy as np

from snnc.backends.reports.traces import FEW_LINES, LONG, MOST_LINES, SpikePanel, StatePanel, traces
from snnc.golden.run import Run
from snnc.ir.network import SPIKES, Network, Population
from snnc.ir.quantised import QuantisedNetwork
from snnc.neurons.membrane import Membrane
from snnc.neurons.registry import MODELS
from snnc.program.quantity import Purpose


def traced(network: Network, run: Run, real: Run | None, quantised: QuantisedNetwork | None, sample: int) -> bytes:
    """A PNG of one ``sample``: the spikes and states that ``network`` is observed in, population by population.

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
                )
            )
    time = "step" if network.dt == 1.0 else f"step; {1 / network.dt:g} steps are one unit of time"
    return traces(panels, time, f"{network.name}, sample {sample}")


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


def _in_real(run: Run, key: tuple[str, str], quantised: QuantisedNetwork | None) -> np.ndarray:
    """A state of ``run`` in the unit of the network, float64 [samples, steps, size]."""
    scale = quantised.population(key[0]).scale(key[1]) if quantised else None
    return run.traces[key] / (scale or 1.0)


def _chosen(run: Run, population: str, values: np.ndarray, sample: int) -> list[int]:
    """The neurons to draw, in order: those that spike most, or else those whose state moves most."""
    spikes = run.traces.get((population, SPIKES))
    weight = np.ptp(values.astype(float), axis=0) if spikes is None else spikes[sample].sum(axis=0)
    most = MOST_LINES if values.shape[0] <= LONG else FEW_LINES
    return sorted(int(k) for k in np.argsort(-weight, kind="stable")[:most])
