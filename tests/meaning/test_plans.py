"""Allocate, place and route, by following events: a plan joins the neurons that the network joins.

Every event of every source is followed by hand through taps, ranges, axons, rows and words to the
neurons it reaches; the synapses found on the way are those of the network, each with its weight
and delay, and outputs name the neurons that they mean.
"""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from meaning.connections import synapses
from meaning.exact import bounds
from meaning.networks import any_format, random_network
from support.networks import random_architecture, random_folds

import snnc
from snnc.ir.network import SPIKES
from snnc.ir.quantised import QuantisedNetwork
from snnc.passes.pipeline import cores, quantise
from snnc.passes.route import Route
from snnc.plan.hardware import Core, HardwarePlan
from snnc.plan.stream import StreamKind, StreamName, Tap

#: A neuron of an input or a population.
Neuron = tuple[str, int]
SEEDS = range(60)


def _plan(seed: int) -> tuple[QuantisedNetwork, HardwarePlan]:
    network = random_network(seed)
    quantised = any_format(network, seed)
    architecture = random_folds(network, seed) if seed % 2 else random_architecture(seed)
    return quantised, cores(architecture).then(Route()).apply(quantised).after(Route)


def _slots(core: Core) -> dict[int, Neuron]:
    """The neuron of every slot."""
    slots: dict[int, Neuron] = {}
    for part in core.slices:
        for k in range(part.size):
            slot = part.word * core.lanes + k
            assert slot not in slots and slot < core.words * core.lanes
            slots[slot] = (part.population, part.first + k)
    return slots


def _emitted(plan: HardwarePlan, network: QuantisedNetwork, stream: StreamName) -> dict[int, Neuron]:
    """The neuron behind every event id of a source stream."""
    if stream.kind is StreamKind.INPUT:
        return {k: (stream.owner, k) for k in range(network.source_size(stream.owner))}
    core = plan.core(stream.owner)
    streamed = {population for population, _ in core.values}
    spiking = {p.name for p in network.populations if p.program.spike}
    emitting = streamed if stream.kind is StreamKind.VALUES else spiking
    return {slot: neuron for slot, neuron in _slots(core).items() if neuron[0] in emitting}


def _admitted(tap: Tap, ids: dict[int, Neuron], wire: bool) -> list[tuple[int, Neuron]]:
    """What arrives at the sink of ``tap``: new id and neuron of every event that passes; a wire changes nothing."""
    if wire:
        return list(ids.items())
    passed = []
    for number, neuron in ids.items():
        new = [number + r.offset for r in tap.ranges if r.first <= number <= r.last]
        assert len(new) <= 1, f"{tap} doubles event {number}"
        passed += [(each, neuron) for each in new]
    return passed


def _row(core: Core, axon: int) -> list[tuple[int, int, int]]:
    """Receptor, slot and weight of every synapse in the row of ``axon``, as the hardware reads it."""
    rows = core.rows
    base, start, length = (int(part[axon]) for part in (rows.base, rows.start, rows.length))
    if rows.computed:
        base, start, length = int(rows.base[0]) + axon * int(rows.length[0]), int(rows.start[0]), int(rows.length[0])
    found = []
    # The bits of a place above those of a word are the receptor.
    bits = next(bits for bits in range(32) if core.words <= 1 << bits)
    for k in range(length):
        place = start + (k if core.offsets is None else int(core.offsets[base + k]))
        receptor, word = place >> bits, place % (1 << bits)
        assert receptor < len(core.sum_widths) and word < core.words, "a row reaches sums that are not there"
        weights = core.weights[base + k].tolist()
        if core.weight_bits == 1:
            # A bit is a sign: there is no weight of 0.
            weights = [1 if weight > 0 else -1 for weight in weights]
        found += [(receptor, word * core.lanes + lane, weight) for lane, weight in enumerate(weights)]
    return [(receptor, slot, weight) for receptor, slot, weight in found if weight]


def _built(network: QuantisedNetwork, plan: HardwarePlan) -> Counter:
    """Every synapse that events find: (source, delay, target, receptor) -> sum of weights."""
    built: Counter = Counter()
    for router in plan.routers:
        for tap in router.taps:
            if tap.sink.kind is not StreamKind.CORE:
                continue
            core = plan.core(tap.sink.owner)
            slots = _slots(core)
            for axon, source in _admitted(tap, _emitted(plan, network, tap.source), router.wire):
                assert 0 <= axon < len(core.rows.base)
                # Beside numbers a spike carries one too.
                beside = core.number_bits > 0 and not network.graded(source[0])
                times = router.spike_number if beside else 1
                for receptor, slot, weight in _row(core, axon):
                    if core.weight_bits == 1 and slot not in slots:
                        continue
                    name = network.population(slots[slot][0]).program.inputs[receptor].name
                    built[source, tap.delay, slots[slot], name] += times * weight
    return built


def _wanted(network: QuantisedNetwork) -> Counter:
    """Every synapse of the network."""
    wanted: Counter = Counter()
    for projection in network.projections:
        for source, target, weight in synapses(projection.connection):
            ends = (projection.source, source), (projection.target, target)
            wanted[ends[0], projection.delay, ends[1], projection.receptor] += weight
    return wanted


def _same(a: Counter, b: Counter) -> bool:
    """Whether two counts agree; what adds up to 0 is not there."""
    return +a == +b and -a == -b


@pytest.mark.parametrize("seed", SEEDS)
def test_events_reach_their_neurons(seed: int) -> None:
    network, plan = _plan(seed)
    assert _same(_built(network, plan), _wanted(network))


