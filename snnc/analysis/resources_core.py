"""What a core takes, module by module of ``hw/rtl/core`` and as ``templates/core/core.v.j2`` joins them."""

from __future__ import annotations

import numpy as np

from snnc.analysis.parts import Parts, Piece, logic, registers, shift
from snnc.analysis.resources_neuron import neuron_parts
from snnc.analysis.resources_streams import FLAGS, fours, ram_parts, serialiser, skid_buffer
from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation
from snnc.numbers.fixed import unsigned_width
from snnc.numbers.packing import pack_fields
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric, block_ram, ram, small_rom
from snnc.target.resources import Resources

#: From this many bits on a read-only memory is in blocks; see ``hw/rtl/memory/rom.v``.
_ROM_BLOCK_BITS = 2048


def core_parts(core: Core, network: QuantisedNetwork, fabric: Fabric) -> Parts:
    """The parts of ``core``."""
    counter = _Core(core, network, fabric)
    total = logic(Piece.CORE, 1) + skid_buffer(core.axon_bits + FLAGS)
    total += counter.row_fetch() + counter.synapses() + counter.gather() + counter.sweep()
    total += counter.tags() + counter.accumulator() * len(counter.lanes)
    total += counter.update() * counter.updates + counter.parameters()
    if core.spiking:
        total += serialiser(counter.updates, core.index_bits, 0)
    if core.values:
        total += serialiser(counter.updates, core.index_bits, core.value_bits)
    return total


