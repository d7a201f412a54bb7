"""Network -> QuantisedNetwork: every number gets a width and a scale, nothing is rounded silently.

All projections into a population share one unit of current, whichever of its receptors they end at
(:mod:`snnc.passes.units`): quantities then differ by powers of two only, and one becomes another by a shift.
The unit of a quantity, such as the potential, is finer by its fraction bits (:mod:`snnc.passes.formats`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from snnc.core.errors import UserError, user_error
from snnc.ir import quantised as quantised_ir
from snnc.ir.network import Input, Network, Population, Projection
from snnc.ir.options import Calibration, QuantiseOptions, verify_chosen
from snnc.ir.quantised import QuantisedNetwork, QuantisedPopulation, QuantisedProjection, accumulator_range
from snnc.ir.reports import PopulationReport, ProjectionReport
from snnc.numbers.fixed import Interval
from snnc.passes.chain import Pass
from snnc.passes.formats import Precision, linear_values
from snnc.passes.graded import number_range, number_scale
from snnc.passes.quantise_report import population_report
from snnc.passes.represent import WIDEST_VALUE, Task, too_wide, widest_value
from snnc.passes.scales import integers, largest_integer, weight_scale
from snnc.passes.units import WIDEST_WEIGHT, Incoming, Unit, choose
from snnc.program.lower import lower


@dataclass(frozen=True)
class Quantise(Pass[Network, QuantisedNetwork]):
    """The pass. ``calibration`` is optional: it sizes states, and weighs errors of weights by use."""

    options: QuantiseOptions
    calibration: Calibration | None = None

    name = "quantise"
    codec = quantised_ir.CODEC

    def __call__(self, network: Network, /) -> QuantisedNetwork:
        """Quantise ``network``; :class:`UserError` E16x for a number that does not fit, E180 before bits are chosen."""
        verify_chosen(self.options)
        # Units come first, because projections share them; states come last, because the sums of the integer
        # weights bound them.
        scales = {source.name: self._sent_scale(source) for source in network.sources}
        units = {p.name: self._unit(p, network, scales) for p in network.populations}
        pairs = [_projection(p, self.options, units[p.target], sent=scales[p.source]) for p in network.projections]
        projections = tuple(projection for projection, _ in pairs)
        results = self._populations(network, units, projections)
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

    def _populations(
        self, network: Network, units: Mapping[str, Unit], projections: tuple[QuantisedProjection, ...]
    ) -> list[tuple[QuantisedPopulation, PopulationReport]]:
        """The populations in integers, and what that did to them."""
        sent = {source.name: self._sent(source) for source in network.sources}
        graded = [population.name for population in network.populations if population.graded]
        while True:
            results = [self._population(p, units[p.name], network, projections, sent=sent) for p in network.populations]
            proved = {made.name: made.numbers for made, _ in results if made.numbers is not None}
            # A format has room for numbers that programs prove never to be sent: then sums are narrower.
            if all(sent[name] == proved[name] for name in graded):
                return results
            sent |= proved

    def verify(self, given: Network, made: QuantisedNetwork, /) -> None:
        """Every number fits its width."""
        quantised_ir.verify(made)

    def _sent(self, source: Input | Population) -> Interval:
        """What a neuron of ``source`` sends in a step: a number of spikes, or as far as is known the number of one."""
        if isinstance(source, Input):
            return source.numbers or Interval(0, source.events)
        options = self.options.of_population(source.name)
        return number_range(source, options) if source.graded else Interval(0, source.events)

    def _sent_scale(self, source: Input | Population) -> float:
        """Units per real unit of the numbers that ``source`` sends; 1 for spikes."""
        if isinstance(source, Input):
            return 1.0 if source.current is None else source.current.scale
        return number_scale(source, self.options.of_population(source.name)) if source.graded else 1.0

    def _unit(self, population: Population, network: Network, scales: Mapping[str, float]) -> Unit:
        """The unit of current of ``population``; ``scales``: of what sources send, by name."""
        # Weights that are all 0 ask for no scale.
        used = [p for p in network.projections if p.target == population.name and np.any(p.connection.weights)]
        incoming = [self._incoming(p, scales[p.source]) for p in used]
        binary = population.program.bends or population.graded or bool(population.program.chance)
        unit = choose(population.name, incoming, linear_values(population), binary=binary)
        if population.graded and math.frexp(unit.value)[0] != 0.5:
            raise user_error(
                "E161",
                f"scale of a projection into '{population.name}' leads to {unit.value:g} units per real unit; "
                "expected a power of two where numbers are sent on",
                hint="leave the scale out, or give another one",
                part=("populations", population.name),
            )
        return unit

    def _incoming(self, projection: Projection, sent: float) -> Incoming:
        """``projection`` with its weights for a unit of what its source sends, ``sent`` units per real unit."""
        options, use = self.options.of_projection(projection.name), None
        if options.units is not None:
            options = replace(options, units=options.units * sent)
        rates = dict(self.calibration.spikes).get(projection.source) if self.calibration else None
        if rates is not None and np.any(rates):
            use = projection.connection.use(rates)
        weights = projection.connection.weights / sent
        return Incoming(
            name=projection.name, weights=weights, options=options, use=use, own=weight_scale(weights, options, use)
        )

    def _population(
        self,
        population: Population,
        unit: Unit,
        network: Network,
        projections: tuple[QuantisedProjection, ...],
        sent: Mapping[str, Interval],
    ) -> tuple[QuantisedPopulation, PopulationReport]:
        options, name = self.options.of_population(population.name), population.name
        made = Task(
            population=population,
            options=options,
            unit=unit,
            precision=self._precision(population, unit, network),
            sums={
                receptor.name: accumulator_range(
                    sent, projections, target=name, size=population.size, receptor=receptor.name
                )
                for receptor in population.program.receptors
            },
            steps=network.sample_steps,
            seen={s: (low, high) for p, s, low, high in self._seen if p == name},
        ).represent()
        result = lower(population.program, made.how)
        needed = widest_value(result.program)
        if needed > WIDEST_VALUE:
            raise too_wide(network, population, options, needed)
        report = population_report(population, options=options, unit=unit, made=made, result=result)
        quantised = QuantisedPopulation(
            name=name,
            shape=population.shape,
            model=population.model,
            program=result.program,
            parameters=tuple((port.name, made.values[port.name]) for port in result.program.parameters),
            initial=tuple((port.name, _shared_or_array(made.initial.get(port.name))) for port in result.program.states),
            scales=tuple((state.name, state.scale) for state in report.states),
        )
        return quantised, report

    def _largest(self, network: Network, source: str) -> float:
        """The largest real number that a neuron called ``source`` sends in a step; 1 for spikes."""
        sender = network.source(source)
        numbers = self._sent(sender)
        return max(-numbers.lo, numbers.hi) / self._sent_scale(sender) if sender.graded else 1.0

    @property
    def _seen(self) -> tuple[tuple[str, str, float, float], ...]:
        return self.calibration.states if self.calibration else ()

    def _precision(self, population: Population, unit: Unit, network: Network) -> Precision:
        """What the formats of ``population`` are decided from."""
        incoming = [p for p in network.projections if p.target == population.name]
        sources = {p.source for p in incoming}
        bits = [self.options.of_projection(p.name).width for p in incoming] or [self.options.weights.width]
        # An error matters by what it does to the distance to threshold; where nothing fires, beside a weight.
        distance = population.to_threshold
        if distance is not None:
            span = float(np.max(distance))
        else:
            most = {p.name: float(np.max(np.abs(p.connection.weights), initial=0.0)) for p in incoming}
            span = max((most[p.name] * self._largest(network, p.source) for p in incoming), default=0.0)
        # Sums of weights times numbers are finer than any weight, and so than what states need.
        spans = [self._sent(each) for each in network.sources if each.name in sources and each.graded]
        numbers = max([1, *(max(-span.lo, span.hi) for span in spans)])
        return Precision(max(bits), span * unit.value or 1.0, coarsest=-math.floor(math.log2(numbers)))


def _projection(
    projection: Projection, options: QuantiseOptions, unit: Unit, sent: float
) -> tuple[QuantisedProjection, ProjectionReport]:
    """``projection`` in integers of ``unit``, and what that did to its weights.

    ``sent``: units per real unit of the numbers of its source: a weight is that much less for each of them.
    """
    format_ = options.of_projection(projection.name)
    weights = projection.connection.weights
    shift = dict(unit.shifts).get(projection.name, 0)
    scale = unit.value / 2**shift / sent
    stored = integers(weights, scale, format_.width)
    # One bit stores signs: no weight is too large for it.
    clipped = np.abs(np.rint(weights * scale)) > largest_integer(format_.width) if format_.width > 1 else np.zeros(1)
    if format_.units is not None and np.any(clipped):
        raise _scale_too_large(projection, scale, format_.width)
    # A sign may be -1, 0 or 1, which takes two bits.
    bits = max(2, format_.width) + shift
    if bits > WIDEST_WEIGHT:
        raise _too_far_apart(projection, shift, bits)
    values = (stored * 2**shift).astype(np.int32)
    error = values / unit.value * sent - weights
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
    quantised = QuantisedProjection(
        name=projection.name,
        source=projection.source,
        target=projection.target,
        connection=projection.connection.with_weights(values),
        delay=projection.delay,
        bits=bits,
        receptor=projection.receptor,
    )
    return quantised, report


def _scale_too_large(projection: Projection, scale: float, bits: int) -> UserError:
    weights = projection.connection.weights
    worst = weights.reshape(-1)[int(np.argmax(np.abs(weights)))]
    return user_error(
        "E165",
        f"scale of '{projection.name}'; got a weight of {worst:g}, which is {worst * scale:.6g} units, "
        f"expected at most {largest_integer(bits)} with {bits} bits",
        hint="give more weight_bits, or a smaller scale",
        part=("projections", projection.name),
    )


def _too_far_apart(projection: Projection, shift: int, bits: int) -> UserError:
    return user_error(
        "E161",
        f"projection '{projection.name}' is 2**{shift} times larger than another into "
        f"'{projection.target}'; got {bits} bits, expected at most {WIDEST_WEIGHT}",
        hint="give a smaller scale, or fewer weight_bits",
        part=("projections", projection.name),
    )


def _shared_or_array(values: np.ndarray | None) -> int | np.ndarray:
    if values is None:
        return 0
    return int(values[0]) if np.all(values == values[0]) else values
