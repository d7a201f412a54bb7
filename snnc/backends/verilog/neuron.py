"""``core/neuron.v.j2``: the datapath of one population on one core."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from snnc.backends.templates import render
from snnc.backends.verilog.datapath import body, pack, spike_range
from snnc.backends.verilog.layout import wrap_lines
from snnc.backends.verilog.lines import RomText, Stage
from snnc.core.names import in_comment
from snnc.ir.quantised import QuantisedPopulation
from snnc.plan.hardware import Datapath
from snnc.program.expand import expand


@dataclass(frozen=True)
class _Field:
    high: int
    low: int
    value: str


@dataclass(frozen=True)
class _Context:
    """``sums``: where each receptor is in the packed sums, none where there is one; ``sum_range``: of all of them."""

    purpose: str
    equation: str
    layout: tuple[str, ...]
    program: tuple[str, ...]
    name: str
    state_high: int
    parameter_high: int | None
    sums: tuple[str, ...]
    sum_range: str
    spike: str
    spike_range: str
    manner: str
    clocked: bool
    roms: tuple[RomText, ...]
    stages: tuple[Stage, ...]
    fields: tuple[_Field, ...]
    unused: str


def _units(population: QuantisedPopulation) -> Iterator[tuple[str, float]]:
    """The unit of every linear state, the potential first; a source of random spikes has a probability in its place."""
    (name, first), *others = population.scales
    yield (name if any(port.random for port in population.program.states) else "potential"), first
    yield from others


def neuron(module: str, population: QuantisedPopulation, datapath: Datapath, depth: int) -> str:
    """The Verilog of ``population``'s neuron in ``depth`` stages, signals as ``datapath`` says."""
    program = population.program
    states = pack(program.states)
    layout = tuple(f"[{f.high}:{f.low}] {f.port.name}" for f in states)
    sums = pack(program.inputs)
    alone = len(sums) == 1
    made = body(program, expand(program), datapath.stages, depth)
    fields = tuple(_Field(f.high, f.low, value) for f, value in zip(states, made.values, strict=True))
    units = ", ".join(f"{scale:.6g} units of {quantity}" for quantity, scale in _units(population))
    context = _Context(
        purpose=f"Neuron of population {in_comment(population.name)}: model {population.model}, "
        f"{units} per unit of the network",
        equation=program.equation,
        layout=layout,
        program=tuple(f"{s.target} = {s.op.text()}" for s in program.body),
        name=module,
        state_high=program.state_bits - 1,
        parameter_high=program.parameter_bits - 1 if program.parameters else None,
        sums=() if alone else tuple(f"[{f.high}:{f.low}] {f.port.name}" for f in sums),
        sum_range=f"{'signed ' if alone else ''}[{sums[-1].high}:0]",
        spike=made.spike,
        spike_range=spike_range(program.spike_bits),
        manner=f"in {depth} pipeline stages" if depth > 1 else "combinational",
        clocked=depth > 1,
        roms=made.roms,
        stages=made.stages,
        fields=fields,
        unused=", ".join(made.unread),
    )
    return wrap_lines(render("core/neuron.v.j2", context))
