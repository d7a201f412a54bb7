"""Receptors of different quantities, by a model from outside: each has a format of its own, and three fit as two do."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import numpy as np
import pytest
from support.receptors import rtl_is_golden

import snnc
from snnc.golden import variables
from snnc.neurons.body import Body
from snnc.neurons.model import Chosen, Model, Setting
from snnc.neurons.registry import MODELS
from snnc.program.ops import Add, AtLeast, Convert, Saturate, Scale, Select
from snnc.program.program import Parameter, Program, Receptor, StateVariable
from snnc.program.quantity import CURRENT, FACTOR, POTENTIAL, Kind, Purpose, Quantity
from snnc.target.architecture import Accumulators

TRACE = Quantity("trace", Kind.LINEAR)
U = StateVariable("u", POTENTIAL, "membrane potential")
I = StateVariable("i", CURRENT, "synaptic current")  # noqa: E741
R = StateVariable("r", TRACE, "how much reward arrived lately")


class Rewarded(Model):
    """Three receptors of three quantities: a synapse with a current, one without, and reward, which helps to fire.

    i = decay_i * i + slow;  u = decay * u + fast + i;  r = decay_r * r + reward
    spike when u + r >= threshold;  u = low after a spike
    """

    name = "rewarded"
    settings = (
        Setting(Parameter("threshold", POTENTIAL, "threshold at rest", purpose=Purpose.THRESHOLD, of="u")),
        Setting(Parameter("decay", FACTOR, "of the potential", purpose=Purpose.DECAY, of="u")),
        Setting(Parameter("decay_i", FACTOR, "of the current", purpose=Purpose.DECAY, of="i")),
        Setting(Parameter("decay_r", FACTOR, "of the reward", purpose=Purpose.DECAY, of="r")),
        Setting(Parameter("low", POTENTIAL, "after a spike", purpose=Purpose.RESET, of="u")),
    )

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        b = Body()
        i = b.put(
            "i_next", Saturate(b.put("i_fed", Add(b.put("i_kept", Scale("i", "decay_i"), ""), "slow"), ""), "i"), ""
        )
        r = b.put(
            "r_next", Saturate(b.put("r_fed", Add(b.put("r_kept", Scale("r", "decay_r"), ""), "reward"), ""), "r"), ""
        )
        drive = b.put("drive", Add("fast", b.put("moves", Convert(i, POTENTIAL), "")), "")
        u = b.put("grown", Add(b.put("u_kept", Scale("u", "decay"), ""), drive), "")
        eager = b.put("eager", Add(u, b.put("easier", Convert(r, POTENTIAL), "")), "")
        spike = b.put("met", AtLeast(eager, "threshold"), "")
        after = b.put("u_next", Saturate(b.put("after", Select(spike, "low", u), ""), "u"), "")
        return Program(
            name=self.name,
            equation="three receptors",
            parameters=tuple(s.parameter for s in self.settings),
            states=(U, I, R),
            body=tuple(b.statements),
            next_state=(("u", after), ("i", i), ("r", r)),
            spike=spike,
            receptors=(
                Receptor("slow", CURRENT, "through a current"),
                Receptor("fast", POTENTIAL, "at once"),
                Receptor("reward", TRACE, "lowers the threshold"),
            ),
        )


@pytest.fixture
def rewarded(monkeypatch: pytest.MonkeyPatch) -> snnc.Network:
    monkeypatch.setitem(MODELS, Rewarded.name, Rewarded())
    rng = np.random.default_rng(3)
    b = snnc.NetworkBuilder("net", steps=40)
    b.input("x", 5)
    given = {"threshold": 1.0, "decay": 0.875, "decay_i": 0.75, "decay_r": 0.9375, "low": -0.125}
    b.population("cells", 7, model="rewarded", **given)
    b.connect("x", "cells", rng.uniform(0, 0.1, (5, 7)))
    b.connect("x", "cells", rng.normal(0, 0.2, (5, 7)), receptor="fast", delay=1)
    b.connect("x", "cells", 0.02, receptor="reward")
    b.connect("cells", "cells", -0.1, receptor="reward", kind="one_to_one", delay=1)
    b.output("cells")
    return b.build()


def test_receptors_of_other_quantities(rewarded: snnc.Network) -> None:
    """Floats are the equation of the docstring; each quantity has its own format, and fixed follows float closely."""
    x = {"x": np.random.default_rng(0).random((1, 40, 5)) < 0.5}
    run = snnc.golden.run(rewarded, x, variables(rewarded))
    w = {p.receptor: p.connection.weights for p in rewarded.projections[:2]}
    u, i, r, before, spikes = np.zeros(7), np.zeros(7), np.zeros(7), np.zeros(7), []
    for t, row in enumerate(x["x"][0]):
        late = x["x"][0][t - 1] if t else np.zeros(5)
        i = 0.75 * i + row @ w["slow"]
        r = 0.9375 * r + 0.02 * row.sum() - 0.1 * before
        u = 0.875 * u + late @ w["fast"] + i
        before = (u + r >= 1.0).astype(float)
        u = np.where(before > 0, -0.125, u)
        spikes.append(before > 0)
        for name, value in (("u", u), ("i", i), ("r", r)):
            assert np.allclose(run.state("cells", name)[0, t], value, atol=1e-12)
    assert np.array_equal(run.spikes("cells")[0], spikes) and run.spikes("cells").any()
    quantised = snnc.compile(rewarded).quantised
    (report,) = quantised.population_reports
    assert [(each.name, each.quantity) for each in report.receptors] == [
        ("slow", "current"),
        ("fast", "potential"),
        ("reward", "trace"),
    ]
    fixed = snnc.golden.run(quantised, x, variables(quantised))
    r_fixed = fixed.state("cells", "r")[0, :5] / report.scale("trace")
    assert np.allclose(r_fixed, run.state("cells", "r")[0, :5], atol=0.02)


@pytest.mark.parametrize(
    "lanes, kind", [(1, Accumulators.BLOCK), (2, Accumulators.DISTRIBUTED), (8, Accumulators.AUTO)]
)
@pytest.mark.usefixtures("icarus")
def test_three_receptors_in_hardware(lanes: int, kind: Accumulators, rewarded: snnc.Network, tmp_path: Path) -> None:
    """Three is no power of two: a place of a fourth receptor is never reached."""
    compiled = rtl_is_golden(rewarded, snnc.Architecture(lanes=lanes, accumulators=kind), tmp_path)
    assert [core.receptors for core in compiled.plan.cores] == [3]
