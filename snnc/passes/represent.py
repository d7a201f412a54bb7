"""How the values of one population become integers: formats of all quantities, widths of all states."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from snnc.core.errors import UserError, user_error
from snnc.core.words import either
from snnc.ir.network import Network, Population
from snnc.ir.options import MOST_DECAY_BITS, StateOptions
from snnc.neurons.registry import MODELS
from snnc.numbers.fixed import Interval, Rounding, round_real, signed_width
from snnc.passes import formats
from snnc.passes.formats import ASSUMED_STEPS, Gains, Precision
from snnc.passes.graded import far_apart, real_bounds
from snnc.passes.own_units import own_units
from snnc.passes.scales import realise_factor
from snnc.passes.units import Unit
from snnc.passes.widths import WIDEST_STATE, Width, bounded_width, safe_width, seen_width
from snnc.program.integer import IntegerProgram, types_of
from snnc.program.integer_ops import Divide
from snnc.program.lower import TABLE_ERROR, Representation, lower, saturating
from snnc.program.nonlinear import Lookup
from snnc.program.program import StateVariable
from snnc.program.quantity import Kind
from snnc.program.reach import reach

#: Intermediate values wider than this are beyond the integers that golden computes with.
WIDEST_VALUE = 62


@dataclass(frozen=True, eq=False)
class Represented:
    """Numbers of a population in integers: ``how``, parameters, initial values, and the width of each state.

    ``values``: int64 [1] when shared or [size]; ``initial``: likewise, of the states that are given one.
    """

    how: Representation
    values: dict[str, np.ndarray]
    initial: dict[str, np.ndarray]
    widths: dict[str, Width]


@dataclass(frozen=True, eq=False)
class Task:
    """One population to represent.

    ``sums``: the interval of the accumulators of each receptor; ``steps``: of a sample, None where nobody knows;
    ``seen``: the values of states in calibration.
    """

    population: Population
    options: StateOptions
    unit: Unit
    precision: Precision
    sums: Mapping[str, Interval]
    steps: int | None
    seen: Mapping[str, tuple[float, float]]

    def represent(self) -> Represented:
        """The formats of the population, and its numbers in them; E162 and E163 where states cannot hold them."""
        options, population = self.options, self.population
        tolerance = formats.tolerated(options, self.precision.weight_bits)
        shifts = {
            name: formats.factor_bits(values, options, tolerance)
            for name, values in formats.factors(population).items()
        }
        shifts |= {
            name: formats.gain_bits(values, options.gain_error)
            for name, values in formats.factors(population, Kind.GAIN).items()
        }
        gains = Gains(population, self.steps)
        fractions = formats.fraction_bits(
            population, options=options, unit=self.unit, precision=self.precision, gains=gains
        )
        if options.fraction_bits is None:
            # No value may be wider than golden computes with: the product of a state and a factor is the widest.
            # Four bits are left for a state that grows beyond the sum of one step.
            widest = max(signed_width(interval) for interval in self.sums.values())
            most = WIDEST_VALUE - 4 - self._longest(shifts) - widest
            decided = own_units(population.program)
            fractions = {n: bits if n in decided else min(bits, max(0, most)) for n, bits in fractions.items()}
        while True:
            made = self._at(fractions, shifts, gains)
            coarser = self._coarser(made, fractions)
            if coarser == fractions:
                return made
            # Better a coarser state than one that saturates, or an update that golden cannot compute.
            fractions = coarser

    def _coarser(self, made: Represented, fractions: dict[str, int]) -> dict[str, int]:
        """``fractions`` with the bits taken off that ``made`` has no room for; themselves where nothing can go."""
        if self.options.fraction_bits is not None:
            return fractions
        program = self.population.program
        quantities = {state.name: state.quantity.name for state in program.linear_states}
        short = {quantities[name]: width.short for name, width in made.widths.items() if width.short}
        coarser = {name: max(min(0, bits), bits - short.get(name, 0)) for name, bits in fractions.items()}
        if coarser != fractions or widest_value(lower(program, made.how).program) <= WIDEST_VALUE:
            return coarser
        # A bit less of each at a time; but tables need what their arguments have, and some units are decided already.
        read = own_units(program) | {program.measured[s.op.a].name for s in program.body if isinstance(s.op, Lookup)}
        return {name: bits if name in read else max(min(0, bits), bits - 1) for name, bits in fractions.items()}

    def _longest(self, shifts: Mapping[str, int]) -> int:
        """Bits of the longest factor or gain, without its sign."""
        given, longest = dict(self.population.parameters), 0
        for name, shift in shifts.items():
            largest = float(np.max(np.abs(np.asarray(given[name], dtype=np.float64))))
            # A factor is at most 1; a gain may be far above, or so far below that its integer is short.
            above = math.ceil(math.log2(largest)) if largest > 1.0 or shift > MOST_DECAY_BITS else 0
            longest = max(longest, shift + above)
        return longest

    def _at(self, fractions: Mapping[str, int], shifts: Mapping[str, int], gains: Gains) -> Represented:
        """The representation with these fraction bits of quantities and of factors."""
        values = {p.name: self._parameter(p.name, fractions, shifts) for p in self.population.program.parameters}
        initial = {
            state.name: self._linear(f"initial {state.name}", value, fractions[state.quantity.name])
            for name, value in self.population.initial
            for state in self.population.program.linear_states
            if state.name == name
        }
        initial |= {
            name: round_real(np.atleast_1d(np.asarray(value)), Rounding.NEAREST_EVEN)
            for name, value in self.population.initial
            if self.population.program.quantities[name].kind is Kind.RANDOM
        }
        how = Representation(
            state_bits={state.name: WIDEST_STATE for state in self.population.program.linear_states},
            input_ranges=self.sums,
            fraction_bits=fractions,
            factor_shifts=shifts,
            rounding=self.options.rounding,
            style=self.options.decay,
            shared={name: int(v[0]) for name, v in values.items() if v.size == 1},
            per_neuron={name: span(v) for name, v in values.items() if v.size > 1},
            limits={s.name: int(values[s.limit].max()) for s in self.population.program.states if s.limit},
            unit=self.unit.value,
            table_error=max(self.options.gain_error, TABLE_ERROR),
            fine_error=self.options.gain_error,
        )
        widths: dict[str, Width] = {}
        # States that have no width yet count as the widest, which is safe for those that they feed.
        for state in self._in_order(gains):
            needed = self._needed(state, how, values, initial)
            widths[state.name] = self._width(state, how, needed, initial)
            how = replace(how, state_bits={**how.state_bits, state.name: widths[state.name].bits})
        return Represented(how, values, initial, widths)

    def _in_order(self, gains: Gains) -> list[StateVariable]:
        """The linear states, each behind those that move it: their widths then bound what it is fed."""
        left, ordered = list(self.population.program.linear_states), []
        while left:
            free = (
                state
                for state in left
                if not any(other is not state and gains.feeds(other.name, state.name) for other in left)
            )
            # States that move each other have no such order: then the first one is sized without the others.
            ordered.append(next(free, left[0]))
            left.remove(ordered[-1])
        return ordered

    def _needed(
        self, state: StateVariable, how: Representation, values: dict[str, np.ndarray], initial: dict[str, np.ndarray]
    ) -> int:
        """Bits that hold every parameter and initial value of the quantity of ``state``."""
        quantities = self.population.program.quantities
        held = [v for name, v in (*values.items(), *initial.items()) if quantities[name] == state.quantity]
        return max((signed_width(span(v)) for v in held), default=2)

    def _width(self, state: StateVariable, how: Representation, needed: int, initial: dict[str, np.ndarray]) -> Width:
        population, program = self.population, self.population.program
        if self.options.bits is not None and state.name != program.sends:
            if self.options.bits < needed:
                named = f"state '{state.name}'" if len(program.linear_states) > 1 else "state"
                raise user_error(
                    "E162",
                    f"{named} of '{population.name}'; got {self.options.bits} bits, expected at least {needed} "
                    f"to hold its parameters at {how.fraction_bits[state.quantity.name]} fraction bits",
                    hint="give more state bits, or fewer fraction_bits or weight bits",
                    part=("populations", population.name),
                )
            return Width(self.options.bits, "kept")
        if needed > WIDEST_STATE:
            raise user_error(
                "E163",
                f"parameters of '{population.name}' are too large for the scale of its weights; "
                f"got {needed} bits, expected at most {WIDEST_STATE}",
                hint="check the units: is the threshold in the same unit as the weights? Or give fewer fraction_bits",
                part=("populations", population.name),
            )
        if state.name in self.seen and state.quantity.name not in own_units(program):
            scale = self.unit.value * 2 ** how.fraction_bits[state.quantity.name]
            return seen_width(needed, scale, self.seen[state.name])
        if state.bounds is not None:
            bounded = real_bounds(population, state.bounds) * (
                self.unit.value * 2 ** how.fraction_bits[state.quantity.name]
            )
            return bounded_width(needed, (float(bounded[0]), float(bounded[1])))

        def never(bits: int) -> bool:
            tried = replace(how, state_bits={**how.state_bits, state.name: bits})
            return state.name not in saturating(program, tried)

        start = {state.name: span(initial[state.name]) if state.name in initial else Interval(0, 0)}
        return safe_width(
            needed=needed,
            steps=self.steps or ASSUMED_STEPS,
            known=bool(self.steps),
            never=never,
            reach=lambda steps: reach(program, how, start, steps)[state.name],
        )

    def _parameter(self, name: str, fractions: Mapping[str, int], shifts: Mapping[str, int]) -> np.ndarray:
        """A parameter as int64, [1] when shared or [size]."""
        quantity = next(p.quantity for p in self.population.program.parameters if p.name == name)
        real = np.atleast_1d(np.asarray(dict(self.population.parameters)[name], dtype=np.float64))
        # What all neurons share becomes a constant of the datapath, and takes no memory.
        if np.all(real == real[0]):
            real = real[:1]
        if quantity.kind is Kind.FACTOR:
            return realise_factor(real, shifts[name], self.options.decay_digits)
        if quantity.kind is Kind.GAIN:
            return self._gain(name, real, shifts[name])
        if quantity.kind is Kind.LINEAR:
            return self._linear(name, real, fractions[quantity.name])
        return round_real(real, Rounding.NEAREST_EVEN)

    def _gain(self, name: str, value: np.ndarray, shift: int) -> np.ndarray:
        """The gain ``value`` in integers, int64 [n]; E163 where its integers are too wide for any product."""
        scaled = value * 2.0**shift
        if np.any(np.abs(scaled) >= 2.0**WIDEST_STATE):
            raise user_error(
                "E163",
                f"{name} of '{self.population.name}' holds numbers too large, or too far apart, for one format",
                hint="give a larger gain_error, or values of one magnitude",
                part=("populations", self.population.name, name),
            )
        return round_real(scaled, Rounding.NEAREST_EVEN)

    def _linear(self, what: str, value: float | np.ndarray, fraction: int) -> np.ndarray:
        """``value`` in integers, int64 [1] or [size]; E163 where no state could hold it."""
        scaled = np.atleast_1d(np.asarray(value, dtype=np.float64) * (self.unit.value * 2**fraction))
        if np.any(np.abs(scaled) >= 2.0**WIDEST_STATE):
            raise user_error(
                "E163",
                f"{what} of '{self.population.name}' is too large for the scale of the weights",
                hint="check the units: is it in the same unit as the weights? Or give fewer fraction_bits",
                part=("populations", self.population.name, *what.split()[:1]),
            )
        return round_real(scaled, Rounding.NEAREST_EVEN)


def widest_value(program: IntegerProgram) -> int:
    """Bits of the widest value of ``program``, and of those that its divisions need on the way."""
    types = types_of(program)
    divided = (types[s.op.b].width + s.op.bits for s in program.body if isinstance(s.op, Divide))
    return max(*(kind.width for kind in types.values()), *divided)


def too_wide(network: Network, population: Population, options: StateOptions, bits: int) -> UserError:
    """The error of an update that needs too many ``bits``; its hint names what narrows it."""
    given = {"state_bits": options.bits, "fraction_bits": options.fraction_bits, "decay_bits": options.decay_bits}
    fewer = [name for name, value in given.items() if value is not None]
    hint = f"give fewer {either(fewer)}" if len(fewer) > 1 else f"give fewer {fewer[0]}" if fewer else ""
    if not fewer:
        hint = far_apart(network, population)
    if not hint:
        narrower = "narrower 'bounds' of its states" if population.model not in MODELS else ""
        hint = either(
            [
                "give fewer weight_bits",
                f"a larger gain_error than {options.gain_error:.3g}",
                *([narrower] if narrower else []),
                "a stimulus to calibrate with (--calibrate X.npz)",
            ]
        )
    return user_error(
        "E164",
        f"the update of '{population.name}' needs {bits} bits, expected at most {WIDEST_VALUE}",
        hint=hint,
        part=("populations", population.name),
    )


def span(values: np.ndarray) -> Interval:
    """The smallest interval that holds all ``values``, of any shape."""
    return Interval(int(values.min()), int(values.max()))
