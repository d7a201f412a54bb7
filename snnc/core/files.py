"""Writing: a file or a folder appears whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from snnc.core.errors import SnncError, UserError, user_error

#: Present in every folder snnc wrote, and says which command did; only that one ever replaces it.
MARKER = ".snnc"


def write_file(path: Path, data: str | bytes) -> None:
    """Write ``data`` to ``path`` by way of a temporary neighbour and a rename."""
    raw = data.encode() if isinstance(data, str) else data
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as err:
        raise cannot_write(path, err) from err
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as err:
        os.unlink(name)
        raise cannot_write(path, err) from err


def check_writable(path: Path) -> None:
    """Raise E003 where :func:`write_file` could not write ``path``; leaves nothing behind."""
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        folder = path.parent
        while not folder.exists():
            folder = folder.parent
        handle, name = tempfile.mkstemp(dir=folder, prefix=f".{path.name}.")
        os.close(handle)
        os.unlink(name)
    except OSError as err:
        raise cannot_write(path, err) from err


def refuse_overlap(design: Path, work: Path) -> None:
    """Raise E004 where emptying the folder ``work`` would touch the folder ``design``."""
    kept, emptied = design.resolve(), work.resolve()
    if kept == emptied or kept in emptied.parents or emptied in kept.parents:
        raise user_error(
            "E004", f"work folder '{work}' would touch the design in '{design}'", hint="name another folder"
        )


def fresh_folder(folder: Path, writer: str) -> None:
    """Make ``folder`` empty, but for the marker of ``writer``. Raises E004 as for :func:`write_folder`."""
    try:
        folder = folder.resolve()
        _refuse_foreign(folder, writer)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / MARKER).write_text(_mark(writer))
    except OSError as err:
        raise cannot_write(folder, err) from err


def write_folder(folder: Path, files: Mapping[str, str | bytes], writer: str) -> None:
    """Replace ``folder`` by ``files`` (relative name -> content) in one rename.

    Raises :class:`UserError` E004 when ``folder`` holds something that ``writer``, a command of
    snnc, did not write.
    """
    with staged_folder(folder, writer) as staging:
        for name, data in files.items():
            target = staging / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.encode() if isinstance(data, str) else data)


@contextmanager
def staged_folder(folder: Path, writer: str, keep_failure: bool = False) -> Iterator[Path]:
    """An empty folder that takes the place of ``folder`` when the block is done, and not before.

    After an exception ``folder`` is what it was. With ``keep_failure``, an error of snnc leaves
    the unfinished folder as ``FOLDER.failed``, and file names in its hints point there.
    Raises :class:`UserError` E003 for what cannot be written, E004 as for :func:`write_folder`.
    """
    given = folder
    try:
        folder = folder.resolve()
        _refuse_foreign(folder, writer)
        failed = folder.with_name(f"{folder.name}.failed")
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    except OSError as err:
        raise cannot_write(given, err) from err
    try:
        os.chmod(staging, 0o755)
        (staging / MARKER).write_text(_mark(writer))
        yield staging
        _replace(folder, staging)
        if keep_failure and _is_of(failed, writer):
            shutil.rmtree(failed)
    except OSError as err:
        raise cannot_write(given, err) from err
    except SnncError as err:
        if not keep_failure or (failed.exists() and not _is_of(failed, writer)):
            raise
        _replace(failed, staging)
        raise err.with_hints(lambda hint: hint.replace(str(staging), str(failed))) from err
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _replace(folder: Path, staging: Path) -> None:
    """Put ``staging`` where ``folder`` is, or is to be."""
    if not folder.exists():
        os.replace(staging, folder)
        return
    old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        os.replace(folder, old / "old")
        os.replace(staging, folder)
    except BaseException:
        if (old / "old").exists() and not folder.exists():
            os.replace(old / "old", folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)


def _refuse_foreign(folder: Path, writer: str) -> None:
    """Raise E004 when ``folder`` holds something ``writer`` did not write."""
    if folder.exists() and not _is_of(folder, writer) and (not folder.is_dir() or any(folder.iterdir())):
        raise user_error(
            "E004",
            f"'{folder}' exists and was not written by {writer}",
            hint="name a new folder, or remove this one yourself",
        )


def _is_of(folder: Path, writer: str) -> bool:
    marker = folder / MARKER
    return marker.is_file() and marker.read_text(errors="replace") == _mark(writer)


def _mark(writer: str) -> str:
    return f"written by {writer}\n"


def cannot_write(path: Path, err: OSError) -> UserError:
    """E003: the system refuses ``path``."""
    return user_error("E003", f"cannot write '{path}': {err.strerror or err}")
