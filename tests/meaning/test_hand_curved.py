"""Quadratic, exponential and resonating neurons, step by step, against numbers worked out by hand and closed forms."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pytest
from meaning.hand import WEIGHTS, check, stimulus

import snnc

#: States in 2**-12.
FINE = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=24, fraction_bits=12))


def neuron(
    model: str, *, dt: float = 1.0, words: Mapping[str, str] = {}, initial: Mapping[str, Any] = {}, **values: Any
):
    b = snnc.NetworkBuilder("hand", dt=dt)
    b.input("x", len(WEIGHTS))
    b.population("y", 1, model=model, initial=initial, **words, **values)
    b.connect("x", "y", np.array(WEIGHTS, float)[:, None])
    b.output("y")
    return b.build()


def table(network: snnc.Network, currents: Sequence[int], spikes: Sequence[int], **states: Sequence[float]) -> None:
    expected = {("y", "spikes"): spikes, **{("y", name): values for name, values in states.items()}}
    check(network, {"x": stimulus(currents)}, expected, FINE)


# -- quadratic

QIF = {"tau": 4.0, "rest": -8.0, "critical": 8.0, "threshold": 40.0, "reset_value": -16.0, "curvature": 0.125}


def test_qif_starts_at_rest_and_is_pulled_back_there() -> None:
    """v = -8, I = 16: v' = 16 / 4, v = -4. Then (4 * -12) / 8 = -6 over 4, v = -5.5."""
    table(neuron("qif", **QIF), [16, 0], [0, 0], v=[-4.0, -5.5])


def test_qif_rises_by_itself_beyond_the_critical_potential() -> None:
    """v = 24: 32 * 16 / 8 = 64 over 4, v = 40, the threshold; then from -16: -8 * -24 / 8 = 24 over 4, v = -10."""
    table(neuron("qif", initial={"v": 24.0}, **QIF), [0, 0], [1, 0], v=[-16.0, -10.0])
    above = neuron("qif", initial={"v": 24.0}, words={"fire": ">"}, **QIF)
    table(above, [0], [0], v=[40.0])
    table(neuron("qif", initial={"v": 24.0}, bias=4.0, words={"fire": ">"}, **QIF), [0], [1], v=[-16.0])


def test_qif_takes_the_time_of_the_closed_form_to_a_spike() -> None:
    """Rest and critical at 0: v = sqrt(I) tan(sqrt(I) t / tau + c); from -20 to 20, I = 4, dt = tau / 1000."""
    b = snnc.NetworkBuilder("n", dt=0.001)
    b.input("x", 1)
    ends = {"rest": 0.0, "critical": 0.0, "threshold": 20.0, "reset_value": -20.0}
    b.population("y", 1, model="qif", tau=1.0, bias=4.0, initial={"v": -20.0}, **ends)
    b.output("y")
    run = snnc.golden.run(b.build(), {"x": np.zeros((1, 8000, 1), bool)}, frozenset({("y", "spikes")}))
    times = np.flatnonzero(run.spikes("y")[0, :, 0]) * 0.001
    assert np.diff(times) == pytest.approx((2 * math.atan(20.0 / 2.0)) / 2.0, rel=0.01)


# -- exponential

EIF = {"tau": 4.0, "rest": -8.0, "rheobase": 0.0, "slope_factor": 2.0, "threshold": 16.0, "reset_value": -12.0}


def _real(network: snnc.Network, currents: Sequence[int]) -> snnc.golden.Run:
    return snnc.golden.run(network, {"x": stimulus(currents)}, frozenset({("y", "v"), ("y", "spikes")}))


def test_eif_follows_its_exponential() -> None:
    """v = -8: 0 + 2 exp(-4) + 12 = 12.0366 over 4, v = -4.99084; then -3.00916 + 2 exp(-2.49542), v = -5.70190."""
    run = _real(neuron("eif", **EIF), [12, 0])
    first = -8.0 + (2.0 * 0.01831563888873418 + 12.0) / 4.0
    second = first + (-8.0 - first + 2.0 * 2.718281828459045 ** (first / 2.0)) / 4.0
    assert first == pytest.approx(-4.990842, abs=1e-6) and second == pytest.approx(-5.701901, abs=1e-6)
    assert run.traces["y", "v"][0, :, 0] == pytest.approx([first, second], abs=1e-12)


def test_eif_spikes_and_resets() -> None:
    """v = 6: -14 + 2 exp(3) = 26.17 over 4, v = 12.54; then -20.54 + 2 exp(6.27) over 4 is far above 16: -12."""
    run = _real(neuron("eif", initial={"v": 6.0}, **EIF), [0, 0])
    assert run.spikes("y")[0, :, 0].tolist() == [0, 1]
    assert run.traces["y", "v"][0, :, 0] == pytest.approx([12.542768, -12.0], abs=1e-6)


def test_eif_in_integers_is_near() -> None:
    """The table, the gains and every rounding: within 2**-8 of float for as long as nothing fires."""
    network = neuron("eif", **EIF)
    currents = [3, -5, 7, 2, 0, 1, -2, 4, 4, 4]
    fixed = snnc.compile(network, quantise=FINE).quantised
    run = snnc.golden.run(fixed, {"x": stimulus(currents)}, frozenset({("y", "v")}))
    got = run.traces["y", "v"][0, :, 0] / fixed.population("y").scale("v")
    assert got == pytest.approx(_real(network, currents).traces["y", "v"][0, :, 0], abs=2**-8)


