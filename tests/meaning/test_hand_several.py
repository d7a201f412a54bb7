"""Several spikes of a neuron in one step, worked out by hand; and what cannot have them, refused by name."""

from __future__ import annotations

import numpy as np
import pytest
from meaning.hand import check, population, stimulus, table

import snnc

#: IF, threshold 3. The sums meet a multiple of the threshold exactly, pass it, and go beyond the limit.
CURRENTS = (6, 1, 8, -4, 20, 0, 0)
TABLES = [
    # 6 = 2 * 3, 0 | 1 | 9 = 3 * 3, 0 | -4 | 16 = 5 * 3 + 1, 1 | 1 | 1
    ("8", ">=", "subtract", (0, 1, 0, -4, 1, 1, 1), (2, 0, 3, 0, 5, 0, 0)),
    # 3 at most: 16 - 9 = 7 | 7 = 2 * 3 + 1, 1
    ("3", ">=", "subtract", (0, 1, 0, -4, 7, 1, 1), (2, 0, 3, 0, 3, 2, 0)),
    # 2 at most: 6, 0 | 1 | 9 - 6 = 3 | -1 | 19 - 6 = 13 | 7 | 1
    ("2", ">=", "subtract", (0, 1, 3, -1, 13, 7, 1), (2, 0, 2, 0, 2, 2, 2)),
    # above: 6 is above 3 only, 3 | 4, 1 | 9 above 3 and 6, 3 | -1 | 19 above 3 … 18, 1 | 1 | 1
    ("8", ">", "subtract", (3, 1, 3, -1, 1, 1, 1), (1, 1, 2, 0, 6, 0, 0)),
    # 6 at most, in steps of 3, 2 and 1: 6 = 2 * 3 | 1 | 9 = 3 * 3 | -4 | 16 = 5 * 3 + 1 | 1 | 1
    ("6", ">=", "subtract", (0, 1, 0, -4, 1, 1, 1), (2, 0, 3, 0, 5, 0, 0)),
    # 5 at most, in steps of 2, 2 and 1, above: 6 once, 3 | 4, 1 | 9 twice, 3 | -1 | 19 five times, 4 | once, 1 | 1
    ("5", ">", "subtract", (3, 1, 3, -1, 4, 1, 1), (1, 1, 2, 0, 5, 1, 0)),
    # a reset to -1 happens once: -1 | 0 | 8 = 2 * 3 + 2, -1 | -5 | 15, -1 | -1 | -1
    ("8", ">=", "value", (-1, 0, -1, -5, -1, -1, -1), (2, 0, 2, 0, 5, 0, 0)),
    # nothing is taken away: 6 | 7 | 15 | 11 | 31, 8 at most | 31 | 31
    ("8", ">=", "none", (6, 7, 15, 11, 31, 31, 31), (2, 2, 5, 3, 8, 8, 8)),
]


@pytest.mark.parametrize("most, fire, reset, v, spikes", TABLES)
def test_integrate_and_fire(most: str, fire: str, reset: str, v: tuple, spikes: tuple) -> None:
    words = {"fire": fire, "reset": reset, "max_spikes": most}
    parameters = {"reset_value": -1.0} if reset == "value" else {}
    table(population("if", words=words, threshold=3.0, **parameters), CURRENTS, v, spikes)


@pytest.mark.parametrize("time", ["next_start", "next_end"])
def test_a_late_reset_subtracts_as_often_as_the_neuron_spiked(time: str) -> None:
    """7 sends 2 | 7 - 6 = 1 | 1 + 10 = 11 sends 3 (of 3) | 11 - 9 - 2 = 0 | 0."""
    words = {"reset_time": time, "max_spikes": "3"}
    network = population("if", words=words, threshold=3.0)
    flags = {"fired_2": (1, 0, 1, 0, 0), "fired": (0, 0, 1, 0, 0)}  # two of them, and one
    table(network, (7, 0, 10, -2, 0), (7, 1, 11, 0, 0), (2, 0, 3, 0, 0), **flags)


_OPTIONS = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=24, fraction_bits=0, decay_bits=8))

#: IF, threshold 1: what is left, and what goes.
MANY = [
    # 100 of 127 | 27 of 27 | 100 of 127 | 100 of 27 + 127 | 54 of 54
    ("100", (127, 0, 127, 127, 0), (27, 0, 27, 54, 0), (100, 27, 100, 100, 54)),
    ("1023", (127, 0, 127, 127, 0), (0, 0, 0, 0, 0), (127, 0, 127, 127, 0)),
]


@pytest.mark.parametrize("most, currents, v, spikes", MANY)
def test_many_spikes(most: str, currents: tuple, v: tuple, spikes: tuple) -> None:
    table(population("if", words={"max_spikes": most}, threshold=1.0), currents, v, spikes)


