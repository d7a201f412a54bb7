"""Neuron models in words: equation, parameters, choices, and every default."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields, replace
from enum import Enum
from itertools import product
from typing import Any

from snnc.neurons.choices import DEFAULT_CHOICES, KEYS, MEANINGS, Choices
from snnc.neurons.membrane import DEFAULTS, RESET_VALUE
from snnc.neurons.registry import Model

#: What holds for every model, and is easily taken for granted otherwise.
GENERAL = """\
In every step a population first gathers its input I: the sum of the weights of the spikes that arrive. A weight
belongs to a pair [source, target]. With a delay of 0, the default, a spike arrives in the step it is sent in.

Then the potential v decays, takes its input, is compared with the threshold, and is reset. In integers it is limited
to its format last of all: the comparison sees the whole sum.

Weights, thresholds and all other potentials are rounded to the nearest integer unit, ties to even; so is a decay, to
'decay_bits'. In every step decay * v is rounded as 'rounding' says: to the nearest, ties to even, by default.

Every sample starts from the initial state: v = 0, unless 'initial' gives another."""


def describe(model: Model) -> list[str]:
    """What ``model`` is: its equation, its parameters and its choices, with their defaults."""
    given = model.required | model.optional
    docs = {p.name: p.doc for p in model.program(DEFAULT_CHOICES, given).parameters}
    rows = [(name, "needed", docs[name]) for name in sorted(model.required)]
    for name in sorted(model.optional):
        default = "needed for reset: value" if name == RESET_VALUE.name else f"default: {DEFAULTS[name]}"
        rows.append((name, default, docs[name]))
    lines = [
        *model.doc.replace("``", "").strip().splitlines(),
        "",
        "Parameters, one number or one per neuron",
        *_aligned(rows),
    ]
    if "decay" in model.required:
        lines.append(
            "  'tau' may stand for 'decay', which is then exp(-dt / tau), or 1 - dt / tau with 'method: euler'."
        )
    chosen = [
        (KEYS[name] if k == 0 else "", str(value.value), MEANINGS[value])
        for name in _choices(model)
        for k, value in enumerate(_default_first(name))
    ]
    return [*lines, "", "Choices; the first value of each is the default", *_aligned(chosen)]


def _choices(model: Model) -> list[str]:
    """The fields of :class:`Choices` that make a difference to ``model``."""
    given = model.required | model.optional
    names = [field.name for field in fields(Choices)]
    combinations: Iterable[Any] = product(*(_default_first(name) for name in names))
    every = [Choices(*values) for values in combinations]
    bodies = {choices: model.program(choices, given).body for choices in every}
    return [
        name
        for name in names
        if any(bodies[c] != bodies[replace(c, **{name: getattr(DEFAULT_CHOICES, name)})] for c in every)
    ]


def _default_first(name: str) -> list[Enum]:
    """All values of a field of :class:`Choices`."""
    default: Enum = getattr(DEFAULT_CHOICES, name)
    return [default, *(value for value in type(default) if value is not default)]


def _aligned(rows: Sequence[tuple[str, str, str]]) -> list[str]:
    widths = [max(len(row[k]) for row in rows) for k in (0, 1)]
    return [f"  {a:<{widths[0]}}  {b:<{widths[1]}}  {c}" for a, b, c in rows]
