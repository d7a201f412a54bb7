"""Expand: every operation of an integer program becomes primitives, and nothing behind this knows operations.

:data:`EXPANSIONS` is what hardware makes of an operation. What the operation means stands in a table
of golden's own, so that the agreement of the two is evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from snnc.numbers.fixed import Interval, IntType, Rounding, canonical_signed_digits
from snnc.numbers.xorshift import SHIFTS, WORD_BITS
from snnc.program.integer import FLAG_TYPE, IntegerProgram, IntegerStatement, types_of
from snnc.program.integer_ops import Clamp, Divide, Entry, LowBits, Multiply, MultiplyStyle, RoundShift, ShiftLeft
from snnc.program.operation import Op
from snnc.program.ops import Above, Add, AtLeast, Both, Invert, Literal, Select, Shrink, Subtract
from snnc.program.primitives import (
    Atom,
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
    Primitive,
    Ref,
    Relation,
    Rom,
    Signal,
    Sum,
    Wire,
    Xor,
    Zeros,
)
from snnc.program.random_ops import NextRandom


def expand(program: IntegerProgram) -> Circuit:
    """The primitives of ``program``, those of a statement together."""
    types = types_of(program)
    literals = {s.target: s.op.value for s in program.body if isinstance(s.op, Literal)}
    flags = {port.name for port in program.ports if port.flag} | {s.target for s in program.body if s.type == FLAG_TYPE}
    taken, body = set(types), list[Signal]()
    for statement in program.body:
        if statement.target not in literals:
            own = Expansion(statement=statement, types=types, literals=literals, flags=flags, taken=taken)
            result = EXPANSIONS[type(statement.op)](statement.op, own)
            body += own.inside
            body.append(
                Signal(
                    name=statement.target,
                    type=statement.type,
                    primitive=result,
                    statement=statement.target,
                    comment=own.comment,
                )
            )
    after = tuple(Constant(literals[value]) if value in literals else Ref(value) for _, value in program.next_state)
    return Circuit(program.ports, tuple(body), after, program.spike)


class Expansion:
    """One statement while it expands: what it reads, and the signals on the way to its result."""

    def __init__(
        self,
        statement: IntegerStatement,
        types: Mapping[str, IntType],
        literals: Mapping[str, int],
        flags: Collection[str],
        taken: set[str],
    ) -> None:
        self.type = statement.type
        self.comment = statement.comment
        self.inside: list[Signal] = []
        self._statement = statement
        self._types = types
        self._literals = literals
        self._flags = flags
        self._taken = taken

    def read(self, name: str) -> Atom:
        """The operand ``name``."""
        return Constant(self._literals[name]) if name in self._literals else Ref(name)

    def bits(self, *names: str) -> int:
        """Bits of the widest format of ``names``."""
        return max(self._types[name].width for name in names)

    def range(self, name: str) -> Interval:
        """All values that ``name`` can take."""
        value = self._literals.get(name)
        return self._types[name].range if value is None else Interval(value, value)

    def width(self, name: str) -> int:
        """Bits of ``name`` in two's complement."""
        kind = self._types[name]
        return kind.width if kind.signed or name in self._flags else kind.width + 1

    def put(self, suffix: str, kind: IntType, primitive: Primitive, *, comment: str = "", inner: bool = False) -> Ref:
        """A signal on the way, called after the statement."""
        name = f"{self._statement.target}_{suffix}"
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        self.inside.append(
            Signal(
                name=name,
                type=kind,
                primitive=primitive,
                statement=self._statement.target,
                comment=comment,
                inner=inner,
            )
        )
        return Ref(name)

    def wired(self, name: str) -> Ref:
        """``name``, whose bits are wanted one by one."""
        if name in self._literals:
            return self.put(name, self._types[name], Wire(self.read(name)))
        return Ref(name)

    def fitted(self, name: str, width: int) -> Joined:
        """``name`` in ``width`` bits."""
        return Joined((Fitted(self.wired(name).name, width),))


def _sum(op: Add | Subtract, own: Expansion) -> Primitive:
    return Sum(own.read(op.a), own.read(op.b), isinstance(op, Subtract), own.type.width)


def _shift_left(op: ShiftLeft, own: Expansion) -> Primitive:
    kept = own.type.width - op.shift
    if kept <= 0:
        # A result no wider than the shift can only be 0 (an accumulator nothing feeds).
        return Wire(Constant(0))
    return Wire(Joined((*own.fitted(op.a, kept).parts, Zeros(op.shift))))


