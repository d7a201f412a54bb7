"""Registries: what can be chosen, by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from snnc.core.errors import internal_error


class Named(Protocol):
    """Something with a name."""

    @property
    def name(self) -> str:
        """What users call it."""


N = TypeVar("N", bound=Named)


def by_name(what: str, items: Iterable[N]) -> dict[str, N]:
    """``items`` by their names, in this order; ``what`` they are, for the error.

    Raises :class:`InternalError` for a name that is empty or taken: the later one would hide the other.
    """
    found: dict[str, N] = {}
    for item in items:
        if not item.name or item.name in found:
            raise internal_error(f"two of the {what} are called '{item.name}', or one has no name")
        found[item.name] = item
    return found
