"""``core/core.v.j2``: one core, and the memory images it reads."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog import core_neurons
from snnc.backends.verilog.core_neurons import Mask, Member, Neuron, Values
from snnc.backends.verilog.layout import fold
from snnc.backends.verilog.naming import core_module, image_file, neuron_module
from snnc.core.names import in_comment
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.blocks.core import CoreBlocks, core_blocks
from snnc.plan.hardware import Core, HardwarePlan, Slice

#: Signals that some folds of a core have no use for.
_UNUSED = (
    *("s0_valid", "a_bank", "a_word", "b_bank", "b_word", "b_first", "recent", "again", "x0_bank", "x0_word"),
    *("x1_valid", "x1_bank", "x1_word", "x1_index", "x1_empty", "x1_leave", "xl_last", "xl_user"),
)


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
class _WeightSlice:
    instance: str
    low: int
    bits: int
    file: str


@dataclass(frozen=True)
class _Ports:
    """How sums are addressed: ``cells`` of them in a lane, by ``bits`` bits."""

    comment: str
    bits: int
    high: int
    cells: int
    b_cell: str
    read_cell: str
    read_en: str
    sweep_cell: str
    sweep_en: str


@dataclass(frozen=True)
class _Spikes:
    high: int


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
    update_lanes: int
    update_bits: int
    share: int
    share_bits: int
    words: int
    groups: int
    banks: int
    block: int
    forward: int
    tags: bool
    axon_bits: int
    axon_high: int
    addr_bits: int
    addr_high: int
    word_bits: int
    word_high: int
    index_bits: int
    index_high: int
    length_bits: int
    length_high: int
    sum_bits: int
    sum_high: int
    state_bits: int
    state_high: int
    weight_bits: int
    depth: int
    indexed: int
    gather_stages: int
    sweep_stages: int
    clocked: bool
    rows: _Rows
    weight_slices: tuple[_WeightSlice, ...]
    offsets_file: str
    parameters: _Memory | None
    x0_word: str
    x1_word: str
    x1_sum: str
    ports: _Ports
    members: tuple[Member, ...]
    neurons: tuple[Neuron, ...]
    initial: str
    next_state: str
    spike: str
    spikes: _Spikes | None
    values: Values | None
    masks: tuple[Mask, ...]
    serialisers: tuple[_Serialiser, ...]
    enable: str
    unused: str
    unused_bits: str


def core(plan: HardwarePlan, core: Core, network: QuantisedNetwork) -> str:
    """The Verilog of ``core``; its memory images are called ``MODULE_*.mem``."""
    prefix, names = core_module(plan, core), plan.names
    blocks = core_blocks(core, network)
    members = [(each.population, each.slices) for each in blocks.neurons.hosted]
    bits, parameters = blocks.states.bits, blocks.parameters.bits
    modules = [(p, neuron_module(plan, core, p.name)) for p, _ in members]
    neurons = tuple(core_neurons.neuron_instance(names, module, p) for p, module in modules)
    serialisers, masks = [], []
    if core.spiking:
        spiking = [part for p, parts in members if p.program.spike for part in parts]
        masks.append(core_neurons.mask(core, "spike_lanes", "Lanes that hold a spiking neuron", spiking))
        serialisers.append(_Serialiser("m", "spikes & spike_lanes", "1'b0", 0, 1))
    if core.values:
        streamed = {name for name, _ in core.values}
        valued = [part for p, parts in members if p.name in streamed for part in parts]
        comment = "Lanes that hold a neuron whose state is streamed"
        masks.append(core_neurons.mask(core, "value_lanes", comment, valued))
        ports = core.update_lanes * core.value_bits
        serialisers.append(_Serialiser("v", "value_lanes", "values", core.value_bits, ports))
    selections = core_neurons.members(names, core, members)
    depth, share_bits = blocks.synapses.depth, blocks.sweep.share_bits
    context = _Context(
        f"Core {core.name} of network {in_comment(network.name)}: {core.lanes} lanes, {core.words} words of neurons",
        (
            *(_placed(core, part) for part in core.slices),
            f"{core.groups} groups of {core.update_lanes} are updated, one per clock, in {core.update_stages} stages.",
        ),
        f"Synapse memory: {depth} words of {core.lanes} weights, {core.weight_bits} bits each.",
        prefix,
        core.lanes,
        core.update_lanes,
        (core.update_lanes - 1).bit_length(),
        core.share,
        share_bits,
        core.words,
        core.groups,
        core.banks,
        int(core.block),
        int(blocks.gather.forwards),
        blocks.tags.there,
        core.axon_bits,
        core.axon_bits - 1,
        blocks.rows.address_bits,
        blocks.rows.address_bits - 1,
        core.word_bits,
        core.word_bits - 1,
        core.index_bits,
        core.index_bits - 1,
        blocks.rows.length_bits,
        blocks.rows.length_bits - 1,
        core.sum_bits,
        core.sum_bits - 1,
        bits,
        bits - 1,
        core.weight_bits,
        depth,
        0 if core.offsets is None else 1,
        core.gather_stages,
        core.sweep_stages,
        core.update_stages > 1,
        _rows(prefix, core),
        _weight_slices(prefix, blocks),
        "" if core.offsets is None else image_file(prefix, "offsets"),
        _Memory(parameters, image_file(prefix, "parameters")) if parameters else None,
        _word(core, "x0_index", share_bits),
        _word(core, "x1_index", share_bits),
        f"sums[x1_index[{share_bits - 1}:0]*{core.sum_bits} +: {core.sum_bits}]" if share_bits else "sums",
        _ports(blocks),
        selections,
        neurons,
        core_neurons.initial_state(names, members, bits),
        core_neurons.choose([(f"is_{n.prefix}", _next(n, bits)) for n in neurons]),
        core_neurons.choose([(f"is_{n.prefix}", f"{n.prefix}_spike" if n.spiking else "1'b0") for n in neurons]),
        _Spikes(core.slot_bits - 1) if core.spiking else None,
        core_neurons.values(names, core, members) if core.values else None,
        tuple(masks),
        tuple(serialisers),
        " && ".join(["!xl_valid || (1'b1", *(f"{s.prefix}_ready" for s in serialisers)]) + ")",
        ", ".join((*_UNUSED, *(member.read for member in selections))),
        ", parameters_q, own_parameters" if parameters else "",
    )
    return fold(render("core/core.v.j2", context))


def _placed(core: Core, part: Slice) -> str:
    words = part.words(core.lanes)
    return (
        f"words {words[0]:>4} … {words[-1]:<4} {in_comment(part.population)}[{part.first}:{part.first + part.size - 1}]"
    )


def _rows(prefix: str, core: Core) -> _Rows:
    rows = core.rows
    return _Rows(
        "computed, all alike" if rows.computed else "from a table",
        "" if rows.computed else image_file(prefix, "rows"),
        0 if rows.computed else len(rows.base),
        int(rows.base[0]),
        int(rows.start[0]),
        int(rows.length[0]),
    )


def _weight_slices(prefix: str, blocks: CoreBlocks) -> tuple[_WeightSlice, ...]:
    slices, low = [], 0
    for name, bits in blocks.synapses.slices.items():
        slices.append(_WeightSlice(f"u_{name}", low, bits, image_file(prefix, name)))
        low += bits
    return tuple(slices)


def _word(core: Core, index: str, share_bits: int) -> str:
    """The word of sums of group ``index``."""
    own = core.index_bits - share_bits
    if own <= 0:
        return f"{core.word_bits}'d0"
    return core_neurons.widen(f"{index}[{core.index_bits - 1}:{share_bits}]", own, core.word_bits)


def _next(neuron: Neuron, bits: int) -> str:
    return core_neurons.widen(f"{neuron.prefix}_next", neuron.state_high + 1, bits)


def _ports(blocks: CoreBlocks) -> _Ports:
    """The addresses of a lane's sums: block memories are read ahead of their use."""
    core, sums = blocks.core, blocks.accumulators
    two, bits = core.banks == 2, sums.cell_bits

    def cell(stage: str) -> str:
        if sums.by_bank:
            return f"{stage}_bank"
        return f"{{{stage}_bank, {stage}_word}}" if two else f"{stage}_word"

    gather, sweep = ("a", "x0") if core.block else ("b", "x1")
    comment = "one for gathering and one for sweeping" if two else "gathering and sweeping share one"
    if two:
        read, sweep_cell = cell(gather), cell(sweep)
    else:
        read = f"{sweep}_valid ? {cell(sweep)} : {cell(gather)}"
        sweep_cell = "read_cell"
    shared = core.block and not two
    return _Ports(
        comment,
        bits,
        bits - 1,
        sums.cells,
        cell("b"),
        read,
        "en || !(x0_valid || x1_valid)" if shared else "1'b1",
        sweep_cell,
        "en" if core.block and two else "1'b1",
    )
