"""Reading what a simulation left."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from snnc.driver.observed import output, read_log
from snnc.plan.hardware import Stream


def _log(folder: Path, text: str) -> Path:
    path = folder / "a.log"
    path.write_text(text)
    return path


def test_numbers(tmp_path: Path) -> None:
    """Whole numbers of up to 64 bits, which keep their bits; an unfinished line is left out."""
    log = read_log(_log(tmp_path, "1 2 3\n4 5 18446744073709551615\n7 8"), 3)
    assert log.values.tolist() == [[1, 2, 3], [4, 5, -1]]
    assert log.values.dtype == np.int64
    assert log.unknown == 0


def test_unknown_values_are_counted(tmp_path: Path) -> None:
    log = read_log(_log(tmp_path, "1 x 3\nZ 5 X\n"), 3)
    assert log.values.tolist() == [[1, 0, 3], [0, 5, 0]]
    assert log.unknown == 3


def test_words_of_the_clocks(tmp_path: Path) -> None:
    assert read_log(_log(tmp_path, "in 0 3\ncore 1 12\n"), 3).values.tolist() == [[1, 0, 3], [0, 1, 12]]


@pytest.mark.parametrize("text", ["", None])
def test_nothing(text: str | None, tmp_path: Path) -> None:
    path = tmp_path / "none.log" if text is None else _log(tmp_path, text)
    assert read_log(path, 5).values.shape == (0, 5)


#: (clock, data, last, keep, user) of two samples of one step, neurons 1 and 0.
_GOOD = [(5, 1, 1, 1, 1), (9, 0, 1, 1, 1)]


@pytest.mark.parametrize(
    "beats,wrong",
    [
        (_GOOD, 0),
        ([(5, 3, 1, 1, 1), (9, 0, 1, 1, 1)], 1),  # a neuron that is none
        ([(5, 1, 1, 1, 0), (9, 0, 1, 1, 1)], 1),  # no end of a sample
        (_GOOD[:1], 1),  # a step too few
        ([*_GOOD, (12, 0, 1, 1, 1)], 2),  # a step too many, and its event
    ],
)
def test_form_of_an_output(beats: list[tuple[int, ...]], wrong: int, tmp_path: Path) -> None:
    stream = Stream("out.y", 2, 0)
    log = read_log(_log(tmp_path, "".join(f"{' '.join(map(str, beat))}\n" for beat in beats)), 5)
    seen, malformed = output(stream, log, np.array([[[False, True]], [[True, False]]]))
    assert malformed == wrong
    if not wrong:
        assert seen.tolist() == [[[0, 1]], [[1, 0]]]
