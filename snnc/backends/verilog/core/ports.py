"""``core/ports.v.j2``: who reads the sums when, and where."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import Section, View, nets


@dataclass(frozen=True)
class _Context:
    comment: str
    high: int
    add_cell: str
    read_cell: str
    read_en: str
    sweep_cell: str
    sweep_en: str


def section(view: View) -> Section:
    """The section: block memories are read ahead of the use of their sums."""
    core = view.core
    two = core.banks == 2
    gather, sweep = ("locate", "issue") if core.block else ("add", "load")
    shared = f"{sweep}_valid ? {_cell(view, sweep)} : {_cell(view, gather)}"
    context = _Context(
        comment="one for gathering and one for sweeping" if two else "gathering and sweeping share one",
        high=view.blocks.accumulators[0].cell_bits - 1,
        add_cell=_cell(view, "add"),
        read_cell=_cell(view, gather) if two else shared,
        read_en="en || !(issue_valid || load_valid)" if core.block and not two else "1'b1",
        sweep_cell=_cell(view, sweep) if two else "read_cell",
        sweep_en="en" if core.block and two else "1'b1",
    )
    read = nets(context.add_cell, context.read_cell, context.read_en, context.sweep_cell, context.sweep_en)
    return Section(render("core/ports.v.j2", context), reads=read)


def _cell(view: View, stage: str) -> str:
    """The address of the sum of ``stage``."""
    if view.core.banks == 1:
        return f"{stage}_word"
    return f"{stage}_bank" if view.blocks.accumulators[0].by_bank else f"{{{stage}_bank, {stage}_word}}"
