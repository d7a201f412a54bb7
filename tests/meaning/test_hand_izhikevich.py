"""Izhikevich's neuron, step by step, against numbers worked out by hand; and against a fine integration.

All numbers of the tables are whole in the formats of ``WIDE``: weights of 1, states in 2**-14.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from meaning.hand import WEIGHTS, check, quantised, stimulus

import snnc

#: Round numbers: square 1/32, linear 4, constant 100, so that v' = v**2 / 32 + 4 v + 100 - u + I.
ROUND = {"square": 1 / 32, "linear": 4.0, "constant": 100.0}
WIDE = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=26, fraction_bits=14))


def neuron(
    words: Mapping[str, str] = {}, initial: Mapping[str, Any] = {}, step: float = 0.5, **values: Any
) -> snnc.Network:
    b = snnc.NetworkBuilder("hand", dt=step)
    b.input("x", len(WEIGHTS))
    b.population("y", 1, model="izhikevich", initial=initial, **words, **{**ROUND, **values})
    b.connect("x", "y", np.array(WEIGHTS, float)[:, None])
    b.output("y")
    b.probe("y", "v")
    return b.build()


def table(network: snnc.Network, currents: Sequence[int], v: Sequence, u: Sequence, *, spikes: Sequence) -> None:
    """State at the end of every step."""
    expected = {("y", "v"): v, ("y", "u"): u, ("y", "spikes"): spikes}
    check(network, {"x": stimulus(currents)}, expected, WIDE)


def test_one_step_of_euler_for_both() -> None:
    """From v = -64, u = -16 (b = 1/4, the start of its own is -65).

    Step 1, I = 0: v' = 128 - 256 + 100 + 16 = -12, v = -70; u' = 1/2 * (-16 + 16) = 0.
    Step 2, I = 4: v' = 4900/32 - 280 + 100 + 16 + 4 = -6.875, v = -73.4375;
    u' = 1/2 * (-17.5 + 16) = -0.75, u = -16.375.
    """
    made = neuron(initial={"v": -64.0}, a=0.5, b=0.25, c=-50.0, d=2.0)
    table(made, [0, 4], [-70.0, -73.4375], [-16.0, -16.375], spikes=[0, 0])


def test_it_starts_at_minus_65_and_its_recovery_there() -> None:
    """b = 1/4: u = -16.25. v' = 4225/32 - 260 + 100 + 16.25 = -11.71875; u' = 0."""
    assert dict(neuron(a=0.5, b=0.25, c=-50.0, d=2.0).populations[0].initial) == {"u": -16.25, "v": -65.0}
    table(neuron(a=0.5, b=0.25, c=-50.0, d=2.0), [0], [-65 - 11.71875 / 2], [-16.25], spikes=[0])


def test_a_given_potential_is_where_its_recovery_starts() -> None:
    start = {"v": -40.0}
    assert dict(neuron(initial=start, a=1, b=0.5, c=0, d=0).populations[0].initial)["u"] == -20.0
    assert dict(neuron(initial=start, a=1, b=0.5, c=0, d=0, origin=-60.0).populations[0].initial)["u"] == 10.0
    assert dict(neuron(initial=start | {"u": 3.0}, a=1, b=0.5, c=0, d=0).populations[0].initial)["u"] == 3.0


def test_a_spike_resets_and_lifts() -> None:
    """From v = 0, u = 0: v' = 100 + 20, v = 60 >= 30: v = -50; u' = 0, u = 0 + 2.

    Then v' = 2500/32 - 200 + 100 - 2 = -23.875, v = -61.9375; u' = 1/2 * (-12.5 - 2), u = 2 - 3.625.
    """
    made = neuron(initial={"v": 0.0, "u": 0.0}, a=0.5, b=0.25, c=-50.0, d=2.0)
    table(made, [20, 0], [-50.0, -61.9375], [2.0, -1.625], spikes=[1, 0])


@pytest.mark.parametrize(("fire", "fires"), [(">=", 1), (">", 0)])
def test_it_fires_at_its_threshold(fire: str, fires: int) -> None:
    """v = 0 + 1/2 * 120 = 60, the threshold."""
    made = neuron({"fire": fire}, initial={"v": 0.0, "u": 0.0}, a=0.5, b=0.25, c=-50.0, d=2.0, threshold=60.0)
    table(made, [20], [-50.0 if fires else 60.0], [2.0 if fires else 0.0], spikes=[fires])


def test_the_recovery_may_follow_the_new_potential() -> None:
    """v = 0 + 1/2 * 40 = 20 with constant 40; u' = 1/2 * 20/4 = 2.5, with the old one 0; no reset counts."""
    for follows, u in (("old", 0.0), ("new", 1.25)):
        made = neuron({"u_follows": follows}, {"v": 0.0, "u": 0.0}, a=0.5, b=0.25, c=-50.0, d=2.0, constant=40.0)
        table(made, [0], [20.0], [u], spikes=[0])
    made = neuron({"u_follows": "new"}, {"v": 0.0, "u": 0.0}, a=0.5, b=0.25, c=-50.0, d=2.0, constant=80.0)
    table(made, [0], [-50.0], [1 / 2 * 1 / 2 * 10.0 + 2.0], spikes=[1])


