"""Arrays from files of other people: NumPy's formats, and a way out for whoever brings another one.

The content of a file tells its format; the name decides only where the content cannot. Nothing that could
run code is ever loaded.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

#: Everything that reading raises on a file that is missing, damaged or not what its name says.
_UNREADABLE = (
    *(OSError, ValueError, TypeError, EOFError, KeyError, MemoryError, RuntimeError, SyntaxError),
    *(zipfile.BadZipFile, zlib.error),
)
_PICKLES = "unpickling runs whatever code the file holds, so snnc does not"
_TORCH = (
    "in PyTorch: d = torch.load('{name}', weights_only=True); "
    "numpy.savez('{stem}.npz', **{{k: v.numpy() for k, v in d.items()}})"
)
_SAFETENSORS = "in Python: numpy.savez('{stem}.npz', **safetensors.numpy.load_file('{name}'))"
_PICKLE = f"where you trust it, load it yourself and numpy.savez('{{stem}}.npz', NAME=array, …); {_PICKLES}"
_OBJECTS = f"store plain numbers: numpy.savez('{{stem}}.npz', NAME=numpy.array(values, dtype=float)); {_PICKLES}"
_HDF5 = "in Python: numpy.savez('{stem}.npz', NAME=h5py.File('{name}')['DATASET'][()])"
_TEXT = "in Python: numpy.savez('{stem}.npz', NAME=numpy.loadtxt('{name}'))"
_OTHER = "in Python: numpy.savez('{stem}.npz', NAME=array, …)"
#: What is neither of NumPy's formats, by the suffix of its name: what it is, and the way out.
_SUFFIXES = {
    **dict.fromkeys((".pt", ".pth", ".ckpt"), ("a PyTorch file", _TORCH)),
    ".safetensors": ("a safetensors file", _SAFETENSORS),
    **dict.fromkeys((".pkl", ".pickle", ".joblib"), ("a pickle", _PICKLE)),
    **dict.fromkeys((".h5", ".hdf5", ".nir"), ("an HDF5 file", _HDF5)),
    **dict.fromkeys((".txt", ".dat", ".tsv", ".json"), ("text", _TEXT)),
}
#: Bytes at the head of a file that tell what it is.
_HEAD = 64
_NUMPY, _HDF5_MAGIC = b"\x93NUMPY", b"\x89HDF\r\n\x1a\n"
#: An archive begins with its first member, or is empty.
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


class UnreadableError(Exception):
    """A file that holds no arrays for snnc: the reason, and in ``hint`` the way out."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


def load_arrays(path: Path) -> np.ndarray | dict[str, np.ndarray]:
    """The array of the ``.npy`` file ``path``, or those of an ``.npz`` file by name.

    Raises :class:`UnreadableError` for every other file.
    """
    try:
        foreign = _foreign(path)
        if foreign:
            raise _unreadable(path, *foreign)
        loaded: Any = np.load(path, allow_pickle=False)
        if isinstance(loaded, np.ndarray):
            return loaded
        with loaded as archive:
            return {name: _member(path, archive, name) for name in archive.files}
    except _UNREADABLE as err:
        if "pickle" in str(err):  # NumPy advises to load it unsafely
            raise _unreadable(path, "an array of Python objects instead of numbers", _OBJECTS) from err
        raise UnreadableError(_reason(err)) from err


def load_csv(path: Path) -> np.ndarray:
    """The numbers of a text file, separated by commas. Raises :class:`UnreadableError`."""
    try:
        foreign = _foreign(path)
        if foreign and foreign[0] != "text":
            raise _unreadable(path, *foreign)
        if not path.read_text(encoding="utf-8").strip():
            raise UnreadableError("the file is empty")
        return np.loadtxt(path, delimiter=",", ndmin=1, dtype=np.float64, encoding="utf-8")
    except _UNREADABLE as err:
        raise UnreadableError(_reason(err)) from err


def _member(path: Path, archive: Mapping[str, Any], name: str) -> np.ndarray:
    array = archive[name]
    if not isinstance(array, np.ndarray):
        raise _unreadable(path, "a zip archive of other things than arrays", _OTHER)
    return array


def _foreign(path: Path) -> tuple[str, str] | None:
    """What ``path`` is, if not one of NumPy's files, and the way out; None for what NumPy may try."""
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_NUMPY):
        return None
    if head.startswith(_ZIP):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
        return _SUFFIXES[".pt"] if any(name.endswith("/data.pkl") for name in names) else None
    if head.startswith(_HDF5_MAGIC):
        return _SUFFIXES[".h5"]
    # A header of JSON behind its length, 8 bytes little endian.
    if head[8:9] == b"{" and 0 < int.from_bytes(head[:8], "little") < path.stat().st_size:
        return _SUFFIXES[".safetensors"]
    if path.suffix.lower() in _SUFFIXES:
        return _SUFFIXES[path.suffix.lower()]
    # The opcode that every pickle since protocol 2 begins with, and the number of its protocol.
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return _SUFFIXES[".pkl"]
    if head and _is_text(head):
        return _SUFFIXES[".txt"]
    return None if not head else ("no NumPy file", _OTHER)


def _is_text(head: bytes) -> bool:
    """Whether ``head``, which may end within a character, is printable text."""
    text = head.decode("utf-8", errors="ignore")
    return len(text.encode()) > len(head) - 4 and all(c.isprintable() or c in "\t\r\n" for c in text)


def _unreadable(path: Path, what: str, hint: str) -> UnreadableError:
    return UnreadableError(f"it is {what}", hint.format(name=path.name, stem=path.stem))


def _reason(err: BaseException) -> str:
    """The first line of what went wrong, without the path, which the message has anyway."""
    text = err.strerror if isinstance(err, OSError) and err.strerror else str(err)
    return (text.splitlines() or [type(err).__name__])[0][:120]
