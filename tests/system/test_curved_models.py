"""Models that multiply their states or look functions up: RTL is golden where they saturate, under stalls."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

import snnc
from snnc.driver.simulate import Bench, Scenario
from snnc.numbers.fixed import Rounding

_PEAKS = {"threshold": 20.0, "reset_value": [-70.0, -60.0, -65.0], "rest": -65.0, "tau": [10.0, 20.0, 5.0]}
CASES: dict[str, dict[str, Any]] = {
    "izhikevich": {"a": [0.02, 0.1, 0.03], "b": [0.2, 0.2, 0.25], "c": [-65, -50, -60], "d": [8.0, 2.0, -4.0]},
    "qif": {**_PEAKS, "critical": [-50.0, -45.0, -55.0], "curvature": [0.1, 0.2, 0.05]},
    "eif": {**_PEAKS, "rheobase": -50.0, "slope_factor": [2.0, 1.0, 3.5]},
    "adex": {**_PEAKS, "rheobase": -50.0, "slope_factor": 2.0, "tau_w": [100.0, 30.0, 60.0], "a": 0.2, "b": 3.0},
    "resonate_fire": {"damping": [-0.02, -0.1, -0.05], "frequency": [0.6, 0.3, -0.4], "threshold": 6.0},
    "nengo_lif": {"tau": [2.0, 0.7, 10.0], "tau_ref": [1.0, 0.1, 1.7], "threshold": 1.5, "bias": [0.0, 0.5, 1.0]},
}


def _network(model: str, words: dict[str, str]) -> snnc.Network:
    b = snnc.NetworkBuilder("curved", dt=0.5, steps=1000)
    b.input("x", 3, events=40)
    given = {name: np.array(value, float) if isinstance(value, list) else value for name, value in CASES[model].items()}
    b.population("y", 3, model=model, **words, **given)
    b.connect("x", "y", [[1.5, 0.7, 0.0], [0.4, 1.0, 2.0], [-0.9, -0.5, -1.2]])
    b.output("y")
    b.probe("y", "v")
    return b.build()


def _stimulus(samples: int) -> dict[str, np.ndarray]:
    """Silence, noise and bursts: each sample is drawn with numbers of its own."""
    rng = np.random.default_rng(5)
    most = rng.choice([1, 4, 12, 40], (samples, 50, 3)).repeat(20, axis=1)
    return {"x": (rng.integers(0, most + 1) * (rng.random(most.shape) < 0.7)).astype(np.uint8)}


@pytest.mark.usefixtures("icarus")
@pytest.mark.parametrize("model", sorted(CASES))
def test_rtl_is_golden_in_narrow_formats_and_under_stalls(model: str, tmp_path: Path) -> None:
    """States that saturate, rounded toward zero, multiplied where they can be."""
    state = snnc.StateOptions(bits=14, fraction_bits=0, rounding=Rounding.TOWARD_ZERO)
    options = snnc.QuantiseOptions(snnc.WeightOptions(6), state)
    compiled = snnc.compile(_network(model, {} if model == "nengo_lif" else {"fire": ">"}), quantise=options)
    stimulus = {name: events[:2, :120] for name, events in _stimulus(2).items()}
    verdict = Bench(compiled, stimulus, tmp_path, tool="icarus").run(Scenario(idle=30, stall=40), name="stalled")
    assert (verdict.mismatches, verdict.difference) == (0, "")
