"""Numbers, and programs that bend: each difference between float and golden is one that rounding explains.

Golden and Verilog share the compiler's front half, so that a number rounded wrongly there, a table off by one entry
or a scale off by a bit is the same in both. The bounds of ``bounds.py`` know real numbers and formats alone.
SNNC_MEANING holds the first seed and the number of seeds; ``make meaning`` runs many.
"""

from __future__ import annotations

import os
from functools import cache

import numpy as np
import pytest
from meaning.bounds import Verdict, judge
from meaning.kinds import bent_network, many_bits, network_of_numbers
from meaning.networks import STEPS, random_stimulus

import snnc
from snnc import golden
from snnc.golden import Run, variables
from snnc.ir.network import Network
from snnc.ir.quantised import QuantisedNetwork

FIRST, COUNT = (int(part) for part in os.environ.get("SNNC_MEANING", "0 40").split())
#: Steps of one judgement of what bends, and of several in a row.
HORIZONS = (1, 4)

#: What the states of the model below are kept between.
_BOUNDS = {"v": (-6, 6), "w": (-4, 4)}

Ran = tuple[Network, QuantisedNetwork, dict[str, np.ndarray], Run]


def _ran(network: Network, seed: int) -> Ran:
    quantised = many_bits(network, seed)
    stimulus = random_stimulus(network, seed, samples=4, steps=STEPS)
    return network, quantised, stimulus, golden.run(quantised, stimulus, variables(quantised))


@cache
def _numbers(seed: int) -> Ran:
    return _ran(network_of_numbers(seed), seed)


@cache
def _bent(seed: int) -> Ran:
    return _ran(bent_network(seed), seed)


def _explained(verdict: Verdict) -> None:
    assert verdict.compared
    assert not verdict.unexplained, f"{len(verdict.unexplained)} places, first {verdict.unexplained[0]}"


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_rounding_explains_numbers(seed: int) -> None:
    """Through a whole sample, in networks of numbers and spikes whose programs are sums."""
    _explained(judge(*_numbers(seed)))


@pytest.mark.parametrize("seed", range(FIRST, FIRST + COUNT))
def test_rounding_explains_what_bends(seed: int) -> None:
    """A step from every state that golden visits, and four."""
    for horizon in HORIZONS:
        _explained(judge(*_bent(seed), horizon))


def _senders(ran: Ran) -> list[str]:
    return [population.name for population in ran[0].populations if population.graded]


def _nearest(verdicts: list[Verdict], networks: list[Network]) -> dict[tuple[str, str], float]:
    """The largest error of every state of every model as a share of its bound."""
    found: dict[tuple[str, str], float] = {}
    for verdict, network in zip(verdicts, networks, strict=True):
        for (population, state), share in verdict.nearest.items():
            key = (network.population(population).model, state)
            found[key] = max(found.get(key, 0.0), share)
    return found


def test_bounds_of_numbers_are_tight() -> None:
    """What is sent comes as close to its bound as half of it, in every model; hardly a decision is unsure."""
    ran = [_numbers(seed) for seed in range(40)]
    verdicts = [judge(*each) for each in ran]
    nearest = _nearest(verdicts, [each[0] for each in ran])
    assert all(nearest[key] > 0.5 for key in (("relay", "v"), ("relay", "value"), ("relu", "value")))
    decisions = sum(verdict.decisions for verdict in verdicts)
    assert decisions > 5000 and sum(verdict.unsure for verdict in verdicts) < 0.005 * decisions


def test_bounds_of_what_bends_are_tight() -> None:
    """In one step, every state of every model that bends comes as close to its bound as half of it."""
    ran = [_bent(seed) for seed in range(40)]
    verdicts = [judge(*each, 1) for each in ran]
    nearest = _nearest(verdicts, [each[0] for each in ran])
    bent = {"izhikevich": "vu", "adex": "vw", "eif": "v", "qif": "v", "resonate_fire": "vx"}
    assert all(nearest[model, state] > 0.5 for model, states in bent.items() for state in states)
    assert nearest["nengo_lif", "v"] > 0.3 and nearest["nengo_lif", "wait"] > 0.3
    assert all(nearest["if_cond_exp", state] > 0.5 for state in ("v", "g_exc", "g_inh"))
    decisions = sum(verdict.decisions for verdict in verdicts)
    assert decisions > 10_000 and sum(verdict.unsure for verdict in verdicts) < 0.002 * decisions


@pytest.mark.parametrize("function", ["exp", "tanh", "sigmoid"])
def test_tables_of_any_function(function: str) -> None:
    """A state that rises by a function of itself and of a current, and a product with another state."""
    equations = f"v = 0.5*v + 0.4*{function}(0.25*v) + 0.03*w*v + input\nw = 0.75*w + 0.1*v"
    model = snnc.equation_model("own", equations=equations, threshold="v > 3.0", reset="v = -1.0", bounds=_BOUNDS)
    b = snnc.NetworkBuilder("curve", steps=STEPS)
    b.input("x", 3, events=4)
    b.population("y", 4, model=model, initial={"v": -0.5})
    b.connect("x", "y", np.random.default_rng(3).normal(0.5, 1.0, (3, 4)))
    b.output("y", "v")
    ran = _ran(b.build(), 0)
    assert ran[1].population_reports[0].tables[0].function == function
    verdict = judge(*ran, 1)
    _explained(verdict)
    assert min(verdict.nearest["y", state] for state in ("v", "w")) > 0.3


def test_a_wrong_number_is_seen() -> None:
    """A number that is off by one unit more than rounding makes, at its sender; a value that is, at its receiver."""
    network, quantised, stimulus, run = next(
        ran for ran in map(_numbers, range(40)) if _senders(ran) and any(source.current for source in ran[0].inputs)
    )
    sender = _senders((network, quantised, stimulus, run))[0]
    traces = {key: trace.copy() for key, trace in run.traces.items()}
    traces[sender, "spikes"][0, 2, 0] += 2
    found = judge(network, quantised, stimulus, Run(traces)).unexplained
    assert any(f"number of {sender}[0] in sample 0, step 2" in each for each in found)
    source = next(source for source in network.inputs if source.current)
    moved = dict(stimulus) | {source.name: stimulus[source.name] + 0.02 * source.current.high}
    assert judge(network, quantised, moved, run).unexplained
