"""``core/states.v.j2``: the states of an update lane, and the sum, state and parameters that its datapaths take."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import ParameterLine, View, parameter_lines, widen
from snnc.ir.quantised import QuantisedPopulation
from snnc.plan.blocks.lanes import share_bits
from snnc.plan.blocks.parameters import own_fields


@dataclass(frozen=True)
class _Sum:
    """The sum at one receptor.

    ``suffix``: see :attr:`View.receptors`; ``aligned``: its register, padded; ``load``: where it is read.
    """

    suffix: str
    aligned: str
    bits: int
    high: int
    load: str


@dataclass(frozen=True)
class _Context:
    """``sums``: at each receptor; ``own_bits``: of a neuron's own parameters and initial values, 0 where none has any.

    ``kept_high``: the highest of them that datapaths take, None where they take none.
    """

    sums: tuple[_Sum, ...]
    state_high: int
    own_bits: int
    kept_high: int | None
    parameters: tuple[ParameterLine, ...]
    initial: str


def section(view: View) -> str:
    """The text of the section."""
    states = view.blocks.states
    kept = view.blocks.neurons.parameter_bits
    context = _Context(
        sums=tuple(_sum(view, suffix, bits) for suffix, bits in zip(view.receptors, view.core.sum_widths, strict=True)),
        state_high=states.bits - 1,
        own_bits=view.blocks.parameters.bits,
        kept_high=kept - 1 if kept else None,
        parameters=parameter_lines(states.parameters),
        initial=view.choose(_initial_states(view), "reads") if differ(view) else _initial_states(view)[0],
    )
    return render("core/states.v.j2", context)


def _sum(view: View, suffix: str, bits: int) -> _Sum:
    """The sum of ``bits`` at the receptor of ``suffix``, of the lane whose turn it is."""
    shared = share_bits(view.core)
    load = f"sums{suffix}[load_index[{shared - 1}:0]*{bits} +: {bits}]" if shared else f"sums{suffix}"
    return _Sum(suffix, f"sum_q{suffix}".ljust(len("state_q")), bits=bits, high=bits - 1, load=load)


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
