"""Refractory neurons, worked out by hand: hold and mask, how long, whether they fire, late resets."""

from __future__ import annotations

from typing import Any

import pytest
from meaning.hand import population, table

#: LIF, decay 1/2, threshold 4, reset by subtraction.
STRONG = (12, 8, 8, 8, 8)
TABLES: list[tuple[dict[str, str], dict[str, float], tuple, tuple, tuple]] = [
    # 12 fires, 8 | held | held | 4 + 8 = 12 fires, 8 | held
    ({}, {"refractory": 2}, (8, 8, 8, 8, 8), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
    # one step less: 12 fires, 8 | held | 12 fires, 8 | held | 12 fires, 8
    ({}, {"refractory": 1}, (8, 8, 8, 8, 8), (1, 0, 1, 0, 1), (1, 0, 1, 0, 1)),
    # what is held cannot fire in any case, so blocked says nothing more
    ({"refractory_fire": "blocked"}, {"refractory": 2}, (8, 8, 8, 8, 8), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
    # masked: 12 fires, 8 | 8/2 = 4 meets the threshold and fires, 0 | 0 | 0 | 0 + 8 fires, 4
    ({"refractory_mode": "mask"}, {"refractory": 2}, (8, 0, 0, 0, 4), (1, 1, 0, 0, 1), (2, 2, 1, 0, 2)),
    # masked and blocked: 12 fires, 8 | 4 | 2 | 1 + 8 = 9 fires, 5 | 2.5
    (
        {"refractory_mode": "mask", "refractory_fire": "blocked"},
        {"refractory": 2},
        (8, 4, 2, 5, 2.5),
        (1, 0, 0, 1, 0),
        (2, 1, 0, 2, 1),
    ),
    # held for the first of two steps: 12 fires, 8 | 8 | 4 fires, 0 | held | 0, its input still ignored
    ({}, {"refractory": 2, "refractory_held": 1}, (8, 8, 0, 0, 0), (1, 0, 1, 0, 0), (2, 1, 2, 1, 0)),
    # and blocked: 12 fires, 8 | 8 | 4 | 2 + 8 = 10 fires, 6 | held
    (
        {"refractory_fire": "blocked"},
        {"refractory": 2, "refractory_held": 1},
        (8, 8, 4, 6, 6),
        (1, 0, 0, 1, 0),
        (2, 1, 0, 2, 1),
    ),
    # held for none of them is a mask
    ({}, {"refractory": 2, "refractory_held": 0}, (8, 0, 0, 0, 4), (1, 1, 0, 0, 1), (2, 2, 1, 0, 2)),
    # held for all of them is a hold
    ({}, {"refractory": 2, "refractory_held": 2}, (8, 8, 8, 8, 8), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
    # late, held: 12 fires | 12 - 4 = 8, held | 8 | 4 + 8 = 12 fires | 8, held; start and end are one here
    ({"reset_time": "next_start"}, {"refractory": 2}, (12, 8, 8, 12, 8), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
    ({"reset_time": "next_end"}, {"refractory": 2}, (12, 8, 8, 12, 8), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
    # late at the start, masked: 12 fires | (12 - 4)/2 = 4 fires | (4 - 4)/2 = 0 | 0 | 8 fires
    (
        {"reset_time": "next_start", "refractory_mode": "mask"},
        {"refractory": 2},
        (12, 4, 0, 0, 8),
        (1, 1, 0, 0, 1),
        (2, 2, 1, 0, 2),
    ),
    # late at the end, masked: 12 fires | 12/2 - 4 = 2 | 1 | 0.5 + 8 = 8.5 fires | 4.25 - 4 = 0.25
    (
        {"reset_time": "next_end", "refractory_mode": "mask"},
        {"refractory": 2},
        (12, 2, 1, 8.5, 0.25),
        (1, 0, 0, 1, 0),
        (2, 1, 0, 2, 1),
    ),
    # no reset: 12 fires | 6 fires, masked | 3 | 1.5 | 0.75 + 8 = 8.75 fires
    (
        {"reset": "none", "refractory_mode": "mask"},
        {"refractory": 2},
        (12, 6, 3, 1.5, 8.75),
        (1, 1, 0, 0, 1),
        (2, 2, 1, 0, 2),
    ),
    # no reset, held: 12 fires | 12 | 12 | 6 + 8 = 14 fires | 14
    ({"reset": "none"}, {"refractory": 2}, (12, 12, 12, 14, 14), (1, 0, 0, 1, 0), (2, 1, 0, 2, 1)),
    # to a value, late at the end, held: 12 fires | 1 | 1 | 0.5 + 8 = 8.5 fires | 1
    (
        {"reset": "value", "reset_time": "next_end"},
        {"refractory": 2, "reset_value": 1},
        (12, 1, 1, 8.5, 1),
        (1, 0, 0, 1, 0),
        (2, 1, 0, 2, 1),
    ),
]


@pytest.mark.parametrize("words, parameters, v, spikes, left", TABLES)
def test_refractory(words: dict[str, str], parameters: dict[str, Any], v: tuple, spikes: tuple, left: tuple) -> None:
    network = population("lif", words=words, threshold=4.0, decay=0.5, **parameters)
    table(network, STRONG, v, spikes, refractory_left=left)


def test_input_first_holds_and_masks() -> None:
    # (0 + 8)/2 = 4 fires, 0 | held | (0 + 8)/2 = 4 fires, 0
    words = {"order": "input_first"}
    table(population("lif", words=words, threshold=4.0, decay=0.5, refractory=1.0), (8, 9, 8), (0, 0, 0), (1, 0, 1))
    # (0 + 12)/2 = 6 fires, 2 | masked: (2 + 0)/2 = 1 | (1 + 8)/2 = 4.5 fires, 0.5
    words = {"order": "input_first", "refractory_mode": "mask"}
    table(population("lif", words=words, threshold=4.0, decay=0.5, refractory=1.0), (12, 9, 8), (2, 1, 0.5), (1, 0, 1))


def test_a_mask_covers_the_bias() -> None:
    """3 fires, 1 | 1, without the bias | 1 + 3 = 4 fires, 2."""
    words = {"refractory_mode": "mask", "refractory_fire": "blocked"}
    table(population("if", words=words, threshold=2.0, bias=3.0, refractory=1.0), (0, 0, 0), (1, 1, 2), (1, 0, 1))


def test_a_masked_neuron_still_decays_toward_rest() -> None:
    """Rest 8, threshold 4: 4 fires, 0 | 8 - 8/2 = 4 fires although masked, 0 | the same."""
    words = {"refractory_mode": "mask"}
    network = population("lif", words=words, threshold=4.0, decay=0.5, rest=8.0, refractory=5.0)
    table(network, (0, 0, 0), (0, 0, 0), (1, 1, 1), refractory_left=(5, 5, 5))


def test_each_neuron_waits_its_own_time() -> None:
    """Current 1, threshold 1: every step, every second, every third."""
    spikes = [(1, 1, 1), (1, 0, 0), (1, 1, 0), (1, 0, 1), (1, 1, 0), (1, 0, 0)]
    left = [(0, 1, 2), (0, 0, 1), (0, 1, 0), (0, 0, 2), (0, 1, 1), (0, 0, 0)]
    network = population("if", 3, threshold=1.0, refractory=[0, 1, 2])
    table(network, (1,) * 6, [0] * 6, spikes, refractory_left=left)


def test_each_neuron_is_held_for_its_own_time() -> None:
    """Two steps each, of which 0, 1 and 2 hold: 12 fires, 8 | 4, 8, 8 | 2, 4, 8."""
    words = {"refractory_fire": "blocked"}
    network = population("lif", 3, words=words, threshold=4.0, decay=0.5, refractory=2.0, refractory_held=[0, 1, 2])
    table(network, (12, 8, 8), [(8, 8, 8), (4, 8, 8), (2, 4, 8)], [1, 0, 0])
