"""Text that a user wrote, every character of which has a place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from snnc.core.errors import Diagnostic, Location, UserError


@dataclass(frozen=True)
class Source:
    """``text``, and from the index of a character in it to its place and the line it stands on.

    ``name``: what the text is, such as ``my_lif.equations``; it stands for a file where there is none.
    """

    text: str
    name: str
    place: Callable[[int], tuple[Location | None, str]] | None = field(default=None, compare=False)

    def error(self, at: int, code: str, message: str, hint: str = "") -> UserError:
        """The error of the character with index ``at``."""
        where, line = (self.place or self._own_place)(at)
        return UserError(Diagnostic(code, message, where, hint, source=line))

    def _own_place(self, at: int) -> tuple[Location, str]:
        before = self.text[:at].split("\n")
        lines = self.text.split("\n")
        return Location(self.name, len(before), len(before[-1]) + 1), lines[len(before) - 1][:200]
