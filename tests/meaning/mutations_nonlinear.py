"""Mutants of gains, products, tables and bounds, and of the models that need them: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "program/expand.py": [
        ("quotient that is not limited", "Choose(within, quotient, Constant((1 << op.bits) - 1))", "Wire(quotient)"),
        ("quotient of a negative number", "return Choose(above, limited, Constant(0))", "return Wire(limited)"),
        ("rest of a division kept whole", "for each in (twice, less))", "for each in (twice, twice))"),
    ],
    "program/rescale.py": [
        ("gain rounded down", "RoundShift(whole, shift, self.rounding)", "RoundShift(whole, shift, Rounding.FLOOR)"),
        ("shifted one bit less", "RoundShift(whole, shift, self", "RoundShift(whole, shift - 1, self"),
        ("shift to the left forgotten", "ShiftLeft(whole, -shift)", "ShiftLeft(whole, 0)"),
        ("product without its unit", "self.finish(both, shift + more)", "self.finish(both, shift)"),
        ("product in the unit twice", "self.finish(both, shift + more)", "self.finish(both, shift + 2 * more)"),
        ("reciprocal of fifteen bits", "RECIPROCAL_BITS = 16", "RECIPROCAL_BITS = 15"),
        ("power of two as a unit of one", "return 1, 1 - exponent", "return 1, 0"),
        ("table from zero", "Subtract(limited, lowest)", "Add(limited, lowest)"),
        ("table without its lower end", "Clamp(a, table.span.lo, table.span.hi)", "Clamp(a, 0, table.span.hi)"),
        ("entries not interpolated", "Entry(index, table.step)", "Entry(index, (0,) * len(table.step))"),
        ("quotient of a bit less", "ShiftLeft(a, digits - bits)", "ShiftLeft(a, digits - bits + 1)"),
        ("divisor a bit too large", "ShiftLeft(b, bits - digits)", "ShiftLeft(b, bits - digits + 1)"),
        ("quotient without its limit", "Above(quotient, most)", "Above(most, most)"),
        ("quotient in the next power of two", "Literal(round(mantissa * 2**RECIPROCAL_BITS))", "Literal(2**16)"),
        ("interpolated too steeply", "RoundShift(rise, table.shift,", "RoundShift(rise, table.shift - 1,"),
    ],
    "program/lower.py": [
        ("quotient in the unit of the weights", "scale=how.scale(quantity.name))", "scale=how.unit)"),
        (
            "gain without the change of quantity",
            "how.factor_shifts[gain] + bits[read[0]] - bits[quantity.name])",
            "how.factor_shifts[gain])",
        ),
        ("product of one fraction", "bits[read[0]] + bits[read[1]] - bits", "bits[read[0]] + bits[read[0]] - bits"),
    ],
    "program/lookup.py": [
        ("table a step late", "known.exact(places / scales[0])", "known.exact((places + (1 << shift)) / scales[0])"),
        ("table in units of the argument", "/ scales[0]) * scales[1], -widest", "/ scales[0]) * scales[0], -widest"),
        ("any table is good enough", "made if made.relative <= tolerance else None", "made"),
        ("no table is finer", "few, good = len(made.base) <= _FEW, made.relative <= fine", "few, good = False, True"),
        ("table error understated", 'float(f"{np.max(error):.6g}")', 'float(f"{np.min(error):.6g}")'),
    ],
    "neurons/izhikevich.py": [
        ("recovery added", "Subtract(driven, drawn)", "Add(driven, drawn)"),
        ("recovery not lifted", "Select(spike, kicked, u)", "Select(spike, u, u)"),
        ("reset without a spike", "Select(spike, _C.name, v)", "Select(spike, v, _C.name)"),
        ("recovery of the other potential", 'v if chosen["u_follows"] is', 'v if chosen["u_follows"] is not'),
        ("origin added", "Subtract(followed, _ORIGIN.name)", "Add(followed, _ORIGIN.name)"),
        ("recovery starts at zero", "{_V.name: -65.0, _U.name: float(u) if u.ndim == 0 else u}", "{_V.name: -65.0}"),
        ("half steps are whole", "derived=lambda given, dt: dt / 2", "derived=lambda given, dt: dt"),
        ("constant left out", "Add(_CONSTANT.name, drive)", "Add(drive, drive)"),
    ],
    "neurons/quadratic.py": [
        ("critical potential at rest", "Subtract(_V.name, _CRITICAL.name)", "Subtract(_V.name, AT_REST.name)"),
        ("starts at zero", "return {_V.name: values[AT_REST.name]}", "return {}"),
    ],
    "neurons/exponential.py": [
        ("leak away from rest", "Subtract(AT_REST.name, _V.name)", "Subtract(_V.name, AT_REST.name)"),
        ("rheobase at rest", "Subtract(_V.name, _RHEOBASE.name)", "Subtract(_V.name, AT_REST.name)"),
        ("slope factor inverted", "Gain(growth, _SHARPNESS.name,", "Gain(growth, _PER_SHARPNESS.name,"),
        ("adaptation added", "Subtract(rate, drawn)", "Add(rate, drawn)"),
        ("adaptation not lifted", "Select(spike, kicked, w)", "Select(spike, w, w)"),
        ("adaptation at the pace of the potential", "Gain(away, _PACE_W.name,", "Gain(away, PACE.name,"),
    ],
    "neurons/resonate.py": [
        ("turns the other way", "Subtract(x_kept, v_turned)", "Add(x_kept, v_turned)"),
        ("x not reset", "Select(spike, _AFTER_X.name, x)", "Select(spike, x, x)"),
        ("v turns by the new x", 'b.put("x_turned", Gain(_X.name,', 'b.put("x_turned", Gain(x,'),
        ("cosine for sine", "derived=_turn(sine)", "derived=_turn(cosine)"),
        ("damping forgotten", 'exp(np.asarray(given["damping"]) * dt)', 'exp(np.asarray(given["damping"]) * 0)'),
    ],
    "neurons/nengo_lif.py": [
        ("integrates for all of the step", "Subtract(_STEP.name, _LEFT.name)", "Subtract(_STEP.name, never)"),
        ("moves while it waits", "Select(waiting, V.name, v)", "Select(waiting, v, v)"),
        ("a step too much waited", "Select(waiting, less, never)", "Select(waiting, _LEFT.name, never)"),
        ("refractory from the end of the step on", "Subtract(_WAIT.name, past)", "Subtract(_WAIT.name, _LEFT.name)"),
        ("overshot of the whole way", "Subtract(drive, _THRESHOLD.name)", "Subtract(drive, V.name)"),
        ("away from the input", "Subtract(V.name, drive)", "Subtract(drive, V.name)"),
        ("fires at the threshold", "Above(v, _THRESHOLD.name)", "AtLeast(v, _THRESHOLD.name)"),
        ("reset to its lowest", "Select(spike, zero, v)", "Select(spike, _V_MIN.name, v)"),
        ("no lowest potential", "Select(enough, v, _V_MIN.name)", "Select(enough, v, v)"),
        ("tau_ref in the unit of dt", "dtype=np.float64) / dt,", "dtype=np.float64),"),
        ("leak in the wrong direction", "return log1m(1.0 -", "return -log1m(1.0 -"),
        ("a quotient of at most the decay", "derived=lambda given, dt: 1.0 - np", "derived=lambda given, dt: np"),
    ],
    "passes/own_units.py": [
        ("times in the unit of weights", "**time_fraction(population, options, unit, weight_bits),", ""),
    ],
    "passes/times.py": [
        ("times of four bits", "min(weight_bits + _FINER, room)", "min(4, room)"),
        ("no room for the longest time", "room = (options.bits or WIDEST_STATE)", "room = WIDEST_STATE"),
    ],
}
