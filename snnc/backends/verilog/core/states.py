"""``core/states.v.j2``: the states of an update lane, and the sum, state and parameters that its datapaths take."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import Parameter, View, parameter_lines, widen
from snnc.ir.quantised import QuantisedPopulation
from snnc.plan.blocks.parameters import own_fields


@dataclass(frozen=True)
class _Context:
    """``own_bits``: of parameters and initial values of a neuron's own, 0 where none has any."""

    sum_bits: int
    sum_high: int
    state_high: int
    own_bits: int
    x1_sum: str
    parameters: tuple[Parameter, ...]
    initial: str


def section(view: View) -> str:
    """The text of the section."""
    bits, share_bits = view.core.sum_bits, view.blocks.sweep.share_bits
    states = view.blocks.states
    context = _Context(
        sum_bits=bits,
        sum_high=bits - 1,
        state_high=states.bits - 1,
        own_bits=view.blocks.parameters.bits,
        x1_sum=f"sums[x1_index[{share_bits - 1}:0]*{bits} +: {bits}]" if share_bits else "sums",
        parameters=parameter_lines(states.parameters),
        initial=_initial_state(view, states.bits),
    )
    return render("core/states.v.j2", context)


def _initial_state(view: View, bits: int) -> str:
    """The initial state of the group that is read, packed in ``bits`` bits."""
    populations = [each.population for each in view.hosted]
    texts = [widen(_initial(p), p.program.state_bits, bits) for p in populations]
    return texts[0] if len(set(texts)) == 1 else view.choose(texts, "reads")


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
