"""``snnc report``: numbers by hand, counts that must agree, errors, equal bytes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from support.networks import feed_forward

import snnc
from snnc.analysis.activity import activity
from snnc.analysis.worst import full_events
from snnc.driver.compile import Compiled
from snnc.driver.report import report

SPEC = Path(__file__).resolve().parents[2] / "examples" / "two_neurons" / "network.yaml"


@pytest.fixture(scope="module")
def two_neurons() -> Compiled:
    spec = snnc.read_spec(SPEC)
    return snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)


def test_two_neurons_by_hand(two_neurons: Compiled) -> None:
    """Neuron 0 gets 0.6, then 0.525 + 0.6 and fires; its spike reaches neuron 1 a step later."""
    spikes = np.array([[[1, 0], [1, 0], [0, 0]]], bool)
    result = report(two_neurons, {"stimulus": spikes}, clock=10.0)
    owned, active = result.inventory, result.activity
    assert active is not None and result.rate is not None
    assert dict(owned.synapses) == {"stimulus_pair": 2, "pair_pair": 2}
    (core,) = owned.cores
    bits = {memory.kind: (memory.bits, memory.used) for memory in core.memories}
    # 4 words of 2 weights of 5 bits, 4 not 0; 2 lanes of 2 banks of 1 sum of 5 bits; 2 states of 11 bits
    assert bits == {"weights": (40, 20), "sums": (20, 20), "states": (22, 22)}
    assert [queue.bits for queue in owned.queues] == [32 * 5] * 3
    assert owned.bits == 40 + 20 + 22 + 480
    assert (core.synapses.rows, core.synapses.shared, core.synapses.addressed, core.synapses.stored) == (4, 0, 4, 4)
    (work,) = active.cores
    assert (work.events, work.operations, work.slots, work.words, work.sweep) == (3, 3, 6, 3, 2 * 3)
    assert dict(active.spikes) == {"stimulus": 2, "pair": 1}
    found = {(str(t.source), str(t.sink)): (t.delay, t.events, t.peak, t.beats) for t in active.traffic}
    assert found == {
        ("core.core0", "core.core0"): (1, 1, 1, 1 + 1 + 2 + 1),
        ("in.stimulus", "core.core0"): (0, 2, 1, 3),
        ("core.core0", "out.pair"): (0, 1, 1, 1 + 2 + 1),
    }
    assert active.alone[0] == active.latencies[0] == active.clocks == active.step_clocks.sum()
    assert result.rate.microseconds == pytest.approx(active.clocks / 10)
    assert result.rate.samples_per_second == pytest.approx(1e7 / active.clocks)
    rows = {(row.owner, row.what): row for row in result.energy}
    assert rows["core0", "read weights"].count == 3
    assert rows["core0", "add weight"].count == 6
    assert rows["router0", "write queues"].count == 5 + 3 + 4


def test_a_long_bound_is_left_out_unless_asked_for() -> None:
    compiled = snnc.compile(feed_forward())
    spikes = {name: np.zeros((1, 4, n), bool) for name, n in (("stimulus", 12), ("hidden", 9), ("readout", 4))}
    events = full_events(compiled.plan, 4)
    assert events == 4 * (12 + 9 + 4)
    assert activity(compiled.plan, spikes, events - 1).bound is None
    assert activity(compiled.plan, spikes, events).bound == activity(compiled.plan, spikes, None).bound is not None
    short = report(compiled, {"stimulus": spikes["stimulus"]}, clock=1.0, always_bound=True)
    assert short.rate is not None and short.rate.microseconds_bound is not None
