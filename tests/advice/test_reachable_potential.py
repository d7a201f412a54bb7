"""The potential that advice says no neuron exceeds, beside what neurons do reach in float."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pytest

import snnc
from snnc.advice.potential import extreme, highest_potential, never_fires
from snnc.golden import variables
from snnc.ir.network import SPIKES
from snnc.neurons.body import Body
from snnc.neurons.model import Chosen, Model, Setting
from snnc.neurons.registry import MODELS
from snnc.program.ops import Add, AtLeast, Convert, Saturate, Scale, Select
from snnc.program.program import INPUT, Parameter, Program, StateVariable
from snnc.program.quantity import FACTOR, POTENTIAL, Kind, Purpose, Quantity

STEPS = 60


def _network(*, steps: int | None = None, weight: float = 0.001, **given: object) -> snnc.Network:
    b = snnc.NetworkBuilder("n", steps=steps)
    b.input("x", 1)
    b.population("y", 1, **({"model": "cuba_lif", "reset": "value", "reset_value": 0.0} | given))
    b.connect("x", "y", [[weight]])
    b.output("y")
    return b.build()


def _fires(network: snnc.Network) -> bool:
    """Whether anything fires without input, or with all of it."""
    runs = [snnc.golden.run(network, {"x": np.full((1, STEPS, 1), on)}, variables(network)) for on in (False, True)]
    return any(np.any(run.traces["y", SPIKES]) for run in runs)


@pytest.mark.parametrize(
    "given",
    [
        {"decay": 0.9, "decay_syn": 0.9, "threshold": 5.0, "initial": {"i": 10.0}},
        {"decay": 1.0, "decay_syn": 0.9, "threshold": 50.0, "initial": {"i": 10.0}, "weight": -0.001},
        {"decay": 1.0, "decay_syn": 0.9, "threshold": 50.0, "initial": {"i": 10.0}, "weight": -0.001, "steps": STEPS},
        {"decay": 0.9, "decay_syn": 0.9, "threshold": 5.0, "initial": {"i": 10.0}, "bias": -1.0},
        {"decay": 0.5, "decay_syn": 0.99, "rest": 1.0, "bias": -0.05, "threshold": 0.6, "weight": 0.01},
    ],
)
def test_a_neuron_that_fires_on_the_way_is_not_warned_of(given: dict[str, object]) -> None:
    """Its potential passes the threshold, and ends below it."""
    network = _network(**given)
    assert _fires(network)
    assert not list(never_fires(network, network.populations[0]))


@pytest.mark.parametrize("exc, inh", [(0.3, 0.1), (0.0, 0.4), (-1.0, 0.2), (0.5, 0.0)])
def test_every_receptor_drives_as_it_decays(exc: float, inh: float) -> None:
    """Positive weights at either receptor raise the potential: to the sum of both geometric series, and no further."""
    b = snnc.NetworkBuilder("n")
    b.input("x", 1)
    b.population("y", 1, model="if_curr_exp", decay=0.5, decay_exc=0.5, decay_inh=0.75, threshold=1e6)
    b.connect("x", "y", [[exc]], receptor="exc")
    b.connect("x", "y", [[inh]], receptor="inh")
    b.output("y", "v")
    network = b.build()
    highest = highest_potential(network, network.populations[0])
    assert highest is not None and highest[0] == pytest.approx(2 * (2 * max(exc, 0) + 4 * max(inh, 0)))
    run = snnc.golden.run(network, {"x": np.ones((1, STEPS, 1), bool)}, (("y", "v"),))
    reached = run.state("y").max()
    assert reached <= highest[0] + 1e-9
    if exc >= 0:
        assert reached == pytest.approx(highest[0], rel=1e-4)


@pytest.mark.parametrize("seed", range(60))
def test_no_potential_exceeds_it(seed: int) -> None:
    """With every input in every step, before the first spike; and it is met where only the input drives. Nor falls it
    below the lowest."""
    rng = np.random.default_rng(seed)
    given = {"decay": rng.choice([0.5, 0.9, 1.0]), "threshold": 1e6, "bias": rng.normal() / 5, "rest": rng.normal()}
    start = {"v": rng.normal()}
    if seed % 2:
        given["decay_syn"], start["i"] = rng.choice([0.5, 0.9, 1.0]), 3 * rng.normal()
    steps = STEPS if seed % 3 else None
    driven_only = seed % 5 == 0
    if driven_only:
        given, start = given | {"bias": 0.0, "rest": 0.0}, {}
    model = "cuba_lif" if seed % 2 else "lif"
    network = _network(steps=steps, model=model, weight=rng.normal(), initial=start, **given)
    highest = highest_potential(network, network.populations[0])
    lowest = extreme(network, network.populations[0], "v", down=True)
    assert highest is not None and lowest is not None
    runs = [snnc.golden.run(network, {"x": np.full((1, 4 * STEPS, 1), on)}, variables(network)) for on in (0, 1)]
    end = steps or 4 * STEPS
    reached = max(float(run.traces["y", "v"][0, :end].max()) for run in runs)
    fallen = min(float(run.traces["y", "v"][0, :end].min()) for run in runs)
    assert lowest[0] - 1e-9 <= fallen and reached <= highest[0] + 1e-9
    if driven_only and steps:
        assert (reached, fallen) == pytest.approx((highest[0], lowest[0]), rel=0.05)


def test_several_events_reach_further() -> None:
    """One event of 0.25 leads to 0.25 / (1 - 0.75) = 1 at most; two to 2."""
    for events, threshold, warned in ((1, 1.1, True), (2, 1.9, False), (2, 2.1, True)):
        b = snnc.NetworkBuilder("n")
        b.input("x", 1, events=events)
        b.population("y", 1, model="lif", decay=0.75, threshold=threshold)
        b.connect("x", "y", [[0.25]])
        b.output("y")
        network = b.build()
        assert bool(list(never_fires(network, network.populations[0]))) is warned


ADAPTATION = Quantity("adaptation", Kind.LINEAR)
_THRESHOLD = Setting(Parameter("threshold", POTENTIAL, "at rest", purpose=Purpose.THRESHOLD, of="v"))
_DECAY = Setting(Parameter("decay", FACTOR, "of the potential", purpose=Purpose.DECAY, of="v"))
_V = StateVariable("v", POTENTIAL, "membrane potential")


class Lowered(Model):
    """A neuron whose threshold starts below the one that it is given."""

    name = "lowered"
    settings = (
        _THRESHOLD,
        _DECAY,
        Setting(Parameter("decay_w", FACTOR, "of the change", purpose=Purpose.DECAY, of="w")),
    )

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        b = Body()
        grown = b.put("grown", Add(b.put("kept", Scale("v", "decay"), ""), INPUT), "")
        level = b.put("level", Add("threshold", b.put("moved", Convert("w", POTENTIAL), "")), "")
        spike = b.put("spike", AtLeast(grown, level), "")
        v = b.put("v_next", Saturate(grown, "v"), "")
        w = b.put("w_next", Saturate(b.put("w_kept", Scale("w", "decay_w"), ""), "w"), "")
        states = (_V, StateVariable("w", ADAPTATION, "what is added to the threshold"))
        return _program(self, b, states, next_state=(("v", v), ("w", w)), spike=spike)


class Bent(Model):
    """A neuron whose potential is twice as high above a knee."""

    name = "bent"
    settings = (_THRESHOLD, _DECAY, Setting(Parameter("knee", POTENTIAL, "where it bends")))

    def program(self, chosen: Chosen, given: Collection[str]) -> Program:
        b = Body()
        grown = b.put("grown", Add(b.put("kept", Scale("v", "decay"), ""), INPUT), "")
        twice = b.put("twice", Add(grown, grown), "")
        bent = b.put("bent", Select(b.put("above", AtLeast(grown, "knee"), ""), twice, grown), "")
        spike = b.put("spike", AtLeast(bent, "threshold"), "")
        v = b.put("v_next", Saturate(bent, "v"), "")
        return _program(self, b, (_V,), next_state=(("v", v),), spike=spike)


def _program(
    model: Model, b: Body, states: tuple[StateVariable, ...], *, next_state: tuple[tuple[str, str], ...], spike: str
) -> Program:
    return Program(
        name=model.name,
        equation="",
        parameters=tuple(setting.parameter for setting in model.settings),
        states=states,
        body=tuple(b.statements),
        next_state=next_state,
        spike=spike,
    )


@pytest.mark.parametrize(
    "model, given",
    [(Lowered(), {"decay_w": 0.99, "initial": {"w": -0.7}}), (Bent(), {"knee": 0.3})],
)
def test_a_program_that_bends_is_not_judged(
    model: Model, given: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(MODELS, model.name, model)
    b = snnc.NetworkBuilder("n")
    b.input("x", 1)
    b.population("y", 1, model=model.name, threshold=1.0, decay=0.5, **given)
    b.connect("x", "y", [[0.35]])
    b.output("y")
    network = b.build()
    assert _fires(network)
    assert not list(never_fires(network, network.populations[0]))
