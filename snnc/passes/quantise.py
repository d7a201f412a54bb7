"""Network -> QuantisedNetwork: every number gets a width and a scale, nothing is rounded silently.

All projections into a population share one unit of current; a projection with larger weights
than its neighbours is stored as ``q * 2**shift``. The unit of potential is finer than the unit
of current by ``fraction_bits``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from snnc.core.errors import user_error
from snnc.ir.connections import per_source, weights_of, with_weights
from snnc.ir.network import Network, Population, Projection
from snnc.ir.options import Calibration, QuantiseOptions, StateOptions
from snnc.ir.quantised import (
    PopulationReport,
    ProjectionReport,
    QuantisedNetwork,
    QuantisedPopulation,
    QuantisedProjection,
    accumulator_range,
)
from snnc.numbers.fixed import Interval, Rounding, round_real, signed_width
from snnc.passes.quantise_report import population_report
from snnc.passes.scales import integers, largest_integer, realise_factor, weight_scale
from snnc.program.integer import types_of
from snnc.program.lower import Lowered, Representation, lower
from snnc.program.ops import Kind

#: Potentials wider than this saturate rather than grow.
_WIDEST_AUTOMATIC = 24
_WIDEST = 32
#: Intermediate values wider than this are beyond the integers that golden computes with.
_WIDEST_VALUE = 62
#: Automatic fraction bits aim at a threshold of this many bits, so that decay rounds finely.
_THRESHOLD_BITS = 11
#: How far a constant projection may refine the unit of current: by ``2**_MOST_DOUBLINGS``.
_MOST_DOUBLINGS = 6
#: Room left above and below the potentials that calibration has seen.
_CALIBRATION_MARGIN = 1.5


@dataclass(frozen=True)
class Quantise:
    """The pass. ``calibration`` is optional: it sizes states, and weighs errors of weights by use."""

    options: QuantiseOptions
    calibration: Calibration | None = None

    def __call__(self, network: Network) -> QuantisedNetwork:
        """Quantise ``network``; :class:`UserError` E16x when a number cannot be represented."""
        projections: list[QuantisedProjection] = []
        reports: list[ProjectionReport] = []
        units: dict[str, float] = {}
        for population in network.populations:
            incoming = [p for p in network.projections if p.target == population.name]
            units[population.name] = self._unit(population, incoming)
        for projection in network.projections:
            quantised, report = self._projection(projection, units[projection.target])
            projections.append(quantised)
            reports.append(report)
        results = [self._population(p, units[p.name], tuple(projections)) for p in network.populations]
        return QuantisedNetwork(
            network.name,
            network.dt,
            network.inputs,
            tuple(population for population, _ in results),
            tuple(projections),
            network.outputs,
            network.probes,
            tuple(reports),
            tuple(report for _, report in results),
        )

    def _unit(self, population: Population, incoming: list[Projection]) -> float:
        """Integer units of current per real unit: the finest that a projection asks for.

        Projections whose weights all have one magnitude ask for no resolution of their own: the
        unit of the others is refined only until it holds that magnitude within half a step of
        the projection's format.
        """
        used = [p for p in incoming if np.any(weights_of(p.connection))]
        flat = {p.name: _magnitude(weights_of(p.connection)) for p in used}
        spread = [p for p in used if flat[p.name] is None] or used
        if not spread:
            named = [v for n, v in population.parameters if n in ("threshold", "bias")]
            largest = max((float(np.max(np.abs(v))) for v in named), default=0.0)
            return 256 / largest if largest else 256.0
        unit = max(self._scale(p) for p in spread)
        for projection in used:
            magnitude = flat[projection.name]
            if magnitude is None or projection in spread:
                continue
            tolerance = 0.5 ** self.options.of_projection(projection.name).bits
            doublings = 0
            while abs(np.rint(magnitude * unit) / (magnitude * unit) - 1) > tolerance and doublings < _MOST_DOUBLINGS:
                unit *= 2
                doublings += 1
        return unit

    def _scale(self, projection: Projection) -> float:
        """Integer units per unit of weight that ``projection`` asks for by itself."""
        options, use = self.options.of_projection(projection.name), None
        rates = dict(self.calibration.spikes).get(projection.source) if self.calibration else None
        if rates is not None and np.any(rates):
            use = per_source(projection.connection, rates)
        return weight_scale(weights_of(projection.connection), options, use)

    def _projection(self, projection: Projection, unit: float) -> tuple[QuantisedProjection, ProjectionReport]:
        options = self.options.of_projection(projection.name)
        weights = weights_of(projection.connection)
        own = self._scale(projection) if np.any(weights) else unit
        shift = max(0, int(np.rint(np.log2(unit / own))))
        stored = integers(weights, unit / 2**shift, options.bits)
        clipped = np.abs(np.rint(weights * (unit / 2**shift))) > largest_integer(options.bits)
        bits = max(2, options.bits) + shift
        if bits > 24:
            raise user_error(
                "E161",
                f"projection '{projection.name}' is 2**{shift} times larger than another into "
                f"'{projection.target}'; got {bits} bits, expected at most 24",
                hint="give more weight bits to the projection of small weights, fewer to the other",
                part=("projections", projection.name),
            )
        values = (stored * 2**shift).astype(np.int32)
        error = values / unit - weights
        rms = float(np.sqrt(np.mean(weights**2))) if weights.size else 0.0
        report = ProjectionReport(
            projection.name,
            options.bits,
            shift,
            unit / 2**shift,
            int(weights.size),
            int(np.count_nonzero(clipped)),
            float(np.sqrt(np.mean(error**2)) / rms) if rms else 0.0,
        )
        connection = with_weights(projection.connection, values)
        return QuantisedProjection(
            projection.name, projection.source, projection.target, connection, projection.delay, bits
        ), report

    def _population(
        self, population: Population, unit: float, projections: tuple[QuantisedProjection, ...]
    ) -> tuple[QuantisedPopulation, PopulationReport]:
        options = self.options.of_population(population.name)
        accumulator = accumulator_range(projections, population.name, population.size)
        fraction = options.fraction_bits
        if fraction is None:
            fraction = _automatic_fraction(population, unit, options.bits)
        scale = unit * 2**fraction
        shift = options.decay_bits
        values = _integers(population, scale, shift, options)
        shared = {name: int(v[0]) for name, v in values.items() if v.size == 1}
        spread = {name: v for name, v in values.items() if v.size > 1}
        limits = {s.name: int(values[s.limit].max()) for s in population.program.states if s.limit}
        for name, start in population.initial:
            _representable(population, f"initial {name}", np.asarray(start) * scale)
        initial = {
            name: round_real(np.atleast_1d(np.asarray(v) * scale), Rounding.NEAREST_EVEN)
            for name, v in population.initial
        }

        def lowered(bits: int) -> Lowered:
            how = Representation(
                bits,
                accumulator,
                fraction,
                shift,
                options.rounding,
                options.decay,
                shared,
                {name: Interval(int(v.min()), int(v.max())) for name, v in spread.items()},
                limits,
            )
            return lower(population.program, how)

        potentials = [v for p in population.program.parameters if p.kind is Kind.POTENTIAL for v in [values[p.name]]]
        needed = max((_width(v) for v in [*potentials, *initial.values()]), default=2)
        if options.bits is not None:
            bits = options.bits
            if bits < needed:
                raise user_error(
                    "E162",
                    f"state of '{population.name}'; got {bits} bits, expected at least {needed} "
                    f"to hold its parameters at {fraction} fraction bits",
                    hint="give more state bits, or fewer fraction_bits or weight bits",
                    part=("populations", population.name),
                )
        else:
            bits = self._automatic_bits(population.name, scale, needed, accumulator, fraction, lowered)
        if needed > _WIDEST:
            raise user_error(
                "E163",
                f"parameters of '{population.name}' are too large for the scale of its weights; "
                f"got {needed} bits, expected at most {_WIDEST}",
                hint="check the units: is the threshold in the same unit as the weights?",
                part=("populations", population.name),
            )
        result = lowered(bits)
        widest = max(kind.width for kind in types_of(result.program).values())
        if widest > _WIDEST_VALUE:
            raise user_error(
                "E164",
                f"the update of '{population.name}' needs {widest} bits, expected at most {_WIDEST_VALUE}",
                hint="give fewer state_bits, fraction_bits or decay_bits",
                part=("populations", population.name),
            )
        quantised = QuantisedPopulation(
            population.name,
            population.shape,
            population.model,
            result.program,
            tuple((port.name, spread[port.name]) for port in result.program.parameters),
            tuple((port.name, _shared_or_array(initial.get(port.name))) for port in result.program.states),
            scale,
        )
        return quantised, population_report(population, options, result, scale, fraction, values)

    def _automatic_bits(
        self,
        name: str,
        scale: float,
        needed: int,
        accumulator: Interval,
        fraction: int,
        lowered: Callable[[int], Lowered],
    ) -> int:
        """The narrowest width proved not to saturate; where none is, one with ample room."""
        if self.calibration:
            for seen, low, high in self.calibration.potentials:
                if seen == name:
                    margin = _CALIBRATION_MARGIN * scale
                    span = Interval(int(min(low, 0.0) * margin) - 1, int(max(high, 0.0) * margin) + 1)
                    return min(max(needed, signed_width(span)), _WIDEST)
        for bits in range(needed, _WIDEST_AUTOMATIC + 1):
            if not lowered(bits).saturation_kept:
                return bits
        room = signed_width(Interval(accumulator.lo << fraction, accumulator.hi << fraction)) + 3
        return max(needed, min(room, _WIDEST_AUTOMATIC))


def _magnitude(weights: np.ndarray) -> float | None:
    """The one magnitude of all non-zero weights; None where they differ."""
    nonzero = np.abs(weights[weights != 0])
    return float(nonzero[0]) if np.all(nonzero == nonzero[0]) else None


def _automatic_fraction(population: Population, unit: float, bits: int | None) -> int:
    """Fraction bits that give the threshold ``_THRESHOLD_BITS`` bits; 0 where nothing decays.

    Where the width of the state is given, twice the threshold still fits it.
    """
    given = dict(population.parameters)
    if "decay" not in given:
        return 0
    threshold = float(np.max(np.abs(given.get("threshold", 1.0)))) * unit
    target = _THRESHOLD_BITS if bits is None else min(_THRESHOLD_BITS, bits - 2)
    return int(np.clip(target - np.ceil(np.log2(max(threshold, 1e-30))), 0, 12))


def _integers(population: Population, scale: float, shift: int, options: StateOptions) -> dict[str, np.ndarray]:
    """Every parameter as int64, [1] when shared or [size]."""
    result = {}
    given = dict(population.parameters)
    for parameter in population.program.parameters:
        real = np.atleast_1d(np.asarray(given[parameter.name], dtype=np.float64))
        if np.all(real == real[0]):
            real = real[:1]
        if parameter.kind is Kind.FACTOR:
            result[parameter.name] = realise_factor(real, shift, options.decay_digits)
        elif parameter.kind is Kind.POTENTIAL:
            _representable(population, parameter.name, real * scale)
            result[parameter.name] = round_real(real * scale, Rounding.NEAREST_EVEN)
        else:
            result[parameter.name] = round_real(real, Rounding.NEAREST_EVEN)
    return result


def _representable(population: Population, what: str, scaled: np.ndarray) -> None:
    """Raise E163 for potentials that no state could hold."""
    if np.any(np.abs(scaled) >= 2.0**_WIDEST):
        raise user_error(
            "E163",
            f"{what} of '{population.name}' is too large for the scale of the weights",
            hint="check the units: is it in the same unit as the weights?",
            part=("populations", population.name, *what.split()[:1]),
        )


def _width(values: np.ndarray) -> int:
    return signed_width(Interval(int(values.min()), int(values.max())))


def _shared_or_array(values: np.ndarray | None) -> int | np.ndarray:
    if values is None:
        return 0
    return int(values[0]) if np.all(values == values[0]) else values
