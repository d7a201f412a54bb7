"""What an area is made of before synthesis: pieces of logic by kind, and cells that are counted exactly."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from snnc.target.resources import Resources


class Piece(Enum):
    """A kind of logic; amounts are in the unit that each one names. Each family of devices has prices."""

    ADD = "bits of adders and subtracters"
    MERGE = "bits of additions that go along in a chain with another"
    COMPARE = "bits compared with a constant, by a chain of their own"
    SELECT = "bits chosen between two values"
    CLAMP = "bits limited to a range"
    REDUCE = "bits whose and, or and equality make one flag"
    MULTIPLY = "partial products, where no multiplier block takes them"
    ACCUMULATE = "bits of sums in lanes"
    PASS = "bits of sums that pass by a block memory"
    FETCH = "bits of sums and states that enter the neuron datapath"
    CHOOSE = "multiplexers of 4 to 1, a bit each"
    DECODE = "words of registers that a memory became"
    LOGIC_ROM = "columns of read-only memories that became logic, for each part that a look-up table holds"
    XOR = "bits of exclusive ors"
    COUNT = "bits of counters that are also loaded"
    STREAM = "bits of streams that a buffer chooses"
    EMIT = "lanes of serialisers"
    FILTER = "bits of ids, for each range that they are compared with"
    TAP = "taps of routers, with their queues"
    TAG = "bits of addresses of banks of tags"
    CORE = "cores, for what they have once"


@dataclass(frozen=True)
class Parts:
    """``logic``: the amount of each piece; ``exact``: memories, registers, multipliers, tables in use as memory."""

    logic: Mapping[Piece, float] = field(default_factory=dict)
    exact: Resources = field(default_factory=Resources)

    def __add__(self, other: Parts) -> Parts:
        pieces = dict(self.logic)
        for piece, amount in other.logic.items():
            pieces[piece] = pieces.get(piece, 0.0) + amount
        return Parts(pieces, self.exact + other.exact)

    def __mul__(self, count: int) -> Parts:
        return Parts({piece: amount * count for piece, amount in self.logic.items()}, self.exact * count)

    def priced(self, price: Mapping[str, float]) -> Resources:
        """The resources at ``price``: look-up tables for a unit of each piece, by name."""
        logic = sum(price[piece.name] * amount for piece, amount in self.logic.items())
        return self.exact + Resources(lut=round(logic))


def logic(piece: Piece, amount: float) -> Parts:
    """So much of one piece."""
    return Parts({piece: float(amount)})


def registers(bits: int) -> Parts:
    """So many flip-flops."""
    return Parts(exact=Resources(ff=bits))


def shift(bits: int, stages: int, limit: int) -> Parts:
    """``bits`` delayed by ``stages`` clocks. From ``limit`` stages on (0: never), each bit is one shift register."""
    if limit and stages >= limit:
        return Parts(exact=Resources(lut=bits, lutram=bits))
    return registers(bits * max(0, stages))
