"""Reset, its time, the comparison and the order: every combination, worked out by hand."""

from __future__ import annotations

import pytest
from meaning.hand import population, table

#: IF, threshold 5, reset value -2. The second step meets the threshold exactly.
CURRENTS = (3, 2, 1, 4, 0, 6)
IF_TABLES = [
    # now: 3 | 5 fires, 0 | 1 | 5 fires, 0 | 0 | 6 fires, 1
    (">=", "subtract", "now", (3, 0, 1, 0, 0, 1), (0, 1, 0, 1, 0, 1)),
    # 3 | 5 is not above 5 | 6 fires, 1 | 5 | 5 | 11 fires, 6
    (">", "subtract", "now", (3, 5, 1, 5, 5, 6), (0, 0, 1, 0, 0, 1)),
    # 3 | 5 fires, -2 | -1 | 3 | 3 | 9 fires, -2
    (">=", "value", "now", (3, -2, -1, 3, 3, -2), (0, 1, 0, 0, 0, 1)),
    # 3 | 5 | 6 fires, -2 | 2 | 2 | 8 fires, -2
    (">", "value", "now", (3, 5, -2, 2, 2, -2), (0, 0, 1, 0, 0, 1)),
    # nothing is taken away, at any time: 3 | 5 | 6 | 10 | 10 | 16
    (">=", "none", "now", (3, 5, 6, 10, 10, 16), (0, 1, 1, 1, 1, 1)),
    (">=", "none", "next_start", (3, 5, 6, 10, 10, 16), (0, 1, 1, 1, 1, 1)),
    (">=", "none", "next_end", (3, 5, 6, 10, 10, 16), (0, 1, 1, 1, 1, 1)),
    (">", "none", "now", (3, 5, 6, 10, 10, 16), (0, 0, 1, 1, 1, 1)),
    (">", "none", "next_start", (3, 5, 6, 10, 10, 16), (0, 0, 1, 1, 1, 1)),
    (">", "none", "next_end", (3, 5, 6, 10, 10, 16), (0, 0, 1, 1, 1, 1)),
    # 3 | 5 fires | 5 - 5 + 1 = 1 | 5 fires | 5 - 5 + 0 = 0 | 6 fires
    (">=", "subtract", "next_start", (3, 5, 1, 5, 0, 6), (0, 1, 0, 1, 0, 1)),
    # without a leak it does not matter whether the 5 goes before or after the input
    (">=", "subtract", "next_end", (3, 5, 1, 5, 0, 6), (0, 1, 0, 1, 0, 1)),
    # 3 | 5 | 6 fires | 6 - 5 + 4 = 5 | 5 | 11 fires
    (">", "subtract", "next_start", (3, 5, 6, 5, 5, 11), (0, 0, 1, 0, 0, 1)),
    (">", "subtract", "next_end", (3, 5, 6, 5, 5, 11), (0, 0, 1, 0, 0, 1)),
    # 3 | 5 fires | -2 + 1 = -1 | 3 | 3 | 9 fires
    (">=", "value", "next_start", (3, 5, -1, 3, 3, 9), (0, 1, 0, 0, 0, 1)),
    # at the end the reset takes the input of its step along: 3 | 5 fires | 6 becomes -2 | 2 | 2 | 8 fires
    (">=", "value", "next_end", (3, 5, -2, 2, 2, 8), (0, 1, 0, 0, 0, 1)),
    # 3 | 5 | 6 fires | -2 + 4 = 2 | 2 | 8 fires
    (">", "value", "next_start", (3, 5, 6, 2, 2, 8), (0, 0, 1, 0, 0, 1)),
    # 3 | 5 | 6 fires | 10 becomes -2 | -2 | 4
    (">", "value", "next_end", (3, 5, 6, -2, -2, 4), (0, 0, 1, 0, 0, 0)),
]


@pytest.mark.parametrize("fire, reset, time, v, spikes", IF_TABLES)
def test_integrate_and_fire(fire: str, reset: str, time: str, v: tuple, spikes: tuple) -> None:
    words = {"fire": fire, "reset": reset, "reset_time": time}
    parameters = {"reset_value": -2.0} if reset == "value" else {}
    table(population("if", words=words, threshold=5.0, **parameters), CURRENTS, v, spikes)


