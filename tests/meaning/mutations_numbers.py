"""Mutants of the passes that make integers of real numbers: see ``mutants.py``.

By file: name, text, and what it becomes. The text occurs once in the file.
"""

from __future__ import annotations

from meaning.mutations import Rows

MUTATIONS: dict[str, Rows] = {
    "passes/normalise.py": [
        ("bias of some is bias of none", "or np.any(value)}", "or np.all(value)}"),
        (
            "bias is neutral",
            "if name not in _NEUTRAL or",
            'if name != "bias" and name not in _NEUTRAL or name != "bias" and',
        ),
        ("decay of zero is neutral", '{"rest", "bias", "refractory"}', '{"rest", "bias", "refractory", "decay"}'),
        (
            "reset value is neutral at zero",
            '{"rest", "bias", "refractory"}',
            '{"rest", "bias", "refractory", "reset_value"}',
        ),
        ("every reset is at once", "if choices.reset is Reset.NONE:", "if choices.reset is not Reset.VALUE:"),
        ("refractory neurons always hold", 'if "refractory" not in given:', "if True:"),
        (
            "blocked forgotten where nothing is held",
            "if held is None and choices.refractory is Refractory.HOLD:",
            "if held is None:",
        ),
        (
            "held for all when for some",
            'np.all(np.asarray(held) == given["refractory"])',
            'np.any(np.asarray(held) == given["refractory"])',
        ),
        ("held for none is held for all", "return replace(choices, refractory=Refractory.MASK)", "return choices"),
        (
            "initial state ignored",
            "for name, value in population.initial if np.any(value))",
            "for name, value in population.initial if False)",
        ),
        (
            "initial state of all or of none",
            "for name, value in population.initial if np.any(value))",
            "for name, value in population.initial if np.all(value))",
        ),
        (
            "parameters of other neurons",
            "parameters=tuple(sorted(given.items()))",
            "parameters=tuple((n, v if np.ndim(v) == 0 else np.sort(v)) for n, v in sorted(given.items()))",
        ),
    ],
    "passes/quantise.py": [
        ("fraction bits that leave no room", "fraction = max(0, fraction - width.short)", "break"),
        (
            "refractory one step more",
            "result[parameter.name] = round_real(real, Rounding.NEAREST_EVEN)",
            "result[parameter.name] = round_real(real, Rounding.NEAREST_EVEN) + 1",
        ),
        (
            "rest negated",
            "result[parameter.name] = _potential(population, parameter.name, real, scale)",
            "sign = -1 if parameter.name == 'rest' else 1\n"
            "            result[parameter.name] = _potential(population, parameter.name, sign * real, scale)",
        ),
        (
            "potentials rounded down",
            "return round_real(scaled, Rounding.NEAREST_EVEN)",
            "return round_real(scaled, Rounding.FLOOR)",
        ),
        (
            "bias in the units of current",
            "parameter.name, real, scale)",
            'parameter.name, real, scale if parameter.name != "bias" else scale / 2)',
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
            "parameters in another order",
            "(port.name, values[port.name]) for port in result.program.parameters",
            "(port.name, values[port.name][::-1]) for port in result.program.parameters",
        ),
        ("initial state ignored", "_shared_or_array(made.initial.get(port.name))", "_shared_or_array(None)"),
        (
            "initial state of the first neuron",
            "return int(values[0]) if np.all(values == values[0]) else values",
            "return int(values[0])",
        ),
        (
            "initial state in the units of current",
            '_potential(population, f"initial {name}", v, scale) for',
            '_potential(population, f"initial {name}", v, unit.value) for',
        ),
        ("decay rounding is always nearest", "rounding=options.rounding,", "rounding=Rounding.NEAREST_EVEN,"),
        (
            "decay of another number of bits",
            "realise_factor(real, shift, options.decay_digits)",
            "realise_factor(real, shift - 1, options.decay_digits) * 2",
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
            "scale = unit.value / 2**shift\n    stored",
            "scale = unit.value / 2**shift * 0.99\n    stored",
        ),
        (
            "weights transposed",
            "connection = projection.connection.with_weights(values)",
            "connection = projection.connection.with_weights(values.T.reshape(values.shape))",
        ),
        ("counts limited by the first neuron", "int(values[s.limit].max())", "int(values[s.limit][0])"),
        (
            "room for the parameters forgotten",
            "default=2)\n        if options.bits",
            "default=2) - 1\n        if options.bits",
        ),
        ("clipped weights not counted", "clipped=int(np.count_nonzero(clipped)),", "clipped=0,"),
        ("exact without looking", "exact=whole and not np.any((factors > 0) & (factors < 1)),", "exact=True,"),
        (
            "state asked for is not given",
            "replace(how, state_bits=made.width.bits)",
            "replace(how, state_bits=made.width.bits - 1)",
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
        ("room for one step less", "signed_width(reach(room))", "signed_width(reach(room - 1))"),
        ("a bias may drift", "_BIAS_DRIFT = 1 / 16", "_BIAS_DRIFT = 1e6"),
        ("a leak that nothing remembers", "return 1.0 / leak if leak else math.inf", "return 1.0"),
        ("room for a few steps only", "room = steps or ASSUMED_STEPS", "room = 4"),
        (
            "a bit less than proved",
            'return Width(bits, "proved unneeded")',
            'return Width(bits - 1, "proved unneeded")',
        ),
    ],
    "ir/quantised.py": [
        (
            "accumulator of the largest weight",
            "projection.connection.sums(np.maximum(weights, 0), size)",
            "np.full(size, weights.max(initial=0))",
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
