"""A progress bar on stderr; silent where stderr is no terminal. The only door to tqdm."""

from __future__ import annotations

import sys
from types import TracebackType

from tqdm import tqdm


class Bar:
    """Counts up to ``total``; None: nobody knows how far."""

    def __init__(self, what: str, total: int | None) -> None:
        self._bar = tqdm(desc=what, total=total, file=sys.stderr, disable=not sys.stderr.isatty(), leave=False)

    def __enter__(self) -> Bar:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._bar.close()

    def advance(self) -> None:
        """One more."""
        self._bar.update(1)

    def reach(self, count: int) -> None:
        """``count`` in all."""
        self._bar.update(max(0, count - self._bar.n))
