"""Files and folders are written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snnc.core.errors import UserError, user_error
from snnc.core.files import fresh_folder, staged_folder, write_file, write_folder


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
    monkeypatch.setattr("snnc.core.files.os.replace", interrupted)
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


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_file(tmp_path / "x" / "f", "text")
    assert (tmp_path / "x" / "f").read_text() == "text"
    with pytest.raises(UserError, match="E003"):
        write_file(tmp_path / "x" / "f" / "g", "text")
