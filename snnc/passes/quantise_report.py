"""What quantising a population did, for the report."""

from __future__ import annotations

import math

import numpy as np

from snnc.ir.network import Population
from snnc.ir.options import StateOptions
from snnc.ir.quantised import PopulationReport
from snnc.passes.formats import leak_errors
from snnc.program.lower import Lowered, Representation


def population_report(
    population: Population,
    options: StateOptions,
    result: Lowered,
    how: Representation,
    scale: float,
    values: dict[str, np.ndarray],
    saturation: str,
    exact: bool,
) -> PopulationReport:
    """Bits, scale, decay and errors of ``population``; ``values``: its parameters in integers."""
    given = dict(population.parameters)
    asked = built = integer = None
    error = 0.0
    if "decay" in values:
        real = np.atleast_1d(np.asarray(given["decay"], dtype=np.float64))
        built_as = np.broadcast_to(values["decay"], real.shape)
        realised = built_as / 2**how.factor_shift
        errors = leak_errors(real, realised)
        worst = int(np.argmax(errors))
        error = float(errors[worst])
        integer = int(built_as[worst])
        asked, built = float(real[worst]), float(realised[worst])
    threshold_error = 0.0
    if "threshold" in values:
        threshold = np.asarray(given["threshold"], dtype=np.float64)
        relative = np.abs(values["threshold"] / scale - threshold) / np.maximum(np.abs(threshold), 1e-30)
        threshold_error = float(np.max(relative))
    return PopulationReport(
        name=population.name,
        state_bits=result.program.port("v").type.width,
        fraction_bits=how.input_shift,
        scale=scale,
        accumulator_bits=result.program.input.type.width,
        rounding=options.rounding.value,
        decay=asked,
        decay_realised=built,
        decay_integer=integer,
        decay_shift=how.factor_shift,
        tau=_time_constant(asked),
        tau_realised=_time_constant(built),
        tau_error=error if math.isfinite(error) else None,
        threshold_error=threshold_error,
        saturation=saturation if result.saturation_kept else "proved unneeded",
        exact=exact,
    )


def _time_constant(decay: float | None) -> float | None:
    """Steps in which a state decays to 1/e: ``-1 / ln(decay)``; None where it never or at once does."""
    return None if decay is None or decay in (0.0, 1.0) else -1.0 / math.log(decay)
