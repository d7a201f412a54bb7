"""The cycle model where every neuron fires: branches of a fork must not wait for each other."""

from __future__ import annotations

from pathlib import Path

import numpy as np

import snnc
from snnc.driver.simulate import Bench


def test_a_delayed_branch_does_not_hold_the_others(tmp_path: Path, icarus: None) -> None:
    """At the end of a sample a delayed branch sends silent packets while its queue is full.

    Population a feeds c late, b feeds c at once, from one core: the closing beat of b must reach
    c although the branch of a has no room yet.
    """
    b = snnc.NetworkBuilder("stuck")
    b.input("x", 2)
    b.population("a", 40, model="if", threshold=1.0, reset="subtract", bias=2.0)
    b.population("b", 4, model="if", threshold=1.0, reset="subtract", bias=2.0)
    b.population("c", 4, model="if", threshold=1.0, reset="subtract", bias=2.0)
    b.connect("x", "a", 0.5)
    b.connect("a", "c", 0.5, delay=3)
    b.connect("x", "b", 0.5)
    b.connect("b", "c", 0.25)
    b.output("c")
    compiled = snnc.compile(b.build(), architecture=snnc.Architecture(1))
    verdict = Bench(compiled, {"x": np.ones((2, 6, 2), bool)}, tmp_path / "bench").run()
    assert verdict.golden.spikes("a").all()
    assert (verdict.mismatches, verdict.cycle_mismatches) == (0, 0), verdict.difference
