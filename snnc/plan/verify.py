"""The verifier of :class:`HardwarePlan`, and what it shares with those of the stages before it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from snnc.core.errors import internal_error
from snnc.ir.quantised import QuantisedNetwork
from snnc.numbers.fixed import Interval, IntType, signed_width
from snnc.plan.hardware import Core, HardwarePlan, Rows, receptor_stride
from snnc.plan.liveness import check_live, packet_beats
from snnc.plan.names import verify_names
from snnc.plan.stages import Assignment
from snnc.plan.stream import StreamKind


def verify(plan: HardwarePlan, network: QuantisedNetwork) -> HardwarePlan:
    """``plan`` itself when it builds ``network`` and is live; else :class:`InternalError`."""
    verify_names(plan.names, network)
    inputs = [
        (StreamKind.INPUT.of(each.name), each.events, signed_width(each.numbers) if each.numbers else 0)
        for each in network.inputs
    ]
    if [(stream.name, stream.events, stream.payload_bits) for stream in plan.inputs] != inputs:
        raise internal_error("the input streams of the plan are not those of the network")
    if [stream.name for stream in plan.outputs] != [StreamKind.OUTPUT.of(each.name) for each in network.outputs]:
        raise internal_error("the output streams of the plan are not those of the network")
    verify_hosts(plan.cores, network)
    for core in plan.cores:
        verify_core(core)
    for router in plan.routers:
        for tap in router.taps:
            if tap.delay and tap.depth < tap.delay * packet_beats(tap.ranges, plan.events(tap.source)):
                raise internal_error(f"queue {tap} cannot hold {tap.delay} full packets")
            ends = [(r.first, r.last) for r in tap.ranges]
            if any(a[1] >= b[0] for a, b in pairwise(ends)):
                raise internal_error(f"ranges of {tap} overlap")
    for sink in {tap.sink for router in plan.routers for tap in router.taps}:
        delays = [tap.delay > 0 for tap in plan.taps_into(sink)]
        if delays != sorted(delays, reverse=True) or all(delays):
            raise internal_error(f"taps into {sink}: delayed ones come first, and one has no delay")
    check_live(plan)
    _synapses(plan, network)
    return plan


def verify_hosts(cores: Sequence[Core | Assignment], network: QuantisedNetwork, names: Sequence[str] = ()) -> None:
    """:class:`InternalError` unless ``cores`` host every neuron of ``names`` once, and no other; none named: of all."""
    for population in network.populations:
        hosted = np.zeros(population.size, int)
        for core in cores:
            for part in core.slices:
                if part.population == population.name:
                    hosted[part.neurons] += 1
        if np.any(hosted != (not names or population.name in names)):
            raise internal_error(f"neurons of '{population.name}' are not on exactly one core each")


def verify_slices(name: str, core: Core | Assignment) -> None:
    """:class:`InternalError` unless the slices of the core called ``name`` lie side by side in its words."""
    spans = sorted((part.words(core.lanes) for part in core.slices), key=lambda words: words.start)
    if any(a.stop > b.start for a, b in pairwise(spans)) or spans[-1].stop != core.words:
        raise internal_error(f"slices of {name} overlap or leave its words")


def verify_rows(name: str, rows: Rows, depth: int, places: int) -> None:
    """:class:`InternalError` unless rows lie in ``depth`` words of memory and start at one of the core's ``places``."""
    if np.any(rows.base + rows.length > depth) or np.any(rows.start >= places):
        raise internal_error(f"rows of {name} leave the synapse memory")


def verify_core(core: Core) -> None:
    """:class:`InternalError` unless the parts of ``core`` fit each other."""
    verify_slices(core.name, core)
    verify_rows(core.name, core.rows, core.weights.shape[0], core.places)
    if core.lanes % core.update_lanes or core.banks not in (1, 2):
        raise internal_error(f"{core.name} is folded into what is no divisor of its lanes")
    if [d.population for d in core.datapaths] != list(dict.fromkeys(s.population for s in core.slices)):
        raise internal_error(f"datapaths of {core.name} are not those of its populations")
    span = Interval(int(core.weights.min()), int(core.weights.max()))
    fits = span in (Interval(-1, 1) if core.weight_bits == 1 else IntType(True, core.weight_bits).range)
    if not fits or min(core.sum_widths) < core.added_bits or core.scaled != (core.product_bits > 0):
        raise internal_error(f"weights of {core.name} do not fit their width")


def _synapses(plan: HardwarePlan, network: QuantisedNetwork) -> None:
    """A check of the synapse memories against the network: the first and last axon of every block."""
    numbers = {each.name for each in network.sources if each.graded or plan.sends_numbers(each.name)}
    for core in plan.cores:
        stored = sum(
            (
                _stored(core, axon) * (1 if block.source in numbers else core.spike_number)
                for block in core.axons
                for axon in (block.first, block.first + block.size - 1)
            ),
            np.zeros(core.receptors, np.int64),
        )
        expected = sum(
            (
                _row_sums(network, core=core, source=block.source, delay=block.delay, neuron=neuron)
                for block in core.axons
                for neuron in (0, block.size - 1)
            ),
            np.zeros(core.receptors, np.int64),
        )
        if np.any(stored != expected):
            raise internal_error(f"synapse memory of {core.name} differs from the network")


def _stored(core: Core, axon: int) -> np.ndarray:
    """The sum of the weights that ``core`` stores for ``axon``, at each receptor."""
    words = slice(int(core.rows.base[axon]), int(core.rows.base[axon] + core.rows.length[axon]))
    from_start = np.arange(words.stop - words.start) if core.offsets is None else core.offsets[words]
    receptors = (core.rows.start[axon] + from_start) // receptor_stride(core.words)
    found = np.zeros(core.receptors, np.int64)
    np.add.at(found, receptors, core.weights[words].sum(axis=1, dtype=np.int64))
    return found


def _row_sums(network: QuantisedNetwork, core: Core, source: str, delay: int, neuron: int) -> np.ndarray:
    """The same as ``network`` has it, for a neuron of ``source``."""
    found = np.zeros(core.receptors, np.int64)
    for projection in network.projections:
        if (projection.source, projection.delay) != (source, delay):
            continue
        target, weight = projection.connection.row(neuron)
        for part in core.slices:
            if part.population == projection.target:
                inside = (target >= part.first) & (target < part.first + part.size)
                found[network.receptor_of(projection)] += int(weight[inside].sum())
    return found
