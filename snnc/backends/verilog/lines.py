"""What the template of a neuron prints: wires, registers, stages, tables."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class WireLine:
    """``wire signed [width-1:0] name = value;  // comment``; a flag has no range."""

    declaration: str
    name: str
    value: str
    comment: str


@dataclass(frozen=True)
class Stage:
    """A pipeline stage: registers (``value`` is what they take from the stage ahead), then wires."""

    number: int
    registers: tuple[WireLine, ...]
    wires: tuple[WireLine, ...]


@dataclass(frozen=True)
class RomText:
    """A function ``name`` of ``[address:0]``, of ``[high:0]``: ``rows`` of index and entry, else the ``last``."""

    name: str
    address: int
    high: int
    rows: tuple[tuple[str, str], ...]
    last: str