def test_two_half_steps_of_the_potential() -> None:
    """dt = 1/2: v = 0 + 1/4 * 16 = 4 with constant 16; then 4 + 1/4 * (16/32 + 16 + 16) = 12.125. u' = 0."""
    made = neuron({"v_steps": "two"}, {"v": 0.0, "u": 0.0}, a=0.5, b=0.25, c=-50.0, d=2.0, constant=16.0)
    table(made, [0], [12.125], [0.0], spikes=[0])


def test_origin_and_bias() -> None:
    """v' = 16 + 4 of bias; u' = 1/2 * (1/4 * (0 + 60) - 0) = 7.5."""
    given = dict(a=0.5, b=0.25, c=-50.0, d=2.0, constant=16.0, origin=-60.0, bias=4.0)
    table(neuron({}, {"v": 0.0, "u": 0.0}, **given), [0], [10.0], [3.75], spikes=[0])


def test_the_length_of_a_step_is_that_of_the_network() -> None:
    """Twice as long: v moves twice as far."""
    given = dict(a=0.5, b=0.25, c=-50.0, d=2.0)
    table(neuron({}, {"v": -64.0}, step=1.0, **given), [0], [-76.0], [-16.0], spikes=[0])
    table(neuron({}, {"v": -64.0}, step=0.125, **given), [0], [-65.5], [-16.0], spikes=[0])
    with pytest.raises(snnc.UserError, match="no parameter 'dt'"):
        neuron(**given, dt=0.1)


def test_states_saturate_at_their_formats() -> None:
    """10 bits without a fraction: u rises by 200 a spike up to 511, v falls to -512."""
    options = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=10, fraction_bits=0))
    made = neuron({}, {"v": 0.0, "u": 0.0}, a=0.0, b=0.0, c=0.0, d=200.0, constant=500.0)
    run = snnc.golden.run(quantised(made, options), {"x": stimulus([0, 0, 0, 0])}, frozenset({("y", "v"), ("y", "u")}))
    # 250, then (500 - 200) / 2 = 150, (500 - 400) / 2 = 50: three spikes, the third to 511; then -11 / 2, to even.
    assert run.state("y", "u")[0, :, 0].tolist() == [200, 400, 511, 511]
    assert run.state("y", "v")[0, :, 0].tolist() == [0, 0, 0, -6]
    low = neuron({}, {"v": -400.0, "u": 500.0}, step=2.0, a=0.0, b=0.0, c=0.0, d=0.0, square=0.0, constant=0.0)
    run = snnc.golden.run(quantised(low, options), {"x": stimulus([0])}, frozenset({("y", "v")}))
    assert run.state("y", "v")[0, :, 0].tolist() == [-512]


def _integrated(a: float, b: float, c: float, d: float, current: float, steps: int) -> list[float]:
    """Spike times in milliseconds of the equations by Runge and Kutta's method, ``steps`` a millisecond."""

    def slope(s: np.ndarray) -> np.ndarray:
        v, u = s
        return np.array([0.04 * v * v + 5.0 * v + 140.0 - u + current, a * (b * v - u)])

    state, h, times = np.array([-65.0, b * -65.0]), 1.0 / steps, []
    for t in range(200 * steps):
        k1 = slope(state)
        k2 = slope(state + h / 2 * k1)
        k3 = slope(state + h / 2 * k2)
        k4 = slope(state + h * k3)
        state = state + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4)
        if state[0] >= 30.0:
            state = np.array([c, state[1] + d])
            times.append((t + 1) * h)
    return times


@pytest.mark.parametrize(
    "kind", [(0.02, 0.2, -65.0, 8.0, 10.0), (0.1, 0.2, -65.0, 2.0, 10.0), (0.02, 0.2, -50.0, 2.0, 10.0)]
)
def test_short_steps_come_to_the_equations(kind: tuple[float, ...]) -> None:
    """Regular spiking, fast spiking, chattering: halving dt halves the error of the last spike of 200 ms, about."""
    a, b, c, d, current = kind
    exact, off = _integrated(*kind, steps=200), []
    for dt in (1 / 32, 1 / 64, 1 / 128):
        builder = snnc.NetworkBuilder("n", dt=dt)
        builder.input("x", 1)
        builder.population("y", 1, model="izhikevich", a=a, b=b, c=c, d=d, bias=current)
        builder.output("y")
        steps = round(200 / dt)
        run = snnc.golden.run(builder.build(), {"x": np.zeros((1, steps, 1), bool)}, frozenset({("y", "spikes")}))
        times = (np.flatnonzero(run.spikes("y")[0, :, 0]) + 1) * dt
        count = min(len(exact), len(times))
        assert abs(len(exact) - len(times)) <= 1 and count >= 4
        off.append(float(np.max(np.abs(times[:count] - np.array(exact[:count])))))
    assert off[2] < 0.62 * off[1] < 0.4 * off[0], off