class _Core:
    def __init__(self, core: Core, network: QuantisedNetwork, fabric: Fabric) -> None:
        self.core = core
        self.fabric = fabric
        self.populations: list[QuantisedPopulation] = [network.population(d.population) for d in core.datapaths]
        self.address = unsigned_width(core.weights.shape[0] - 1)
        self.length = unsigned_width(int(core.rows.length.max()))
        # Nothing reads the spikes of a lane without neurons, so that synthesis drops it.
        largest = max(part.size for part in core.slices)
        self.updates = core.update_lanes if core.values else min(core.update_lanes, largest)
        parts = min(core.share, 1 << core.index_bits)
        self.lanes = [part * core.update_lanes + update for part in range(parts) for update in range(self.updates)]

    def shift(self, bits: int, stages: int) -> Parts:
        """``bits`` that are only passed on for ``stages``."""
        return shift(bits, stages, self.fabric.shift_register)

    def rom(self, image: np.ndarray, latency: int, whole: int = 0) -> Parts:
        """``rom`` with the bits ``image`` [words, bits], of ``whole`` bits as it is written.

        Columns that never change are none.
        """
        whole = whole or image.size
        words, width = image.shape
        if not width:
            return Parts()
        varying = int(np.count_nonzero((image != image[0]).any(axis=0)))
        distinct = min(varying, len({column.tobytes() for column in image.T}))
        return self.rom_of(words, whole, varying, distinct, latency)

    def rom_of(self, words: int, whole: int, varying: int, distinct: int, latency: int) -> Parts:
        """``rom`` of ``whole`` bits, of whose columns so many vary and so many differ."""
        if not varying:
            return Parts()
        told = whole >= _ROM_BLOCK_BITS
        layout = block_ram(self.fabric, words, varying, written=False) if told else None
        layout = layout or small_rom(self.fabric, words, varying)
        if layout.blocks:
            return Parts(exact=Resources(bram=layout.blocks)) + self.shift(varying, latency - 1)
        return logic(Piece.LOGIC_ROM, distinct * -(-words // self.fabric.column)) + registers(distinct * latency)

    def row_fetch(self) -> Parts:
        """The row at hand; behind a table also the beat whose row is being read."""
        core, rows = self.core, self.core.rows
        if rows.computed:
            factor = int(rows.length[0])
            fixed = (factor & -factor).bit_length() - 1
            parts = registers(4 + self.address - fixed)
            return parts + logic(Piece.ADD, (factor.bit_count() - 1) * (self.address - fixed))
        fields = ((rows.base, self.address), (rows.start, core.word_bits), (rows.length, self.length))
        table = self.rom(pack_fields(list(fields)), 1)
        held = sum(width for _, width in fields)
        return table + registers(4 + 4 + held) + logic(Piece.REDUCE, self.length)

    def synapses(self) -> Parts:
        """The synapse memory in its slices, and the offsets of sparse rows."""
        core = self.core
        image = pack_fields([(column, core.weight_bits) for column in core.stored_weights.T])
        read = np.repeat(np.isin(np.arange(core.lanes), self.lanes), core.weight_bits)
        total, low = Parts(), 0
        for width in core.weight_slices:
            columns = image[:, low : low + width][:, read[low : low + width]]
            total += self.rom(columns, core.gather_stages, width * len(image))
            low += width
        if core.offsets is not None:
            total += self.rom(pack_fields([(core.offsets, core.word_bits)]), 2) + logic(Piece.ADD, core.word_bits)
        return total

    def gather(self) -> Parts:
        """``gather_sequencer``: the row at hand, and what travels with its words."""
        core = self.core
        two, sparse, marked = core.banks == 2, core.offsets is not None, not core.uniform
        counted = self.address + self.length + (0 if sparse else core.word_bits)
        parts = logic(Piece.COUNT, counted) + registers(self.address + self.length + core.word_bits)
        parts += registers(4 + two + (not marked) * 2 + two + 2)
        stages = 2 + sparse + core.block
        place = core.word_bits + two
        watched = marked or core.block
        parts += registers(stages * (2 + place)) + logic(Piece.REDUCE, place * (watched + core.block))
        parts += registers(watched)
        return parts + self.shift(1, stages) + (Parts() if marked else self.shift(1, stages))

    def sweep(self) -> Parts:
        """``sweep_sequencer``: the step that waits, the group at hand, and what travels with it."""
        core = self.core
        two, uniform, stages = core.banks == 2, core.uniform, core.sweep_stages
        short = core.groups <= stages
        parts = registers(2 + uniform + 3 + uniform + two + core.index_bits) + logic(Piece.COUNT, core.index_bits)
        parts += registers(stages + 1 + uniform + two)
        tapped = (
            core.index_bits if self._second_stage_reads_word() else min(core.index_bits, core.share.bit_length() - 1)
        )
        parts += registers(tapped) + self.shift(tapped, stages - 1) + self.shift(core.index_bits - tapped, stages)
        parts += self.shift(1, stages) if short else registers(1) + self.shift(1, stages - 1)
        return parts + self.shift(1, stages)

    def _second_stage_reads_word(self) -> bool:
        core = self.core
        return (core.words > 1 and not core.block) or not core.uniform or len(self.populations) > 1

    def tags(self) -> Parts:
        """``word_tags``: a bit for each word of sums, in each bank."""
        core = self.core
        if core.uniform:
            return Parts()
        bank = ram_parts(ram(self.fabric, core.words, 1), 1, reads=1, registered=True)
        bank += logic(Piece.TAG, 2 * core.word_bits)
        return bank * core.banks + registers(1 + core.word_bits + (core.banks == 2) + core.block)

    def accumulator(self) -> Parts:
        """``lane_accumulator``: the addition, the sums, and where they are in blocks what goes around them."""
        core = self.core
        two, bits = core.banks == 2, core.sum_bits
        cells = (2 if core.words == 1 else 2 << core.word_bits) if two else core.words
        add = logic(Piece.ACCUMULATE, bits)
        if core.block:
            layout = block_ram(self.fabric, cells, bits, reads=core.banks)
            around = registers(2 * bits) + logic(Piece.PASS, bits)
            return add + around + ram_parts(layout, bits, reads=core.banks, registered=False)
        # Where both addresses come from registers, these go into the ports, which must then see what is written.
        layout = ram(self.fabric, cells, bits, reads=core.banks, read_registers=two, transparent=2 if two else 0)
        return add + ram_parts(layout, bits, reads=core.banks, registered=False)

    def update(self) -> Parts:
        """One update lane: states, the group of sums, and the datapath of every population."""
        core = self.core
        states = [p.program.state_bits for p in self.populations]
        bits = max(states)
        own = max(p.program.parameter_bits for p in self.populations)
        summed = max(p.program.input.type.width for p in self.populations)
        parts = registers(summed + bits + own) + logic(Piece.FETCH, bits)
        parts += logic(Piece.CHOOSE if core.share > 1 else Piece.FETCH, core.sum_bits * max(1, fours(core.share)))
        parts += ram_parts(ram(self.fabric, core.groups, bits), bits, reads=1, registered=True)
        parts += logic(Piece.SELECT, sum(_spread_bits(p) for p in self.populations))
        parts += logic(Piece.SELECT, sum(states[:-1]))
        for datapath, population in zip(core.datapaths, self.populations, strict=True):
            parts += neuron_parts(population.program, datapath.stages, core.update_stages, self.fabric)
        return parts

    def parameters(self) -> Parts:
        """The memory of parameters and initial values that differ between neurons, by its size."""
        core = self.core
        width = max(p.program.parameter_bits + _spread_bits(p) for p in self.populations)
        width *= self.updates
        return self.rom_of(core.groups, width * core.groups, width, width, 1)


def _spread_bits(population: QuantisedPopulation) -> int:
    """Bits of initial values that differ between neurons."""
    pairs = zip(population.program.states, population.initial, strict=True)
    return sum(port.type.width for port, (_, value) in pairs if isinstance(value, np.ndarray))
