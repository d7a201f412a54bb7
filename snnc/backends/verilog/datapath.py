"""Circuits as Verilog: one named wire for each signal, every width explicit.

Signals may lie in pipeline stages; what a later stage reads of an earlier one is carried through
registers named after the signal and the stage that reads it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from snnc.backends.verilog.lines import RomText, Stage, WireLine
from snnc.core.names import is_verilog_name
from snnc.numbers.fixed import Interval, signed_width, unsigned_width
from snnc.program.integer import IntegerProgram, Port
from snnc.program.primitives import (
    Bits,
    Choose,
    Circuit,
    Compare,
    Constant,
    Copies,
    Extreme,
    Fitted,
    Gate,
    HighBits,
    HighTest,
    Joined,
    Logic,
    Multiplication,
    Operand,
    Part,
    Ref,
    Rom,
    Signal,
    Sum,
    Wire,
    Xor,
    Zeros,
    sources,
)

#: Ports of the neuron module, which no value of a program may be called.
_PORTS = frozenset({"clk", "en", "state", "parameters", "sum", "spike", "next_state", "unused"})


def net_name(name: str) -> str:
    """The Verilog name of a program's value."""
    return f"{name}_value" if name in _PORTS or not is_verilog_name(name) else name


def literal(value: int, width: int) -> str:
    """A sized signed literal."""
    return f"-{width}'sd{-value}" if value < 0 else f"{width}'sd{value}"


