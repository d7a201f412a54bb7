"""Stimulus files: labels that match, values and spikes told apart, what is missing told first."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.core.errors import UserError
from snnc.golden.run import run
from snnc.golden.stimulus import read_stimulus


def _network(*inputs: str, coding: str = "none") -> snnc.Network:
    builder = snnc.NetworkBuilder("net")
    for name in inputs or ("x",):
        builder.input(name, 4, coding=coding, steps=6 if coding != "none" else 0)
    builder.population("p", 2, model="if", threshold=1.0)
    for name in inputs or ("x",):
        builder.connect(name, "p", 1.0)
    builder.output("p")
    return builder.build()


def _refusal(tmp_path: Path, network: snnc.Network, keep: int | None = None, **arrays: object) -> str:
    np.savez(tmp_path / "x.npz", **arrays)
    with pytest.raises(UserError) as error:
        read_stimulus(tmp_path / "x.npz", network, keep)
    return str(error.value)


SPIKES = np.random.default_rng(0).random((5, 7, 4)) < 0.5
FORMS = {
    "bitmaps": {"x": SPIKES},
    "events": {"x.events": np.argwhere(SPIKES), "samples": 5, "steps": 7},
    "values": {"x.values": SPIKES[:, 0] * 0.5},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("samples", [None, 1, 2, 5, 9])
def test_labels_go_with_the_samples(form: str, samples: int | None, tmp_path: Path) -> None:
    network = _network(coding="poisson" if form == "values" else "none")
    np.savez(tmp_path / "x.npz", **FORMS[form], labels=[0, 1, 1, 0, 1])
    stimulus, labels = read_stimulus(tmp_path / "x.npz", network, samples)
    kept = min(samples or 5, 5)
    assert stimulus["x"].shape[0] == kept
    assert labels is not None and labels.tolist() == [0, 1, 1, 0, 1][:kept]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("count", [0, 1, 4, 6, 7, 35])
@pytest.mark.parametrize("samples", [None, 1, 4, 5])
def test_other_numbers_of_labels_are_refused(form: str, count: int, samples: int | None, tmp_path: Path) -> None:
    """Also where the labels of the samples that are kept would be there."""
    network = _network(coding="poisson" if form == "values" else "none")
    shown = _refusal(tmp_path, network, samples, **FORMS[form], labels=np.zeros(count, int))
    assert f"error[E202]: labels; got shape [{count}] of int64, expected 5 whole numbers, one per sample" in shown


@pytest.mark.parametrize("given", [None, "spikes", [[[1, 0], [1]]], {"a": 1}, np.array([object()])])
def test_golden_refuses_what_is_no_array_of_numbers(given: object) -> None:
    with pytest.raises(UserError, match=r"E202.*stimulus of input 'x'; expected numbers \[samples, steps, size\]"):
        run(_network(), {"x": given})


def test_golden_takes_lists() -> None:
    spikes = np.zeros((1, 2, 4), int)
    spikes[0, 0, 1] = 1
    found = run(_network(), {"x": spikes.tolist()}).traces
    assert all(np.array_equal(found[key], run(_network(), {"x": spikes}).traces[key]) for key in found)


@pytest.mark.parametrize("labels", [[0, 1, 2, 0, 1], [0, -1, 1, 0, 1]])
def test_labels_are_classes_of_the_first_output(labels: list[int], tmp_path: Path) -> None:
    shown = _refusal(tmp_path, _network(), x=SPIKES, labels=labels)
    assert f"error[E202]: labels; got numbers from {min(labels)} to {max(labels)}, expected 0 to 1: the first" in shown


def test_a_stimulus_by_steps_shows_by_its_labels(tmp_path: Path) -> None:
    shown = _refusal(tmp_path, _network(), x=SPIKES.transpose(1, 0, 2), labels=np.arange(5))
    assert "labels; got shape [5] of int64, expected 7 whole numbers" in shown
    assert "the order of a stimulus is [samples, steps, size]; this one looks like [steps, samples, size]" in shown


@pytest.mark.parametrize("labels", [np.zeros(5), np.zeros((5, 1), int), np.array(list("abcde")), np.zeros(5, bool)])
def test_labels_are_whole_numbers(labels: np.ndarray, tmp_path: Path) -> None:
    assert "error[E202]: labels; got shape" in _refusal(tmp_path, _network(), x=SPIKES, labels=labels)


@pytest.mark.parametrize("array", [np.random.default_rng(1).random((5, 4)), np.linspace(-1, 1, 140).reshape(5, 7, 4)])
def test_real_values_for_spikes(array: np.ndarray, tmp_path: Path) -> None:
    shown = _refusal(tmp_path, _network(), x=array)
    assert "error[E202]: input 'x' takes spikes; got numbers from" in shown
    for way in ("a coding (poisson or latency)", "'x.values' [samples, 4]", "0 and 1 as 'x' [samples, steps, 4]"):
        assert way in shown
    shown = _refusal(tmp_path, _network(coding="latency"), x=array)
    assert "store 'x.values' [samples, 4], numbers from 0 to 1, for its latency coding" in shown


def test_values_without_a_coding(tmp_path: Path) -> None:
    shown = _refusal(tmp_path, _network(), **{"x.values": np.zeros((5, 4))})
    assert "error[E205]" in shown and "give the input a coding" in shown


def test_values_beyond_1(tmp_path: Path) -> None:
    shown = _refusal(tmp_path, _network(coding="poisson"), **{"x.values": np.full((5, 4), 255)})
    assert "'x.values'; got numbers from 255 to 255, expected 0 to 1" in shown and "255 for images" in shown


def test_what_is_missing_is_told_before_what_is_too_much(tmp_path: Path) -> None:
    shown = _refusal(tmp_path, _network(), images=SPIKES, targets=np.arange(5))
    assert "error[E201]: arrays for input 'x'; got none, expected one of x, x.events, x.times, x.values" in shown
    assert "arrays that belong to no input: 'images', 'targets'" in shown
    shown = _refusal(tmp_path, _network(), x=SPIKES, label=np.arange(5))
    assert "error[E204]: array 'label' belongs to no input; did you mean 'labels'?" in shown


def test_one_array_with_two_meanings(tmp_path: Path) -> None:
    shown = _refusal(tmp_path, _network("x", "x.values"), **{"x.values": SPIKES})
    assert "error[E204]: array 'x.values' could be meant for input 'x' or input 'x.values'" in shown
    shown = _refusal(tmp_path, _network("labels"), labels=SPIKES)
    assert "error[E204]: array 'labels' could be meant for labels or input 'labels'" in shown
    np.savez(tmp_path / "x.npz", **{"labels.events": np.argwhere(SPIKES), "samples": 5, "steps": 7})
    assert read_stimulus(tmp_path / "x.npz", _network("labels"))[0]["labels"].shape == (5, 7, 4)


def test_inputs_have_as_many_samples(tmp_path: Path) -> None:
    shown = _refusal(tmp_path, _network("x", "y"), 2, x=SPIKES, y=SPIKES[:3])
    assert "samples; got 5 for 'x', 3 for 'y', expected as many for every input" in shown


def test_a_single_array_needs_a_name(tmp_path: Path) -> None:
    np.save(tmp_path / "x.npy", SPIKES)
    with pytest.raises(UserError, match=r"without a name\n.*numpy\.savez\('x\.npz', \*\*\{'x': numpy\.load"):
        read_stimulus(tmp_path / "x.npy", _network())


@pytest.mark.parametrize("array", [np.full((1, 3, 4), 0.5), np.full((1, 3, 4), np.nan)])
def test_golden_takes_no_real_values(array: np.ndarray) -> None:
    with pytest.raises(UserError, match=r"E202.*input 'x' takes spikes; got real values\n.*coding\.encode"):
        snnc.golden.run(_network(), {"x": array})


def test_golden_takes_whole_numbers_of_any_type() -> None:
    runs = [snnc.golden.run(_network(), {"x": SPIKES.astype(kind)}).spikes("p") for kind in (bool, int, float, "f4")]
    assert runs[0].any() and all(np.array_equal(run, runs[0]) for run in runs)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_none_has_a_place(value: float, tmp_path: Path) -> None:
    spikes = SPIKES.astype(float)
    spikes[2, 3, 1] = spikes[4, 0, 0] = value
    said = _refusal(tmp_path, _network(), x=spikes)
    assert "'x' holds a number that is NaN or infinite; the first is at [2, 3, 1]" in said
    with pytest.raises(UserError, match=r"stimulus of input 'x' holds .*; the first is at \[2, 3, 1\]"):
        run(_of_values(), {"x": spikes})


def test_a_value_just_beyond_its_range_is_told_with_digits_enough(tmp_path: Path) -> None:
    for value, told in ((1 + 1e-12, "1.000000000001"), (1.5, "1.5"), (-1 - 2.0**-52, "-1.0000000000000002")):
        said = _refusal(tmp_path, _of_values(), x=np.full((1, 2, 4), value))
        assert f"got {told} of neuron 0, expected -1 to 1" in said


def _of_values() -> snnc.Network:
    """An input of real values from -1 to 1."""
    builder = snnc.NetworkBuilder("net")
    builder.input("x", 4, current=(-1.0, 1.0))
    builder.population("p", 2, model="if", threshold=1.0)
    builder.output("p")
    return builder.build()
