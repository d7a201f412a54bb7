"""Writing: a file or a folder appears whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from snnc.core.errors import user_error

#: Present in every folder snnc wrote; only such a folder is ever replaced.
MARKER = ".snnc"


def write_file(path: Path, data: str | bytes) -> None:
    """Write ``data`` to ``path`` by way of a temporary neighbour and a rename."""
    raw = data.encode() if isinstance(data, str) else data
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    except OSError as err:
        raise user_error("E003", f"cannot write '{path}': {err.strerror}") from err
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(raw)
        os.chmod(name, 0o644)
        os.replace(name, path)
    except OSError as err:
        os.unlink(name)
        raise user_error("E003", f"cannot write '{path}': {err.strerror}") from err


def _refuse_foreign(folder: Path) -> None:
    """Raise E004 when ``folder`` holds something snnc did not write."""
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / MARKER).exists())):
        raise user_error(
            "E004",
            f"'{folder}' exists and was not written by snnc",
            hint="name a new folder, or remove this one yourself",
        )


def refuse_overlap(design: Path, work: Path) -> None:
    """Raise E004 where emptying the folder ``work`` would touch the folder ``design``."""
    kept, emptied = design.resolve(), work.resolve()
    if kept == emptied or kept in emptied.parents or emptied in kept.parents:
        raise user_error("E004", f"work folder '{work}' would touch the design in '{design}'")


def fresh_folder(folder: Path) -> None:
    """Make ``folder`` empty, but for the marker. Raises E004 when it holds something of others."""
    try:
        _refuse_foreign(folder)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).write_text("written by snnc\n")
    except OSError as err:
        raise user_error("E003", f"cannot write '{folder}': {err.strerror}") from err


def write_folder(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Replace ``folder`` by ``files`` (relative name -> content) in one rename.

    Raises :class:`UserError` E004 when ``folder`` holds something snnc did not write.
    """
    try:
        _refuse_foreign(folder)
        folder.parent.mkdir(parents=True, exist_ok=True)
        staging = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    except OSError as err:
        raise user_error("E003", f"cannot write '{folder}': {err.strerror}") from err
    try:
        os.chmod(staging, 0o755)
        (staging / MARKER).write_text("written by snnc\n")
        for name, data in files.items():
            target = staging / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.encode() if isinstance(data, str) else data)
        if folder.exists():
            old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
            os.replace(folder, old / "old")
            os.replace(staging, folder)
            shutil.rmtree(old)
        else:
            os.replace(staging, folder)
    except OSError as err:
        shutil.rmtree(staging, ignore_errors=True)
        raise user_error("E003", f"cannot write '{folder}': {err.strerror}") from err