class _Printer:
    def __init__(self, circuit: Circuit, stages: Sequence[int], depth: int) -> None:
        self.circuit = circuit
        self.made = dict.fromkeys((port.name for port in circuit.ports), 0)
        self.made |= {signal.name: stage for signal, stage in zip(circuit.body, stages, strict=True)}
        self.folded = circuit.folded(stages)
        self.idle = self._idle()
        self.expressions: dict[str, str] = {}
        self.stage = 0
        self.wires: list[list[WireLine]] = [[] for _ in range(depth)]
        self.registers: list[dict[str, WireLine]] = [{} for _ in range(depth)]
        #: The bits of each net that are not read yet, lowest first; of nets that anything reads.
        self.unread: dict[str, int] = {}
        self.roms: list[RomText] = []

    def _idle(self) -> frozenset[str]:
        """The wiring that nothing in its own stage reads; stages that read it print it again."""
        wiring, read = self.circuit.wiring, set(self.circuit.results)
        idle = set()
        for signal in reversed(self.circuit.body):
            if signal.name in wiring and signal.name not in read:
                idle.add(signal.name)
                continue
            read |= {name for name in sources(signal.primitive) if self.made[name] == self.made[signal.name]}
        return frozenset(idle)

    def net(self, name: str, high: int | None = None, low: int = 0) -> str:
        """The net that holds ``name`` in the stage at hand, to read bits ``[high:low]`` of it, or all."""
        width = self.circuit.widths[name]
        net, top = self.here(name), width - 1 if high is None else high
        bits = (2 << top) - (1 << low)
        self.unread[net] = self.unread.get(net, (1 << width) - 1) & ~bits
        return net

    def here(self, name: str) -> str:
        """The net that holds ``name`` in the stage at hand; carries it there if it is older."""
        net = net_name(name)
        if name in self.circuit.wiring and self.made[name] < self.stage:
            return self.again(name, f"{net}_s{self.stage}")
        for stage in range(self.made[name] + 1, self.stage + 1):
            range_ = "" if name in self.circuit.flags else f"signed [{self.circuit.widths[name] - 1}:0] "
            register = WireLine(f"reg {range_}".strip(), f"{net_name(name)}_s{stage}", net, "")
            self.registers[stage].setdefault(name, register)
            self.unread[net] = 0
            net = register.name
        return net

    def again(self, name: str, net: str) -> str:
        """``net``: the wiring ``name`` once more, of what is carried to the stage at hand."""
        if net not in {wire.name for wire in self.wires[self.stage]}:
            width = self.circuit.widths[name]
            self.wire(net, width, self.fit(self.circuit.wiring[name].a, width))
        return net

    def wire(self, name: str, width: int, value: str, comment: str = "") -> str:
        self.wires[self.stage].append(WireLine(f"wire signed [{width - 1}:0]", name, value, comment))
        return name

    def flag(self, name: str, value: str, comment: str = "") -> None:
        self.wires[self.stage].append(WireLine("wire", name, value, comment))

    def signal(self, signal: Signal) -> None:
        """Print ``signal``, or keep it for its reader."""
        if signal.name in self.idle:
            return
        self.stage = self.made[signal.name]
        width = self.circuit.widths[signal.name]
        value = self.value(signal, width)
        if signal.name in self.folded:
            self.expressions[signal.name] = value
        elif signal.flag:
            self.flag(net_name(signal.name), value, signal.comment)
        else:
            self.wire(net_name(signal.name), width, value, signal.comment)

    def value(self, signal: Signal, width: int) -> str:
        """The expression of ``signal``, of ``width`` bits."""
        match signal.primitive:
            case Wire(a):
                return self.fit(a, width)
            case Sum(a, b, minus):
                return f"{self.fit(a, width)} {'-' if minus else '+'} {self.fit(b, width)}"
            case Xor(a, b):
                return f"{self.fit(a, width)} ^ {self.fit(b, width)}"
            case Multiplication(a, b):
                # Wires of their own keep the operands signed.
                left = self.wire(f"{net_name(signal.name)}_left", width, self.fit(a, width))
                right = self.wire(f"{net_name(signal.name)}_right", width, self.fit(b, width))
                return f"{left} * {right}"
            case Rom(a, entries):
                address = unsigned_width(len(entries) - 1)
                name = self.rom(f"{net_name(signal.name)}_at", address, entries, width)
                return f"{name}({self.fit(a, address)})"
            case Compare(relation, a, b):
                wider = max(self.width(a), self.width(b))
                return f"{self.signed(a, wider)} {relation.value} {self.signed(b, wider)}"
            case HighBits(test, a, low):
                high = self.circuit.widths[a.name] - 1
                net = self.net(a.name, high, low)
                match test:
                    case HighTest.REACHES:
                        return f"!{net}[{high}] && |{net}[{high - 1}:{low}]"
                    case HighTest.FITS:
                        return f"&{net}[{high}:{low}] || ~|{net}[{high}:{low}]"
                    case _:
                        assert_never(test)
            case Choose(condition, then, otherwise):
                return f"{self.fit(condition, 1)} ? {self.fit(then, width)} : {self.fit(otherwise, width)}"
            case Logic(gate, inputs):
                match gate:
                    case Gate.AND:
                        return " && ".join(self.fit(each, 1) for each in inputs)
                    case Gate.NOT:
                        return f"!{self.fit(inputs[0], 1)}"
                    case _:
                        assert_never(gate)
            case _:
                assert_never(signal.primitive)

    def rom(self, name: str, address: int, entries: Sequence[int], width: int) -> str:
        """The function that reads ``entries``."""
        rows = tuple((f"{address}'d{k}", literal(entry, width)) for k, entry in enumerate(entries[:-1]))
        self.roms.append(RomText(name, address - 1, high=width - 1, rows=rows, last=literal(entries[-1], width)))
        return name

    def width(self, number: Ref | Constant) -> int:
        """Bits that ``number`` has by itself."""
        if isinstance(number, Constant):
            return signed_width(Interval(number.value, number.value))
        return self.circuit.widths[number.name] + number.shift

    def signed(self, number: Ref | Constant, width: int) -> str:
        text = self.fit(number, width)
        return f"$signed({text})" if text.startswith("{") else text

    def fit(self, operand: Operand, width: int) -> str:
        """``operand`` as an expression of ``width`` bits, extended or cut (where it is proved to fit)."""
        match operand:
            case Constant(value):
                return literal(value, width)
            case Joined(parts):
                texts = [self.part(part) for part in parts]
                return texts[0] if len(texts) == 1 else f"{{{', '.join(texts)}}}"
            case Ref(name, 0):
                return self.expressions[name] if name in self.folded else self.fitted(name, width)
            case Ref(name, shift):
                return f"({self.net(name)}<<<{shift})"
            case _:
                assert_never(operand)

    def fitted(self, name: str, width: int) -> str:
        own = self.circuit.widths[name]
        if own > width:
            return f"{self.net(name, width - 1)}[{width - 1}:0]"
        net = self.net(name)
        if own == width:
            return net
        return f"{{{{{width - own}{{{net}[{own - 1}]}}}}, {net}}}"

    def part(self, part: Part) -> str:
        """``part`` inside braces."""
        match part:
            case Zeros(count):
                return f"{count}'d0"
            case Bits(name, high, low):
                net = self.net(name, high, low)
                return f"{net}[{high}:{low}]" if high > low else f"{net}[{low}]"
            case Copies(name, bit, count, inverted):
                return f"{{{count}{{{'~' if inverted else ''}{self.net(name, bit, bit)}[{bit}]}}}}"
            case Fitted(name, width):
                return self.fitted(name, width)
            case Extreme(name, width):
                top = self.circuit.widths[name] - 1
                sign = f"{self.net(name, top, top)}[{top}]"
                return f"{{{sign}, {{{width - 1}{{!{sign}}}}}}}"
            case _:
                assert_never(part)


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


