"""What every statement of a real program must come to in the integers that it is lowered to."""

from __future__ import annotations

from fractions import Fraction

from meaning.counting import quotient, reciprocal
from meaning.exact import ROUND, bounds, real_value, run_integers
from meaning.space import quantities, reads

from snnc.program import ops
from snnc.program.lower import Lowered, Representation
from snnc.program.program import Program
from snnc.program.quantity import Kind, Quantity

#: Units of current per real unit: no power of two, so that a forgotten scale shows.
SCALE = 7


def format_of(how: Representation, state: str) -> tuple[int, int]:
    """The smallest and largest value of a linear state."""
    top = 2 ** (how.state_bits[state] - 1) - 1
    return -top - 1, top


def live(program: Program) -> set[str]:
    """The statements that a next state or the spike depends on."""
    body = {statement.target: statement.op for statement in program.body}
    todo = [value for _, value in program.next_state] + ([program.spike] if program.spike else [])
    found: set[str] = set()
    while todo:
        name = todo.pop()
        if name in body and name not in found:
            found.add(name)
            todo.extend(reads(body[name]))
    return found


class Judge:
    """What a program means, beside what it is lowered to."""

    def __init__(self, program: Program, how: Representation, lowered: Lowered) -> None:
        self.program, self.how, self.lowered = program, how, lowered
        needed, measured = live(program), quantities(program)
        #: The statements that count, and what each reads.
        self.body = [(each.target, each.op, reads(each.op)) for each in program.body if each.target in needed]
        names = {name for target, _, read in self.body for name in (target, *read)}
        self.units = {name: self._unit(name, measured[name]) for name in names}

    def _unit(self, name: str, quantity: Quantity) -> Fraction:
        """The integer that stands for 1."""
        if name in self.how.factor_shifts:
            return Fraction(2) ** self.how.factor_shifts[name]
        if quantity.kind is Kind.LINEAR:
            return SCALE * Fraction(2) ** self.how.fraction_bits[quantity.name]
        return Fraction(1)

    def __call__(self, ports: dict[str, int]) -> None:
        """Every real statement from ``ports``, and the ends of the program."""
        how, integer = self.how, self.lowered.program
        env = run_integers(integer, ports)
        for receptor in self.program.receptors:
            finer = Fraction(2) ** how.fraction_bits[receptor.quantity.name]
            env[receptor.name] = ROUND[how.rounding](env[receptor.name] * finer)
        for name, value in how.shared.items():
            assert env.setdefault(name, value) == value, f"{name} became another number"
        for name, op, read in self.body:
            if isinstance(op, ops.Lookup):
                continue  # no fraction: see tests/program/test_nonlinear.py
            if isinstance(op, ops.Saturate):
                self._clamped(name, op, env)
                continue
            if isinstance(op, ops.WithinOne | ops.DrawnBelow):
                self._chance(name, op, env)
                continue
            if isinstance(op, ops.Literal):
                # A constant that was only added to another one is no statement any more.
                env.setdefault(name, int(op.value))
            operands = {each: Fraction(env[each]) / self.units[each] for each in read}
            exact = real_value(op, operands) * self.units[name]
            if isinstance(op, ops.Ratio):
                exact = Fraction(quotient(env[op.a], env[op.b], most=env[op.most], scale=self.units[name]))
            if isinstance(op, ops.Product):
                exact *= SCALE * reciprocal(float(SCALE))
            if isinstance(op, ops.Scale | ops.Convert | ops.Gain | ops.Product):
                exact = Fraction(ROUND[how.rounding](exact))
            if isinstance(op, ops.Convert):
                # Nothing is computed where the two have one unit.
                env.setdefault(name, env[op.a])
            assert env[name] == exact, f"{name} = {op}: got {env[name]}, expected {exact} from {operands}"
        self._ends(env)

    def _clamped(self, name: str, op: ops.Saturate, env: dict[str, int]) -> None:
        """A saturation, or its absence where it was proved to do nothing."""
        low, high = format_of(self.how, op.state)
        clamped = min(max(env[op.a], low), high)
        if op.state in self.lowered.saturation_removed:
            assert clamped == env[op.a], f"{name}: the dropped saturation of {env[op.a]} was needed"
            env[name] = env[op.a]
        assert env[name] == clamped, f"{name}: {env[op.a]} must become {clamped}"

    def _chance(self, name: str, op: ops.WithinOne | ops.DrawnBelow, env: dict[str, int]) -> None:
        """A probability, or whether a random word is below one: 1 is a whole number of units."""
        one = max(1, round(self.units[reads(op)[-1]]))
        within = isinstance(op, ops.WithinOne)
        wanted = min(max(env[op.a], 0), one) if within else env[op.a] * one // 2**32 < env[op.b]
        assert env[name] == wanted, f"{name} = {op}: got {env[name]}, expected {wanted}"

    def _ends(self, env: dict[str, int]) -> None:
        """The next states, within their formats, and the spike."""
        integer = self.lowered.program
        for (state, value), (same, stored) in zip(self.program.next_state, integer.next_state, strict=True):
            assert state == same
            assert env[stored] == env[value]
            floor, ceiling = bounds(integer.port(state).type)
            assert floor <= env[stored] <= ceiling
        if self.program.spike:
            assert integer.spike is not None
            assert env[integer.spike] == env[self.program.spike]
