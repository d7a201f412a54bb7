"""``core/core.v.j2``: one core, and the memory images it reads."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from snnc.backends.templates import render
from snnc.backends.verilog.layout import fold
from snnc.backends.verilog.memories import address_bits, hosted, lane_parameter_bits, length_bits
from snnc.backends.verilog.neuron import parameter_bits, state_bits
from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation
from snnc.numbers.fixed import IntType
from snnc.plan.hardware import Core, Slice
from snnc.program.integer import IntegerProgram


@dataclass(frozen=True)
class _Rows:
    comment: str
    file: str
    axons: int
    base: int
    start: int
    length: int


@dataclass(frozen=True)
class _Memory:
    bits: int
    file: str


@dataclass(frozen=True)
class _Spikes:
    high: int


@dataclass(frozen=True)
class _Values:
    high: int
    bits: int
    value: str


@dataclass(frozen=True)
class _Member:
    select: str
    condition: str


@dataclass(frozen=True)
class _Neuron:
    population: str
    module: str
    prefix: str
    state_high: int
    sum_high: int
    initial: str
    parameters: str
    spiking: bool


@dataclass(frozen=True)
class _MaskRow:
    word: str
    lanes: str


@dataclass(frozen=True)
class _Mask:
    name: str
    comment: str
    rows: tuple[_MaskRow, ...]
    default: str


@dataclass(frozen=True)
class _Serialiser:
    prefix: str
    events: str
    payload: str
    payload_bits: int
    port_bits: int


@dataclass(frozen=True)
class _Context:
    purpose: str
    layout: tuple[str, ...]
    memory: str
    name: str
    lanes: int
    lane_bits: int
    words: int
    axon_bits: int
    axon_high: int
    addr_bits: int
    addr_high: int
    word_bits: int
    word_high: int
    length_bits: int
    length_high: int
    sum_bits: int
    sum_high: int
    state_bits: int
    state_high: int
    weight_bits: int
    depth: int
    indexed: int
    rows: _Rows
    weights_file: str
    offsets_file: str
    parameters: _Memory | None
    members: tuple[_Member, ...]
    neurons: tuple[_Neuron, ...]
    next_state: str
    spike: str
    spikes: _Spikes | None
    values: _Values | None
    masks: tuple[_Mask, ...]
    serialisers: tuple[_Serialiser, ...]
    enable: str
    unused: str


def neuron_module(network: str, core: Core, population: str) -> str:
    """The name of the neuron module of ``population`` on ``core``."""
    return f"{network}__{core.name}__{population}"


def core_module(network: str, core: Core) -> str:
    """The name of a core's module."""
    return f"{network}__{core.name}"


def core(prefix: str, core: Core, network: QuantisedNetwork) -> str:
    """The Verilog of ``core``; its memory images are called ``prefix_*.mem``."""
    members = hosted(core, network)
    bits = max(state_bits(p.program) for p, _ in members)
    parameters = lane_parameter_bits(core, network)
    several = len(members) > 1
    neurons = tuple(_neuron(network.name, core, population) for population, _ in members)
    serialisers, masks = [], []
    if core.spiking:
        spiking = [part for p, parts in members if p.program.spike for part in parts]
        masks.append(_mask(core, "spike_lanes", "Lanes that hold a spiking neuron", spiking))
        serialisers.append(_Serialiser("m", "spikes & spike_lanes", "1'b0", 0, 1))
    if core.values:
        streamed = {name for name, _ in core.values}
        valued = [part for p, parts in members if p.name in streamed for part in parts]
        masks.append(_mask(core, "value_lanes", "Lanes that hold a neuron whose state is streamed", valued))
        ports = core.lanes * core.value_bits
        serialisers.append(_Serialiser("v", "value_lanes", "values", core.value_bits, ports))
    rows, depth = core.rows, core.weights.shape[0]
    first = 0 if rows.computed else len(rows.base)
    context = _Context(
        f"Core {core.name} of network {network.name}: {core.lanes} lanes, {core.words} words of neurons",
        tuple(_placed(core, part) for part in core.slices),
        f"Synapse memory: {depth} words of {core.lanes} weights, {core.weight_bits} bits each.",
        core_module(network.name, core),
        core.lanes,
        (core.lanes - 1).bit_length(),
        core.words,
        core.axon_bits,
        core.axon_bits - 1,
        address_bits(core),
        address_bits(core) - 1,
        core.word_bits,
        core.word_bits - 1,
        length_bits(core),
        length_bits(core) - 1,
        core.sum_bits,
        core.sum_bits - 1,
        bits,
        bits - 1,
        core.weight_bits,
        depth,
        0 if core.offsets is None else 1,
        _Rows(
            "computed, all alike" if rows.computed else "from a table",
            "" if rows.computed else f"{prefix}_rows.mem",
            first,
            int(rows.base[0]),
            int(rows.start[0]),
            int(rows.length[0]),
        ),
        f"{prefix}_weights.mem",
        "" if core.offsets is None else f"{prefix}_offsets.mem",
        _Memory(parameters, f"{prefix}_parameters.mem") if parameters else None,
        tuple(_members(core, members)) if several else (),
        neurons,
        _muxed([(n.prefix, _widen(f"{n.prefix}_next", n.state_high + 1, bits)) for n in neurons]),
        _spike_value(neurons),
        _Spikes(core.slot_bits - 1) if core.spiking else None,
        _values(core, members) if core.values else None,
        tuple(masks),
        tuple(serialisers),
        " && ".join(["!s3_valid || (1'b1", *(f"{s.prefix}_ready" for s in serialisers)]) + ")",
        _unused(core, several, serialisers),
    )
    return fold(render("core/core.v.j2", context))


