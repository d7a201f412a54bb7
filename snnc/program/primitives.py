"""Hardware primitives: what a step of a neuron is made of, whatever its operations were.

A :class:`Circuit` is a straight line of signals, each made by one primitive. When a primitive has
computed, what it takes, what energy it needs and how it reads in Verilog are tables over
:data:`Primitive` that end in ``assert_never``, so the type checker finds a missing row.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import assert_never

from snnc.numbers.fixed import IntType
from snnc.program.integer import FLAG_TYPE, Port


@dataclass(frozen=True)
class Ref:
    """The signal or port ``name``, times ``2**shift``."""

    name: str
    shift: int = 0


@dataclass(frozen=True)
class Constant:
    """A number that is always the same."""

    value: int


@dataclass(frozen=True)
class Zeros:
    """``count`` bits that are 0."""

    count: int


@dataclass(frozen=True)
class Bits:
    """Bits ``high`` … ``low`` of ``name``."""

    name: str
    high: int
    low: int


@dataclass(frozen=True)
class Copies:
    """Bit ``bit`` of ``name`` ``count`` times; ``inverted``: its complement."""

    name: str
    bit: int
    count: int
    inverted: bool = False


@dataclass(frozen=True)
class Fitted:
    """``name`` in ``width`` bits: with more copies of its sign, or without bits that are proved to be copies."""

    name: str
    width: int


@dataclass(frozen=True)
class Extreme:
    """The smallest number of ``width`` bits where ``name`` is negative, else the largest."""

    name: str
    width: int


Part = Zeros | Bits | Copies | Fitted | Extreme


@dataclass(frozen=True)
class Joined:
    """Parts beside each other, the highest first."""

    parts: tuple[Part, ...]


#: What a primitive reads. Wiring is part of it, for it takes neither time nor area; a number that has
#: fewer bits than the primitive is extended by its sign.
Operand = Ref | Constant | Joined
#: An operand that is a number of its own.
Atom = Ref | Constant


@dataclass(frozen=True)
class Wire:
    """``a``: shifted, cut, put together, or constant."""

    a: Operand


@dataclass(frozen=True)
class Sum:
    """``a + b``, or ``a - b`` where ``minus``; ``bits``: how many of them are added."""

    a: Atom
    b: Operand
    minus: bool
    bits: int


@dataclass(frozen=True)
class Multiplication:
    """``a * b``; ``bits``: of the wider one."""

    a: Atom
    b: Atom
    bits: int


class Relation(Enum):
    """How numbers are compared."""

    AT_LEAST = ">="
    ABOVE = ">"
    BELOW = "<"


@dataclass(frozen=True)
class Compare:
    """The flag ``a relation b``; ``bits``: of the wider one."""

    relation: Relation
    a: Atom
    b: Atom
    bits: int


class HighTest(Enum):
    """What the bits of a number from ``low`` on can tell."""

    REACHES = "it is at least 2**low"
    FITS = "it fits low + 1 bits"


@dataclass(frozen=True)
class HighBits:
    """The flag ``test`` of ``a``, by its bits from ``low`` on; ``bits``: of the numbers that are compared."""

    test: HighTest
    a: Ref
    low: int
    bits: int


@dataclass(frozen=True)
class Choose:
    """``then`` where the flag ``condition`` holds, else ``otherwise``."""

    condition: Ref
    then: Operand
    otherwise: Operand


class Gate(Enum):
    """A function of flags."""

    AND = "and"
    NOT = "not"


@dataclass(frozen=True)
class Logic:
    """``gate`` of the flags ``inputs``."""

    gate: Gate
    inputs: tuple[Ref, ...]


@dataclass(frozen=True)
class Rom:
    """``entries[a]``, of a table that never changes; ``bits``: of an entry."""

    a: Ref
    entries: tuple[int, ...]
    bits: int


@dataclass(frozen=True)
class Xor:
    """``a`` with those bits inverted that are 1 in ``b``."""

    a: Ref
    b: Joined


Primitive = Rom | Xor | Wire | Sum | Multiplication | Compare | HighBits | Choose | Logic


def operands(primitive: Primitive) -> tuple[Operand, ...]:
    """What ``primitive`` reads."""
    match primitive:
        case Wire(a) | HighBits(_, a) | Rom(a):
            return (a,)
        case Sum(a, b) | Multiplication(a, b) | Compare(_, a, b) | Xor(a, b):
            return (a, b)
        case Choose(condition, then, otherwise):
            return (condition, then, otherwise)
        case Logic(_, inputs):
            return inputs
        case _:
            assert_never(primitive)


def sources(primitive: Primitive) -> Iterator[str]:
    """The names of the signals and ports that ``primitive`` reads."""
    for operand in operands(primitive):
        match operand:
            case Ref(name, _):
                yield name
            case Joined(parts):
                yield from (part.name for part in parts if not isinstance(part, Zeros))
            case Constant():
                pass
            case _:
                assert_never(operand)


@dataclass(frozen=True)
class Signal:
    """The value ``name`` that ``primitive`` makes: signed, or a flag.

    ``statement``: the statement of the program that it is part of; ``inner``: it is read once, in
    this statement, so that its reader can hold it in one expression.
    """

    name: str
    type: IntType
    primitive: Primitive
    statement: str
    comment: str = ""
    inner: bool = False

    @property
    def flag(self) -> bool:
        """Whether it is true or false."""
        return self.type == FLAG_TYPE


@dataclass(frozen=True)
class Circuit:
    """One step of one neuron: ``body`` in order, ``next_state`` in the order of the states, and the flag ``spike``."""

    ports: tuple[Port, ...]
    body: tuple[Signal, ...]
    next_state: tuple[Atom, ...]
    spike: str | None

    @cached_property
    def makers(self) -> Mapping[str, Primitive]:
        """The primitive of every signal."""
        return {signal.name: signal.primitive for signal in self.body}

    @cached_property
    def flags(self) -> frozenset[str]:
        """The signals and ports that are flags."""
        return frozenset(each.name for each in self.values if each.flag)

    @cached_property
    def widths(self) -> Mapping[str, int]:
        """Bits of every signal and port, in two's complement: an unsigned port has a bit more. A flag has 1."""
        return {each.name: each.type.width + _sign(each) for each in self.values}

    @property
    def values(self) -> tuple[Port | Signal, ...]:
        """Ports and signals."""
        return (*self.ports, *self.body)

    @cached_property
    def wiring(self) -> Mapping[str, Wire]:
        """Wires inside statements. No register holds them: a stage that reads one has its wiring once more."""
        return {s.name: s.primitive for s in self.body if isinstance(s.primitive, Wire) and s.name != s.statement}

    def carried(self, name: str) -> Iterator[str]:
        """The signals and ports that registers hold for a later stage that reads ``name``."""
        if name not in self.wiring:
            yield name
            return
        for source in sources(self.wiring[name]):
            yield from self.carried(source)

    def folded(self, stages: Sequence[int]) -> frozenset[str]:
        """Inner signals that are part of their reader's expression: those in its stage; ``stages``: of each signal."""
        made = {signal.name: stage for signal, stage in zip(self.body, stages, strict=True)}
        read = {name: made[signal.name] for signal in self.body for name in sources(signal.primitive)}
        return frozenset(signal.name for signal in self.body if signal.inner and read[signal.name] == made[signal.name])

    @cached_property
    def read(self) -> frozenset[str]:
        """The signals and ports that a signal reads, or that leave the circuit."""
        return self.results.union(*(sources(signal.primitive) for signal in self.body))

    @cached_property
    def results(self) -> frozenset[str]:
        """The signals and ports that leave the circuit: next states, and the spike."""
        found = {value.name for value in self.next_state if isinstance(value, Ref)}
        return frozenset(found | ({self.spike} if self.spike else set()))


def _sign(each: Port | Signal) -> int:
    """The bits that ``each`` needs beside those of its format to be signed."""
    return int(not each.type.signed and not each.flag)
