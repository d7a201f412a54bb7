"""The scaler: weights times the number of the event whose row they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Block, Register
from snnc.plan.blocks.lanes import kept_lanes
from snnc.plan.blocks.synapses import SynapseRoms
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic, registers, shift
from snnc.target.resources import Resources


@dataclass(frozen=True, eq=False)
class WeightScaler(Block):
    """``weight_scaler``."""

    core: Core

    module = "weight_scaler"

    @property
    def delay(self) -> int:
        """Clocks from stage fetch to the weights."""
        return SynapseRoms(self.core).latency

    @property
    def parameters(self) -> dict[str, int]:
        """Widths, and when the weights are there."""
        core = self.core
        return {
            "LANES": core.lanes,
            "WEIGHT_WIDTH": core.weight_bits,
            "NUMBER_WIDTH": core.number_bits,
            "PRODUCT_WIDTH": core.product_bits,
            "DELAY": self.delay,
        }

    @property
    def registers(self) -> tuple[Register, ...]:
        """The number of the row at hand, the numbers on their way, one of them less 1, and the products."""
        core = self.core
        return (
            Register("number_q", core.number_bits),
            Register("number_stages_q", core.number_bits, self.delay, passed=True),
            Register("valid_stages_q", 1, self.delay, passed=True),
            Register("less_q", core.number_bits + 1),
            Register("products_q", len(kept_lanes(core)) * core.product_bits),
        )

    def absorbed(self, fabric: Fabric) -> bool:
        """Whether a multiplier block does all of a lane: it then has the number, that less 1, and the product, too."""
        return fabric.multiply_add and fabric.multipliers(self.core.weight_bits, self.core.number_bits) == 1

    def instance(self, fabric: Fabric) -> Parts:
        """Its registers, the subtraction of 1, and a multiplication and an addition in each lane.

        The addition follows the product directly, so its chain of carries does nothing else. A weight that is only a
        sign takes a choice in place of a multiplication.
        """
        core = self.core
        less = logic(Piece.ADD, core.number_bits)
        if self.absorbed(fabric):
            limit = fabric.shift_register
            waiting = shift(core.number_bits, self.delay - 1, limit) + shift(1, self.delay, limit)
            return less + registers(core.number_bits) + waiting + self._multiplication(fabric) * len(kept_lanes(core))
        adder = logic(Piece.MERGE, core.product_bits)
        return super().instance(fabric) + less + (self._multiplication(fabric) + adder) * len(kept_lanes(core))

    def _multiplication(self, fabric: Fabric) -> Parts:
        """Of one lane."""
        left, right = self.core.weight_bits, self.core.number_bits
        if left == 1:
            return logic(Piece.SELECT, self.core.product_bits)
        blocks = fabric.multipliers(left, right)
        return Parts(exact=Resources(dsp=blocks)) if blocks else logic(Piece.MULTIPLY, left * right)
