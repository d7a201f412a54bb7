"""Arrays from files of other people: NumPy's formats, and a way out for whoever brings another one.

The content of a file tells its format; the name decides only where the content cannot. Nothing that could
run code is ever loaded.
"""

from __future__ import annotations

import codecs
import io
import math
import os
import re
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import numpy as np

from snnc.core.inputs import TooLargeError, open_input, read_input
from snnc.core.limits import excess

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
#: Bytes that the last record of an archive takes at most, with its comment.
_LONGEST_END = 22 + (1 << 16)
#: Bytes of memory for each byte of the directory of an archive, and of numbers written as text.
_DIRECTORY_MEMORY, _TEXT_MEMORY = 16, 16
#: Bytes of the header of an array at most; NumPy itself takes no more of one that it does not trust.
_LONGEST_HEADER = 10_000


class UnreadableError(Exception):
    """A file that holds no arrays for snnc: the reason, and in ``hint`` the way out."""

    def __init__(self, reason: str, hint: str = "") -> None:
        super().__init__(reason)
        self.hint = hint


class Archive(Mapping[str, np.ndarray]):
    """The arrays of an ``.npz`` file by name. Each is read when it is asked for, and not before."""

    def __init__(self, path: Path) -> None:
        """Raises :class:`UnreadableError` for a file that holds anything but arrays of numbers."""
        self._path = path
        self._taken = 0
        self._needed: dict[str, int] = {}
        self._members: dict[str, str] = {}
        with _readable(path), open_input(path) as stream:
            _check_directory(stream)
            with zipfile.ZipFile(stream) as archive:
                for info in archive.infolist():
                    name = info.filename.removesuffix(".npy")
                    with archive.open(info) as content:
                        if content.read(len(_NUMPY)) != _NUMPY:
                            raise _unreadable(path, "a zip archive of other things than arrays", _OTHER)
                        content.seek(0)
                        self._needed[name] = _memory_of(path, content, info.file_size)
                    self._members[name] = info.filename

    def __getitem__(self, name: str) -> np.ndarray:
        member = self._members[name]
        with _readable(self._path), open_input(self._path) as stream, zipfile.ZipFile(stream) as archive:
            self._taken += self._needed[name]
            if excess(self._taken):
                raise TooLargeError(self._taken)
            with archive.open(member) as content:
                return _array(content)

    def __iter__(self) -> Iterator[str]:
        return iter(self._members)

    def __len__(self) -> int:
        return len(self._members)


def load_arrays(path: Path) -> np.ndarray | Archive:
    """The array of the ``.npy`` file ``path``, or those of an ``.npz`` file by name.

    Raises :class:`UnreadableError` for every other file, and for arrays that take too much memory.
    """
    with _readable(path):
        foreign = _foreign(path)
        if foreign:
            raise _unreadable(path, *foreign)
        with open_input(path) as stream:
            if stream.read(len(_NUMPY)) == _NUMPY:
                stream.seek(0)
                needed = _memory_of(path, stream, os.fstat(stream.fileno()).st_size)
                if excess(needed):
                    raise TooLargeError(needed)
                stream.seek(0)
                return _array(stream)
        return Archive(path)


