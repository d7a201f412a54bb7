"""The statements of a program, one after another."""

from __future__ import annotations

from dataclasses import dataclass, field

from snnc.program.operation import Op
from snnc.program.program import Statement


@dataclass
class Body:
    """Collects statements; :meth:`put` returns the name that later ones read."""

    statements: list[Statement] = field(default_factory=list)

    def put(self, target: str, op: Op, comment: str) -> str:
        """Add ``target = op``, with the reason as ``comment``."""
        self.statements.append(Statement(target, op, comment))
        return target
