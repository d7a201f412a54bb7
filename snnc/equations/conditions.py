"""Conditions as flags of a program: comparisons of polynomials, joined by and, or and not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from snnc.equations.expression import Compared, Expression, Junction, Not
from snnc.equations.lines import Equation
from snnc.equations.polynomial import Evaluator, Polynomial
from snnc.equations.terms import Writer
from snnc.equations.units import Measure
from snnc.program.ops import Above, Add, AtLeast, Both, Invert, Literal
from snnc.program.quantity import Purpose, Quantity


@dataclass(frozen=True)
class Conditions:
    """Writes conditions of ``states``, each of one of the ``quantities``."""

    writer: Writer
    given: Evaluator
    states: Mapping[str, Equation]
    quantities: Mapping[str, Quantity]

    def flag(self, e: Expression) -> str:
        """The name of the flag that ``e`` is."""
        w = self.writer
        match e:
            case Compared():
                return self._comparison(e)
            case Not(a):
                return w.put("contrary", Invert(self.flag(a)), "not")
            case Junction("and", parts):
                return self._all([self.flag(part) for part in parts])
            case Junction(_, parts):
                none = self._all([w.put("contrary", Invert(self.flag(part)), "or") for part in parts])
                return w.put("either", Invert(none), "or")
        raise self.given.source.error(e.at, "E190", "a number where a condition is expected")

    def _all(self, flags: list[str]) -> str:
        first, *rest = flags
        for flag in rest:
            first = self.writer.put("both", Both(first, flag), "and")
        return first

    def _comparison(self, e: Compared) -> str:
        a, b = self.given.polynomial(e.a), self.given.polynomial(e.b)
        main = next((name for name in (*a.names, *b.names) if name in self.states), None)
        if main is None:
            raise self.given.source.error(e.at, "E194", "this compares constants: it would always be the same")
        unit = self.states[main].unit
        a, b = _in(a, unit), _in(b, unit)
        if a.varying:
            # All constants to the right: there they are one threshold.
            a, b = Polynomial(a.varying), b.plus(Polynomial({(): a.constant}), -1.0)
        single = list(a.varying) == [(main,)] and bool(np.all(a.of(main) == 1))
        left = self._side(a, main, serves=None)
        right = self._side(b, main, serves=(Purpose.THRESHOLD, main) if single else None)
        made = Above(left, right) if e.above else AtLeast(left, right)
        return self.writer.put("crossed", made, "the threshold" if single else "a comparison")

    def _side(self, of: Polynomial, main: str, serves: tuple[Purpose, str] | None) -> str:
        w, quantity = self.writer, self.quantities[main]
        total = w.sum(of, quantity, f"{main}_test") if of.varying else ""
        if total and not np.any(of.constant):
            return total
        if not total and not np.any(of.constant) and not serves:
            return w.put("zero", Literal(0, quantity), "")
        limit = w.parameter(
            f"{main}_threshold", quantity, of.constant, doc=f"what {main} is compared with", serves=serves
        )
        return w.put(f"{main}_limit", Add(total, limit), "what it is compared with") if total else limit


def _in(of: Polynomial, unit: Measure) -> Polynomial:
    return Polynomial({key: np.asarray(unit.out_of(value)) for key, value in of.terms.items()})
