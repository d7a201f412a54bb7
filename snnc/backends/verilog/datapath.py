"""Integer programs as Verilog: one named wire per statement, every width explicit.

Statements may lie in pipeline stages; what a later stage reads of an earlier one is carried
through registers named after the value and the stage that reads it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from snnc.core.errors import internal_error
from snnc.core.names import is_verilog_name
from snnc.numbers.fixed import Interval, IntType, Rounding, canonical_signed_digits
from snnc.program.integer import IntegerProgram, IntegerStatement, Port, types_of
from snnc.program.ops import (
    Above,
    Add,
    AtLeast,
    Both,
    Clamp,
    Convert,
    Invert,
    Literal,
    Multiply,
    MultiplyStyle,
    RoundShift,
    Saturate,
    Scale,
    Select,
    ShiftLeft,
    Subtract,
)


@dataclass(frozen=True)
class Wire:
    """``wire signed [width-1:0] name = value;  // comment``; a flag has no range."""

    declaration: str
    name: str
    value: str
    comment: str


@dataclass(frozen=True)
class Stage:
    """A pipeline stage: registers (``value`` is what they take from the stage ahead), then wires."""

    number: int
    registers: tuple[Wire, ...]
    wires: tuple[Wire, ...]


#: Ports of the neuron module, which no value of a program may be called.
_PORTS = frozenset({"clk", "en", "state", "parameters", "sum", "spike", "next_state", "unused"})


def net_name(name: str) -> str:
    """The Verilog name of a program's value."""
    return f"{name}_value" if name in _PORTS or not is_verilog_name(name) else name


def literal(value: int, width: int) -> str:
    """A sized signed literal."""
    return f"-{width}'sd{-value}" if value < 0 else f"{width}'sd{value}"


