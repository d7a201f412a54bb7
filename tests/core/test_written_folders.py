"""Folders are written whole or not at all, and never over the files of others."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from snnc.core.errors import UserError, user_error
from snnc.core.folders import MARKER, fresh_folder, seal, staged_folder, write_folder
from snnc.core.inputs import read_input, remembering_inputs


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_folder(target, {"a/b.txt": "1", "c": "2"}, "snnc compile")
    write_folder(target, {"d": "3"}, "snnc compile")
    assert sorted(p.name for p in target.iterdir()) == [".snnc", "d"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


def test_a_folder_of_another_command_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_folder(target, {"a": "1"}, "snnc compile")
    for replace in (lambda: write_folder(target, {}, "snnc report"), lambda: fresh_folder(target, "snnc simulate")):
        with pytest.raises(UserError, match=r"E004.*was not written by snnc"):
            replace()
        assert (target / "a").read_text() == "1"


def test_a_link_to_a_folder_leads_to_what_is_replaced(tmp_path: Path) -> None:
    target, link = tmp_path / "a" / "out", tmp_path / "link"
    link.symlink_to(target)
    for name in ("one", "two"):
        write_folder(link, {name: "1"}, "snnc compile")
        assert sorted(p.name for p in target.iterdir()) == [".snnc", name] and link.is_symlink()
    fresh_folder(link, "snnc compile")
    assert [p.name for p in target.iterdir()] == [".snnc"]


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError, OSError, UserError])
@pytest.mark.parametrize("before", [True, False])
def test_a_folder_stays_what_it_was_when_the_work_fails(
    failure: type[BaseException], before: bool, tmp_path: Path
) -> None:
    target = tmp_path / "out"
    if before:
        write_folder(target, {"good": "1"}, "snnc synth")
    expected = UserError if failure is OSError else failure
    with pytest.raises(expected), staged_folder(target, "snnc synth") as folder:
        (folder / "half").write_text("")
        raise failure
    assert [p.name for p in tmp_path.iterdir()] == ["out"] * before
    assert not before or (target / "good").read_text() == "1"


def test_a_folder_is_back_when_its_replacement_is_interrupted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two renames there is none, for a moment."""
    target, real, calls = tmp_path / "out", os.replace, []

    def interrupted(source: object, to: object) -> None:
        calls.append(to)
        if len(calls) == 2:
            raise KeyboardInterrupt
        real(source, to)  # type: ignore[arg-type]

    write_folder(target, {"good": "1"}, "snnc compile")
    monkeypatch.setattr("snnc.core.folders._exchanged", lambda one, other: False)
    monkeypatch.setattr("snnc.core.folders.os.replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        write_folder(target, {"new": "1"}, "snnc compile")
    assert (target / "good").read_text() == "1" and [p.name for p in tmp_path.iterdir()] == ["out"]


def test_the_root_is_no_folder_of_ours() -> None:
    with pytest.raises(UserError, match=r"E004.*was not written by snnc compile"):
        write_folder(Path("/"), {"a": "1"}, "snnc compile")


def test_what_failed_is_kept_beside_what_was(tmp_path: Path) -> None:
    target, failed = tmp_path / "out", tmp_path / "out.failed"
    write_folder(target, {"good": "1"}, "snnc synth")
    for text in ("one", "two"):
        with pytest.raises(UserError) as caught, staged_folder(target, "snnc synth", keep_failure=True) as folder:
            (folder / "log").write_text(text)
            raise user_error("E402", "no", hint=f"see '{folder / 'log'}'")
        assert caught.value.diagnostics[0].hint == f"see '{failed / 'log'}'"
        assert (failed / "log").read_text() == text and (target / "good").exists()
    with staged_folder(target, "snnc synth", keep_failure=True) as folder:
        (folder / "better").write_text("")
    assert not failed.exists() and sorted(p.name for p in target.iterdir()) == [".snnc", "better"]


def test_a_foreign_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.tex").write_text("years of work")
    with pytest.raises(UserError, match="E004"):
        write_folder(tmp_path / "out", {"a": "1"}, "snnc compile")
    assert (tmp_path / "out" / "thesis.tex").read_text() == "years of work"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out"]


@pytest.mark.parametrize("name", ["notes.txt", "rtl/mine.v", "deep/er/x", "link"])
def test_only_what_was_listed_is_replaced(name: str, tmp_path: Path) -> None:
    target, mine = tmp_path / "out", tmp_path / "out" / name
    write_folder(target, {"rtl/top.v": "1"}, "snnc compile")
    mine.parent.mkdir(parents=True, exist_ok=True)
    if name == "link":
        mine.symlink_to(tmp_path)
    else:
        mine.write_text("my work")
    with pytest.raises(UserError, match=f"E004.*also holds '{name}', which snnc compile did not write"):
        write_folder(target, {"rtl/top.v": "2"}, "snnc compile")
    assert (target / "rtl/top.v").read_text() == "1" and os.path.lexists(mine)
    mine.unlink()
    (target / "rtl" / "top.v").write_text("changed")  # a file of ours stays ours
    write_folder(target, {"rtl/top.v": "2"}, "snnc compile")
    assert (target / "rtl/top.v").read_text() == "2"


def test_a_work_folder_is_ours_until_it_is_sealed(tmp_path: Path) -> None:
    target = tmp_path / "work"
    fresh_folder(target, "snnc simulate")
    (target / "log").write_text("of a tool")
    fresh_folder(target, "snnc simulate")
    (target / "log").write_text("of a tool")
    seal(target, "snnc simulate")
    fresh_folder(target, "snnc simulate")
    seal(target, "snnc simulate")
    (target / "notes").write_text("mine")
    with pytest.raises(UserError, match=r"E004.*'notes'"):
        fresh_folder(target, "snnc simulate")


def test_the_marker_of_equal_folders_is_equal(tmp_path: Path) -> None:
    for name, files in (("a", {"x": "1", "y/z": "2"}), ("b", {"y/z": "2", "x": "1"})):
        write_folder(tmp_path / name, files, "snnc compile")
    assert (tmp_path / "a" / MARKER).read_bytes() == (tmp_path / "b" / MARKER).read_bytes()


@pytest.mark.parametrize("exchanged", [True, False])
@pytest.mark.parametrize("place", ["staging", "replacing", "removing"])
def test_a_killed_run_leaves_one_folder_or_the_other(place: str, exchanged: bool, tmp_path: Path) -> None:
    """What lies beside it is swept by the next run, and a folder that was on its way out is put back."""
    write_folder(tmp_path / "out", {"good": "1"}, "snnc compile")
    script = f"""
import os, pathlib, shutil, snnc.core.folders as f
def die(*a, **k): os.kill(os.getpid(), 9)
if not {exchanged}: f._exchanged = lambda one, other: False
with f.staged_folder(pathlib.Path("out"), "snnc compile") as s:
    (s / "new").write_text("2")
    if "{place}" == "staging": die()
    if "{place}" == "removing": shutil.rmtree = die
    if "{place}" == "replacing":
        real, calls = os.replace, []
        os.replace = lambda a, b: real(a, b) if not calls.append(a) and len(calls) < 2 else die()
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False)
    assert killed.returncode == -9 or (exchanged and place == "replacing")
    if (tmp_path / "out").exists():
        assert (tmp_path / "out" / "good").exists() != (tmp_path / "out" / "new").exists()
    with pytest.raises(KeyError), staged_folder(tmp_path / "out", "snnc compile"):
        assert (tmp_path / "out" / "good").exists() != (tmp_path / "out" / "new").exists()
        raise KeyError
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_that_holds_what_is_read_is_left_alone(tmp_path: Path) -> None:
    """Also one of our own, and by another name."""
    write_folder(tmp_path / "out", {"log": "1"}, "snnc compile")
    os.link(tmp_path / "out" / "log", tmp_path / "mine")
    with remembering_inputs():
        read_input(tmp_path / "mine")
        with pytest.raises(UserError, match=r"E006.*out/log' is read by this command"):
            write_folder(tmp_path / "out", {"log": "2"}, "snnc compile")
    assert (tmp_path / "mine").read_text() == "1"


def test_files_beside_what_failed_are_left_alone(tmp_path: Path) -> None:
    target, failed = tmp_path / "out", tmp_path / "out.failed"

    def fail() -> None:
        with pytest.raises(UserError, match="E402"), staged_folder(target, "snnc synth", keep_failure=True):
            raise user_error("E402", "no")

    fail()
    (failed / "notes").write_text("mine")
    fail()
    with staged_folder(target, "snnc synth", keep_failure=True):
        pass
    assert (failed / "notes").read_text() == "mine" and target.is_dir()


def test_a_folder_keeps_its_mode(tmp_path: Path) -> None:
    write_folder(tmp_path / "out", {"a": "1"}, "snnc compile")
    (tmp_path / "out").chmod(0o700)
    write_folder(tmp_path / "out", {"a": "2"}, "snnc compile")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


@pytest.mark.parametrize("name", ["loop", "loop/x"])
def test_links_in_a_circle(name: str, tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(UserError, match="E00"):
        write_folder(tmp_path / name, {"a": "1"}, "snnc compile")
