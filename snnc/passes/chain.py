"""What a pass is, and how passes follow each other."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, TypeVar

from snnc.core.errors import internal_error
from snnc.core.text import Codec

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


class Pass(ABC, Generic[A, B]):
    """A pure function from one stage to the next. Every pass is a frozen dataclass with its options as fields.

    ``name``: what ``snnc dump --after`` calls it; ``codec``: the text form of the stage that it makes.
    """

    name: ClassVar[str]
    codec: ClassVar[Codec]

    @abstractmethod
    def __call__(self, given: A, /) -> B:
        """The stage that the pass makes of ``given``."""

    @abstractmethod
    def verify(self, given: A, made: B, /) -> None:
        """Raise :class:`InternalError` when ``made`` is not what the pass may make of ``given``."""

    def verified(self, given: A) -> B:
        """The stage that the pass makes of ``given``, verified."""
        made = self(given)
        self.verify(given, made)
        return made


AnyPass = Pass[Any, Any]
#: Called after every pass, with the pass and the verified stage that it made.
PassObserver = Callable[[AnyPass, Any], None]


def ignore(done: AnyPass, stage: Any) -> None:
    """The observer that does nothing."""


@dataclass(frozen=True, eq=False)
class Stages:
    """What passes that ran one after the other left behind."""

    made: tuple[tuple[AnyPass, Any], ...]

    def after(self, kind: type[Pass[Any, B]]) -> B:
        """The stage that the pass of class ``kind`` made; :class:`InternalError` when it did not run."""
        for done, stage in self.made:
            if isinstance(done, kind):
                found: B = stage
                return found
        raise internal_error(f"no stage of {kind.__name__}: the pass did not run")

    @property
    def text(self) -> str:
        """The text form of the last stage."""
        done, stage = self.made[-1]
        return done.codec.print(stage)


@dataclass(frozen=True)
class Chain(Generic[A, B]):
    """Passes in order. The types of their stages join: the type checker knows a pass that stands in the wrong place."""

    passes: tuple[AnyPass, ...]

    @staticmethod
    def of(first: Pass[A, B]) -> Chain[A, B]:
        """The chain of one pass."""
        return Chain((first,))

    def then(self, following: Pass[B, C]) -> Chain[A, C]:
        """This chain, and one pass more."""
        return Chain((*self.passes, following))

    def join(self, following: Chain[B, C]) -> Chain[A, C]:
        """This chain, and all of ``following`` behind it."""
        return Chain((*self.passes, *following.passes))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the passes."""
        return tuple(each.name for each in self.passes)

    def apply(self, given: A, upto: str = "", observe: PassObserver = ignore) -> Stages:
        """Run on ``given`` up to the pass called ``upto``, or to the end. Every stage is verified before the next pass.

        Raises :class:`InternalError` for a stage that breaks its rules, and what the passes raise.
        """
        if upto and upto not in self.names:
            raise internal_error(f"no pass is called '{upto}'")
        made: list[tuple[AnyPass, Any]] = []
        stage: Any = given
        for each in self.passes:
            stage = each.verified(stage)
            made.append((each, stage))
            observe(each, stage)
            if each.name == upto:
                break
        return Stages(tuple(made))
