"""What a block of a core answers, whoever asks: Verilog, memory images, area, clocks, energy, the inventory."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

import numpy as np

from snnc.plan.blocks.clocks import CoreClocks
from snnc.plan.kahn import Process
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, registers, shift


class Turn(Enum):
    """What makes a core read or write a word of a memory."""

    EVENT = "an event arrives"
    WORD = "a word of synapses is read"
    ADD = "a word of synapses is added at the receptor that the memory is for"
    GROUP = "a group of neurons is updated"


@dataclass(frozen=True)
class Memory:
    """Memories of one kind of one owner (a core or a router).

    ``instances`` of them, each of ``depth`` words of ``width`` bits; ``used``: bits that hold
    something, None for a queue, whose depth is a worst case. ``reads`` and ``writes``: in which turns
    a word of every instance is read and written; none for tags, which count as control logic, and
    for queues, whose beats are counted one by one. ``receptor``: that it is for, 0 for one that serves all.
    """

    owner: str
    kind: str
    instances: int
    depth: int
    width: int
    used: int | None
    reads: tuple[Turn, ...] = ()
    writes: tuple[Turn, ...] = ()
    receptor: int = 0

    @property
    def bits(self) -> int:
        """Bits of all instances."""
        return self.instances * self.depth * self.width


@dataclass(frozen=True)
class Register:
    """A register of ``bits``, called as in the Verilog of its block; without those that synthesis drops.

    ``stages``: how many of them follow each other, which one vector holds, or the register and those
    ``behind`` it; ``passed``: a value only passes through these stages, so that a device may take a
    shift register for them.
    """

    name: str
    bits: int
    stages: int = 1
    passed: bool = False
    behind: tuple[str, ...] = ()


class Block:
    """One block. ``module``: the module of ``hw/rtl`` that it is an instance of, or empty."""

    module: ClassVar[str] = ""

    @property
    def parameters(self) -> dict[str, int]:
        """The parameters of its module, in the order of the module; without ``FILE``."""
        return {}

    @property
    def memories(self) -> tuple[Memory, ...]:
        """Its memories; those of no bits are none."""
        return ()

    def images(self) -> dict[str, np.ndarray]:
        """What its read-only memories hold: uint8 [words, bits], by the name of the memory image."""
        return {}

    @property
    def registers(self) -> tuple[Register, ...]:
        """The registers of one instance, without those in the read ports of its memories."""
        return ()

    @property
    def kept(self) -> int:
        """Instances that synthesis keeps."""
        return 1

    def parts(self, fabric: Fabric) -> Parts:
        """What all kept instances take of ``fabric``."""
        return self.instance(fabric) * self.kept

    def instance(self, fabric: Fabric) -> Parts:
        """What one instance takes: its registers, and what a block with memories or logic adds to them."""
        limit = fabric.shift_register
        total = registers(sum(r.bits * r.stages for r in self.registers if not (r.passed and limit)))
        for register in self.registers:
            if register.passed and limit:
                total += shift(register.bits, register.stages, limit)
        return total


class Engine(Block, ABC):
    """A block with a process of its own in the cycle model; the clocks of other blocks are part of some engine's."""

    @abstractmethod
    def process(self, around: CoreClocks) -> Process:
        """The clocks of the block, and of those that it works with."""


def present(there: bool, *registers: Register) -> tuple[Register, ...]:
    """``registers`` where the fold of a core has them, else none."""
    return registers if there else ()
