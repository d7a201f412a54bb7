"""``core/masks.v.j2``: the update lanes that hold a neuron, group by group."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import Section, View
from snnc.plan.blocks.hosted import Hosted
from snnc.plan.hardware import Core


@dataclass(frozen=True)
class _Row:
    """The update lanes in use in one group."""

    index: str
    lanes: str


@dataclass(frozen=True)
class _Mask:
    """The update lanes in use in every group; ``rows``: those with others than ``default``."""

    name: str
    comment: str
    rows: tuple[_Row, ...]
    default: str


@dataclass(frozen=True)
class _Context:
    masks: tuple[_Mask, ...]


def section(view: View) -> Section:
    """The section."""
    core, masks = view.core, []
    if core.spiking:
        spiking = [each for each in view.hosted if each.population.program.spike]
        masks.append(_mask(core, "spike_lanes", "Lanes that hold a spiking neuron", spiking))
    if core.values:
        streamed = {name for name, _ in core.values}
        valued = [each for each in view.hosted if each.population.name in streamed]
        masks.append(_mask(core, "value_lanes", "Lanes that hold a neuron whose state is streamed", valued))
    return Section(render("core/masks.v.j2", _Context(tuple(masks))))


def _mask(core: Core, name: str, comment: str, populations: Sequence[Hosted]) -> _Mask:
    """The lanes of ``populations``; other groups have none."""
    used = np.zeros(core.groups * core.update_lanes, bool)
    for each in populations:
        for part in each.slices:
            used[part.slots(core.lanes)] = True
    table = used.reshape(core.groups, core.update_lanes)
    lanes = [sum(1 << k for k in np.flatnonzero(row).tolist()) for row in table]
    default = max(set(lanes), key=lambda value: (lanes.count(value), value))
    rows = tuple(
        _Row(f"{core.index_bits}'d{index}", f"{core.update_lanes}'h{value:x}")
        for index, value in enumerate(lanes)
        if value != default
    )
    return _Mask(name, comment, rows, f"{core.update_lanes}'h{default:x}")
