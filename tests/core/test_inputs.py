"""What is read is a regular file of a size that was looked at first."""

from __future__ import annotations

import os
import warnings
import zipfile
from pathlib import Path

import numpy as np
import pytest

from snnc.core.arrays import UnreadableError, load_arrays, load_csv
from snnc.core.inputs import TooLargeError, read_input
from snnc.core.limits import GIB, excess, memory_limit, way_out


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "link to a device"])
def test_only_regular_files_are_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path = Path("/dev/zero")
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to("/dev/zero")
    with pytest.raises(OSError, match=r"no regular file|Is a directory"):
        read_input(path)
    for load in (load_arrays, load_csv):
        with pytest.raises(UnreadableError, match=r"no regular file|Is a directory"):
            load(path)


def test_a_file_that_takes_too_much_memory_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "x"
    with path.open("wb") as stream:
        stream.truncate(5 * GIB)  # a hole: it takes no place on the disk
    with pytest.raises(TooLargeError, match=r"about 5 GiB of memory, expected at most 1") as caught:
        read_input(path)
    assert "--memory 5" in caught.value.hint
    path.write_bytes(b"0123456789")
    with memory_limit(9 / GIB), pytest.raises(TooLargeError):
        read_input(path)
    with memory_limit(10 / GIB):
        assert read_input(path) == b"0123456789"
    with memory_limit(20 / GIB), pytest.raises(TooLargeError):
        read_input(path, memory_per_byte=3)


def test_limits() -> None:
    assert not excess(GIB) and "about 1.5 GiB of memory, expected at most 1" in excess(1.5 * GIB)
    assert "--memory 2 " in way_out(1.5 * GIB)
    with memory_limit(4):
        assert not excess(4 * GIB) and excess(4 * GIB + 1)
    assert "8,192 GiB" in excess(8192 * GIB)
    for wrong in (0, -1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="memory"), memory_limit(wrong):
            pass


def test_an_archive_is_read_member_by_member(tmp_path: Path) -> None:
    """One that nobody asks for takes no memory, however large it is; the others count together."""
    small, large = np.zeros(1000), np.zeros(10**6)
    np.savez_compressed(tmp_path / "x.npz", small=small, large=large, other=small)
    with memory_limit(12_000 / GIB):
        loaded = load_arrays(tmp_path / "x.npz")
        assert not isinstance(loaded, np.ndarray) and set(loaded) == {"small", "large", "other"}
        np.testing.assert_array_equal(loaded["small"], small)
        for name in ("large", "other"):
            with pytest.raises(UnreadableError, match="memory"):
                loaded[name]
    assert load_arrays(tmp_path / "x.npz")["large"].shape == (10**6,)


@pytest.mark.parametrize("archive", [True, False])
@pytest.mark.parametrize("shape", ["(1099511627776,)", "(2, 4)", "(-4,)", "(3,)"])
def test_a_header_is_not_believed(shape: str, archive: bool, tmp_path: Path) -> None:
    """Memory is taken for what a header says; more than the file holds, or less than nothing, is refused before."""
    header = f"{{'descr': '<f8', 'fortran_order': False, 'shape': {shape}, }}".ljust(117) + "\n"
    content = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode() + bytes(24)
    path = tmp_path / ("x.npz" if archive else "x.npy")
    if archive:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as stream:
            stream.writestr("x.npy", content)
    else:
        path.write_bytes(content)
    if shape == "(3,)":
        loaded = load_arrays(path)
        np.testing.assert_array_equal(loaded if isinstance(loaded, np.ndarray) else loaded["x"], [0, 0, 0])
        return
    with pytest.raises(UnreadableError, match="does not fit in the file"):
        load_arrays(path)


def test_an_archive_of_countless_members_is_refused_by_its_directory(tmp_path: Path) -> None:
    path = tmp_path / "x.npz"
    with zipfile.ZipFile(path, "w") as stream:
        for k in range(2000):
            stream.writestr(f"{k}.npy", b"")
    with memory_limit(path.stat().st_size * 2 / GIB), pytest.raises(UnreadableError, match="memory"):
        load_arrays(path)


def test_text_of_numbers_counts_as_what_it_becomes(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(",".join(["1"] * 500))
    with memory_limit(5000 / GIB), pytest.raises(UnreadableError, match="memory"):
        load_csv(tmp_path / "x.csv")
    assert load_csv(tmp_path / "x.csv").size == 500


def test_a_header_that_is_a_bomb(tmp_path: Path) -> None:
    """Of version 2.0 it may be 4 GiB long by its own word."""
    for version, length in (
        (b"\x02\x00", (900 << 20).to_bytes(4, "little")),
        (b"\x01\x00", (60_000).to_bytes(2, "little")),
    ):
        (tmp_path / "x.npy").write_bytes(b"\x93NUMPY" + version + length + b" " * 100)
        with pytest.raises(UnreadableError, match="its header is too long"):
            load_arrays(tmp_path / "x.npy")


def test_reasons_are_the_same_in_every_run(tmp_path: Path) -> None:
    header = f"{{'descr': {'f8,' * 1000!r}, 'fortran_order': False, 'shape': (1,), }}\n"
    (tmp_path / "x.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header.encode())
    with pytest.raises(UnreadableError) as caught:
        load_arrays(tmp_path / "x.npy")
    assert "0x" not in str(caught.value)
    (tmp_path / "x.csv").write_text("# nothing\n")
    with pytest.raises(UnreadableError), warnings.catch_warnings():
        warnings.simplefilter("error")
        load_csv(tmp_path / "x.csv")
