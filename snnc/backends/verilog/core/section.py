"""What the sections of a core share: where they look, how they print an instance, how they choose."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from snnc.backends.verilog.naming import core_module, image_file, population_prefix
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.blocks.core import CoreBlocks, core_blocks
from snnc.plan.blocks.hosted import Hosted
from snnc.plan.blocks.lanes import receptor_suffixes
from snnc.plan.hardware import Core, HardwarePlan


@dataclass(frozen=True, eq=False)
class View:
    """A core as its sections see it."""

    plan: HardwarePlan
    core: Core
    blocks: CoreBlocks

    @property
    def module(self) -> str:
        """The name of the core's module."""
        return core_module(self.plan, self.core)

    @property
    def spike_bits(self) -> int:
        """Bits of the spikes of a neuron in a step, or of the number that it sends, whether they leave or not."""
        return self.core.sent_bits or max(each.population.program.spike_bits for each in self.hosted)

    @property
    def beside(self) -> str:
        """What the net is called that goes with spikes: how many there are, or the numbers that are sent."""
        return "numbers" if self.core.sent_bits else "counts"

    @property
    def hosted(self) -> tuple[Hosted, ...]:
        """The populations of the core."""
        return self.blocks.neurons.hosted

    @property
    def receptors(self) -> tuple[str, ...]:
        """What the nets of each receptor's sums end in: nothing where there is one, else its number."""
        return receptor_suffixes(self.core)

    def file(self, image: str) -> dict[str, int | str]:
        """The parameter that names the file of a memory image."""
        return {"FILE": f'{{MEMORY_FOLDER, "{image_file(self.module, image)}"}}'}

    def prefix(self, each: Hosted) -> str:
        """The prefix of the nets of a population."""
        return population_prefix(self.plan.names, each.population.name)

    def choose(self, values: Sequence[str], select: str = "is") -> str:
        """The value of the population at hand, one of ``values``; the last is the one left over.

        ``select``: ``is`` for the group that is updated, ``reads`` for the one whose state is read.
        """
        text = values[-1]
        for each, value in reversed([*zip(self.hosted[:-1], values[:-1], strict=True)]):
            text = f"{select}_{self.prefix(each)} ? {value} : {text}"
        return text


def view(plan: HardwarePlan, core: Core, network: QuantisedNetwork) -> View:
    """``core`` of ``plan`` as its sections see it."""
    return View(plan, core, core_blocks(core, network))


@dataclass(frozen=True)
class Section:
    """A section of a core.

    ``offers``: nets that it drives and that not every fold of a core reads; ``reads``: nets of other
    sections that it reads in this fold, among them every such net.
    """

    text: str
    offers: tuple[str, ...] = ()
    reads: frozenset[str] = frozenset()


def unread(sections: Sequence[Section]) -> tuple[str, ...]:
    """What ``sections`` offer and none of them reads."""
    read = frozenset().union(*(section.reads for section in sections))
    return tuple(net for section in sections for net in section.offers if net not in read)


def nets(*expressions: str) -> frozenset[str]:
    """The nets that ``expressions`` read."""
    return frozenset(name for text in expressions for name in re.findall(r"(?<!['\w])[a-z]\w*", text))


@dataclass(frozen=True)
class ParameterLine:
    """A line of the parameters of an instance: the name padded, the value, a comma unless it is the last."""

    name: str
    value: str
    separator: str


def parameter_lines(values: Mapping[str, int | str]) -> tuple[ParameterLine, ...]:
    """The parameters of an instance, aligned."""
    width = max(map(len, values))
    last = len(values) - 1
    return tuple(
        ParameterLine(name.ljust(width), str(value), "," if k < last else "")
        for k, (name, value) in enumerate(values.items())
    )


def widen(text: str, own: int, width: int) -> str:
    """An expression of ``own`` bits, with zeros up to ``width``."""
    return text if own == width else f"{{{width - own}'d0, {text}}}"


def extend(net: str, own: int, width: int) -> str:
    """A ``net`` of ``own`` bits in two's complement, as one of ``width``."""
    return net if own == width else f"{{{{{width - own}{{{net}[{own - 1}]}}}}, {net}}}"
