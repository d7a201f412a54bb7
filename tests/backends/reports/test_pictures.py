"""Pictures: nothing is cut, what there is can be seen, and the user's own settings change no byte."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.backends.reports import pictures
from snnc.backends.reports.raster import raster
from snnc.driver.report import Report, report

matplotlib = pytest.importorskip("matplotlib")

BLUE, RED, GREY = "#1f77b4", "#d62728", "#d9d9d9"
#: Outward ends of the colours of a matrix.
LOWEST, HIGHEST = "#f7fbff", "#08306b"
#: Pixels of a cell of a matrix: 0.8 by 0.5 inches.
CELL = 88 * 55


def _report(spikes: float, name: str = "net", source: str = "stimulus", target: str = "pair") -> Report:
    b = snnc.NetworkBuilder(name)
    b.input(source, 2)
    b.population(target, 2, model="if", threshold=1.0)
    b.connect(source, target, [[0.6, 0.0], [0.0, 0.45]])
    b.output(target)
    return report(snnc.compile(b.build()), {source: np.full((3, 4, 2), bool(spikes))})


def _pixels(png: bytes) -> np.ndarray:
    """Colours, uint8 [rows, columns, 3]."""
    read = matplotlib.image.imread(io.BytesIO(png))
    return np.asarray(np.round(255 * read[:, :, :3]), np.uint8)


def _area(png: bytes, color: str) -> int:
    """Pixels of exactly ``color``."""
    wanted = np.round(255 * np.array(matplotlib.colors.to_rgb(color)))
    return int(np.count_nonzero((_pixels(png) == wanted).all(axis=2)))


def _whole(png: bytes) -> bool:
    """Whether the outermost pixels are white: nothing reaches beyond."""
    pixels = _pixels(png)
    edges = [pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]
    return all((edge == 255).all() for edge in edges)


@pytest.mark.parametrize("letter", ["i", "W"])
def test_long_names_are_not_cut(letter: str) -> None:
    name, source, target = (end + letter * 62 for end in "nst")
    result = _report(1, name, source, target)
    files = {name: data for name, data in result.files().items() if name.endswith(".png")}
    assert len(files) == 6
    assert all(_whole(data) for data in files.values())
    assert _area(files["traffic.png"], HIGHEST) > 0.8 * CELL
    spikes = np.ones((3, 2), bool)
    drawn = raster([(source, spikes, spikes), (target, spikes, ~spikes)], f"{name}, sample 0")
    assert _whole(drawn) and _area(drawn, RED) == 0 < _area(drawn, BLUE)


def test_silence_is_pale_and_no_path_grey() -> None:
    silent = _report(0).files()["traffic.png"]
    assert _area(silent, LOWEST) > 1.6 * CELL
    assert _area(silent, GREY) > 1.6 * CELL


@pytest.mark.parametrize(
    "clocks,edges",
    [
        ([7], [6.5, 7.5]),
        ([7, 9], [6.5, 7.5, 8.5, 9.5]),
        ([0, 29], np.arange(31) - 0.5),
        ([0, 30], np.arange(0, 33, 2) - 0.5),
        ([20_260, 20_298], np.arange(20_260, 20_301, 2) - 0.5),
    ],
)
def test_every_bar_holds_equally_many_whole_numbers(clocks: list[int], edges: list[float]) -> None:
    assert pictures._edges(np.array(clocks)).tolist() == list(edges)


@pytest.mark.parametrize("clocks", [[20_260, 20_298], [20_260], [3], [100, 1_000_000]])
@pytest.mark.parametrize("beyond", [0, 5, 400_000])
def test_samples_and_bound_are_seen(clocks: list[int], beyond: int) -> None:
    active = _report(1).activity
    assert active is not None
    shown = pictures.samples(replace(active, alone=np.array(clocks), bound=max(clocks) + beyond), "title")
    assert _area(shown, BLUE) > 1000
    assert _area(shown, RED) > 50
    assert _whole(shown)


def test_settings_of_the_user_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "matplotlibrc").write_text(
        "font.size: 20\naxes.facecolor: red\nsavefig.dpi: 30\nsavefig.facecolor: blue\nimage.cmap: hot\n"
        "lines.linewidth: 9\nhist.bins: 3\naxes.prop_cycle: cycler('color', ['k', 'y'])\nfigure.autolayout: True\n"
    )
    result = _report(1)
    spikes = np.ones((3, 2), bool)

    def draw() -> list[object]:
        return [*result.files().values(), raster([("a", spikes, spikes)], "title")]

    before = draw()
    with matplotlib.rc_context():
        matplotlib.rc_file(tmp_path / "matplotlibrc")
        assert draw() == before
        assert matplotlib.rcParams["font.size"] == 20


def test_drawing_leaves_the_backend_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(matplotlib, "use")
    assert _area(_report(1).files()["samples.png"], BLUE)