def _multiply(op: Multiply, own: Expansion) -> Primitive:
    factor = own.read(op.b)
    if not isinstance(factor, Constant) or op.style is not MultiplyStyle.SHIFT_ADD:
        return Multiplication(own.read(op.a), factor, own.bits(op.a, op.b))
    own.comment = f"{op.a} * {factor.value}"
    if factor.value == 0:
        return Wire(factor)
    wide = own.put("wide", own.type, Wire(own.fitted(op.a, own.type.width))).name
    terms = [(sign < 0, Ref(wide, shift)) for sign, shift in canonical_signed_digits(factor.value)]
    if not terms or terms[0][0]:
        total: Atom = Constant(0)
    else:
        total = terms.pop(0)[1]
    if not terms:
        return Wire(total)
    for k, (minus, term) in enumerate(terms[:-1]):
        total = own.put(f"sum{k}", own.type, Sum(total, term, minus, own.type.width), inner=True)
    minus, term = terms[-1]
    return Sum(total, term, minus, own.type.width)


def _round(op: RoundShift, own: Expansion) -> Primitive:
    source, width, shift = own.wired(op.a).name, own.width(op.a), op.shift
    bits = width
    if width < shift + 2:  # narrower than what is shifted out
        width = shift + 2
        source = own.put("wide", IntType(True, width), Wire(own.fitted(source, width))).name
    if shift and op.mode is not Rounding.FLOOR:
        why = "toward zero" if op.mode is Rounding.TOWARD_ZERO else "to nearest, ties to even"
        biased = Sum(Ref(source), _bias(source, width, shift, op.mode), False, bits)
        width += 1
        source = own.put("biased", IntType(True, width), biased, comment=why).name
    missing = own.type.width - (width - shift)
    if missing > 0:
        return Wire(Joined((Copies(source, width - 1, missing), Bits(source, width - 1, shift))))
    return Wire(Joined((Bits(source, shift + own.type.width - 1, shift),)))


def _bias(source: str, width: int, shift: int, mode: Rounding) -> Joined:
    """What is added before ``shift`` bits are cut off: just below one for those that are rounded up."""
    above = Zeros(width + 1 - shift)
    if mode is Rounding.TOWARD_ZERO:
        return Joined((above, Copies(source, width - 1, shift)))
    if shift == 1:
        return Joined((above, Bits(source, 1, 1)))
    return Joined((above, Bits(source, shift, shift), Copies(source, shift, shift - 1, inverted=True)))


def _clamp(op: Clamp, own: Expansion) -> Primitive:
    source, wide, width, bits = own.wired(op.a), own.width(op.a), own.type.width, own.bits(op.a)
    span, fitted = IntType(True, wide).range, Joined((Fitted(source.name, width),))
    if wide > width and IntType(True, width).range == Interval(op.lo, op.hi):
        # A value fits its format when all bits above it are signs.
        fits = own.put("fits", FLAG_TYPE, HighBits(HighTest.FITS, source, width - 1, bits))
        return Choose(fits, fitted, Joined((Extreme(source.name, width),)))
    limited: Operand = fitted
    if span.lo < op.lo:
        below = own.put("below", FLAG_TYPE, Compare(Relation.BELOW, source, Constant(op.lo), bits), inner=True)
        chosen = Choose(below, Constant(op.lo), fitted)
        if span.hi <= op.hi:
            return chosen
        limited = own.put("low", own.type, chosen, inner=True)
    if span.hi > op.hi:
        above = own.put("above", FLAG_TYPE, _beyond(source, op.hi, wide, bits=bits), inner=True)
        return Choose(above, Constant(op.hi), limited)
    return Wire(limited)


def _beyond(a: Ref, top: int, width: int, bits: int) -> Primitive:
    """Whether ``a`` is above ``top``, which it then becomes; or also at it, where its high bits alone tell that."""
    if 0 < top < 1 << (width - 1) and top & (top - 1) == 0:
        return HighBits(HighTest.REACHES, a, top.bit_length() - 1, bits)
    return Compare(Relation.ABOVE, a, Constant(top), bits)


def _shrink(op: Shrink, own: Expansion) -> Primitive:
    """``a - b`` where that is still above 0, ``a + b`` where that is still below, else 0."""
    a, b = own.read(op.a), own.read(op.b)
    span, step = own.range(op.a), own.range(op.b)
    less = IntType.holding(Interval(span.lo - step.hi, span.hi - step.lo))
    more = IntType.holding(Interval(span.lo + step.lo, span.hi + step.hi))
    nearer = own.put("less", less, Sum(a, b, True, less.width))
    above = own.put("above", FLAG_TYPE, Compare(Relation.ABOVE, nearer, Constant(0), less.width))
    from_below = own.put("more", more, Sum(a, b, False, more.width))
    below = own.put("below", FLAG_TYPE, Compare(Relation.BELOW, from_below, Constant(0), more.width))
    width = own.type.width
    kept = own.put("kept", own.type, Choose(below, Joined((Fitted(from_below.name, width),)), Constant(0)))
    return Choose(above, Joined((Fitted(nearer.name, width),)), kept)


