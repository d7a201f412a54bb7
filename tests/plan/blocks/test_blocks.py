"""The blocks of a core say what their modules of ``hw/rtl`` have: parameters and registers, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import pytest
from meaning.networks import any_options, graded_network
from support.networks import random_architecture, random_folds, random_network, random_options
from support.verilog import modules

import snnc
from snnc.plan.blocks.accumulators import LaneAccumulators
from snnc.plan.blocks.block import Block
from snnc.plan.blocks.core import CoreBlocks, core_blocks
from snnc.plan.blocks.neurons import Neurons
from snnc.plan.blocks.streams import Repeater, StreamFifo

#: Registers of read ports, which are in the memories that they read, or counted with them; and one that
#: nothing reads, as sparse rows leave words out, so that tags tell which sums a step has written.
_NOT_NAMED = {
    "lane_accumulator": {"read_q", "swept_q"},
    "word_tags": {"tag_q"},
    "gather_sequencer": {"index_first_q"},
}


@cache
def _cores() -> tuple[tuple[snnc.Compiled, CoreBlocks], ...]:
    """Cores of every kind: folds, banks, block memories, sparse and computed rows, streams of values, numbers."""
    found = []
    for seed in range(40):
        network = random_network(seed)
        architecture = random_folds(network, seed) if seed % 2 else random_architecture(seed)
        compiled = snnc.compile(network, quantise=random_options(seed), architecture=architecture)
        found += [(compiled, core_blocks(core, compiled.quantised)) for core in compiled.plan.cores]
    for seed in range(12):
        network = graded_network(seed)
        architecture = random_folds(network, seed) if seed % 2 else random_architecture(seed)
        compiled = snnc.compile(network, quantise=any_options(network, seed), architecture=architecture)
        found += [(compiled, core_blocks(core, compiled.quantised)) for core in compiled.plan.cores]
    return tuple(found)


def _blocks() -> Iterator[Block]:
    for _, blocks in _cores():
        yield from blocks
    yield StreamFifo(32, 5)
    yield Repeater(5, 2)


def _of(module: str) -> list[Block]:
    return [block for block in _blocks() if block.module == module]


MODULES = sorted({block.module for block in _blocks() if block.module})


def test_every_module_of_a_core_is_a_block() -> None:
    folder = {name for name, path in modules().items() if path.parent.name == "core"}
    assert folder <= set(MODULES)


@pytest.mark.parametrize("module", MODULES)
def test_parameters_are_those_of_the_module(module: str) -> None:
    declared = re.findall(r"^    parameter (\w+) =", modules()[module].read_text(), re.MULTILINE)
    given: set[str] = set()
    for block in _of(module):
        names = list(block.parameters)
        assert names == [name for name in declared if name in names], "in the order of the module"
        given |= set(names)
    # The synapse memory is several modules, each with parameters of its own.
    expected = set(declared) - {"FILE"}
    assert given == expected


def _declared(text: str) -> set[str]:
    """Registers in clocked blocks, without memories and variables of functions."""
    text = re.sub(r"function.*?endfunction|begin : update\n.*?;", "", text, flags=re.DOTALL)
    return set(re.findall(r"^ +reg +(?:\[[^\]]*\] +)?(\w+_q(?:_\d+)?);", text, re.MULTILINE))


@pytest.mark.parametrize("module", sorted(set(MODULES) - {"rom", "sdp_ram"}))
def test_registers_are_those_of_the_module(module: str) -> None:
    """Each register of the module is one of the block in some fold, and the other way round."""
    declared = _declared(modules()[module].read_text()) - _NOT_NAMED.get(module, set())
    registers = [register for block in _of(module) for register in block.registers if register.bits]
    named = {name for register in registers for name in (register.name, *register.behind)}
    assert named == declared


def test_registers_of_the_update_lanes_are_in_the_generated_core() -> None:
    for compiled, blocks in _cores():
        (text,) = (t for n, t in compiled.artifacts.files.items() if n.endswith(f"__{blocks.core.name}.v"))
        assert {r.name for r in blocks.neurons.registers if r.bits} <= _declared(text) <= _names(blocks.neurons)


def _names(neurons: Neurons) -> set[str]:
    return {register.name for register in neurons.registers}


def test_two_banks_hold_twice_as_much() -> None:
    for _, blocks in _cores():
        core = blocks.core
        one, two = (replace(core, banks=banks) for banks in (1, 2))
        hosted = blocks.neurons.hosted
        (alone,), (both,) = (LaneAccumulators(core, hosted, 0).memories for core in (one, two))
        assert both.used == 2 * (alone.used or 0)
        assert both.depth >= 2 * alone.depth


def test_images_are_the_memories() -> None:
    """Images have the sizes of their memories; those of the synapse memory lie beside each other."""
    for _, blocks in _cores():
        for block in blocks:
            sizes = {memory.kind: (memory.depth, memory.width) for memory in block.memories}
            found: dict[str, tuple[int, int]] = {}
            for name, image in block.images().items():
                kind = name.rstrip("0123456789")
                found[kind] = (image.shape[0], found.get(kind, (0, 0))[1] + image.shape[1])
            assert all(sizes[kind] == size for kind, size in found.items())
