"""Writing folders: a folder appears whole or not at all, and only what snnc wrote is ever replaced."""

from __future__ import annotations

import ctypes
import hashlib
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from snnc.core.errors import SnncError, user_error
from snnc.core.files import cannot_write
from snnc.core.inputs import is_input, resolved
from snnc.core.interrupts import deferred
from snnc.core.temporary import OLD, neighbour

#: In every folder that snnc wrote: which command did, and, once it was done, the files that it left there with
#: their SHA-256.
MARKER = ".snnc"
#: What stands between the command and the files.
_LISTED = "what is not listed here is somebody else's:\n"

#: Of ``renameat2``: paths as they are, and both names change places.
_AS_GIVEN, _EXCHANGE = -100, 2


def refuse_overlap(design: Path, work: Path) -> None:
    """Raise E004 where emptying the folder ``work`` would touch the folder ``design``."""
    kept, emptied = resolved(design), resolved(work)
    if kept == emptied or kept in emptied.parents or emptied in kept.parents:
        raise user_error(
            "E004", f"work folder '{work}' would touch the design in '{design}'", hint="name another folder"
        )


def fresh_folder(folder: Path, writer: str) -> None:
    """Make ``folder`` empty, but for the marker of ``writer``. Raises E003 and E004 as :func:`write_folder`.

    Until :func:`seal` is called, whatever comes into it belongs to ``writer``.
    """
    try:
        place = resolved(folder)
        _refuse_foreign(place, writer)
        with neighbour(place, folder=True) as staging:
            (staging / MARKER).write_text(_mark(writer), encoding="utf-8")
            _replace(place, staging)
    except OSError as err:
        raise cannot_write(folder, err) from err


def seal(folder: Path, writer: str) -> None:
    """List what is in ``folder`` as the work of ``writer``: what comes later is somebody else's."""
    names = sorted(_files(folder) - {MARKER})
    rows = (f"{_digest(folder / name)}  {name}\n" for name in names)
    (folder / MARKER).write_text(_mark(writer) + _LISTED + "".join(rows), encoding="utf-8", errors="surrogateescape")


def is_unsealed(folder: Path, writer: str) -> bool:
    """Whether ``writer`` began to work in ``folder``, and what it left there is not listed."""
    return _is_of(folder, writer) and _listed(folder) is None


def changed(folder: Path, names: Iterable[str]) -> list[str]:
    """Those of the files ``names`` of ``folder`` that are not what was sealed; none of a folder without a list."""
    if not (folder / MARKER).is_file():
        return []
    listed = _listed(folder)
    return [name for name in names if listed is not None and listed.get(name) != _digest(folder / name)]


def write_folder(folder: Path, files: Mapping[str, str | bytes], writer: str) -> None:
    """Replace ``folder`` by ``files`` (relative name -> content) at once.

    Raises :class:`UserError` E003 for what cannot be written, E004 when ``folder`` holds something that
    ``writer``, a command of snnc, did not write.
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
    try:
        place = resolved(folder)
        _refuse_foreign(place, writer)
        failed = place.with_name(f"{place.name}.failed")
        with neighbour(place, folder=True) as staging:
            try:
                yield staging
                seal(staging, writer)
                _refuse_foreign(place, writer)  # the work may have taken long
                _replace(place, staging)
                if keep_failure and _is_ours(failed, writer):
                    shutil.rmtree(failed)
            except SnncError as err:
                if not keep_failure or (failed.exists() and not _is_ours(failed, writer)):
                    raise
                seal(staging, writer)
                _replace(failed, staging)
                raise err.with_hints(lambda hint: hint.replace(str(staging), str(failed))) from err
    except OSError as err:
        raise cannot_write(folder, err) from err


def _replace(folder: Path, staging: Path) -> None:
    """Put ``staging`` where ``folder`` is, or is to be."""
    with deferred():
        if folder.exists():
            os.chmod(staging, stat.S_IMODE(folder.stat().st_mode))
        if not folder.exists():
            os.replace(staging, folder)
        elif _exchanged(folder, staging):
            shutil.rmtree(staging, ignore_errors=True)
        else:
            with neighbour(folder, folder=True) as aside:
                os.replace(folder, aside / OLD)
                try:
                    os.replace(staging, folder)
                except BaseException:
                    os.replace(aside / OLD, folder)
                    raise


def _exchanged(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (AttributeError, OSError):
        return False
    return bool(renameat2(_AS_GIVEN, os.fsencode(one), _AS_GIVEN, os.fsencode(other), _EXCHANGE) == 0)


def _is_ours(folder: Path, writer: str) -> bool:
    """Whether ``folder`` was written by ``writer``, and holds nothing else."""
    return _is_of(folder, writer) and not _others(folder)


def _others(folder: Path) -> list[str]:
    """What is in ``folder`` and was not there when it was sealed."""
    listed = _listed(folder)
    return sorted(_files(folder) - {MARKER, *listed}) if listed is not None else []


def _refuse_foreign(folder: Path, writer: str) -> None:
    """Raise E004 when ``folder`` is or holds something that ``writer`` did not write."""
    if not os.path.lexists(folder) or (folder.is_dir() and not any(folder.iterdir())):
        return
    if not _is_of(folder, writer):
        raise user_error(
            "E004",
            f"'{folder}' exists and was not written by {writer}",
            hint="name a new folder, or remove this one yourself",
        )
    for name in sorted(_files(folder)):
        if is_input(folder / name):
            raise user_error(
                "E006",
                f"'{folder / name}' is read by this command, and would be lost",
                hint="move it out of the folder",
            )
    others = _others(folder)
    if others:
        shown = others[0].encode("utf-8", "replace").decode()
        more = f" and {len(others) - 1} more" if len(others) > 1 else ""
        raise user_error(
            "E004",
            f"'{folder}' also holds '{shown}'{more}, which {writer} did not write and would delete",
            hint="move what is yours out of it, or name a new folder",
        )


def _files(folder: Path) -> set[str]:
    """The names of all that is in ``folder`` and is no folder itself, relative to it."""
    found = set()
    for where, folders, names in os.walk(folder):
        links = [name for name in folders if os.path.islink(os.path.join(where, name))]
        found |= {os.path.relpath(os.path.join(where, name), folder) for name in (*names, *links)}
    return found


def _listed(folder: Path) -> dict[str, str] | None:
    """Name and digest of every file that was sealed; None where nothing was."""
    _, sealed, listed = (folder / MARKER).read_text(encoding="utf-8", errors="surrogateescape").partition(_LISTED)
    rows = (line.partition("  ") for line in listed.splitlines())
    return {name: digest for digest, _, name in rows} if sealed else None


def _digest(path: Path) -> str:
    """SHA-256 of what a file holds; of a link, where it leads; a dash for anything else."""
    if path.is_symlink():
        return hashlib.sha256(os.fsencode(os.readlink(path))).hexdigest()
    if not path.is_file():
        return "-"
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _is_of(folder: Path, writer: str) -> bool:
    marker = folder / MARKER
    return marker.is_file() and marker.read_text(encoding="utf-8", errors="surrogateescape").startswith(_mark(writer))


def _mark(writer: str) -> str:
    return f"written by {writer}\n"
