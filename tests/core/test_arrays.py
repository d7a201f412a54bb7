"""Files of arrays: what is no array is named by its content, with a way out, and never executed."""

from __future__ import annotations

import io
import json
import os
import pickle
import zipfile
from pathlib import Path

import numpy as np
import pytest

from snnc.cli.main import main
from snnc.core.arrays import UnreadableError, load_arrays, load_csv

SPEC = """name: net
inputs: {x: {size: 2}}
populations: {p: {size: 2, model: if, threshold: 1.0}}
projections:
  - {source: x, target: p, weights: {file: FILE, key: w}}
outputs: [p]
"""


class Trap:
    """Pickled, it makes a folder wherever it is loaded."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self):
        return os.mkdir, (str(self.path),)


def _torch() -> bytes:
    """What torch.save writes: a zip archive around a pickle."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps({"w": 1}, protocol=2))
        archive.writestr("archive/data/0", b"\0" * 16)
        archive.writestr("archive/version", b"3\n")
    return buffer.getvalue()


def _safetensors() -> bytes:
    header = json.dumps({"w": {"dtype": "F32", "shape": [2, 2], "data_offsets": [0, 16]}}).encode()
    return len(header).to_bytes(8, "little") + header + b"\0" * 16


def _objects(archive: bool) -> bytes:
    buffer = io.BytesIO()
    values = np.array([{"w": 1}, None], dtype=object)
    if archive:
        np.savez(buffer, w=values)
    else:
        np.save(buffer, values)
    return buffer.getvalue()


def _zip_of_text() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("w", "1 2 3")
    return buffer.getvalue()


#: Name of the file, its content, what it is, and a word of the way out.
FOREIGN = [
    ("model.pt", _torch(), "a PyTorch file", "numpy.savez('model.npz'"),
    ("model.npz", _torch(), "a PyTorch file", "torch.load('model.npz', weights_only=True)"),
    ("model.pth", pickle.dumps({"w": [1.0]}), "a PyTorch file", "torch.load('model.pth', weights_only=True)"),
    ("model.safetensors", _safetensors(), "a safetensors file", "safetensors.numpy.load_file('model.safetensors')"),
    ("model.npz", _safetensors(), "a safetensors file", "safetensors.numpy"),
    ("w.pkl", pickle.dumps([1.0]), "a pickle", "load it yourself"),
    ("w.npz", pickle.dumps([1.0], protocol=2), "a pickle", "runs whatever code"),
    ("w.npy", pickle.dumps(np.zeros(3)), "a pickle", "runs whatever code"),
    ("w.pkl", pickle.dumps([1.0], protocol=0), "a pickle", "runs whatever code"),
    ("w.npy", _objects(False), "an array of Python objects", "dtype=float"),
    ("w.npz", _objects(True), "an array of Python objects", "dtype=float"),
    ("w.h5", b"\x89HDF\r\n\x1a\n" + b"\0" * 50, "an HDF5 file", "h5py.File('w.h5')"),
    ("w.npz", b"\x89HDF\r\n\x1a\n" + b"\0" * 50, "an HDF5 file", "h5py"),
    ("w.txt", b"1 2\n3 4\n", "text", "numpy.loadtxt('w.txt')"),
    ("w.npz", "0,5\nü 1\n".encode() * 40, "text", "numpy.loadtxt"),
    ("w.npz", b"\xff\xd8\xff\xe0" * 20, "no NumPy file", "numpy.savez('w.npz'"),
    ("w.npz", _zip_of_text(), "a zip archive of other things", "numpy.savez('w.npz'"),
]


@pytest.mark.parametrize("name,content,what,way_out", FOREIGN)
def test_foreign_files_are_named(name: str, content: bytes, what: str, way_out: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(UnreadableError) as error:
        load_arrays(tmp_path / name)
    assert str(error.value).startswith(f"it is {what}")
    assert way_out in error.value.hint
    assert "allow_pickle" not in f"{error.value}{error.value.hint}"


@pytest.mark.parametrize("name,content,what,way_out", FOREIGN)
@pytest.mark.parametrize("use", ["weights", "stimulus"])
def test_the_commands_say_so(
    use: str, name: str, content: bytes, what: str, way_out: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    spec, file = tmp_path / "net.yaml", tmp_path / name
    file.write_bytes(content)
    np.savez(tmp_path / "good.npz", w=np.ones((2, 2)), x=np.ones((1, 3, 2), bool))
    spec.write_text(SPEC.replace("FILE", name if use == "weights" else "good.npz"))
    (tmp_path / "x.npz").write_bytes((tmp_path / "good.npz").read_bytes())
    assert main(["run", str(spec), "--input", str(file)]) == 2
    shown = capsys.readouterr().err
    assert f"it is {what}" in shown and way_out in shown
    assert ("net.yaml:5:" if use == "weights" else f"{name}: error[E200]") in shown
    assert "allow_pickle" not in shown and "Traceback" not in shown


@pytest.mark.parametrize("name", ["w.pkl", "w.npy", "w.npz", "w.pt", "w.csv", "w"])
@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_nothing_is_ever_executed(name: str, protocol: int, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(pickle.dumps(Trap(tmp_path / "sprung"), protocol))
    with pytest.raises(UnreadableError):
        (load_csv if name == "w.csv" else load_arrays)(tmp_path / name)
    assert not (tmp_path / "sprung").exists()


def test_the_way_out_of_safetensors_and_text_leads_out(tmp_path: Path) -> None:
    """The hint, typed in, makes a file that can be read."""
    (tmp_path / "w.txt").write_text("1 2\n3 4\n")
    with pytest.raises(UnreadableError) as error:
        load_arrays(tmp_path / "w.txt")
    command = error.value.hint.removeprefix("in Python: ").replace("'w.", f"'{tmp_path}/w.").replace("NAME", "w")
    exec(command, {"numpy": np})
    np.testing.assert_array_equal(load_arrays(tmp_path / "w.npz")["w"], [[1, 2], [3, 4]])


def test_arrays_are_read(tmp_path: Path) -> None:
    np.save(tmp_path / "a.npy", np.arange(3))
    np.savez(tmp_path / "b.dat", a=np.arange(3))
    (tmp_path / "b.dat.npz").rename(tmp_path / "b.dat")
    (tmp_path / "c.csv").write_text("1,2\n3,4\n")
    np.testing.assert_array_equal(load_arrays(tmp_path / "a.npy"), [0, 1, 2])
    np.testing.assert_array_equal(load_arrays(tmp_path / "b.dat")["a"], [0, 1, 2])
    np.testing.assert_array_equal(load_csv(tmp_path / "c.csv"), [[1, 2], [3, 4]])
    for missing in (load_arrays, load_csv):
        with pytest.raises(UnreadableError, match=r"^No such file or directory$"):
            missing(tmp_path / "absent")


def test_csv_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_bytes(_torch())
    with pytest.raises(UnreadableError, match="it is a PyTorch file"):
        load_csv(tmp_path / "w.csv")


def test_csv_as_spreadsheets_write_it(tmp_path: Path) -> None:
    path = tmp_path / "w.csv"
    path.write_text("1,2\n3,4\n", encoding="utf-8-sig")
    np.testing.assert_array_equal(load_csv(path), [[1, 2], [3, 4]])
    path.write_text("1,2\n3,4\n", encoding="utf-16")
    with pytest.raises(UnreadableError, match=r"^it is written in UTF-16, expected UTF-8$"):
        load_csv(path)
    path.write_text("1,2\n3,4,5\n")
    with pytest.raises(UnreadableError, match=r"^the number of columns changed from 2 to 3 at row 2$"):
        load_csv(path)
