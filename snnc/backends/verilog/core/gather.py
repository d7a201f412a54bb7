"""``core/gather.v.j2``: the engine that adds the rows of a step."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, Section, View, parameter_lines
from snnc.plan.hardware import Core

_OFFERS = ("fetch_valid", "locate_bank", "locate_word", "add_bank", "add_word", "add_first")


@dataclass(frozen=True)
class _At:
    """When weights are added at a receptor; ``suffix``: see :attr:`View.receptors`."""

    suffix: str
    condition: str


@dataclass(frozen=True)
class _Places:
    """What a place says, where there are several receptors: the neuron words, and the receptor."""

    word_high: int
    locate_word: str
    add_word: str
    receptors: tuple[_At, ...]


@dataclass(frozen=True)
class _Context:
    """``place``: what the sequencer's words are called; ``receptors``: see :attr:`View.receptors`."""

    addr_high: int
    place_high: int
    place: str
    receptors: tuple[str, ...]
    places: _Places | None
    parameters: tuple[ParameterLine, ...]


def section(view: View) -> Section:
    """The section."""
    core, several = view.core, len(view.receptors) > 1
    context = _Context(
        addr_high=view.blocks.rows.address_bits - 1,
        place_high=core.place_bits - 1,
        place="place" if several else "word",
        receptors=view.receptors,
        places=_places(view) if several else None,
        parameters=parameter_lines(view.blocks.gather.parameters),
    )
    offers = (*_OFFERS, f"locate_place[{core.place_bits - 1}:{_receptor_low(core)}]") if several else _OFFERS
    return Section(render("core/gather.v.j2", context), offers)


def _receptor_low(core: Core) -> int:
    """The lowest bit of a place that tells the receptor: of a single word of neurons nothing else is told."""
    return 0 if core.words == 1 else core.word_bits


def _places(view: View) -> _Places:
    core = view.core
    low, bits = _receptor_low(core), core.place_bits - _receptor_low(core)
    own = f"add_place[{core.place_bits - 1}:{low}]"
    return _Places(
        word_high=core.word_bits - 1,
        locate_word=f"locate_place[{low - 1}:0]" if low else "1'd0",
        add_word=f"add_place[{low - 1}:0]" if low else "1'd0",
        receptors=tuple(_At(suffix, f"add_valid && {own} == {bits}'d{k}") for k, suffix in enumerate(view.receptors)),
    )
