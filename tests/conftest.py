"""Shared fixtures: golden files, tools that must be there in CI, data outside the repository."""

from __future__ import annotations

import atexit
import os
import shlex
import shutil
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from snnc.core.errors import UserError
from snnc.tools.fpga import find
from snnc.tools.verilator import installation

ROOT = Path(__file__).resolve().parents[1]
#: The files that take longest: they start first, so that no worker ends with a long one alone.
LONGEST = (
    "system/test_examples.py",
    "synth/test_cells.py",
    "rtl/test_core.py",
    "system/test_hostile.py",
    "fitting/test_fit.py",
    "lint/test_verilog.py",
    "synth/test_netlists.py",
    "system/test_receptors.py",
    "system/test_every_model.py",
    "lint/test_python.py",
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="rewrite golden files instead of comparing")


def pytest_configure() -> None:
    """Verilator's own runtime is compiled once for all tests, not for every design: two thirds of most builds."""
    if "OBJCACHE" not in os.environ:
        script = ROOT / "tests" / "support" / "objects.py"
        folder = tempfile.mkdtemp(prefix="snnc-objects-")
        os.environ["OBJCACHE"] = shlex.join([sys.executable, str(script), folder])
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first; all others stay in the order in which they were found."""
    places = {ROOT / "tests" / name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture
def golden(request: pytest.FixtureRequest):
    """Compare text with a golden file, or rewrite the file under --update-golden."""

    def compare(text: str, path: Path) -> None:
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        assert path.exists(), f"{path} is missing; run make update-golden"
        assert text == path.read_text(), f"{path} differs; if that is intended, run make update-golden"

    return compare


@pytest.fixture
def golden_folder(request: pytest.FixtureRequest, golden):
    """Compare texts, by name, with all files of a folder, or rewrite the folder under --update-golden."""

    def compare(texts: Mapping[str, str], folder: Path) -> None:
        for name, text in texts.items():
            golden(text, folder / name)
        stale = [
            path for path in sorted(folder.rglob("*")) if path.is_file() and path not in {folder / n for n in texts}
        ]
        if request.config.getoption("--update-golden"):
            for path in stale:
                path.unlink()
        else:
            assert not stale, f"nothing makes these any more; run make update-golden: {stale}"

    return compare


def missing(what: str) -> None:
    """Skip for want of ``what`` on a laptop; fail in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing in CI")
    pytest.skip(f"{what} is missing")


@pytest.fixture
def icarus() -> None:
    """Icarus Verilog and cocotb."""
    if shutil.which("iverilog") is None:
        missing("Icarus Verilog")
    try:
        import cocotb  # noqa: F401
    except ImportError:
        missing("cocotb")


@pytest.fixture(scope="session")
def fpga() -> None:
    """Yosys and nextpnr."""
    for name in ("yosys", "nextpnr-ice40", "nextpnr-ecp5"):
        try:
            find(name)
        except UserError:
            missing(name)


@pytest.fixture
def verilator() -> None:
    """Verilator and the C++ compiler that it needs."""
    try:
        installation()
    except UserError as err:
        missing(str(err))


@pytest.fixture
def mnist() -> Path:
    """The folder of the original MNIST files; they are not part of the repository."""
    folder = Path(os.environ.get("SNNC_DATA", ROOT.parent / "shared")) / "data" / "mnist"
    if not folder.is_dir():
        pytest.skip(f"MNIST is absent: no {folder} (set SNNC_DATA)")
    return folder
