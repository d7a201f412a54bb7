"""CUBA LIF, worked out by hand: the current decays and is fed, moves the membrane at once, and no spike touches it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from meaning.hand import population, quantised, stimulus, table

import snnc
from snnc.numbers.fixed import Rounding

#: Decay 1/2 of both, threshold 4, reset value 1. The current is 4 | 0 + 2 | 2 + 1 | 0 + 1.5 | 6 + 0.75.
CURRENTS = (4, 0, 2, 0, 6)
I = (4, 2, 3, 1.5, 6.75)  # noqa: E741
RESETS = [
    # v/2 + i: 4 fires, 0 | 2 | 1 + 3 = 4 fires, 0 | 1.5 | 0.75 + 6.75 = 7.5 fires, 3.5
    (">=", "subtract", "now", (0, 2, 0, 1.5, 3.5), (1, 0, 1, 0, 1)),
    # 4 is not above 4 | 2 + 2 = 4 | 2 + 3 = 5 fires, 1 | 0.5 + 1.5 = 2 | 1 + 6.75 = 7.75 fires, 3.75
    (">", "subtract", "now", (4, 4, 1, 2, 3.75), (0, 0, 1, 0, 1)),
    # 4 fires | (4 - 4)/2 + 2 = 2 | 1 + 3 = 4 fires | (4 - 4)/2 + 1.5 = 1.5 | 0.75 + 6.75 = 7.5 fires
    (">=", "subtract", "next_start", (4, 2, 4, 1.5, 7.5), (1, 0, 1, 0, 1)),
    # 4 fires | 4/2 + 2 - 4 = 0 | 3 | 1.5 + 1.5 = 3 | 1.5 + 6.75 = 8.25 fires
    (">=", "subtract", "next_end", (4, 0, 3, 3, 8.25), (1, 0, 0, 0, 1)),
    # 4 | 4 | 5 fires | (5 - 4)/2 + 1.5 = 2 | 1 + 6.75 = 7.75 fires
    (">", "subtract", "next_start", (4, 4, 5, 2, 7.75), (0, 0, 1, 0, 1)),
    # 4 | 4 | 5 fires | 2.5 + 1.5 - 4 = 0 | 6.75 fires
    (">", "subtract", "next_end", (4, 4, 5, 0, 6.75), (0, 0, 1, 0, 1)),
    # 4 fires, 1 | 0.5 + 2 = 2.5 | 1.25 + 3 = 4.25 fires, 1 | 0.5 + 1.5 = 2 | 1 + 6.75 = 7.75 fires, 1
    (">=", "value", "now", (1, 2.5, 1, 2, 1), (1, 0, 1, 0, 1)),
    # 4 fires | 1/2 + 2 = 2.5 | 4.25 fires | 1/2 + 1.5 = 2 | 7.75 fires
    (">=", "value", "next_start", (4, 2.5, 4.25, 2, 7.75), (1, 0, 1, 0, 1)),
    # 4 fires | 4 becomes 1 | 0.5 + 3 = 3.5 | 1.75 + 1.5 = 3.25 | 1.625 + 6.75 = 8.375 fires
    (">=", "value", "next_end", (4, 1, 3.5, 3.25, 8.375), (1, 0, 0, 0, 1)),
    # nothing is taken away: 4 fires | 4 fires | 5 fires | 2.5 + 1.5 = 4 fires | 2 + 6.75 = 8.75 fires
    (">=", "none", "now", (4, 4, 5, 4, 8.75), (1, 1, 1, 1, 1)),
    (">", "none", "next_end", (4, 4, 5, 4, 8.75), (0, 0, 1, 0, 1)),
]


_EVERYTHING = (("y", "i"), ("y", "v"), ("y", "spikes"))


def _cuba(size: int = 1, **options: Any) -> snnc.Network:
    """Neurons of which half of the current and half of the potential is kept, with a threshold of 4."""
    return population("cuba_lif", size, **{"decay": 0.5, "decay_syn": 0.5, "threshold": 4.0, **options})


@pytest.mark.parametrize("fire, reset, time, v, spikes", RESETS)
@pytest.mark.parametrize("order", ["decay_first", "input_first"])
def test_resets(order: str, fire: str, reset: str, time: str, v: tuple, spikes: tuple) -> None:
    """Input first, (v + i)/2, is the same with currents of twice the size."""
    words = {"order": order, "fire": fire, "reset": reset, "reset_time": time}
    parameters = {"reset_value": 1.0} if reset == "value" else {}
    times = 2 if order == "input_first" else 1
    network = _cuba(words=words, **parameters)
    table(network, [times * x for x in CURRENTS], v, spikes, i=[times * x for x in I])


@pytest.mark.parametrize(
    "decay, decay_syn, i, v",
    [
        # i: 4 | 1 + 0 | 0.25 + 8 | 2.0625; v: 4 | 2 + 1 | 1.5 + 8.25 | 4.875 + 2.0625
        (0.5, 0.25, (4, 1, 8.25, 2.0625), (4, 3, 9.75, 6.9375)),
        # the other way round only the current differs: 4 | 2 | 1 + 8 | 4.5; v: 4 | 1 + 2 | 0.75 + 9 | 2.4375 + 4.5
        (0.25, 0.5, (4, 2, 9, 4.5), (4, 3, 9.75, 6.9375)),
        # without memory the current is the input of the step: 4 | 2 | 1 + 8 | 4.5
        (0.5, 0.0, (4, 0, 8, 0), (4, 2, 9, 4.5)),
        # nor has the potential any
        (0.0, 0.5, (4, 2, 9, 4.5), (4, 2, 9, 4.5)),
        # nothing is forgotten: 4 | 4 | 12 | 12 and their sums
        (1.0, 1.0, (4, 4, 12, 12), (4, 8, 20, 32)),
        (0.5, 1.0, (4, 4, 12, 12), (4, 6, 15, 19.5)),
    ],
)
def test_each_state_decays_by_itself(decay: float, decay_syn: float, i: tuple, v: tuple) -> None:
    table(_cuba(decay=decay, decay_syn=decay_syn, threshold=100.0), (4, 0, 8, 0), v, (0, 0, 0, 0), i=i)


@pytest.mark.parametrize(
    "order, parameters, i, v",
    [
        # i: 4/2 + 0 + 1 = 3 | 1.5 + 4 + 1 = 6.5 | 3.25 - 3 + 1 = 1.25
        # v: 8 + (2 - 8)/2 + 3 = 8 | 8 + 0 + 6.5 = 14.5 | 8 + 6.5/2 + 1.25 = 12.5
        ("decay_first", {"rest": 8.0, "bias": 1.0}, (3, 6.5, 1.25), (8, 14.5, 12.5)),
        # 8 + (2 + 3 - 8)/2 = 6.5 | 8 + (6.5 + 6.5 - 8)/2 = 10.5 | 8 + (10.5 + 1.25 - 8)/2 = 9.875
        ("input_first", {"rest": 8.0, "bias": 1.0}, (3, 6.5, 1.25), (6.5, 10.5, 9.875)),
        # i: 2 | 5 | -0.5; v: -8 + 5 + 2 = -1 | -8 + 3.5 + 5 = 0.5 | -8 + 4.25 - 0.5 = -4.25
        ("decay_first", {"rest": -8.0}, (2, 5, -0.5), (-1, 0.5, -4.25)),
        # the bias of every step is remembered: i: 2 - 2 = 0 | 4 - 2 = 2 | 1 - 3 - 2 = -4; v: 1 | 2.5 | -2.75
        ("decay_first", {"bias": -2.0}, (0, 2, -4), (1, 2.5, -2.75)),
        # i: 2 | 5 | -0.5; v: 1 + 2 | 1.5 + 5 | 3.25 - 0.5
        ("decay_first", {}, (2, 5, -0.5), (3, 6.5, 2.75)),
    ],
)
def test_rest_bias_and_initial(order: str, parameters: dict[str, float], i: tuple, v: tuple) -> None:
    """The current starts at 4, the potential at 2."""
    network = _cuba(words={"order": order}, initial={"v": 2.0, "i": 4.0}, **{"threshold": 100.0, **parameters})
    table(network, (0, 4, -3), v, (0, 0, 0), i=i)


#: The current goes on in refractory steps: 12 | 6 + 8 | 7 | 3.5 | 1.75 + 8.
STRONG, STRONG_I = (12, 8, 0, 0, 8), (12, 14, 7, 3.5, 9.75)
REFRACTORY = [
    # 12 fires, 8 | held | held | 4 + 3.5 = 7.5 fires, 3.5 | held
    ({}, {}, (8, 8, 8, 3.5, 3.5), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
    # masked: 12 fires, 8 | 8/2 = 4 fires, 0 | 0 | 0 | 0 + 9.75 fires, 5.75
    ({"refractory_mode": "mask"}, {}, (8, 0, 0, 0, 5.75), (1, 1, 0, 0, 1), (2, 2, 1, 0, 2)),
    # masked and blocked: 12 fires, 8 | 4 | 2 | 1 + 3.5 = 4.5 fires, 0.5 | 0.25
    (
        {"refractory_mode": "mask", "refractory_fire": "blocked"},
        {},
        (8, 4, 2, 0.5, 0.25),
        (1, 0, 0, 1, 0),
        (2, 1, 0, 2, 1),
    ),
    # held in the first of two: 12 fires, 8 | 8 | 4 fires, 0 | held | 0, the current still ignored
    ({}, {"refractory_held": 1.0}, (8, 8, 0, 0, 0), (1, 0, 1, 0, 0), (2, 1, 2, 1, 0)),
    # and blocked: 12 fires, 8 | 8 | 4 | 2 + 3.5 = 5.5 fires, 1.5 | held
    (
        {"refractory_fire": "blocked"},
        {"refractory_held": 1.0},
        (8, 8, 4, 1.5, 1.5),
        (1, 0, 0, 1, 0),
        (2, 1, 0, 2, 1),
    ),
    # late, held: 12 fires | 12 - 4 = 8, held | 8 | 7.5 fires | 7.5 - 4 = 3.5, held
    ({"reset_time": "next_start"}, {}, (12, 8, 8, 7.5, 3.5), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
    ({"reset_time": "next_end"}, {}, (12, 8, 8, 7.5, 3.5), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
    # late at the start, masked: 12 fires | (12 - 4)/2 = 4 fires | (4 - 4)/2 = 0 | 0 | 9.75 fires
    (
        {"reset_time": "next_start", "refractory_mode": "mask"},
        {},
        (12, 4, 0, 0, 9.75),
        (1, 1, 0, 0, 1),
        (2, 2, 1, 0, 2),
    ),
    # late at the end, masked: 12 fires | 6 - 4 = 2 | 1 | 0.5 + 3.5 = 4 fires | 2 - 4 = -2
    (
        {"reset_time": "next_end", "refractory_mode": "mask"},
        {},
        (12, 2, 1, 4, -2),
        (1, 0, 0, 1, 0),
        (2, 1, 0, 2, 1),
    ),
    # to 1, late at the end, held: 12 fires | 12 becomes 1 | 1 | 0.5 + 3.5 = 4 fires | 4 becomes 1
    (
        {"reset": "value", "reset_time": "next_end"},
        {"reset_value": 1.0},
        (12, 1, 1, 4, 1),
        (1, 0, 0, 1, 0),
        (2, 1, 0, 2, 1),
    ),
    # no reset, held: 12 fires | 12 | 12 | 6 + 3.5 = 9.5 fires | 9.5
    ({"reset": "none"}, {}, (12, 12, 12, 9.5, 9.5), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
]


@pytest.mark.parametrize("words, parameters, v, spikes, left", REFRACTORY)
def test_refractory(words: dict[str, str], parameters: dict[str, float], v: tuple, spikes: tuple, left: tuple) -> None:
    network = _cuba(words=words, refractory=2.0, **parameters)
    table(network, STRONG, v, spikes, i=STRONG_I, refractory_left=left)


def test_input_first_is_held_and_masked() -> None:
    # i: 8 | 4 + 9 = 13 | 6.5 + 2 = 8.5; v: 8/2 = 4 fires, 0 | held | 8.5/2 = 4.25 fires, 0.25
    words = {"order": "input_first"}
    table(_cuba(words=words, refractory=1.0), (8, 9, 2), (0, 0, 0.25), (1, 0, 1), i=(8, 13, 8.5))
    # i: 12 | 6 | 3 + 5 = 8; v: 6 fires, 2 | (2 + 0)/2 = 1 | (1 + 8)/2 = 4.5 fires, 0.5
    words = {"order": "input_first", "refractory_mode": "mask"}
    table(_cuba(words=words, refractory=1.0), (12, 0, 5), (2, 1, 0.5), (1, 0, 1), i=(12, 6, 8))


def test_the_bias_feeds_the_current_of_a_masked_neuron() -> None:
    """i: 4 | 2 + 4 = 6 | 3 + 4 = 7; v: 4 fires, 0 | masked, 0 | 0 + 7 fires, 3."""
    words = {"refractory_mode": "mask", "refractory_fire": "blocked"}
    table(_cuba(words=words, bias=4.0, refractory=1.0), (0, 0, 0), (0, 0, 3), (1, 0, 1), i=(4, 6, 7))


def test_each_neuron_has_its_own_parameters() -> None:
    # decay_syn 0, 1/2, 1 under 4 | 4; i: 4, 4, 4 | 4, 6, 8; v: 4, 4, 4 | 2 + 4, 2 + 6, 2 + 8
    network = _cuba(3, decay_syn=[0, 0.5, 1], threshold=100.0)
    table(network, (4, 4), [(4, 4, 4), (6, 8, 10)], i=[(4, 4, 4), (4, 6, 8)])
    # bias -1, 0, 2 and a current of 8, 4, 0 at first; i: 4 - 1, 2, 2 | 1.5 - 1, 1, 1 + 2; v: the same | half of it more
    network = _cuba(3, bias=[-1, 0, 2], initial={"i": [8, 4, 0]}, threshold=100.0)
    table(network, (0, 0), [(3, 2, 2), (2, 2, 4)], i=[(3, 2, 2), (0.5, 1, 3)])


def test_a_current_saturates_at_the_ends_of_its_format() -> None:
    """6 bits hold -32 … 31. A current of 50 is kept as 31, and that is what moves the membrane, which has no memory."""
    options = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=6, fraction_bits=0, decay_bits=4))
    network = _cuba(decay=0.0, decay_syn=1.0, threshold=31.0)
    # 25 | 50 becomes 31, fires, 0 | 31 - 60 = -29 | -29 - 30 becomes -32 | -32 + 127 becomes 31, fires, 0
    i, v, spikes = (25, 31, -29, -32, 31), (25, 0, -29, -32, 0), (0, 1, 0, 0, 1)
    run = snnc.golden.run(quantised(network, options), {"x": stimulus((25, 25, -60, -30, 127))}, _EVERYTHING)
    assert run.state("y", "i")[0, :, 0].tolist() == list(i)
    assert run.state("y")[0, :, 0].tolist() == list(v)
    assert run.spikes("y")[0, :, 0].tolist() == [bool(s) for s in spikes]


@pytest.mark.parametrize(
    "rounding, i",
    [
        # 13/2 = 6.5 | 7, 6 or 6 halves again, as a potential does
        ("floor", (13, 6, 3, 1, 0)),
        ("toward_zero", (13, 6, 3, 1, 0)),
        ("nearest_even", (13, 6, 3, 2, 1)),
    ],
)
def test_the_decay_of_the_current_rounds_as_it_is_told(rounding: str, i: tuple) -> None:
    """Without fraction bits; the potential sums what the rounded current is."""
    state = snnc.StateOptions(bits=16, fraction_bits=0, decay_bits=8, rounding=Rounding(rounding))
    integers = quantised(_cuba(decay=1.0, threshold=1000.0), snnc.QuantiseOptions(snnc.WeightOptions(8), state))
    run = snnc.golden.run(integers, {"x": stimulus((13, 0, 0, 0, 0))}, _EVERYTHING)
    assert run.state("y", "i")[0, :, 0].tolist() == list(i)
    assert run.state("y")[0, :, 0].tolist() == np.cumsum(i).tolist()
