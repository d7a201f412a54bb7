"""The scaler: weights times the number of the event whose row they belong to."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.plan.blocks.block import Block, Register
from snnc.plan.blocks.lanes import kept_lanes
from snnc.plan.blocks.synapses import SynapseRoms
from snnc.plan.hardware import Core
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic
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

    def instance(self, fabric: Fabric) -> Parts:
        """Its registers, and a multiplication and an addition in each lane; signs alone are chosen by."""
        core = self.core
        left, right = core.weight_bits, core.number_bits
        blocks = fabric.multipliers(left, right)
        each = Parts(exact=Resources(dsp=blocks)) if blocks else logic(Piece.MULTIPLY, left * right)
        if left == 1:
            each = logic(Piece.SELECT, core.product_bits)
        each += logic(Piece.ADD, core.product_bits)
        return super().instance(fabric) + each * len(kept_lanes(core))
