"""What a neuron model is: it owns its parameters, its choices, its equation and its program."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from inspect import cleandoc
from typing import ClassVar

import numpy as np

from snnc.core.errors import Diagnostic, internal_error
from snnc.core.words import Topic, Word
from snnc.program.program import Parameter, Program

#: Real parameters by name: each a number, or float64 [size].
Values = Mapping[str, "float | np.ndarray"]


@dataclass(frozen=True)
class Setting:
    """A parameter as a population is given it.

    ``neutral``: the value that means the same as giving none; None where there is no such value.
    ``default``: what giving none means, in words; empty where it must be given. ``tau``: the key of a
    time constant that may be given instead, of which the parameter is the factor kept per step.
    ``value``: the number of a parameter that the program always has, where nobody gives one. ``derived``: what
    the parameter is, of those that are given and of the length of a step; no population gives it.
    ``transient``: only what is derived from it is a parameter of the program, not itself. ``timed``: it is given as a
    rate, a number per unit of ``dt`` or a text in Hz, which is multiplied by the length of a step.
    ``shortest``: the least time constant ``tau`` that the model takes, in steps.
    """

    parameter: Parameter
    neutral: float | None = None
    default: str = ""
    tau: str = ""
    value: float | None = None
    derived: Callable[[Values, float], float | np.ndarray] | None = None
    transient: bool = False
    timed: bool = False
    shortest: float = 0.0

    @property
    def name(self) -> str:
        """Of the parameter."""
        return self.parameter.name


@dataclass(frozen=True)
class TimeConstant:
    """A key that may be given instead of the factor kept per step, which is ``of`` it."""

    of: Setting


@dataclass(frozen=True, eq=False)
class Choice:
    """A structural choice that frameworks make differently: ``key`` in a spec, and what each value means.

    The first value is the default; ``topic``: of its words, for suggestions.
    """

    key: str
    meanings: Mapping[Enum, str]
    topic: Topic | None = None

    @property
    def options(self) -> type[Enum]:
        """All values."""
        return type(self.default)

    @property
    def numbers(self) -> tuple[int, ...]:
        """The values of a choice among whole numbers, which follow each other; none of one among words."""
        values = [str(each.value) for each in self.meanings]
        return tuple(map(int, values)) if all(map(str.isdigit, values)) else ()

    @property
    def default(self) -> Enum:
        """What a spec that says nothing means."""
        return next(iter(self.meanings))


#: The value of every choice of a population, by the choice's key.
Chosen = Mapping[str, Enum]

#: Keys of every population in a spec, whatever its model.
POPULATION_KEYS = ("name", "size", "shape", "model", "method", "initial")


class Model(ABC):
    """A neuron model. A subclass is one file and one line in the registry.

    The docstring of a subclass gives the equation and its source, for people. Every population
    carries the :meth:`program` that its choices and parameters lead to; nothing else of the compiler
    knows a model. ``words``: what others call it, in lower case without ``_``, ``-`` and spaces. ``needs_filter``:
    its input counts in the step in which it arrives and is then forgotten, so that spikes must pass a filter first.
    """

    name: ClassVar[str]
    settings: ClassVar[tuple[Setting, ...]]
    choices: ClassVar[tuple[Choice, ...]] = ()
    words: ClassVar[Mapping[str, Word]] = {}
    needs_filter: ClassVar[bool] = False

    def __init_subclass__(cls) -> None:
        """:class:`InternalError` for a model with two keys of one name, or with one that every population has."""
        super().__init_subclass__()
        keys = [*POPULATION_KEYS, *(choice.key for choice in cls.choices)]
        for setting in getattr(cls, "settings", ()):
            keys += [setting.name, setting.tau] if setting.tau else [setting.name]
        twice = next((key for key in keys if keys.count(key) > 1), None)
        if twice is not None:
            raise internal_error(f"{cls.__name__}: a population of this model has the key '{twice}' twice")

    @abstractmethod
    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        """The update program for the choices ``chosen`` and the parameters named in ``given``."""

    def needed(self, chosen: Chosen) -> frozenset[str]:
        """The parameters that a population with these choices must be given."""
        return frozenset(setting.name for setting in self.settings if not setting.default)

    def start(self, values: Values, initial: Values, size: int) -> Values:
        """The initial values of states that are not 0, for those that ``initial`` does not give.

        ``values``: of all parameters; each is one number, or one for each of ``size`` neurons.
        """
        return {}

    def normal(self, chosen: dict[str, Enum], values: dict[str, float | np.ndarray]) -> None:  # noqa: B027
        """Bring choices and parameters that mean the same into one form, in place; most models have one form."""

    def complaints(self, population: str, chosen: Chosen, values: Values) -> Iterator[Diagnostic]:
        """What ``values`` of ``population`` break of the model's own rules; ``part`` is the key at fault."""
        return iter(())

    def surprises(self, population: str, values: Values) -> Iterator[Diagnostic]:
        """Warnings of what integers cannot follow of ``values`` of ``population``; ``part`` is the key at fault."""
        return iter(())

    def excess(self, population: str, state: str, share: float) -> Iterator[Diagnostic]:
        """Warnings of a run in which ``state`` would have exceeded its upper end in ``share`` of all places.

        Of states that the model itself limits, whatever their format; ``share`` is in (0, 1].
        """
        return iter(())

    @property
    def doc(self) -> str:
        """What the model is: equation, parameters, source."""
        return cleandoc(type(self).__doc__ or "")

    @property
    def parameters(self) -> frozenset[str]:
        """The names of all parameters."""
        return frozenset(setting.name for setting in self.settings)

    @property
    def keys(self) -> dict[str, Choice | Setting | TimeConstant]:
        """What each key of the model's own in a spec gives."""
        found: dict[str, Choice | Setting | TimeConstant] = {choice.key: choice for choice in self.choices}
        found |= {setting.name: setting for setting in self.settings if setting.derived is None}
        return found | {setting.tau: TimeConstant(setting) for setting in self.settings if setting.tau}

    @property
    def spiking(self) -> bool:
        """Whether its neurons can fire."""
        return self.program(self.defaults, self.parameters).spike is not None

    @property
    def defaults(self) -> dict[str, Enum]:
        """The default of every choice."""
        return {choice.key: choice.default for choice in self.choices}

    def chosen(self, words: Mapping[str, str]) -> dict[str, Enum]:
        """Every choice, as ``words`` say or by default; ValueError for a word that is no value."""
        return {c.key: c.options(words[c.key]) if c.key in words else c.default for c in self.choices}
