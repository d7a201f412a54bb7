"""Float beside golden over time: what is drawn, and what is said of it, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from support.small_designs import build, numbers

import snnc
from snnc.backends.reports.beside import Departure, departure_section
from snnc.backends.reports.traces import ErrorPanel, StatePanel
from snnc.driver.report import report
from snnc.driver.traced import WINDOW, Trajectories, trajectories


def _leaky(decay: float | np.ndarray = 0.7, size: int = 1, threshold: float = 1.0) -> snnc.Compiled:
    """A decay that three bits build as 0.75, where 0.7 is asked for."""
    b = snnc.NetworkBuilder("leaky")
    b.input("x", size)
    b.population("y", size, model="lif", decay=decay, threshold=threshold)
    b.connect("x", "y", 0.5, kind="one_to_one")
    b.output("y")
    options = snnc.QuantiseOptions(snnc.WeightOptions(4), snnc.StateOptions(decay_bits=3, fraction_bits=6))
    return snnc.compile(b.build(), quantise=options)


def _drawn(compiled: snnc.Compiled, spikes: np.ndarray) -> Trajectories:
    return trajectories(compiled.network, compiled.quantised, {"x": spikes})


@pytest.mark.filterwarnings("ignore::snnc.core.errors.SnncWarning")
def test_a_leak_by_hand() -> None:
    """Sample 1 has one spike: 0.5, then 0.35 beside 0.375, then 0.245 beside 0.28125. Sample 0 is silent."""
    spikes = np.zeros((2, 3, 1), bool)
    spikes[1, 0] = True
    drawn = _drawn(_leaky(), spikes)
    state, error = drawn.panels
    assert isinstance(state, StatePanel) and isinstance(error, ErrorPanel)
    assert state.real is not None and state.threshold is not None and state.mark is None
    assert state.real[:, 0] == pytest.approx([0.5, 0.35, 0.245])
    assert state.values[:, 0] == pytest.approx([0.5, 0.375, 0.28125], abs=0.01)
    assert error.errors == pytest.approx(state.values - state.real)
    assert state.threshold[:, 0].tolist() == [1.0, 1.0, 1.0]
    (departure,) = drawn.departures
    assert (departure.at, departure.spiking, departure.first) == ((1, 2, 0), True, None)
    assert departure.error == pytest.approx(error.errors[2, 0]) == pytest.approx(departure.share)
    assert departure.units * error.unit == pytest.approx(departure.error)


@pytest.mark.filterwarnings("ignore::snnc.core.errors.SnncWarning")
def test_a_spike_that_differs_is_marked() -> None:
    """0.5, 0.85, then 1.095 in float: it fires in step 2. Golden kept more: 0.5, 0.875, 1.156, and fires there, too.

    With a decay of 0.55 float stays at 0.5, 0.775, 0.926, 1.0095 and golden, with 0.5, at 0.5, 0.75, 0.875, 0.9375.
    """
    spikes = np.ones((1, 4, 1), bool)
    assert _drawn(_leaky(), spikes).departures[0].first is None
    drawn = _drawn(_leaky(0.55), spikes)
    assert drawn.departures[0].first == (0, 3, 0)
    state = drawn.panels[0]
    assert isinstance(state, StatePanel) and state.mark == 3
    assert str(drawn.departures[0]).endswith("Spikes first differ in neuron 0 at sample 0, step 3.")


@pytest.mark.filterwarnings("ignore::snnc.core.errors.SnncWarning")
def test_neurons_that_spike_most_and_the_furthest_one() -> None:
    """A decay of 0.5 is built as it is, and that of neuron 7 is not; this one never fires."""
    spikes = np.zeros((1, 6, 8), bool)
    spikes[0, :, 2:6] = True
    spikes[0, 0, 7] = True
    drawn = _drawn(_leaky(np.array([0.5] * 7 + [0.7]), 8, threshold=0.75), spikes)
    state = drawn.panels[0]
    assert isinstance(state, StatePanel) and list(state.neurons) == [2, 3, 4, 7]
    assert drawn.departures[0].at[2] == 7


def test_neurons_that_send_most_of_several_spikes() -> None:
    """Neuron k sends k spikes in a step, and neurons 0 to 2 none: counts without a sign are no order by themselves."""
    b = snnc.NetworkBuilder("counts")
    b.input("x", 1)
    b.population("y", 8, model="if", threshold=1.0, max_spikes=300)
    b.connect("x", "y", np.array([[0.0, 0.0, 0.0, 3.0, 4.0, 5.0, 6.0, 7.0]]))
    b.output("y")
    drawn = _drawn(snnc.compile(b.build()), np.ones((1, 4, 1), bool))
    state = drawn.panels[0]
    assert isinstance(state, StatePanel) and not drawn.departures[0].error
    assert list(state.neurons) == [0, 5, 6, 7], "those that send most, and the first of equal errors"


def test_numbers_are_drawn_as_they_are_sent() -> None:
    """The state of a graded population is what it sends, in real units, and there is no threshold."""
    compiled = build(numbers())
    rng = np.random.default_rng(0)
    stimulus = {"x": rng.uniform(-7.0, 7.0, (2, 5, 3)), "s": rng.random((2, 5, 2)) < 0.5}
    drawn = trajectories(compiled.network, compiled.quantised, stimulus)
    assert [panel.name.partition("\n")[0] for panel in drawn.panels[::2]] == [
        "value of rate",
        "value of sum",
        "v of cells",
    ]
    rate = drawn.panels[0]
    assert isinstance(rate, StatePanel) and rate.threshold is None and rate.real is not None
    sample = drawn.departures[0].at[0]
    sent = np.maximum(
        stimulus["x"] @ [[3, 1, 0], [-1, 2, 1], [0, 1, -2]] + stimulus["s"] @ [[1, 2, 3], [-1, 1, 2]] + 1, 0
    )
    assert rate.real == pytest.approx(sent[sample][:, list(rate.neurons)])
    assert not drawn.departures[0].spiking and "pike" not in str(drawn.departures[0])
    assert "distance" not in str(drawn.departures[0]) and "steps of its format" in str(drawn.departures[0])


@pytest.mark.filterwarnings("ignore::snnc.core.errors.SnncWarning")
@pytest.mark.parametrize("begins, start", [(0, 0), (300, 303 - WINDOW // 2), (590, 600 - WINDOW)])
def test_long_runs_are_drawn_around_the_first_difference(begins: int, start: int) -> None:
    """Silent, then as in the test above: spikes first differ in step 3 of the input."""
    spikes = np.zeros((1, 600, 1), bool)
    spikes[0, begins:] = True
    drawn = _drawn(_leaky(0.55), spikes)
    state, error = drawn.panels
    assert isinstance(state, StatePanel) and isinstance(error, ErrorPanel)
    assert (state.mark, drawn.start, len(state.values), len(error.errors)) == (begins + 3, start, WINDOW, WINDOW)
    assert state.threshold is not None and len(state.threshold) == WINDOW
    assert state.values[begins - start, 0] == pytest.approx(0.5, abs=0.01), "what is drawn begins where it says"
    assert not np.any(state.values[: begins - start])


@pytest.mark.filterwarnings("ignore::snnc.core.errors.SnncWarning")
def test_a_difference_in_a_sample_that_is_not_drawn_moves_nothing() -> None:
    """0.5, 0.8, 0.98 in float, 0.5, 0.81, 1.01 in golden. Sample 0 is silent then; the error of sample 1 grows."""
    spikes = np.zeros((2, 600, 1), bool)
    spikes[0, 300:304] = spikes[1] = True
    drawn = _drawn(_leaky(0.6), spikes)
    (departure,) = drawn.departures
    assert departure.first == (0, 302, 0) and departure.at[0] == 1
    state = drawn.panels[0]
    assert isinstance(state, StatePanel) and (drawn.start, state.mark) == (0, None)


def test_long_runs_without_a_difference_or_without_spikes() -> None:
    """The first steps of spiking neurons, all steps of others."""
    spikes = np.zeros((1, 600, 1), bool)
    spikes[0, :4] = True
    drawn = _drawn(_leaky(0.75), spikes)
    assert drawn.departures[0].first is None and (drawn.start, len(drawn.panels[0].values)) == (0, WINDOW)
    b = snnc.NetworkBuilder("readout")
    b.input("x", 1)
    b.population("y", 1, model="li", decay=0.5)
    b.connect("x", "y", 0.5)
    b.output("y", "v")
    drawn = _drawn(snnc.compile(b.build()), np.ones((1, 600, 1), bool))
    assert (drawn.start, len(drawn.panels[0].values)) == (0, 600)


def test_the_floor_is_the_lowest_rest_or_reset() -> None:
    """-65 and -70 of two neurons that rest there, below a reset of -60; 0 where nothing is said."""
    b = snnc.NetworkBuilder("floors")
    b.input("x", 1)
    v = np.array([-65.0, -70.0])
    b.population("y", 2, model="lif", decay=0.5, threshold=-50.0, rest=v, reset="value", reset_value=-60.0)
    b.population("z", 2, model="lif", decay=0.5, threshold=1.0)
    for name in "yz":
        b.connect("x", name, 1.0)
        b.output(name)
    drawn = _drawn(snnc.compile(b.build()), np.ones((1, 4, 1), bool))
    assert [panel.floor for panel in drawn.panels if isinstance(panel, StatePanel)] == [-70.0, 0.0]


def test_words() -> None:
    """With and without a threshold, equal and not."""
    same = Departure("a", "v", 0.0, 0.0, units=0.0, at=(0, 0, 0), spiking=True, first=None)
    assert str(same) == "v is equal in float and golden. All spikes are equal."
    off = Departure("b", "v", 0.125, 0.25, units=1.0, at=(2, 3, 4), spiking=True, first=(0, 9, 1))
    assert str(off) == (
        "v is 0.125 off at most (25 % of the distance to the threshold, 1 step of its format), in neuron 4 at "
        "sample 2, step 3. Spikes first differ in neuron 1 at sample 0, step 9."
    )
    lines = departure_section([same, off], "golden equals float")
    assert "* **a**: v is equal in float and golden. All spikes are equal." in lines
    assert "![float beside golden](trajectories.png)" in lines


def test_equal_bytes_and_nothing_without_a_stimulus() -> None:
    pytest.importorskip("matplotlib")
    compiled = build(numbers())
    assert "trajectories.png" not in report(compiled).files()
    stimulus = {"x": np.full((1, 4, 3), 2.5), "s": np.ones((1, 4, 2), bool)}
    first, second = (trajectories(compiled.network, compiled.quantised, stimulus).picture() for _ in range(2))
    assert first == second and first.startswith(b"\x89PNG")
