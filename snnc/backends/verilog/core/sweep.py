"""``core/sweep.v.j2``: the engine that updates the neurons of a step, and the words that its groups share."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines, widen
from snnc.plan.blocks.lanes import share_bits

_OFFERS = (
    *("issue_bank", "issue_word", "load_valid", "load_bank", "load_word", "load_empty", "load_leave"),
    *("store_last", "store_user"),
)


@dataclass(frozen=True)
class _Context:
    """``receptors``: see :attr:`View.receptors`."""

    index_high: int
    word_high: int
    receptors: tuple[str, ...]
    parameters: tuple[ParameterLine, ...]
    issue_word: str
    load_word: str


def section(view: View) -> Section:
    """The section."""
    context = _Context(
        index_high=view.core.index_bits - 1,
        word_high=view.core.word_bits - 1,
        receptors=view.receptors,
        parameters=parameter_lines(view.blocks.sweep.parameters),
        issue_word=_word(view, "issue_index"),
        load_word=_word(view, "load_index"),
    )
    return Section(render("core/sweep.v.j2", context), _OFFERS)


def _word(view: View, index: str) -> str:
    """The word of sums of group ``index``."""
    core, shared = view.core, share_bits(view.core)
    own = core.index_bits - shared
    if own <= 0:
        return f"{core.word_bits}'d0"
    return widen(f"{index}[{core.index_bits - 1}:{shared}]", own, core.word_bits)
