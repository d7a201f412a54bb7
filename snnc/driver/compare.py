"""Comparing: the float network beside golden, over the same stimulus.

Both run on some samples at a time. Of their traces only sums, counts and first places are kept,
and the course of a few single neurons, so that memory follows from one batch and not from the
number of samples.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np

from snnc.advice.network import network_warnings
from snnc.advice.quantised import quantised_warnings
from snnc.advice.run import run_warnings
from snnc.core.errors import user_error
from snnc.driver.classify import decide
from snnc.driver.comparison import Comparison, Decisions, FirstDifference, NeuronStep, Pair, Trace
from snnc.driver.tally import Batch, Tally
from snnc.golden.run import Run, calibrate, run, variables
from snnc.golden.sent import check_stimulus
from snnc.ir.network import Network
from snnc.ir.options import QuantiseOptions
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.dequantise import dequantise
from snnc.passes.pipeline import quantise as quantise_network

#: A batch holds about so many values of one kind (neurons, steps and samples), but at least one sample.
_VALUES = 1 << 20


def compare(
    network: Network,
    stimulus: Mapping[str, np.ndarray],
    *,
    quantise: QuantiseOptions | None = None,
    calibration: Mapping[str, np.ndarray] | None = None,
    labels: np.ndarray | None = None,
    progress: Callable[[int], None] = lambda samples: None,
) -> Comparison:
    """Run ``network`` in float64 and, quantised, bit-exactly, and say where and how much the two differ.

    ``stimulus``: bool [samples, steps, size] for every input; ``calibration``: sample stimulus
    that sizes states, as for :func:`snnc.compile`; ``labels``: the class of each sample, for the
    accuracy of the first output; ``progress`` is told how many samples are done. Raises
    :class:`UserError` E2xx for a stimulus or labels that do not fit, E1xx for what cannot be quantised.
    """
    stimulus = check_stimulus(network, stimulus)
    _check_labels(stimulus, labels)
    measured = calibrate(network, calibration) if calibration is not None else None
    options = quantise or QuantiseOptions()
    found = network_warnings(network)
    network, quantised = quantise_network(network, options, measured)
    found = (*found, *quantised_warnings(network, quantised, options, measured))
    result = compare_stages(network, quantised, stimulus, labels=labels, progress=progress)
    shape = (result.samples, result.steps)
    return replace(result, warnings=(*found, *run_warnings(network, quantised, shape, result.saturations)))


def compare_stages(
    network: Network,
    quantised: QuantisedNetwork,
    stimulus: Mapping[str, np.ndarray],
    *,
    labels: np.ndarray | None = None,
    progress: Callable[[int], None] = lambda samples: None,
) -> Comparison:
    """As :func:`compare`, of a ``network`` and the integers that it was ``quantised`` to; without warnings.

    Raises :class:`UserError` E2xx for a stimulus or labels that do not fit.
    """
    stimulus = check_stimulus(network, stimulus)
    samples, steps = _check_labels(stimulus, labels)
    analysis = _Analysis(network, quantised, steps)
    size = max(1, _VALUES // (steps * sum(source.size for source in network.sources)))
    for start in range(0, samples, size):
        part = {name: spikes[start : start + size] for name, spikes in stimulus.items()}
        analysis.add(start, part, None if labels is None else labels[start : start + size])
        progress(min(samples, start + size))
    return analysis.result(samples)


def _check_labels(stimulus: Mapping[str, np.ndarray], labels: np.ndarray | None) -> tuple[int, int]:
    """Samples and steps of ``stimulus``; E202 where ``labels`` are not one for each sample."""
    samples, steps = next(iter(stimulus.values())).shape[:2]
    if labels is not None and labels.shape != (samples,):
        raise user_error("E202", f"labels; got shape {list(labels.shape)}, expected [{samples}]")
    return samples, steps


class _Analysis:
    """One :class:`Tally` for each population, and what needs all of them: the first difference, decisions."""

    def __init__(self, network: Network, quantised: QuantisedNetwork, steps: int) -> None:
        self._network, self._quantised, self._steps = network, quantised, steps
        self._record = variables(network)
        self._graded = {source.name for source in network.sources if source.graded}
        built = dequantise(network, quantised)
        self._tallies = [Tally(p, quantised.population(p.name), built.population(p.name)) for p in network.populations]
        level = quantised.levels()
        # Spikes of a population reach others of higher levels in the same step, all others later.
        self._causal = sorted((t for t in self._tallies if t.spiking), key=lambda tally: level[tally.name])
        self._first: FirstDifference | None = None
        self._trace: Trace | None = None
        self._right = np.zeros(2, np.int64)
        self._otherwise = 0
        self._labelled = False

    def add(self, start: int, stimulus: Mapping[str, np.ndarray], labels: np.ndarray | None) -> None:
        """Compare one batch, whose first sample is the sample ``start`` of all."""
        sides = (run(self._network, stimulus, self._record), run(self._quantised, stimulus, self._record, watch=True))
        count = next(iter(stimulus.values())).shape[0]
        never = np.full(count, self._steps)
        began = {tally.name: tally.first_steps(sides) for tally in self._causal}
        # Numbers are rounded from the first step on.
        sent = {**began, **dict.fromkeys(self._graded, np.zeros(count, np.int64))}
        for tally in self._tallies:
            # The step of every sample in which the first unequal spike arrives.
            feeding = [p for p in self._quantised.projections if p.target == tally.name and p.source in sent]
            arrives = [np.minimum(sent[p.source] + p.delay, self._steps) for p in feeding]
            reached = np.min([never, *arrives], axis=0)
            tally.add(Batch(start, sides, began.get(tally.name, never), reached))
        if self._first is None and self._causal:
            self._find_first(start, sides, np.stack([began[tally.name] for tally in self._causal]))
        if labels is not None and self._network.outputs:
            self._decide(sides, labels)

    def _find_first(self, start: int, sides: tuple[Run, Run], began: np.ndarray) -> None:
        """``began``: [populations in causal order, samples]."""
        earliest = began.min(axis=0)
        unequal = np.flatnonzero(earliest < self._steps)
        if not unequal.size:
            return
        sample = int(unequal[0])
        step = int(earliest[sample])
        tally = self._causal[int(began[:, sample].argmin())]
        real, golden = (side.spikes(tally.name)[sample, step] for side in sides)
        neuron = int(np.flatnonzero(real != golden)[0])
        place = NeuronStep(start + sample, step, neuron)
        self._first = FirstDifference(
            population=tally.name,
            place=place,
            spikes=Pair(int(real[neuron]), int(golden[neuron])),
            state_before=tally.state_before(sides, sample, step, neuron),
            threshold=tally.threshold(neuron),
            tie=bool(real[neuron] < golden[neuron]) and tally.at_threshold(sides[0], sample, step, neuron),
        )
        self._trace = tally.trace(sides, tally.potentials[0], sample, place)

    def _decide(self, sides: tuple[Run, Run], labels: np.ndarray) -> None:
        output = self._network.outputs[0]
        real, golden = (decide(side.traces[output.population, output.variable], output.variable) for side in sides)
        self._labelled = True
        self._right += [np.count_nonzero(real == labels), np.count_nonzero(golden == labels)]
        self._otherwise += int(np.count_nonzero(real != golden))

    def result(self, samples: int) -> Comparison:
        """What all batches came to."""
        worst = max(self._tallies, key=lambda tally: tally.badness)
        decisions = None
        if self._labelled:
            shares = self._right / samples
            decisions = Decisions(Pair(float(shares[0]), float(shares[1])), self._otherwise)
        return Comparison(
            network=self._network.name,
            samples=samples,
            steps=self._steps,
            populations=tuple(tally.result(samples, self._steps) for tally in self._tallies),
            first=self._first,
            decisions=decisions,
            trace=self._trace or worst.worst,
        )
