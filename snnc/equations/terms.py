"""Statements of a program from polynomials, and the parameters that their coefficients become."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from snnc.equations.polynomial import Array, Called, Monomial, Polynomial
from snnc.neurons.body import Body
from snnc.program.nonlinear import Gain, Lookup, Product
from snnc.program.operation import Op
from snnc.program.ops import Add, AtLeast, Convert, Literal, Scale, Select, Subtract
from snnc.program.program import Parameter
from snnc.program.quantity import FACTOR, GAIN, Kind, Purpose, Quantity

#: What a parameter is for, and of which state.
Serves = tuple[Purpose, str] | None


@dataclass
class Writer:
    """Writes statements. ``values``: of every parameter so far; ``at``: where each name is found, and its quantity.

    ``calls``: functions of states, which are written where they are first read.
    """

    taken: set[str]
    body: Body = field(default_factory=Body)
    parameters: list[Parameter] = field(default_factory=list)
    values: dict[str, Array] = field(default_factory=dict)
    at: dict[str, tuple[str, Quantity]] = field(default_factory=dict)
    calls: dict[str, Called] = field(default_factory=dict)

    def put(self, name: str, op: Op, comment: str) -> str:
        """``name = op``, or a longer name where that is taken."""
        return self.body.put(self.free(name), op, comment)

    def free(self, name: str) -> str:
        """``name``, or one with a number behind it; taken from now on."""
        candidate, count = name, 1
        while candidate in self.taken:
            count += 1
            candidate = f"{name}_{count}"
        self.taken.add(candidate)
        return candidate

    def parameter(self, name: str, quantity: Quantity, value: Array, doc: str, serves: Serves = None) -> str:
        """A parameter of that ``value``; ``serves``: its purpose and the state that it has it for."""
        if serves and any((p.purpose, p.of) == serves for p in self.parameters):
            serves = None
        purpose, of = serves or (None, "")
        made = Parameter(self.free(name), quantity, doc, purpose=purpose, of=of)
        self.parameters.append(made)
        self.values[made.name] = value
        return made.name

    def whole(self, of: Polynomial, quantity: Quantity, name: str) -> str:
        """All of ``of`` as a value of ``quantity``, its constant included."""
        total = self.sum(of, quantity, name) if of.varying else ""
        if total and not np.any(of.constant):
            return total
        if not np.any(of.constant):
            return self.put(f"{name}_zero", Literal(0, quantity), "")
        constant = self.parameter(f"{name}_constant", quantity, of.constant, f"the constant part of {name}")
        return self.put(f"{name}_whole", Add(total, constant), "and its constant") if total else constant

    def sum(self, of: Polynomial, quantity: Quantity, name: str, start: str = "") -> str:
        """The terms of ``of`` that vary, added to the value ``start`` if there is one; in ``quantity``."""
        total = start
        for monomial, coefficient in of.varying.items():
            subtracted = bool(np.all(coefficient <= 0))
            term = self._term(monomial, -coefficient if subtracted else coefficient, quantity, name)
            if not total and subtracted:
                total = self.put(f"{name}_zero", Literal(0, quantity), "")
            if not total:
                total = term
            elif subtracted:
                total = self.put(f"{name}_less", Subtract(total, term), f"less the part of {'*'.join(monomial)}")
            else:
                total = self.put(f"{name}_more", Add(total, term), f"add the part of {'*'.join(monomial)}")
        return total

    def scaled(
        self, value: tuple[str, Quantity], factor: Array, quantity: Quantity, name: str, doc: str, serves: Serves = None
    ) -> str:
        """``value`` times ``factor`` as a value of ``quantity``; ``name``: of the parameter that the factor is."""
        found, own = value
        if np.all(factor == 1):
            return found if own == quantity else self.put(f"{name}_moved", Convert(found, quantity), "in its unit")
        if own == quantity and np.all((factor >= 0) & (factor <= 1)):
            return self.put(
                f"{name}_part", Scale(found, self.parameter(name, FACTOR, factor, doc=doc, serves=serves)), doc
            )
        gain = self.parameter(name, GAIN, factor, doc)
        return self.put(f"{name}_part", Gain(found, gain, quantity), doc)

    def _term(self, monomial: Monomial, coefficient: Array, quantity: Quantity, name: str) -> str:
        """``coefficient`` times all of ``monomial``: the product of two grows with the number in front of it."""
        label = f"{name}_per_{'_'.join(monomial)}"
        first, *others = monomial
        doc = f"factor of {'*'.join(monomial)} in {name}"
        if not others:
            return self.scaled(self.find(first), coefficient, quantity, name=label, doc=doc)
        value, own = self.find(first)
        if not np.all(coefficient == 1):
            inner = Quantity(self.free(f"{label}_unit"), Kind.LINEAR)
            value, own = self.scaled((value, own), coefficient, inner, name=label, doc=doc), inner
        for place, other in enumerate(others):
            last = place == len(others) - 1
            made = quantity if last else Quantity(self.free(f"{label}_unit"), Kind.LINEAR)
            value = self.put(f"{label}_product", Product(value, self.find(other)[0], made), f"times {other}")
        return value

    def find(self, atom: str) -> tuple[str, Quantity]:
        """Where ``atom`` is, and its quantity."""
        if atom not in self.at:
            called = self.calls[atom]
            written: Callable[..., tuple[str, Quantity]] = _WRITTEN.get(called.function, _lookup)
            self.at[atom] = written(self, atom, called)
        return self.at[atom]


def _own(w: Writer, name: str) -> Quantity:
    """A quantity of one value alone."""
    return Quantity(w.free(f"{name}_unit"), Kind.LINEAR)


def _lookup(w: Writer, name: str, called: Called) -> tuple[str, Quantity]:
    """A function from a table."""
    argument = w.whole(called.arguments[0], _own(w, f"{name}_of"), f"{name}_of")
    made = _own(w, name)
    return w.put(name, Lookup(argument, called.function, made), f"{called.function}, from a table"), made


def _shared(w: Writer, name: str, arguments: Mapping[int, Polynomial]) -> tuple[list[str], Quantity]:
    """The arguments as values of one quantity: that of a state which is one of them, else one of their own."""
    alone = (list(each.varying) for each in arguments.values() if not np.any(each.constant))
    states = (keys[0][0] for keys in alone if len(keys) == 1 and len(keys[0]) == 1)
    whole = (s for s in states if any(np.all(each.of(s) == 1) for each in arguments.values()))
    state = next(whole, "")
    quantity = w.find(state)[1] if state else _own(w, name)
    return [w.whole(each, quantity, f"{name}_{'abc'[k]}") for k, each in arguments.items()], quantity


def _absolute(w: Writer, name: str, called: Called) -> tuple[str, Quantity]:
    (value,), quantity = _shared(w, name, dict(enumerate(called.arguments)))
    zero = w.put(f"{name}_zero", Literal(0, quantity), "")
    minus = w.put(f"{name}_minus", Subtract(zero, value), "")
    positive = w.put(f"{name}_positive", AtLeast(value, zero), "")
    return w.put(name, Select(positive, value, minus), "without its sign"), quantity


def _larger(w: Writer, name: str, called: Called) -> tuple[str, Quantity]:
    (a, b), quantity = _shared(w, name, dict(enumerate(called.arguments)))
    return w.put(name, Select(w.put(f"{name}_first", AtLeast(a, b), ""), a, b), "the larger one"), quantity


def _smaller(w: Writer, name: str, called: Called) -> tuple[str, Quantity]:
    (a, b), quantity = _shared(w, name, dict(enumerate(called.arguments)))
    return w.put(name, Select(w.put(f"{name}_first", AtLeast(a, b), ""), b, a), "the smaller one"), quantity


def _clipped(w: Writer, name: str, called: Called) -> tuple[str, Quantity]:
    (value, low, high), quantity = _shared(w, name, dict(enumerate(called.arguments)))
    above = w.put(f"{name}_above", Select(w.put(f"{name}_enough", AtLeast(value, low), ""), value, low), "")
    return w.put(name, Select(w.put(f"{name}_much", AtLeast(above, high), ""), high, above), "between both"), quantity


#: Functions that are no tables.
_WRITTEN: dict[str, Callable[[Writer, str, Called], tuple[str, Quantity]]] = {
    "abs": _absolute,
    "max": _larger,
    "min": _smaller,
    "clip": _clipped,
}
