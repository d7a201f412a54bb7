"""Reports and bounds count events, of which an input may send several."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.analysis.cycles import predict
from snnc.analysis.worst import alone, bound, full_activity, full_events
from snnc.driver.report import report
from snnc.golden import variables
from snnc.plan.stream import StreamKind
from snnc.target.architecture import Several


def _gather(kind: str, n_source: int, events: int) -> snnc.Network:
    """One readout of each kind of connection; ``wide`` is too wide to be multiplied as it is."""
    rng = np.random.default_rng(0)
    b = snnc.NetworkBuilder("n")
    b.input("x", n_source, events=events)
    b.population("y", n_source if kind == "one_to_one" else 3, model="li", decay=0.0)
    if kind == "one_to_one":
        b.connect("x", "y", rng.normal(size=n_source), kind=kind)
    elif kind == "dense":
        b.connect("x", "y", rng.normal(size=(n_source, 3)))
    else:
        count = max(2, n_source // 10)
        b.connect(
            "x",
            "y",
            rng.normal(size=count),
            kind="sparse",
            pairs=(np.arange(count) * 7 % n_source, np.arange(count) % 3),
        )
    b.output("y", "v")
    return b.build()


def _two_cores() -> snnc.Compiled:
    b = snnc.NetworkBuilder("n")
    b.input("x", 3, events=4)
    b.input("z", 2)
    b.population("y", 4, model="if", threshold=2.0)
    b.population("w", 4, model="if", threshold=2.0)
    b.connect("x", "y", [[1.0, 0.0, 0.0, 0.0], [1.0, 1.0, 0.0, 0.0], [1.0, 1.0, 1.0, 1.0]])
    b.connect("z", "y", 0.5)
    b.connect("x", "w", 0.25, delay=20)
    b.connect("y", "w", 0.5)
    b.output("w")
    return snnc.compile(b.build(), architecture=snnc.Architecture(1))


def test_queues_hold_the_largest_packets() -> None:
    """A delayed link of an input holds as many packets as its delay, each of all events that may come."""
    plan = _two_cores().plan
    (late,) = [tap for router in plan.routers for tap in router.taps if tap.delay]
    assert (late.source, late.depth) == (StreamKind.INPUT.of("x"), 20 * (4 * 3 + 1))
    assert [stream.events for stream in plan.inputs] == [4, 1]
    names = StreamKind.INPUT.of("x"), StreamKind.INPUT.of("z"), StreamKind.CORE.of("core0")
    assert [plan.events(name) for name in names] == [4, 1, 1]


def test_reports_count_events() -> None:
    """Spikes, traffic and synaptic operations of 1, 2 and 4 events of the three neurons, by hand."""
    compiled = _two_cores()
    x = np.zeros((2, 3, 3), int)
    x[0, 1] = [1, 2, 4]
    active = report(compiled, {"x": x, "z": np.zeros((2, 3, 2), bool)}).activity
    assert active is not None
    assert dict(active.spikes)["x"] == 7
    core = next(core for core in active.cores if core.name == "core0")
    assert core.events == 7
    assert core.operations == 1 * 1 + 2 * 2 + 4 * 4
    ends = StreamKind.INPUT.of("x"), StreamKind.CORE.of("core0")
    tap = next(t for t in active.traffic if (t.source, t.sink, t.delay) == (*ends, 0))
    assert (tap.events, tap.peak, tap.beats) == (7, 7, 7 + 5)


def test_the_bound_is_for_all_events() -> None:
    """More than a step of one event of each neuron takes, and no number of events exceeds it."""
    compiled, steps = _two_cores(), 5
    plan, sizes = compiled.plan, {"x": 3, "z": 2, "y": 4, "w": 4}
    ones = {name: np.ones((1, steps, size), bool) for name, size in sizes.items()}
    most = bound(plan, sizes, steps)
    assert alone(plan, ones)[0] < full_activity(plan, sizes, steps) <= most
    assert full_events(plan, steps) == steps * (2 * 4 * 3 + 2 + 4 + 4)
    rng = np.random.default_rng(0)
    spikes = {name: rng.random((20, steps, size)) < 0.9 for name, size in sizes.items()}
    spikes["x"] = rng.integers(0, 5, (20, steps, 3), np.uint8)
    spikes["x"][0] = 4
    assert alone(plan, spikes).max() <= most


def test_an_event_more_costs_a_row_more() -> None:
    """The same row again: as many clocks as any other."""
    compiled = snnc.compile(_gather("dense", 20, 8), architecture=snnc.Architecture(1))
    done = []
    for counts in ([8, 0, 0, 0], [2, 2, 2, 2], [4, 4, 0, 0]):
        x = np.zeros((1, 1, 20), np.uint8)
        x[0, 0, :4] = counts
        done.append(int(predict(compiled.plan, {"x": x}).step_done["core0"][0]))
    assert len(set(done)) == 1


def test_generated_text_says_it(tmp_path: Path) -> None:
    """The port says how many events, the wire which ids; sizes that are powers of two need no comparison."""
    for size, compared in ((8, False), (9, True), (16, False), (1, True)):
        b = snnc.NetworkBuilder("n")
        b.input("x", size, events=3)
        b.population("y", 2, model="if", threshold=1.0)
        b.connect("x", "y", 1.0)
        b.output("y")
        top = snnc.compile(b.build()).artifacts.files["rtl/n.v"]
        assert "// Input x: the index of a neuron for each event, at most 3 in a packet" in top
        keep = re.search(r"assign core0_in_tkeep  = (.*);", top)
        assert keep is not None
        assert ("s_x_tdata <= " in keep[1]) == compared
    assert variables(snnc.compile(b.build()).quantised) == (("y", "spikes"), ("y", "v"))


@pytest.mark.parametrize("several, events", [(Several.BEATS, 12), (Several.PAYLOAD, 3)])
def test_numbers_of_spikes_are_counted_by_hand(several: Several, events: int) -> None:
    """Three neurons send 2, 3 and 7 spikes: as beats 12 rows are added, as numbers 3 rows are multiplied and added.

    A row has two words of two lanes, of whose weights one is 0.
    """
    b = snnc.NetworkBuilder("n")
    b.input("x", 3)
    b.population("many", 3, model="if", threshold=1.0, max_spikes=20)
    b.population("z", 4, model="if", threshold=100.0)
    b.connect("x", "many", [2.0, 3.0, 7.0], kind="one_to_one")
    b.connect("many", "z", np.tile([1.0, 2.0, 0.0, 3.0], (3, 1)))
    b.output("many")
    compiled = snnc.compile(b.build(), architecture=snnc.Architecture(2, update_lanes=1, several=several))
    plan, x = compiled.plan, np.zeros((2, 3, 3), bool)
    x[0, 0] = True
    result = report(compiled, {"x": x})
    active, name = result.activity, plan.core_of("z", 0)
    assert active is not None and dict(active.spikes) == {"x": 3, "many": 12, "z": 0}
    work = next(core for core in active.cores if core.name == name)
    assert (work.events, work.words, work.slots, work.operations) == (events, 2 * events, 4 * events, 3 * events)
    assert work.added == (2 * events,) and work.rate_gathering is not None and work.rate_gathering <= 2
    assert sum(tap.events for tap in active.traffic if tap.sink == StreamKind.CORE.of(name)) == events
    # Two lanes, counted per sample, of which there are two: as many additions as words. Sweeps read sums, too.
    spent = {row.what: row.count for row in result.energy if row.owner == name}
    assert spent["add weight"] == spent["write sums"] == 2 * events
    assert spent["read sums"] == 2 * events + 3 * 4 * 2
    assert spent["read weights"] == events
    assert spent.get("multiply weight", 0) == (2 * events if several is Several.PAYLOAD else 0)
