"""``core/states.v.j2``: the states of an update lane, and the sum, state and parameters that its datapaths take."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, View, parameter_lines, widen
from snnc.ir.quantised import QuantisedPopulation
from snnc.plan.blocks.lanes import share_bits
from snnc.plan.blocks.parameters import own_fields


@dataclass(frozen=True)
class _Context:
    """``own_bits``: of parameters and initial values of a neuron's own, 0 where none has any.

    ``kept_high``: the highest of them that datapaths take, None where they take none.
    """

    sum_bits: int
    sum_high: int
    state_high: int
    own_bits: int
    kept_high: int | None
    load_sum: str
    parameters: tuple[ParameterLine, ...]
    initial: str


def section(view: View) -> str:
    """The text of the section."""
    bits, shared = view.core.sum_bits, share_bits(view.core)
    states = view.blocks.states
    kept = view.blocks.neurons.parameter_bits
    context = _Context(
        sum_bits=bits,
        sum_high=bits - 1,
        state_high=states.bits - 1,
        own_bits=view.blocks.parameters.bits,
        kept_high=kept - 1 if kept else None,
        load_sum=f"sums[load_index[{shared - 1}:0]*{bits} +: {bits}]" if shared else "sums",
        parameters=parameter_lines(states.parameters),
        initial=view.choose(_initial_states(view), "reads") if differ(view) else _initial_states(view)[0],
    )
    return render("core/states.v.j2", context)


def differ(view: View) -> bool:
    """Whether populations differ in their initial states, so that these depend on the group that is read."""
    return len(set(_initial_states(view))) > 1


def _initial_states(view: View) -> list[str]:
    """The initial state of each population, packed in as many bits as the widest."""
    populations = [each.population for each in view.hosted]
    return [widen(_initial(p), p.program.state_bits, view.blocks.states.bits) for p in populations]


def _initial(population: QuantisedPopulation) -> str:
    """The packed initial state as an expression: constants, or fields of the parameter memory."""
    own = {field.name: field for field in own_fields(population)}
    values = []
    for port, (name, value) in zip(population.program.states, population.initial, strict=True):
        if isinstance(value, int):
            values.append(f"{port.type.width}'h{value & ((1 << port.type.width) - 1):x}")
        else:
            values.append(f"own_parameters[{own[name].low + own[name].bits - 1}:{own[name].low}]")
    return f"{{{', '.join(reversed(values))}}}"
