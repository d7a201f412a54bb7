"""Golden at many bits means what the real numbers say: each difference is one that rounding explains.

SNNC_MEANING holds the first seed and the number of seeds; ``make meaning`` runs many.
"""

from __future__ import annotations

import os

import numpy as np
import pytest
from meaning.bounds import Verdict, judge
from meaning.networks import STEPS, fine_format, random_stimulus, straight_network

from snnc import golden
from snnc.golden import variables
from snnc.ir.network import Network
from snnc.ir.quantised import QuantisedNetwork

#: A network, in integers, under a stimulus, and what golden does.
Ran = tuple[Network, QuantisedNetwork, dict[str, np.ndarray], golden.Run]

FIRST, COUNT = (int(part) for part in os.environ.get("SNNC_MEANING", "0 100").split())


def _verdict(seed: int) -> Verdict:
    network = straight_network(seed)
    quantised = fine_format(network, seed)
    stimulus = random_stimulus(network, seed, samples=4, steps=STEPS)
    return judge(network, quantised, stimulus, golden.run(quantised, stimulus, variables(quantised)))


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_rounding_explains_every_difference(seed: int) -> None:
    verdict = _verdict(seed)
    assert verdict.compared
    assert not verdict.unexplained, f"{len(verdict.unexplained)} places, first {verdict.unexplained[0]}"


def test_little_is_left_to_rounding() -> None:
    """The bounds are tight: hardly a decision is unsure, and fewer still differ."""
    verdicts = [_verdict(seed) for seed in range(60)]
    decisions = sum(v.decisions for v in verdicts)
    assert decisions > 10_000
    assert sum(v.unsure for v in verdicts) < 0.001 * decisions
    assert sum(v.explained for v in verdicts) < 0.0005 * decisions
    assert np.median([v.bound for v in verdicts]) < 2e-3


def _ran(seed: int) -> Ran:
    network = straight_network(seed)
    quantised, stimulus = fine_format(network, seed), random_stimulus(network, seed)
    return network, quantised, stimulus, golden.run(quantised, stimulus, variables(quantised))


def _fired(run: golden.Run) -> list[tuple[str, str]]:
    return [key for key, trace in run.traces.items() if key[1] == "spikes" and trace.any()]


def _telling(ran: Ran) -> bool:
    """Whether states are of several quantities, and a neuron fires."""
    _, quantised, _, run = ran
    quantities = {state.quantity for report in quantised.population_reports for state in report.states}
    return len(quantities) > 1 and bool(_fired(run))


def test_a_difference_is_seen() -> None:
    """A state of any quantity that is off by a hundredth, and a spike that is missing, are all reported."""
    network, quantised, stimulus, run = next(filter(_telling, map(_ran, range(40))))
    for report in quantised.population_reports:
        for state in report.states:
            traces = {key: trace.copy() for key, trace in run.traces.items()}
            traces[report.name, state.name][0, 2, 0] += int(0.01 * state.scale)
            found = judge(network, quantised, stimulus, golden.Run(traces)).unexplained
            assert len(found) == 1 and f"{state.name} of {report.name}[0] in sample 0, step 2" in found[0]
    traces = dict(run.traces)
    fired = _fired(run)[0]
    traces[fired] = np.zeros_like(traces[fired])
    assert any("spike of" in place for place in judge(network, quantised, stimulus, golden.Run(traces)).unexplained)
