"""From a real program to an integer program, given how each quantity is represented."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from snnc.numbers.fixed import Interval, IntType, Rounding, unsigned_width
from snnc.numbers.xorshift import WORD_BITS
from snnc.program.integer import FLAG_TYPE, IntegerProgram, IntegerStatement, Port, Role
from snnc.program.integer_ops import Clamp, Multiply, MultiplyStyle, RoundShift, ShiftLeft
from snnc.program.lookup import Tabulated, tabulate
from snnc.program.nonlinear import Gain, Lookup, Product, Ratio
from snnc.program.operation import Op
from snnc.program.ops import Above, Add, Convert, Literal, Saturate, Scale
from snnc.program.program import INPUT, Program, verify, wrong
from snnc.program.quantity import Kind, Quantity
from snnc.program.random_ops import DrawnBelow, WithinOne
from snnc.program.ranges import analyse
from snnc.program.rescale import Rescaling, free, within

#: The relative error of tables where nobody allows a larger one. Each two bits double their entries.
TABLE_ERROR = 2.0**-10
#: What names stay in.
Spans = Mapping[str, Interval]


@dataclass(frozen=True)
class Representation:
    """How the values of one population become integers.

    * ``state_bits``: width of every linear state kept in memory, by name;
    * ``input_ranges``: the proved interval of each receptor's accumulator, by name; the unit of all is that of
      the weights;
    * ``fraction_bits``: of each linear quantity, by name: its unit is that of the weights over ``2**bits``, and
      coarser where they are below 0;
    * ``factor_shifts``: of each factor or gain, by name: ``f`` is the integer ``round(f * 2**shift)``;
    * ``shared``: integer values of parameters that all neurons share;
    * ``per_neuron``: interval of each parameter that differs between neurons;
    * ``limits``: largest value of each count state;
    * ``unit``: units of the weights per real unit;
    * ``table_error``: the relative error of tables, beside rounding, and ``fine_error``: that of small ones.
    """

    state_bits: Mapping[str, int]
    input_ranges: Mapping[str, Interval]
    fraction_bits: Mapping[str, int]
    factor_shifts: Mapping[str, int]
    rounding: Rounding
    style: MultiplyStyle
    shared: Mapping[str, int]
    per_neuron: Mapping[str, Interval]
    limits: Mapping[str, int]
    unit: float = 1.0
    table_error: float = TABLE_ERROR
    fine_error: float = math.inf

    def scale(self, quantity: str) -> float:
        """Units of the linear ``quantity`` per real unit."""
        return float(self.unit * 2.0 ** self.fraction_bits[quantity])

    def one(self, quantity: str) -> int:
        """1 in units of the linear ``quantity``, to the nearest whole number of them, and at least one."""
        return max(1, round(self.scale(quantity)))

    def format(self, state: str) -> Interval:
        """The values that the linear state ``state`` can hold."""
        return IntType(True, self.state_bits[state]).range


@dataclass(frozen=True)
class Lowered:
    """The integer program, the states whose saturation was proved unneeded, and the table of each statement."""

    program: IntegerProgram
    saturation_removed: tuple[str, ...]
    saturation_kept: tuple[str, ...]
    tables: tuple[tuple[str, Tabulated], ...] = ()


def lower(program: Program, how: Representation) -> Lowered:
    """Lower ``program``: constants in, scales to multiply and rounded shift, all widths proved.

    A saturation is dropped when the value before it provably stays in the state's format,
    assuming only that the states did so one step earlier (an inductive invariant).
    """
    quantities = verify(program)
    found = _analysed(program, how, quantities)
    body, aliases, unneeded = found.body, found.aliases, found.unneeded
    for gone in unneeded:
        (source,) = body.pop(gone).operands()
        aliases[gone] = source
        for name, op in body.items():
            body[name] = _rename(op, {gone: source})
    next_state = tuple((state, _final(value, aliases)) for state, value in program.next_state)
    types = {port.name: port.type.range for port in found.ports} | dict(how.input_ranges)
    for name, value in next_state:
        if found.spans[value] not in types[name]:
            raise wrong(program, f"'{value}' may leave the format of '{name}'; saturate it first")
    used = _used(body, [*(value for _, value in next_state), *([program.spike] if program.spike else [])])
    comments = {s.target: s.comment for s in program.body}
    statements = tuple(
        IntegerStatement(name, _format(op, quantities.get(name), found.spans[name]), op, comments.get(name, ""))
        for name, op in body.items()
        if name in used
    )
    lowered = IntegerProgram(
        name=program.name,
        equation=program.equation,
        ports=found.ports,
        body=statements,
        next_state=next_state,
        spike=_final(program.spike, aliases) if program.spike else None,
        events=max(1, found.spans[program.spike].hi) if program.spike and program.events > 1 else 1,
        numbers=found.spans[_final(program.spike, aliases)] if program.spike and program.sends else None,
    )
    clamped = [(s.target in unneeded, s.op.state) for s in program.body if isinstance(s.op, Saturate)]
    removed, kept = (tuple(state for gone, state in clamped if gone is which) for which in (True, False))
    tables = tuple(
        (s.target, _table(s.op, how, within(found.spans, _final(s.op.a, aliases)), quantities[s.op.a].name))
        for s in program.body
        if isinstance(s.op, Lookup)
    )
    return Lowered(lowered, removed, kept, tables)


def saturating(program: Program, how: Representation) -> frozenset[str]:
    """The states that may saturate in integers, as :func:`lower` proves it: ``saturation_kept`` without the rest."""
    found = _analysed(program, how, verify(program))
    kept = (s.op.state for s in program.body if isinstance(s.op, Saturate) and s.target not in found.unneeded)
    return frozenset(kept)


@dataclass(frozen=True)
class _Analysed:
    """``body`` and ``aliases`` as of :func:`integer_body`; ``spans``: what every name stays in.

    ``unneeded``: the saturations whose value provably stays in the format of its state.
    """

    ports: tuple[Port, ...]
    body: dict[str, Op]
    aliases: dict[str, str]
    spans: Mapping[str, Interval]
    unneeded: tuple[str, ...]


def _analysed(program: Program, how: Representation, quantities: Mapping[str, Quantity]) -> _Analysed:
    ports = ports_of(program, how)
    body, aliases = integer_body(program, how, quantities)
    entering = _entering(program, how)
    spans = {**entering, **analyse(entering, body)}
    unneeded: list[str] = []
    for statement in program.body:
        if isinstance(statement.op, Saturate):
            (source,) = body[statement.target].operands()
            if spans[source] in how.format(statement.op.state):
                unneeded.append(statement.target)
    return _Analysed(ports, body, aliases, spans=spans, unneeded=tuple(unneeded))


def ports_of(program: Program, how: Representation) -> tuple[Port, ...]:
    """What enters the integer program: states, parameters that differ between neurons, the accumulators."""
    ports = []
    for state in program.states:
        if state.quantity.kind is Kind.LINEAR:
            kind = IntType(True, how.state_bits[state.name])
        elif state.quantity.kind is Kind.COUNT:
            kind = IntType(False, unsigned_width(how.limits[state.name]))
        elif state.quantity.kind is Kind.RANDOM:
            kind = IntType(False, WORD_BITS)
        else:
            kind = FLAG_TYPE
        flag, random = (state.quantity.kind is kind for kind in (Kind.FLAG, Kind.RANDOM))
        ports.append(Port(state.name, Role.STATE, kind, flag=flag, random=random))
    for parameter in program.parameters:
        if parameter.name in how.per_neuron:
            span = how.per_neuron[parameter.name]
            ports.append(Port(parameter.name, Role.PARAMETER, IntType.holding(span)))
    for receptor in program.receptors:
        ports.append(Port(receptor.name, Role.INPUT, IntType.holding(how.input_ranges[receptor.name])))
    return tuple(ports)


def integer_body(
    program: Program, how: Representation, quantities: Mapping[str, Quantity]
) -> tuple[dict[str, Op], dict[str, str]]:
    """The body in integer operations, in order, without types: name -> operation.

    Then what needs no operation: the name of a value -> the name of the one that it equals. ``quantities``: of
    every name, as :func:`~snnc.program.program.verify` finds them.
    """
    names = set(quantities)
    body: dict[str, Op] = {p.name: Literal(how.shared[p.name]) for p in program.parameters if p.name in how.shared}
    aliases: dict[str, str] = {}
    for receptor in program.receptors:
        finer = how.fraction_bits[receptor.quantity.name]
        if finer:
            current = free("current" if receptor.name == INPUT else f"{receptor.name}_current", names)
            coarse = RoundShift(receptor.name, -finer, how.rounding)
            body[current] = ShiftLeft(receptor.name, finer) if finer > 0 else coarse
            aliases[receptor.name] = current
    for statement in program.body:
        op = _rename(statement.op, aliases)
        match op:
            case Scale(a, factor):
                product = free(f"{statement.target}_product", names)
                body[product] = Multiply(a, factor, how.style)
                body[statement.target] = RoundShift(product, how.factor_shifts[factor], how.rounding)
            case Convert(a, quantity):
                (source,) = statement.op.operands()
                finer = how.fraction_bits[quantity.name] - how.fraction_bits[quantities[source].name]
                if finer > 0:
                    body[statement.target] = ShiftLeft(a, finer)
                elif finer < 0:
                    body[statement.target] = RoundShift(a, -finer, how.rounding)
                else:
                    aliases[statement.target] = a
            case Saturate(a, state):
                span = how.format(state)
                body[statement.target] = Clamp(a, span.lo, span.hi)
            case Gain() | Product() | Ratio() | Lookup() | WithinOne() | DrawnBelow():
                into = Rescaling(statement.target, body=body, taken=names, rounding=how.rounding, style=how.style)
                read = [quantities[name].name for name in statement.op.operands()]
                _rescale(op, into, how, read=read, entering=_entering(program, how))
            case _:
                body[statement.target] = _simpler(op, body)
    return body, aliases


def _simpler(op: Op, body: Mapping[str, Op]) -> Op:
    """``op``, or what it comes to where it adds two constants or a value to itself."""
    if not isinstance(op, Add):
        return op
    a, b = body.get(op.a), body.get(op.b)
    if isinstance(a, Literal) and isinstance(b, Literal):
        return Literal(a.value + b.value)
    return ShiftLeft(op.a, 1) if op.a == op.b else op


def _rescale(
    op: Gain | Product | Ratio | Lookup | WithinOne | DrawnBelow,
    into: Rescaling,
    how: Representation,
    read: Sequence[str],
    entering: Spans,
) -> None:
    """``op`` in integers; ``read``: the quantities of what it reads."""
    bits = how.fraction_bits
    match op:
        case Gain(a, gain, quantity):
            into.gain(a, gain, how.factor_shifts[gain] + bits[read[0]] - bits[quantity.name])
        case Product(a, b, quantity):
            into.product(a, b, bits[read[0]] + bits[read[1]] - bits[quantity.name], how.unit)
        case Ratio(a, b, most, quantity):
            limit = how.shared[most] if most in how.shared else how.per_neuron[most].hi
            into.ratio(a, b, most, limit=limit, scale=how.scale(quantity.name))
        case Lookup(a, _, _):
            spans = {**entering, **analyse(entering, into.body)}
            into.lookup(a, _table(op, how, within(spans, a), read[0]))
        case WithinOne(a):
            into.within_one(a, how.one(read[0]))
        case DrawnBelow(a, b):
            into.drawn_below(a, b, how.one(read[1]))


def _table(op: Lookup, how: Representation, span: Interval, read: str) -> Tabulated:
    """The table of ``op``, whose argument is of the quantity ``read`` and stays in ``span``."""
    scales = (how.scale(read), how.scale(op.quantity.name))
    errors = {"tolerance": how.table_error, "fine": how.fine_error}
    return tabulate(op.function, span, scales, rounding=how.rounding, **errors)


def _entering(program: Program, how: Representation) -> Spans:
    """What the values that enter the integer program stay in."""
    spans = {port.name: port.type.range for port in ports_of(program, how)}
    return {**spans, **how.per_neuron, **how.input_ranges}


def _final(name: str, aliases: Mapping[str, str]) -> str:
    """What ``name`` is called in the end."""
    while name in aliases:
        name = aliases[name]
    return name


def _rename(op: Op, names: Mapping[str, str]) -> Op:
    """``op`` reading by their new ``names`` what has one."""
    if not any(name in names for name in op.operands()):
        return op
    read = set(op.operands())
    fields: dict[str, Any] = {
        key: names.get(value, value) if isinstance(value, str) and value in read else value
        for key, value in vars(op).items()
    }
    renamed: Op = type(op)(**fields)
    return renamed


def _used(body: Mapping[str, Op], roots: list[str]) -> set[str]:
    """The statements that ``roots`` depend on."""
    used: set[str] = set()
    todo = list(roots)
    while todo:
        name = todo.pop()
        if name in body and name not in used:
            used.add(name)
            todo.extend(body[name].operands())
    return used


def _format(op: Op, quantity: Quantity | None, span: Interval) -> IntType:
    """The format of the result of ``op``; ``quantity``: None for what only the integer program has."""
    flag = isinstance(op, Above) if quantity is None else quantity.kind is Kind.FLAG
    return FLAG_TYPE if flag else IntType.holding(span)
