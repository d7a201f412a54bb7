"""``core/results.v.j2``: what an update lane gives: the new state, a spike, a value."""

from __future__ import annotations

from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.core.section import View, extend, widen
from snnc.backends.verilog.datapath import spike_range
from snnc.plan.blocks.hosted import Hosted
from snnc.program.integer import IntegerProgram


@dataclass(frozen=True)
class _Context:
    """``beside``: the net of what goes with a spike, of ``beside_bits``: 0 where that is nothing.

    ``value_bits``: of a streamed value, 0 where none is; ``unused``: bits of sums that no population takes.
    """

    next_state: str
    spike_range: str
    spike: str
    spiking: bool
    beside: str
    beside_bits: int
    value_bits: int
    value: str
    unused: str


def section(view: View) -> str:
    """The text of the section."""
    core, bits = view.core, view.blocks.states.bits
    taken = zip(view.receptors, core.sum_widths, view.blocks.neurons.input_bits, strict=True)
    context = _Context(
        next_state=view.choose([widen(f"{view.prefix(e)}_next", _state_bits(e), bits) for e in view.hosted]),
        spike_range=spike_range(view.spike_bits),
        spike=view.choose([_spike(view, each) for each in view.hosted]),
        spiking=core.spiking,
        beside=view.beside,
        beside_bits=core.spike_payload,
        value_bits=core.value_bits if core.values else 0,
        value=view.choose([_value(view, each) for each in view.hosted]),
        unused=", ".join(f"sum_q{suffix}[{own - 1}:{used}]" for suffix, own, used in taken if own > used),
    )
    return render("core/results.v.j2", context)


def _spike(view: View, each: Hosted) -> str:
    """The spike of a population, how many there are, or the number that is sent, as wide as any on the core."""
    program, width = each.population.program, view.spike_bits
    if not program.spike:
        return f"{width}'b0"
    as_wide = extend if each.population.graded else widen
    return as_wide(f"{view.prefix(each)}_spike", program.spike_bits, width)


def _state_bits(each: Hosted) -> int:
    return each.population.program.state_bits


def _value(view: View, each: Hosted) -> str:
    """The state variable that is streamed of a population, as wide as the stream; 0 where none is."""
    width, streamed = view.core.value_bits, dict(view.core.values)
    if each.population.name not in streamed:
        return f"{width}'d0"
    return _field(each.population.program, streamed[each.population.name], f"{view.prefix(each)}_next", width)


def _field(program: IntegerProgram, variable: str, vector: str, width: int) -> str:
    low = 0
    for port in program.states:
        if port.name == variable:
            break
        low += port.type.width
    own = program.port(variable).type
    text = f"{vector}[{low + own.width - 1}:{low}]"
    if own.width == width:
        return text
    fill = f"{vector}[{low + own.width - 1}]" if own.signed else "1'b0"
    return f"{{{{{width - own.width}{{{fill}}}}}, {text}}}"
