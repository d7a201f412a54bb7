"""Route: taps from every source of spikes to every core and output that needs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from snnc.ir.network import SPIKES, Input
from snnc.ir.quantised import QuantisedNetwork
from snnc.numbers.fixed import signed_width, unsigned_width
from snnc.passes.chain import Pass
from snnc.plan import hardware
from snnc.plan.hardware import Core, HardwarePlan
from snnc.plan.liveness import packet_beats
from snnc.plan.names import names_of
from snnc.plan.stages import Placed
from snnc.plan.stream import Range, Router, Stream, StreamKind, StreamName, Tap
from snnc.plan.verify import verify as verify_plan

#: Beats of queue of a tap without delay: enough to decouple a sweep from its reader.
_DEPTH = 32


@dataclass(frozen=True)
class Route(Pass[Placed, HardwarePlan]):
    """The pass. ``library_prefix``: what the names of the library modules begin with.

    Queues of delayed taps hold ``delay`` packets in which every neuron sends as many events as it
    may, so that a spike on a loop always finds room.
    """

    library_prefix: str = ""

    name = "route"
    codec = hardware.CODEC

    def __call__(self, given: Placed, /) -> HardwarePlan:
        """The plan of the network on its cores."""
        return _plan(given.network, given.cores, self.library_prefix)

    def verify(self, given: Placed, made: HardwarePlan, /) -> None:
        """The plan builds the network and is live."""
        verify_plan(made, given.network)


def _plan(network: QuantisedNetwork, cores: Sequence[Core], library_prefix: str) -> HardwarePlan:
    inputs = tuple(_input(each) for each in network.inputs)
    emitted = [stream for core in cores for stream in (core.spike_stream, core.value_stream)]
    sources = {stream.name: stream for stream in (*inputs, *emitted)}
    sinks = {core.axon_stream.name: core.axon_stream for core in cores}
    outputs = []
    for output in network.outputs:
        population = network.population(output.population)
        hosts = [core for core in cores if output.population in {part.population for part in core.slices}]
        if output.variable == SPIKES:
            payload = max((core.sent_bits for core in hosts), default=0)
            events = 1 if payload else population.events
        else:
            payload, events = max((core.value_bits for core in cores), default=0), 1
        name = StreamKind.OUTPUT.of(output.name)
        outputs.append(Stream(name, unsigned_width(population.size - 1), payload, events))
    sinks.update((stream.name, stream) for stream in outputs)
    level = dict.fromkeys(sources, -1) | {core.spike_stream.name: core.level for core in cores}
    order = {name: k for k, name in enumerate(sources)}
    taps = [*_core_taps(network, cores, sources), *_output_taps(network, cores, sources)]
    position = {name: k for k, name in enumerate(sinks)}
    taps.sort(key=lambda t: (position[t.sink], t.delay == 0, level[t.source], order[t.source], t.delay))
    routers = _routers(taps, sources, sinks, cores)
    return HardwarePlan(
        name=network.name,
        cores=tuple(cores),
        routers=routers,
        inputs=inputs,
        outputs=tuple(outputs),
        names=names_of(network, library_prefix),
    )


def _input(source: Input) -> Stream:
    """The stream that enters the chip for ``source``."""
    payload = signed_width(source.numbers) if source.numbers else 0
    return Stream(StreamKind.INPUT.of(source.name), unsigned_width(source.size - 1), payload, source.events)


def _core_taps(network: QuantisedNetwork, cores: Sequence[Core], sources: Mapping[StreamName, Stream]) -> list[Tap]:
    taps = []
    inputs = {each.name: StreamKind.INPUT.of(each.name) for each in network.inputs}
    first_input = next(iter(inputs.values()))
    for core in cores:
        ranges: dict[tuple[StreamName, int], list[Range]] = {}
        for block in core.axons:
            if block.source in inputs:
                admitted = Range(0, block.size - 1, block.first)
                ranges.setdefault((inputs[block.source], block.delay), []).append(admitted)
                continue
            for host in cores:
                found = _slot_ranges(host, block.source, block.first)
                if found:
                    ranges.setdefault((StreamKind.CORE.of(host.name), block.delay), []).extend(found)
        if all(delay > 0 for _, delay in ranges):
            # Nothing without delay arrives: the packets of an input tell the core the steps.
            never = 1 << sources[first_input].id_bits
            ranges[first_input, 0] = [Range(never, never, 0)]
        for (source, delay), wanted in ranges.items():
            taps.append(_tap(sources[source], StreamKind.CORE.of(core.name), delay, wanted))
    return taps


def _output_taps(network: QuantisedNetwork, cores: Sequence[Core], sources: Mapping[StreamName, Stream]) -> list[Tap]:
    taps = []
    for output in network.outputs:
        kind = StreamKind.CORE if output.variable == SPIKES else StreamKind.VALUES
        for host in cores:
            found = _slot_ranges(host, output.population, 0)
            if found:
                taps.append(_tap(sources[kind.of(host.name)], StreamKind.OUTPUT.of(output.name), 0, found))
    return taps


def _slot_ranges(host: Core, population: str, base: int) -> list[Range]:
    """Slots of ``population`` on ``host``, leading to ``base`` + neuron."""
    result = []
    for part in host.slices:
        if part.population == population:
            slots = part.slots(host.lanes)
            result.append(Range(slots.start, slots.stop - 1, base + part.first - slots.start))
    return result


def _tap(source: Stream, sink: StreamName, delay: int, ranges: list[Range]) -> Tap:
    merged: list[Range] = []
    for item in sorted(ranges, key=lambda r: r.first):
        if merged and merged[-1].last + 1 == item.first and merged[-1].offset == item.offset:
            merged[-1] = Range(merged[-1].first, item.last, item.offset)
        else:
            merged.append(item)
    return Tap(
        source=source.name,
        sink=sink,
        delay=delay,
        depth=max(_DEPTH, delay * packet_beats(merged, source.events)),
        ranges=tuple(merged),
    )


def _routers(
    taps: list[Tap],
    sources: Mapping[StreamName, Stream],
    sinks: Mapping[StreamName, Stream],
    cores: Sequence[Core],
) -> tuple[Router, ...]:
    """One router per connected part of the taps; parts of a single plain tap become wires."""
    parts: list[tuple[set[StreamName], set[StreamName], list[Tap]]] = []
    for tap in taps:
        touching = [p for p in parts if tap.source in p[0] or tap.sink in p[1]]
        joined: tuple[set[StreamName], set[StreamName], list[Tap]] = ({tap.source}, {tap.sink}, [tap])
        for part in touching:
            joined = (joined[0] | part[0], joined[1] | part[1], part[2] + joined[2])
            parts.remove(part)
        parts.append(joined)
    rank = {id(tap): k for k, tap in enumerate(taps)}
    parts.sort(key=lambda p: min(rank[id(tap)] for tap in p[2]))
    slots = {core.spike_stream.name: core for core in cores}
    routers = []
    count = 0
    for names, ends, members in parts:
        members.sort(key=lambda tap: rank[id(tap)])
        wire = len(members) == 1 and _is_wire(members[0], slots.get(members[0].source))
        name = "wire" if wire else f"router{count}"
        count += not wire
        routers.append(
            Router(
                name=name,
                sources=tuple(stream for key, stream in sources.items() if key in names),
                sinks=tuple(stream for key, stream in sinks.items() if key in ends),
                taps=tuple(replace(tap, depth=0) if wire else tap for tap in members),
                wire=wire,
                spike_number=max((core.spike_number for core in cores), default=1),
            )
        )
    return tuple(routers)


def _is_wire(tap: Tap, host: Core | None) -> bool:
    """Whether every event passes ``tap`` with its id unchanged."""
    if tap.delay or len(tap.ranges) != 1 or tap.ranges[0].offset or tap.ranges[0].first:
        return False
    if host is None:
        return True
    return max(part.slots(host.lanes).stop for part in host.slices) <= tap.ranges[0].last + 1
