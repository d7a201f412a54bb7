"""``core/gather.v.j2``: the engine that adds the rows of a step."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines

_OFFERS = ("fetch_valid", "locate_bank", "locate_word", "add_bank", "add_word", "add_first")


@dataclass(frozen=True)
class _At:
    """When weights are added at a receptor; ``suffix``: see :attr:`View.receptors`."""

    suffix: str
    condition: str


@dataclass(frozen=True)
class _Receptors:
    """The bits of a receptor, and when weights are added at ``each``."""

    high: int
    each: tuple[_At, ...]


@dataclass(frozen=True)
class _Context:
    """``locate_place`` and ``add_place``: where the sequencer says what it calls a word.

    ``word``: what a word of neurons is where no place tells; ``suffixes``: see :attr:`View.receptors`;
    ``receptors``: None where there is one.
    """

    addr_high: int
    place_high: int
    word_high: int
    word: str
    locate_place: str
    add_place: str
    suffixes: tuple[str, ...]
    receptors: _Receptors | None
    parameters: tuple[ParameterLine, ...]


def section(view: View) -> Section:
    """The section."""
    several = len(view.receptors) > 1
    context = _Context(
        addr_high=view.blocks.rows.address_bits - 1,
        place_high=view.core.place_bits - 1,
        word_high=view.core.word_bits - 1,
        word=" = 1'd0" if several and view.core.words == 1 else "",
        locate_place=_place(view, "locate"),
        add_place=_place(view, "add"),
        suffixes=view.receptors,
        receptors=_receptors(view) if several else None,
        parameters=parameter_lines(view.blocks.gather.parameters),
    )
    return Section(render("core/gather.v.j2", context), (*_OFFERS, *["locate_receptor"] * several))


def _place(view: View, stage: str) -> str:
    """A place: a word of neurons, or the receptor above it."""
    if len(view.receptors) == 1:
        return f"{stage}_word"
    return f"{stage}_receptor" if view.core.words == 1 else f"{{{stage}_receptor, {stage}_word}}"


def _receptors(view: View) -> _Receptors:
    core = view.core
    bits = core.place_bits - (0 if core.words == 1 else core.word_bits)
    conditions = [f"add_valid && add_receptor == {bits}'d{k}" for k in range(core.receptors)]
    return _Receptors(
        high=bits - 1,
        each=tuple(_At(*pair) for pair in zip(view.receptors, conditions, strict=True)),
    )
