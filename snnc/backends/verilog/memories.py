"""Memory images of a core, as the text that ``$readmemh`` reads."""

from __future__ import annotations

import numpy as np

from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation
from snnc.numbers.fixed import unsigned_width
from snnc.numbers.packing import hex_lines, pack_fields
from snnc.plan.hardware import Core, Slice


def hosted(core: Core, network: QuantisedNetwork) -> list[tuple[QuantisedPopulation, list[Slice]]]:
    """The populations of a core in order of their first word, each with its slices."""
    found: dict[str, list[Slice]] = {}
    for part in core.slices:
        found.setdefault(part.population, []).append(part)
    return [(network.population(name), parts) for name, parts in found.items()]


def memories(prefix: str, core: Core, network: QuantisedNetwork) -> dict[str, str]:
    """The memory images of a core: file name -> ``$readmemh`` text."""
    packed = pack_fields([(column, core.weight_bits) for column in core.stored_weights.T])
    images = {}
    low = 0
    for name, width in zip(weight_files(prefix, core), core.weight_slices, strict=True):
        images[name] = hex_lines(packed[:, low : low + width])
        low += width
    if core.offsets is not None:
        images[f"{prefix}_offsets.mem"] = hex_lines(pack_fields([(core.offsets, core.word_bits)]))
    if not core.rows.computed:
        addr, length = address_bits(core), length_bits(core)
        rows = [(core.rows.base, addr), (core.rows.start, core.word_bits), (core.rows.length, length)]
        images[f"{prefix}_rows.mem"] = hex_lines(pack_fields(rows))
    width = lane_parameter_bits(core, network)
    if width:
        slots = np.zeros((core.words * core.lanes, width), np.uint8)
        for population, parts in hosted(core, network):
            fields = [
                (v, p.type.width)
                for p, (_, v) in zip(population.program.parameters, population.parameters, strict=True)
            ]
            fields += [(v, width) for v, width in _spread_initial(population)]
            if not fields:
                continue
            packed = pack_fields(fields)
            for part in parts:
                slots[part.slots(core.lanes), : packed.shape[1]] = packed[part.neurons]
        used = slots[: core.groups * core.update_lanes]
        images[f"{prefix}_parameters.mem"] = hex_lines(used.reshape(core.groups, -1))
    return images


def weight_files(prefix: str, core: Core) -> tuple[str, ...]:
    """The file of every slice of the synapse memory."""
    count = len(core.weight_slices)
    return tuple(f"{prefix}_weights{k if count > 1 else ''}.mem" for k in range(count))


def _spread_initial(population: QuantisedPopulation) -> list[tuple[np.ndarray, int]]:
    """Initial values that differ between neurons, with their widths."""
    pairs = zip(population.program.states, population.initial, strict=True)
    return [(value, port.type.width) for port, (_, value) in pairs if isinstance(value, np.ndarray)]


def lane_parameter_bits(core: Core, network: QuantisedNetwork) -> int:
    """Bits of one lane in the parameter memory."""
    widths = []
    for population, _ in hosted(core, network):
        initial = sum(width for _, width in _spread_initial(population))
        widths.append(population.program.parameter_bits + initial)
    return max(widths)


def address_bits(core: Core) -> int:
    """Bits of a synapse memory address."""
    return unsigned_width(core.weights.shape[0] - 1)


def length_bits(core: Core) -> int:
    """Bits of a row's length."""
    return unsigned_width(int(core.rows.length.max()))