def load_csv(path: Path) -> np.ndarray:
    """The numbers of a text file, separated by commas. Raises :class:`UnreadableError`."""
    with _readable(path):
        with open_input(path) as stream:
            if stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
                raise UnreadableError("it is written in UTF-16, expected UTF-8")
        foreign = _foreign(path)
        if foreign and foreign[0] != "text":
            raise _unreadable(path, *foreign)
        text = read_input(path, _TEXT_MEMORY).decode("utf-8-sig")
        if not text.strip():
            raise UnreadableError("the file is empty")
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of a file without numbers NumPy only warns
            return np.loadtxt(io.StringIO(text), delimiter=",", ndmin=1, dtype=np.float64)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Whatever goes wrong with ``path`` is an :class:`UnreadableError`."""
    try:
        yield
    except TooLargeError as err:
        raise UnreadableError(str(err.strerror), err.hint) from err
    except UnreadableError:
        raise
    except Exception as err:  # zip, zlib, NumPy and the parser of its headers have dozens of their own
        raise UnreadableError(_reason(err)) from err


def _memory_of(path: Path, stream: IO[bytes], size: int) -> int:
    """Bytes that the array in ``stream`` of ``size`` bytes takes, by what it says of itself.

    NumPy takes the memory before it looks whether the values are there.
    """
    version = np.lib.format.read_magic(stream)
    if int.from_bytes(stream.read(4 if version[0] > 1 else 2), "little") > _LONGEST_HEADER:
        raise ValueError("its header is too long for an array of numbers")
    stream.seek(len(_NUMPY) + 2)
    read_header = {(1, 0): np.lib.format.read_array_header_1_0, (2, 0): np.lib.format.read_array_header_2_0}
    if version not in read_header:
        raise ValueError(f"its format is {version[0]}.{version[1]}, expected 1.0 or 2.0")
    shape, _, dtype = read_header[version](stream)
    if dtype.hasobject:
        raise _unreadable(path, "an array of Python objects instead of numbers", _OBJECTS)
    count = math.prod(shape)
    if min(shape, default=0) < 0 or count * dtype.itemsize > size - stream.tell():
        raise ValueError(f"an array of shape {list(shape)} does not fit in the file")
    return count * max(1, dtype.itemsize)


def _array(stream: IO[bytes]) -> np.ndarray:
    array: np.ndarray = np.lib.format.read_array(stream, allow_pickle=False)
    return array


def _check_directory(stream: IO[bytes]) -> None:
    """:class:`TooLargeError` for an archive of so many members that their names alone take too much memory."""
    end = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, end - _LONGEST_END))
    _, found, record = stream.read().rpartition(_ZIP[1])
    if found:
        # The size of the directory stands 12 bytes behind the beginning of its last record.
        needed = int.from_bytes(record[8:12], "little") * _DIRECTORY_MEMORY
        if excess(needed):
            raise TooLargeError(needed)


def _foreign(path: Path) -> tuple[str, str] | None:
    """What ``path`` is, if not one of NumPy's files, and the way out; None for what NumPy may try."""
    with open_input(path) as stream:
        head, size = stream.read(_HEAD), os.fstat(stream.fileno()).st_size
        if head.startswith(_ZIP):
            _check_directory(stream)
            with zipfile.ZipFile(stream) as archive:
                names = archive.namelist()
            return _SUFFIXES[".pt"] if any(name.endswith("/data.pkl") for name in names) else None
    if head.startswith(_NUMPY):
        return None
    if head.startswith(_HDF5_MAGIC):
        return _SUFFIXES[".h5"]
    # A header of JSON behind its length, 8 bytes little endian.
    if head[8:9] == b"{" and 0 < int.from_bytes(head[:8], "little") < size:
        return _SUFFIXES[".safetensors"]
    if path.suffix.lower() in _SUFFIXES:
        return _SUFFIXES[path.suffix.lower()]
    # The opcode that every pickle since protocol 2 begins with, and the number of its protocol.
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return _SUFFIXES[".pkl"]
    if head and _is_text(head):
        return _SUFFIXES[".txt"]
    return ("no NumPy file", _OTHER) if head else ("an empty file", _OTHER)


def _is_text(head: bytes) -> bool:
    """Whether ``head``, which may end within a character, is printable text."""
    text = head.removeprefix(codecs.BOM_UTF8).decode("utf-8", errors="ignore")
    return len(text.encode()) > len(head) - 7 and all(c.isprintable() or c in "\t\r\n" for c in text)


def _unreadable(path: Path, what: str, hint: str) -> UnreadableError:
    return UnreadableError(f"it is {what}", hint.format(name=path.name, stem=path.stem))


def _reason(err: BaseException) -> str:
    """The first line of what went wrong, without the path, which the message has anyway."""
    text = err.strerror if isinstance(err, OSError) and err.strerror else str(err)
    text = re.sub(r"<\S+ object at 0x\w+>", "something else", text)  # another word in every run
    text = text.split("; use `usecols`")[0]  # an option of NumPy's that nobody can give here
    return (text.splitlines() or [type(err).__name__])[0][:120]
