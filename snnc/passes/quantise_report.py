"""What quantising a population did, for the report."""

from __future__ import annotations

import math

import numpy as np

from snnc.core.errors import internal_error
from snnc.ir.network import Population
from snnc.ir.options import StateOptions
from snnc.ir.reports import DecayReport, GainReport, PopulationReport, ReceptorReport, StateReport, TableReport
from snnc.numbers.transcendental import log
from snnc.passes.formats import decays, gain_errors, leak_errors
from snnc.passes.represent import Represented
from snnc.passes.units import Unit
from snnc.program.lookup import Tabulated
from snnc.program.lower import Lowered
from snnc.program.nonlinear import Lookup, Rescaled
from snnc.program.program import Parameter, Receptor, StateVariable
from snnc.program.quantity import Kind, Purpose


def population_report(
    population: Population, options: StateOptions, unit: Unit, made: Represented, result: Lowered
) -> PopulationReport:
    """Bits, scales, decays and errors of ``population``, which became ``made`` and then ``result``."""
    program, fractions = population.program, made.how.fraction_bits
    potential = program.potential
    states = sorted(program.linear_states, key=lambda state: state.name != potential)
    fine_enough = unit.exact and unit.fraction is not None and min(fractions.values()) >= unit.fraction
    return PopulationReport(
        name=population.name,
        unit=unit.value,
        fractions=tuple(fractions.items()),
        factors=tuple(made.how.factor_shifts.items()),
        states=tuple(_state(state, unit, made, result) for state in states),
        decays=tuple(_decay(population, each, made) for each in program.serving(Purpose.DECAY)),
        accumulator_bits=max(port.type.width for port in result.program.inputs),
        rounding=options.rounding.value,
        threshold_error=_threshold_error(population, unit, made),
        exact=fine_enough and not decays(population) and not _bends(population),
        receptors=tuple(_receptor(each, made, result) for each in program.receptors if len(program.receptors) > 1),
        tables=tuple(_table(population, name, unit, made, table=table) for name, table in result.tables),
        gains=tuple(_gain(population, each, made) for each in program.parameters if each.quantity.kind is Kind.GAIN),
    )


def _bends(population: Population) -> bool:
    """Whether any value is rounded that is no multiple of a factor."""
    return any(isinstance(s.op, Rescaled) for s in population.program.body)


def _table(population: Population, name: str, unit: Unit, made: Represented, *, table: Tabulated) -> TableReport:
    """The table of the statement ``name``."""
    op = next(s.op for s in population.program.body if s.target == name)
    if not isinstance(op, Lookup):
        raise internal_error(f"'{name}' reads no table")
    of, measured = made.how.fraction_bits, population.program.measured
    given, found = (unit.value * 2.0 ** of[quantity] for quantity in (measured[op.a].name, op.quantity.name))
    return TableReport(
        name=name,
        function=op.function,
        first=table.span.lo,
        last=table.span.hi,
        shift=table.shift,
        entries=len(table.base),
        low=table.span.lo / given,
        high=table.span.hi / given,
        error=float(f"{table.error / found:.6g}"),
        relative=table.relative,
    )


def _state(state: StateVariable, unit: Unit, made: Represented, result: Lowered) -> StateReport:
    fraction = made.how.fraction_bits[state.quantity.name]
    kept = state.name in result.saturation_kept
    return StateReport(
        name=state.name,
        quantity=state.quantity.name,
        bits=result.program.port(state.name).type.width,
        fraction_bits=fraction,
        scale=unit.value * 2**fraction,
        saturation=made.widths[state.name].saturation if kept else "proved unneeded",
    )


def _receptor(receptor: Receptor, made: Represented, result: Lowered) -> ReceptorReport:
    span = made.how.input_ranges[receptor.name]
    bits = result.program.port(receptor.name).type.width
    return ReceptorReport(name=receptor.name, quantity=receptor.quantity.name, bits=bits, low=span.lo, high=span.hi)


def _decay(population: Population, parameter: Parameter, made: Represented) -> DecayReport:
    """The neuron whose leak is furthest off."""
    shift = made.how.factor_shifts[parameter.name]
    real = np.atleast_1d(np.asarray(dict(population.parameters)[parameter.name], dtype=np.float64))
    integer = np.broadcast_to(made.values[parameter.name], real.shape)
    errors = leak_errors(real, integer / 2**shift)
    worst = int(np.argmax(errors))
    asked, built, error = float(real[worst]), float(integer[worst] / 2**shift), float(errors[worst])
    return DecayReport(
        name=parameter.name,
        of=parameter.of,
        asked=asked,
        built=built,
        integer=int(integer[worst]),
        shift=shift,
        tau=_time_constant(asked),
        tau_built=_time_constant(built),
        error=error if math.isfinite(error) else None,
    )


def _gain(population: Population, parameter: Parameter, made: Represented) -> GainReport:
    """The neuron whose gain is furthest off."""
    real = np.atleast_1d(np.asarray(dict(population.parameters)[parameter.name], dtype=np.float64))
    built = np.broadcast_to(made.values[parameter.name] / 2.0 ** made.how.factor_shifts[parameter.name], real.shape)
    errors = gain_errors(real, built)
    worst = int(np.argmax(errors))
    return GainReport(parameter.name, float(real[worst]), float(built[worst]), float(errors[worst]))


def _threshold_error(population: Population, unit: Unit, made: Represented) -> float:
    """The largest relative error of a threshold; 0 where there is none."""
    parameter = population.program.parameter(Purpose.THRESHOLD, population.program.potential)
    if parameter is None:
        return 0.0
    scale = unit.value * 2 ** made.how.fraction_bits[parameter.quantity.name]
    real = np.asarray(dict(population.parameters)[parameter.name], dtype=np.float64)
    relative = np.abs(made.values[parameter.name] / scale - real) / np.maximum(np.abs(real), 1e-30)
    return float(np.max(relative))


def _time_constant(decay: float) -> float | None:
    """Steps in which a state decays to 1/e: ``-1 / ln(decay)``; None where it never or at once does."""
    return None if decay in (0.0, 1.0) else -1.0 / log(decay)
