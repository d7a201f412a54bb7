"""Mutants of events with a number, from models and inputs to what arrives: see ``mutants.py``."""

from __future__ import annotations

MUTATIONS: dict[str, list[tuple[str, str, str]]] = {
    "neurons/graded.py": [
        ("bias taken from the input", "Add(INPUT, VALUE_BIAS.name)", "Subtract(INPUT, VALUE_BIAS.name)"),
        ("bias forgotten", "if VALUE_BIAS.name not in given:", "if True:"),
        ("what is sent is not what is kept", "spike=sent", "spike=number"),
        ("any number is the largest", "if largest.ndim or not largest > 0:", "if False:"),
    ],
    "neurons/relay.py": [
        ("a filter adds up", 'b.put("v_fed", Add(kept, drive)', 'b.put("v_fed", Add(V.name, drive)'),
        ("a filter forgets", 'b.put("v_fed", Add(kept, drive)', 'b.put("v_fed", Add(drive, drive)'),
        ("the input is sent unfiltered", "equation, b, value=v, given", "equation, b, value=drive, given"),
    ],
    "neurons/rectified.py": [
        ("rectified upside down", "Select(positive, drive, zero)", "Select(positive, zero, drive)"),
        ("not rectified", "Select(positive, drive, zero)", "Select(positive, drive, drive)"),
    ],
    "neurons/relu.py": [
        ("a rate is not rectified", "value = rectified(b, drive)", "value = drive"),
    ],
    "neurons/spiking_relu.py": [
        ("spikes are not rectified", "Current(rectified(b, drive.value)", "Current(drive.value"),
    ],
    "ir/network.py": [
        ("values rounded down", "np.rint(values * self.scale)", "np.floor(values * self.scale)"),
        ("values of another range", "max(abs(self.low), abs(self.high))", "abs(self.high - self.low)"),
    ],
    "ir/quantised.py": [
        ("sums of positive numbers alone", "(numbers.lo, numbers.hi)]", "(0, numbers.hi)]"),
        ("sums of single numbers", "for end in (numbers.lo, numbers.hi)", "for end in (0, 1)"),
    ],
    "golden/sent.py": [
        ("values are sent as they are", "else current.integers(values)", "else values"),
        ("values beyond the range", "(values < current.low) | (values > current.high)", "(values > current.high)"),
    ],
    "golden/build.py": [
        ("numbers become events", "event_dtype(program.events, population.graded)", "event_dtype(program.events)"),
    ],
    "passes/graded.py": [
        ("numbers in half units", "2.0 ** (options.number_bits - 1)", "2.0 ** (options.number_bits - 2)"),
        ("another unit than is said", "/ unit.value))}", "/ unit.value) + 1)}"),
    ],
    "passes/quantise.py": [
        ("weights regardless of numbers", "self._incoming(p, scales[p.source])", "self._incoming(p, 1.0)"),
        ("a scale by hand of numbers", "units=options.units * sent", "units=options.units"),
        ("weights for numbers half as large", "return number_scale(source,", "return 2.0 * number_scale(source,"),
        ("states as fine as sums", "coarsest=-math.floor(math.log2(numbers))", "coarsest=0"),
    ],
    "program/lower.py": [
        (
            "coarse sums cut off",
            "RoundShift(receptor.name, -finer, how.rounding)",
            "RoundShift(receptor.name, -finer, Rounding.FLOOR)",
        ),
        (
            "numbers cut off",
            "RoundShift(a, -finer, how.rounding)",
            "RoundShift(a, -finer, Rounding.FLOOR)",
        ),
        (
            "numbers in units of a bit less",
            "finer = how.fraction_bits[quantity.name] - how.fraction_bits[quantities[source].name]",
            "finer = how.fraction_bits[quantity.name] - how.fraction_bits[quantities[source].name] - 1",
        ),
    ],
    "ir/waves.py": [
        ("a step too late", "times >= at - 1e-9 * max(1.0, abs(at))", "times > at"),
        ("a ramp that goes on", "(self.after - self.before), *self.ends)", "(self.after - self.before), -9.0, 9.0)"),
        ("a sine without its phase", "self.angle * times + self.phase", "self.angle * times"),
    ],
}
