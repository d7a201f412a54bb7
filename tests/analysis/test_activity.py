"""Activity, bounds and energies: numbers by hand, and counts that must agree."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from support.networks import feed_forward, random_architecture, random_network, random_options, random_stimulus

import snnc
from snnc.analysis.worst import alone, bound, full_activity
from snnc.backends.reports.page import page
from snnc.backends.verilog.naming import top_module
from snnc.driver.compile import Compiled
from snnc.driver.report import report
from snnc.plan.blocks.block import Memory
from snnc.plan.stream import StreamKind
from snnc.target import energy

SPEC = Path(__file__).resolve().parents[2] / "examples" / "two_neurons" / "network.yaml"


@pytest.fixture(scope="module")
def two_neurons() -> Compiled:
    spec = snnc.read_spec(SPEC)
    return snnc.compile(spec.network, quantise=spec.quantise, architecture=spec.architecture)


def _compiled(seed: int) -> Compiled:
    return snnc.compile(random_network(seed), quantise=random_options(seed), architecture=random_architecture(seed))


def test_a_spike_in_flight_at_the_end_never_arrives(two_neurons: Compiled) -> None:
    active = report(two_neurons, {"stimulus": np.array([[[1, 0], [1, 0]]], bool)}).activity
    assert active is not None
    assert dict(active.spikes)["pair"] == 1
    assert active.cores[0].operations == 2
    assert {t.delay: t.events for t in active.traffic if str(t.sink) == "core.core0"} == {1: 0, 0: 2}


def test_equal_rows_are_stored_once() -> None:
    b = snnc.NetworkBuilder("equal")
    b.input("x", 8)
    b.population("y", 2, model="if", threshold=1.0)
    b.connect("x", "y", np.tile([[0.5, -0.5], [0.25, 0.0]], (4, 1)))
    b.output("y")
    store = report(snnc.compile(b.build())).inventory.cores[0].synapses
    assert (store.rows, store.shared, store.addressed, store.stored) == (8, 6, 8, 2)
    assert (store.slots, store.nonzero) == (4, 3)


def test_weights_of_parallel_projections_are_added() -> None:
    """0.5 and 0.25 onto neuron 0 become one weight; 0.5 and -0.5 onto neuron 1 none; another delay is another row."""
    b = snnc.NetworkBuilder("parallel")
    b.input("x", 1)
    b.population("y", 3, model="if", threshold=1.0)
    b.connect("x", "y", [[0.5, 0.5, 0.5]], name="a")
    b.connect("x", "y", [[0.25, -0.5, 0.0]], name="b")
    b.connect("x", "y", [[0.5, 0.5, 0.5]], name="c", delay=1)
    b.output("y")
    result = report(snnc.compile(b.build()), {"x": np.ones((1, 2, 1), bool)})
    assert dict(result.inventory.synapses) == {"a": 3, "b": 2, "c": 3}
    assert result.inventory.merged == result.as_json()["synapses_merged"] == 3
    assert result.activity is not None and result.activity.operations == 2 + 2 + 3
    assert "\n3 fewer weights than synapses" in page(
        result.inventory,
        active=None,
        seen=None,
        beside=[],
        energy=(),
        synthesis=None,
        rate=None,
        clock=None,
        device=None,
        resources=None,
    )


def _as_written(compiled: Compiled, core: str, owned: tuple[Memory, ...]) -> None:
    """Sizes of memories are those of the instances in the Verilog, and of the memory images."""
    files = compiled.artifacts.files
    prefix = f"rtl/{top_module(compiled.plan)}__{core}"
    text = files[f"{prefix}.v"]
    instances = re.findall(r"^ *\w+ #\(\n((?: *\.\w+ +\(.*\),?\n)+) *\) (u_\w+) ", text, re.MULTILINE)
    told = {name: dict(re.findall(r"\.(\w+) +\((.*)\)", lines)) for lines, name in instances}
    accumulators = [dict(re.findall(r"\.(\w+) +\((.*)\)", lines)) for lines, name in instances if "accumul" in name]
    sums = [(memory.depth, memory.width) for memory in owned if memory.kind == "sums"]
    assert sums == [(int(each["CELLS"]), int(each["SUM_WIDTH"])) for each in accumulators]
    memories, states = {memory.kind: memory for memory in owned}, told["u_states"]
    assert (memories["states"].depth, memories["states"].width) == (int(states["DEPTH"]), int(states["WIDTH"]))
    tagged = sum(name.startswith("u_tags") for _, name in instances)
    assert tagged == (len(sums) if "tags" in memories else 0)
    for kind in ("rows", "offsets", "parameters"):
        image = files.get(f"{prefix}_{kind}.mem")
        assert (kind in memories) == (image is not None)
        if image is not None:
            words = image.split()
            assert len(words) == memories[kind].depth
            assert {len(word) for word in words} == {-(-memories[kind].width // 4)}


@pytest.mark.parametrize("seed", range(30))
def test_counts_agree(seed: int) -> None:
    """Counted from the spikes alone, found by the cycle model, and written into the Verilog."""
    compiled = _compiled(seed)
    plan, network = compiled.plan, compiled.quantised
    result = report(compiled, random_stimulus(compiled.network, seed))
    owned, active = result.inventory, result.activity
    assert active is not None
    assert active.step_clocks.sum() == active.clocks
    assert active.bound is not None and active.alone.max() <= active.bound
    stored = 0
    for core, items, work in zip(plan.cores, owned.cores, active.cores, strict=True):
        assert work.slots == work.words * core.lanes
        before = np.concatenate([[0], np.cumsum(np.count_nonzero(core.weights, axis=1))])
        stored += int(np.sum(before[core.rows.base + core.rows.length] - before[core.rows.base]))
        assert work.operations <= work.slots
        assert work.words <= work.gather <= work.clocks and work.sweep <= work.clocks
        assert work.events == sum(tap.events for tap in active.traffic if tap.sink == core.axon_stream.name)
        assert sum(work.added) == work.words and len(work.added) == core.receptors
        _as_written(compiled, core.name, items.memories)
        assert all(memory.used is not None and memory.used <= memory.bits for memory in items.memories)
    assert stored == sum(dict(owned.synapses).values()) - owned.merged
    spikes = dict(active.spikes)
    for output in network.outputs:
        if output.variable == "spikes":
            sink = StreamKind.OUTPUT.of(output.name)
            assert sum(tap.events for tap in active.traffic if tap.sink == sink) == spikes[output.population]
    kilobits = sum(memory["bits"] for core in result.as_json()["cores"] for memory in core["memories"])
    assert kilobits + sum(queue.bits for queue in owned.queues) == owned.bits


@pytest.mark.parametrize("seed", range(40))
def test_no_spikes_exceed_the_bound(seed: int) -> None:
    compiled = _compiled(seed)
    network, plan, steps = compiled.quantised, compiled.plan, 5
    sizes = {source.name: source.size for source in network.inputs}
    sizes |= {p.name: p.size for p in network.populations if p.program.spike is not None}
    rng = np.random.default_rng(seed)
    density = [0.0, 0.3, 0.9, 0.99, 1.0]
    spikes = {k: rng.random((12, steps, n)) < rng.choice(density, (12, steps, 1)) for k, n in sizes.items()}
    limit = bound(plan, sizes, steps)
    assert alone(plan, spikes).max() <= limit
    assert full_activity(plan, sizes, steps) <= limit


def test_a_sample_alone_is_the_first_of_a_run() -> None:
    compiled = snnc.compile(feed_forward())
    active = report(compiled, random_stimulus(compiled.network, 3)).activity
    assert active is not None
    assert active.alone[0] == active.latencies[0]


def test_published_energies() -> None:
    assert energy.addition(8) == pytest.approx(0.03)
    assert energy.addition(32) == pytest.approx(0.1)
    assert energy.multiplication(32) == pytest.approx(3.1)
    assert energy.multiplication(8) == pytest.approx(0.2, rel=0.04)
    for kibibytes, each in ((1, 10.0), (8, 10.0), (32, 20.0), (1024, 100.0), (4096, 100.0)):
        assert energy.access(64, kibibytes * 8192) == pytest.approx(each)
    assert energy.access(32, 16 * 8192) == pytest.approx(5 * 2**0.5)
