"""What a plan takes of a family of devices, estimated without synthesis.

Registers, memories and multipliers are counted as the Verilog has them and as Yosys builds them;
logic is counted in :class:`~snnc.target.parts.Piece`, at the prices of the device's family. A
synthesis shares logic between parts that this sum does not see: look-up tables are known within
about a tenth, registers within a few of a hundred.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from snnc.analysis.resources_routing import router_parts
from snnc.ir.quantised import QuantisedNetwork
from snnc.plan.blocks.core import core_blocks
from snnc.plan.hardware import Core, HardwarePlan
from snnc.target.device import Device
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic
from snnc.target.resources import Resources


@dataclass(frozen=True)
class Estimate:
    """``total``: of the chip; ``cores``: of each core by name; ``routing``: of all routers."""

    total: Resources
    cores: tuple[tuple[str, Resources], ...]
    routing: Resources


def estimate(plan: HardwarePlan, network: QuantisedNetwork, device: Device) -> Estimate:
    """What ``plan`` of ``network`` takes on ``device``."""
    return estimate_chip(plan, [estimate_core(core, network, device) for core in plan.cores], device)


def estimate_chip(plan: HardwarePlan, cores: Sequence[Resources], device: Device) -> Estimate:
    """What ``plan`` takes on ``device``, where its cores, in their order, take ``cores``."""
    named = tuple((core.name, used) for core, used in zip(plan.cores, cores, strict=True))
    routing = _routing(plan, device.fabric).priced(device.family.costs)
    total = routing
    for used in cores:
        total += used
    return Estimate(total, named, routing)


def estimate_core(core: Core, network: QuantisedNetwork, device: Device) -> Resources:
    """What ``core`` takes on ``device``."""
    return _core(core, network, device.fabric).priced(device.family.costs)


def parts_of(plan: HardwarePlan, network: QuantisedNetwork, device: Device) -> Parts:
    """The parts of the whole of ``plan``, without prices."""
    made_of = device.fabric
    total = _routing(plan, made_of)
    for core in plan.cores:
        total += _core(core, network, made_of)
    return total


def _core(core: Core, network: QuantisedNetwork, made_of: Fabric) -> Parts:
    """The parts of all blocks of ``core``."""
    total = logic(Piece.CORE, 1)
    for block in core_blocks(core, network):
        total += block.parts(made_of)
    return total


def _routing(plan: HardwarePlan, made_of: Fabric) -> Parts:
    total = Parts()
    for router in plan.routers:
        total += router_parts(router, made_of)
    return total
