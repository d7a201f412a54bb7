"""Reading: a file that somebody names is a regular one, of a size that is known before it is read.

A pipe may never end and a device has no end. What a command has read it must not write: the files are
remembered, whatever they are called.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import IO

from snnc.core.limits import excess, way_out

#: Device and inode of every file that was read, while somebody wants to know.
_READ: ContextVar[set[tuple[int, int]] | None] = ContextVar("read", default=None)


class TooLargeError(OSError):
    """A file that would take too much memory; ``hint`` says what allows it."""

    def __init__(self, needed: float) -> None:
        super().__init__(errno.EFBIG, f"it takes {excess(needed)}")
        self.hint = way_out(needed)


def resolved(path: Path) -> Path:
    """``path`` without links and dots. Links that lead in a circle stay, and opening them fails."""
    return Path(os.path.realpath(path))


@contextmanager
def remembering_inputs() -> Iterator[None]:
    """Remember what is read while the block runs, so that :func:`is_input` knows it."""
    former = _READ.set(set())
    try:
        yield
    finally:
        _READ.reset(former)


def is_input(path: Path) -> bool:
    """Whether the file ``path``, by this or another name, was read by the command that runs."""
    try:
        found = path.stat()
    except OSError:
        return False
    return (found.st_dev, found.st_ino) in (_READ.get() or set())


def open_input(path: Path, memory_per_byte: float = 1.0) -> IO[bytes]:
    """The regular file ``path``, open for reading.

    ``memory_per_byte``: bytes of memory that each of its bytes takes. Raises :class:`OSError` for what is no regular
    file or cannot be read, :class:`TooLargeError` for one that takes too much memory.
    """
    # Without O_NONBLOCK a pipe without a writer would not even open.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        found = os.fstat(handle)
        if stat.S_ISDIR(found.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "it is no regular file")
        needed = found.st_size * memory_per_byte
        if excess(needed):
            raise TooLargeError(needed)
    except OSError:
        os.close(handle)
        raise
    read = _READ.get()
    if read is not None:
        read.add((found.st_dev, found.st_ino))
    return os.fdopen(handle, "rb")


def read_input(path: Path, memory_per_byte: float = 1.0) -> bytes:
    """What the regular file ``path`` holds when it is opened; errors as of :func:`open_input`."""
    with open_input(path, memory_per_byte) as stream:
        return stream.read(os.fstat(stream.fileno()).st_size)
