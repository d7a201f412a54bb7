"""Integer update programs: the same statements with every width proved.

This is what golden executes and what Verilog is printed from.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from snnc.core.text import OPTIONAL
from snnc.numbers.fixed import Interval, IntType, signed_width, unsigned_width
from snnc.program.integer_ops import Clamp
from snnc.program.operation import Op

#: The format of a flag. A count that is 0 or 1 has it as well and is a number.
FLAG_TYPE = IntType(False, 1)


class Role(Enum):
    """Where a port's value comes from."""

    STATE = "state"
    PARAMETER = "parameter"
    INPUT = "input"


@dataclass(frozen=True)
class Port:
    """A value that enters the program: state, per-neuron parameter, or accumulated input.

    ``flag``: it is true or false; a count of one bit is a number instead, although its format is the same.
    ``random``: it is a random number, which is unsigned as a count is, but counts nothing.
    """

    name: str
    role: Role
    type: IntType
    flag: bool = field(default=False, metadata=OPTIONAL)
    random: bool = field(default=False, metadata=OPTIONAL)

    @property
    def counts(self) -> bool:
        """Whether it is a state that counts from 0 on."""
        return self.role is Role.STATE and not (self.type.signed or self.flag or self.random)


@dataclass(frozen=True)
class IntegerStatement:
    """``target = op`` where every value ``op`` can take fits ``type``."""

    target: str
    type: IntType
    op: Op
    comment: str


@dataclass(frozen=True)
class IntegerProgram:
    """One step of one neuron in integers; the input port of a receptor holds its accumulator as it is.

    ``events``: spikes in a step, as many as are proved to be the most; where they are several,
    ``spike`` is their number. ``numbers``: of graded neurons, what ``spike`` is proved to stay in: it is the number
    that goes with an event, and 0 sends none.
    """

    name: str
    equation: str
    ports: tuple[Port, ...]
    body: tuple[IntegerStatement, ...]
    next_state: tuple[tuple[str, str], ...]
    spike: str | None
    events: int = field(default=1, metadata=OPTIONAL)
    numbers: Interval | None = field(default=None, metadata=OPTIONAL)

    def port(self, name: str) -> Port:
        """The port called ``name``."""
        return next(port for port in self.ports if port.name == name)

    @property
    def states(self) -> tuple[Port, ...]:
        """The state ports, in memory order."""
        return tuple(port for port in self.ports if port.role is Role.STATE)

    @property
    def parameters(self) -> tuple[Port, ...]:
        """The per-neuron parameter ports, in memory order."""
        return tuple(port for port in self.ports if port.role is Role.PARAMETER)

    @property
    def state_bits(self) -> int:
        """Bits of a neuron's packed state."""
        return sum(port.type.width for port in self.states)

    @property
    def parameter_bits(self) -> int:
        """Bits of a neuron's packed parameters."""
        return sum(port.type.width for port in self.parameters)

    @property
    def inputs(self) -> tuple[Port, ...]:
        """The accumulator ports, one for each receptor, in the order of the model's receptors."""
        return tuple(port for port in self.ports if port.role is Role.INPUT)

    @property
    def spike_bits(self) -> int:
        """Bits of ``spike``: a flag, a number of spikes, or a number in two's complement."""
        return signed_width(self.numbers) if self.numbers else unsigned_width(self.events)

    def limits(self, state: str) -> Interval | None:
        """Where ``state`` saturates; None where it is not limited, since it was proved to stay in its format."""
        clamp = self.clamp(state)
        return Interval(clamp.lo, clamp.hi) if clamp else None

    @property
    def saturations(self) -> dict[str, Clamp]:
        """What limits each state to its own format, by state: of those that share one operation the first."""
        clamps = ((port, self.clamp(port.name)) for port in self.states)
        found: dict[str, Clamp] = {}
        for port, clamp in clamps:
            whole = clamp is not None and (clamp.lo, clamp.hi) == (port.type.range.lo, port.type.range.hi)
            if clamp is not None and whole and clamp not in found.values():
                found[port.name] = clamp
        return found

    def clamp(self, state: str) -> Clamp | None:
        """The operation that limits ``state``; None where it was proved to stay in its format."""
        value = dict(self.next_state)[state]
        for statement in self.body:
            if statement.target == value and isinstance(statement.op, Clamp):
                return statement.op
        return None


def types_of(program: IntegerProgram) -> dict[str, IntType]:
    """The format of every name of ``program``."""
    types = {port.name: port.type for port in program.ports}
    types.update((statement.target, statement.type) for statement in program.body)
    return types
