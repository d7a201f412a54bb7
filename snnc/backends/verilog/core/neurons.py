"""``core/neurons.v.j2``: the datapath of every population, in an update lane."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import View
from snnc.backends.verilog.datapath import spike_range
from snnc.backends.verilog.naming import neuron_module
from snnc.core.names import in_comment
from snnc.plan.blocks.hosted import Hosted


@dataclass(frozen=True)
class _Neuron:
    """The instance of a population's neuron module; ``parameters``: an expression, empty for none.

    ``spike_range``: of the bits of its number of spikes; empty for a flag.
    """

    population: str
    module: str
    prefix: str
    state_high: int
    sum_high: int
    parameters: str
    spiking: bool
    spike_range: str


@dataclass(frozen=True)
class _Context:
    clocked: bool
    neurons: tuple[_Neuron, ...]


def section(view: View) -> str:
    """The text of the section."""
    neurons = tuple(_neuron(view, each) for each in view.hosted)
    return render("core/neurons.v.j2", _Context(view.core.update_stages > 1, neurons))


def _neuron(view: View, each: Hosted) -> _Neuron:
    program = each.population.program
    own = program.parameter_bits
    return _Neuron(
        population=in_comment(each.population.name),
        module=neuron_module(view.plan, view.core, each.population.name),
        prefix=view.prefix(each),
        state_high=program.state_bits - 1,
        sum_high=program.input.type.width - 1,
        parameters=f"parameters_q[{own - 1}:0]" if own else "",
        spiking=program.spike is not None,
        spike_range=spike_range(program.events),
    )