def _placed(core: Core, part: Slice) -> str:
    last = part.word + -(-part.size // core.lanes) - 1
    return f"words {part.word:>4} … {last:<4} {part.population}[{part.first}:{part.first + part.size - 1}]"


def _unused(core: Core, several: bool, serialisers: list[_Serialiser]) -> str:
    """Signals that this core has no use for."""
    names = [] if serialisers or several else ["s3_word"]
    names += [] if serialisers else ["s3_last", "s3_user"]
    return ", ".join(names)


def _members(core: Core, hosted: list[tuple[QuantisedPopulation, list[Slice]]]) -> list[_Member]:
    """Which words belong to each population but the last, which is the one left over."""
    members = []
    for population, parts in hosted[:-1]:
        ranges = []
        for part in parts:
            high = part.word + -(-part.size // core.lanes) - 1
            bounds = [f"s3_word >= {core.word_bits}'d{part.word}"] if part.word else []
            bounds += [f"s3_word <= {core.word_bits}'d{high}"] if high < (1 << core.word_bits) - 1 else []
            ranges.append("(" + " && ".join(bounds) + ")")
        members.append(_Member(f"is_pop_{population.name}", " || ".join(ranges)))
    return members


def _neuron(network: str, core: Core, population: QuantisedPopulation) -> _Neuron:
    program = population.program
    own = parameter_bits(program)
    return _Neuron(
        population.name,
        neuron_module(network, core, population.name),
        f"pop_{population.name}",
        state_bits(program) - 1,
        program.input.type.width - 1,
        _initial(population),
        f"parameters_q[{own - 1}:0]" if own else "",
        program.spike is not None,
    )


def _initial(population: QuantisedPopulation) -> str:
    """The packed initial state as an expression: constants, or fields of the parameter memory."""
    low = parameter_bits(population.program)
    fields = []
    for port, (_, value) in zip(population.program.states, population.initial, strict=True):
        width = port.type.width
        if isinstance(value, np.ndarray):
            fields.append(f"parameters_q[{low + width - 1}:{low}]")
            low += width
        else:
            fields.append(f"{width}'h{value & ((1 << width) - 1):x}")
    return f"{{{', '.join(reversed(fields))}}}"


def _widen(name: str, own: int, width: int) -> str:
    return name if own == width else f"{{{width - own}'d0, {name}}}"


def _muxed(choices: list[tuple[str, str]]) -> str:
    """The value of the population in stage 3; the last is the one left over."""
    text = choices[-1][1]
    for prefix, value in reversed(choices[:-1]):
        text = f"is_{prefix} ? {value} : {text}"
    return text


def _spike_value(neurons: tuple[_Neuron, ...]) -> str:
    return _muxed([(n.prefix, f"{n.prefix}_spike" if n.spiking else "1'b0") for n in neurons])


def _values(core: Core, hosted: list[tuple[QuantisedPopulation, list[Slice]]]) -> _Values:
    """The streamed state variable of each population, sign-extended to the width of the stream."""
    streamed = dict(core.values)
    choices = []
    for population, _ in hosted:
        text = f"{core.value_bits}'d0"
        if population.name in streamed:
            text = _field(population.program, streamed[population.name], f"pop_{population.name}_next", core.value_bits)
        choices.append((f"pop_{population.name}", text))
    return _Values(core.value_bits + core.slot_bits - 1, core.value_bits, _muxed(choices))


def _field(program: IntegerProgram, variable: str, vector: str, width: int) -> str:
    low = 0
    for port in program.states:
        if port.name == variable:
            break
        low += port.type.width
    own: IntType = program.port(variable).type
    text = f"{vector}[{low + own.width - 1}:{low}]"
    if own.width == width:
        return text
    fill = f"{vector}[{low + own.width - 1}]" if own.signed else "1'b0"
    return f"{{{{{width - own.width}{{{fill}}}}}, {text}}}"


def _mask(core: Core, name: str, comment: str, parts: list[Slice]) -> _Mask:
    """Lanes in use per word of ``parts``; words elsewhere have none."""
    lanes = {word: 0 for word in range(core.words)}
    for part in parts:
        for k in range(-(-part.size // core.lanes)):
            used = min(core.lanes, part.size - k * core.lanes)
            lanes[part.word + k] = (1 << used) - 1
    values = list(lanes.values())
    default = max(set(values), key=lambda v: (values.count(v), v))
    rows = tuple(
        _MaskRow(f"{core.word_bits}'d{word}", f"{core.lanes}'h{value:x}")
        for word, value in lanes.items()
        if value != default
    )
    return _Mask(name, comment, rows, f"{core.lanes}'h{default:x}")
