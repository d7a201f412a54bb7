"""What would be misread is refused: outputs, shapes, arguments, options."""

from __future__ import annotations

import pytest

import snnc
from snnc.core.errors import UserError


def _one(**options: object) -> snnc.NetworkBuilder:
    b = snnc.NetworkBuilder("n")
    b.input("x", 3)
    b.population("y", 2, **{"model": "lif", "threshold": 1.0, "decay": 0.5, **options})
    b.connect("x", "y", 0.4)
    return b


def test_outputs_are_unique_and_present() -> None:
    b = _one()
    with pytest.raises(UserError, match="E142"):
        b.build()
    b.output("y")
    b.output("y")
    with pytest.raises(UserError, match="E111"):
        b.build()


def test_a_huge_shape_does_not_wrap_around() -> None:
    b = _one()
    b.input("big", (1 << 20,) * 4)
    b.output("y")
    with pytest.raises(UserError, match="E112"):
        b.build()


@pytest.mark.parametrize(
    "call",
    [
        lambda b: b.connect("x", "y", 1.0, delay=1.5),
        lambda b: b.connect("x", "y", 1.0, delay=True),
        lambda b: b.connect("x", "y", "heavy"),
        lambda b: b.connect("x", "y", [1j]),
        lambda b: b.connect("x", "y", [1.0], kind="sparse", pairs=([0.7], [1])),
        lambda b: b.connect("x", "y", [1.0], kind="sparse", pairs=([1 << 32], [1])),
        lambda b: b.population("z", 2.5, model="li", decay=0.5),
        lambda b: b.population("z", 2, model="li", tau=3.0, decay=0.5),
        lambda b: b.population("z", 2, model="li", tau=0.0),
        lambda b: b.population("z", 2, model="li", tau=3.0, method="bogus"),
        lambda b: b.population("z", 2, model="lif", threshold="a", decay=0.5),
    ],
)
def test_the_api_refuses_what_it_would_misread(call) -> None:
    with pytest.raises(UserError):
        call(_one())


@pytest.mark.parametrize(
    "options",
    [
        {"architecture": snnc.Architecture(lanes=3)},
        {"architecture": snnc.Architecture(lanes=0)},
        {"architecture": snnc.Architecture(cores=-1)},
        {"quantise": snnc.QuantiseOptions(snnc.WeightOptions(17))},
        {"quantise": snnc.QuantiseOptions(snnc.WeightOptions(0))},
        {"quantise": snnc.QuantiseOptions(state=snnc.StateOptions(decay_bits=0))},
        {"quantise": snnc.QuantiseOptions(state=snnc.StateOptions(bits=64))},
    ],
)
def test_options_out_of_range(options) -> None:
    b = _one()
    b.output("y")
    with pytest.raises(UserError):
        snnc.compile(b.build(), **options)


@pytest.mark.parametrize("seed", [-1, 1 << 70])
def test_a_seed_that_yaml_refuses_is_refused_in_python(seed: int) -> None:
    b = snnc.NetworkBuilder("n")
    b.input("x", 2, coding="poisson", steps=5, seed=seed)
    b.population("y", 1, model="if", threshold=1.0)
    b.connect("x", "y", 1.0)
    b.output("y")
    with pytest.raises(UserError, match=r"E113.*seed of the coding; got"):
        b.build()