#: LIF, decay 1/2, threshold 4, reset value 1.
LEAKY_CURRENTS = (4, 2, 6, 0, 8)
LIF_TABLES = [
    # v/2 + I: 4 fires, 0 | 2 | 1 + 6 = 7 fires, 3 | 1.5 | 0.75 + 8 = 8.75 fires, 4.75
    ("decay_first", "subtract", "now", (0, 2, 3, 1.5, 4.75), (1, 0, 1, 0, 1)),
    # 4 fires | 0/2 + 2 = 2 | 7 fires | (7 - 4)/2 = 1.5 | 8.75 fires
    ("decay_first", "subtract", "next_start", (4, 2, 7, 1.5, 8.75), (1, 0, 1, 0, 1)),
    # 4 fires | 4/2 + 2 - 4 = 0 | 6 fires | 6/2 + 0 - 4 = -1 | -0.5 + 8 = 7.5 fires
    ("decay_first", "subtract", "next_end", (4, 0, 6, -1, 7.5), (1, 0, 1, 0, 1)),
    # (v + I)/2: 2 | 2 | 4 fires, 0 | 0 | 4 fires, 0
    ("input_first", "subtract", "now", (2, 2, 0, 0, 0), (0, 0, 1, 0, 1)),
    # 2 | 2 | 4 fires | (0 + 0)/2 = 0 | (0 + 8)/2 = 4 fires
    ("input_first", "subtract", "next_start", (2, 2, 4, 0, 4), (0, 0, 1, 0, 1)),
    # 2 | 2 | 4 fires | (4 + 0)/2 - 4 = -2 | (-2 + 8)/2 = 3
    ("input_first", "subtract", "next_end", (2, 2, 4, -2, 3), (0, 0, 1, 0, 0)),
    # 4 fires, 1 | 0.5 + 2 = 2.5 | 1.25 + 6 = 7.25 fires, 1 | 0.5 | 0.25 + 8 = 8.25 fires, 1
    ("decay_first", "value", "now", (1, 2.5, 1, 0.5, 1), (1, 0, 1, 0, 1)),
    # 4 fires | 1/2 + 2 = 2.5 | 7.25 fires | 1/2 + 0 = 0.5 | 8.25 fires
    ("decay_first", "value", "next_start", (4, 2.5, 7.25, 0.5, 8.25), (1, 0, 1, 0, 1)),
    # 4 fires | 4 becomes 1 | 0.5 + 6 = 6.5 fires | 3.25 becomes 1 | 0.5 + 8 = 8.5 fires
    ("decay_first", "value", "next_end", (4, 1, 6.5, 1, 8.5), (1, 0, 1, 0, 1)),
    # 2 | 2 | 4 fires, 1 | 0.5 | 4.25 fires, 1
    ("input_first", "value", "now", (2, 2, 1, 0.5, 1), (0, 0, 1, 0, 1)),
    # 2 | 2 | 4 fires | (1 + 0)/2 = 0.5 | 4.25 fires
    ("input_first", "value", "next_start", (2, 2, 4, 0.5, 4.25), (0, 0, 1, 0, 1)),
    # 2 | 2 | 4 fires | 2 becomes 1 | (1 + 8)/2 = 4.5 fires
    ("input_first", "value", "next_end", (2, 2, 4, 1, 4.5), (0, 0, 1, 0, 1)),
]


@pytest.mark.parametrize("order, reset, time, v, spikes", LIF_TABLES)
def test_leaky_integrate_and_fire(order: str, reset: str, time: str, v: tuple, spikes: tuple) -> None:
    words = {"order": order, "reset": reset, "reset_time": time}
    parameters = {"reset_value": 1.0} if reset == "value" else {}
    network = population("lif", words=words, threshold=4.0, decay=0.5, **parameters)
    table(network, LEAKY_CURRENTS, v, spikes)


