"""Errors and warnings as values: where, what, what was expected, and how to mend it.

A warning says what may surprise, and stops nothing. Errors have three classes with three exit codes:

* :class:`UserError` (2): the input is wrong; every diagnostic points at it.
* :class:`UnsupportedError` (3): the input is right but snnc cannot build it yet.
* :class:`InternalError` (4): snnc broke one of its own rules; please report it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import Self


@dataclass(frozen=True, order=True)
class Location:
    """A place in a text file; ``line`` and ``column`` count from 1 (0: unknown)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


class Severity(Enum):
    """Whether a diagnostic stops the work."""

    ERROR = "error"
    WARNING = "warning"


class SnncWarning(UserWarning):
    """What :func:`snnc.compile` has to say of a network that it compiles all the same."""


@dataclass(frozen=True)
class Diagnostic:
    """One complaint: code such as ``E101`` or ``W201``, message, place, hint and the line it stands on.

    ``part`` says which part of a network it is about, such as ``("populations", "hidden")``, where
    whoever complains knows no file; whoever read the file can turn it into a place.
    """

    code: str
    message: str
    where: Location | None = None
    hint: str = ""
    source: str = ""
    part: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR

    def as_json(self) -> dict[str, str]:
        """Code, message, place and hint as plain values."""
        return {"code": self.code, "message": self.message, "where": str(self.where or ""), "hint": self.hint}

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        lines = [f"{place}{self.severity.value}[{self.code}]: {self.message}"]
        if self.source and self.where and self.where.column:
            number = str(self.where.line)
            margin = " " * len(number)
            lines.append(f"  {number} | {self.source}")
            lines.append(f"  {margin} | {' ' * (self.where.column - 1)}^")
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


class SnncError(Exception):
    """Base of all errors snnc raises on purpose."""

    exit_code = 4

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("\n".join(str(d) for d in diagnostics))
        self.diagnostics = diagnostics

    def with_hints(self, change: Callable[[str], str]) -> Self:
        """The same error with other hints."""
        return type(self)(*(replace(diagnostic, hint=change(diagnostic.hint)) for diagnostic in self.diagnostics))


class UserError(SnncError):
    """The input is wrong."""

    exit_code = 2


class UnsupportedError(SnncError):
    """The input is meaningful but cannot be built."""

    exit_code = 3


class InternalError(SnncError):
    """A broken invariant of snnc itself."""

    exit_code = 4


def user_error(
    code: str, message: str, *, where: Location | None = None, hint: str = "", part: tuple[str, ...] = ()
) -> UserError:
    """A :class:`UserError` with one diagnostic."""
    return UserError(Diagnostic(code, message, where, hint, part=part))


def warning(code: str, message: str, *, hint: str = "", part: tuple[str, ...] = ()) -> Diagnostic:
    """A warning about ``part`` of a network."""
    return Diagnostic(code, message, hint=hint, part=part, severity=Severity.WARNING)


def internal_error(message: str) -> InternalError:
    """An :class:`InternalError` with one diagnostic."""
    return InternalError(Diagnostic("X001", message, hint="this is a bug in snnc, please report it"))


@dataclass
class Complaints:
    """Collects diagnostics, so that one run reports every error it can see."""

    found: list[Diagnostic] = field(default_factory=list)

    def add(self, diagnostic: Diagnostic) -> None:
        """Remember one diagnostic."""
        self.found.append(diagnostic)

    def raise_if_any(self) -> None:
        """Raise one :class:`UserError` with all diagnostics, in the order of their places."""
        if self.found:
            placed = sorted(self.found, key=lambda d: d.where or Location(""))
            raise UserError(*placed)
