"""Defects that were found once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import snnc
from snnc.backends.artifacts import ArtifactSet
from snnc.core.errors import UserError
from snnc.core.names import LIBRARY_MODULES
from snnc.core.resources import resource
from snnc.driver.compile import Compiled
from snnc.driver.simulate import Bench


def _one(**options: object) -> snnc.NetworkBuilder:
    b = snnc.NetworkBuilder("n")
    b.input("x", 3)
    b.population("y", 2, **{"model": "lif", "threshold": 1.0, "decay": 0.5, **options})
    b.connect("x", "y", 0.4)
    return b


def _spikes(steps: int = 6) -> dict[str, np.ndarray]:
    return {"x": np.random.default_rng(0).random((3, steps, 3)) < 0.5}


def _equal(network: snnc.Network, stimulus: dict[str, np.ndarray], folder: Path, **options: object) -> None:
    verdict = Bench(snnc.compile(network, **options), stimulus, folder).run()
    assert (verdict.mismatches, verdict.difference, verdict.cycle_mismatches) == (0, "", 0)


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("rounding", ["floor", "toward_zero", "nearest_even"])
def test_a_decay_of_zero(rounding: str, tmp_path: Path) -> None:
    """The product is narrower than what the rounding shifts out."""
    from snnc.numbers.fixed import Rounding

    b = _one(decay=0.0)
    b.output("y")
    options = snnc.QuantiseOptions(state=snnc.StateOptions(rounding=Rounding(rounding)))
    _equal(b.build(), _spikes(), tmp_path, quantise=options)


@pytest.mark.usefixtures("icarus")
def test_a_population_that_only_its_bias_drives(tmp_path: Path) -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 3)
    b.population("y", 2, model="lif", threshold=1.0, decay=0.5, bias=0.7)
    b.output("y")
    _equal(b.build(), _spikes(), tmp_path)


@pytest.mark.usefixtures("icarus")
def test_names_that_the_templates_use_too(tmp_path: Path) -> None:
    b = snnc.NetworkBuilder("lane")
    b.input("core0", 3)
    for name in ("s2", "next", "accumulator", "states", "spike", "values", "row", "u_rows"):
        b.population(name, 2, model="lif", threshold=1.0, decay=0.5)
        b.connect("core0", name, 0.4)
        b.output(name)
    _equal(b.build(), {"core0": _spikes()["x"]}, tmp_path)


@pytest.mark.usefixtures("icarus")
def test_an_input_that_feeds_nothing_still_finishes(tmp_path: Path) -> None:
    b = _one()
    b.input("idle", 20)
    b.connect("idle", "y", 0.0)
    b.output("y")
    stimulus = {**_spikes(), "idle": np.ones((3, 6, 20), bool)}
    _equal(b.build(), stimulus, tmp_path)


@pytest.mark.usefixtures("icarus")
def test_unknown_values_are_not_zero(tmp_path: Path) -> None:
    """A state that is x in the RTL is a difference, even where golden has 0."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 3)
    b.population("y", 2, model="li", decay=0.5)
    b.connect("x", "y", 0.4)
    b.output("y", "v")
    compiled = snnc.compile(b.build())
    files = dict(compiled.artifacts.files)
    name = "rtl/n__core0__y.v"
    at = files[name].index("assign next_state")
    end = files[name].index(";", at)
    files[name] = files[name][:at] + "assign next_state = 'bx" + files[name][end:]
    broken = Compiled(compiled.network, compiled.quantised, compiled.plan, ArtifactSet(files))
    verdict = Bench(broken, {"x": np.zeros((1, 4, 3), bool)}, tmp_path).run()
    assert verdict.mismatches > 0
    assert "unknown" in verdict.difference


def test_a_state_that_does_nothing_can_be_looked_at() -> None:
    """A refractory period of 0 steps is left out, unless its count is an output."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 1)
    b.population("y", 1, model="if", threshold=1.0, refractory=0)
    b.connect("x", "y", [[1.0]])
    b.output("y", "refractory_left")
    run = snnc.golden.run(snnc.compile(b.build()).quantised, {"x": np.ones((1, 4, 1), bool)})
    assert run.state("y", "refractory_left").tolist() == [[[0], [0], [0], [0]]]


def test_equal_decays_in_an_array() -> None:
    b = _one(decay=np.array([0.5, 0.5]))
    b.output("y")
    assert snnc.compile(b.build()).quantised.population_reports[0].decays[0].asked == 0.5


def test_values_too_wide_for_golden_are_refused() -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 2000)
    b.input("z", 1)
    b.population("y", 1, model="lif", threshold=1.0, decay=0.9, order="input_first")
    b.connect("x", "y", np.full((2000, 1), 100.0) * np.linspace(0.9, 1, 2000)[:, None])
    b.connect("z", "y", np.array([[0.3]]))
    b.output("y")
    wide = snnc.StateOptions(bits=32, fraction_bits=16, decay_bits=24)
    with pytest.raises(UserError, match="E16"):
        snnc.compile(b.build(), quantise=snnc.QuantiseOptions(snnc.WeightOptions(16), wide))


def test_library_modules_are_reserved() -> None:
    assert {path.stem for path in (resource("hw") / "rtl").rglob("*.v")} == LIBRARY_MODULES
    b = snnc.NetworkBuilder("rom")
    b.input("x", 1)
    b.population("y", 1, model="if", threshold=1.0)
    b.output("y")
    compiled = snnc.compile(b.build())
    assert compiled.plan.name == "rom" and "rtl/rom_1.v" in compiled.artifacts.files
