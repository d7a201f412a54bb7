"""Reading what a simulation left."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from snnc.analysis.cycles import Cycles
from snnc.driver.observed import Finding, latencies, read_log
from snnc.driver.outputs import ReceivedOutput, read_output
from snnc.golden.run import Run
from snnc.plan.stream import Stream, StreamKind


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
    "beats,mismatches,words",
    [
        (_GOOD, 0, ""),
        ([(5, 3, 1, 1, 1), (9, 0, 1, 1, 1)], 2, "sample 0, step 0: spikes of y[1]; got 0, expected 1"),
        ([(4, 3, 0, 1, 0), *_GOOD], 1, "sample 0, step 0: got an event of neuron 3, expected none"),
        ([(4, 1, 0, 1, 0), *_GOOD], 1, "sample 0, step 0: spikes of y[1]; got 2, expected 1"),
        ([(5, 1, 1, 1, 0), (9, 0, 1, 1, 1)], 1, "sample 0, step 0: got the end of a step, expected that of a sample"),
        (_GOOD[:1], 2, "sample 1, step 0: the packet did not leave"),
        ([], 4, "sample 0, step 0: the packet did not leave"),
        ([*_GOOD, (12, 0, 1, 0, 1)], 1, "got beats after the last of 2 packets"),
        ([*_GOOD, (12, 0, 1, 1, 1)], 2, "got beats after the last of 2 packets"),
        ([*_GOOD, (12, 0, 0, 1, 0)], 1, "got beats after the last of 2 packets"),
    ],
)
def test_form_of_an_output(beats: list[tuple[int, ...]], mismatches: int, words: str, tmp_path: Path) -> None:
    found = _output(
        Stream(StreamKind.OUTPUT.of("y"), 2, 0), beats, np.array([[[False, True]], [[True, False]]]), tmp_path
    )
    assert found.mismatches == mismatches
    assert _first(found).startswith(words)
    if not mismatches:
        assert found.values.tolist() == [[[0, 1]], [[1, 0]]]
        assert not found.findings


@pytest.mark.parametrize(
    "data,mismatches,words",
    [
        ((0, 11), 0, ""),  # 0 of neuron 0; -3, in four bits, of neuron 1
        ((0, 9), 1, "sample 0, step 0: v of y[1]; got -4, expected -3"),
        ((11,), 1, "sample 0, step 0: neuron 0 did not send one value"),
    ],
)
def test_values_of_an_output(data: tuple[int, ...], mismatches: int, words: str, tmp_path: Path) -> None:
    """Every neuron sends one value per step, be it 0."""
    beats = [(k, value, int(k == len(data) - 1), 1, int(k == len(data) - 1)) for k, value in enumerate(data)]
    found = _output(Stream(StreamKind.OUTPUT.of("y"), 1, 3), beats, np.array([[[0, -3]]]), tmp_path, variable="v")
    assert found.mismatches == mismatches
    assert _first(found).startswith(words)


@pytest.mark.parametrize("numbers, mismatches", [((3,), 0), ((2, 1), 1), ((2,), 1), ((), 1)])
def test_numbers_of_spikes_of_an_output(numbers: tuple[int, ...], mismatches: int, tmp_path: Path) -> None:
    """A neuron that spikes sends its number at once, and one that does not sends nothing."""
    data = [(number << 1 | 1, 1) for number in numbers] or [(0, 0)]
    beats = [(k, value, int(k == len(data) - 1), keep, int(k == len(data) - 1)) for k, (value, keep) in enumerate(data)]
    found = _output(Stream(StreamKind.OUTPUT.of("y"), 1, 3), beats, np.array([[[0, 3]]]), tmp_path)
    assert found.mismatches == mismatches


def _first(found: ReceivedOutput) -> str:
    return min(found.findings, key=lambda finding: finding.step, default=Finding(0, "")).words


def _output(
    stream: Stream, beats: list[tuple[int, ...]], expected: np.ndarray, folder: Path, variable: str = "spikes"
) -> ReceivedOutput:
    log = read_log(_log(folder, "".join(f"{' '.join(map(str, beat))}\n" for beat in beats)), 5)
    return read_output(
        stream, log=log, golden=Run({("y", variable): expected}), variable=("y", variable), core_of=lambda *_: ""
    )


def test_latencies_of_a_run_without_all_packets() -> None:
    """They are not known: nobody can tell which packets are missing."""
    first, last = {"x": np.array([0, 5, 10, 15])}, {"y": np.array([4, 9, 14, 19])}
    whole = Cycles(step_done={}, first_in=first, last_out=last, words={}, gather={})
    assert latencies(whole, 2, 2).tolist() == [10, 10]
    for cut in (np.s_[:3], np.s_[:2], np.s_[:0]):
        assert latencies(replace(whole, last_out={"y": last["y"][cut]}), 2, 2) is None
        assert latencies(replace(whole, first_in={"x": first["x"][cut]}), 2, 2) is None
