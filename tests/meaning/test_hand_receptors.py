"""Receptors, worked out by hand: what arrives at each feeds a current of its own, which decays by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from meaning.hand import WEIGHTS, check, quantised, stimulus

import snnc
from snnc.golden.coverage import Coverage

#: Half of the potential and of the excitatory current is kept, a quarter of the inhibitory one.
KEPT = {"decay": 0.5, "decay_exc": 0.5, "decay_inh": 0.25}
#: i_exc: 8 | 4 | 2 + 4 | 3; i_inh: -4 | -1 - 8 | -9/4 | -9/16
EXC, INH = (8, 0, 4, 0), (-4, -8, 0, 0)
I_EXC, I_INH = (8, 4, 6, 3), (-4, -9, -2.25, -0.5625)


def _network(words: Mapping[str, str] = {}, loop: float = 0.0, **parameters: Any) -> snnc.Network:
    """A neuron with an input for each of its receptors, and a synapse of its own at the inhibitory one."""
    b = snnc.NetworkBuilder("hand")
    b.input("e", len(WEIGHTS))
    b.input("i", len(WEIGHTS))
    b.population("y", 1, model="if_curr_exp", **words, **{**KEPT, "threshold": 100.0, **parameters})
    column = [[weight] for weight in WEIGHTS]
    b.connect("e", "y", column, receptor="exc")
    b.connect("i", "y", column, receptor="inh")
    if loop:
        b.connect("y", "y", loop, receptor="inh", delay=1)
    b.output("y", "v")
    return b.build()


def _table(network: snnc.Network, v: tuple, spikes: tuple, exc: tuple = EXC, inh: tuple = INH, **states: tuple) -> None:
    expected = {("y", "v"): v, ("y", "spikes"): spikes, **{("y", name): values for name, values in states.items()}}
    check(network, {"e": stimulus(exc), "i": stimulus(inh)}, expected)


@pytest.mark.parametrize("order, times", [("decay_first", 1), ("input_first", 2)])
def test_each_receptor_feeds_its_own_current(order: str, times: int) -> None:
    """Input first, (v + i)/2, is the same with currents of twice the size."""
    # v: 8 - 4 | 2 + 4 - 9 | -1.5 + 6 - 2.25 | 1.125 + 3 - 0.5625
    exc, inh, i_exc, i_inh = (tuple(times * x for x in each) for each in (EXC, INH, I_EXC, I_INH))
    network = _network({"order": order})
    _table(network, (4, -3, 2.25, 3.5625), (0, 0, 0, 0), exc=exc, inh=inh, i_exc=i_exc, i_inh=i_inh)


def test_the_other_way_round() -> None:
    """The same currents at the other receptors decay as those do."""
    # i_exc: -4 | -2 - 8 | -5 | -2.5; i_inh: 8 | 2 | 0.5 + 4 | 1.125; v: 4 | 2 - 8 | -3 - 0.5 | -1.75 - 1.375
    states = {"i_exc": (-4, -10, -5, -2.5), "i_inh": (8, 2, 4.5, 1.125)}
    _table(_network(), (4, -6, -3.5, -3.125), (0, 0, 0, 0), exc=INH, inh=EXC, **states)


def test_one_receptor_alone() -> None:
    silent = (0, 0, 0, 0)
    # v: 8 | 4 + 4 | 4 + 6 | 5 + 3
    _table(_network(), (8, 8, 10, 8), silent, inh=silent, i_exc=I_EXC, i_inh=silent)
    # v: -4 | -2 - 9 | -5.5 - 2.25 | -3.875 - 0.5625
    _table(_network(), (-4, -11, -7.75, -4.4375), silent, exc=silent, i_exc=silent, i_inh=I_INH)


def test_a_spike_touches_no_current() -> None:
    # 4 fires, 1 | 0.5 + 4 - 9 | -2.25 + 6 - 2.25 | 0.75 + 3 - 0.5625 = 3.1875 fires, 0.1875
    _table(_network(threshold=3.0), (1, -4.5, 1.5, 0.1875), (1, 0, 0, 1), i_exc=I_EXC, i_inh=I_INH)


def test_a_refractory_neuron_ignores_both() -> None:
    # 4 fires, 0 | held | 0 + 6 - 2.25 | 1.875 + 3 - 0.5625 = 4.3125 fires, 0.3125
    network = _network(threshold=4.0, refractory=1.0)
    _table(network, (0, 0, 3.75, 0.3125), (1, 0, 0, 1), i_exc=I_EXC, i_inh=I_INH, refractory_left=(1, 0, 0, 1))
    # masked: 4 fires, 0 | 0 | 3.75 | 4.3125 fires, 0.3125
    network = _network({"refractory_mode": "mask"}, threshold=4.0, refractory=1.0)
    _table(network, (0, 0, 3.75, 0.3125), (1, 0, 0, 1), i_exc=I_EXC, i_inh=I_INH)


def test_rest_bias_and_initial() -> None:
    # 2 + (0 - 2)/2 + 4 + 1 = 6 | 2 + 2 - 5 + 1 | 2 - 1 + 3.75 + 1 | 2 + 1.875 + 2.4375 + 1
    _table(_network(rest=2.0, bias=1.0), (6, 0, 5.75, 7.3125), (0, 0, 0, 0), i_exc=I_EXC, i_inh=I_INH)
    # i_exc: 4 | 2 | 1; i_inh: -2 | -0.5 | -0.125; v: 2 + 2 | 2 + 1.5 | 1.75 + 0.875
    silent, network = (0, 0, 0), _network(initial={"v": 4.0, "i_exc": 8.0, "i_inh": -8.0})
    _table(network, (4, 3.5, 2.625), silent, exc=silent, inh=silent, i_exc=(4, 2, 1), i_inh=(-2, -0.5, -0.125))


def test_a_loop_ends_at_its_receptor() -> None:
    """A spike inhibits the neuron itself, a step later."""
    # 8 fires, 4 | 2 + 4 - 4 | 1 + 2 - 1
    network = _network(loop=-4.0, threshold=4.0)
    _table(network, (4, 2, 2), (1, 0, 0), exc=(8, 0, 0), inh=(0, 0, 0), i_exc=(8, 4, 2), i_inh=(0, -4, -1))


def test_each_current_saturates_by_itself() -> None:
    """6 bits hold -32 … 31: 50 at one receptor is kept as 31, -60 at the other as -32, and -1 moves the membrane."""
    options = snnc.QuantiseOptions(snnc.WeightOptions(8), snnc.StateOptions(bits=6, fraction_bits=0, decay_bits=4))
    network = _network(decay=0.0, decay_exc=0.0, decay_inh=0.0, threshold=31.0)
    spikes = {"e": stimulus((50, 50)), "i": stimulus((-60, -5))}
    run = snnc.golden.run(quantised(network, options), spikes, (("y", "i_exc"), ("y", "i_inh"), ("y", "v")))
    assert run.state("y", "i_exc")[0, :, 0].tolist() == [31, 31]
    assert run.state("y", "i_inh")[0, :, 0].tolist() == [-32, -5]
    assert run.state("y")[0, :, 0].tolist() == [-1, 26]


def _ranged() -> snnc.Network:
    """Weights that one range for both receptors would not fit: 3 + 5 of up to 2 events, and -7."""
    b = snnc.NetworkBuilder("ranges")
    b.input("e", 2, events=2)
    b.input("i", 1)
    b.population("y", 1, model="if_curr_exp", threshold=4.0, **KEPT)
    b.connect("e", "y", [[3.0], [5.0]])
    b.connect("i", "y", [[-7.0]], receptor="inh")
    b.output("y")
    return b.build()


def test_each_receptor_has_a_range_of_its_own() -> None:
    """0 … 16 take 6 bits and -7 … 0 take 4: a receptor pays for what ends there."""
    integers = quantised(_ranged())
    (report,) = integers.population_reports
    assert [(each.name, each.bits, each.low, each.high) for each in report.receptors] == [
        ("exc", 6, 0, 16),
        ("inh", 4, -7, 0),
    ]
    program = integers.populations[0].program
    assert [(port.name, port.type.width) for port in program.inputs] == [("exc", 6), ("inh", 4)]
    assert report.accumulator_bits == 6


def test_no_goal_is_beyond_the_range_of_its_receptor() -> None:
    """Without inhibitory weights no inhibitory current is ever below 0, and nobody is asked to see one saturate."""
    network = _ranged()
    goals = {str(goal) for goal in Coverage(quantised(network)).goals}
    narrow = snnc.QuantiseOptions(snnc.WeightOptions(4), snnc.StateOptions(bits=4, fraction_bits=0, decay_bits=2))
    limited = {str(goal) for goal in Coverage(quantised(network, narrow)).goals}
    assert not any("i_inh" in goal and "upper end" in goal for goal in goals | limited)
    assert any("i_exc" in goal and "upper end" in goal for goal in limited)


def test_the_first_receptor_is_the_default() -> None:
    assert [projection.receptor for projection in _ranged().projections] == ["exc", "inh"]