@pytest.mark.parametrize("wrong", [0.0, -2.0])
def test_a_slope_factor_is_positive(wrong: float) -> None:
    with pytest.raises(snnc.UserError, match=r"E123.*slope_factor of 'y'; expected positive numbers"):
        neuron("eif", **{**EIF, "slope_factor": wrong})


def test_adex_adapts() -> None:
    """EIF with w from 4: v = -8 + (2 exp(-4) + 12 - 4) / 4; w = 4 + (1/2 * 0 - 4) / 8 = 3.5, of the old v.

    Then w = 3.5 + ((v + 8) / 2 - 3.5) / 8. A spike adds 3.
    """
    adapting = {**EIF, "tau_w": 8.0, "a": 0.5, "b": 3.0}
    run = snnc.golden.run(
        neuron("adex", initial={"w": 4.0}, **adapting), {"x": stimulus([12, 0])}, frozenset({("y", "v"), ("y", "w")})
    )
    first = -8.0 + (2.0 * math.exp(-4.0) + 8.0) / 4.0
    assert run.traces["y", "v"][0, 0, 0] == pytest.approx(first, abs=1e-12)
    assert run.traces["y", "w"][0, :, 0] == pytest.approx([3.5, 3.5 + ((first + 8.0) / 2.0 - 3.5) / 8.0], abs=1e-12)
    run = snnc.golden.run(
        neuron("adex", initial={"v": 14.0}, **adapting), {"x": stimulus([0])}, frozenset({("y", "v"), ("y", "w")})
    )
    assert run.traces["y", "v"][0, 0, 0] == -12.0
    assert run.traces["y", "w"][0, 0, 0] == pytest.approx(0.5 * 22.0 / 8.0 + 3.0, abs=1e-12)


# -- resonating


def test_resonate_fire_turns_by_the_angle_of_a_step() -> None:
    """A quarter turn, halved: dt = 1, damping -ln 2. A pulse of 16 stands in x; then v = 8; x = -4; v = -2."""
    made = neuron("resonate_fire", damping=-math.log(2), frequency=math.pi / 2, threshold=20.0, reset_value=0.0)
    run = snnc.golden.run(made, {"x": stimulus([16, 0, 0, 0])}, frozenset({("y", "v"), ("y", "x")}))
    assert run.traces["y", "x"][0, :, 0] == pytest.approx([16.0, 0.0, -4.0, 0.0], abs=1e-12)
    assert run.traces["y", "v"][0, :, 0] == pytest.approx([0.0, 8.0, 0.0, -2.0], abs=1e-12)


def test_resonate_fire_is_exact_between_pulses() -> None:
    """z = 0.9 exp((-0.1 + 0.6 i) t), whatever dt is."""
    for dt in (1.0, 0.25, 0.1):
        made = neuron("resonate_fire", dt=dt, damping=-0.1, frequency=0.6, initial={"x": 0.9})
        steps = 40
        run = snnc.golden.run(made, {"x": stimulus([0] * steps)}, frozenset({("y", "v"), ("y", "x")}))
        z = 0.9 * np.exp((-0.1 + 0.6j) * dt * np.arange(1, steps + 1))
        assert run.traces["y", "x"][0, :, 0] == pytest.approx(z.real, abs=1e-12)
        assert run.traces["y", "v"][0, :, 0] == pytest.approx(z.imag, abs=1e-12)


def test_resonate_fire_resets_both() -> None:
    """A quarter turn without damping: a pulse of 2 is v = 2 a step later, above 1, and z = i, with x = 0."""
    quarter = {"damping": 0.0, "frequency": math.pi / 2}
    _resonates(neuron("resonate_fire", **quarter), [2, 0, 1], [0, 1, 0], v=[0, 1, 0], x=[2, 0, 0])
    given = {**quarter, "reset_value": -0.5, "reset_x": 0.25, "threshold": 1.5}
    _resonates(neuron("resonate_fire", bias=1.0, **given), [1, 0], [0, 1], v=[0, -0.5], x=[2, 0.25])
    above = neuron("resonate_fire", words={"fire": ">"}, **{**given, "threshold": 2.5})
    _resonates(above, [2, 3], [0, 0], v=[0, 2], x=[2, 3])


def _resonates(
    network: snnc.Network, currents: Sequence[int], spikes: Sequence[int], **states: Sequence[float]
) -> None:
    """Float and integers, within what a quarter turn is off."""
    fixed = snnc.compile(network, quantise=FINE).quantised
    for stage, tolerance in ((network, 1e-12), (fixed, 2**-10)):
        run = snnc.golden.run(stage, {"x": stimulus(currents)}, frozenset({("y", "v"), ("y", "x"), ("y", "spikes")}))
        assert run.spikes("y")[0, :, 0].tolist() == list(spikes)
        for name, values in states.items():
            scale = 1.0 if stage is network else fixed.population("y").scale(name)
            assert run.traces["y", name][0, :, 0] / scale == pytest.approx(values, abs=tolerance)


def test_a_resonator_fires_to_its_own_frequency() -> None:
    """Two pulses a period apart fire, half a period apart they cancel; float and integers."""
    for gap, fires in ((20, 1), (10, 0)):
        made = neuron("resonate_fire", damping=-0.01, frequency=2 * math.pi / 20, threshold=1.5, reset_value=0.0)
        pulses = [1] + [0] * (gap - 1) + [1] + [0] * 20
        for stage in (made, snnc.compile(made).quantised):
            run = snnc.golden.run(stage, {"x": stimulus(pulses)}, frozenset({("y", "spikes")}))
            assert run.spikes("y").sum() == fires
