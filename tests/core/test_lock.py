"""Locks and checks before a run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("kind", ["pipe", "file", "link"])
def test_what_is_no_lock_is_left_alone(kind: str, tmp_path: Path) -> None:
    path = tmp_path / ".work.lock"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "file":
            path.write_text("mine")
        case _:
            path.symlink_to(tmp_path / "elsewhere")
    before = os.lstat(path)
    with pytest.raises(UserError, match="E00"), alone_in(tmp_path / "work"):
        pass
    assert os.lstat(path) == before and not (tmp_path / "elsewhere").exists()