#: What the potential decays to, what is added in every step, and where it starts: v = 2 at first.
SLOW_CURRENTS = (0, 4, -3)
QUIET_TABLES = [
    # 8 + (2 - 8)/2 + 0 + 1 = 6 | 8 + (6 - 8)/2 + 4 + 1 = 12 | 8 + (12 - 8)/2 - 3 + 1 = 8
    ("decay_first", {"rest": 8.0, "bias": 1.0}, (6, 12, 8)),
    # 8 + (2 + 0 + 1 - 8)/2 = 5.5 | 8 + (5.5 + 4 + 1 - 8)/2 = 9.25 | 8 + (9.25 - 3 + 1 - 8)/2 = 7.625
    ("input_first", {"rest": 8.0, "bias": 1.0}, (5.5, 9.25, 7.625)),
    # -8 + 10/2 + 0 = -3 | -8 + 5/2 + 4 = -1.5 | -8 + 6.5/2 - 3 = -7.75
    ("decay_first", {"rest": -8.0}, (-3, -1.5, -7.75)),
    # 1 + 0 - 2 = -1 | -0.5 + 4 - 2 = 1.5 | 0.75 - 3 - 2 = -4.25
    ("decay_first", {"bias": -2.0}, (-1, 1.5, -4.25)),
    # (2 + 0 - 2)/2 = 0 | (0 + 4 - 2)/2 = 1 | (1 - 3 - 2)/2 = -2
    ("input_first", {"bias": -2.0}, (0, 1, -2)),
    # 1 | 0.5 + 4 = 4.5 | 2.25 - 3 = -0.75
    ("decay_first", {}, (1, 4.5, -0.75)),
]


@pytest.mark.parametrize("order, parameters, v", QUIET_TABLES)
@pytest.mark.parametrize("model", ["lif", "li"])
def test_rest_bias_and_initial(model: str, order: str, parameters: dict, v: tuple) -> None:
    high = {"threshold": 100.0} if model == "lif" else {}
    network = population(model, words={"order": order}, initial={"v": 2.0}, decay=0.5, **high, **parameters)
    table(network, SLOW_CURRENTS, v, [0, 0, 0] if model == "lif" else ())


def test_bias_and_initial_without_a_leak() -> None:
    """2 + 0 + 1 = 3 | 3 + 4 + 1 = 8 | 8 - 3 + 1 = 6."""
    table(population("if", initial={"v": 2.0}, threshold=100.0, bias=1.0), SLOW_CURRENTS, (3, 8, 6), [0, 0, 0])


def test_a_threshold_below_zero() -> None:
    """0 - 3 = -3 is not -2 or more | -1 fires, -1 + 2 = 1 | 1 - 3 = -2 fires at the tie, 0."""
    network = population("if", threshold=-2.0)
    table(network, (-3, 2, -3), (-3, 1, 0), (0, 1, 1))
    # above: -3 | -1 fires, 1 | -2 is not above -2
    table(population("if", words={"fire": ">"}, threshold=-2.0), (-3, 2, -3), (-3, 1, -2), (0, 1, 0))


def test_each_neuron_has_its_own_parameters() -> None:
    # thresholds 2, 3, 4; 3 | 3 more, each less what was taken: 3-2+3, 3-3+3, 3+3
    table(population("if", 3, threshold=[2, 3, 4]), (3, 3), [(1, 0, 3), (2, 0, 2)], [(1, 1, 0), (1, 1, 1)])
    # decay 0, 1/2, 1: 4 | 0*4 + 4, 2 + 4, 4 + 4
    table(population("li", 3, decay=[0, 0.5, 1]), (4, 4), [(4, 4, 4), (4, 6, 8)])
    # bias -1, 0, 2 and start 5, 1, 0, decay 1/2: 2.5-1+4, 0.5+4, 0+2+4
    table(population("li", 3, initial={"v": [5, 1, 0]}, decay=0.5, bias=[-1, 0, 2]), (4,), [(5.5, 4.5, 6)])
    # rest 8, 0, -4, decay 1/2: 8 - 4 + 0, 0, -4 + 2 + 0
    table(population("li", 3, decay=0.5, rest=[8, 0, -4]), (0,), [(4, 0, -2)])
    # reset value 1, 0, -1 after a spike
    words = {"reset": "value"}
    table(population("if", 3, words=words, threshold=2.0, reset_value=[1, 0, -1]), (3,), [(1, 0, -1)], [1])
