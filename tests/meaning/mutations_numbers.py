"""Mutants of the passes that make integers of real numbers: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "passes/quantise.py": [
        (
            "parameters in another order",
            "(port.name, made.values[port.name]) for port in result.program.parameters",
            "(port.name, made.values[port.name][::-1]) for port in result.program.parameters",
        ),
        ("initial state ignored", "_shared_or_array(made.initial.get(port.name))", "_shared_or_array(None)"),
        (
            "initial state of the first neuron",
            "return int(values[0]) if np.all(values == values[0]) else values",
            "return int(values[0])",
        ),
        ("delay off by one", "delay=projection.delay,", "delay=projection.delay + 1,"),
        (
            "shift left out of the weights",
            "values = (stored * 2**shift).astype(np.int32)",
            "values = stored.astype(np.int32)",
        ),
        (
            "weights cut off",
            "stored = integers(weights, scale, format_.width)",
            "stored = np.trunc(integers(weights, scale * 1.0000001, format_.width) * 0.9999999)",
        ),
        (
            "weights in another scale than is said",
            "scale = unit.value / 2**shift / sent\n    stored",
            "scale = unit.value / 2**shift / sent * 0.99\n    stored",
        ),
        (
            "weights transposed",
            "connection=projection.connection.with_weights(values)",
            "connection=projection.connection.with_weights(values.T.reshape(values.shape))",
        ),
        ("clipped weights not counted", "clipped=int(np.count_nonzero(clipped)),", "clipped=0,"),
        (
            "one scale for all states",
            "(state.name, state.scale) for state in report.states",
            "(state.name, report.potential.scale) for state in report.states",
        ),
        (
            "calibration of the last state for all",
            "seen={s: (low, high) for p, s, low, high in self._seen if p == name}",
            "seen={s.name: self._seen[-1][2:] for s in population.program.linear_states if self._seen}",
        ),
    ],
    "passes/represent.py": [
        ("fraction bits that leave no room", "            fractions = coarser", "            return made"),
        (
            "refractory one step more",
            "return round_real(real, Rounding.NEAREST_EVEN)",
            "return round_real(real, Rounding.NEAREST_EVEN) + 1",
        ),
        (
            "rest negated",
            "self._linear(name, real, fractions[quantity.name])",
            'self._linear(name, -real if name == "rest" else real, fractions[quantity.name])',
        ),
        (
            "potentials rounded down",
            "        return round_real(scaled, Rounding.NEAREST_EVEN)\n\n\n",
            "        return round_real(scaled, Rounding.FLOOR)\n\n\n",
        ),
        (
            "bias of half its size",
            "self._linear(name, real, fractions[quantity.name])",
            'self._linear(name, real, fractions[quantity.name] - (name == "bias"))',
        ),
        (
            "parameters as fine as the potential",
            "self._linear(name, real, fractions[quantity.name])",
            'self._linear(name, real, fractions["potential"])',
        ),
        (
            "one neuron's parameter for all",
            "if np.all(real == real[0]):\n            real = real[:1]",
            "real = real[:1]",
        ),
        (
            "nearly equal parameters for all",
            "if np.all(real == real[0]):",
            "if np.allclose(real, real[0], rtol=0.1, atol=0.5):",
        ),
        (
            "initial state in the units of current",
            'self._linear(f"initial {state.name}", value, fractions[state.quantity.name])',
            'self._linear(f"initial {state.name}", value, 0)',
        ),
        (
            "initial state as fine as the potential",
            'self._linear(f"initial {state.name}", value, fractions[state.quantity.name])',
            'self._linear(f"initial {state.name}", value, fractions["potential"])',
        ),
        ("decay rounding is always nearest", "rounding=self.options.rounding,", "rounding=Rounding.NEAREST_EVEN,"),
        (
            "decay of another number of bits",
            "realise_factor(real, shifts[name], self.options.decay_digits)",
            "realise_factor(real, shifts[name] - 1, self.options.decay_digits) * 2",
        ),
        (
            "decay in the bits of another",
            "realise_factor(real, shifts[name], self.options.decay_digits)",
            "realise_factor(real, shifts[min(shifts)], self.options.decay_digits)",
        ),
        ("counts limited by the first neuron", "int(values[s.limit].max())", "int(values[s.limit][0])"),
        (
            "room for the parameters forgotten",
            "return max((signed_width(span(v)) for v in held), default=2)",
            "return max((signed_width(span(v)) for v in held), default=2) - 1",
        ),
        (
            "room for the parameters of the potential only",
            "if quantities[name] == state.quantity]",
            'if quantities[name] == state.quantity and state.name == "v"]',
        ),
        (
            "state asked for is not given",
            'return Width(self.options.bits, "kept")',
            'return Width(self.options.bits - 1, "kept")',
        ),
        ("room for a few steps only", "steps=self.steps or ASSUMED_STEPS,", "steps=4,"),
        (
            "states are sized in the wrong order",
            "gains.feeds(other.name, state.name)",
            "gains.feeds(state.name, other.name)",
        ),
        (
            "all states as wide as the last",
            "{**how.state_bits, state.name: widths[state.name].bits})\n        return Represented",
            "dict.fromkeys(how.state_bits, widths[state.name].bits))\n        return Represented",
        ),
        (
            "the start of another state",
            "start = {state.name: span(initial[state.name]) if state.name in initial else Interval(0, 0)}",
            "start = {state.name: span(initial[min(initial)]) if initial else Interval(0, 0)}",
        ),
        (
            "calibration in the scale of the potential",
            "scale = self.unit.value * 2 ** how.fraction_bits[state.quantity.name]",
            'scale = self.unit.value * 2 ** how.fraction_bits["potential"]',
        ),
    ],
    "passes/widths.py": [
        ("room for one step less", "signed_width(reach(steps))", "signed_width(reach(steps - 1))"),
        (
            "a bit less than proved",
            'return Width(proved, "proved unneeded")',
            'return Width(proved - 1, "proved unneeded")',
        ),
        ("no margin beside calibration", "_CALIBRATION_MARGIN = 1.5", "_CALIBRATION_MARGIN = 0.5"),
    ],
    "passes/quantise_report.py": [
        (
            "exact without looking",
            "exact=fine_enough and not decays(population) and not _bends(population),",
            "exact=True,",
        ),
        (
            "one fraction for all states",
            "fraction = made.how.fraction_bits[state.quantity.name]",
            "fraction = max(made.how.fraction_bits.values())",
        ),
        (
            "one shift for all decays",
            "shift = made.how.factor_shifts[parameter.name]",
            "shift = max(made.how.factor_shifts.values())",
        ),
        (
            "the current is reported first",
            "key=lambda state: state.name != potential",
            "key=lambda state: state.name == potential",
        ),
    ],
    "passes/scales.py": [
        ("largest weight one short", "max(1, (1 << (bits - 1)) - 1)", "max(1, (1 << (bits - 1)) - 2)"),
        (
            "two's complement weights",
            "np.clip(np.rint(weights * unit), -top, top)",
            "np.clip(np.rint(weights * unit), -top - 1, top)",
        ),
        ("weights rounded down", "np.clip(np.rint(weights * unit)", "np.clip(np.floor(weights * unit)"),
        (
            "zero is a positive sign",
            "return np.asarray(np.sign(weights))",
            "return np.asarray(np.where(weights < 0, -1.0, 1.0))",
        ),
        (
            "scale of the largest positive weight",
            "return float(top / magnitude.max())",
            "return float(top / max(weights.max(), 0.3 * magnitude.max()))",
        ),
        (
            "percentile from the other end",
            "np.percentile(magnitude, options.percentile)",
            "np.percentile(magnitude, 100 - options.percentile)",
        ),
        ("least squares takes the worst", "np.argmin(errors)", "np.argmax(errors)"),
        ("use of synapses ignored", "weights=None if use is None else use.reshape(-1)", "weights=None"),
        ("factors rounded down", "np.rint(wanted).astype(np.int64)", "np.floor(wanted).astype(np.int64)"),
        (
            "one digit too many",
            "return np.asarray(np.minimum(_few_digits(wanted, digits), 1 << shift))",
            "return np.asarray(np.minimum(_few_digits(wanted, digits + 1), 1 << shift))",
        ),
        ("leading power only below", "for lead in (1 << exponent, 2 << exponent):", "for lead in (1 << exponent,):"),
    ],
    "passes/units.py": [
        ("shift floor for ceiling", "exponent - 1 if mantissa == 0.5 else exponent)", "exponent - 1)"),
        ("shift one too many", "exponent - 1 if mantissa == 0.5 else exponent)", "exponent)"),
        ("no magnitude is held exactly", "for off in (_EXACT, None)", "for off in (None,)"),
        (
            "signs by hand are exact",
            "return are_whole(scaled) and np.array_equal(",
            "return are_whole(scaled) or np.array_equal(",
        ),
        ("one magnitude that is not held", "(0.5**flat.options.width if off is None else off)", "0.5"),
        ("never refined", "range(_MOST_DOUBLINGS + 1)", "range(1)"),
        ("the coarsest unit", "max(each.own for each in spread)", "min(each.own for each in spread)"),
        ("the candidate that loses most", "best = min(candidates, key", "best = max(candidates, key"),
        ("scales by hand ignored", "if fixed:\n", "if False:\n"),
        ("any ratio of scales by hand", "!= 0.5:", "> 1:"),
    ],
    "passes/exact.py": [
        ("almost whole is whole", "_SINGLE = 1e-11, 2.0**-22", "_SINGLE = 1e-3, 2.0**-22"),
        ("single precision is not looked at", "_SINGLE = 1e-11, 2.0**-22", "_SINGLE = 1e-11, 1e-11"),
        ("single precision holds everything", "_SINGLE = 1e-11, 2.0**-22", "_SINGLE = 1e-11, 0.25"),
        ("potentials need not be whole", "np.append(potentials, unit)", "np.array([unit])"),
        ("trailing zeros not looked at", "if np.any(integers & ((1 << shift) - 1)) or", "if"),
        (
            "unit of weights although potentials are finer",
            "Grid(_per_real_unit(unit / odd), shifts, fraction)",
            "Grid(_per_real_unit(unit), shifts, fraction)",
        ),
        ("odd part forgotten", "odd = ratio >> fraction", "odd = 1"),
    ],
    "passes/formats.py": [
        (
            "error of decay, not of tau",
            "return _relative(built - asked, 1.0 - asked)",
            "return np.abs(built - asked)",
        ),
        ("small factors may be anything", "_relative(built - asked, asked)))", "0.0))"),
        ("ten per cent will do", "TAU_ERROR, _TAU_ERROR_BITS = 0.01, 8", "TAU_ERROR, _TAU_ERROR_BITS = 0.1, 8"),
        ("decays of eight bits for any weights", "if weight_bits <= _TAU_ERROR_BITS", "if weight_bits"),
        ("a bias may drift", "_BIAS_DRIFT = 1 / 16", "_BIAS_DRIFT = 1e6"),
        (
            "a leak that nothing remembers",
            "return float(self._decides(state)[rounded].max(initial=0.0))",
            "return float(np.any(rounded))",
        ),
        ("a bias that reaches nothing", "if drifting:", "if True:"),
        (
            "the drift of a current in itself",
            "drifting = gains.adds_up(drive.of)",
            "drifting = min(1.0, gains.adds_up(drive.of))",
        ),
        ("a sum of what is rounded", "if gains.sums(target.name):", "if False:"),
        (
            "only the old current feeds",
            "np.any(self._response.kept[at]) or np.any(self._response.added[at])",
            "np.any(self._response.kept[at])",
        ),
        (
            "rounding of one quantity for all",
            "lost = gains.rounding(state.name) if state.quantity.name == quantity else 0.0",
            "lost = gains.rounding(state.name)",
        ),
    ],
    "ir/quantised.py": [
        (
            "accumulator of the largest weight",
            "projection.connection.sums(np.maximum(*ends), size)",
            "np.full(size, ends[1].max(initial=0))",
        ),
        ("accumulator of the last projection", "high += projection", "high = projection"),
        ("accumulator never negative", "Interval(int(low.min()), int(high.max()))", "Interval(0, int(high.max()))"),
        (
            "accumulator of the first neuron",
            "Interval(int(low.min()), int(high.max()))",
            "Interval(int(low[0]), int(high[0]))",
        ),
    ],
}
