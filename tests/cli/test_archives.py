"""An archive of arrays needs a key on the command line."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from snnc.cli.main import main

SPEC = """name: net
inputs: {x: {size: 2}}
populations: {p: {size: 2, model: if, threshold: 1.0}}
projections:
  - {source: x, target: p, weights: {file: FILE, key: w}}
outputs: [p]
"""


def test_an_archive_needs_a_key(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    np.savez(tmp_path / "w.npz", **{"fc1.weight": np.ones((2, 2))})
    for key, said in (
        ("", "'w.npz' needs a 'key'"),
        (", key: fc1.weigth", "no array 'fc1.weigth'; did you mean 'fc1.weight'?"),
    ):
        (tmp_path / "net.yaml").write_text(SPEC.replace("FILE, key: w", f"w.npz{key}"))
        assert main(["check", str(tmp_path / "net.yaml")]) == 2
        shown = capsys.readouterr().err
        assert said in shown and "hint: arrays: fc1.weight" in shown
