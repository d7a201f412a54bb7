"""Mutants of the neuron programs, of their lowering and of golden's sums: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

Rows = list[tuple[str, str, str]]

MUTATIONS: dict[str, Rows] = {
    "neurons/membrane.py": [
        ("bias ignored", 'return b.put("drive", Add(INPUT, BIAS.name), "synaptic input and bias current")', "pass"),
        ("bias subtracted", "Add(INPUT, BIAS.name)", "Subtract(INPUT, BIAS.name)"),
        ("rest not subtracted", "Subtract(v, REST.name)", "Add(v, REST.name)"),
        ("rest not added again", "Add(kept, REST.name)", "Subtract(kept, REST.name)"),
        ("input first loses its input", 'v = b.put("charged", Add(v, drive)', 'b.put("charged", Add(v, drive)'),
        ("input not added", 'b.put("integrated", Add(v, drive)', 'b.put("integrated", Subtract(v, drive)'),
        ("at least is above", 'AtLeast(x, "threshold") if choices', 'Above(x, "threshold") if choices'),
        ("above is at least", 'else Above(x, "threshold")', 'else AtLeast(x, "threshold")'),
        ("comparisons swapped", "if choices.fire is Fire.AT_LEAST else", "if choices.fire is Fire.ABOVE else"),
        ("threshold compared with the old potential", 'Above(x, "threshold")', 'Above(V.name, "threshold")'),
        ("mask holds nothing back", "Select(resting, zero, drive)", "Select(resting, drive, drive)"),
        ("mask spares the bias", "Select(resting, zero, drive)", "Select(resting, zero, INPUT)"),
        ("mask inverted", "Select(resting, zero, drive)", "Select(resting, drive, zero)"),
        ("hold discards a late reset", "Select(holding, v, x)", "Select(holding, V.name, x)"),
        ("hold inverted", "Select(holding, v, x)", "Select(holding, x, v)"),
        ("held one step more", "Above(LEFT.name, free)", "AtLeast(LEFT.name, free)"),
        ("held for all refractory steps", "Subtract(STEPS.name, HELD.name)", "Subtract(HELD.name, HELD.name)"),
        ("blocked may fire", "silent_while = resting\n", 'silent_while = ""\n'),
        ("held may fire", "silent_while = holding\n", 'silent_while = ""\n'),
        (
            "allowed is blocked",
            "choices.refractory_fire is RefractoryFire.BLOCKED:\n            silent",
            "True:\n            silent",
        ),
        ("refractory one step less", 'Literal(1), ""', 'Literal(2), ""'),
        ("refractory never ends", "Select(resting, less, LEFT.name)", "Select(resting, LEFT.name, LEFT.name)"),
        ("a spike does not start the count", "Select(spike, STEPS.name, waited)", "Select(spike, waited, waited)"),
        ("count started one short", "Select(spike, STEPS.name, waited)", "Select(spike, less, waited)"),
        (
            "late reset at the start is at the end",
            "late and choices.reset_time is ResetTime.NEXT_START",
            "late and False",
        ),
        ("late reset at the end is left out", "late and choices.reset_time is ResetTime.NEXT_END", "late and False"),
        ("reset by subtraction adds", "Subtract(v, THRESHOLD.name)", "Add(v, THRESHOLD.name)"),
        ("reset to a value subtracts", "if choices.reset is Reset.VALUE:\n        return", "if False:\n        return"),
        ("reset inverted", "Select(flag, RESET_VALUE.name, v)", "Select(flag, v, RESET_VALUE.name)"),
        (
            "fired is what crossed",
            "next_state.append((FIRED.name, spike))",
            'next_state.append((FIRED.name, "crossed"))',
        ),
        ("li without its bias", "V.name, drive_of(b, given))", "V.name, INPUT)"),
    ],
    "program/lower.py": [
        ("input shift ignored", "if how.input_shift:", "if False:"),
        ("input shift one short", "ShiftLeft(INPUT, how.input_shift)", "ShiftLeft(INPUT, how.input_shift - 1)"),
        ("input not renamed", "else _rename(statement.op, INPUT, current)", "else statement.op"),
        ("factor shift one more", "RoundShift(product, how.factor_shift,", "RoundShift(product, how.factor_shift + 1,"),
        ("rounding is floor", "how.factor_shift, how.rounding)", "how.factor_shift, Rounding.FLOOR)"),
        ("clamp one short above", "Clamp(a, span.lo, span.hi)", "Clamp(a, span.lo, span.hi - 1)"),
        ("clamp symmetric", "Clamp(a, span.lo, span.hi)", "Clamp(a, -span.hi, span.hi)"),
        (
            "clamp of a narrower state",
            "span = IntType(True, how.state_bits).range\n                body",
            "span = IntType(True, how.state_bits - 1).range\n                body",
        ),
        ("saturation always dropped", "if span in state:", "if True:"),
        ("saturation dropped at the upper end", "if span in state:", "if span.lo >= state.lo:"),
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
            "Role.INPUT, IntType.holding(how.input_range)",
            "Role.INPUT, IntType.holding(Interval(how.input_range.lo // 2, how.input_range.hi // 2))",
        ),
        ("shared parameter off by one", "Literal(how.shared[p.name])", "Literal(how.shared[p.name] + 1)"),
        ("reach without its last steps", "rest = max(0, steps - _ANALYSED_STEPS)", "rest = 0"),
        ("reach forgets where it began", "start.get(state.name, Interval(0, 0))", "Interval(0, 0)"),
        ("what becomes possible late is not looked at", "later[0] <= growth[0] and later[1] <= growth[1]", "True"),
        (
            "growth after a late reset is not looked at",
            "growth = (max(growth[0], settled[0]), max(growth[1], settled[1]))",
            "pass",
        ),
        (
            "reach one step short",
            "for _ in range(min(steps, _ANALYSED_STEPS)):",
            "for _ in range(min(steps - 1, _ANALYSED_STEPS)):",
        ),
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
        (
            "product of the same ends",
            "for x in (a.lo, a.hi) for y in (b.lo, b.hi)",
            "for x, y in ((a.lo, b.lo), (a.hi, b.hi))",
        ),
        ("not at least is at most", "Order(self.a, self.b, 1)", "Order(self.a, self.b, 2)"),
        ("above leaves a gap of two", "Order(self.b, self.a, 1)", "Order(self.b, self.a, 2)"),
        ("invert does not invert", "Holds(self.a, not outcome)", "Holds(self.a, outcome)"),
        ("both when false", "Holds(self.b, True)) if outcome else ()", "Holds(self.b, True))"),
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
    "golden/engine.py": [
        (
            "delay one more in a loop",
            "spikes[link.source][:, t - link.delay], _BLOCK",
            "spikes[link.source][:, max(0, t - link.delay - 1)], _BLOCK",
        ),
        (
            "delayed spikes in a loop from before the sample",
            "link.target == name and t >= link.delay",
            "link.target == name",
        ),
        ("delay ignored outside of loops", "if link.delay:\n            late", "if False:\n            late"),
        (
            "delay one less outside of loops",
            "late[:, link.delay :] = current[:, : max(0, steps - link.delay)]",
            "late[:, link.delay - 1 :] = current[:, : max(0, steps - link.delay + 1)]",
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