class _Printer:
    def __init__(self, program: IntegerProgram, stages: Sequence[int]) -> None:
        self.program = program
        self.types: Mapping[str, IntType] = types_of(program)
        self.literals = {s.target: s.op.value for s in program.body if isinstance(s.op, Literal)}
        self.made = dict.fromkeys((port.name for port in program.ports), 0)
        self.made |= {s.target: stage for s, stage in zip(program.body, stages, strict=True)}
        self.flags = {s.target for s in program.body if isinstance(s.op, AtLeast | Above | Both | Invert)}
        self.flags |= {port.name for port in program.ports if port.flag}
        self.stage = 0
        self.wires: list[list[Wire]] = [[] for _ in range(1 + max(self.made.values()))]
        self.registers: list[dict[str, Wire]] = [{} for _ in self.wires]

    def width(self, name: str) -> int:
        """Bits of ``name`` as a signed wire."""
        kind = self.types[name]
        return kind.width if kind.signed else kind.width + 1

    def net(self, name: str) -> str:
        """The net that holds ``name`` in the stage at hand; carries it there if it is older."""
        net = net_name(name)
        for stage in range(self.made[name] + 1, self.stage + 1):
            range_ = "" if name in self.flags else f"signed [{self.width(name) - 1}:0] "
            register = Wire(f"reg {range_}".strip(), f"{net_name(name)}_s{stage}", net, "")
            self.registers[stage].setdefault(name, register)
            net = register.name
        return net

    def wire(self, name: str, width: int, value: str, comment: str = "") -> str:
        self.wires[self.stage].append(Wire(f"wire signed [{width - 1}:0]", name, value, comment))
        return name

    def fit(self, name: str, width: int) -> str:
        """``name`` as an expression of ``width`` bits, extended or cut (where it is proved to fit)."""
        if name in self.literals:
            return literal(self.literals[name], width)
        own = self.width(name)
        net = self.net(name)
        if own == width:
            return net
        if own > width:
            return f"{net}[{width - 1}:0]"
        return f"{{{{{width - own}{{{net}[{own - 1}]}}}}, {net}}}"

    def reaches_power(self, a: str, b: str) -> bool:
        """Whether ``b`` is a positive power of two that ``a`` can reach: its high bits then decide."""
        bound = self.literals.get(b, 0)
        return a not in self.literals and 0 < bound < 1 << (self.width(a) - 1) and bound & (bound - 1) == 0

    def compare(self, a: str, sign: str, b: str) -> str:
        """A signed comparison at the width of the wider side."""
        width = max(self.width(a), self.width(b))
        return f"{self.signed(a, width)} {sign} {self.signed(b, width)}"

    def signed(self, name: str, width: int) -> str:
        text = self.fit(name, width)
        return f"$signed({text})" if text.startswith("{") else text

    def statement(self, s: IntegerStatement) -> None:
        name, width = net_name(s.target), s.type.width
        self.stage = self.made[s.target]
        match s.op:
            case Literal():
                return
            case Add(a, b):
                self.wire(name, width, f"{self.fit(a, width)} + {self.fit(b, width)}", s.comment)
            case Subtract(a, b):
                self.wire(name, width, f"{self.fit(a, width)} - {self.fit(b, width)}", s.comment)
            case ShiftLeft(a, shift):
                # A result no wider than the shift can only be 0 (an accumulator nothing feeds).
                shifted = f"{{{self.fit(a, width - shift)}, {shift}'d0}}" if width > shift else literal(0, width)
                self.wire(name, width, shifted, s.comment)
            case Multiply(a, b, style):
                self.multiply(s, name, width, a, b, style)
            case RoundShift(a, shift, mode):
                self.round(s, name, width, a, shift, mode)
            case Clamp(a, lo, hi):
                self.clamp(s, name, width, a, lo, hi)
            case Select(condition, then, otherwise):
                value = f"{self.net(condition)} ? {self.fit(then, width)} : {self.fit(otherwise, width)}"
                self.wire(name, width, value, s.comment)
            case AtLeast(a, b) if self.reaches_power(a, b):
                high, low = self.width(a) - 1, self.literals[b].bit_length() - 1
                self.flag(name, f"!{self.net(a)}[{high}] && |{self.net(a)}[{high - 1}:{low}]", s.comment)
            case AtLeast(a, b):
                self.flag(name, self.compare(a, ">=", b), s.comment)
            case Above(a, b):
                self.flag(name, self.compare(a, ">", b), s.comment)
            case Both(a, b):
                self.flag(name, f"{self.net(a)} && {self.net(b)}", s.comment)
            case Invert(a):
                self.flag(name, f"!{self.net(a)}", s.comment)
            case Scale() | Convert() | Saturate():
                raise internal_error("an integer program holds real operations")
            case _:
                raise internal_error(f"no hardware for {s.op.text()}")

    def flag(self, name: str, value: str, comment: str) -> None:
        self.wires[self.stage].append(Wire("wire", name, value, comment))

    def multiply(self, s: IntegerStatement, name: str, width: int, a: str, b: str, style: MultiplyStyle) -> None:
        if b in self.literals and style is MultiplyStyle.SHIFT_ADD:
            factor = self.literals[b]
            wide = self.wire(f"{name}_wide", width, self.fit(a, width))
            terms = ""
            for sign, shift in canonical_signed_digits(factor):
                term = f"({wide}<<<{shift})" if shift else wide
                terms += term if not terms and sign > 0 else f"{' + ' if sign > 0 else ' - '}{term}"
            self.wire(name, width, terms.strip() or literal(0, width), f"{a} * {factor}")
            return
        left = self.wire(f"{name}_left", width, self.fit(a, width))
        right = self.wire(f"{name}_right", width, self.fit(b, width))
        self.wire(name, width, f"{left} * {right}", s.comment)

    def round(self, s: IntegerStatement, name: str, width: int, a: str, shift: int, mode: Rounding) -> None:
        source, own = self.net(a), self.width(a)
        if own < shift + 2:  # narrower than what is shifted out
            source = self.wire(f"{name}_wide", shift + 2, self.fit(a, shift + 2))
            own = shift + 2
        if shift and mode is not Rounding.FLOOR:
            own += 1
            if mode is Rounding.TOWARD_ZERO:
                bias = f"{{{shift}{{{source}[{own - 2}]}}}}"
                why = "toward zero"
            elif shift == 1:
                bias, why = f"{source}[1]", "to nearest, ties to even"
            else:
                bias = f"{source}[{shift}], {{{shift - 1}{{~{source}[{shift}]}}}}"
                why = "to nearest, ties to even"
            extended = f"{{{{1{{{source}[{own - 2}]}}}}, {source}}}"
            value = f"{extended} + {{{own - shift}'d0, {bias}}}"
            source = self.wire(f"{name}_biased", own, value, why)
        if own - shift >= width:
            text = f"{source}[{shift + width - 1}:{shift}]"
        else:
            text = f"{{{{{width - own + shift}{{{source}[{own - 1}]}}}}, {source}[{own - 1}:{shift}]}}"
        self.wire(name, width, text, s.comment)

    def clamp(self, s: IntegerStatement, name: str, width: int, a: str, lo: int, hi: int) -> None:
        own, source = self.width(a), self.net(a)
        span = IntType(True, own).range
        if own > width and IntType(True, width).range == Interval(lo, hi):
            # A value fits its format when all bits above it are signs.
            above = f"{source}[{own - 1}:{width - 1}]"
            self.flag(f"{name}_fits", f"&{above} || ~|{above}", "")
            limit = f"{{{source}[{own - 1}], {{{width - 1}{{!{source}[{own - 1}]}}}}}}"
            self.wire(name, width, f"{name}_fits ? {source}[{width - 1}:0] : {limit}", s.comment)
            return
        value = self.fit(a, width)
        if span.lo < lo:
            value = f"{source} < {literal(lo, own)} ? {literal(lo, width)} : {value}"
        if span.hi > hi:
            value = f"{source} > {literal(hi, own)} ? {literal(hi, width)} : {value}"
        self.wire(name, width, value, s.comment)


