"""What the datapath of a neuron takes: its statements as adders, comparators and choices, and its registers.

Mirrors ``snnc/backends/verilog/datapath.py``: what a later stage reads of an earlier one is carried
through registers, and synthesis shares or merges what the comments below say.
"""

from __future__ import annotations

from collections.abc import Sequence

from snnc.analysis.parts import Parts, Piece, logic, registers, shift
from snnc.core.errors import internal_error
from snnc.numbers.fixed import IntType, Rounding, canonical_signed_digits
from snnc.program.integer import IntegerProgram, IntegerStatement, types_of
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
from snnc.target.fabrics import Fabric
from snnc.target.resources import Resources


def neuron_parts(program: IntegerProgram, stages: Sequence[int], depth: int, fabric: Fabric) -> Parts:
    """One datapath of ``program`` in ``depth`` stages; ``stages``: of each statement."""
    counter = _Counter(program, stages, fabric)
    for statement in program.body:
        counter.statement(statement)
    return counter.parts + counter.carried(depth)


class _Counter:
    def __init__(self, program: IntegerProgram, stages: Sequence[int], fabric: Fabric) -> None:
        self.program = program
        self.fabric = fabric
        self.types = types_of(program)
        self.literals = {s.target: s.op.value for s in program.body if isinstance(s.op, Literal)}
        self.made = dict.fromkeys((port.name for port in program.ports), 0)
        self.made |= {s.target: stage for s, stage in zip(program.body, stages, strict=True)}
        self.ops = {s.target: s.op for s in program.body}
        self.parts = Parts()

    def width(self, name: str) -> int:
        """Bits of ``name`` as it is computed."""
        kind = self.types[name]
        return kind.width if kind.signed else kind.width + 1

    def add(self, piece: Piece, amount: float) -> None:
        self.parts += logic(piece, amount)

    def statement(self, s: IntegerStatement) -> None:
        """Count one statement."""
        width = s.type.width
        match s.op:
            case Literal() | ShiftLeft() | Invert():
                return
            case Add(a, b) | Subtract(a, b):
                self.add(Piece.ADD, width - self._zeros(b))
            case Multiply(a, b, style):
                self._multiply(s.target, a, b, style)
            case RoundShift(a, shift, mode):
                self._round(s.target, a, shift, mode)
            case Clamp(a, lo, hi):
                span = IntType(True, self.width(a)).range
                self.add(Piece.CLAMP, width * ((span.lo < lo) or (span.hi > hi)))
                self.add(Piece.REDUCE, max(0, self.width(a) - width))
            case AtLeast(a, b) | Above(a, b):
                self._compare(a, b, at_least=isinstance(s.op, AtLeast))
            case Select(_, then, otherwise):
                constant = then in self.literals or otherwise in self.literals
                self.add(Piece.SELECT, width / 2 if constant else width)
            case Both():
                self.add(Piece.REDUCE, 2)
            case Scale() | Convert() | Saturate():
                raise internal_error("an integer program holds real operations")
            case _:
                raise internal_error(f"no hardware for {s.op.text()}")

    def _zeros(self, name: str) -> int:
        """Low bits of ``name`` that are 0 by construction."""
        if name in self.literals:
            value = self.literals[name]
            return (value & -value).bit_length() - 1 if value else 0
        op = self.ops.get(name)
        return op.shift if isinstance(op, ShiftLeft) else 0

    def _multiply(self, target: str, a: str, b: str, style: MultiplyStyle) -> None:
        if b in self.literals and (style is MultiplyStyle.SHIFT_ADD or self._power(self.literals[b])):
            digits = canonical_signed_digits(self.literals[b])
            if len(digits) > 1:
                self.add(Piece.ADD, self.types[target].width - min(shift for _, shift in digits))
                self.add(Piece.MERGE, (len(digits) - 2) * self.types[target].width)
            return
        left, right = self.width(a), self.width(b) - (self._zeros(b) if b in self.literals else 0)
        blocks = self.fabric.multipliers(left, right)
        if blocks:
            self.parts += Parts(exact=Resources(dsp=blocks))
        else:
            self.add(Piece.MULTIPLY, left * right)

    @staticmethod
    def _power(value: int) -> bool:
        return value > 0 and value & (value - 1) == 0

    def _round(self, target: str, a: str, shift: int, mode: Rounding) -> None:
        """Rounding adds a carry below; behind a multiplication in the same stage it goes along with it."""
        source = self.ops.get(a)
        if isinstance(source, Multiply) and source.b in self.literals:
            shift = max(0, shift - self._zeros(source.b))
        if mode is Rounding.FLOOR or not shift:
            return
        chained = isinstance(source, Multiply) and self.made[a] == self.made[target]
        self.add(Piece.MERGE if chained else Piece.ADD, self.width(a))

    def _compare(self, a: str, b: str, at_least: bool) -> None:
        """The sign of ``a - b`` is the comparison, where the program needs that difference as well."""
        width = max(self.width(a), self.width(b))
        if at_least and b in self.literals and self._power(self.literals[b]):
            self.add(Piece.REDUCE, self.width(a) - self.literals[b].bit_length() + 1)
        elif at_least and Subtract(a, b) in self.ops.values():
            self.add(Piece.REDUCE, 2)
        else:
            self.add(Piece.COMPARE, width - (self._zeros(b) if at_least else 0))

    def carried(self, depth: int) -> Parts:
        """Registers between the stages; a long row of them is a shift register where there are such."""
        last = dict(self.made)
        for s in self.program.body:
            for name in s.op.operands():
                last[name] = max(last[name], self.made[s.target])
        results = [value for _, value in self.program.next_state]
        for name in [*results, *([self.program.spike] if self.program.spike else [])]:
            last[name] = depth - 1
        limit = self.fabric.shift_register
        total = Parts()
        for name, stage in last.items():
            crossed = stage - self.made[name]
            if name in self.literals or crossed <= 0:
                continue
            bits = 1 if self.types[name].width == 1 else self.width(name) - self._shared(name, stage, last)
            # A choice of a constant is the reset of its register, which a shift register has not.
            first = int(self._resets(name))
            total += registers(bits * first) + shift(bits, crossed - first, limit)
        return total

    def _resets(self, name: str) -> bool:
        op = self.ops.get(name)
        return isinstance(op, Select) and (op.then in self.literals or op.otherwise in self.literals)

    def _shared(self, name: str, stage: int, last: dict[str, int]) -> int:
        """Low bits of ``name`` that are 0, or those of an operand that is carried along."""
        op = self.ops.get(name)
        if isinstance(op, ShiftLeft):
            return op.shift
        if isinstance(op, Add | Subtract) and last.get(op.a, 0) >= stage and self.made[op.a] == self.made[name]:
            return self._zeros(op.b)
        return 0
