"""Locks: one run at a time in a folder that it empties."""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from snnc.core.errors import user_error
from snnc.core.files import cannot_write
from snnc.core.inputs import resolved

try:
    import fcntl
except ImportError:
    _LOCKS = False
else:
    _LOCKS = True


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Keep other processes out of ``folder`` while the block runs.

    The lock is a file beside ``folder``, removed at the end. The lock of a process that was
    killed no longer holds. Raises :class:`UserError` E004 when another run is in ``folder``, E003 when the
    file cannot be written. Where the system has no such locks, nothing is locked.
    """
    if not _LOCKS:
        yield
        return
    place = resolved(folder)
    path = place.with_name(f".{place.name}.lock")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        stream = _locked(path)
    except BlockingIOError as err:
        raise user_error(
            "E004", f"another run of snnc works in '{folder}'", hint="wait for its end, or name another folder (--work)"
        ) from err
    except OSError as err:
        raise cannot_write(path, err) from err
    with stream:
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def _locked(path: Path) -> IO[bytes]:
    """The file ``path``, locked; :class:`BlockingIOError` when another process has it."""
    while True:
        # A pipe would be waited for, a link followed, and the file of somebody removed in the end.
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o666)
        stream = os.fdopen(handle, "r+b", buffering=0)
        found = os.fstat(handle)
        if not stat.S_ISREG(found.st_mode) or found.st_size:
            stream.close()
            raise FileExistsError(errno.EEXIST, "it is not a lock of snnc, and in the way")
        try:
            _lock(stream)
            if _is_at(path, stream):
                return stream
        except BaseException:
            stream.close()
            raise
        stream.close()  # whoever had the lock removed the file after it was opened here


def _lock(stream: IO[bytes]) -> None:
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise
    except OSError:  # a file system without locks
        return


def _is_at(path: Path, stream: IO[bytes]) -> bool:
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    return False
