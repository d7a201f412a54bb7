"""Mutants of models that a user writes as equations, from the text to the program: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "equations/build.py": [
        ("jump subtracted", "Add(value, INPUT)", "Subtract(value, INPUT)"),
        ("input first is input last", "if jump and first:", "if False:"),
        ("input last as well as first", "if name == jump and not first:", "if name == jump:"),
        ("held is not held", "Select(self.resting, name, value)", "Select(self.resting, value, value)"),
        ("held for ever", "Select(self.resting, name, value)", "Select(self.resting, name, name)"),
        ("all are held", "if self.resting and model.states[name].held:", "if self.resting:"),
        (
            "lines see old values",
            "            w.at[name] = (value, quantity)\n            resets",
            "            resets",
        ),
        ("differential sees new values", "            if model.differential:\n                continue\n", ""),
        ("rest not subtracted", "Subtract(w.at[name][0], to)", "Add(w.at[name][0], to)"),
        ("rest not added again", "Add(kept, to)", "Subtract(kept, to)"),
        ("constant lost", "Add(total, drive)", "Add(total, total)"),
        (
            "refractory may fire",
            "if not self.resting:\n            return crossed",
            "if True:\n            return crossed",
        ),
        ("refractory ends late", "Literal(1)", "Literal(0)"),
        ("refractory never ends", "Select(self.resting, less, _LEFT)", "Select(self.resting, _LEFT, _LEFT)"),
        (
            "reset inverted",
            "Select(spike, self._target(name, value, quantity), w.at[name][0])",
            "Select(spike, w.at[name][0], self._target(name, value, quantity))",
        ),
        ("assignments see the state before", "            w.at[name] = (made, quantity)\n\n", "\n"),
        ("subtracted is added", '1.0 if assignment.sign == "+" else -1.0', "1.0"),
        ("multiplied is divided", 'if assignment.sign == "*" else given', 'if assignment.sign == "/" else given'),
        (
            "any threshold is subtracted",
            "if threshold and np.array_equal(w.values[threshold], -constant):",
            "if threshold:",
        ),
        ("functions do not read", "any(sends in reaching(row.value, given)", "any(sends in row.value.names"),
        ("what is fed is read by nothing", "read = sends == model.jump or any", "read = any"),
        ("numbers are rounded twice", "if n in self.quantities), sends)]", "if False), sends)]"),
        (
            "what is sent is what was",
            "value = final or self.writer.at[self.model.sends][0]",
            "value = self.model.sends",
        ),
    ],
    "equations/conditions.py": [
        ("and is or", 'case Junction("and", parts):', 'case Junction("or", parts):'),
        ("not is left out", 'w.put("contrary", Invert(self.flag(a)), "not")', "self.flag(a)"),
        ("at least is above", "if e.above else AtLeast(left, right)", "if True else AtLeast(left, right)"),
        ("above is at least", "Above(left, right) if e.above", "Above(left, right) if False"),
        ("constants on both sides", "b.plus(Polynomial({(): a.constant}), -1.0)", "b"),
    ],
    "equations/step.py": [
        (
            "euler of twice the step",
            "variable(equation.name).plus(side, dt)",
            "variable(equation.name).plus(side, 2 * dt)",
        ),
        ("exact is of one unit of time", "matrix_exponential(matrix * dt)", "matrix_exponential(matrix)"),
        ("rest in a loop", "alone = alone and not leads_back(matrix, k)", "alone = True"),
        ("rest of another sign", "rounded(-side.constant / rate)", "rounded(side.constant / rate)"),
        ("integral of one step", "dt * np.where(np.abs(z) < _SMALL", "np.where(np.abs(z) < _SMALL"),
    ],
    "equations/terms.py": [
        ("negative parts are added", "Subtract(total, term)", "Add(total, term)"),
        ("gain for one is dropped", "if np.all(factor == 1):", "if np.all(factor <= 1):"),
        ("abs keeps its sign", "Select(positive, value, minus)", "Select(positive, value, value)"),
        ("min is max", 'AtLeast(a, b), ""), b, a)', 'AtLeast(a, b), ""), a, b)'),
        ("clip has no top", "high, above)", "above, above)"),
    ],
    "equations/read.py": [
        ("nothing says how large", "if model.sends not in model.bounds:", "if False:"),
    ],
    "equations/expression.py": [
        ("minus is plus", '(1 if found.text == "+" else -1) * self._signs()', "self._signs()"),
        ("division multiplies", '(1 if found.text == "*" else -1), self._signs()', "1, self._signs()"),
        ("less is more", '((a, b) if sign.text[0] == ">" else (b, a))', "(a, b)"),
        ("not not is not", "odd = not odd", "odd = True"),
    ],
    "equations/polynomial.py": [
        ("powers one short", "for _ in range(abs(power)):", "for _ in range(abs(power) - 1):"),
        ("a function of the line before", "known.scope):", "self.scope):"),
    ],
    "equations/units.py": [
        ("milli is micro", '"m": -3', '"m": -6'),
        ("units are not converted", "return _times_power(value, -self._shift)", "return value"),
    ],
}