@dataclass(frozen=True)
class DatapathText:
    """The stages, the value of every state field, the spike or the number of spikes; ``roms``: tables they read.

    ``unread``: nets of which some bits are left over by those who read them, and ports that no one reads.
    """

    stages: tuple[Stage, ...]
    values: tuple[str, ...]
    spike: str
    unread: tuple[str, ...]
    roms: tuple[RomText, ...]


def spike_range(bits: int) -> str:
    """The range of a net of ``bits`` with the spikes of a step, or the number that is sent; empty for a flag."""
    return f"[{bits - 1}:0] " if bits > 1 else ""


def body(program: IntegerProgram, circuit: Circuit, stages: Sequence[int], depth: int) -> DatapathText:
    """The datapath in ``depth`` stages.

    ``circuit``: of ``program``; ``stages``: the stage of each signal, see :mod:`snnc.passes.schedule`.
    """
    printer = _Printer(circuit, stages, depth)
    for vector, fields in (("state", pack(program.states)), ("parameters", pack(program.parameters))):
        for field in fields:
            _unpack(printer, vector, field)
    for field in pack(program.inputs):
        width = field.port.type.width
        printer.wire(net_name(field.port.name), width, f"sum[{field.high}:{field.low}]", "accumulated weights")
    for signal in circuit.body:
        printer.signal(signal)
    printer.stage = depth - 1
    widths = (port.type.width for port in program.states)
    values = tuple(printer.fit(value, width) for value, width in zip(circuit.next_state, widths, strict=True))
    spike = printer.fitted(circuit.spike, program.spike_bits) if circuit.spike else ""
    pairs = enumerate(zip(printer.registers, printer.wires, strict=True))
    made = tuple(Stage(k, tuple(r.values()), tuple(w)) for k, (r, w) in pairs)
    return DatapathText(made, values, spike, unread=tuple(_unread(printer, made)), roms=tuple(printer.roms))


def _unread(printer: _Printer, stages: Sequence[Stage]) -> Iterator[str]:
    """What widths and circuit leave unread, in the order of ``stages``; a net that lost its reader is not among it."""
    idle = {net_name(port.name) for port in printer.circuit.ports if port.name not in printer.circuit.read}
    for stage in stages:
        for line in (*stage.registers, *stage.wires):
            if printer.unread.get(line.name) or line.name in idle:
                yield line.name


def _unpack(printer: _Printer, vector: str, field: Field) -> None:
    port = field.port
    bits = f"{vector}[{field.high}:{field.low}]"
    if port.flag:
        printer.flag(net_name(port.name), f"{vector}[{field.low}]", "")
    elif port.type.signed:
        printer.wire(net_name(port.name), port.type.width, bits)
    else:
        printer.wire(net_name(port.name), port.type.width + 1, f"{{1'b0, {bits}}}")
