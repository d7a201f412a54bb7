"""What things are called in generated Verilog: modules, ports and nets, from a plan and its names."""

from __future__ import annotations

from snnc.core.names import in_comment
from snnc.plan.hardware import Core, HardwarePlan
from snnc.plan.names import VerilogNames
from snnc.plan.stream import StreamKind, StreamName


def top_module(plan: HardwarePlan) -> str:
    """The name of the module of the whole chip."""
    return plan.names.of_network(plan.name)


def core_module(plan: HardwarePlan, core: Core) -> str:
    """The name of a core's module."""
    return f"{top_module(plan)}__{core.name}"


def neuron_module(plan: HardwarePlan, core: Core, population: str) -> str:
    """The name of the neuron module of ``population`` on ``core``."""
    return f"{core_module(plan, core)}__{plan.names.of_source(population)}"


def image_file(module: str, image: str) -> str:
    """The file of a memory image that ``module``, a core's, reads."""
    return f"{module}_{image}.mem"


def population_prefix(names: VerilogNames, population: str) -> str:
    """The prefix of the nets of ``population`` within a core."""
    return f"pop_{names.of_source(population)}"


def source_prefix(names: VerilogNames, stream: StreamName) -> str:
    """The prefix of the nets of a stream where it begins, at the chip's edge of its ports: ``s_NAME``."""
    if stream.kind is StreamKind.INPUT:
        return f"s_{names.of_source(stream.owner)}"
    return f"{stream.owner}_{'values' if stream.kind is StreamKind.VALUES else 'out'}"


def sink_prefix(names: VerilogNames, stream: StreamName) -> str:
    """The prefix of the nets of a stream where it ends, at the chip's edge of its ports: ``m_NAME``."""
    return f"m_{names.of_output(stream.owner)}" if stream.kind is StreamKind.OUTPUT else f"{stream.owner}_in"


def stream_comment(stream: StreamName) -> str:
    """A stream in a comment."""
    return f"{stream.kind.value}.{in_comment(stream.owner)}"


def port_prefix(names: VerilogNames, stream: StreamName) -> str:
    """The prefix of the ports of a stream that enters or leaves the chip."""
    return source_prefix(names, stream) if stream.kind is StreamKind.INPUT else sink_prefix(names, stream)
