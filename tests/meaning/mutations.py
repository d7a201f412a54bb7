"""Mutants of the lowering of programs, of their analyses and of golden's sums: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

Rows = list[tuple[str, str, str]]

MUTATIONS: dict[str, Rows] = {
    "program/lower.py": [
        ("input shift ignored", "        if finer:\n            current", "        if False:\n            current"),
        (
            "input shift one short",
            "ShiftLeft(receptor.name, finer)",
            "ShiftLeft(receptor.name, finer - 1)",
        ),
        (
            "input as fine as the finest quantity",
            "ShiftLeft(receptor.name, finer)",
            "ShiftLeft(receptor.name, max(how.fraction_bits.values()))",
        ),
        ("input not renamed", "aliases[receptor.name] = current", "pass"),
        (
            "factor shift one more",
            "how.factor_shifts[factor], how.rounding",
            "how.factor_shifts[factor] + 1, how.rounding",
        ),
        (
            "factor shift of another factor",
            "how.factor_shifts[factor], how.rounding",
            "how.factor_shifts[min(how.factor_shifts)], how.rounding",
        ),
        ("rounding is floor", "how.factor_shifts[factor], how.rounding", "how.factor_shifts[factor], Rounding.FLOOR"),
        ("conversion up one bit more", "ShiftLeft(a, finer)", "ShiftLeft(a, finer + 1)"),
        ("conversion down one bit less", "RoundShift(a, -finer, how", "RoundShift(a, -finer - 1, how"),
        ("conversion is floor", "RoundShift(a, -finer, how.rounding)", "RoundShift(a, -finer, Rounding.FLOOR)"),
        ("conversion down is left out", "elif finer < 0:", "elif False:"),
        (
            "conversion in the wrong direction",
            "how.fraction_bits[quantity.name] - how.fraction_bits[quantities[source].name]",
            "how.fraction_bits[quantities[source].name] - how.fraction_bits[quantity.name]",
        ),
        (
            "one width for all states",
            "return IntType(True, self.state_bits[state]).range",
            "return IntType(True, max(self.state_bits.values())).range",
        ),
        (
            "every state as wide as the first",
            "kind = IntType(True, how.state_bits[state.name])",
            "kind = IntType(True, how.state_bits[program.linear_states[0].name])",
        ),
        (
            "a saturation is dropped for all states",
            "if spans[source] in how.format(statement.op.state):",
            "if unneeded or spans[source] in how.format(statement.op.state):",
        ),
        ("clamp one short above", "Clamp(a, span.lo, span.hi)", "Clamp(a, span.lo, span.hi - 1)"),
        ("clamp symmetric", "Clamp(a, span.lo, span.hi)", "Clamp(a, -span.hi, span.hi)"),
        (
            "clamp of a narrower state",
            "span = how.format(state)\n                body",
            "span = Interval(how.format(state).lo // 2, how.format(state).hi // 2)\n                body",
        ),
        ("saturation always dropped", "if spans[source] in how.format(statement.op.state):", "if True:"),
        (
            "saturation dropped at the upper end",
            "if spans[source] in how.format(statement.op.state):",
            "if spans[source].lo >= how.format(statement.op.state).lo:",
        ),
        (
            "count one bit short",
            "unsigned_width(how.limits[state.name])",
            "unsigned_width(how.limits[state.name] >> 1)",
        ),
        (
            "parameter format one bit short",
            "IntType.holding(span)))",
            "IntType.holding(Interval(span.lo // 2, span.hi // 2))))",
        ),
        (
            "accumulator one bit short",
            "Role.INPUT, IntType.holding(how.input_ranges[receptor.name])",
            "Role.INPUT, IntType.holding(Interval(*(x // 2 for x in vars(how.input_ranges[receptor.name]).values())))",
        ),
        ("shared parameter off by one", "Literal(how.shared[p.name])", "Literal(how.shared[p.name] + 1)"),
    ],
    "program/reach.py": [
        ("reach without its last steps", "rest = max(0, steps - _ANALYSED_STEPS)", "rest = 0"),
        (
            "reach forgets where it began",
            "spans: Spans = start",
            "spans: Spans = dict.fromkeys(start, Interval(0, 0))",
        ),
        (
            "what becomes possible late is not looked at",
            "if all(later[name][0] <= growth[name][0] and later[name][1] <= growth[name][1] for name in start):",
            "if True:",
        ),
        (
            "growth after a late reset is not looked at",
            "(max(growth[name][0], lo), max(growth[name][1], hi)) for name, (lo, hi)",
            "growth[name] for name, (lo, hi)",
        ),
        (
            "reach one step short",
            "for _ in range(min(steps, _ANALYSED_STEPS)):",
            "for _ in range(min(steps - 1, _ANALYSED_STEPS)):",
        ),
        (
            "reach ignores the other states",
            "fixed = {port.name: port.type.range for",
            "fixed = {port.name: Interval(0, 0) if port.name in how.state_bits else port.type.range for",
        ),
        (
            "reach of the first state for all",
            "values = {name: next_state[name] for",
            "values = {name: next_state[next(iter(spans))] for",
        ),
    ],
    "advice/potential.py": [
        ("only what rises in the first step", "start + _risen(", "start + 0 * _risen("),
        ("a fall makes up for a rise", "np.maximum(first - start, 0.0)", "first - start"),
        ("where states end, not what they pass", "np.maximum(first - start, 0.0)", "np.minimum(first - start, 0.0)"),
        ("a program that bends is judged", "not linear.exact or ", ""),
        ("what falls starts where what rises does", "start = sign * np", "start = np"),
        ("what arrives only rises", "sign * projection.connection.weights", "projection.connection.weights"),
        ("one step fewer", "np.linalg.matrix_power(step, steps)", "np.linalg.matrix_power(step, steps - 1)"),
        ("no growth without steps", "[:, None], np.inf, 0.0)", "[:, None], 0.0, 0.0)"),
    ],
    "advice/numbers.py": [
        ("lost though rounded down", ' and report.rounding != "floor"', ""),
        ("lost if as large as two units", "_SURELY_LOST = 0.375", "_SURELY_LOST = 2.5"),
        ("only what rises is lost", "for down in (False, True)]", "for down in (False,)]"),
    ],
    "advice/run.py": [
        ("the model's own limit is one of a format", "_limited(network, each) if each.by_model else ", ""),
    ],
    "golden/saturation.py": [
        ("what is below 0 counts as above 1", "env[clamp.a] > clamp.hi, sample", "env[clamp.a] < clamp.lo, sample"),
    ],
    "program/integer.py": [
        ("another state's limit", "whole and clamp not in found.values()", "clamp not in []"),
    ],
    "program/affine.py": [
        ("what bends counts as straight", "not walk.bends and all", "all"),
        ("a threshold that moves counts as fixed", "if b in self.thresholds:", "if True:"),
        ("what is added moves nothing else", "result @ np.abs(self.added)", "result"),
        ("what lasts is lost at once", "np.linalg.inv((identity - kept)[settles])", "identity[settles]"),
        ("what grows for ever grows by a step", "total * (steps / done)", "total / done"),
        ("no product is rounded", "form.rounded | ((kept != 0.0) & (kept != 1.0))", "form.rounded"),
    ],
    "program/ranges.py": [
        ("only one branch counts", "return spans[0].union(spans[-1])", "return spans[0]"),
    ],
    "program/ops.py": [
        (
            "difference of the same ends",
            "Interval(a.lo - b.hi, a.hi - b.lo)",
            "Interval(a.lo - b.lo, a.hi - b.hi)",
        ),
        ("not at least is at most", "OrderFact(self.a, self.b, 1)", "OrderFact(self.a, self.b, 2)"),
        ("above leaves a gap of two", "OrderFact(self.b, self.a, 1)", "OrderFact(self.b, self.a, 2)"),
        ("invert does not invert", "Holds(self.a, not outcome)", "Holds(self.a, outcome)"),
        (
            "what is converted was not rounded",
            "rounds it again.\n        return forms[self.a]",
            "rounds it again.\n        form = forms[self.a]\n"
            "        return type(form)(form.constant, form.slopes, form.rounded & False)",
        ),
        ("both when false", "Holds(self.b, True)) if outcome else ()", "Holds(self.b, True))"),
    ],
    "program/integer_ops.py": [
        (
            "product of the same ends",
            "for x in (a.lo, a.hi) for y in (b.lo, b.hi)",
            "for x, y in ((a.lo, b.lo), (a.hi, b.hi))",
        ),
        (
            "clamp assumed to hold below",
            "Interval(min(max(a.lo, self.lo), self.hi), min(max(a.hi, self.lo), self.hi))",
            "Interval(max(a.lo, 0), min(max(a.hi, self.lo), self.hi))",
        ),
    ],
    "numbers/fixed.py": [
        (
            "toward zero is floor",
            "return (value + ((value < 0) * ((1 << shift) - 1))) >> shift",
            "return value >> shift",
        ),
        ("ties away from even", "odd = (value >> shift) & 1", "odd = 1 - ((value >> shift) & 1)"),
        ("ties upwards", "odd = (value >> shift) & 1", "odd = 1"),
        (
            "real numbers rounded down",
            "return np.rint(value).astype(np.int64)",
            "return np.floor(value).astype(np.int64)",
        ),
        ("a negative number one bit short", "(-span.lo - 1).bit_length() + 1 if", "(-span.lo - 1).bit_length() if"),
    ],
    "connections/gather.py": [
        ("single precision beyond 24 bits", "accumulator_bits <= 24", "accumulator_bits <= 26"),
        ("one row without its first source", "rows = np.flatnonzero(spikes)", "rows = np.flatnonzero(spikes)[1:]"),
        ("one row overwritten", "np.add.reduce(matrix[rows], axis=0, out=out)", "out[:] = matrix[rows[-1]]"),
        (
            "many rows: last part left out",
            "for start in range(0, spikes.shape[0], _TALL):",
            "for start in range(0, spikes.shape[0] - 1, _TALL):",
        ),
        ("blocks: active sources of the first row", "spikes[start:end].any(axis=0)", "spikes[start]"),
        (
            "blocks: a mostly active block is full",
            "np.matmul(spikes[start:end].astype(matrix.dtype), matrix, out=out[start:end])",
            "np.matmul(np.ones_like(spikes[start:end], matrix.dtype), matrix, out=out[start:end])",
        ),
        (
            "sparse as dense: source and target swapped",
            "matrix[source, target] = weights",
            "matrix[target % n_source, source % n_target] = weights",
        ),
        (
            "sparse sums in single precision",
            "weights = weights.astype(np.float64)",
            "weights = weights.astype(np.float32)",
        ),
        ("sparse rows one short", "length = np.diff(start)", "length = np.maximum(np.diff(start) - 1, 0)"),
        ("sparse rows run together", "np.repeat(row, counts) * n_target + target[index]", "target[index]"),
    ],
    "ir/events.py": [
        ("several spikes are one", "bool if most == 1 else np.uint8", "bool if most else np.uint8"),
        ("many spikes wrap", "np.uint8 if most < 1 << 8 else np.uint16", "np.uint8"),
        ("numbers are counts", "    if graded:\n", "    if False:\n"),
    ],
    "golden/engine.py": [
        (
            "delay one more in a loop",
            "spikes[pathway.source][:, t - pathway.delay], _BLOCK",
            "spikes[pathway.source][:, max(0, t - pathway.delay - 1)], _BLOCK",
        ),
        (
            "delayed spikes in a loop from before the sample",
            "pathway.target == name and t >= pathway.delay",
            "pathway.target == name",
        ),
        ("delay ignored outside of loops", "if pathway.delay:\n            late", "if False:\n            late"),
        (
            "delay one less outside of loops",
            "late[:, pathway.delay :] = current[:, : max(0, steps - pathway.delay)]",
            "late[:, pathway.delay - 1 :] = current[:, : max(0, steps - pathway.delay + 1)]",
        ),
        ("only the last projection counts", "total = current if total is None else total + current", "total = current"),
        (
            "initial state of the first neuron for all",
            "np.tile(value, (batch, 1))",
            "np.tile(value[:1].repeat(value.size), (batch, 1))",
        ),
    ],
    "golden/build.py": [
        (
            "initial state ignored",
            "initial[port.name] = np.broadcast_to(np.asarray(value, ",
            "initial[port.name] = np.broadcast_to(np.asarray(0 * value, ",
        ),
        ("float: initial state ignored", "given.get(state.name, 0.0)", "0.0"),
        ("narrow integers for wide values", "np.int32 if widest <= 31 else np.int64", "np.int16"),
    ],
}
