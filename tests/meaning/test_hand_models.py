"""The lowest potential, linear leaks, snnTorch's subtraction, adaptation, and what moves a membrane: by hand."""

from __future__ import annotations

import pytest
from meaning.hand import population, table

# -- the lowest potential


@pytest.mark.parametrize(
    "model, parameters, words, v",
    [
        # 1 | 1 - 9 = -8 becomes -3 | -3 + 2 | -1 - 1 | -2 - 4 = -6 becomes -3
        ("if", {}, {}, (1, -3, -1, -2, -3)),
        # v/2 + I: 1 | -8.5 becomes -3 | -1.5 + 2 | 0.25 - 1 | -0.375 - 4 becomes -3
        ("lif", {"decay": 0.5}, {}, (1, -3, 0.5, -0.75, -3)),
        # (v + I)/2: 0.5 | -4.25 becomes -3 | -0.5 | -0.75 | -2.375
        ("lif", {"decay": 0.5}, {"order": "input_first"}, (0.5, -3, -0.5, -0.75, -2.375)),
    ],
)
def test_a_low_potential_is_raised_to_v_min(model: str, parameters: dict, words: dict, v: tuple) -> None:
    network = population(model, words=words, threshold=90.0, v_min=-3.0, **parameters)
    table(network, (1, -9, 2, -1, -4), v, (0, 0, 0, 0, 0))


def test_every_neuron_has_a_lowest_potential_of_its_own() -> None:
    network = population("if", 3, threshold=90.0, v_min=[-1.0, -4.0, 2.0])
    # 2 | 2 - 9 | up by 1; the third is raised to 2 although the input would leave it at 2 and below
    table(network, (2, -9, 1), [[2, 2, 2], [-1, -4, 2], [0, -3, 3]])


@pytest.mark.parametrize(
    "time, v, spikes",
    [
        # at once: 6 fires, 2 | -7 becomes -2 | 2 | 6 fires, 2
        ("now", (2, -2, 2, 2), (1, 0, 0, 1)),
        # at the start of the next step: 6 fires | 6 - 4 - 9 = -7 becomes -2 | 2 | 6 fires
        ("next_start", (6, -2, 2, 6), (1, 0, 0, 1)),
        # at its end, before the lowest potential: 6 fires | 6 - 9 - 4 = -7 becomes -2 | 2 | 6 fires
        ("next_end", (6, -2, 2, 6), (1, 0, 0, 1)),
    ],
)
def test_the_lowest_potential_comes_last_before_the_comparison(time: str, v: tuple, spikes: tuple) -> None:
    network = population("if", words={"reset_time": time}, threshold=4.0, v_min=-2.0)
    table(network, (6, -9, 4, 4), v, spikes)


def test_a_v_min_at_the_threshold_fires_in_every_step() -> None:
    table(population("if", threshold=3.0, v_min=3.0), (0, -5, 1), (0, 0, 0), (1, 1, 1))


def test_readouts_have_a_lowest_potential() -> None:
    # v/2 + I: 4 | 2 - 9 becomes -1 | -0.5
    table(population("li", decay=0.5, v_min=-1.0), (4, -9, 0), (4, -1, -0.5))


# -- linear leaks

LINEAR = [
    # nearer to 0 by 3, then the input: 8 | 5 - 6 = -1 | 0 + 1 (not -1 + 3) | 0 - 7 | -4 | -1 | 0
    ("decay_first", 0.0, (8, -6, 1, -7, 0, 0, 0), (8, -1, 1, -7, -4, -1, 0)),
    # the input, then nearer by 3: 8 - 3 | 5 - 6 = -1 to 0 | 1 to 0 | -7 + 3 | -1 | 0 | 0
    ("input_first", 0.0, (8, -6, 1, -7, 0, 0, 0), (5, 0, 0, -4, -1, 0, 0)),
    # nearer to a rest of 2: 0 to 2, + 8 = 10 | 7 - 6 = 1 | to 2, + 1 = 3 | to 2, - 7 = -5 | -2 | 1 | 2
    ("decay_first", 2.0, (8, -6, 1, -7, 0, 0, 0), (10, 1, 3, -5, -2, 1, 2)),
]


@pytest.mark.parametrize("order, rest, currents, v", LINEAR)
def test_a_linear_leak_stops_at_rest(order: str, rest: float, currents: tuple, v: tuple) -> None:
    parameters = {"rest": rest} if rest else {}
    network = population("linear_lif", words={"order": order}, threshold=90.0, leak=3.0, **parameters)
    table(network, currents, v, (0,) * 7)


def test_a_linear_leak_before_a_reset() -> None:
    # 5 fires, 0 | 0 + 4 | 3 + 4 = 7 fires, 2 | 1 | 0; exactly 1 becomes exactly 0
    table(population("linear_lif", threshold=5.0, leak=1.0), (5, 4, 4, 0, 0), (0, 4, 2, 1, 0), (1, 0, 1, 0, 0))


