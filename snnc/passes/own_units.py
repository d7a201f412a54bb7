"""Quantities whose unit neither weights nor ``fraction_bits`` decide: numbers that are sent, probabilities, times."""

from __future__ import annotations

from snnc.ir.network import Population
from snnc.ir.options import StateOptions
from snnc.passes.chance import chance_fraction
from snnc.passes.graded import sent_fraction
from snnc.passes.times import time_fraction
from snnc.passes.units import Unit
from snnc.program.program import Program
from snnc.program.quantity import Purpose


def own_fractions(population: Population, options: StateOptions, unit: Unit, weight_bits: int) -> dict[str, int]:
    """The fraction bits below ``unit`` of each of :func:`own_units`, by name. Raises what each of these raises."""
    return {
        **sent_fraction(population, options, unit),
        **chance_fraction(population, options, unit),
        **time_fraction(population, options, unit, weight_bits),
    }


def own_units(program: Program) -> frozenset[str]:
    """The quantities of ``program`` whose unit is decided by itself."""
    found = {step.quantity.name for step in program.serving(Purpose.STEP)}
    found |= {program.quantities[program.sends].name} if program.sends else set()
    return frozenset(found | ({program.chance} if program.chance else set()))
