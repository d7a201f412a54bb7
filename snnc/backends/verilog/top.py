"""``top/top.v.j2``: ports, cores, wires and routers of the whole chip."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from snnc.backends.templates import render
from snnc.backends.verilog.beats import beat_slice, resized
from snnc.backends.verilog.layout import wrap_lines
from snnc.backends.verilog.naming import core_module, sink_prefix, source_prefix, stream_comment, top_module
from snnc.core.names import in_comment
from snnc.plan.hardware import HardwarePlan
from snnc.plan.names import VerilogNames
from snnc.plan.stream import Router, Stream, StreamKind, StreamName, Tap


@dataclass(frozen=True)
class _Port:
    comment: str
    prefix: str
    high: int
    sink: str
    source: str
    separator: str


@dataclass(frozen=True)
class _Net:
    prefix: str
    high: int


@dataclass(frozen=True)
class _Pin:
    pin: str
    stream: str


@dataclass(frozen=True)
class _CoreInstance:
    name: str
    module: str
    pins: tuple[_Pin, ...]


@dataclass(frozen=True)
class _Wire:
    comment: str
    source: str
    sink: str
    data: str
    keep: str
    unused: str


@dataclass(frozen=True)
class _Table:
    name: str
    value: str
    separator: str


@dataclass(frozen=True)
class _Slice:
    sink: str
    data: str


@dataclass(frozen=True)
class _RouterInstance:
    name: str
    comment: tuple[str, ...]
    sources: int
    sinks: int
    taps: int
    ranges: int
    source_id: int
    sink_id: int
    payload: int
    sink_high: int
    tables: tuple[_Table, ...]
    source_data: str
    source_tvalid: str
    source_tready: str
    source_tlast: str
    source_tkeep: str
    source_tuser: str
    sink_tvalid: str
    sink_tready: str
    sink_tlast: str
    sink_tkeep: str
    sink_tuser: str
    slices: tuple[_Slice, ...]
    unused: str


@dataclass(frozen=True)
class _Context:
    purpose: str
    summary: tuple[str, ...]
    name: str
    ports: tuple[_Port, ...]
    streams: tuple[_Net, ...]
    cores: tuple[_CoreInstance, ...]
    wires: tuple[_Wire, ...]
    routers: tuple[_RouterInstance, ...]
    open_streams: tuple[_Net, ...]
    done: str


def top(plan: HardwarePlan, digest: str) -> str:
    """The Verilog of the top level; ``digest`` identifies the plan."""
    sources, sinks = _streams(plan)
    names = plan.names
    listened = {tap.source for router in plan.routers for tap in router.taps}
    edge = {s.name for s in (*plan.inputs, *plan.outputs)}
    nets = [_Net(source_prefix(names, s.name), s.id_bits + s.payload_bits - 1) for s in sources if s.name not in edge]
    nets += [_Net(sink_prefix(names, s.name), s.id_bits + s.payload_bits - 1) for s in sinks if s.name not in edge]
    context = _Context(
        purpose=f"Network {in_comment(plan.name)}, compiled by snnc (plan {digest})",
        summary=tuple(_summary(plan)),
        name=top_module(plan),
        ports=tuple(_ports(plan)),
        streams=tuple(nets),
        cores=tuple(_instance(plan, index) for index in range(len(plan.cores))),
        wires=tuple(_wire(names, router) for router in plan.routers if router.wire),
        routers=tuple(_router(names, router) for router in plan.routers if not router.wire),
        open_streams=tuple(_Net(source_prefix(names, s.name), 0) for s in sources if s.name not in listened),
        done=", ".join(f"{core.name}_done" for core in plan.cores),
    )
    return wrap_lines(render("top/top.v.j2", context))


def _streams(plan: HardwarePlan) -> tuple[list[Stream], list[Stream]]:
    """All streams that exist: those that leave an input or core, and those that enter one."""
    sources = list(plan.inputs)
    for core in plan.cores:
        if core.spiking:
            sources.append(core.spike_stream)
        if core.values:
            sources.append(core.value_stream)
    return sources, [*(core.axon_stream for core in plan.cores), *plan.outputs]


def _summary(plan: HardwarePlan) -> list[str]:
    lines = []
    for core in plan.cores:
        hosted = ", ".join(f"{in_comment(s.population)}[{s.first}:{s.first + s.size - 1}]" for s in core.slices)
        lines.append(f"{core.name}: {core.lanes} lanes, {hosted}")
    for router in plan.routers:
        lines.extend(_path(tap) for tap in router.taps)
    return lines


def _path(tap: Tap) -> str:
    return f"{stream_comment(tap.source)} -> {stream_comment(tap.sink)}{_delay(tap)}"


def _delay(tap: Tap) -> str:
    return f", {tap.delay} step{'s' if tap.delay > 1 else ''} later" if tap.delay else ""


def _ports(plan: HardwarePlan) -> list[_Port]:
    ports = []
    for stream in plan.inputs:
        name = in_comment(stream.name.owner)
        comment = f"Input {name}: the index of each neuron that spikes"
        if stream.events > 1:
            comment = f"Input {name}: the index of a neuron for each event, at most {stream.events} in a packet"
        if stream.payload_bits:
            comment = f"Input {name}: {_beat(stream)}, a value in two's complement; its unit is in report.txt"
        prefix = source_prefix(plan.names, stream.name)
        high = stream.id_bits + stream.payload_bits - 1
        ports.append(_Port(comment=comment, prefix=prefix, high=high, sink="input ", source="output", separator=","))
    for stream in plan.outputs:
        what = f"{_beat(stream)}, of every neuron" if stream.payload_bits else "the index of each neuron that spikes"
        if stream.payload_bits and all(tap.source.kind is StreamKind.CORE for tap in plan.taps_into(stream.name)):
            what = f"{_beat(stream, 'number of spikes')}, of each neuron that spikes"
        elif stream.events > 1:
            what = f"the index of a neuron for each spike, at most {stream.events} in a packet"
        high = stream.id_bits + stream.payload_bits - 1
        comment = f"Output {in_comment(stream.name.owner)}: {what}"
        prefix = sink_prefix(plan.names, stream.name)
        ports.append(_Port(comment=comment, prefix=prefix, high=high, sink="output", source="input ", separator=","))
    ports[-1] = replace(ports[-1], separator="")
    return ports


def _beat(stream: Stream, payload: str = "value") -> str:
    """Where the neuron and what it sends are in a beat of ``stream``."""
    top, ids = stream.id_bits + stream.payload_bits - 1, stream.id_bits - 1
    return f"{payload} [{top}:{ids + 1}], neuron [{ids}:0]"


def _instance(plan: HardwarePlan, index: int) -> _CoreInstance:
    core = plan.cores[index]
    pins = [_Pin("s", f"{core.name}_in")]
    pins += [_Pin("m", f"{core.name}_out")] if core.spiking else []
    pins += [_Pin("v", f"{core.name}_values")] if core.values else []
    return _CoreInstance(core.name, core_module(plan, core), tuple(pins))


def _wire(names: VerilogNames, router: Router) -> _Wire:
    tap, source, sink = router.taps[0], router.sources[0], router.sinks[0]
    name = source_prefix(names, source.name)
    cut = f"{name}_tdata" if source.id_bits > sink.id_bits or source.payload_bits > sink.payload_bits else ""
    data = resized(name, source, sink.id_bits, sink.payload_bits)
    comment, keep = _path(tap), f"{name}_tkeep"
    largest = tap.ranges[0].last
    if source.name.kind is StreamKind.INPUT and largest + 1 < 1 << source.id_bits:
        # A host may send any id; routers leave out the others by themselves.
        comment += f"; an id above {largest} is no event"
        ids = f"{name}_tdata[{source.id_bits - 1}:0]" if source.payload_bits else f"{name}_tdata"
        keep += f" && {ids} <= {source.id_bits}'d{largest}"
    end = sink_prefix(names, sink.name)
    return _Wire(comment=comment, source=name, sink=end, data=data, keep=keep, unused=cut)


def _router(names: VerilogNames, router: Router) -> _RouterInstance:
    sources, sinks = router.sources, router.sinks
    source_id = max(s.id_bits for s in sources)
    sink_id = max(s.id_bits for s in sinks)
    payload = max(s.payload_bits for s in (*sources, *sinks))
    width = sink_id + payload

    def of_sources(suffix: str) -> str:
        return ", ".join(f"{source_prefix(names, s.name)}_{suffix}" for s in reversed(sources))

    def of_sinks(suffix: str) -> str:
        return ", ".join(f"{sink_prefix(names, s.name)}_{suffix}" for s in reversed(sinks))

    pieces = [
        beat_slice(f"{router.name}_tdata", k * width, stream, sink_id, payload_bits=payload)
        for k, stream in enumerate(sinks)
    ]
    slices = (_Slice(sink_prefix(names, s.name), piece.text) for s, piece in zip(sinks, pieces, strict=True))
    return _RouterInstance(
        name=router.name,
        comment=tuple(f"{_path(tap)}, {tap.depth} beats" for tap in router.taps),
        sources=len(sources),
        sinks=len(sinks),
        taps=len(router.taps),
        ranges=sum(len(tap.ranges) for tap in router.taps),
        source_id=source_id,
        sink_id=sink_id,
        payload=payload,
        sink_high=len(sinks) * width - 1,
        tables=_tables(router),
        source_data=", ".join(
            resized(source_prefix(names, s.name), s, source_id, payload, spike=router.spike_number)
            for s in reversed(sources)
        ),
        source_tvalid=of_sources("tvalid"),
        source_tready=of_sources("tready"),
        source_tlast=of_sources("tlast"),
        source_tkeep=of_sources("tkeep"),
        source_tuser=of_sources("tuser"),
        sink_tvalid=of_sinks("tvalid"),
        sink_tready=of_sinks("tready"),
        sink_tlast=of_sinks("tlast"),
        sink_tkeep=of_sinks("tkeep"),
        sink_tuser=of_sinks("tuser"),
        slices=tuple(slices),
        unused=", ".join(text for piece in pieces for text in piece.unused),
    )


def _tables(router: Router) -> tuple[_Table, ...]:
    """The table parameters of ``spike_router``."""
    index = {stream.name: k for k, stream in enumerate(router.sources)}
    taps = router.taps
    first_range, first_tap = [], []
    count = 0
    for tap in taps:
        first_range.append(count)
        count += len(tap.ranges)
    for stream in router.sinks:
        first_tap.append(next(k for k, tap in enumerate(taps) if tap.sink == stream.name))
    ranges = [item for tap in taps for item in tap.ranges]
    per_sink: Callable[[StreamName], list[Tap]] = lambda name: [tap for tap in taps if tap.sink == name]  # noqa: E731
    tables = {
        "TAP_SOURCE": [index[tap.source] for tap in taps],
        "TAP_DELAY": [tap.delay for tap in taps],
        "TAP_DEPTH": [tap.depth for tap in taps],
        "TAP_RANGE": first_range,
        "TAP_RANGES": [len(tap.ranges) for tap in taps],
        "SINK_TAP": first_tap,
        "SINK_TAPS": [len(per_sink(s.name)) for s in router.sinks],
        "SINK_DELAYED": [sum(tap.delay > 0 for tap in per_sink(s.name)) for s in router.sinks],
        "RANGE_FIRST": [r.first for r in ranges],
        "RANGE_LAST": [r.last for r in ranges],
        "RANGE_OFFSET": [r.offset for r in ranges],
    }
    rows = [(f"{name:<13}", _packed(values)) for name, values in tables.items()]
    return tuple(_Table(name, value, "," if k < len(rows) - 1 else "") for k, (name, value) in enumerate(rows))


def _packed(values: Sequence[int]) -> str:
    """32-bit fields, index 0 lowest."""
    fields = [f"-32'd{-value}" if value < 0 else f"32'd{value}" for value in reversed(values)]
    return f"{{{', '.join(fields)}}}"
