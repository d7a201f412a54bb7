"""What a core takes, block by block: its registers as each block names them, its memories, and logic by its sizes."""

from __future__ import annotations

import numpy as np

from snnc.analysis.parts import Parts, Piece, logic
from snnc.analysis.resources_neuron import neuron_parts
from snnc.analysis.resources_storage import fours, held, ram_parts, rom_of, rom_parts
from snnc.analysis.resources_streams import serialiser_parts, skid_buffer_parts
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.blocks.accumulators import LaneAccumulators
from snnc.plan.blocks.core import core_blocks
from snnc.plan.blocks.gather import GatherSequencer
from snnc.plan.blocks.neurons import Neurons
from snnc.plan.blocks.parameters import NeuronParameters
from snnc.plan.blocks.rows import RowSource
from snnc.plan.blocks.states import States
from snnc.plan.blocks.sweep import SweepSequencer
from snnc.plan.blocks.synapses import SynapseRoms
from snnc.plan.blocks.tags import Tags
from snnc.plan.hardware import Core
from snnc.program.expand import expand
from snnc.target.fabrics import Fabric, block_ram, ram


def core_parts(core: Core, network: QuantisedNetwork, fabric: Fabric) -> Parts:
    """The parts of ``core``."""
    blocks = core_blocks(core, network)
    total = logic(Piece.CORE, 1) + skid_buffer_parts(blocks.input, fabric)
    total += _rows(blocks.rows, fabric) + _synapses(blocks.synapses, blocks.sweep, fabric)
    total += _gather(blocks.gather, fabric) + _sweep(blocks.sweep, fabric) + _tags(blocks.tags, fabric)
    total += _accumulator(blocks.accumulators, fabric) * blocks.accumulators.kept
    total += _states(blocks.states, fabric) * blocks.states.kept
    total += _parameters(blocks.parameters, blocks.sweep, fabric)
    total += _update(blocks.neurons, blocks.parameters, fabric) * blocks.neurons.kept
    for each in blocks.serialisers.values():
        total += serialiser_parts(each, fabric)
    return total


def _rows(rows: RowSource, fabric: Fabric) -> Parts:
    """A table has its length compared with 0, a computed row its axon multiplied by the length."""
    if not rows.table:
        added = (rows.length.bit_count() - 1) * rows.varying_address_bits
        return held(rows, fabric) + logic(Piece.ADD, added)
    (table,) = rows.images().values()
    parts = held(rows, fabric) + logic(Piece.REDUCE, rows.length_bits)
    return parts + rom_parts(table, 1, fabric, whole=table.size)


def _synapses(synapses: SynapseRoms, sweep: SweepSequencer, fabric: Fabric) -> Parts:
    """The slices of the weights, of which the lanes that are kept are read, and the offsets of sparse rows."""
    core = synapses.core
    read = np.repeat(np.isin(np.arange(core.lanes), sweep.kept_lanes), core.weight_bits)
    images, total, low = synapses.images(), Parts(), 0
    for name, width in synapses.slices.items():
        image = images[name]
        total += rom_parts(image[:, read[low : low + width]], core.gather_stages, fabric, whole=image.size)
        low += width
    if synapses.sparse:
        offsets = images["offsets"]
        total += rom_parts(offsets, 2, fabric, whole=offsets.size) + logic(Piece.ADD, core.word_bits)
    return total


def _gather(gather: GatherSequencer, fabric: Fabric) -> Parts:
    compared = logic(Piece.REDUCE, gather.place_bits * gather.comparisons)
    return held(gather, fabric) + logic(Piece.COUNT, gather.counted_bits) + compared


def _sweep(sweep: SweepSequencer, fabric: Fabric) -> Parts:
    return held(sweep, fabric) + logic(Piece.COUNT, sweep.core.index_bits)


def _tags(tags: Tags, fabric: Fabric) -> Parts:
    """The banks, each with its own choice of address."""
    if not tags.there:
        return Parts()
    core = tags.core
    bank = ram_parts(ram(fabric, core.words, 1), 1, reads=1, registered=True)
    bank += logic(Piece.TAG, 2 * core.word_bits)
    return bank * core.banks + held(tags, fabric)


def _accumulator(sums: LaneAccumulators, fabric: Fabric) -> Parts:
    """A lane: the addition, the sums, and where they are in blocks what passes by them."""
    core, bits = sums.core, sums.core.sum_bits
    parts = logic(Piece.ACCUMULATE, bits) + held(sums, fabric)
    if core.block:
        layout = block_ram(fabric, sums.cells, bits, reads=core.banks)
        parts += logic(Piece.PASS, bits)
    else:
        # With two banks both addresses come from registers. These go into the ports, which must then
        # see what is written.
        two = core.banks == 2
        layout = ram(fabric, sums.cells, bits, reads=core.banks, read_registers=two, transparent=2 if two else 0)
    return parts + ram_parts(layout, bits, reads=core.banks, registered=False)


def _states(states: States, fabric: Fabric) -> Parts:
    """The states of an update lane."""
    layout = ram(fabric, states.core.groups, states.bits)
    return ram_parts(layout, states.bits, reads=1, registered=True) + held(states, fabric)


def _parameters(parameters: NeuronParameters, sweep: SweepSequencer, fabric: Fabric) -> Parts:
    """The memory of parameters, by its size: every column counts as one of its own."""
    width, groups = parameters.bits * sweep.kept_updates, parameters.core.groups
    return rom_of(groups, 1, fabric, whole=width * groups, varying=width, distinct=width)


def _update(neurons: Neurons, parameters: NeuronParameters, fabric: Fabric) -> Parts:
    """An update lane: what it takes of sums and states, and the datapath of every population."""
    core, programs = neurons.core, [each.population.program for each in neurons.hosted]
    states = [program.state_bits for program in programs]
    parts = held(neurons, fabric) + logic(Piece.FETCH, max(states))
    parts += logic(Piece.CHOOSE if core.share > 1 else Piece.FETCH, core.sum_bits * max(1, fours(core.share)))
    parts += logic(Piece.SELECT, parameters.initial_bits + sum(states[:-1]))
    for each in neurons.hosted:
        parts += neuron_parts(expand(each.population.program), each.datapath.stages, core.update_stages, fabric)
    return parts
