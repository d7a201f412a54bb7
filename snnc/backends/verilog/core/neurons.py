"""``core/neurons.v.j2``: the datapath of every population, in an update lane."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import View
from snnc.backends.verilog.datapath import spike_range
from snnc.backends.verilog.naming import neuron_module
from snnc.core.names import in_comment
from snnc.plan.blocks.hosted import Hosted
from snnc.program.integer import IntegerProgram


@dataclass(frozen=True)
class _Neuron:
    """The instance of a population's neuron module; ``sum`` and ``parameters``: expressions, empty for none.

    ``spike_range``: of the bits of its number of spikes; empty for a flag.
    """

    population: str
    module: str
    prefix: str
    state_high: int
    sum: str
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


def _sums(view: View, program: IntegerProgram) -> str:
    """The sums of the receptors of ``program``, the first lowest."""
    own = zip(program.inputs, view.receptors, strict=False)  # other populations may have more
    taken = [f"sum_q{suffix}[{port.type.width - 1}:0]" for port, suffix in own]
    return taken[0] if len(taken) == 1 else f"{{{', '.join(reversed(taken))}}}"


def _neuron(view: View, each: Hosted) -> _Neuron:
    program = each.population.program
    own = program.parameter_bits
    return _Neuron(
        population=in_comment(each.population.name),
        module=neuron_module(view.plan, view.core, each.population.name),
        prefix=view.prefix(each),
        state_high=program.state_bits - 1,
        sum=_sums(view, program),
        parameters=f"parameters_q[{own - 1}:0]" if own else "",
        spiking=program.spike is not None,
        spike_range=spike_range(program.spike_bits),
    )
