"""Networks of several receptors per neuron, and whether their RTL is golden."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from support.verilog import SIMULATOR

import snnc
from snnc.driver.simulate import Bench, Scenario


def two_receptors_beside_one(size: int, sparse: bool) -> snnc.Network:
    """``size`` neurons, each joined to the same inputs at both receptors, beside neurons of a single receptor."""
    rng = np.random.default_rng([size, sparse])
    b = snnc.NetworkBuilder("both")
    b.input("x", 7, events=2)
    b.input("y", 4)
    b.population("cells", size, model="if_curr_exp", decay=0.875, decay_exc=0.5, decay_inh=0.75, threshold=1.0)
    b.population("plain", size, model="lif", decay=0.875, threshold=1.0)
    for receptor, sign in (("exc", 1.0), ("inh", -0.5)):
        drawn = sign * rng.uniform(0.1, 0.6, (7, size))
        if sparse:
            pairs = np.nonzero(rng.random((7, size)) < 0.4)
            b.connect("x", "cells", drawn[pairs], kind="sparse", pairs=pairs, receptor=receptor)
        else:
            b.connect("x", "cells", drawn, receptor=receptor)
    b.connect("y", "cells", rng.uniform(-0.4, 0, (4, size)), receptor="inh", delay=1)
    b.connect("y", "plain", rng.normal(0.2, 0.4, (4, size)))
    b.connect("cells", "cells", -0.2, receptor="inh", delay=1, kind="one_to_one")
    b.output("cells")
    b.output("plain")
    return b.build()


def rtl_is_golden(network: snnc.Network, architecture: snnc.Architecture, folder: Path) -> snnc.Compiled:
    """``network``, compiled, after its RTL was golden in every spike and state, with the clocks of the model."""
    compiled = snnc.compile(network, architecture=architecture)
    rng = np.random.default_rng(1)
    x = {i.name: rng.integers(0, i.events + 1, (3, 12, i.size)).astype(np.uint8) for i in network.inputs}
    x = {i.name: x[i.name] if i.events > 1 else x[i.name].astype(bool) for i in network.inputs}
    bench = Bench(compiled, x, folder, tool=SIMULATOR)
    free = bench.run(Scenario(), name="free")
    assert (free.mismatches, free.difference, free.cycle_mismatches) == (0, "", 0)
    assert free.rtl.spikes("cells").any()
    held = bench.run(Scenario(idle=70, stall=120, reset_after=60), name="held")
    assert (held.mismatches, held.difference) == (0, "")
    return compiled
