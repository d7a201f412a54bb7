"""Front ends: found by the suffix of a file or by name, and all fill one builder."""

from __future__ import annotations

from pathlib import Path

import pytest

import snnc
from snnc.cli.main import main
from snnc.core.errors import UserError
from snnc.frontends.registry import FRONT_ENDS, FrontEnd, read_spec
from snnc.frontends.spec import Spec
from snnc.ir.network import CODEC

SPEC = """\
name: net
inputs: {x: {size: 2}}
populations: {y: {size: 3, model: lif, tau: 10, threshold: 1.0}}
projections: [{source: x, target: y, weights: 0.5}]
outputs: [y]
"""


def _read_lines(path: Path) -> Spec:
    """A line for the sizes of input and population, one for the weight of all synapses."""
    sizes, weight = path.read_text().split("\n")[:2]
    n_source, n_target = map(int, sizes.split())
    b = snnc.NetworkBuilder("net")
    b.input("x", n_source)
    b.population("y", n_target, model="lif", tau=10.0, threshold=1.0)
    b.connect("x", "y", float(weight))
    b.output("y")
    return Spec(b.build())


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FRONT_ENDS, "lines", FrontEnd("lines", (".lines", ".ln"), _read_lines))


@pytest.mark.usefixtures("lines")
def test_by_suffix_and_by_name(tmp_path: Path) -> None:
    (tmp_path / "net.yaml").write_text(SPEC)
    (tmp_path / "net.ln").write_text("2 3\n0.5\n")
    (tmp_path / "NET.LINES").write_text("2 3\n0.5\n")
    (tmp_path / "net").write_text(SPEC)
    (tmp_path / "net.txt").write_text("2 3\n0.5\n")
    given = [read_spec(tmp_path / name) for name in ("net.yaml", "net.ln", "NET.LINES", "net")]
    given.append(snnc.read_spec(tmp_path / "net.txt", front_end="lines"))
    assert len({CODEC.print(spec.network) for spec in given}) == 1


@pytest.mark.usefixtures("lines")
def test_commands_read_what_is_registered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spec = tmp_path / "net.lines"
    spec.write_text("2 3\n0.5\n")
    assert main(["check", str(spec)]) == 0
    assert main(["compile", str(spec), "-o", str(tmp_path / "out")]) == 0
    spec.write_text("0 3\n0.5\n")
    capsys.readouterr()
    assert main(["check", str(spec)]) == 2
    assert "error[E112]" in capsys.readouterr().err


def test_unknown_front_end(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"E108.*front end; got 'ymal'; did you mean 'yaml'\?\n.*front ends: yaml"):
        read_spec(tmp_path / "net.yaml", front_end="ymal")
