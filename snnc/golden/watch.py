"""What looks at a machine while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from snnc.golden.tables import Environment

if TYPE_CHECKING:
    from snnc.golden.engine import Cell


class Watch(Protocol):
    """Is shown every update."""

    def look(self, cell: Cell, env: Environment, sample: int, step: int) -> None:
        """``env``: every value of ``step`` by name, each [batch, size]; the first of the batch is of ``sample``."""
