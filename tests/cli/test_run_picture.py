"""``snnc run --picture``: what is observed, over time."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

import snnc
from snnc.backends.reports import traces as module
from snnc.backends.reports.traces import SpikePanel, StatePanel
from snnc.cli.main import main
from snnc.driver import traced

SPEC = """\
name: net
inputs: {x: {size: 2}}
populations:
  cells: {size: 9, model: alif, decay: 0.5, threshold: 1.0, jump: 0.5, decay_adapt: 0.75}
  out: {size: 1, model: li, decay: 0.5}
projections:
  - {source: x, target: cells, weights: 0.7}
  - {source: cells, target: out, weights: 0.25}
outputs: {spikes: {population: cells}, readout: {population: out, variable: v}}
probes: [{population: cells, variable: v}, {population: cells, variable: adaptation}]
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "net.yaml"
    path.write_text(SPEC)
    np.savez(tmp_path / "x.npz", x=np.ones((2, 6, 2), bool))
    return path


@pytest.mark.parametrize("mode", ["golden", "float"])
def test_a_picture_is_written(spec: Path, mode: str) -> None:
    picture = spec.parent / "run.png"
    given = ["run", str(spec), "--input", str(spec.parent / "x.npz"), "--mode", mode, "--picture", str(picture)]
    assert main(given) == 0
    assert picture.read_bytes().startswith(b"\x89PNG")
    first = picture.read_bytes()
    assert main(given) == 0
    assert picture.read_bytes() == first


@pytest.mark.parametrize("command", ["run", "compare"])
def test_the_ending_says_what_is_written(spec: Path, command: str, capsys: pytest.CaptureFixture[str]) -> None:
    """SVG with equal bytes; PNG under any case and without an ending; anything else is refused before the work."""
    given = [command, str(spec), "--input", str(spec.parent / "x.npz"), "--picture"]
    drawn = []
    for name, start in (("a.svg", b"<?xml"), ("b.SVG", b"<?xml"), ("c.PNG", b"\x89PNG"), ("d", b"\x89PNG")):
        assert main([*given, str(spec.parent / name)]) == 0
        drawn.append((spec.parent / name).read_bytes())
        assert drawn[-1].startswith(start)
    assert drawn[0] == drawn[1] and drawn[0].rstrip().endswith(b"</svg>") and drawn[2] == drawn[3]
    capsys.readouterr()
    for name in ("e.pdf", "net.jpeg", "x.svgz"):
        assert main([*given, str(spec.parent / name)]) == 2
        told = capsys.readouterr()
        assert told.err.startswith(f"error[E006]: --picture writes PNG or SVG; got '{name}', expected") and not told.out
        assert not (spec.parent / name).exists()


def test_it_shows_spikes_then_the_potential_then_other_states(spec: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the units of the spec, with the threshold and its rise, and few enough neurons to tell apart."""
    seen: list = []
    drawing = SimpleNamespace(of=lambda form: lambda panels, time, title: seen.extend([*panels, time, title]) or b"")
    monkeypatch.setattr(traced, "traces", drawing)
    network = snnc.read_spec(spec).network
    compiled = snnc.compile(network)
    stimulus = {"x": np.ones((2, 6, 2), bool)}
    real, golden = (snnc.golden.run(stage, stimulus) for stage in (network, compiled.quantised))
    traced.traced(compiled.network, golden, real, quantised=compiled.quantised, sample=1)
    spikes, potential, rise, readout, time, title = seen
    assert (time, title) == ("step", "net, sample 1")
    assert isinstance(spikes, SpikePanel) and spikes.spikes.shape == (6, 9)
    assert all(isinstance(each, StatePanel) for each in (potential, rise, readout))
    assert [each.name for each in (potential, rise, readout)] == ["v of cells", "adaptation of cells", "v of out"]
    assert potential.neurons == list(range(module.MOST_LINES)) and readout.neurons == [0]
    assert potential.values == pytest.approx(potential.real, abs=0.02)
    assert potential.threshold == pytest.approx(1.0 + rise.values)
    assert rise.threshold is None and readout.threshold is None
    assert rise.values.max() > 0.4 and readout.values.max() > 0.2


def test_a_picture_over_its_own_spec_is_refused(spec: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = ["run", str(spec), "--input", str(spec.parent / "x.npz"), "--picture", str(spec)]
    assert main(given) == 2
    assert "E00" in capsys.readouterr().err
    assert spec.read_text().startswith("name: net")
