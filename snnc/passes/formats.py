"""Formats of a population, from the errors they make: fraction bits, bits of factors, width of the state."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from snnc.ir.network import Population
from snnc.ir.options import MOST_FRACTION_BITS, StateOptions
from snnc.numbers.fixed import Interval, signed_width
from snnc.passes.scales import realise_factor
from snnc.passes.units import Unit
from snnc.program.lower import Lowered
from snnc.program.ops import Kind

#: The default for the relative error of ``1 - decay``, and the bits of weights up to which it holds.
TAU_ERROR, _TAU_ERROR_BITS = 0.01, 8
#: Bits of a factor that are chosen: more, and its product with the widest state is beyond golden's integers.
_MOST_FACTOR_BITS = 27
#: Steps that a population is given room for where nobody says how long a sample is.
ASSUMED_STEPS = 256
#: A state that is proved not to saturate at up to this width is that wide.
_WIDEST_PROVED = 24
#: What rounding a bias may add up to over a sample, as a share of the span.
_BIAS_DRIFT = 1 / 16
#: Potentials wider than this saturate rather than grow.
WIDEST_STATE = 32
#: Room left above and below the potentials that calibration has seen.
_CALIBRATION_MARGIN = 1.5


def potentials(population: Population) -> np.ndarray:
    """Every parameter and initial value that is a potential, in one array [n]."""
    kinds = {p.name: p.kind for p in population.program.parameters}
    named = [value for name, value in population.parameters if kinds.get(name) is Kind.POTENTIAL]
    values = [np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in named]
    values += [np.atleast_1d(np.asarray(value, dtype=np.float64)) for _, value in population.initial]
    return np.concatenate(values) if values else np.zeros(0)


def factors(population: Population) -> np.ndarray:
    """Every parameter that is a factor, in one array [n]."""
    kinds = {p.name: p.kind for p in population.program.parameters}
    named = [value for name, value in population.parameters if kinds.get(name) is Kind.FACTOR]
    values = [np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in named]
    return np.unique(np.concatenate(values)) if values else np.zeros(0)


def tolerated(options: StateOptions, weight_bits: int) -> float:
    """The relative error of ``1 - decay`` that is tolerated: 1 %, halved with every bit of weights beyond 8."""
    if options.tau_error is not None:
        return options.tau_error
    return TAU_ERROR * 0.5 ** max(0, weight_bits - _TAU_ERROR_BITS)


def factor_bits(values: np.ndarray, options: StateOptions, tolerance: float) -> int:
    """Fraction bits of the factors ``values`` [n], each in [0, 1]: as few as keep ``tolerance``.

    What is kept within ``tolerance`` is the relative error of ``1 - factor``, which decides how fast a
    state is forgotten: an error of 1 % there is one of 1 % in a long time constant, while a factor of
    0.999 built as 1 has hardly any error of its own, and forgets nothing. Small factors are kept within
    it themselves, as gains of what they multiply.
    """
    if options.decay_bits is not None:
        return options.decay_bits
    errors = []
    for bits in range(1, _MOST_FACTOR_BITS + 1):
        built = realise_factor(values, bits, options.decay_digits) / 2**bits
        errors.append(float(np.max(factor_errors(values, built), initial=0.0)))
        if errors[-1] <= tolerance:
            return bits
    return 1 + int(np.argmin(errors))


def leak_errors(asked: np.ndarray, built: np.ndarray) -> np.ndarray:
    """The relative errors of ``1 - factor`` [n]; infinite where a factor of 1 was asked for and not built."""
    return _relative(built - asked, 1.0 - asked)


def factor_errors(asked: np.ndarray, built: np.ndarray) -> np.ndarray:
    """The relative errors of ``factor`` or of ``1 - factor`` [n], whichever is larger."""
    return np.asarray(np.maximum(leak_errors(asked, built), _relative(built - asked, asked)))


def _relative(difference: np.ndarray, of: np.ndarray) -> np.ndarray:
    error = np.abs(difference)
    found: np.ndarray = np.divide(error, of, out=np.where(error > 0, np.inf, 0.0), where=of > 0)
    return found


@dataclass(frozen=True)
class Precision:
    """What fraction bits of a population are decided from.

    ``weight_bits``: the most of any projection into it; ``span``: the potential that errors are
    measured by, in units of current: the threshold, or the largest weight where nothing fires.
    """

    weight_bits: int
    span: float


def fraction_bits(
    population: Population, options: StateOptions, unit: Unit, precision: Precision, steps: int | None
) -> int:
    """Bits of the potential below the unit of current.

    * Parameters are whole multiples of the unit, or within a quarter of a step of the weights'
      format, of the threshold.
    * A bias, added in every step, drifts by at most a sixteenth of the threshold over a sample.
    * Rounding a state that decays adds up to half a unit in every step, ``0.5 / (1 - decay)`` in
      all, where nothing else moves it; that is kept within half a step of the weights' format.

    In any case twice the largest parameter still fits the state.
    """
    if options.fraction_bits is not None:
        return options.fraction_bits
    span = max(precision.span, 1e-30)
    if unit.fraction is not None:
        wanted = unit.fraction
    else:
        wanted = precision.weight_bits + 1 - math.floor(math.log2(span))
        if np.any(dict(population.parameters).get("bias", 0.0)):
            drifting = min(steps or ASSUMED_STEPS, remembered(population))
            wanted = max(wanted, math.ceil(math.log2(0.5 * drifting / (_BIAS_DRIFT * span))))
    leak = 1.0 - factors(population)
    leak = leak[(leak > 0) & (leak < 1)]
    if leak.size:
        wanted = max(wanted, precision.weight_bits + math.ceil(math.log2(1.0 / (float(leak.min()) * span))))
    largest = float(np.max(np.abs(potentials(population)), initial=0.0)) * unit.value
    room = (WIDEST_STATE if options.bits is None else options.bits) - 2
    most = min(MOST_FRACTION_BITS, room - math.ceil(math.log2(max(largest, 1.0))))
    return max(0, min(wanted, most))


def remembered(population: Population) -> float:
    """Steps that a state remembers: ``1 / (1 - decay)`` of the neuron with the slowest leak, infinite without one."""
    leak = float(np.min(1.0 - factors(population), initial=1.0)) if factors(population).size else 0.0
    return 1.0 / leak if leak else math.inf


@dataclass(frozen=True)
class Width:
    """The width of a state, and why: how its saturation is spoken of in reports; ``short``: bits that it lacks."""

    bits: int
    saturation: str
    short: int = 0


def state_width(
    needed: int,
    scale: float,
    seen: tuple[float, float] | None,
    steps: int | None,
    lowered: Callable[[int], Lowered],
    reach: Callable[[int], Interval],
) -> Width:
    """The width of a state whose parameters need ``needed`` bits.

    With potentials ``seen`` in calibration, these and a margin. Otherwise the narrowest that is
    proved not to saturate; where none is, room for the ``steps`` of a sample (None: not known).
    """
    if seen is not None:
        margin = _CALIBRATION_MARGIN * scale
        span = Interval(int(min(seen[0], 0.0) * margin) - 1, int(max(seen[1], 0.0) * margin) + 1)
        return Width(min(max(needed, signed_width(span)), WIDEST_STATE), "room for what calibration saw")
    for bits in range(needed, _WIDEST_PROVED + 1):
        if not lowered(bits).saturation_kept:
            return Width(bits, "proved unneeded")
    room = steps or ASSUMED_STEPS
    wanted = max(needed, signed_width(reach(room)))
    if wanted > WIDEST_STATE:
        return Width(WIDEST_STATE, f"too narrow for {room} steps", wanted - WIDEST_STATE)
    return Width(wanted, f"impossible in {room} steps" if steps else f"room for {room} steps")
