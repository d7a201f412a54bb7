"""Every program that the registries can build: model, choices, parameters given or not.

Nothing is listed here. A model enters by being registered, a choice by being a field of
:class:`Choices`, a parameter by standing in the model's ``optional`` set.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator
from dataclasses import dataclass, fields
from functools import cache
from typing import get_type_hints

import numpy as np

from snnc.neurons.choices import Choices
from snnc.neurons.registry import MODELS, Model
from snnc.program.ops import Op
from snnc.program.program import INPUT, Program


def reads(op: Op) -> tuple[str, ...]:
    """The names that ``op`` reads: its fields of type ``str``, but for the state that a saturation names."""
    return tuple(value for key, value in vars(op).items() if isinstance(value, str) and key != "state")


def options() -> dict[str, list]:
    """The values of every structural choice, by field."""
    hints = get_type_hints(Choices)
    return {field.name: list(hints[field.name]) for field in fields(Choices)}


def every_choice() -> Iterator[Choices]:
    """Every combination of choices."""
    values = options()
    for row in itertools.product(*values.values()):
        yield Choices(**dict(zip(values, row, strict=True)))


def random_choices(rng: np.random.Generator) -> Choices:
    """Each choice by chance."""
    return Choices(**{name: values[rng.integers(len(values))] for name, values in options().items()})


def missing(program: Program) -> set[str]:
    """Names that ``program`` reads and nothing defines: parameters that these choices demand."""
    known = {INPUT, *(p.name for p in program.parameters), *(s.name for s in program.states)}
    absent: set[str] = set()
    for statement in program.body:
        absent.update(name for name in reads(statement.op) if name not in known)
        known.add(statement.target)
    return absent


def completed(model: Model, choices: Choices, given: Collection[str]) -> frozenset[str]:
    """``given`` and whatever else ``model`` requires, by itself or under these choices."""
    names = model.required | frozenset(given)
    return names | missing(model.program(choices, names))


@dataclass(frozen=True)
class Case:
    """A program and where it comes from."""

    model: str
    choices: Choices
    given: frozenset[str]
    program: Program

    def __str__(self) -> str:
        words = [value.value for value in vars(self.choices).values()]
        return f"{self.model}({', '.join(words)}; {', '.join(sorted(self.given))})"


@cache
def every_program() -> tuple[Case, ...]:
    """Every program that differs from the others in what it computes."""
    found: dict[tuple, Case] = {}
    for name, model in sorted(MODELS.items()):
        optional = sorted(model.optional)
        for choices in every_choice():
            for mask in itertools.product((False, True), repeat=len(optional)):
                given = completed(model, choices, [p for p, take in zip(optional, mask, strict=True) if take])
                program = model.program(choices, given)
                ops = tuple((s.target, s.op) for s in program.body)
                key = (name, program.parameters, program.states, ops, program.next_state, program.spike)
                found.setdefault(key, Case(name, choices, given, program))
    return tuple(found.values())
