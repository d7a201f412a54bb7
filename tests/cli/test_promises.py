"""What commands must not do with files of their user, and how they end on what is too large or made up."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from snnc.cli.main import main
from snnc.core.folders import seal

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The example, compiled in ``out``, with a stimulus; commands run there."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.yaml").write_text((ROOT / "examples" / "two_neurons" / "network.yaml").read_text())
    np.savez(tmp_path / "x.npz", stimulus=np.random.default_rng(0).random((2, 6, 2)) < 0.5)
    assert main(["compile", "net.yaml", "-o", "out"]) == 0
    return tmp_path


@pytest.mark.parametrize("name", ["o/rtl/two_neurons.v", "o/.snnc", "o/r.json", "o"])
def test_a_result_does_not_go_into_the_folder_of_its_command(name: str, folder: Path) -> None:
    assert main(["compile", "net.yaml", "-o", "o", "--json", name]) == 2
    assert not (folder / "o").exists()


def test_two_outputs_are_two_files(folder: Path) -> None:
    assert main(["run", "net.yaml", "--input", "x.npz", "--output", "z", "--json", "z"]) == 2
    assert not (folder / "z").exists()


def test_weights_that_are_read_are_known_before_anything_is_written(folder: Path) -> None:
    np.save("w.npy", np.ones((2, 2)))
    spec = (folder / "net.yaml").read_text()
    (folder / "net.yaml").write_text(spec.replace("[[0.6, 0.0], [0.0, 0.45]]", "{file: w.npy}"))
    assert "w.npy" in (folder / "net.yaml").read_text()
    before = (folder / "w.npy").read_bytes()
    assert main(["compile", "net.yaml", "-o", "new", "--json", "w.npy"]) == 2
    assert main(["run", "net.yaml", "--input", "x.npz", "--output", "z.npz", "--json", "w.npy"]) == 2
    assert (folder / "w.npy").read_bytes() == before
    assert not (folder / "new").exists() and not (folder / "z.npz").exists()


@pytest.mark.usefixtures("icarus")
def test_files_in_the_work_folder_of_a_run_that_failed(folder: Path) -> None:
    path = folder / "out" / "rtl" / "two_neurons.v"
    text = path.read_text()
    path.write_text(text + "syntax error here\n")
    assert main(["simulate", "out", "--input", "x.npz"]) == 2
    (folder / "out.sim" / "notes").write_text("mine")
    path.write_text(text)
    assert main(["simulate", "out", "--input", "x.npz"]) == 2
    assert (folder / "out.sim" / "notes").read_text() == "mine"


EDITS = {
    "lanes": ("plan.json", '"lanes": 2', '"lanes": 200'),
    "a stage": ("plan.json", '"stages": [\n', '"stages": [\n 9223372036854775807,\n'),
}


@pytest.mark.parametrize("edit", EDITS)
def test_a_folder_that_was_made_up_is_at_fault(edit: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    name, old, new = EDITS[edit]
    text = (folder / "out" / name).read_text()
    assert old in text
    (folder / "out" / name).write_text(text.replace(old, new, 1))
    seal(folder / "out", "snnc compile")
    assert main(["report", "out", "--input", "x.npz", "--device", "up5k"]) == 2
    assert "error[E005]" in capsys.readouterr().err


BOMBS = {
    "values": {"stimulus.values": np.zeros((50_000_000, 2), np.uint8)},
    "events": {"stimulus.events": np.zeros((20_000_000, 3), np.uint8), "samples": 1, "steps": 1},
    "steps": {"stimulus.events": np.zeros((1, 3), int), "samples": 1, "steps": 1 << 24},
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_small_files_of_large_arrays(bomb: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez_compressed("bomb.npz", **BOMBS[bomb])
    assert (folder / "bomb.npz").stat().st_size < 1 << 20
    assert main(["run", "net.yaml", "--input", "bomb.npz"]) == 2
    assert "bomb.npz: error[E202]" in capsys.readouterr().err


def test_a_run_that_records_too_much(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez_compressed("long.npz", **{"stimulus.events": np.zeros((1, 3), int), "samples": 40, "steps": 1 << 17})
    assert main(["run", "net.yaml", "--input", "long.npz", "--memory", "0.1"]) == 2
    assert "a run of 40 samples of 131072 steps takes about" in capsys.readouterr().err


def test_a_terminal_without_the_letters_of_a_name(folder: Path) -> None:
    (folder / "net.yaml").write_text((folder / "net.yaml").read_text().replace("pair", "réseau"), encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    command = [sys.executable, "-m", "snnc", "compile", "net.yaml", "-o", "new", "--json", "r.json"]
    run = subprocess.run(command, env=environment, capture_output=True, check=False)
    assert run.returncode == 0, run.stderr
    assert b"r\\xe9seau" in run.stdout and json.loads((folder / "r.json").read_text())


def test_a_network_is_not_called_like_a_module_of_the_library(folder: Path) -> None:
    (folder / "net.yaml").write_text((folder / "net.yaml").read_text().replace("name: two_neurons", "name: acme_rom"))
    assert main(["compile", "net.yaml", "-o", "new", "--library-prefix", "acme_"]) == 0
    texts = [path.read_text() for path in (folder / "new" / "rtl").rglob("*.v")]
    assert sum("module acme_rom " in text for text in texts) == 1


def test_no_memory_is_a_message(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*arguments: object, **options: object) -> io.BytesIO:
        raise MemoryError

    monkeypatch.setattr("snnc.cli.run.read_stimulus", none)
    assert main(["run", "net.yaml", "--input", "x.npz"]) == 2
    assert "error[E007]: not enough memory" in capsys.readouterr().err


@pytest.mark.parametrize(
    "option,text,expected",
    [
        ("--memory", "much", "got 'much', expected GiB from 0.001 to a million"),
        ("--memory", "nan", "got 'nan', expected GiB from 0.001 to a million"),
        ("--samples", "few", "got 'few', expected a whole number of at least 1"),
        ("--samples", "0", "got '0', expected a whole number of at least 1"),
    ],
)
def test_numbers_of_options(option: str, text: str, expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["run", "net.yaml", "--input", "x.npz", option, text])
    assert caught.value.code == 2
    assert expected in capsys.readouterr().err
