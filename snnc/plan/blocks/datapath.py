"""What the datapath of a neuron takes: its primitives as adders, comparators and choices, and its registers.

What a later stage reads of an earlier one is carried through registers, as
``snnc/backends/verilog/datapath.py`` prints it; synthesis shares or merges what the comments below say.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from snnc.numbers.fixed import Interval, signed_width
from snnc.program.primitives import (
    Atom,
    Choose,
    Circuit,
    Compare,
    Constant,
    Fitted,
    Gate,
    HighBits,
    HighTest,
    Joined,
    Logic,
    Multiplication,
    Operand,
    Ref,
    Relation,
    Rom,
    Signal,
    Sum,
    Wire,
    Xor,
    Zeros,
    sources,
)
from snnc.target.fabrics import Fabric
from snnc.target.parts import Parts, Piece, logic, registers, shift
from snnc.target.resources import Resources


def neuron_parts(circuit: Circuit, stages: Sequence[int], depth: int, fabric: Fabric) -> Parts:
    """One datapath of ``circuit`` in ``depth`` stages; ``stages``: of each signal."""
    counter = _Counter(circuit, stages, fabric)
    total = Parts()
    for signal in circuit.body:
        total += counter.taken(signal)
    return total + counter.carried(depth)


class _Counter:
    def __init__(self, circuit: Circuit, stages: Sequence[int], fabric: Fabric) -> None:
        self.circuit = circuit
        self.fabric = fabric
        self.made = dict.fromkeys((port.name for port in circuit.ports), 0)
        self.made |= {signal.name: stage for signal, stage in zip(circuit.body, stages, strict=True)}
        self.folded = circuit.folded(stages)
        self.formats = {each.name: each.type for each in circuit.values}
        made = circuit.makers.values()
        self.differences = {(each.a, each.b) for each in made if isinstance(each, Sum) and each.minus}

    def taken(self, signal: Signal) -> Parts:
        """What the primitive of ``signal`` takes."""
        width = signal.type.width
        match signal.primitive:
            case Wire():
                return Parts()
            case Sum(a, b, _, bits):
                return self._sum(signal, a, b, bits)
            case Multiplication(a, b, _):
                return self._product(a, b)
            case Compare(Relation.BELOW, _, Constant(0), _):
                return Parts()  # it is the sign
            case Compare(relation, a, b, _):
                if relation is not Relation.AT_LEAST:
                    return logic(Piece.COMPARE, max(self._width(a), self._width(b)))
                if (a, b) in self.differences:
                    # The sign of a - b is the comparison, where that difference is needed as well.
                    return logic(Piece.REDUCE, 2)
                return logic(Piece.COMPARE, max(self._width(a), self._width(b)) - self._zeros(b))
            case HighBits(test, a, low, _):
                signs = 1 if test is HighTest.FITS else 0
                return logic(Piece.REDUCE, self._width(a) - low - signs)
            case Choose(_, then, otherwise):
                if isinstance(otherwise, Joined):
                    return logic(Piece.CLAMP, width)
                constant = isinstance(then, Constant) or isinstance(otherwise, Constant)
                return logic(Piece.SELECT, width / 2 if constant else width)
            case Rom(_, entries, bits):
                return logic(Piece.LOGIC_ROM, bits * -(-len(entries) // self.fabric.column))
            case Xor(_, b):
                return logic(Piece.XOR, width - sum(part.count for part in b.parts if isinstance(part, Zeros)))
            case Logic(gate, inputs):
                return logic(Piece.REDUCE, len(inputs)) if gate is Gate.AND else Parts()
            case _:
                assert_never(signal.primitive)

    def _width(self, number: Atom) -> int:
        """Bits of ``number`` as it is computed."""
        if isinstance(number, Constant):
            return signed_width(Interval(number.value, number.value))
        return self.circuit.widths[number.name] + number.shift

    def _zeros(self, operand: Operand) -> int:
        """Low bits of ``operand`` that are 0 by construction."""
        match operand:
            case Constant(value):
                return (value & -value).bit_length() - 1 if value else 0
            case Joined((*_, Zeros(count))):
                return count
            case Joined((*_, Fitted(name, _))):
                return self._made_zeros(name)
            case Joined():
                return 0
            case Ref(name, shift):
                return shift + self._made_zeros(name)
            case _:
                assert_never(operand)

    def _made_zeros(self, name: str) -> int:
        """Low bits of the signal or port ``name`` that are 0 by construction."""
        match self.circuit.makers.get(name):
            case Wire(a):
                return self._zeros(a)
            case Sum(a, b):
                return min(self._zeros(a), self._zeros(b))
            case Multiplication(a, b):
                return self._zeros(a) + self._zeros(b)
            case _:
                return 0

    def _sum(self, signal: Signal, a: Atom, b: Operand, bits: int) -> Parts:
        if isinstance(b, Joined):
            # What rounding adds lies in the low bits. Behind an addition in the same stage it goes along with it.
            above = b.parts[0].count if isinstance(b.parts[0], Zeros) else 0
            if self._zeros(a) >= signal.type.width - above:
                return Parts()
            chained = isinstance(a, Ref) and isinstance(self.circuit.makers.get(a.name), Wire | Sum | Multiplication)
            same = isinstance(a, Ref) and self.made[a.name] == self.made[signal.name]
            return logic(Piece.MERGE if chained and same else Piece.ADD, bits)
        if signal.name in self.folded:
            return logic(Piece.MERGE, bits)
        return logic(Piece.ADD, bits - self._zeros(b))

    def _product(self, a: Atom, b: Atom) -> Parts:
        if isinstance(b, Constant) and b.value > 0 and b.value & (b.value - 1) == 0:
            return Parts()
        left, right = self._width(a), self._width(b) - (self._zeros(b) if isinstance(b, Constant) else 0)
        blocks = self.fabric.multipliers(left, right)
        return Parts(exact=Resources(dsp=blocks)) if blocks else logic(Piece.MULTIPLY, left * right)

    def carried(self, depth: int) -> Parts:
        """Registers between the stages; a long row of them is a shift register where there are such."""
        last = dict(self.made)
        for signal in self.circuit.body:
            stage = self.made[signal.name]
            for name in sources(signal.primitive):
                for carried in self.circuit.carried(name) if self.made[name] < stage else ():
                    last[carried] = max(last[carried], stage)
        for name in self.circuit.results:
            last[name] = depth - 1
        limit = self.fabric.shift_register
        total = Parts()
        for name, stage in last.items():
            crossed = stage - self.made[name]
            if crossed <= 0:
                continue
            # The sign bit of what is unsigned is a constant, which no register holds.
            bits = self.formats[name].width - self._shared(name, stage, last)
            # A choice of a constant is the reset of its register, which a shift register has not.
            first = int(self._resets(name))
            total += registers(bits * first) + shift(bits, crossed - first, limit)
        return total

    def _resets(self, name: str) -> bool:
        match self.circuit.makers.get(name):
            case Choose(_, then, otherwise):
                return isinstance(then, Constant) or isinstance(otherwise, Constant)
            case _:
                return False

    def _shared(self, name: str, stage: int, last: dict[str, int]) -> int:
        """Low bits of ``name`` that are 0, or those of an operand that is carried along."""
        match self.circuit.makers.get(name):
            case Sum(Ref(a, 0), b, _) if last[a] >= stage and self.made[a] == self.made[name]:
                return self._zeros(b)
            case _:
                return self._made_zeros(name)
