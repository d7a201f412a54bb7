"""Nengo's LIF against numbers worked out by hand, and against the times at which a continuous LIF neuron fires."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

import snnc
from snnc.golden import variables
from snnc.passes.pipeline import quantise

#: A decay of a half per step: v and times are powers of two and logarithms of them.
HALF = {"decay": 0.5, "tau_ref": 2.0}
OPTIONS = snnc.QuantiseOptions(snnc.WeightOptions(16), snnc.StateOptions(number_bits=16))


def network(size: int = 1, initial: dict[str, Any] | None = None, dt: float = 1.0, **given: Any) -> snnc.Network:
    b = snnc.NetworkBuilder("nengo", dt=dt)
    b.input("x", 1, current=(-16.0, 16.0), bits=16)
    b.population("y", size, model="nengo_lif", initial=initial or {}, **given)
    b.connect("x", "y", np.ones((1, size)))
    b.output("y")
    return b.build()


def run(stage: Any, currents: list[float]) -> dict[str, np.ndarray]:
    """Spikes, potentials and waits of every step, [steps] or [steps, size], in real units."""
    made = snnc.golden.run(stage, {"x": np.array(currents)[None, :, None]}, variables(stage))
    scale = (
        (lambda name: stage.population("y").scale(name)) if isinstance(stage, snnc.QuantisedNetwork) else lambda n: 1
    )
    found = {name: made.traces["y", name][0] / scale(name) for name in ("v", "wait")}
    return {name: np.squeeze(values) for name, values in (found | {"spikes": made.spikes("y")[0]}).items()}


def table(made: snnc.Network, currents: list[float], tie: bool = False, **expected: list[float]) -> None:
    """Floats give ``expected``, and integers so within a thousandth; of a ``tie``, which rounding decides, floats."""
    for stage, error in ((made, 1e-12), *(() if tie else ((quantise(made, OPTIONS)[1], 1e-3),))):
        got = run(stage, currents)
        for name, values in expected.items():
            assert got[name].astype(float) == pytest.approx(values, abs=error), (name, type(stage).__name__)


def test_a_spike_within_a_step_begins_the_refractory_time() -> None:
    """J = 3: v would reach 1.5, half of which is beyond 1; of the way from 1 to 3 that is a quarter, and the half-life
    says log2(4/3) = 0.41504 steps. 2 - 0.41504 = 1.58496 are left, of which two steps pass. In the third it integrates
    for 0.41504 of it: what is left of 3 is 3 * 3/4, so v = 0.75. Then 3 - 2.25/2 = 1.875: 0.875/2 of the way, so that
    log2(1/0.5625) = 0.83007 have passed."""
    table(
        network(**HALF),
        [3.0] * 4,
        spikes=[1, 0, 0, 1],
        v=[0.0, 0.0, 0.75, 0.0],
        wait=[2 - math.log2(4 / 3), 1 - math.log2(4 / 3), 0.0, 2 + math.log2(0.5625)],
    )


def test_the_input_may_change_within_the_refractory_time() -> None:
    """The same, and -1 in the step in which it wakes: v = -1 + 3/4 is raised to 0; with v_min = -1 it is -0.25."""
    table(network(**HALF), [3.0, 0.0, -1.0, 1.0], v=[0.0, 0.0, 0.0, 0.5], spikes=[1, 0, 0, 0])
    table(network(**HALF, v_min=-1.0), [3.0, 0.0, -1.0, 1.0], v=[0.0, 0.0, -0.25, 0.375], spikes=[1, 0, 0, 0])


def test_at_the_threshold_it_does_not_fire() -> None:
    """J = 2 reaches 1 after a step; it needs more. From 1 on: 2 - 1/2 = 1.5, a half of the way, log2(2) = 1."""
    table(network(**HALF), [2.0, 2.0], tie=True, spikes=[0, 1], v=[1.0, 0.0], wait=[0.0, 1.0])
    higher = network(**HALF, threshold=2.0, bias=1.0)
    table(higher, [3.0, 3.0], tie=True, spikes=[0, 1], v=[2.0, 0.0], wait=[0.0, 1.0])


def test_a_refractory_time_that_ends_within_its_step() -> None:
    """tau_ref = 0.25: 0.41504 steps passed since the spike, so that the next step is a whole one."""
    table(network(decay=0.5, tau_ref=0.25), [3.0, 3.0], spikes=[1, 1], wait=[0.0, 0.0])
    table(network(decay=0.5, tau_ref=0.5), [3.0, 1.0], spikes=[1, 0], wait=[0.5 - math.log2(4 / 3), 0.0])


def test_it_starts_where_it_is_told_to() -> None:
    table(
        network(**HALF, initial={"v": 0.5, "wait": 1.5}), [2.0] * 3, v=[0.5, 2 - 1.5 * 0.5**0.5, 0.0], spikes=[0, 0, 1]
    )


def test_tau_and_tau_ref_are_in_the_unit_of_dt() -> None:
    seconds = network(dt=0.001, tau=0.02, tau_ref=0.002)
    assert dict(seconds.population("y").parameters)["pause"] == pytest.approx(2.0, abs=1e-12)
    steps = run(network(tau=20.0, tau_ref=2.0), [3.0] * 40)
    assert np.array_equal(run(seconds, [3.0] * 40)["spikes"], steps["spikes"]) and steps["spikes"].any()


def test_it_fires_when_a_continuous_neuron_does() -> None:
    """The k-th spike of a constant input comes k * tau_ref' after the first, tau_ref' = tau_ref + tau log(J / (J - 1)):
    in floats in the very step, in integers at most a step off after 2,000 steps."""
    drives = np.array([1.05, 1.3, 2.0, 3.7, 8.0, 15.0])
    made = network(6, tau=20.0, tau_ref=2.0, bias=drives)
    first = 20.0 * np.log(drives / (drives - 1.0))
    for stage, off in ((made, 0), (quantise(made, OPTIONS)[1], 1)):
        spikes = run(stage, [0.0] * 2000)["spikes"]
        for k in range(6):
            got = np.flatnonzero(spikes[:, k])
            times = first[k] + (first[k] + 2.0) * np.arange(len(got) + 1)
            assert np.abs(got - np.floor(times[:-1])).max() <= off and times[-1] >= 2000 - off


@pytest.mark.parametrize("drive", [1.03, 1.1, 2.0])
@pytest.mark.parametrize(("dt", "tau"), [(0.1, 20.0), (0.1, 100.0), (1.0, 1000.0), (1.0, 10_000.0)])
def test_a_slow_leak_is_built_by_default(dt: float, tau: float, drive: float) -> None:
    """In the formats that nobody chose, an input just above the threshold is reached after the time that it takes."""
    made = network(dt=dt, tau=tau, tau_ref=2.0, initial={"v": 0.9})
    first = tau * math.log((drive - 0.9) / (drive - 1.0)) / dt
    steps = math.ceil(first * 1.1) + 2
    spikes = run(quantise(made, snnc.QuantiseOptions())[1], [drive] * steps)["spikes"]
    assert np.flatnonzero(spikes)[0] == pytest.approx(first, rel=0.05, abs=1.0)


@pytest.mark.parametrize("threshold", [1e-6, 0.01, 100.0, 6000.0, 1e6])
def test_times_do_not_count_in_the_unit_of_weights(threshold: float) -> None:
    """A threshold of any size is one of another unit of potential: spikes come at the same times, within rounding."""
    options = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(number_bits=16))
    counts = []
    for scale in (1.0, threshold):
        b = snnc.NetworkBuilder("scaled")
        b.input("x", 1)
        b.population("y", 1, model="nengo_lif", tau=20.0, tau_ref=2.5, threshold=scale)
        b.connect("x", "y", [[2.1 * scale]])
        b.output("y")
        quantised = quantise(b.build(), options)[1]
        spikes = snnc.golden.run(quantised, {"x": np.ones((1, 2000, 1), bool)}).spikes("y")
        counts.append(int(spikes.sum()))
    assert abs(counts[0] - counts[1]) <= 2 and counts[0] > 100


def test_bits_set_by_hand_leave_room_for_a_step() -> None:
    """A state of few bits counts short times; where it cannot count a step, that is said."""
    few = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=8))
    assert run(quantise(network(tau=20.0, tau_ref=2.0), few)[1], [2.0] * 400)["spikes"].sum() == pytest.approx(
        25, abs=2
    )
    with pytest.raises(snnc.UserError, match=r"state 'wait' of 'y', which counts up to 100 steps; got 8 bits, .* 10"):
        quantise(network(tau=20.0, tau_ref=100.0), few)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"decay": 1.0}, "decay of 'y'; got 1, expected from 0.125 to below 1"),
        ({"decay": 0.12}, "decay of 'y'; got 0.12, expected from 0.125 to below 1"),
        ({"tau": 0.4}, "tau of population 'y'; got 0.4, expected at least 0.5, which is 0.5 times dt"),
        ({"tau": 2.0, "tau_ref": -1.0}, "tau_ref of 'y'; got -1, expected at least 0, in the unit of dt"),
        ({"tau": 2.0, "threshold": 0.0}, "threshold of 'y'; expected one above 0"),
        (
            {"tau": 2.0, "v_min": 1.5},
            "threshold of 'y'; expected one above 0, where spikes reset to, and no lower than v_min",
        ),
    ],
)
def test_what_it_cannot_be_is_refused(given: dict[str, float], words: str) -> None:
    with pytest.raises(snnc.UserError, match=words):
        network(**{"tau_ref": 1.0, **given})
