"""Network -> QuantisedNetwork: every number gets a width and a scale, nothing is rounded silently.

All projections into a population share one unit of current (:mod:`snnc.passes.units`); the unit of
potential is finer by the population's fraction bits (:mod:`snnc.passes.formats`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace

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
from snnc.passes import formats
from snnc.passes.quantise_report import population_report
from snnc.passes.scales import integers, largest_integer, realise_factor, weight_scale
from snnc.passes.units import WIDEST_WEIGHT, Incoming, Unit, choose
from snnc.program.integer import types_of
from snnc.program.lower import Lowered, Representation, lower, reach
from snnc.program.ops import Kind

#: Intermediate values wider than this are beyond the integers that golden computes with.
_WIDEST_VALUE = 62


@dataclass(frozen=True, eq=False)
class _Represented:
    """Numbers of a population in integers: ``how``, units of potential per real unit, parameters, initial values."""

    how: Representation
    scale: float
    values: dict[str, np.ndarray]
    initial: dict[str, np.ndarray]
    width: formats.Width


@dataclass(frozen=True)
class Quantise:
    """The pass. ``calibration`` is optional: it sizes states, and weighs errors of weights by use."""

    options: QuantiseOptions
    calibration: Calibration | None = None

    def __call__(self, network: Network) -> QuantisedNetwork:
        """Quantise ``network``; :class:`UserError` E16x when a number cannot be represented."""
        units = {p.name: self._unit(p, network) for p in network.populations}
        pairs = [_projection(p, self.options, units[p.target]) for p in network.projections]
        projections = tuple(projection for projection, _ in pairs)
        results = [self._population(p, units[p.name], network, projections) for p in network.populations]
        return QuantisedNetwork(
            name=network.name,
            dt=network.dt,
            inputs=network.inputs,
            populations=tuple(population for population, _ in results),
            projections=projections,
            outputs=network.outputs,
            probes=network.probes,
            projection_reports=tuple(report for _, report in pairs),
            population_reports=tuple(report for _, report in results),
        )

    def _unit(self, population: Population, network: Network) -> Unit:
        """The unit of current of ``population``."""
        used = [p for p in network.projections if p.target == population.name and np.any(weights_of(p.connection))]
        return choose(population.name, [self._incoming(p) for p in used], formats.potentials(population))

    def _incoming(self, projection: Projection) -> Incoming:
        options, use = self.options.of_projection(projection.name), None
        rates = dict(self.calibration.spikes).get(projection.source) if self.calibration else None
        if rates is not None and np.any(rates):
            use = per_source(projection.connection, rates)
        weights = weights_of(projection.connection)
        return Incoming(projection.name, weights, options, use, weight_scale(weights, options, use))

    def _population(
        self,
        population: Population,
        unit: Unit,
        network: Network,
        projections: tuple[QuantisedProjection, ...],
    ) -> tuple[QuantisedPopulation, PopulationReport]:
        options = self.options.of_population(population.name)
        sums = accumulator_range(network.inputs, projections, population.name, population.size)
        made = self._represented(population, unit, network, sums)
        how, values = made.how, made.values
        result = lower(population.program, replace(how, state_bits=made.width.bits))
        widest = max(kind.width for kind in types_of(result.program).values())
        if widest > _WIDEST_VALUE:
            raise user_error(
                "E164",
                f"the update of '{population.name}' needs {widest} bits, expected at most {_WIDEST_VALUE}",
                hint="give fewer state_bits, fraction_bits or decay_bits",
                part=("populations", population.name),
            )
        quantised = QuantisedPopulation(
            name=population.name,
            shape=population.shape,
            model=population.model,
            program=result.program,
            parameters=tuple((port.name, values[port.name]) for port in result.program.parameters),
            initial=tuple((port.name, _shared_or_array(made.initial.get(port.name))) for port in result.program.states),
            scale=made.scale,
        )
        factors = formats.factors(population)
        whole = unit.exact and unit.fraction is not None and how.input_shift >= unit.fraction
        report = population_report(
            population=population,
            options=options,
            result=result,
            how=how,
            scale=made.scale,
            values=values,
            saturation=made.width.saturation,
            exact=whole and not np.any((factors > 0) & (factors < 1)),
        )
        return quantised, report

    def _represented(self, population: Population, unit: Unit, network: Network, sums: Interval) -> _Represented:
        """The formats of ``population``, and its numbers in them; ``sums``: the interval of its accumulators."""
        options, steps = self.options.of_population(population.name), network.sample_steps
        precision = self._precision(population, unit, network)
        tolerance = formats.tolerated(options, precision.weight_bits)
        factor_shift = formats.factor_bits(formats.factors(population), options, tolerance)
        fraction = formats.fraction_bits(population, options, unit, precision, steps)
        if options.fraction_bits is None:
            # No value may be wider than golden computes with: the product of a state and a factor is the widest.
            fraction = max(0, min(fraction, _WIDEST_VALUE - 4 - factor_shift - signed_width(sums)))
        while True:
            scale = unit.value * 2**fraction
            values = _integers(population, scale, factor_shift, options)
            initial = {name: _potential(population, f"initial {name}", v, scale) for name, v in population.initial}
            how = Representation(
                state_bits=formats.WIDEST_STATE,
                input_range=sums,
                input_shift=fraction,
                factor_shift=factor_shift,
                rounding=options.rounding,
                style=options.decay,
                shared={name: int(v[0]) for name, v in values.items() if v.size == 1},
                per_neuron={name: _span(v) for name, v in values.items() if v.size > 1},
                limits={s.name: int(values[s.limit].max()) for s in population.program.states if s.limit},
            )
            width = self._width(population, options, how, scale, values, initial, steps)
            if not width.short or not fraction or options.fraction_bits is not None:
                return _Represented(how, scale, values, initial, width)
            # Better a coarser potential than one that saturates.
            fraction = max(0, fraction - width.short)

    def _precision(self, population: Population, unit: Unit, network: Network) -> formats.Precision:
        """What the formats of ``population`` are decided from."""
        incoming = [p for p in network.projections if p.target == population.name]
        bits = [self.options.of_projection(p.name).width for p in incoming] or [self.options.weights.width]
        given = dict(population.parameters)
        if "threshold" in given:
            span = np.max(np.abs(np.asarray(given["threshold"]) - np.asarray(given.get("rest", 0.0))))
        else:
            span = max((float(np.max(np.abs(weights_of(p.connection)), initial=0.0)) for p in incoming), default=0.0)
        return formats.Precision(max(bits), float(span) * unit.value or 1.0)

    def _width(
        self,
        population: Population,
        options: StateOptions,
        how: Representation,
        scale: float,
        values: dict[str, np.ndarray],
        initial: dict[str, np.ndarray],
        steps: int | None,
    ) -> formats.Width:
        """The width of the potential; E162 and E163 where it cannot hold the parameters."""
        kinds = {p.name: p.kind for p in population.program.parameters}
        held = [v for name, v in values.items() if kinds[name] is Kind.POTENTIAL] + list(initial.values())
        needed = max((signed_width(_span(v)) for v in held), default=2)
        if options.bits is not None:
            if options.bits < needed:
                raise user_error(
                    "E162",
                    f"state of '{population.name}'; got {options.bits} bits, expected at least {needed} "
                    f"to hold its parameters at {how.input_shift} fraction bits",
                    hint="give more state bits, or fewer fraction_bits or weight bits",
                    part=("populations", population.name),
                )
            return formats.Width(options.bits, "kept")
        if needed > formats.WIDEST_STATE:
            raise user_error(
                "E163",
                f"parameters of '{population.name}' are too large for the scale of its weights; "
                f"got {needed} bits, expected at most {formats.WIDEST_STATE}",
                hint="check the units: is the threshold in the same unit as the weights? Or give fewer fraction_bits",
                part=("populations", population.name),
            )
        seen = {name: (low, high) for name, low, high in (self.calibration.potentials if self.calibration else ())}

        def lowered(bits: int) -> Lowered:
            return lower(population.program, replace(how, state_bits=bits))

        return formats.state_width(
            needed=needed,
            scale=scale,
            seen=seen.get(population.name),
            steps=steps,
            lowered=lowered,
            reach=lambda room: reach(population.program, how, {n: _span(v) for n, v in initial.items()}, room),
        )


def _projection(
    projection: Projection, options: QuantiseOptions, unit: Unit
) -> tuple[QuantisedProjection, ProjectionReport]:
    """``projection`` in integers of ``unit``, and what that did to its weights."""
    format_ = options.of_projection(projection.name)
    weights = weights_of(projection.connection)
    shift = dict(unit.shifts).get(projection.name, 0)
    scale = unit.value / 2**shift
    stored = integers(weights, scale, format_.width)
    clipped = np.abs(np.rint(weights * scale)) > largest_integer(format_.width) if format_.width > 1 else np.zeros(1)
    if format_.units is not None and np.any(clipped):
        worst = weights.reshape(-1)[int(np.argmax(np.abs(weights)))]
        raise user_error(
            "E165",
            f"scale of '{projection.name}'; got a weight of {worst:g}, which is {worst * scale:.6g} units, "
            f"expected at most {largest_integer(format_.width)} with {format_.width} bits",
            hint="give more weight_bits, or a smaller scale",
            part=("projections", projection.name),
        )
    bits = max(2, format_.width) + shift
    if bits > WIDEST_WEIGHT:
        raise user_error(
            "E161",
            f"projection '{projection.name}' is 2**{shift} times larger than another into "
            f"'{projection.target}'; got {bits} bits, expected at most {WIDEST_WEIGHT}",
            hint="give a smaller scale, or fewer weight_bits",
            part=("projections", projection.name),
        )
    values = (stored * 2**shift).astype(np.int32)
    error = values / unit.value - weights
    rms = float(np.sqrt(np.mean(weights**2))) if weights.size else 0.0
    report = ProjectionReport(
        name=projection.name,
        bits=format_.width,
        shift=shift,
        scale=scale,
        synapses=int(weights.size),
        clipped=int(np.count_nonzero(clipped)),
        rms_error=float(np.sqrt(np.mean(error**2)) / rms) if rms and not unit.exact else 0.0,
        vanished=int(np.count_nonzero((values == 0) & (weights != 0))),
        exact=unit.exact,
    )
    connection = with_weights(projection.connection, values)
    quantised = QuantisedProjection(
        name=projection.name,
        source=projection.source,
        target=projection.target,
        connection=connection,
        delay=projection.delay,
        bits=bits,
    )
    return quantised, report


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
            result[parameter.name] = _potential(population, parameter.name, real, scale)
        else:
            result[parameter.name] = round_real(real, Rounding.NEAREST_EVEN)
    return result


def _potential(population: Population, what: str, value: float | np.ndarray, scale: float) -> np.ndarray:
    """``value`` in integers of ``scale`` units, int64 [1] or [size]; E163 where no state could hold it."""
    scaled = np.atleast_1d(np.asarray(value, dtype=np.float64) * scale)
    if np.any(np.abs(scaled) >= 2.0**formats.WIDEST_STATE):
        raise user_error(
            "E163",
            f"{what} of '{population.name}' is too large for the scale of the weights",
            hint="check the units: is it in the same unit as the weights? Or give fewer fraction_bits",
            part=("populations", population.name, *what.split()[:1]),
        )
    return round_real(scaled, Rounding.NEAREST_EVEN)


def _span(values: np.ndarray) -> Interval:
    return Interval(int(values.min()), int(values.max()))


def _shared_or_array(values: np.ndarray | None) -> int | np.ndarray:
    if values is None:
        return 0
    return int(values[0]) if np.all(values == values[0]) else values
