"""Standard streams that outlive their readers: ``snnc … | head -1`` ends as it would without ``head``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from snnc.core.files import cannot_write


class PatientStream:
    """A text stream that goes silent, instead of failing, once nobody reads it.

    A command then does all of its work and has its own exit code. Raises :class:`UserError` E003
    for whatever else keeps the system from writing, such as a full disk.
    """

    def __init__(self, stream: TextIO, name: str) -> None:
        self._stream = stream
        self._name = name

    def write(self, text: str) -> int:
        """Write ``text``; the number of characters."""
        try:
            return self._stream.write(text)
        except OSError as err:
            self._give_up(err)
            return len(text)

    def flush(self) -> None:
        """Hand over what is buffered."""
        try:
            self._stream.flush()
        except OSError as err:
            self._give_up(err)

    def _give_up(self, err: OSError) -> None:
        """Send the rest, and what is still buffered, nowhere."""
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, self._stream.fileno())
        os.close(nowhere)
        if not isinstance(err, BrokenPipeError):
            raise cannot_write(Path(self._name), err) from err

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def patient_streams() -> Iterator[None]:
    """Standard output and standard error are patient while the block runs, and flushed after it."""
    former: tuple[Any, Any] = sys.stdout, sys.stderr
    for stream in former:
        if hasattr(stream, "reconfigure"):  # what a terminal has no letters for is written as its number
            stream.reconfigure(errors="backslashreplace")
    # A stream that was closed before the program began is None; to print to it does nothing.
    out = PatientStream(sys.stdout, "standard output") if sys.stdout else None
    errors = PatientStream(sys.stderr, "standard error") if sys.stderr else None
    sys.stdout, sys.stderr = out, errors
    try:
        yield
    finally:
        for stream in (out, errors):
            if stream:
                stream.flush()
        sys.stdout, sys.stderr = former