@dataclass(frozen=True)
class Field:
    """Bits ``[high:low]`` of a packed vector that hold ``port``."""

    port: Port
    low: int

    @property
    def high(self) -> int:
        """The highest bit."""
        return self.low + self.port.type.width - 1


def pack(ports: tuple[Port, ...]) -> tuple[Field, ...]:
    """Places of ``ports`` in a packed vector, the first lowest."""
    fields, low = [], 0
    for port in ports:
        fields.append(Field(port, low))
        low += port.type.width
    return tuple(fields)


def body(program: IntegerProgram, stages: Sequence[int], depth: int) -> tuple[tuple[Stage, ...], tuple[str, ...], str]:
    """The datapath in ``depth`` stages: the stages, the value of every state field, the spike.

    ``stages``: the stage of each statement, see :mod:`snnc.passes.schedule`.
    """
    printer = _Printer(program, stages)
    while len(printer.wires) < depth:
        printer.wires.append([])
        printer.registers.append({})
    for vector, fields in (("state", pack(program.states)), ("parameters", pack(program.parameters))):
        for field in fields:
            _unpack(printer, vector, field)
    port = program.input
    printer.wire(net_name(port.name), port.type.width, f"sum[{port.type.width - 1}:0]", "accumulated weights")
    for statement in program.body:
        printer.statement(statement)
    printer.stage = depth - 1
    values = []
    for port, (_, value) in zip(program.states, program.next_state, strict=True):
        values.append(printer.net(value) if port.flag else printer.fit(value, port.type.width))
    spike = printer.net(program.spike) if program.spike else ""
    pairs = enumerate(zip(printer.registers, printer.wires, strict=True))
    return tuple(Stage(k, tuple(r.values()), tuple(w)) for k, (r, w) in pairs), tuple(values), spike


def _unpack(printer: _Printer, vector: str, field: Field) -> None:
    port = field.port
    bits = f"{vector}[{field.high}:{field.low}]"
    if port.flag:
        printer.flag(net_name(port.name), f"{vector}[{field.low}]", "")
    elif port.type.signed:
        printer.wire(net_name(port.name), port.type.width, bits)
    else:
        printer.wire(net_name(port.name), port.type.width + 1, f"{{1'b0, {bits}}}")
