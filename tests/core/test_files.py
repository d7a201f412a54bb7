"""Files are written whole or not at all, and never over what is not to be lost."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from snnc.core.errors import UserError
from snnc.core.files import check_writable, write_file
from snnc.core.inputs import read_input, remembering_inputs


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "x" / "f", "text")
    assert (tmp_path / "x" / "f").read_text() == "text"
    with pytest.raises(UserError, match="E003"):
        write_file(tmp_path / "x" / "f" / "g", "text")


def test_a_file_keeps_its_mode_and_a_new_one_follows_the_umask(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("old")
    (tmp_path / "secret").chmod(0o600)
    former = os.umask(0o027)
    try:
        write_file(tmp_path / "secret", "new")
        write_file(tmp_path / "fresh", "new")
    finally:
        os.umask(former)
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o640


def test_a_link_stays_and_leads_to_what_is_written(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "there").write_text("old")
    for name in ("there", "absent"):
        (tmp_path / name).symlink_to(tmp_path / "a" / name)
        write_file(tmp_path / name, "new")
        assert (tmp_path / name).is_symlink() and (tmp_path / "a" / name).read_text() == "new"
    assert sorted(p.name for p in (tmp_path / "a").iterdir()) == ["absent", "there"]


@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "loop"])
def test_only_regular_files_are_written_over(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "x"
    match kind:
        case "pipe":
            os.mkfifo(path)
        case "device":
            path.symlink_to("/dev/null")
        case "folder":
            path.mkdir()
        case _:
            path.symlink_to(path)
    before = os.lstat(path)
    for write in (lambda: write_file(path, "text"), lambda: check_writable(path)):
        with pytest.raises(UserError, match=r"E003.*cannot write"):
            write()
    assert os.lstat(path) == before and [p.name for p in tmp_path.iterdir()] == ["x"]
    assert stat.S_ISCHR(os.stat("/dev/null").st_mode)


@pytest.mark.parametrize("name", ["spec", "hard", "soft", "a/../spec"])
def test_what_a_command_reads_it_never_writes(name: str, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "spec").write_text("years of work")
    os.link(tmp_path / "spec", tmp_path / "hard")
    (tmp_path / "soft").symlink_to(tmp_path / "hard")
    with remembering_inputs():
        read_input(tmp_path / "spec")
        with pytest.raises(UserError, match=r"E006.*would be lost"):
            write_file(tmp_path / name, "text")
    assert (tmp_path / "spec").read_text() == "years of work"
    write_file(tmp_path / name, "text")  # another command


def test_a_killed_writer_leaves_the_old_file_and_the_next_one_sweeps(tmp_path: Path) -> None:
    (tmp_path / "f").write_text("old")
    script = "import os, pathlib, snnc.core.files as f\nf.os.replace = lambda a, b: os.kill(os.getpid(), 9)\n"
    killed = subprocess.run(
        [sys.executable, "-c", script + "f.write_file(pathlib.Path('f'), 'new')"], cwd=tmp_path, check=False
    )
    assert killed.returncode == -9 and (tmp_path / "f").read_text() == "old"
    assert len(list(tmp_path.iterdir())) == 2
    write_file(tmp_path / "f", "newer")
    assert (tmp_path / "f").read_text() == "newer" and [p.name for p in tmp_path.iterdir()] == ["f"]


def test_a_writer_at_work_is_not_swept(tmp_path: Path) -> None:
    script = "import pathlib, sys, snnc.core.temporary as t\nwith t.neighbour(pathlib.Path('f'), folder=False):\n"
    script += "    print('there', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", script], cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout and other.stdin
        other.stdout.readline()
        write_file(tmp_path / "f", "mine")
        assert len(list(tmp_path.iterdir())) == 2
        other.stdin.close()
        other.wait()
    assert [p.name for p in tmp_path.iterdir()] == ["f"]
