"""Events in pictures: ticks for spikes, sizes for numbers, and a legend that says which."""

from __future__ import annotations

import numpy as np
import pytest

from snnc.backends.reports.events import draw_events, legend_numbers
from snnc.backends.reports.figure import figure

pytest.importorskip("matplotlib")


def _drawn(sent: np.ndarray, label: str = "") -> tuple[list, list[str]]:
    """What is drawn, with the places of each set of marks and their areas, and the labels of a legend."""
    axis = figure(4.0, 2.0).subplots()
    draw_events(axis, sent, size=10.0, color="C0", label=label, offset=5)
    marks = [(each.get_offsets().tolist(), each.get_sizes().tolist()) for each in axis.collections]
    return [row for row in marks if row[0]], axis.get_legend_handles_labels()[1]


@pytest.mark.parametrize("kind", [bool, np.uint8, np.int32])
def test_spikes_are_ticks(kind: type) -> None:
    sent = np.array([[1, 0], [0, 1]]).astype(kind)
    assert _drawn(sent, "a") == ([([[0.0, 5.0], [1.0, 6.0]], [10.0])], ["a"])
    assert _drawn(sent)[1] == []
    assert _drawn(sent, "_a")[1] == [" _a"], "matplotlib leaves out what begins with an underscore"


def test_numbers_grow_and_have_a_legend() -> None:
    """The area grows evenly from the smallest to the largest magnitude; numbers below 0 have marks of their own."""
    above, below = _drawn(np.array([[4, 0, 2], [0, -4, 0]]), "a")[0]
    assert above[0] == [[0.0, 5.0], [0.0, 7.0]] and below[0] == [[1.0, 6.0]]
    assert above[1][0] == below[1][0] == 50.0
    assert above[1][1] == pytest.approx(50.0 * (0.15 + 0.85 / 2))
    assert _drawn(np.array([[4, 0, 2], [0, -4, 0]]), "a")[1] == ["a -4", "a 2", "a 4"]
    assert _drawn(np.array([[4, 0, 2], [0, -4, 0]]))[1] == ["-4", "2", "4"]


def test_counts_are_ticks_of_a_stronger_colour() -> None:
    """Many neurons that send many spikes do not hide each other; 1 of 4 is pale, and 4 has the colour itself."""
    axis = figure(4.0, 2.0).subplots()
    draw_events(axis, np.array([[1, 0, 4], [0, 2, 0]], np.uint8), size=10.0, color="black", label="a")
    ticks = axis.collections[0]
    assert ticks.get_offsets().tolist() == [[0.0, 0.0], [0.0, 2.0], [1.0, 1.0]] and ticks.get_sizes().tolist() == [10.0]
    assert ticks.get_edgecolors()[:, 0] == pytest.approx([1 - 0.475, 0.0, 1 - 0.65])
    assert ticks.get_edgecolors()[:, 3].tolist() == [1.0, 1.0, 1.0]
    assert axis.get_legend_handles_labels()[1] == ["a 1", "a 2", "a 4"]


def test_a_legend_names_few_numbers() -> None:
    assert legend_numbers(np.array([3, 1, 3])) == [1, 3]
    assert legend_numbers(np.arange(1, 32)) == [1, 16, 31]
    assert legend_numbers(np.array([-100, 1, 2, 3])) == [-100, 1, 3]


def test_a_single_number_that_is_no_spike_is_a_number() -> None:
    """An event of -1 is not one spike."""
    assert _drawn(np.array([[-1, 0]]))[1] == ["-1"]
