"""IF_cond_exp, worked out by hand: each conductance draws the potential toward one of its own."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from meaning.hand import check

import snnc

#: Whole weights are sixteenths of the step; potentials and conductances have bits enough to be exact.
EXACT = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=26, fraction_bits=10, decay_bits=8))


def _network(words: dict[str, str] | None = None, initial: dict | None = None, **given: Any) -> snnc.Network:
    """One neuron with weights of 1/4 at exc and 1/8 at inh; one silent weight of 127/8 makes units of 1/8 whole."""
    b = snnc.NetworkBuilder("hand")
    b.input("e", 2)
    b.input("i", 1)
    values = {"decay": 0.5, "decay_exc": 0.5, "decay_inh": 0.0, "e_exc": 16.0, "e_inh": -8.0, "threshold": 99.0}
    b.population("y", 1, model="if_cond_exp", initial=initial or {}, **(words or {}), **{**values, **given})
    b.connect("e", "y", [[0.25], [15.875]], receptor="exc")
    b.connect("i", "y", [[0.125]], receptor="inh")
    b.output("y", "v")
    return b.build()


def _table(network: snnc.Network, e: tuple, i: tuple, **states: tuple) -> None:
    spikes = {"e": np.array([[[x, 0] for x in e]], bool), "i": np.array([[[x] for x in i]], bool)}
    check(network, spikes, {("y", name): values for name, values in states.items()}, EXACT)


def test_conductances_draw_the_potential() -> None:
    """g_exc: 1/4 | 1/8 | 1/16 + 1/4. v: 1/4 (16 - 0) = 4 | 2 + 1/8 (16 - 4) = 3.5 | 1.75 + 5/16 (16 - 3.5)."""
    _table(_network(), (1, 0, 1), (0, 0, 0), g_exc=(0.25, 0.125, 0.3125), v=(4, 3.5, 1.75 + 3.90625), g_inh=(0, 0, 0))


def test_inhibition_draws_down_and_does_nothing_at_its_own_potential() -> None:
    """g_inh: 1/8 | 0 | 1/8, without memory. From -8: (−8 + 8) / 8 = 0, v = -4 | -2 | -1 + 1/8 (-8 + 2) = -1.75."""
    network = _network(initial={"v": -8.0})
    _table(network, (0, 0, 0), (1, 0, 1), v=(-4, -2, -1.75), g_inh=(0.125, 0, 0.125), g_exc=(0, 0, 0))


def test_input_first_decays_what_was_drawn() -> None:
    """(v + g (16 - v)) / 2: 2 | (2 + 1/8 * 14) / 2 = 1.875."""
    _table(_network({"order": "input_first"}), (1, 0), (0, 0), v=(2, 1.875))


def test_rest_and_bias() -> None:
    """4 + (0 - 4)/2 + 4 + 1 = 7 | 4 + 1.5 + 1/8 * 9 + 1 = 7.625."""
    _table(_network(rest=4.0, bias=1.0), (1, 0), (0, 0), v=(7, 7.625))


def test_a_refractory_neuron_keeps_its_potential_while_conductances_go_on() -> None:
    """4 meets 4: 0 | held, g_exc 1/8 | held, 1/16 + 1/4 | 0 + 5/32 * 16 = 2.5."""
    network = _network({"reset": "value"}, threshold=4.0, reset_value=0.0, refractory=2.0)
    _table(network, (1, 0, 1, 0), (0, 0, 0, 0), v=(0, 0, 0, 2.5), g_exc=(0.25, 0.125, 0.3125, 0.15625))


@pytest.mark.parametrize("bits", [10, 14])
def test_integers_follow_a_fine_integration_of_the_membrane(bits: int) -> None:
    """In millivolts, dt 0.1 ms: shares of Euler beside v' = (El - v)/20 + g_e (0 - v)/20 + g_i (-80 - v)/20."""
    dt, steps = 0.1, 2000
    rng = np.random.default_rng(1)
    e, i = rng.random((1, steps, 8)) < 0.01, rng.random((1, steps, 4)) < 0.01
    b = snnc.NetworkBuilder("n", dt=dt, steps=steps)
    b.input("e", 8)
    b.input("i", 4)
    b.population(
        "y", 1, model="if_cond_exp", method="euler", tau=20.0, tau_exc=5.0, tau_inh=10.0, e_exc=0.0, e_inh=-80.0,
        rest=-65.0, threshold=0.0, reset="none", initial={"v": -65.0},
    )  # fmt: skip
    b.connect("e", "y", 0.3 * dt / 20, receptor="exc")
    b.connect("i", "y", 0.4 * dt / 20, receptor="inh")
    b.output("y", "v")
    network = b.build()
    v, g_e, g_i, expected = -65.0, 0.0, 0.0, []
    for t in range(steps):
        g_e = g_e * (1 - dt / 5) + 0.3 * e[0, t].sum()
        g_i = g_i * (1 - dt / 10) + 0.4 * i[0, t].sum()
        v = v + dt / 20 * ((-65 - v) + g_e * (0 - v) + g_i * (-80 - v))
        expected.append(v)
    real = snnc.golden.run(network, {"e": e, "i": i}).state("y")[0, :, 0]
    assert real == pytest.approx(np.array(expected), abs=1e-9)
    assert np.ptp(real) > 15
    compiled = snnc.compile(network, quantise=snnc.QuantiseOptions(snnc.WeightOptions(bits)))
    golden = snnc.golden.run(compiled.quantised, {"e": e, "i": i}).state("y")[0, :, 0]
    scale = compiled.quantised.populations[0].scale("v")
    assert np.abs(golden / scale - real).max() < 30 * 2.0**-bits * np.ptp(real)
