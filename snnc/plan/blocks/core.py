"""All blocks of a core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.blocks.accumulators import LaneAccumulators
from snnc.plan.blocks.block import Block, Engine, Memory
from snnc.plan.blocks.gather import GatherSequencer
from snnc.plan.blocks.hosted import hosted
from snnc.plan.blocks.neurons import Neurons
from snnc.plan.blocks.parameters import NeuronParameters
from snnc.plan.blocks.rows import RowSource
from snnc.plan.blocks.scaler import WeightScaler
from snnc.plan.blocks.states import States
from snnc.plan.blocks.streams import Repeater, Serialiser, SkidBuffer, repeaters, serialisers
from snnc.plan.blocks.sweep import SweepSequencer
from snnc.plan.blocks.synapses import SynapseRoms
from snnc.plan.blocks.tags import Tags
from snnc.plan.hardware import Core


@dataclass(frozen=True, eq=False)
class CoreBlocks:
    """The blocks of ``core``, in the order in which a report lists their memories.

    ``scalers``: one where events carry numbers; ``accumulators``: one for each receptor.
    """

    core: Core
    input: SkidBuffer
    synapses: SynapseRoms
    rows: RowSource
    gather: GatherSequencer
    scalers: tuple[WeightScaler, ...]
    accumulators: tuple[LaneAccumulators, ...]
    tags: Tags
    sweep: SweepSequencer
    states: States
    parameters: NeuronParameters
    neurons: Neurons
    serialisers: dict[str, Serialiser]
    repeaters: tuple[Repeater, ...]

    def __iter__(self) -> Iterator[Block]:
        yield from (self.input, self.synapses, self.rows, self.gather, *self.scalers, *self.accumulators)
        yield from (self.tags, self.sweep)
        yield from (self.states, self.parameters, self.neurons, *self.serialisers.values(), *self.repeaters)

    @property
    def memories(self) -> tuple[Memory, ...]:
        """The memories of all blocks."""
        return tuple(memory for block in self for memory in block.memories)


def engines(core: Core) -> tuple[Engine, ...]:
    """The blocks of ``core`` that the cycle model is built of."""
    return GatherSequencer(core), SweepSequencer(core)


def core_blocks(core: Core, network: QuantisedNetwork) -> CoreBlocks:
    """The blocks of ``core``, which builds its part of ``network``."""
    populations = hosted(core, network)
    return CoreBlocks(
        core=core,
        input=SkidBuffer(core.axon_bits + core.number_bits),
        synapses=SynapseRoms(core),
        rows=RowSource(core),
        gather=GatherSequencer(core),
        scalers=(WeightScaler(core),) if core.scaled else (),
        accumulators=tuple(LaneAccumulators(core, populations, k) for k in range(core.receptors)),
        tags=Tags(core),
        sweep=SweepSequencer(core),
        states=States(core, populations),
        parameters=NeuronParameters(core, populations),
        neurons=Neurons(core, populations),
        serialisers=serialisers(core),
        repeaters=repeaters(core),
    )
