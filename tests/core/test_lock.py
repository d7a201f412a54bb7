"""Locks and checks before a run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from snnc.cli.command import check_targets
from snnc.core.errors import UserError
from snnc.core.lock import alone_in


def test_alone(tmp_path: Path) -> None:
    """One at a time, under whatever name; afterwards nothing is left, and the next one may."""
    folder = tmp_path / "new" / "work"
    with alone_in(folder), pytest.raises(UserError, match=r"E004.*\n.*--work"), alone_in(folder / ".." / "work"):
        pass
    for _ in range(2):
        with pytest.raises(KeyError), alone_in(folder), alone_in(tmp_path / "new" / "other"):
            raise KeyError
    assert not list(folder.parent.iterdir())


def test_a_process_that_was_killed_locks_nothing(tmp_path: Path) -> None:
    script = "import os, pathlib, snnc.core.lock as l\nwith l.alone_in(pathlib.Path('work')): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False)
    assert [path.name for path in tmp_path.iterdir()] == [".work.lock"]
    with alone_in(tmp_path / "work"):
        pass
    assert not list(tmp_path.iterdir())


def test_a_lock_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="E003"), alone_in(tmp_path / "file" / "work"):
        pass


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
