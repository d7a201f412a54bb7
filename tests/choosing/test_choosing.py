"""Choosing bits: answers known by hand or by trying everything, the measure, what is given, and what is refused."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from support.choosing import deep, tiny, two_inputs

import snnc
from snnc.choosing.choose import choose_bits
from snnc.choosing.judge import BitsJudge
from snnc.choosing.knobs import Knob, KnobKind, Knobs
from snnc.choosing.measure import Ruler
from snnc.core.errors import Diagnostic
from snnc.ir.options import QuantiseOptions, ScaleMethod, StateOptions, Target, WeightOptions
from snnc.passes.normalise import Normalise
from snnc.passes.pipeline import quantise

ALL = QuantiseOptions(target=Target(spikes=1.0))


def test_an_answer_known_by_hand() -> None:
    """Weights 3 and 2 need 3 bits with a sign; a threshold of 5 needs 4, and nothing is below the unit."""
    network, x = two_inputs()
    choice = choose_bits(network, x, quantise=ALL)
    assert choice.options.projections == (("x_n", WeightOptions(bits=3)),)
    assert choice.options.populations == (("n", StateOptions(bits=4, fraction_bits=0)),)
    assert choice.options.target is None
    cost = choice.chosen.cost
    # Sums from 0 to 5 take 4 bits with a sign.
    assert (cost.synapses, cost.states, cost.sums, cost.parameters) == (2 * 3, 4, 4, 0)
    assert choice.chosen.measured.loss == 0
    # Float spikes twice on these samples; weights of one size fire on 2 + 2 as well, or never.
    said = {change.said: change for change in choice.changes}
    fewer = next(change for words, change in said.items() if words.startswith("weight bits of x_n: 3 -> 2"))
    assert fewer.verdict == "misses the target by 50 %"
    assert "state bits of n: 4 -> 3" in said
    assert said["state bits of n: 4 -> 3"].verdict.startswith("not possible: state of 'n'; got 3 bits, expected at l")
    assert said["state bits of n: 4 -> 5"].verdict == "as good"


@pytest.mark.parametrize(
    "seed,share", [(0, 0.9), (1, 0.9), (2, 0.9), (3, 0.98), (4, 0.98), (5, 0.9), (6, 0.9), (1, 0.97)]
)
def test_as_cheap_as_the_best_of_a_grid(seed: int, share: float) -> None:
    """All formats of a tiny network, tried one by one from the cheapest on."""
    network, x = tiny(seed)
    options = QuantiseOptions(target=Target(spikes=share))
    chosen = choose_bits(network, x, quantise=options).chosen
    knobs = Knobs(Normalise()(network), options)
    judge = BitsJudge(knobs, Ruler(knobs.network, x, None, Target(spikes=share)), lambda: None)
    order = (*knobs.weights, *knobs.states)
    assert [knob.kind for knob in order] == [KnobKind.WEIGHT, KnobKind.FRACTION, KnobKind.ROOM, KnobKind.DECAY]
    grid = itertools.product(range(3, 10), range(3), range(4, 10), range(3, 7))
    priced = [judge.price(dict(zip(order, bits, strict=True))) for bits in grid]
    cheap = [p for p in priced if not isinstance(p, Diagnostic) and p.cost.total <= chosen.cost.total]
    kept = [p.cost.total for p in cheap if judge.ruler.keeps(judge.judge(p.setting).measured)]
    assert min(kept) == chosen.cost.total


@pytest.mark.parametrize("target", [Target(accuracy=0.0), Target(accuracy=5.0), Target(spikes=0.97)])
def test_the_options_keep_the_target(target: Target) -> None:
    network, x, labels = deep()
    choice = choose_bits(network, x, quantise=QuantiseOptions(target=target), labels=labels)
    _, golden = quantise(network, choice.options)
    values = snnc.golden.run(golden, x).state("sum") / golden.population("sum").scale("v")
    real = snnc.golden.run(network, x).state("sum")
    if target.accuracy is None:
        kept = 1 - np.abs(values - real).sum() / np.abs(real).sum()
        assert kept >= 0.97 and kept == pytest.approx(choice.chosen.measured.figure)
        assert choice.real == 1
    else:
        right = float(np.mean(values[:, -1].argmax(axis=1) == labels))
        assert right == choice.chosen.measured.figure >= 1 - target.accuracy / 100
        assert choice.real == 1
    assert choice.defaults is not None and choice.chosen.cost.total < choice.defaults.cost.total
    # No change that is listed would have been better.
    for change in choice.changes:
        if change.candidate and change.candidate.cost.total < choice.chosen.cost.total:
            assert change.verdict.startswith("misses the target by ")


def test_what_is_given_by_hand_stays() -> None:
    network, x, labels = deep()
    given = QuantiseOptions(
        WeightOptions(method=ScaleMethod.LEAST_SQUARES),
        StateOptions(tau_error=0.03, decay_digits=3),
        projections=(("x_hidden", WeightOptions(bits=7)),),
        populations=(("sum", StateOptions(bits=20, fraction_bits=2)),),
        target=Target(accuracy=5.0),
    )
    chosen = choose_bits(network, x, quantise=given, labels=labels).options
    assert dict(chosen.projections)["x_hidden"] == WeightOptions(bits=7)
    assert dict(chosen.populations)["sum"] == StateOptions(bits=20, fraction_bits=2)
    hidden = dict(chosen.populations)["hidden"]
    assert hidden.decay_bits is None and hidden.tau_error == 0.03 and hidden.decay_digits == 3
    assert hidden.bits is not None and hidden.fraction_bits is not None
    free = dict(chosen.projections)["hidden_sum"]
    assert free.method is ScaleMethod.LEAST_SQUARES and free.bits is not None and free.bits < 8
    assert (chosen.weights, chosen.state) == (given.weights, given.state)


def test_nothing_left_to_choose() -> None:
    network, x, labels = deep()
    state = StateOptions(bits=20, fraction_bits=4, decay_bits=8)
    given = QuantiseOptions(WeightOptions(bits=8), state, target=Target(accuracy=50.0))
    choice = choose_bits(network, x, quantise=given, labels=labels)
    assert choice.changes == () and choice.chosen.cost == choice.defaults.cost
    assert {choice.options.of_population(each.name) for each in network.populations} == {state}


def test_the_same_again() -> None:
    network, x, labels = deep(3)
    options = QuantiseOptions(target=Target(accuracy=5.0))
    first, second = (choose_bits(network, x, quantise=options, labels=labels) for _ in range(2))
    assert first.options == second.options and first.runs == second.runs
    assert [(c.said, c.verdict) for c in first.changes] == [(c.said, c.verdict) for c in second.changes]


def test_every_run_is_told() -> None:
    network, x = two_inputs()
    told: list[None] = []
    assert choose_bits(network, x, quantise=ALL, observe=lambda: told.append(None)).runs == len(told) > 5


def test_settled_formats_are_the_same_network() -> None:
    network, x, _ = deep()
    knobs = Knobs(Normalise()(network), QuantiseOptions())
    judge = BitsJudge(knobs, Ruler(knobs.network, x, None, Target(spikes=0.5)), lambda: None)
    start = judge.judge(dict.fromkeys(knobs.weights, 6))
    assert not isinstance(start, Diagnostic)
    settled = knobs.settled(start.setting, start.populations)
    assert {knob.kind for knob in settled} == set(KnobKind) and Knob(KnobKind.DECAY, "sum") not in settled
    before, after = (quantise(network, knobs.options(setting))[1] for setting in (start.setting, settled))
    for population in before.populations:
        assert population.program == after.population(population.name).program
