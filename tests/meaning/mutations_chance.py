"""Mutants of random spikes, from their generator to the unit of probabilities: see ``mutants.py``."""

from __future__ import annotations

MUTATIONS: dict[str, list[tuple[str, str, str]]] = {
    "numbers/xorshift.py": [
        ("other shifts", "SHIFTS = 32, (13, 17, 5)", "SHIFTS = 32, (13, 17, 6)"),
        ("one bit a step", "words = words ^ (words >> right)", "words = words >> 1"),
        ("no last shift", "return words ^ ((words << last) & LARGEST_WORD)", "return words"),
        ("zero stays", "np.where(words == 0, _GOLDEN, words)", "words"),
        ("seed unused", "(seed + _GOLDEN)", "(0 * seed + _GOLDEN)"),
        ("neurons not mixed", "words = _mixed((first + np", "words = ((first + np"),
    ],
    "neurons/poisson.py": [
        ("rate forgotten", 'b.put("drive", Add(INPUT, _RATE.name), "input and rate") if rated else INPUT', "INPUT"),
        ("a probability beyond 1", 'b.put("limited", WithinOne(drive), "a probability")', "drive"),
        ("the next number decides", "DrawnBelow(_DRAW.name, p)", 'DrawnBelow(b.put("d", NextRandom("draw"), ""), p)'),
        ("numbers are not drawn", "(_DRAW.name, draw))", "(_DRAW.name, _DRAW.name))"),
        ("one saturates", "Bounds((0.0, 1.0), margin=1.0)", "Bounds((0.0, 1.0))"),
        ("a rate above 1", "(rate <= 1))]", "(rate <= 2))]"),
        ("seeds of neurons", "if seed.ndim or not", "if not"),
    ],
    "golden/tables.py": [
        ("a draw at p", "2.0**WORD_BITS < env[op.b]", "2.0**WORD_BITS <= env[op.b]"),
        ("31 bits in float", "env[op.a] / 2.0**WORD_BITS", "env[op.a] / 2.0 ** (WORD_BITS - 1)"),
        ("not below 0", "np.clip(env[op.a], 0.0, 1.0)", "np.minimum(env[op.a], 1.0)"),
    ],
    "program/rescale.py": [
        ("a draw above p", 'Above(b, self.put("at", cut))', 'Above(self.put("at", cut), b)'),
        ("a bit too few of a draw", "WORD_BITS - power, Rounding", "WORD_BITS - power + 1, Rounding"),
        ("one unit below 1", "Clamp(a, 0, units)", "Clamp(a, 0, units - 1)"),
        (
            "a draw rounded",
            "RoundShift(whole, WORD_BITS, Rounding.FLOOR)",
            "RoundShift(whole, WORD_BITS, Rounding.NEAREST_EVEN)",
        ),
    ],
    "program/expand.py": [
        (
            "twice the top",
            "HighTest.REACHES, a, top.bit_length() - 1, bits",
            "HighTest.REACHES, a, top.bit_length(), bits",
        ),
        (
            "a shift to the wrong side",
            "Bits(word.name, WORD_BITS - 1 - left, 0), Zeros(left)",
            "Zeros(left), Bits(word.name, WORD_BITS - 1, left)",
        ),
        (
            "the last shift of the first word",
            "Xor(word, Joined((above, Bits(word.name, WORD_BITS - 1 - last, 0)",
            "Xor(word, Joined((above, Bits(op.a, WORD_BITS - 1 - last, 0)",
        ),
    ],
    "passes/chance.py": [
        ("small rates of few bits", "_RATE_BITS - math.floor(math.log2(smallest))", "0"),
        ("no room for 1", "_ABOVE = 2", "_ABOVE = 1"),
        ("the unit of weights", "- math.floor(above)}", "}"),
    ],
    "passes/represent.py": [
        (
            "numbers start at 0",
            "name: round_real(np.atleast_1d(np.asarray(value)), Rounding.NEAREST_EVEN)",
            "name: np.zeros(1, np.int64)",
        ),
    ],
    "golden/build.py": [
        ("random numbers in floats", "Kind.RANDOM: np.dtype(np.int64)", "Kind.RANDOM: np.dtype(np.float32)"),
    ],
    "frontends/population.py": [
        ("a rate regardless of dt", "return self.number(key, value) * self.dt", "return self.number(key, value)"),
        ("hertz regardless of dt", "else known[0]) * self.dt", "else known[0])"),
    ],
}
