"""Temporary neighbours: what is to become a file or a folder is made beside it, and renamed when it is whole.

A neighbour is locked while its process lives. What a process that was killed left behind is swept by the next one
that writes the same file or folder.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from snnc.core.interrupts import deferred

try:
    import fcntl
except ImportError:
    _LOCKS = False
else:
    _LOCKS = True

#: The former content of a folder, within a neighbour, while its new one takes the place.
OLD = "old"
#: How often a neighbour is made anew that was swept before it was locked.
_ATTEMPTS = 3


@contextmanager
def neighbour(path: Path, folder: bool) -> Iterator[Path]:
    """A new empty file or ``folder`` beside ``path``, gone at the end of the block unless it was renamed.

    Raises :class:`OSError` where there can be none.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    _sweep(path)
    made = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    lock = -1
    try:
        with deferred():
            for _ in range(_ATTEMPTS):
                # Before it is locked, somebody may sweep it.
                if not made.exists():
                    _make(made, folder)
                lock = _locked(made)
                if lock >= 0:
                    break
        yield made
    finally:
        with deferred():
            _remove(made)
            if lock >= 0:
                os.close(lock)


def _make(path: Path, folder: bool) -> None:
    """A new folder, or an empty file; the umask of the user decides who may read it."""
    if folder:
        path.mkdir()
    else:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))


def _locked(path: Path) -> int:
    """A descriptor that holds the lock of ``path``, or -1 where somebody else has it or there are no locks."""
    if not _LOCKS:
        return -1
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
    except OSError:
        return -1
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return -1
    return handle


def _sweep(path: Path) -> None:
    """Remove the neighbours of ``path`` that no process holds; a folder that was on its way out is put back first."""
    shape = re.compile(rf"\.{re.escape(path.name)}\.[0-9a-f]{{8}}\.tmp")
    for name in sorted(os.listdir(path.parent)):
        if not shape.fullmatch(name):
            continue
        left = path.parent / name
        with contextlib.suppress(FileNotFoundError), deferred():
            lock = _locked(left)
            if lock < 0:
                continue  # its process lives
            if (left / OLD).is_dir() and not path.exists():
                os.replace(left / OLD, path)
            _remove(left)
            os.close(lock)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
