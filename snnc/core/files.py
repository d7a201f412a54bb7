"""Writing files: whole or not at all, and never over what is not to be lost."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

from snnc.core.errors import UserError, user_error
from snnc.core.inputs import is_input
from snnc.core.temporary import neighbour


def write_file(path: Path, data: str | bytes) -> None:
    """Write ``data`` to ``path``, a new file or a regular one, which keeps its mode; a link leads to its file.

    Raises :class:`UserError` E003 for what cannot be written, E006 for a file that was read before.
    """
    raw = data.encode() if isinstance(data, str) else data
    try:
        target = _target(path)
        with neighbour(target, folder=False) as made:
            with made.open("wb") as stream:
                stream.write(raw)
                stream.flush()
                os.fsync(stream.fileno())
            if target.exists():
                os.chmod(made, stat.S_IMODE(target.stat().st_mode))
            os.replace(made, target)
    except OSError as err:
        raise cannot_write(path, err) from err


def check_writable(path: Path) -> None:
    """Raise what :func:`write_file` would raise for ``path``; leaves nothing behind."""
    try:
        target = _target(path)
        folder = target.parent
        while not folder.exists():
            folder = folder.parent
        with neighbour(folder / target.name, folder=False):
            pass
    except OSError as err:
        raise cannot_write(path, err) from err


def _target(path: Path) -> Path:
    """The file that is written for ``path``: links are followed, and stay."""
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if os.path.lexists(target):
        if not target.is_file():
            raise OSError(errno.EINVAL, "it is no regular file")
        if is_input(target):
            raise user_error("E006", f"'{path}' is read by this command, and would be lost", hint="name another file")
        if not os.access(target, os.W_OK):
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    return target


def cannot_write(path: Path, err: OSError) -> UserError:
    """E003: the system refuses ``path``."""
    return user_error("E003", f"cannot write '{path}': {err.strerror or err}")
