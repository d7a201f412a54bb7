"""What a command would write is checked before it runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snnc.cli.command import check_targets
from snnc.core.errors import UserError


def test_targets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New files in new folders pass, and nothing is left of the test; absent options and relative names too."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "design").mkdir()
    (tmp_path / "link").symlink_to("design")
    good = [tmp_path / "a" / "b" / "r.json", Path("r.json"), Path("designs/r.json"), None]
    check_targets(good, [Path("design")])
    assert sorted(os.listdir()) == ["design", "link"]
    for bad in ("design/r", "link/r", "link/../design/a/r", str(tmp_path / "design" / "r")):
        with pytest.raises(UserError, match=r"E004.*\n.*another place"):
            check_targets([Path(bad)], [Path("design")])
    for bad in ("design", ".", "/", "/proc/r.json", "n" * 300):
        with pytest.raises(UserError, match="E003"):
            check_targets([Path(bad)])
