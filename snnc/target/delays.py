"""How long the parts of a datapath take, by the family that they were measured on."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Delays:
    """Nanoseconds, with average routing.

    * ``register``: clock to output and routing from a register, plus set-up at the next one;
    * ``table``: one look-up table with the routing to it;
    * ``carry``: the start of a carry chain; ``carry_bit``: each of its bits;
    * ``multiplier``: a multiplier block, with the routing to and from it;
    * ``edge``: the multiplexer of states or sums that a datapath starts behind, or that of results
      in which it ends.
    """

    register: float
    table: float
    carry: float
    carry_bit: float
    multiplier: float
    edge: float

    def chain(self, bits: int) -> float:
        """A carry chain of ``bits`` bits."""
        return self.carry + self.carry_bit * bits