def _whole(build: snnc.NetworkBuilder, lanes: int) -> bool:
    """Whether the plan of a network on few cores of ``lanes`` joins what the network joins."""
    quantised = quantise(build.build(), snnc.QuantiseOptions())[1]
    architecture = snnc.Architecture(lanes=lanes, neurons_per_core=64)
    plan = cores(architecture).then(Route()).apply(quantised).after(Route)
    return _same(_built(quantised, plan), _wanted(quantised))


@pytest.mark.parametrize("lanes", [1, 2, 8])
@pytest.mark.parametrize("size", [3, 8, 11])
def test_a_source_that_ends_at_both_receptors(size: int, lanes: int) -> None:
    """Beside neurons of one receptor, which come first; the words of a core are a power of two, or are not."""
    rng = np.random.default_rng(size)
    b = snnc.NetworkBuilder("both")
    b.input("x", 5)
    b.population("one", size, model="if", threshold=1.0)
    b.population("two", size, model="if_curr_exp", decay=0.5, decay_exc=0.5, decay_inh=0.5, threshold=1.0)
    b.connect("x", "one", rng.integers(1, 9, (5, size)).astype(float))
    for receptor in ("exc", "inh"):
        b.connect("x", "two", rng.integers(1, 9, (5, size)).astype(float), receptor=receptor)
    b.output("two")
    assert _whole(b, lanes)
    alone = snnc.NetworkBuilder("alone")
    alone.input("x", 5)
    alone.population("two", size, model="if_curr_exp", decay=0.5, decay_exc=0.5, decay_inh=0.5, threshold=1.0)
    for receptor in ("exc", "inh"):
        alone.connect("x", "two", rng.integers(1, 9, (5, size)).astype(float), receptor=receptor)
    alone.output("two")
    assert _whole(alone, lanes)


@pytest.mark.parametrize("lanes", [1, 2, 8])
def test_rows_that_look_alike(lanes: int) -> None:
    """Rows of equal weights for other targets, rows of one beginning, synapses that add up."""
    b = snnc.NetworkBuilder("alike")
    b.input("x", 7)
    b.population("y", 40, model="if", threshold=1.0)
    sparse = [
        # equal weights, and a target as far from the first one, or farther
        *((0, 0, 5.0), (0, 16, 6.0), (1, 0, 5.0), (1, 32, 6.0), (2, 8, 5.0), (2, 24, 6.0)),
        # equal first words
        *((3, 0, 5.0), (3, 16, 7.0), (4, 0, 5.0), (4, 16, 9.0), (5, 0, 2.0), (5, 39, 5.0)),
    ]
    more = [(5, 0, 3.0), (5, 39, -5.0), (6, 39, 1.0)]
    for rows in (sparse, more):
        source, target, weight = zip(*rows, strict=True)
        b.connect("x", "y", weight, kind="sparse", pairs=(source, target))
    b.output("y")
    assert _whole(b, lanes)


@pytest.mark.parametrize("zeros", [False, True])
def test_signs_are_no_zeros(zeros: bool) -> None:
    """Weights of one magnitude take one bit, unless some are 0."""
    b = snnc.NetworkBuilder("signs")
    b.input("x", 9)
    b.population("y", 8, model="if", threshold=1.0)
    weights = np.where(np.arange(72).reshape(9, 8) % 3, 1.0, -1.0)
    if zeros:
        weights[4, 5] = 0.0
    b.connect("x", "y", weights)
    b.output("y")
    assert _whole(b, 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_outputs_name_their_neurons(seed: int) -> None:
    network, plan = _plan(seed)
    for output in network.outputs:
        seen = []
        taps = [(tap, r.wire) for r in plan.routers for tap in r.taps if tap.sink == StreamKind.OUTPUT.of(output.name)]
        kind = StreamKind.CORE if output.variable == SPIKES else StreamKind.VALUES
        for tap, wire in taps:
            assert tap.source.kind is kind and not tap.delay
            for number, (population, neuron) in _admitted(tap, _emitted(plan, network, tap.source), wire):
                assert population == output.population and neuron == number
                seen.append(neuron)
        assert sorted(seen) == list(range(network.population(output.population).size))


@pytest.mark.parametrize("seed", SEEDS)
def test_every_number_has_room(seed: int) -> None:
    """Event ids, axons, weights, sums and values fit the bits that the plan gives them."""
    network, plan = _plan(seed)
    for core in plan.cores:
        hosted = [network.population(part.population) for part in core.slices]
        assert core.axon_bits >= (len(core.rows.base) - 1).bit_length()
        low, high = (
            (-1, 1) if core.weight_bits == 1 else (-(2 ** (core.weight_bits - 1)), 2 ** (core.weight_bits - 1) - 1)
        )
        assert low <= core.weights.min() and core.weights.max() <= high
        for population in hosted:
            widths = [port.type.width for port in population.program.inputs]
            assert all(own <= built for own, built in zip(widths, core.sum_widths, strict=False))
            assert len(widths) <= len(core.sum_widths) and min(core.sum_widths) >= core.weight_bits
        for population, variable in core.values:
            low, high = bounds(network.population(population).program.port(variable).type)
            assert -(2 ** (core.value_bits - 1)) <= low and high < 2 ** (core.value_bits - 1)
    for router in plan.routers:
        # A core is a source of spikes and a sink of axons under one name.
        sources = {stream.name: stream.id_bits for stream in router.sources}
        sinks = {stream.name: stream.id_bits for stream in router.sinks}
        for tap in router.taps:
            ids = _emitted(plan, network, tap.source)
            assert max(ids) < 2 ** sources[tap.source]
            for number, _ in _admitted(tap, ids, router.wire):
                assert number < 2 ** sinks[tap.sink]
    for core in plan.cores:
        named = {item.population for item in network.outputs if item.variable == SPIKES}
        needed = {p.source for p in network.projections} | named
        assert core.spiking == any(
            part.population in needed and network.population(part.population).program.spike for part in core.slices
        )
