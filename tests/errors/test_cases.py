"""Wrong specs: exit code and exact message. Each case is NAME.yaml beside NAME.expect."""

from __future__ import annotations

from pathlib import Path

import pytest

from snnc.cli.main import main

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("path", sorted(CASES.glob("*.yaml")), ids=lambda p: p.stem)
def test_message(path: Path, tmp_path: Path, golden, capsys, monkeypatch) -> None:
    monkeypatch.chdir(CASES)
    code = main(["compile", path.name, "-o", str(tmp_path / "out")])
    shown = capsys.readouterr()
    golden(f"exit {code}\n{shown.err}", path.with_suffix(".expect"))
    assert code == 2
    assert shown.out == ""
    assert shown.err.startswith(f"{path.name}:")
    assert "Traceback" not in shown.err
    assert not (tmp_path / "out").exists()
    assert not list(tmp_path.iterdir())
