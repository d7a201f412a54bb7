"""Estimates by hand: every structural count of small parts, and what must hold of all of them."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from support.networks import feed_forward

import snnc
from snnc.analysis.resources import estimate, parts_of
from snnc.core.resources import resource
from snnc.plan.blocks.datapath import neuron_parts
from snnc.plan.blocks.storage import fours
from snnc.plan.blocks.streams import Serialiser, SkidBuffer, StreamFifo
from snnc.plan.blocks.synapses import SynapseRoms
from snnc.program.expand import expand
from snnc.target import ecp5, ice40, xc7
from snnc.target.architecture import Accumulators, Architecture
from snnc.target.devices import device
from snnc.target.memory import ROM_BLOCK_BITS
from snnc.target.parts import Parts, Piece, logic, registers, shift
from snnc.target.resources import Resources

ECP5, ICE40, XC7 = ecp5.FABRIC, ice40.FABRIC, xc7.FABRIC


def test_parts_add_up() -> None:
    parts = (logic(Piece.ADD, 3) + registers(2)) * 2 + logic(Piece.ADD, 1)
    assert parts.logic == {Piece.ADD: 7.0} and parts.exact == Resources(ff=4)
    prices = dict.fromkeys(Piece.__members__, 2.0)
    assert parts.priced(prices) == Resources(lut=14, ff=4)
    assert shift(5, 2, 3) == registers(10)
    assert shift(5, 3, 3) == Parts(exact=Resources(lut=5, lutram=5))
    assert shift(5, 9, 0) == registers(45)


def test_a_read_only_memory_is_in_blocks_from_the_size_that_the_rtl_says() -> None:
    text = (resource("hw") / "rtl" / "memory" / "rom.v").read_text()
    assert re.findall(r"localparam BLOCK_BITS = (\d+);", text) == [str(ROM_BLOCK_BITS)]
    assert "WIDTH * DEPTH >= BLOCK_BITS" in text


def test_multipliers() -> None:
    assert XC7.multipliers(13, 9) == 1 and XC7.multipliers(26, 9) == 2 and XC7.multipliers(3, 2) == 0
    assert device("hx8k").fabric.multipliers(16, 16) == 0
    assert device("up5k").fabric == ICE40


def test_streams() -> None:
    assert SkidBuffer(6).parts(XC7).exact == Resources(ff=20)
    # Two lanes, three bits of word: 7 held in each place of the buffer and behind it.
    assert Serialiser(2, 2, 3, 0).parts(XC7).exact == Resources(ff=2 * 7 + 2 + 7 + 1)
    assert Serialiser(4, 4, 3, 10).parts(XC7).logic[Piece.CHOOSE] == 10
    # 32 beats of 5 bits: pointers 5 and 5, count 6, valid, read register 5; one RAM32M.
    assert StreamFifo(32, 2).parts(XC7).exact == Resources(lut=4, lutram=4, ff=22)
    assert [fours(ways) for ways in (1, 2, 4, 5, 16)] == [0, 1, 1, 2, 4]


def _planned(network: snnc.Network, architecture: Architecture, quantise: snnc.QuantiseOptions | None = None):
    return snnc.compile(network, quantise=quantise, architecture=architecture)


def test_neuron_registers() -> None:
    stages = _planned(feed_forward(), Architecture(lanes=4, clock_mhz=130))
    core = stages.plan.cores[0]
    circuit = expand(stages.quantised.population("hidden").program)
    combinational = neuron_parts(circuit, [0] * len(circuit.body), 1, XC7)
    assert combinational.exact == Resources()
    pipelined = neuron_parts(circuit, core.datapaths[0].stages, core.update_stages, XC7)
    assert pipelined.logic == combinational.logic or pipelined.exact.ff > 0
    assert pipelined.exact.ff > 0


def test_a_core_by_hand() -> None:
    """Registers of the smallest core: each term is a register of the Verilog."""
    b = snnc.NetworkBuilder("one")
    b.input("x", 4)
    b.population("y", 2, model="if", threshold=1.0)
    b.connect("x", "y", np.array([[1.0, 0.25], [0.5, -1.0], [-0.25, 0.75], [0.75, 0.5]]))
    b.output("y")
    options = snnc.QuantiseOptions(snnc.WeightOptions(3), snnc.StateOptions(bits=6, fraction_bits=0))
    stages = _planned(b.build(), Architecture(lanes=1, clock_mhz=10, overlap=False), options)
    core = stages.plan.cores[0]
    assert (core.words, core.groups, core.update_stages, core.weights.shape) == (2, 2, 1, (8, 1))
    assert (core.sum_bits, core.weight_bits, core.axon_bits, core.sweep_stages) == (4, 3, 2, 2)
    buffers = (2 * (2 + 3) + 2) + (2 * 4 + 2 + 4 + 1)  # axon and flags; lane, word, last and user
    rows = 4 + 2  # valid and flags; 3 bits of base, of which the lowest is always 0
    weights = 3 * core.gather_stages  # in registers: too small for a block
    row = 6 + 2 + (3 + 2 + 1)  # flags, closed steps; address, words left, word
    gather = row + 2 * (2 + 1) + 2 + 2  # event, close and word in two stages; user and first
    sweep = (3 + 4 + 1) + 2 + 2 + 2 * (1 + 1 + 1)  # waiting and stage 0; valid; first and empty; index, last, user
    update = 4 + 6 + 6  # sum, state, and the state as it was read
    found = parts_of(stages.plan, stages.quantised, device("xc7z020")).exact
    assert found.bram == found.dsp == 0
    assert found.lutram == 4 + 4  # sums and states, a RAM32M each
    assert found.ff == buffers + rows + weights + gather + sweep + update


@pytest.mark.parametrize("name", ["xc7z020", "ecp5-25f", "up5k"])
@pytest.mark.parametrize("overlap", [False, True])
def test_more_lanes_never_take_less_logic(name: str, overlap: bool) -> None:
    """Memories set aside: a deep one of few lanes may take more tables than many shallow ones."""
    network = feed_forward(40, 64, 64)
    last = 0
    for lanes in (1, 2, 4, 8, 16, 32, 64):
        kind = Architecture(lanes=lanes, overlap=overlap, accumulators=Accumulators.BLOCK)
        stages = _planned(network, kind)
        total = estimate(stages.plan, stages.quantised, device(name)).total
        assert total.lut - total.lutram >= last
        last = total.lut - total.lutram


@pytest.mark.parametrize("name, blocks", [("xc7z020", 0.5), ("ecp5-25f", 1), ("up5k", 1)])
def test_a_memory_of_signs_is_a_memory(name: str, blocks: float) -> None:
    """Weights of +1 and -1 differ in no other bit than the one that is stored."""
    rng = np.random.default_rng(0)
    b = snnc.NetworkBuilder("signs")
    b.input("x", 64)
    b.population("y", 64, model="if", threshold=8.0)
    b.connect("x", "y", rng.choice([-1.0, 1.0], (64, 64)))
    b.output("y")
    stages = _planned(b.build(), Architecture(lanes=8), snnc.QuantiseOptions(snnc.WeightOptions(1)))
    (core,) = stages.plan.cores
    assert core.weight_bits == 1 and SynapseRoms(core).stored.size == 4096
    parts = parts_of(stages.plan, stages.quantised, device(name)).exact
    assert parts.bram >= blocks


def test_the_total_is_the_sum_of_cores_and_routing() -> None:
    stages = _planned(feed_forward(), Architecture(lanes=2, cores=2))
    told = estimate(stages.plan, stages.quantised, device("ecp5-25f"))
    total = told.routing
    for _, used in told.cores:
        total += used
    assert told.total == total and told.routing.lut > 0
    assert [name for name, _ in told.cores] == [core.name for core in stages.plan.cores]


def test_a_second_bank_takes_more() -> None:
    network = feed_forward(40, 64, 10)
    one, two = (
        estimate(stages.plan, stages.quantised, device("xc7z020")).total
        for overlap in (False, True)
        for stages in [_planned(network, replace(Architecture(lanes=8), overlap=overlap))]
    )
    assert one.lut < two.lut
