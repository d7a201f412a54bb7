"""``core/update.v.j2``: the update lanes, each with its sums, its states and its datapaths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core import accumulators, neurons, results, states
from snnc.backends.verilog.core.section import Section, View
from snnc.plan.hardware import Core, Slice

#: What is in an update lane, in its order.
_SECTIONS = (accumulators, states, neurons, results)


@dataclass(frozen=True)
class _Member:
    """When a group belongs to a population: the name of the net, and what it is."""

    name: str
    condition: str


@dataclass(frozen=True)
class _Context:
    """``members``: of the group that is read, where that matters, and of the group that is updated.

    ``beside``: the net of what goes with a spike, of ``beside_bits``: 0 where that is nothing; ``value_bits``: of a
    streamed value, 0 where none is.
    """

    members: tuple[_Member, ...]
    spiking: bool
    beside: str
    beside_bits: int
    value_bits: int
    sections: tuple[str, ...]


def section(view: View) -> Section:
    """The section."""
    context = _Context(
        members=_members(view),
        spiking=view.core.spiking,
        beside=view.beside,
        beside_bits=view.core.spike_payload,
        value_bits=view.core.value_bits if view.core.values else 0,
        sections=tuple(each.section(view) for each in _SECTIONS),
    )
    return Section(render("core/update.v.j2", context))


def _members(view: View) -> tuple[_Member, ...]:
    """Which groups belong to each population but the last, which is the one left over."""
    stages = {"reads": "load_index", "is": "store_index"} if states.differ(view) else {"is": "store_index"}
    return tuple(
        _Member(f"{select}_{view.prefix(each)}", _condition(view.core, each.slices, index))
        for each in view.hosted[:-1]
        for select, index in stages.items()
    )


def _condition(core: Core, parts: Sequence[Slice], index: str) -> str:
    ranges = []
    for part in parts:
        words = part.words(core.lanes)
        low, high = words.start * core.share, words.stop * core.share - 1
        bounds = [f"{index} >= {core.index_bits}'d{low}"] if low else []
        bounds += [f"{index} <= {core.index_bits}'d{high}"] if high < (1 << core.index_bits) - 1 else []
        ranges.append("(" + (" && ".join(bounds) or "1'b1") + ")")
    return " || ".join(ranges)