def test_no_leak_at_all_is_integrate_and_fire() -> None:
    table(population("linear_lif", threshold=5.0, leak=0.0), (-2, 4, 4), (-2, 2, 1), (0, 0, 1))


# -- snnTorch's subtraction without delay


@pytest.mark.parametrize(
    "fire, v, spikes",
    [
        # 14 fires, 9 | 9 > 5 at the start: 9 + 0 - 5 = 4 does not fire, and has its 5 again: 9
        # | again 9 + 2 - 5 = 6 fires: 6 | 6 - 5 = 1 does not: 6 | 6 - 7 - 5: -1
        (">", (9, 9, 6, 6, -1, 4), (1, 0, 1, 0, 0, 0)),
        # the same, and 9 + 0 - 5 = 4 is below 5
        (">=", (9, 9, 6, 6, -1, 4), (1, 0, 1, 0, 0, 0)),
    ],
)
def test_a_neuron_above_its_threshold_after_a_reset(fire: str, v: tuple, spikes: tuple) -> None:
    network = population("if", words={"reset": "subtract_snntorch", "fire": fire}, threshold=5.0)
    table(network, (14, 0, 2, 0, -7, 5), v, spikes)


@pytest.mark.parametrize(
    "fire, v, spikes",
    [
        # 10 fires, 5 | 5 is not above 5: 5 + 3 = 8 fires, 3 | 3
        (">", (5, 3, 3), (1, 1, 0)),
        # 10 fires, 5 | 5 meets 5: 8 - 5 = 3 does not fire, 8 | 8 meets 5: 8 - 5 = 3 does not, 8
        (">=", (5, 8, 8), (1, 0, 0)),
    ],
)
def test_the_comparison_of_the_old_potential_is_that_of_the_new(fire: str, v: tuple, spikes: tuple) -> None:
    network = population("if", words={"reset": "subtract_snntorch", "fire": fire}, threshold=5.0)
    table(network, (10, 3, 0), v, spikes)


# -- adaptation

_ALIF = {"threshold": 4.0, "jump": 2.0, "decay_adapt": 0.5}


@pytest.mark.parametrize(
    "words, v, spikes, rise",
    [
        # v/2 + I and levels: 4 meets 4, 0, rise 2 | 5 meets 4 + 1, 1, rise 3 | 5.5 meets 4 + 1.5, 1.5, rise 3.5
        # | 0.75 is below 5.75 | 0.375 + 8 is above 4.875, 4.375, rise 0.875 + 2
        ({}, (0, 1, 1.5, 0.75, 4.375), (1, 1, 1, 0, 1), (2, 3, 3.5, 1.75, 2.875)),
        # level 4: not above | level 4: 2 + 5 = 7 fires, 3, rise 2 | level 5: 6.5 fires, 2.5, rise 3 | 1.25, 1.5
        # | level 4.75: 0.625 + 8 fires, 4.625, rise 2.75
        ({"fire": ">"}, (4, 3, 2.5, 1.25, 4.625), (0, 1, 1, 0, 1), (0, 2, 3, 1.5, 2.75)),
    ],
)
def test_the_threshold_jumps_and_decays(words: dict, v: tuple, spikes: tuple, rise: tuple) -> None:
    network = population("alif", words=words, decay=0.5, **_ALIF)
    table(network, (4, 5, 5, 0, 8), v, spikes, adaptation=rise)


def test_the_rise_decays_in_refractory_steps_too() -> None:
    # 4 fires, 0, rise 2 | held, 1 | held, 0.5 | level 4.25: 4 does not fire, 0.25 | 2 + 4 = 6 fires, 2, 2.125
    network = population("alif", decay=0.5, refractory=2.0, **_ALIF)
    table(network, (4, 9, 9, 4, 4), (0, 0, 0, 4, 2), (1, 0, 0, 0, 1), adaptation=(2, 1, 0.5, 0.25, 2.125))


def test_a_reset_to_a_value_leaves_the_rise_alone() -> None:
    # 4 fires, 1, rise 2 | level 5: 0.5 + 5 fires, 1, rise 3 | level 5.5: 0.5 + 5 fires, 1, rise 3.5 | 0.5, 1.75
    network = population("alif", words={"reset": "value"}, decay=0.5, reset_value=1.0, **_ALIF)
    table(network, (4, 5, 5, 0), (1, 1, 1, 0.5), (1, 1, 1, 0), adaptation=(2, 3, 3.5, 1.75))


_SFA = {"threshold": 4.0, "jump": 2.0, "decay_w": 0.5, "decay": 0.5}


