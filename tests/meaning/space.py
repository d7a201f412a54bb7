"""Every program that the registry can build: model, choices, parameters given or not.

Nothing is listed here. A model enters by being registered, with every choice and setting that it has.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

import numpy as np

from snnc.neurons.model import Choice, Model
from snnc.neurons.registry import MODELS
from snnc.program import ops
from snnc.program.program import Program
from snnc.program.quantity import FLAG, Quantity

#: Optional parameters of which every set is tried; of more, so many sets are drawn.
MOST_FREE, DRAWN = 4, 6
#: Combinations of choices beyond which one set is drawn for each: the combinations meet all pairs by themselves.
MANY_CHOICES = 256
#: The value of every choice of a model, by the choice's key.
Chosen = Mapping[str, Enum]


def reads(op: ops.Op) -> tuple[str, ...]:
    """The names that ``op`` reads: its fields of type ``str``, but for states and functions that it names."""
    return tuple(
        value for key, value in vars(op).items() if isinstance(value, str) and key not in ("state", "function")
    )


def quantities(program: Program) -> dict[str, Quantity]:
    """What every value of ``program`` measures, by name."""
    found = {each.name: each.quantity for each in (*program.receptors, *program.parameters, *program.states)}
    for statement in program.body:
        match statement.op:
            case ops.Literal(_, quantity) | ops.Convert(_, quantity) | ops.Gain(_, _, quantity):
                found[statement.target] = quantity
            case ops.Product(_, _, quantity) | ops.Ratio(_, _, _, quantity) | ops.Lookup(_, _, quantity):
                found[statement.target] = quantity
            case ops.AtLeast() | ops.Above() | ops.Both() | ops.Invert() | ops.DrawnBelow():
                found[statement.target] = FLAG
            case ops.Select(_, then, _):
                found[statement.target] = found[then]
            case op:
                found[statement.target] = found[reads(op)[0]]
    return found


def some(choice: Choice) -> list[Enum]:
    """The values of ``choice``; of many numbers the first and the third, which differ as the others do."""
    return list(choice.options)[:3:2] if choice.numbers else list(choice.options)


def every_choice(model: Model) -> Iterator[dict[str, Enum]]:
    """Every combination of the choices of ``model``, of numbers the first three."""
    for row in itertools.product(*(some(choice) for choice in model.choices)):
        yield {choice.key: value for choice, value in zip(model.choices, row, strict=True)}


def random_words(model: Model, rng: np.random.Generator) -> dict[str, str]:
    """A word for each choice of ``model``, by chance."""
    return {choice.key: str(rng.choice([str(each.value) for each in some(choice)])) for choice in model.choices}


def optional(model: Model) -> list[str]:
    """The parameters that ``model`` can do without, under some choices at least."""
    return sorted(setting.name for setting in model.settings if setting.default)


def derived(model: Model) -> set[str]:
    """The parameters of ``model`` that follow from others and from the length of a step: no population gives them."""
    return {setting.name for setting in model.settings if setting.derived is not None}


def transient(model: Model) -> set[str]:
    """The parameters of ``model`` that others are derived from, and that no program has."""
    return {setting.name for setting in model.settings if setting.transient}


def missing(program: Program) -> set[str]:
    """Names that ``program`` reads and nothing defines: parameters that its choices demand."""
    known = {each.name for each in (*program.receptors, *program.parameters, *program.states)}
    absent: set[str] = set()
    for statement in program.body:
        absent.update(name for name in reads(statement.op) if name not in known)
        known.add(statement.target)
    return absent


@dataclass(frozen=True)
class Case:
    """A program and where it comes from."""

    model: str
    chosen: Chosen
    given: frozenset[str]
    program: Program

    def __str__(self) -> str:
        words = [str(value.value) for value in self.chosen.values()]
        return f"{self.model}({', '.join(words)}; {', '.join(sorted(self.given))})"


def sets_of_parameters(model: Model, chosen: Chosen) -> Iterator[frozenset[str]]:
    """Sets of parameters that a population of ``model`` with these choices can be given.

    All of them where they are few; else none and all of those that it can do without, and some by chance: the
    choices are many, and every pair of parameters meets often.
    """
    needed = model.needed(chosen)
    free = [name for name in optional(model) if name not in needed]
    if len(free) > MOST_FREE:
        words = " ".join(str(value.value) for value in chosen.values())
        draw = random.Random(f"{model.name} {words}")
        yield needed
        yield needed | set(free)
        combinations = math.prod(len(list(some(choice))) for choice in model.choices)
        for _ in range(DRAWN if combinations <= MANY_CHOICES else 1):
            yield needed | {name for name in free if draw.random() < 0.5}
        return
    for mask in itertools.product((False, True), repeat=len(free)):
        yield needed | {name for name, take in zip(free, mask, strict=True) if take}


def distinct(program: Program) -> tuple:
    """What tells ``program`` from another: all that it computes."""
    body = tuple((statement.target, statement.op) for statement in program.body)
    return program.name, program.parameters, program.states, body, program.next_state, program.spike


@cache
def every_program() -> tuple[Case, ...]:
    """Programs of every model and every choice that differ in what they compute."""
    found: dict[tuple, Case] = {}
    for name, model in sorted(MODELS.items()):
        for chosen in every_choice(model):
            for given in sets_of_parameters(model, chosen):
                program = model.program(chosen, given)
                found.setdefault(distinct(program), Case(name, chosen, given, program))
    return tuple(found.values())


def cases_of(model: str) -> list[Case]:
    """The programs of one ``model``."""
    return [case for case in every_program() if case.model == model]
