"""Panels of a run: what the axes show, and what the legends name."""

from __future__ import annotations

import numpy as np
import pytest

from snnc.backends.reports.traces import ErrorPanel, Panel, StatePanel, traces

module = pytest.importorskip("matplotlib.figure")


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list:
    """The figures that are drawn."""
    seen: list = []
    save = module.Figure.savefig
    monkeypatch.setattr(module.Figure, "savefig", lambda self, *a, **k: seen.append(self) or save(self, *a, **k))
    return seen


def _axis(drawn: list, panel: Panel, first: int = 0):
    traces([panel], "step", "net", first=first)
    axis = drawn[-1].axes[0]
    legend = axis.get_legend()
    return axis, [text.get_text() for text in legend.get_texts()] if legend else []


def _state(*values: float, mark: int | None = None) -> StatePanel:
    """One neuron, which rests at 0 and fires at 2."""
    column = np.array(values)[:, None]
    level = np.full_like(column, 2.0)
    return StatePanel("v", neurons=[7], values=column, real=None, threshold=level, mark=mark, floor=0.0)


def test_what_is_far_away_leaves_room_for_what_happens_at_the_threshold(drawn: list) -> None:
    """Further than two distances from rest and threshold; the legend says how far."""
    axis, told = _axis(drawn, _state(0.0, 1.0, -300.0))
    assert axis.get_ylim() == (-0.5, 2.5) and told == ["neuron 7", "threshold", "down to -300"]
    axis, told = _axis(drawn, _state(0.0, 1.0, 1234.0))
    assert axis.get_ylim() == (-0.5, 2.5) and told[-1] == "up to 1.23e+03"
    axis, told = _axis(drawn, _state(0.0, -3.9, 5.9))
    assert axis.get_ylim()[0] < -3.9 and axis.get_ylim()[1] > 5.9 and told == ["neuron 7", "threshold"]


def test_steps_are_those_of_the_run(drawn: list) -> None:
    axis, told = _axis(drawn, _state(0.0, 1.0, 0.5, mark=301), first=300)
    assert axis.get_xlim() == (299.5, 302.5) and told[-1] == "spikes first differ"
    (mark,) = [line for line in axis.lines if line.get_label() == "spikes first differ"]
    assert list(mark.get_xdata()) == [301, 301]
    assert mark.get_color() not in {f"C{k}" for k in range(10)}, "the colour of no neuron"
    assert axis.lines[0].get_xdata().tolist() == [300, 301, 302]


@pytest.mark.parametrize("unit, named", [(0.5, ["a step of the format"]), (0.0001, [])])
def test_a_step_of_the_format_is_named_where_it_is_seen(drawn: list, unit: float, named: list[str]) -> None:
    assert _axis(drawn, ErrorPanel("error", np.array([[0.0], [1.0]]), unit))[1] == named
    assert _axis(drawn, ErrorPanel("error", np.zeros((2, 1)), unit))[1] == ["a step of the format"]
