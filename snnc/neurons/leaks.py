"""How a membrane forgets: what a step without input does to the potential."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection

from snnc.neurons.body import Body
from snnc.neurons.settings import DECAY, LEAK, REST
from snnc.program.ops import Add, Scale, Shrink, Subtract


class Leak(ABC):
    """What a membrane loses in a step; it moves the distance from ``rest``, where that is given."""

    def put(self, b: Body, v: str, given: Collection[str]) -> str:
        """``v`` after the leak of a step."""
        if REST.name not in given:
            return self._shrunk(b, v, "decayed", "decay")
        above = b.put("above_rest", Subtract(v, REST.name), "distance from rest")
        kept = self._shrunk(b, above, "kept", "decay of the distance")
        return b.put("decayed", Add(kept, REST.name), "decay toward rest")

    def text(self, v: str, given: Collection[str]) -> str:
        """The same as an expression of an equation; ``v`` is a sum without parentheses."""
        if REST.name in given:
            return f"rest + {self._text(f'{v} - rest')}"
        return self._text(v)

    @abstractmethod
    def _shrunk(self, b: Body, distance: str, target: str, why: str) -> str:
        """``target``, which is what is left of ``distance``."""

    @abstractmethod
    def _text(self, distance: str) -> str:
        """The same as an expression."""


class ExponentialLeak(Leak):
    """A part of the distance is kept: ``decay * distance``."""

    def _shrunk(self, b: Body, distance: str, target: str, why: str) -> str:
        return b.put(target, Scale(distance, DECAY.name), why)

    def _text(self, distance: str) -> str:
        return f"decay * ({distance})" if " " in distance else f"decay * {distance}"


class LinearLeak(Leak):
    """The distance becomes smaller by ``leak``, and stops at 0."""

    def _shrunk(self, b: Body, distance: str, target: str, why: str) -> str:
        return b.put(target, Shrink(distance, LEAK.name), why)

    def _text(self, distance: str) -> str:
        return f"shrink({distance}, leak)"
