"""``testbench/testbench.v.j2``: sources, sinks and observers around a compiled network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np

from snnc.backends.artifacts import ArtifactSet
from snnc.backends.templates import render
from snnc.backends.verilog.naming import port_prefix, top_module
from snnc.backends.verilog.stream_events import stream_events
from snnc.core.names import in_comment
from snnc.core.resources import resource
from snnc.ir.events import event_counts
from snnc.ir.quantised import QuantisedNetwork
from snnc.numbers.fixed import Interval
from snnc.numbers.packing import hex_lines, pack_fields
from snnc.plan.blocks.hosted import hosted
from snnc.plan.blocks.states import States
from snnc.plan.hardware import Core, HardwarePlan

#: The modules around a design, of ``sim/rtl``.
_MODULES = ("stream_source", "stream_sink", "event_rules", "sample_rules")
#: Bits of a number in a log: as many as NumPy reads.
WORD_BITS = 64


class Scope(Enum):
    """What a testbench sees: the state of every neuron too, the steps of cores too, or only the ports of the chip."""

    STATES = "states"
    STEPS = "steps"
    PORTS = "ports"


@dataclass(frozen=True)
class _Stream:
    port: str
    high: int


@dataclass(frozen=True)
class _Numbers:
    """What an input may send, in ``bits``."""

    bits: int
    least: int
    most: int


@dataclass(frozen=True)
class _Source:
    port: str
    index: int
    width: int
    #: Bits of an id, and where it is in the data: empty where it is all of them.
    id_bits: int
    ids: str
    beats: int
    seed: int
    file: str
    size: int
    events: int
    #: None where it sends spikes.
    numbers: _Numbers | None


@dataclass(frozen=True)
class _Samples:
    """What all inputs must agree on: where samples end."""

    inputs: int
    count: int
    closed: str
    user: str


@dataclass(frozen=True)
class _Sink:
    port: str
    width: int
    seed: int
    file: str


@dataclass(frozen=True)
class _CoreLog:
    name: str
    index: int
    lanes: int
    file: str
    #: Which bits of a state each of its words has in the log, the lowest first; empty for all of them.
    words: tuple[str, ...]


@dataclass(frozen=True)
class _Event:
    expression: str
    separator: str


@dataclass(frozen=True)
class _Events:
    """What of :func:`stream_events` happens in a clock: the last one first, and a bit for each."""

    items: tuple[_Event, ...]
    width: int
    high: int


@dataclass(frozen=True)
class _Context:
    purpose: str
    name: str
    dut: str
    streams: tuple[_Stream, ...]
    sources: tuple[_Source, ...]
    #: None for a single input.
    samples: _Samples | None
    sinks: tuple[_Sink, ...]
    cores: tuple[_CoreLog, ...]
    done: str
    #: Whether the state and spikes of every neuron are logged.
    states: bool
    events: _Events


def testbench_name(plan: HardwarePlan) -> str:
    """The module name of the testbench of ``plan``."""
    return f"{top_module(plan)}__testbench"


def beats(spikes: np.ndarray) -> list[np.ndarray]:
    """Events [samples, steps, size] as beats: arrays event, number, keep, last, user.

    One packet per step, its events in order of neurons, n beats for n events of one, or one with the number that a
    graded input sends, closed by its last event or, when silent, by a null beat; the last packet of a sample carries
    user.
    """
    samples, steps, size = spikes.shape
    flat = spikes.reshape(samples * steps, size)
    silent = np.logical_not(flat.any(axis=1))
    shown = np.concatenate([flat, silent[:, None]], axis=1)
    packet, event = np.nonzero(shown)
    counts = event_counts(shown)[packet, event].astype(np.int64)
    packet, event = np.repeat(packet, counts), np.repeat(event, counts)
    last = np.append(packet[1:] != packet[:-1], True)
    keep = event < size
    user = last & ((packet + 1) % steps == 0)
    numbers = np.where(keep, shown[packet, event].astype(np.int64), 0)
    return [np.where(keep, event, 0), numbers, keep.astype(np.int64), last.astype(np.int64), user.astype(np.int64)]


def state_words(core: Core, network: QuantisedNetwork) -> int:
    """How many numbers a state of ``core`` takes in its log, the lowest bits first."""
    return -(-States(core, hosted(core, network)).bits // WORD_BITS)


def testbench(
    plan: HardwarePlan,
    network: QuantisedNetwork,
    stimulus: Mapping[str, np.ndarray],
    scope: Scope = Scope.STATES,
) -> ArtifactSet:
    """The testbench that plays ``stimulus`` (events [samples, steps, size] per input) to the design of ``network``.

    It logs what enters and leaves the chip, clock by clock, and what else ``scope`` says: the clocks of the
    steps of every core, the state and spikes of every neuron.
    """
    numbers = ("number_rules",) if any(stream.payload_bits for stream in plan.inputs) else ()
    files = {f"bench/{name}.v": (resource("sim") / "rtl" / f"{name}.v").read_text() for name in (*_MODULES, *numbers)}
    sources = []
    for index, stream in enumerate(plan.inputs):
        source, words = _source(plan, index, stimulus[stream.name.owner], network.inputs[index].numbers)
        files[f"bench/{source.file}"] = words
        sources.append(source)
    sinks = []
    for index, stream in enumerate(plan.outputs):
        port = port_prefix(plan.names, stream.name)
        sinks.append(_Sink(port, stream.id_bits + stream.payload_bits, index + 101, f"{port}.log"))
    samples, steps = next(iter(stimulus.values())).shape[:2]
    done = [f"{source.port}_finished" for source in sources]
    done += [f"{sink.port}_samples == 32'd{samples}" for sink in sinks]
    cores = () if scope is Scope.PORTS else plan.cores
    done += [f"{core.name}_step == 32'd{samples * steps}" for core in cores]
    context = _Context(
        purpose=f"Testbench of network {in_comment(plan.name)}: {samples} samples of {steps} steps",
        name=testbench_name(plan),
        dut=top_module(plan),
        streams=tuple(
            _Stream(port_prefix(plan.names, s.name), s.id_bits + s.payload_bits - 1)
            for s in (*plan.inputs, *plan.outputs)
        ),
        sources=tuple(sources),
        samples=_samples(sources, samples) if len(sources) > 1 else None,
        sinks=tuple(sinks),
        cores=tuple(_core_log(index, core, network) for index, core in enumerate(cores)),
        done=" && ".join(done),
        states=scope is Scope.STATES,
        events=_events(plan, inside=scope is not Scope.PORTS),
    )
    files[f"bench/{testbench_name(plan)}.v"] = render("testbench/testbench.v.j2", context)
    return ArtifactSet(dict(sorted(files.items())))


def _events(plan: HardwarePlan, *, inside: bool) -> _Events:
    """The events of streams as items of a concatenation."""
    expressions = [event.expression for event in reversed(stream_events(plan, inside=inside))]
    items = tuple(_Event(text, "," if k < len(expressions) - 1 else "") for k, text in enumerate(expressions))
    return _Events(items, len(items), len(items) - 1)


def _core_log(index: int, core: Core, network: QuantisedNetwork) -> _CoreLog:
    words, bits = state_words(core, network), States(core, hosted(core, network)).bits
    lows = range(0, bits, WORD_BITS) if words > 1 else ()
    slices = tuple(f"[{min(low + WORD_BITS, bits) - 1}:{low}]" for low in lows)
    return _CoreLog(core.name, index, core.update_lanes, file=f"{core.name}.log", words=slices or ("",))


def _source(plan: HardwarePlan, index: int, events: np.ndarray, span: Interval | None) -> tuple[_Source, str]:
    """What plays ``events`` [samples, steps, size] into input ``index``, and the beats as lines of its file.

    ``span``: the numbers that it may send; None where it sends spikes.
    """
    stream = plan.inputs[index]
    port = port_prefix(plan.names, stream.name)
    event, number, keep, last, user = beats(events)
    source = _Source(
        port,
        index,
        stream.id_bits + stream.payload_bits,
        id_bits=stream.id_bits,
        ids=f"[{stream.id_bits - 1}:0]" if stream.payload_bits else "",
        beats=event.size,
        seed=index + 1,
        file=f"{port}.beats",
        size=events.shape[2],
        events=stream.events,
        numbers=None if span is None else _Numbers(stream.payload_bits, span.lo, span.hi),
    )
    payload = [(number, stream.payload_bits)] if stream.payload_bits else []
    return source, hex_lines(pack_fields([(event, stream.id_bits), *payload, (keep, 1), (last, 1), (user, 1)]))


def _samples(sources: Sequence[_Source], count: int) -> _Samples:
    """The streams of all inputs, the first lowest."""
    ports = [source.port for source in reversed(sources)]
    closed = ", ".join(f"{port}_tvalid && {port}_tready && {port}_tlast" for port in ports)
    return _Samples(len(ports), count, closed, ", ".join(f"{port}_tuser" for port in ports))
