"""The neurons of a core as a template sees them: instances, selections, lanes in use."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from snnc.backends.verilog.naming import population_prefix
from snnc.core.names import in_comment
from snnc.ir.quantised import QuantisedPopulation
from snnc.numbers.fixed import IntType
from snnc.plan.hardware import Core, Slice
from snnc.plan.names import VerilogNames
from snnc.program.integer import IntegerProgram

Hosted = Sequence[tuple[QuantisedPopulation, tuple[Slice, ...]]]


@dataclass(frozen=True)
class Values:
    """The stream of state values."""

    high: int
    bits: int
    value: str


@dataclass(frozen=True)
class Member:
    """When a group belongs to a population: as it is read, and as it is updated."""

    read: str
    read_condition: str
    select: str
    condition: str


@dataclass(frozen=True)
class Neuron:
    """The instance of a population's neuron module in every update lane."""

    population: str
    module: str
    prefix: str
    state_high: int
    sum_high: int
    parameters: str
    spiking: bool


@dataclass(frozen=True)
class MaskRow:
    """The update lanes in use in one group."""

    index: str
    lanes: str


@dataclass(frozen=True)
class Mask:
    """The update lanes in use in every group."""

    name: str
    comment: str
    rows: tuple[MaskRow, ...]
    default: str


def neuron_instance(names: VerilogNames, module: str, population: QuantisedPopulation) -> Neuron:
    """The instance of ``population``'s neuron, which is called ``module``."""
    program = population.program
    own = program.parameter_bits
    return Neuron(
        in_comment(population.name),
        module,
        population_prefix(names, population.name),
        program.state_bits - 1,
        program.input.type.width - 1,
        f"parameters_q[{own - 1}:0]" if own else "",
        program.spike is not None,
    )


def members(names: VerilogNames, core: Core, hosted: Hosted) -> tuple[Member, ...]:
    """Which groups belong to each population but the last, which is the one left over."""
    return tuple(
        Member(
            f"reads_{population_prefix(names, population.name)}",
            _condition(core, parts, "x1_index"),
            f"is_{population_prefix(names, population.name)}",
            _condition(core, parts, "xl_index"),
        )
        for population, parts in hosted[:-1]
    )


def _condition(core: Core, parts: Sequence[Slice], index: str) -> str:
    ranges = []
    for part in parts:
        words = part.words(core.lanes)
        low, high = words.start * core.share, words.stop * core.share - 1
        bounds = [f"{index} >= {core.index_bits}'d{low}"] if low else []
        bounds += [f"{index} <= {core.index_bits}'d{high}"] if high < (1 << core.index_bits) - 1 else []
        ranges.append("(" + (" && ".join(bounds) or "1'b1") + ")")
    return " || ".join(ranges)


def initial_state(names: VerilogNames, hosted: Hosted, bits: int) -> str:
    """The initial state of the group that is read, packed in ``bits`` bits."""
    texts = [(p.name, widen(_initial(p), p.program.state_bits, bits)) for p, _ in hosted]
    if len({text for _, text in texts}) == 1:
        return texts[0][1]
    return choose([(f"reads_{population_prefix(names, name)}", text) for name, text in texts])


def _initial(population: QuantisedPopulation) -> str:
    """The packed initial state as an expression: constants, or fields of the parameter memory."""
    low = population.program.parameter_bits
    fields = []
    for port, (_, value) in zip(population.program.states, population.initial, strict=True):
        width = port.type.width
        if isinstance(value, np.ndarray):
            fields.append(f"own_parameters[{low + width - 1}:{low}]")
            low += width
        else:
            fields.append(f"{width}'h{value & ((1 << width) - 1):x}")
    return f"{{{', '.join(reversed(fields))}}}"


def widen(text: str, own: int, width: int) -> str:
    """An expression of ``own`` bits, with zeros up to ``width``."""
    return text if own == width else f"{{{width - own}'d0, {text}}}"


def choose(choices: Sequence[tuple[str, str]]) -> str:
    """The value of the population at hand, by select; the last is the one left over."""
    text = choices[-1][1]
    for select, value in reversed(choices[:-1]):
        text = f"{select} ? {value} : {text}"
    return text


def values(names: VerilogNames, core: Core, hosted: Hosted) -> Values:
    """The streamed state variable of each population, sign-extended to the width of the stream."""
    streamed = dict(core.values)
    choices = []
    for population, _ in hosted:
        prefix = population_prefix(names, population.name)
        text = f"{core.value_bits}'d0"
        if population.name in streamed:
            text = _field(population.program, streamed[population.name], f"{prefix}_next", core.value_bits)
        choices.append((f"is_{prefix}", text))
    return Values(core.value_bits + core.slot_bits - 1, core.value_bits, choose(choices))


def _field(program: IntegerProgram, variable: str, vector: str, width: int) -> str:
    low = 0
    for port in program.states:
        if port.name == variable:
            break
        low += port.type.width
    own: IntType = program.port(variable).type
    text = f"{vector}[{low + own.width - 1}:{low}]"
    if own.width == width:
        return text
    fill = f"{vector}[{low + own.width - 1}]" if own.signed else "1'b0"
    return f"{{{{{width - own.width}{{{fill}}}}}, {text}}}"


def mask(core: Core, name: str, comment: str, parts: Sequence[Slice]) -> Mask:
    """Update lanes in use per group of ``parts``; groups elsewhere have none."""
    used = np.zeros(core.groups * core.update_lanes, bool)
    for part in parts:
        used[part.slots(core.lanes)] = True
    table = used.reshape(core.groups, core.update_lanes)
    lanes = [sum(1 << k for k in np.flatnonzero(row).tolist()) for row in table]
    default = max(set(lanes), key=lambda value: (lanes.count(value), value))
    rows = tuple(
        MaskRow(f"{core.index_bits}'d{index}", f"{core.update_lanes}'h{value:x}")
        for index, value in enumerate(lanes)
        if value != default
    )
    return Mask(name, comment, rows, f"{core.update_lanes}'h{default:x}")
