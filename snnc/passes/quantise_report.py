"""What quantising a population did, for the report."""

from __future__ import annotations

import numpy as np

from snnc.ir.network import Population
from snnc.ir.options import StateOptions
from snnc.ir.quantised import PopulationReport
from snnc.program.lower import Lowered


def population_report(
    population: Population,
    options: StateOptions,
    result: Lowered,
    scale: float,
    fraction: int,
    values: dict[str, np.ndarray],
) -> PopulationReport:
    """Bits, scale, decay and errors of ``population``; ``values``: its parameters in integers."""
    given = dict(population.parameters)
    asked = built = integer = None
    if "decay" in values:
        real = np.atleast_1d(np.asarray(given["decay"], dtype=np.float64))
        built_as = np.broadcast_to(values["decay"], real.shape)
        worst = int(np.argmax(np.abs(built_as / 2**options.decay_bits - real)))
        integer = int(built_as[worst])
        asked, built = float(real[worst]), integer / 2**options.decay_bits
    error = 0.0
    if "threshold" in values:
        threshold = np.asarray(given["threshold"], dtype=np.float64)
        error = float(np.max(np.abs(values["threshold"] / scale - threshold) / np.maximum(np.abs(threshold), 1e-30)))
    return PopulationReport(
        population.name,
        result.program.port("v").type.width,
        fraction,
        scale,
        result.program.input.type.width,
        options.rounding.value,
        asked,
        built,
        integer,
        options.decay_bits,
        error,
        "kept" if result.saturation_kept else "proved unneeded",
    )
