"""Statements of a program from polynomials, and the parameters that their coefficients become."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from snnc.equations.polynomial import Array, Monomial, Polynomial
from snnc.neurons.body import Body
from snnc.program.operation import Op
from snnc.program.ops import Add, Convert, Literal, Scale, Subtract
from snnc.program.program import Parameter
from snnc.program.quantity import FACTOR, Purpose, Quantity


@dataclass
class Writer:
    """Writes statements. ``values``: of every parameter so far; ``at``: where each name is found, and its quantity."""

    taken: set[str]
    body: Body = field(default_factory=Body)
    parameters: list[Parameter] = field(default_factory=list)
    values: dict[str, Array] = field(default_factory=dict)
    at: dict[str, tuple[str, Quantity]] = field(default_factory=dict)

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

    def parameter(
        self, name: str, quantity: Quantity, value: Array, doc: str, serves: tuple[Purpose, str] | None = None
    ) -> str:
        """A parameter of that ``value``; ``serves``: its purpose and the state that it has it for."""
        if serves and any((p.purpose, p.of) == serves for p in self.parameters):
            serves = None
        purpose, of = serves or (None, "")
        made = Parameter(self.free(name), quantity, doc, purpose=purpose, of=of)
        self.parameters.append(made)
        self.values[made.name] = value
        return made.name

    def sum(self, of: Polynomial, quantity: Quantity, name: str, start: str = "") -> str:
        """The terms of ``of`` that vary, added to the value ``start`` if there is one; in ``quantity``."""
        total = start
        for monomial, coefficient in of.varying.items():
            subtracted = bool(np.all(coefficient <= 0))
            term = self._term(monomial, -coefficient if subtracted else coefficient, quantity, name)
            if not total and subtracted:
                total = self.put(f"{name}_none", Literal(0, quantity), "")
            if not total:
                total = term
            elif subtracted:
                total = self.put(f"{name}_less", Subtract(total, term), f"less the part of {'*'.join(monomial)}")
            else:
                total = self.put(f"{name}_more", Add(total, term), f"add the part of {'*'.join(monomial)}")
        return total

    def scaled(
        self, value: str, factor: Array, names: tuple[str, str], doc: str, serves: tuple[Purpose, str] | None = None
    ) -> str:
        """``value`` times a ``factor`` in [0, 1] in its own quantity; ``names``: of the factor and of the result."""
        if np.all(factor == 1):
            return value
        kept = self.parameter(names[0], FACTOR, factor, doc, serves)
        return self.put(names[1], Scale(value, kept), doc)

    def _term(self, monomial: Monomial, coefficient: Array, quantity: Quantity, name: str) -> str:
        (atom,) = monomial
        value, own = self.at[atom]
        names = (f"{name}_per_{atom}", f"{name}_from_{atom}")
        doc = f"what {atom} adds to {name} in a step"
        value = self.scaled(value, coefficient, names, doc)
        return value if own == quantity else self.put(f"{names[1]}_moved", Convert(value, quantity), "in its unit")