@pytest.mark.parametrize(
    "words, v, spikes, w",
    [
        # w: 0; 4 fires, 0, w 2 | w 1: 0 + 6 - 1 = 5 fires, 1, w 3 | w 1.5: 0.5 + 4 - 1.5 = 3 | w 0.75: 1.5 - 0.75
        ({}, (0, 1, 3, 0.75), (1, 1, 0, 0), (2, 3, 1.5, 0.75)),
        # (v + I - w)/2: 2 | 4 fires, 0, w 2 | w 1: (4 - 1)/2 | w 0.5: (1.5 - 0.5)/2
        ({"order": "input_first"}, (2, 0, 1.5, 0.5), (0, 1, 0, 0), (0, 2, 1, 0.5)),
    ],
)
def test_an_adaptation_current_works_against_the_input(words: dict, v: tuple, spikes: tuple, w: tuple) -> None:
    table(population("sfa_lif", words=words, **_SFA), (4, 6, 4, 0), v, spikes, w=w)


def test_a_refractory_neuron_ignores_its_adaptation_current() -> None:
    # 4 fires, 0, w 2 | masked: 0, w 1 | 0 + 6 - 0.5 = 5.5 fires, 1.5, w 2.5 | masked: 0.75, w 1.25
    network = population("sfa_lif", words={"refractory_mode": "mask"}, refractory=1.0, **_SFA)
    table(network, (4, 6, 6, 6), (0, 0, 1.5, 0.75), (1, 0, 1, 0), w=(2, 1, 2.5, 1.25))


# -- synaptic currents

#: Half of the current is kept; nothing of the potential is, so that it shows what moved it.
_USES = [
    # i: 4 | 2 + 2 | 2 + 0, which is what moves v
    ("decay_first", (4, 4, 2), (4, 4, 2)),
    # (i + I)/2: 2 | 2 | 1
    ("input_first", (2, 2, 1), (2, 2, 1)),
    # i + I moves v: 4 | 2 + 2 | 2; then half of it is left
    ("decay_last", (2, 2, 1), (4, 4, 2)),
    # the i of before moves v: 0 | 4 | 4
    ("old", (4, 4, 2), (0, 4, 4)),
]


@pytest.mark.parametrize("use, i, v", _USES)
@pytest.mark.parametrize("model, threshold", [("cuba_lif", {"threshold": 90.0}), ("cuba_li", {})])
def test_which_current_moves_the_membrane(model: str, threshold: dict, use: str, i: tuple, v: tuple) -> None:
    network = population(model, words={"current": use}, decay=0.0, decay_syn=0.5, **threshold)
    table(network, (4, 2, 0), v, i=i)


@pytest.mark.parametrize("use, i, v", _USES)
def test_a_bias_of_the_membrane_never_touches_the_current(use: str, i: tuple, v: tuple) -> None:
    network = population("cuba_li", words={"current": use}, decay=0.0, decay_syn=0.5, bias_mem=3.0)
    table(network, (4, 2, 0), [each + 3 for each in v], i=i)


@pytest.mark.parametrize(
    "use, i, v",
    [
        # a bias of 2 is a part of the input: i: 6 | 3 + 4 | 3.5 + 2
        ("decay_first", (6, 7, 5.5), (6, 7, 5.5)),
        # 3 | 3.5 | 2.75
        ("input_first", (3, 3.5, 2.75), (3, 3.5, 2.75)),
        # 6 | 3 + 4 | 3.5 + 2 move v
        ("decay_last", (3, 3.5, 2.75), (6, 7, 5.5)),
        ("old", (6, 7, 5.5), (0, 6, 7)),
    ],
)
def test_a_bias_of_the_current_is_a_part_of_its_input(use: str, i: tuple, v: tuple) -> None:
    network = population("cuba_li", words={"current": use}, decay=0.0, decay_syn=0.5, bias=2.0)
    table(network, (4, 2, 0), v, i=i)


def test_a_current_that_rises() -> None:
    # rise: 8 | 2 | 0.5 + 4 | 1.125; i: 8 | 4 + 2 | 3 + 4.5 | 3.75 + 1.125
    # v: 8 | 4 + 6 = 10 fires, 0 | 7.5 | 3.75 + 4.875
    network = population("double_exp_lif", decay=0.5, decay_syn=0.5, decay_rise=0.25, threshold=10.0)
    table(
        network,
        (8, 0, 4, 0),
        (8, 0, 7.5, 8.625),
        (0, 1, 0, 0),
        i=(8, 6, 7.5, 4.875),
        rise=(8, 2, 4.5, 1.125),
    )


def test_an_alpha_current_and_its_biases() -> None:
    # rise: 4 + 2 | 3 + 2 | 2.5 + 2; i: 6 | 3 + 5 | 4 + 4.5; v = i - 1 without memory
    network = population(
        "double_exp_lif", decay=0.0, decay_syn=0.5, decay_rise=0.5, threshold=90.0, bias=2.0, bias_mem=-1.0
    )
    table(network, (4, 0, 0), (5, 7, 7.5), i=(6, 8, 8.5), rise=(6, 5, 4.5))