def _divide(op: Divide, own: Expansion) -> Primitive:
    """Long division: in each step the rest is doubled, and ``b`` is taken from it where it fits; that is one bit."""
    a, b, whole, width = own.wired(op.a), own.read(op.b), own.bits(op.a, op.b) + 2, own.width(op.b)
    # A rest below b has as many bits as b. Where it is not below b, the quotient is limited and nobody reads the rest.
    rest = own.put("rest", IntType(True, width), Wire(own.fitted(op.a, width)))
    parts: list[Part] = [Zeros(own.type.width - op.bits)]
    for k in reversed(range(op.bits)):
        wide = IntType(True, width + 1)
        twice = own.put(f"twice_{k}", wide, Wire(Joined((Bits(rest.name, width - 1, 0), Zeros(1)))))
        less = own.put(f"less_{k}", wide, Sum(twice, b, True, wide.width))
        parts.append(Copies(less.name, width, 1, inverted=True))
        if k:
            short = own.put(f"short_{k}", FLAG_TYPE, Compare(Relation.BELOW, less, Constant(0), wide.width))
            kept = (Joined((Bits(each.name, width - 1, 0),)) for each in (twice, less))
            rest = own.put(f"rest_{k}", IntType(True, width), Choose(short, *kept))
    quotient = own.put("quotient", own.type, Wire(Joined(tuple(parts))))
    less = own.put("less", IntType(True, whole), Sum(a, b, True, whole))
    within = own.put("is_fraction", FLAG_TYPE, Compare(Relation.BELOW, less, Constant(0), whole))
    limited = own.put("limited", own.type, Choose(within, quotient, Constant((1 << op.bits) - 1)))
    above = own.put("above", FLAG_TYPE, Compare(Relation.ABOVE, a, Constant(0), own.bits(op.a)))
    return Choose(above, limited, Constant(0))


def _low_bits(op: LowBits, own: Expansion) -> Primitive:
    source, width = own.wired(op.a).name, own.width(op.a)
    if width < op.bits:
        source = own.put("wide", IntType(True, op.bits), Wire(own.fitted(source, op.bits))).name
    return Wire(Joined((Zeros(own.type.width - op.bits), Bits(source, op.bits - 1, 0))))


def _entry(op: Entry, own: Expansion) -> Primitive:
    return Rom(own.wired(op.a), op.entries, own.type.width)


def _next_random(op: NextRandom, own: Expansion) -> Primitive:
    """A word, each time with itself in another place: what is moved beyond its ends is lost."""
    word, kind, above = own.wired(op.a), own.type, Zeros(own.type.width - WORD_BITS)
    left, right, last = SHIFTS
    word = own.put("left", kind, Xor(word, Joined((above, Bits(word.name, WORD_BITS - 1 - left, 0), Zeros(left)))))
    moved = Joined((Zeros(kind.width - WORD_BITS + right), Bits(word.name, WORD_BITS - 1, right)))
    word = own.put("right", kind, Xor(word, moved))
    return Xor(word, Joined((above, Bits(word.name, WORD_BITS - 1 - last, 0), Zeros(last))))


def _at_least(op: AtLeast, own: Expansion) -> Primitive:
    a, b = own.read(op.a), own.read(op.b)
    if isinstance(a, Ref) and isinstance(b, Constant) and 0 < b.value < 1 << (own.width(op.a) - 1):
        low = b.value.bit_length() - 1
        if b.value == 1 << low:
            return HighBits(HighTest.REACHES, a, low, own.bits(op.a, op.b))
    return Compare(Relation.AT_LEAST, a, b, own.bits(op.a, op.b))


#: What an operation becomes; signals on the way are put into the expansion.
EXPANSIONS: dict[type[Op], Callable[[Any, Expansion], Primitive]] = {
    Add: _sum,
    Subtract: _sum,
    AtLeast: _at_least,
    Above: lambda op, own: Compare(Relation.ABOVE, own.read(op.a), own.read(op.b), own.bits(op.a, op.b)),
    Both: lambda op, own: Logic(Gate.AND, (Ref(op.a), Ref(op.b))),
    Invert: lambda op, own: Logic(Gate.NOT, (Ref(op.a),)),
    Select: lambda op, own: Choose(Ref(op.condition), own.read(op.then), own.read(op.otherwise)),
    Multiply: _multiply,
    ShiftLeft: _shift_left,
    RoundShift: _round,
    Clamp: _clamp,
    Shrink: _shrink,
    Divide: _divide,
    LowBits: _low_bits,
    Entry: _entry,
    NextRandom: _next_random,
}
