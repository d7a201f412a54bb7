"""Formats of a population, from the errors they make: bits of factors, and fraction bits of its quantities."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from snnc.ir.network import Population
from snnc.ir.options import MOST_FRACTION_BITS, StateOptions
from snnc.passes.graded import sent_fraction
from snnc.passes.own_units import own_fractions
from snnc.passes.scales import realise_factor
from snnc.passes.units import Unit
from snnc.passes.widths import WIDEST_STATE
from snnc.program.affine import Response, response
from snnc.program.nonlinear import Gain, Lookup, Ratio
from snnc.program.quantity import Kind, Purpose

#: The default for the relative error of ``1 - decay``, and the bits of weights up to which it holds.
TAU_ERROR, _TAU_ERROR_BITS = 0.01, 8
#: Bits of a factor that are chosen: more, and its product with the widest state is beyond golden's integers.
_MOST_FACTOR_BITS = 27
#: Fraction bits of a gain, at most: what it is shifted by then stays below golden's 62 bits. Half a unit of that or
#: less leaves nothing in any format, and is built as 0.
_MOST_GAIN_BITS = 36
#: By how many bits the states of a program that bends are finer than its linear response asks for. Where it fires it
#: is far from linear, and an error of a potential grows there before it is forgotten.
_BENT_BITS = 2
#: Fraction bits of the argument of a function, in real units: functions change by their own size within a few of them.
_ARGUMENT_BITS = 10
#: Steps that a population is given room for where nobody says how long a sample is.
ASSUMED_STEPS = 256
#: What rounding a bias may add up to over a sample, as a share of the span.
_BIAS_DRIFT = 1 / 16


def linear_values(population: Population, quantity: str = "") -> np.ndarray:
    """Every parameter and initial value of the linear ``quantity``, or of all of them, in one array [n]."""
    measured = population.program.quantities
    named = [
        value
        for name, value in (*population.parameters, *population.initial)
        if measured[name].kind is Kind.LINEAR and quantity in ("", measured[name].name)
    ]
    return np.concatenate([np.zeros(0), *(np.atleast_1d(np.asarray(value, dtype=np.float64)) for value in named)])


def factors(population: Population, kind: Kind = Kind.FACTOR) -> dict[str, np.ndarray]:
    """Every parameter that is a factor, or of another ``kind``: its distinct values [n], by name."""
    given = dict(population.parameters)
    named = [p.name for p in population.program.parameters if p.quantity.kind is kind]
    return {name: np.unique(np.asarray(given[name], dtype=np.float64)) for name in named}


def decays(population: Population) -> bool:
    """Whether any factor is one that integers round: neither 0 nor 1."""
    return any(bool(np.any((values > 0) & (values < 1))) for values in factors(population).values())


def tolerated(options: StateOptions, weight_bits: int) -> float:
    """The relative error of ``1 - decay`` that is tolerated: 1 %, or with more bits of weights that of the largest.

    Half a step of a weight of n bits is ``2**-n`` of the largest. Whoever asks for weights as exact as that has a
    network in which a leak that is less exact decides instead: neurons that fire regularly for long drift apart.
    """
    if options.tau_error is not None:
        return options.tau_error
    return TAU_ERROR if weight_bits <= _TAU_ERROR_BITS else 2.0**-weight_bits


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


def gain_bits(values: np.ndarray, tolerance: float) -> int:
    """Fraction bits of the gains ``values`` [n]: as few as keep the relative error of each within ``tolerance``."""
    values = values[np.abs(values) > 2.0 ** -(_MOST_GAIN_BITS + 1)]
    for bits in range(_MOST_GAIN_BITS):
        built = np.rint(values * 2.0**bits) / 2.0**bits
        if np.all(np.abs(built - values) <= tolerance * np.abs(values)):
            return bits
    return _MOST_GAIN_BITS


def leak_errors(asked: np.ndarray, built: np.ndarray) -> np.ndarray:
    """The relative errors of ``1 - factor`` [n]; infinite where a factor of 1 was asked for and not built."""
    return _relative(built - asked, 1.0 - asked)


def factor_errors(asked: np.ndarray, built: np.ndarray) -> np.ndarray:
    """The relative errors of ``factor`` or of ``1 - factor`` [n], whichever is larger."""
    return np.asarray(np.maximum(leak_errors(asked, built), _relative(built - asked, asked)))


def gain_errors(asked: np.ndarray, built: np.ndarray) -> np.ndarray:
    """The relative errors of gains [n], of either sign; 0 for one that is 0."""
    return _relative(built - asked, np.abs(asked))


def _relative(difference: np.ndarray, of: np.ndarray) -> np.ndarray:
    error = np.abs(difference)
    found: np.ndarray = np.divide(error, of, out=np.where(error > 0, np.inf, 0.0), where=of > 0)
    return found


@dataclass(frozen=True)
class Precision:
    """What fraction bits of a population are decided from.

    ``weight_bits``: the most of any projection into it; ``span``: the potential that errors are
    measured by, in units of current: the threshold, or the largest weight where nothing fires; ``coarsest``:
    the least fraction bits, below 0 where sums are of weights times numbers and so finer than any weight.
    """

    weight_bits: int
    span: float
    coarsest: int = 0


@dataclass(frozen=True, eq=False)
class Gains:
    """The gains of a population: what errors and constant inputs of its states come to in its potential.

    ``steps``: of a sample, None where nobody knows.
    """

    population: Population
    steps: int | None

    @cached_property
    def _response(self) -> Response:
        return self._at({})

    def _at(self, start: Mapping[str, float | np.ndarray]) -> Response:
        """The response where states are as ``start`` says, and else where they rest, or where they are at first."""
        rests = {p.of for p in self.population.program.serving(Purpose.REST)}
        linear = {state.name for state in self.population.program.linear_states}
        first = {name: value for name, value in self.population.initial if name in linear - rests}
        return response(self.population.program, dict(self.population.parameters), {**first, **start})

    @cached_property
    def _passing(self) -> Mapping[str, float]:
        """By quantities without a state: see :meth:`passes`. At rest a factor may be 0, so the largest of several."""
        program, given = self.population.program, dict(self.population.parameters)
        found = dict.fromkeys(self._response.passing, 0.0)
        marks = [p.name for p in program.parameters if p.quantity == program.quantities[program.potential]]
        for start in ({}, *({program.potential: given[name]} for name in marks)) if found else ():
            for name, values in self._at(start).passing.items():
                found[name] = max(found[name], float(np.max(np.abs(values))))
        return found

    @cached_property
    def _lasting(self) -> np.ndarray:
        return self._response.persistent(self._horizon)

    @property
    def _horizon(self) -> int:
        return self.steps or ASSUMED_STEPS

    def adds_up(self, state: str) -> float:
        """What a unit that is added to ``state`` in every step of a sample comes to in the potential, at most."""
        own = self._index(state)
        kept = 1.0 if state == self.population.program.potential else float(self._lasting[:, own, own].max())
        return min(float(self._decides(state).max()), self._horizon * kept)

    def rounding(self, state: str) -> float:
        """What half a unit lost whenever ``state`` is rounded comes to in the potential, in units; 0: it is not."""
        rounded = self._response.rounded[:, self._index(state)]
        return float(self._decides(state)[rounded].max(initial=0.0))

    def _decides(self, state: str) -> np.ndarray:
        """What a unit that is added to ``state`` in every step comes to in the potential, [n].

        A state that does not move the potential may still be compared with it, as a threshold that adapts is.
        """
        potential, own = self._index(self.population.program.potential), self._index(state)
        moved: np.ndarray = self._lasting[:, potential, own]
        compared: np.ndarray = self._lasting[:, own, own] * self._response.compared[:, own]
        return np.where(moved > 0, moved, compared)

    def passes(self, quantity: str) -> float:
        """What a unit more in a ``quantity`` that no state has adds to the next states, at most."""
        return self._passing.get(quantity, 0.0)

    def sums(self, state: str) -> bool:
        """Whether ``state`` of any neuron forgets nothing."""
        own = self._index(state)
        return bool(np.any(self._response.kept[:, own, own] >= 1.0))

    def feeds(self, source: str, target: str) -> bool:
        """Whether the state ``source`` moves the state ``target``, in the same step or the next."""
        at = (slice(None), self._index(target), self._index(source))
        return bool(np.any(self._response.kept[at]) or np.any(self._response.added[at]))

    def _index(self, state: str) -> int:
        return self._response.states.index(state)


def fraction_bits(
    population: Population, options: StateOptions, unit: Unit, precision: Precision, gains: Gains
) -> dict[str, int]:
    """Bits of each linear quantity below the unit of current, by its name.

    * Parameters are whole multiples of the unit, or within a quarter of a step of the weights'
      format, of the threshold.
    * A bias, added in every step, drifts by at most a sixteenth of the threshold over a sample.
    * Rounding a state that decays adds up, in the potential, to half a unit in every step for as long
      as that remembers it; that is kept within half a step of the weights' format.
    * A state that forgets nothing is fed by no value that was rounded to its unit.
    * Rounding a value of a quantity that no state has moves the potential no further than rounding that does.
    * Programs that bend are finer by :data:`_BENT_BITS`.
    * What becomes a number is at least four times as fine as that.
    * The units of numbers that are sent, of probabilities and of times are decided by themselves, see
      :mod:`snnc.passes.own_units`.

    In any case twice the largest parameter still fits the state, for which a quantity that gains lead to may be coarser
    than the weights.
    """
    program = population.program
    measured = (*program.quantities.values(), *program.measured.values())
    linear = dict.fromkeys(q.name for q in measured if q.kind is Kind.LINEAR)
    apart = own_fractions(population, options, unit, precision.weight_bits)
    if options.fraction_bits is not None:
        return dict.fromkeys(linear, options.fraction_bits) | apart
    found = _desired(population, list(linear), unit, precision=precision, gains=gains)
    for bits in sent_fraction(population, options, unit).values():
        found = {name: max(each, bits + 2) for name, each in found.items()}
    room = (WIDEST_STATE if options.bits is None else options.bits) - 2
    for name in found:
        largest = float(np.max(np.abs(linear_values(population, name)), initial=0.0)) * unit.value
        most = min(MOST_FRACTION_BITS, room - math.ceil(math.log2(max(largest, 1.0))))
        least = -MOST_FRACTION_BITS if name in _apart(population) else precision.coarsest
        found[name] = max(least, min(found[name], most))
    return found | apart


def _desired(
    population: Population, linear: Sequence[str], unit: Unit, precision: Precision, gains: Gains
) -> dict[str, int]:
    """The bits of each ``linear`` quantity that states ask for, and the quantities on the way to them."""
    program = population.program
    states = program.linear_states
    found = {name: _wanted(population, quantity=name, unit=unit, precision=precision, gains=gains) for name in linear}
    for target in states:
        if gains.sums(target.name):
            feeding = [found[s.quantity.name] for s in states if gains.feeds(s.name, target.name)]
            found[target.quantity.name] = max(feeding)
    finest = found[program.quantities[program.potential].name]
    for name in found:
        if gains.passes(name):
            # Half a unit of it moves the next potential by no more than rounding that does.
            found[name] = finest + math.ceil(math.log2(gains.passes(name)))
    for statement in program.body:
        if isinstance(statement.op, Lookup):
            name = program.measured[statement.op.a].name
            found[name] = max(found[name], _ARGUMENT_BITS - math.floor(math.log2(unit.value)))
        if isinstance(statement.op, Ratio):
            # A quotient is finer than weights are, whatever the most that it can be.
            name, most = statement.op.quantity.name, np.max(np.abs(dict(population.parameters)[statement.op.most]))
            least = precision.weight_bits + _BENT_BITS - math.floor(math.log2(max(float(most), 1e-30) * unit.value))
            found[name] = max(found[name], least)
    return found


def _apart(population: Population) -> frozenset[str]:
    """The quantities of states that gains lead to: their unit is not that of the weights, and may be coarser."""
    program = population.program
    gained = {s.op.quantity.name for s in program.body if isinstance(s.op, Gain)}
    kept = {state.quantity.name for state in program.linear_states}
    return frozenset(gained & kept - {receptor.quantity.name for receptor in program.receptors})


def _wanted(population: Population, quantity: str, unit: Unit, precision: Precision, gains: Gains) -> int:
    """Fraction bits that keep the errors of ``quantity`` small, whatever fits."""
    span = max(precision.span, 1e-30)
    given = dict(population.parameters)
    if unit.fraction is not None:
        wanted = unit.fraction
    else:
        wanted = precision.weight_bits + 1 - math.floor(math.log2(span))
        program = population.program
        for drive in (*program.serving(Purpose.DRIVE), *program.serving(Purpose.LEAK)):
            if drive.quantity.name == quantity and np.any(given[drive.name]):
                drifting = gains.adds_up(drive.of)
                if drifting:  # A current that the potential forgets at once does not.
                    wanted = max(wanted, math.ceil(math.log2(0.5 * drifting / (_BIAS_DRIFT * span))))
    for state in population.program.linear_states:
        lost = gains.rounding(state.name) if state.quantity.name == quantity else 0.0
        if lost:
            wanted = max(wanted, precision.weight_bits + math.ceil(math.log2(lost / span)))
    return wanted + (_BENT_BITS if population.program.bends else 0)