@pytest.mark.parametrize("most", [1023, 1000, 700, 512, 256])
def test_the_most_spikes_whatever_their_bits(most: int) -> None:
    """3,480 goes into threshold 1 more often than a neuron may spike in three steps; it resets at once, and late."""
    left = [3480 - most, 3480 - 2 * most, 3480 - 3 * most]
    for time, v in (("now", left), ("next_start", [3480, *left]), ("next_end", [3480, *left])):
        words = {"max_spikes": str(most), "reset_time": time}
        network = population("if", words=words, threshold=1.0, initial={"v": 3480.0})
        expected = {("y", "v"): v[:3], ("y", "spikes"): (most,) * 3}
        check(network, {"x": stimulus((0,) * 3)}, expected, _OPTIONS)


def test_a_leak_and_thresholds_of_their_own() -> None:
    """Decay 1/2: 9 meets 2 four times and 4 twice, both leave 1 | 1/2 + 5 = 5.5: twice, 1.5, and once, 1.5."""
    network = population("lif", 2, words={"max_spikes": "15"}, threshold=[2, 4], decay=0.5)
    table(network, (9, 5), [(1, 1), (1.5, 1.5)], [(4, 2), (2, 1)])


def test_refractory_steps_follow_the_spikes_of_a_step() -> None:
    """7 sends 2 and leaves 1 | held | held | 1 + 6 = 7 sends 2 again."""
    words = {"max_spikes": "4"}
    network = population("if", words=words, threshold=3.0, refractory=2)
    table(network, (7, 9, 9, 6), (1, 1, 1, 1), (2, 0, 0, 2), refractory_left=(2, 1, 0, 2))


def test_a_blocked_neuron_sends_none_of_several() -> None:
    """20 sends 2 of 2, 14 left | still 14 = more than twice 3, but silent | 14 - 6 = 8."""
    words = {"max_spikes": "2", "refractory_mode": "mask", "refractory_fire": "blocked"}
    table(population("if", words=words, threshold=3.0, refractory=1), (20, 5, 0), (14, 14, 8), (2, 0, 2))


def test_every_spike_arrives_with_its_weight() -> None:
    """y sends 2, 0 and 3 spikes of weight 5 to z at once, and of weight -1 one step late."""
    b = snnc.NetworkBuilder("chain")
    b.input("x", 4)
    b.population("y", 1, model="if", threshold=2.0, max_spikes=3)
    b.population("z", 1, model="if", threshold=100.0)
    b.connect("x", "y", np.array([[1.0], [3.0], [4.0], [127.0]]))
    b.connect("y", "z", np.array([[5.0]]))
    b.connect("y", "z", np.array([[-1.0]]), delay=1)
    b.output("z", "v")
    x = np.zeros((1, 4, 4), bool)
    # 1 + 3 = 4, 0 left | 1 | 1 + 3 + 4 = 8, 3 spikes of 2, 2 left | 2, a spike
    x[0, 0, :2] = x[0, 1, 0] = x[0, 2, 1:3] = True
    expected = {("y", "spikes"): (2, 0, 3, 1), ("y", "v"): (0, 1, 2, 0), ("z", "v"): (10, 8, 23, 25)}
    check(b.build(), {"x": x}, expected, _OPTIONS)


REFUSED = [
    ({"threshold": 0.0}, "E123", "threshold of 'y'"),
    ({"threshold": [1.0, -1.0]}, "E123", "threshold of 'y'"),
    ({"threshold": 1.0, "reset": "subtract_snntorch"}, "E123", "max_spikes of 'y'"),
    ({"threshold": 1.0, "max_spikes": 1024}, "E108", "expected 1 … 1023"),
    ({"threshold": 1.0, "max_spikes": 0}, "E108", "expected 1 … 1023"),
    ({"threshold": 1.0, "max_spikes": 1.5}, "E108", "expected 1 … 1023"),
    ({"threshold": 1.0, "max_spikes": True}, "E108", "expected 1 … 1023"),
]


@pytest.mark.parametrize("given, code, words", REFUSED)
def test_what_cannot_be_is_refused(given: dict, code: str, words: str) -> None:
    b = snnc.NetworkBuilder("refused")
    b.input("x", 1)
    with pytest.raises(snnc.UserError) as refused:
        b.population("y", 2, model="if", **{"max_spikes": 2, **given})
        b.connect("x", "y", [[1.0, 1.0]])
        b.output("y")
        b.build()
    assert [(d.code, words in d.message) for d in refused.value.diagnostics] == [(code, True)]


def test_a_model_without_the_choice_says_so() -> None:
    b = snnc.NetworkBuilder("refused")
    b.input("x", 1)
    b.population("y", 1, model="li", decay=0.5, max_spikes=2)
    b.output("y", "v")
    with pytest.raises(snnc.UserError, match="model li has no choice 'max_spikes'"):
        b.build()


def test_a_silent_neuron_keeps_no_spikes_for_a_late_reset() -> None:
    """20 sends 2 of 2 | 20 - 6 = 14, silent: nothing to take away | 14 sends 2 | 14 - 6 = 8."""
    words = {"max_spikes": "2", "refractory_mode": "mask", "refractory_fire": "blocked", "reset_time": "next_end"}
    network = population("if", words=words, threshold=3.0, refractory=1)
    table(network, (20, 5, 0, 0), (20, 14, 14, 8), (2, 0, 2, 0), fired=(1, 0, 1, 0), fired_2=(1, 0, 1, 0))
